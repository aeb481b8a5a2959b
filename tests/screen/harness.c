/* The screen-test harness itself, on small shell programs. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "tests/lib/golden.h"
#include "tests/lib/term.h"

static struct term *shell(const char *script)
{
	const char *argv[] = { "/bin/sh", "-c", script, NULL };

	return term_spawn(24, 80, argv, NULL);
}

static void test_text_and_exit_status(void **state)
{
	_cleanup_(term_freep) struct term *t =
		shell("printf 'one\\r\\n  two \\n'; exit 7");

	(void)state;
	term_expect(t, "one");
	term_expect_row(t, 1, "two");
	assert_int_equal(term_exit_status(t), 7);
	assert_string_equal(term_line(t, 1), "  two");
	assert_string_equal(term_line(t, 24), "");
	assert_memory_equal(term_text(t), "one\n  two\n\n", 11);
}

static void test_keys_are_read_and_text_goes(void **state)
{
	_cleanup_(term_freep) struct term *t = shell(
		"stty -echo; echo ready; read x; printf '\\033[H\\033[2Jgot '"
		"; printf %s \"$x\" | wc -c; read x");

	(void)state;
	term_expect(t, "ready");
	term_keys(t, "h\303\251llo" ENTER);
	term_expect(t, "got 6");
	term_expect_gone(t, "ready");
}

/* More than a terminal takes at once, while it writes as much back. */
static void test_many_keys(void **state)
{
	_cleanup_(term_freep) struct term *t =
		shell("stty raw -echo; echo ready; head -c 100000; printf end");
	char *keys = mem_new(100001, 1);

	(void)state;
	term_expect(t, "ready");
	memset(keys, 'k', 100000);
	memcpy(keys + 99997, "xyz", 3);
	term_keys(t, keys);
	term_expect(t, "xyzend");
	assert_int_equal(term_exit_status(t), 0);
	assert_true(term_raw_len(t) > 100000);
	mem_freep(&keys);
}

static void test_wide_and_combining(void **state)
{
	_cleanup_(term_freep) struct term *t =
		shell("printf '\\346\\227\\245x e\\314\\201|'; read x");

	(void)state;
	term_expect(t, "\346\227\245x e\314\201|");
	assert_int_equal(term_cursor(t).col, 6);
	assert_int_equal(term_cursor(t).row, 0);
}

static void test_attributes_cursor_altscreen(void **state)
{
	_cleanup_(term_freep) struct term *t = shell(
		"printf '\\033[1;31mA\\033[0;7mB\\033[0;38;5;208mC\\033[0mD'"
		"; read x; printf '\\033[?1049h\\033[?25lalt'; read x; "
		"printf '\\033[?1049l\\033[?25h'");

	(void)state;
	term_expect(t, "ABCD");
	assert_true(term_attr(t, 0, 0).bold);
	assert_int_equal(term_attr(t, 0, 0).fg, 1);
	assert_true(term_attr(t, 0, 1).reverse);
	assert_int_equal(term_attr(t, 0, 2).fg, 208);
	assert_int_equal(term_attr(t, 0, 3).fg, -1);
	assert_int_equal(term_attr(t, 0, 3).bg, -1);
	assert_true(term_cursor(t).visible);
	assert_false(term_altscreen(t));

	term_keys(t, ENTER);
	term_expect(t, "alt");
	term_expect_gone(t, "ABCD");
	assert_true(term_altscreen(t));
	assert_false(term_cursor(t).visible);

	term_keys(t, ENTER);
	term_expect(t, "ABCD");
	assert_int_equal(term_exit_status(t), 0);
	assert_false(term_altscreen(t));
}

static void test_raw_bytes(void **state)
{
	_cleanup_(term_freep) struct term *t =
		shell("printf '\\033]52;c;aGk=\\007.'; read x");

	(void)state;
	term_expect_raw(t, "\033]52;c;aGk=\007");
	term_expect(t, ".");
	assert_string_equal(term_line(t, 0), ".");
	assert_int_equal(term_raw_len(t), strlen(term_raw(t)));
}

/* libvterm's answers reach the program. */
static void test_terminal_answers(void **state)
{
	_cleanup_(term_freep) struct term *t = shell(
		"stty raw -echo; printf '\\033[6n'; head -c 6 | tr '\\033' E");

	(void)state;
	term_expect(t, "E[1;1R");
}

static void test_resize(void **state)
{
	_cleanup_(term_freep) struct term *t =
		shell("trap 'stty size' WINCH; stty size; echo ready; "
		      "while :; do read x; done");

	(void)state;
	term_expect_row(t, 0, "24 80");
	term_expect(t, "ready");
	term_resize(t, 30, 100);
	term_expect(t, "30 100");
}

