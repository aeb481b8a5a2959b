/* The command that prints an ACL token: what it prints, and how it fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/strlist.h"
#include "net/token_command.h"

static bool run(const char *script, int timeout_ms, struct buf *ret,
		struct err *err)
{
	_cleanup_(strlist_release) struct strlist argv = { 0 };

	strlist_add(&argv, "sh");
	strlist_add(&argv, "-c");
	strlist_add(&argv, script);
	return token_command_run(&argv, timeout_ms, ret, err);
}

static void test_what_is_printed(void **state)
{
	static const struct {
		const char *script, *token;
	} cases[] = {
		{ "echo secret", "secret" },
		{ "printf '\\n  secret\\r\\n\\n'", "secret" },
		{ "echo noise >&2; echo secret", "secret" },
		{ "cat; echo eof", "eof" }, /* it has no input */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(buf_release) struct buf token = BUF_SECRET(64);

		assert_true(run(cases[i].script, 10000, &token, NULL));
		assert_string_equal(token.data, cases[i].token);
	}
}

static void test_failures(void **state)
{
	static const struct {
		const char *script, *msg;
	} cases[] = {
		{ "exit 0", "sh prints no token" },
		{ "echo one >&2; echo two >&2; exit 3", "sh failed: two" },
		{ "kill -9 $$", "sh failed" },
		{ "printf 'a\\000b'", "sh prints no token" },
		{ "while :; do echo 0123456789; done",
		  "sh prints more than a token can be" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(buf_release) struct buf token = BUF_SECRET(64);
		struct err err = ERR_INIT;

		assert_false(run(cases[i].script, 10000, &token, &err));
		assert_int_equal(err.kind, ERR_SYSTEM);
		assert_string_equal(err.msg, cases[i].msg);
	}
}

static void test_not_found(void **state)
{
	_cleanup_(strlist_release) struct strlist argv = { 0 };
	_cleanup_(buf_release) struct buf token = BUF_SECRET(64);
	struct err err = ERR_INIT;

	(void)state;
	strlist_add(&argv, "/nonexistent/pass");
	assert_false(token_command_run(&argv, 10000, &token, &err));
	assert_string_equal(err.msg, "/nonexistent/pass cannot be started");
}

/* Killed with the children that hold its pipes. */
static void test_too_slow(void **state)
{
	static const char *const scripts[] = {
		"sleep 60",
		"sleep 60 & echo half",
		"exec >&- 2>&-; sleep 60",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		_cleanup_(buf_release) struct buf token = BUF_SECRET(64);
		int64_t begin = clock_ms(&clock_system);
		struct err err = ERR_INIT;

		assert_false(run(scripts[i], 50, &token, &err));
		assert_int_equal(err.kind, ERR_TIMEOUT);
		assert_true(clock_ms(&clock_system) - begin < 30000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_printed),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_too_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
