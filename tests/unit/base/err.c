#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/utf8.h"

#define EURO "\342\202\254"

static void test_set(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(err.kind, ERR_NONE);
	err.status = 500;
	assert_false(err_set(&err, ERR_USAGE, "%s: %d", "port", 70000));
	assert_int_equal(err.kind, ERR_USAGE);
	assert_int_equal(err.status, 0);
	assert_string_equal(err.msg, "port: 70000");
	assert_false(err_set(NULL, ERR_USAGE, "nobody listens"));
	assert_false(err_errno(NULL, EACCES, "nobody listens"));
	assert_false(err_wrap(NULL, "nobody listens"));
}

static void test_line_breaks_become_spaces(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_STATUS, "a\nb\r\nc");
	assert_string_equal(err.msg, "a b  c");
}

static void test_errno(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_false(err_errno(&err, ENOENT, "open %s", "/x"));
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_string_equal(err.msg, "open /x: No such file or directory");
}

static void test_wrap_keeps_kind_and_status(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_DENIED, "Permission denied");
	err.status = 403;
	assert_false(err_wrap(&err, "list of %s", "dc1"));
	assert_int_equal(err.kind, ERR_DENIED);
	assert_int_equal(err.status, 403);
	assert_string_equal(err.msg, "list of dc1: Permission denied");
}

/*
 * A character of 1 to 4 bytes is pushed over the end byte by byte: what is
 * kept is always whole, and as much as fits.
 */
static void test_cut_between_characters(void **state)
{
	static const char *const chars[] = { "x", "\303\251", "\342\202\254",
					     "\360\237\230\200" };
	struct err err = ERR_INIT;
	char text[sizeof(err.msg) + 8];

	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(chars); c++)
		for (size_t pad = 246; pad < sizeof(err.msg) + 2; pad++) {
			size_t n = strlen(chars[c]);
			size_t most = sizeof(err.msg) - 1;
			size_t want = pad + n <= most ? pad + n
				      : pad < most    ? pad
						      : most;

			memset(text, 'a', pad);
			memcpy(text + pad, chars[c], n + 1);
			err_set(&err, ERR_STATUS, "%s", text);
			assert_int_equal(strlen(err.msg), want);
			assert_true(utf8_valid(err.msg, want));
		}
}

static void test_wrap_cuts_between_characters(void **state)
{
	char euros[3 * 100 + 1] = "";
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < 300; i++)
		euros[i] = EURO[i % 3];
	for (int pad = 0; pad < 4; pad++) {
		err_set(&err, ERR_STATUS, "%.*s%s", pad, "aaaa", euros);
		err_wrap(&err, "prefix");
		assert_true(utf8_valid(err.msg, strlen(err.msg)));
		assert_true(strlen(err.msg) > sizeof(err.msg) - 5);
		assert_memory_equal(err.msg, "prefix: ", 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_line_breaks_become_spaces),
		cmocka_unit_test(test_errno),
		cmocka_unit_test(test_wrap_keeps_kind_and_status),
		cmocka_unit_test(test_cut_between_characters),
		cmocka_unit_test(test_wrap_cuts_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