static void test_signal(void **state)
{
	_cleanup_(term_freep) struct term *t = shell("echo on; read x");

	(void)state;
	term_expect(t, "on");
	term_signal(t, SIGTERM);
	assert_int_equal(term_exit_status(t), 128 + SIGTERM);
	assert_true(term_ended(t));
}

static void test_tty_modes(void **state)
{
	_cleanup_(term_freep) struct term *t =
		shell("old=$(stty -g); stty raw; printf a; head -c 1; "
		      "stty $old; printf b; head -c 1; stty -echo");

	(void)state;
	term_expect(t, "a");
	assert_false(term_tty_modes_equal(t));
	term_keys(t, "k");
	term_expect(t, "b");
	assert_true(term_tty_modes_equal(t));
	term_keys(t, ENTER);
	assert_int_equal(term_exit_status(t), 0);
	assert_false(term_tty_modes_equal(t)); /* known after the end too */
}

static void test_environment(void **state)
{
	const char *argv[] = { "/bin/sh", "-c", "env | sort", NULL };
	const char *env[] = { "TERM=vt100", "CONSUL_HTTP_ADDR=x", "TZ", NULL };
	_cleanup_(term_freep) struct term *t = NULL;
	char home[256];

	(void)state;
	t = term_spawn(40, 200, argv, env);
	assert_int_equal(term_exit_status(t), 0);
	term_expect(t, "TERM=vt100");
	term_expect(t, "LC_ALL=C.UTF-8");
	term_expect(t, "CONSUL_HTTP_ADDR=x");
	assert_null(strstr(term_text(t), "TZ="));
	assert_null(strstr(term_text(t), "CMOCKA"));
	assert_null(strstr(term_text(t), "LINES="));
	snprintf(home, sizeof(home), "%s", term_home(t));
	term_expect(t, home);
	assert_int_equal(access(home, W_OK), 0);
	term_freep(&t);
	assert_int_not_equal(access(home, F_OK), 0);
}

static void test_missing_program(void **state)
{
	const char *argv[] = { "/no/such", NULL };
	_cleanup_(term_freep) struct term *t = term_spawn(24, 80, argv, NULL);

	(void)state;
	assert_int_equal(term_exit_status(t), 127);
}

static bool never_true(struct term *t, void *ctx)
{
	(void)t, (void)ctx;
	return false;
}

/* A wait does not outlast the program. */
static void test_wait_ends_with_the_program(void **state)
{
	_cleanup_(term_freep) struct term *t = shell("echo bye");

	(void)state;
	assert_false(term_wait(t, never_true, NULL));
	assert_string_equal(term_line(t, 0), "bye");
}

static void test_golden_file(void **state)
{
	_cleanup_(term_freep) struct term *t =
		shell("printf 'west-1   ok   <15s\\r\\nhttp://127.0.0.1:8500'"
		      "; read x");

	(void)state;
	term_match(t, "harness.screen");
}

static void test_golden_patterns(void **state)
{
	static const struct {
		const char *pattern, *row;
		bool matches;
	} cases[] = {
		{ "", "", true },
		{ "abc", "abc", true },
		{ "abc", "abcd", false },
		{ "abc", "ab", false },
		{ "a {{port}} b", "a 123 b", true },
		{ "a {{port}} b", "a 123   b", true },
		{ "a {{port}} b", "a 123b", false },
		{ "a {{port}} b", "a x b", false },
		{ "a {{port}} b", "a  b", false },
		{ "seen {{age}}", "seen <15s", true },
		{ "seen {{age}} ago.", "seen 2m 3s ago.", true },
		{ "{{fp}}{{*}}", "0123abcd: x", true },
		{ "{{*}}|", "anything at all|", true },
		{ "{{*}}|", "anything at all", false },
		{ "end {{*}} ", "end x", true },
		{ "{{unclosed", "{{unclosed", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (golden_row_matches(cases[i].pattern, cases[i].row) !=
		    cases[i].matches)
			fail_msg("|%s| and |%s|", cases[i].pattern,
				 cases[i].row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_and_exit_status),
		cmocka_unit_test(test_keys_are_read_and_text_goes),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_wide_and_combining),
		cmocka_unit_test(test_attributes_cursor_altscreen),
		cmocka_unit_test(test_raw_bytes),
		cmocka_unit_test(test_terminal_answers),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_signal),
		cmocka_unit_test(test_tty_modes),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_missing_program),
		cmocka_unit_test(test_wait_ends_with_the_program),
		cmocka_unit_test(test_golden_file),
		cmocka_unit_test(test_golden_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
