/* The main job, as an operator does it: a token, from key to request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/peering.h"
#include "net/token.h"
#include "tests/lib/console.h"
#include "tests/lib/fetch.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

static const char *const one_cluster[] = { "-cluster", "east,dc=dc1", NULL };

static void record_is_as_typed(const struct sandbox *consul)
{
	_cleanup_(mem_freep) char *url = NULL;
	_cleanup_(peerings_release) struct peerings list = { 0 };
	struct buf b = BUF_INIT(300);
	struct err err = ERR_INIT;
	struct fetch f;

	buf_addf(&b, "%s/v1/peering/west-dc", sandbox_url(consul, "east"));
	url = buf_take(&b);
	f = fetch("GET", url, NULL, NULL);
	assert_int_equal(f.status, 200);
	assert_true(peering_decode(f.body.data, f.body.len, &list, &err));
	assert_int_equal(list.rows[0].meta.count, 4);
	assert_string_equal(peering_meta(&list.rows[0], "env"), "prod");
	assert_string_equal(peering_meta(&list.rows[0], "team"), "net");
	fetch_release(&f);
}

static size_t read_file(const char *path, char *text, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, size, f);
	fclose(f);
	return n;
}

static void saved_token_has_the_addresses(struct term *t)
{
	char path[512], text[16384];
	struct err err = ERR_INIT;
	struct token token;
	struct stat st;
	size_t len;

	snprintf(path, sizeof(path), "%s/west.token", term_home(t));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	len = read_file(path, text, sizeof(text));
	assert_true(token_decode(text, len, &token, &err));
	assert_int_equal(token.manual_addresses.count, 2);
	assert_string_equal(token.manual_addresses.items[0],
			    "lb-1.example.com:8503");
	assert_string_equal(token.manual_addresses.items[1], "10.1.2.3");
	assert_true(token.has_secret);
	/* Until then nothing of it had reached the terminal but its start,
	 * which every token shares. */
	assert_null(strstr(term_raw(t), "eyJDQSI6WyIt"));
	token_release(&token);
}

static void a_token_is_generated_explained_copied_and_saved(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(one_cluster);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "This cluster has no peerings");
	term_match(t, "peers-empty.screen");

	term_keys(t, "g");
	term_expect(t, "Generate a peering token");
	term_keys(t, "west-dc");
	term_expect(t, "free here");
	term_keys(t, TAB "env" TAB "prod" TAB "Owner team" TAB "net");
	term_expect(t, "One field is not right yet");
	term_match(t, "generate-wrong.screen");
	term_keys(t, SHIFT_TAB CTRL_U "team" TAB TAB TAB);
	term_expect(t, "consul peering generate-token");
	term_keys(t, "lb-1.example.com:8503");
	term_expect(t, "addresses lb-1.example.com:8503");
	term_keys(t, ENTER "10.1.2.3");
	term_expect(t, "will be refused");
	term_expect(t, "consul peering generate-token");
	term_match(t, "generate.screen");

	term_keys(t, CTRL_O);
	term_expect(t, "Token for west-dc");
	term_expect(t, "not used yet");
	term_match(t, "token.screen");
	record_is_as_typed(consul);

	term_keys(t, "w");
	term_expect(t, "Save the token");
	term_keys(t, CTRL_U "~/west.token" ENTER);
	term_expect(t, "saved: ~/west.token");
	saved_token_has_the_addresses(t);

	term_keys(t, "y");
	term_expect_raw(t, "\033]52;c;");
	term_expect(t, "copied");

	term_keys(t, ESC);
	term_expect(t, "Peers 1");
	term_expect(t, "unused");
	term_match(t, "peers-unused.screen");
	term_keys(t, "t");
	term_expect(t, "Tokens of this run");
	term_keys(t, ENTER);
	term_expect(t, "Token for west-dc");
	term_keys(t, "qqq");
	assert_int_equal(term_exit_status(t), 0);
	assert_true(term_tty_modes_equal(t));
	assert_false(term_altscreen(t));
}

static void quitting_with_a_token_at_risk_asks(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(one_cluster);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "This cluster has no peerings");
	term_keys(t, "gwest" CTRL_O);
	term_expect(t, "Token for west");
	term_keys(t, "qq");
	term_expect(t, "Quit?");
	term_keys(t, ENTER);
	term_expect_gone(t, "Quit?");
	term_keys(t, "q");
	term_expect(t, "Quit?");
	term_keys(t, TAB ENTER);
	assert_int_equal(term_exit_status(t), 0);
}

static void reveal_and_plain_show_it_for_a_time(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(one_cluster);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "This cluster has no peerings");
	term_keys(t, "gwest" CTRL_O);
	term_expect(t, "Token for west");
	term_keys(t, "r");
	term_expect(t, "masked again in");
	term_expect(t, "eyJDQSI6WyIt");
	term_keys(t, ESC);
	term_expect_gone(t, "eyJDQSI6WyIt");
	term_keys(t, "p");
	term_expect_row(t, 0, "eyJDQSI6WyIt");
	term_keys(t, "x");
	term_expect_gone(t, "eyJDQSI6WyIt");
	term_expect(t, "Token for west");
}

static void the_main_job_fits_the_smallest_size(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(one_cluster);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(15, 60, sandbox_url(consul, "east"), NULL);
	term_expect(t, "This cluster has no peerings");
	term_keys(t, "gWest_DC");
	term_expect(t, "upper case is not allowed");
	term_match(t, "generate-small.screen");
	term_keys(t, RIGHT);
	term_expect(t, "free here");
	term_keys(t, CTRL_O);
	term_expect(t, "not used yet");
	term_match(t, "token-small.screen");
	term_keys(t, END);
	term_expect(t, "single use");
	term_keys(t, "r");
	term_expect(t, "masked again in");
	term_expect(t, "eyJDQSI6WyIt");
	term_keys(t, PAGE_DOWN);
	term_expect_gone(t, "eyJDQSI6WyIt");
	term_expect(t, "masked again in");
	term_keys(t, "x");
	term_expect_gone(t, "masked again in");
}

static const char *const seeded[] = { "-cluster", "east,dc=dc1", "-seed",
				      "demo", NULL };

/* What the peerings have and what was typed before fill a form in few keys. */
static void a_form_is_filled_with_what_is_known(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	term_keys(t, "gfirst-one" TAB "e");
	term_expect(t, "Right takes env");
	term_keys(t, RIGHT TAB "pr");
	term_expect(t, "Right takes prod");
	term_keys(t, END);
	term_expect(t, "-meta env=prod");
	term_keys(t, CTRL_O);
	term_expect(t, "Token for first-one");
	term_keys(t, ESC);
	term_expect(t, "eu-west");
	term_keys(t, "g");
	term_expect(t, "Generate a peering token");
	term_keys(t, "second" CTRL_P);
	term_expect(t, "first-one");
	term_keys(t, CTRL_N "-one");
	term_expect(t, "second-one");
	term_expect(t, "free here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_token_is_generated_explained_copied_and_saved),
		cmocka_unit_test(quitting_with_a_token_at_risk_asks),
		cmocka_unit_test(the_main_job_fits_the_smallest_size),
		cmocka_unit_test(a_form_is_filled_with_what_is_known),
		cmocka_unit_test(reveal_and_plain_show_it_for_a_time),
	};

	return cmocka_run_group_tests_name("main job", tests, NULL, NULL);
}
