#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/kv.h"
#include "base/strlist.h"
#include "net/client.h"
#include "net/equivalent.h"
#include "net/peering_api.h"

static void words_are_quoted_for_sh(void **state)
{
	static const struct {
		const char *word, *want;
	} cases[] = {
		{ "cluster-02", "cluster-02" },
		{ "10.0.0.1:8502,lb:443", "10.0.0.1:8502,lb:443" },
		{ "", "''" },
		{ "a b", "'a b'" },
		{ "it's", "'it'\\''s'" },
		{ "$(rm -rf x)", "'$(rm -rf x)'" },
		{ "`x`", "'`x`'" },
		{ "a;b", "'a;b'" },
		{ "~", "'~'" },
		{ "é", "'é'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(buf_release) struct buf out = BUF_INIT(100);

		equivalent_quote(&out, cases[i].word);
		assert_string_equal(out.data, cases[i].want);
	}
}

static void generate_holds_what_was_filled_in(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1000);
	_cleanup_(kv_release) struct kv meta = { 0 };
	_cleanup_(strlist_release) struct strlist addresses = { 0 };
	struct peering_generate g = { .name = "cluster-02",
				      .meta = &meta,
				      .addresses = &addresses };

	(void)state;
	equivalent_generate(&out, &g, NULL);
	assert_string_equal(out.data,
			    "consul peering generate-token -name cluster-02");

	buf_clear(&out);
	kv_add(&meta, "env", "prod");
	kv_add(&meta, "note", "two words");
	strlist_add(&addresses, "10.0.0.1:8502");
	strlist_add(&addresses, "[2001:db8::1]:8502");
	g.partition = "team-a";
	equivalent_generate(&out, &g, NULL);
	assert_string_equal(
		out.data,
		"consul peering generate-token -name cluster-02 -meta env=prod "
		"-meta 'note=two words' -server-external-addresses "
		"'10.0.0.1:8502,[2001:db8::1]:8502' -partition team-a");
}

static char *no_env(const char *name)
{
	static char address[] = "10.9.9.9:8500";

	return strcmp(name, "CONSUL_HTTP_ADDR") == 0 ? address : NULL;
}

static void only_settings_that_need_a_flag_get_one(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1000);
	_cleanup_(client_config_release) struct client_config c = { 0 };
	struct client_flags flags = { .token = "s3cret",
				      .tls_server_name = "consul" };
	struct peering_generate g = { .name = "w" };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(client_config_load(&flags, no_env, &c, &err));
	equivalent_generate(&out, &g, &c);
	assert_string_equal(out.data, "consul peering generate-token -name w "
				      "-tls-server-name consul");

	buf_clear(&out);
	assert_true(client_config_set_address(&c, "https://b:8501", &err));
	equivalent_generate(&out, &g, &c);
	assert_string_equal(out.data,
			    "consul peering generate-token -name w -http-addr "
			    "https://b:8501 -tls-server-name consul");
}

static void the_other_sides_command_never_holds_the_token(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1000);

	(void)state;
	equivalent_establish(&out, "dc1", 4095);
	assert_string_equal(out.data, "read -rs T; consul peering establish "
				      "-name dc1 -peering-token \"$T\"");
	buf_clear(&out);
	equivalent_establish(&out, "dc1", 4096);
	assert_string_equal(out.data, "consul peering establish -name dc1 "
				      "-peering-token \"$(cat dc1.token)\"");
}

static void all_that_is_sent_stands_in_the_command(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1000);
	_cleanup_(kv_release) struct kv meta = { 0 };
	const struct peering_establish e = { .name = "dc1",
					     .token = "s3cret",
					     .partition = "p",
					     .meta = &meta };

	(void)state;
	kv_add(&meta, "env", "a b");
	equivalent_establish_with(&out, &e, NULL);
	assert_string_equal(out.data,
			    "read -rs T; consul peering establish -name dc1 "
			    "-peering-token \"$T\" -meta 'env=a b' "
			    "-partition p");
}

static void read_and_delete_name_the_peering(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1000);

	(void)state;
	equivalent_read(&out, "west");
	buf_adds(&out, "; ");
	equivalent_delete(&out, "west");
	assert_string_equal(out.data, "consul peering read -name west; "
				      "consul peering delete -name west");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_quoted_for_sh),
		cmocka_unit_test(generate_holds_what_was_filled_in),
		cmocka_unit_test(only_settings_that_need_a_flag_get_one),
		cmocka_unit_test(the_other_sides_command_never_holds_the_token),
		cmocka_unit_test(all_that_is_sent_stands_in_the_command),
		cmocka_unit_test(read_and_delete_name_the_peering),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
