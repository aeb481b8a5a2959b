/* The subcommands in a terminal: what it is shown, and secrets typed there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "tests/lib/canned.h"
#include "tests/lib/cases.h"
#include "tests/lib/term.h"

#define TOKEN "eyJDQSI6WyJ4Il0sIlNlcnZlckFkZHJlc3NlcyI6WyIxMC4wLjAuMTo4NTAzIl19"
#define REPLY(text)                                                            \
	{                                                                      \
		.body = text, .len = sizeof(text) - 1, .truncate = -1          \
	}

#define REPLY_500(text)                                                        \
	{                                                                      \
		.status = 500, .body = text, .len = sizeof(text) - 1,          \
		.truncate = -1                                                 \
	}

/* peerdeck with these words against that server. */
static struct term *spawn(struct canned *server, const char *const words[])
{
	char addr[64];
	const char *env[] = { addr, NULL };
	const char *argv[16] = { cases_build("peerdeck") };

	snprintf(addr, sizeof(addr), "CONSUL_HTTP_ADDR=%s",
		 canned_addr(server));
	for (size_t i = 0; words[i]; i++)
		argv[i + 1] = words[i];
	return term_spawn(24, 80, argv, env);
}

static void test_control_characters_are_shown(void **state)
{
	static const struct canned_reply replies[] = { REPLY(
		"[{\"Name\":\"a\\u001b[2Jb\",\"State\":\"ACTIVE\","
		"\"Meta\":{\"k\":\"x\\u0007\\ny\"}}]") };
	static const char *const words[] = { "list", NULL };
	_cleanup_(canned_freep) struct canned *server = canned_new(replies, 1);
	_cleanup_(term_freep) struct term *t = spawn(server, words);

	(void)state;
	assert_int_equal(term_exit_status(t), 0);
	term_expect_row(t, 1,
			"a^[[2Jb  ACTIVE  0              0"
			"              k=x^G^Jy");
}

static void test_errors_are_scrubbed_too(void **state)
{
	static const struct canned_reply replies[] = { REPLY_500(
		"no\033[2J\n\t* why") };
	static const char *const words[] = { "list", NULL };
	_cleanup_(canned_freep) struct canned *server = canned_new(replies, 1);
	_cleanup_(term_freep) struct term *t = spawn(server, words);

	(void)state;
	assert_int_equal(term_exit_status(t), 1);
	term_expect(t, "500 (no^[[2J\n        * why)");
}

static const char *const establish[] = { "establish", "-name=east",
					 "-peering-token=-", "-token=s3cret",
					 NULL };

static void test_a_token_is_typed_unseen(void **state)
{
	static const struct canned_reply replies[] = { REPLY("{}") };
	_cleanup_(canned_freep) struct canned *server = canned_new(replies, 1);
	_cleanup_(term_freep) struct term *t = spawn(server, establish);
	_cleanup_(buf_release) struct buf token = BUF_INIT(65536);

	(void)state;
	term_expect(t, "Peering token (not shown):");
	/* Longer than a line that the terminal itself would edit. */
	while (token.len < 8192)
		buf_adds(&token, TOKEN);
	term_keys(t, token.data);
	term_keys(t, ENTER);
	assert_int_equal(term_exit_status(t), 0);
	assert_null(strstr(term_raw(t), TOKEN));
	assert_int_equal(canned_count(server), 1);
	assert_non_null(strstr(canned_request(server, 0)->body, token.data));
	assert_true(term_tty_modes_equal(t));
}

static void test_ctrl_c_brings_the_echo_back(void **state)
{
	static const struct canned_reply replies[] = { REPLY("{}") };
	_cleanup_(canned_freep) struct canned *server = canned_new(replies, 1);
	_cleanup_(term_freep) struct term *t = spawn(server, establish);

	(void)state;
	term_expect(t, "Peering token (not shown):");
	term_keys(t, TOKEN CTRL_C);
	assert_int_equal(term_exit_status(t), 1);
	assert_true(term_tty_modes_equal(t));
	assert_int_equal(canned_count(server), 0);
}

static void test_a_token_in_argv_is_wiped(void **state)
{
	static const struct canned_reply replies[] = { REPLY("{}") };
	_cleanup_(canned_freep) struct canned *server = canned_new(replies, 1);
	_cleanup_(term_freep) struct term *t = spawn(server, establish);
	char path[64], title[4096];
	FILE *file;
	size_t len;

	(void)state;
	term_expect(t, "Peering token (not shown):");
	snprintf(path, sizeof(path), "/proc/%d/cmdline", term_pid(t));
	file = fopen(path, "r");
	if (!file)
		skip(); /* this system has no /proc */
	len = fread(title, 1, sizeof(title) - 1, file);
	fclose(file);
	for (size_t i = 0; i < len; i++)
		title[i] = title[i] ? title[i] : ' ';
	title[len] = '\0';
	assert_non_null(strstr(title, "-name=east"));
	assert_null(strstr(title, "s3cret"));
	term_keys(t, CTRL_C);
	assert_int_equal(term_exit_status(t), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control_characters_are_shown),
		cmocka_unit_test(test_errors_are_scrubbed_too),
		cmocka_unit_test(test_a_token_is_typed_unseen),
		cmocka_unit_test(test_ctrl_c_brings_the_echo_back),
		cmocka_unit_test(test_a_token_in_argv_is_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
