#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"

static struct {
	const void *at;
	size_t len;
	unsigned calls;
} wiped;

/* In the place of libc's: tells what was wiped, also just before free(). */
void explicit_bzero(void *at, size_t len)
{
	memset(at, 0, len);
	wiped.at = at;
	wiped.len = len;
	wiped.calls++;
}

static void test_empty_is_a_string(void **state)
{
	struct buf b = BUF_INIT(10);

	(void)state;
	assert_string_equal(b.data, "");
	assert_true(buf_add(&b, "", 0));
	buf_clear(&b);
	buf_cut(&b, 3);
	buf_remove(&b, 0, 1);
	buf_release(&b);
	buf_release(&b);
	assert_string_equal(b.data, "");
}

static void test_append(void **state)
{
	struct buf b = BUF_INIT(1000);

	(void)state;
	assert_true(buf_adds(&b, "ab"));
	assert_true(buf_addc(&b, '-'));
	assert_true(buf_addf(&b, "%d%s", 7, "x"));
	assert_true(buf_add(&b, "\0y", 2));
	assert_int_equal(b.len, 7);
	assert_memory_equal(b.data, "ab-7x\0y", 8);
	buf_release(&b);
}

/* Growing over several sizes keeps all bytes and the NUL. */
static void test_growth(void **state)
{
	struct buf b = BUF_INIT(10000);

	(void)state;
	for (int i = 0; i < 10000; i++) {
		assert_true(buf_addc(&b, (char)('a' + i % 26)));
		assert_int_equal(b.data[b.len], 0);
	}
	for (int i = 0; i < 10000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	assert_false(b.full);
	buf_release(&b);
}

static void test_limit_refuses_whole(void **state)
{
	struct buf b = BUF_INIT(5);

	(void)state;
	assert_true(buf_adds(&b, "12345"));
	assert_false(b.full);
	assert_false(buf_addc(&b, '6'));
	assert_true(b.full);
	assert_string_equal(b.data, "12345");

	buf_clear(&b);
	assert_false(b.full);
	assert_false(buf_adds(&b, "123456"));
	assert_false(buf_addf(&b, "%s", "123456"));
	assert_int_equal(b.len, 0);
	assert_true(buf_addf(&b, "%s", "12345"));
	assert_true(b.full); /* stays set, to be checked once at the end */
	assert_string_equal(b.data, "12345");
	buf_release(&b);
	assert_false(b.full);
	assert_int_equal(b.limit, 5);
}

static void test_insert_remove_cut(void **state)
{
	struct buf b = BUF_INIT(8);

	(void)state;
	buf_adds(&b, "ad");
	assert_true(buf_insert(&b, 1, "bc", 2));
	assert_true(buf_insert(&b, 0, "<", 1));
	assert_true(buf_insert(&b, b.len, ">", 1));
	assert_string_equal(b.data, "<abcd>");
	assert_false(buf_insert(&b, 0, "123", 3));
	assert_string_equal(b.data, "<abcd>");
	buf_remove(&b, 0, 1);
	buf_remove(&b, 4, 100);
	assert_string_equal(b.data, "abcd");
	buf_remove(&b, 4, 1);
	buf_remove(&b, 1, SIZE_MAX);
	assert_string_equal(b.data, "a");
	buf_cut(&b, 5);
	assert_string_equal(b.data, "a");
	buf_cut(&b, 0);
	assert_string_equal(b.data, "");
	buf_release(&b);
}

static void test_take(void **state)
{
	struct buf b = BUF_INIT(20);
	char *s;

	(void)state;
	s = buf_take(&b);
	assert_string_equal(s, "");
	free(s);
	buf_adds(&b, "mine");
	s = buf_take(&b);
	assert_string_equal(s, "mine");
	assert_string_equal(b.data, "");
	assert_true(buf_adds(&b, "again"));
	free(s);
	buf_release(&b);
}

static void test_secret_is_wiped(void **state)
{
	struct buf b = BUF_SECRET(1000);
	char long_text[500];
	const char *before;
	size_t cap;

	(void)state;
	memset(long_text, 's', sizeof(long_text));
	buf_adds(&b, "secret");

	before = b.data;
	cap = b.cap;
	buf_add(&b, long_text, sizeof(long_text)); /* moves */
	assert_ptr_equal(wiped.at, before);
	assert_int_equal(wiped.len, cap);
	assert_memory_equal(b.data, "secretss", 8);

	buf_cut(&b, 6);
	for (size_t i = 6; i < b.cap; i++)
		assert_int_equal(b.data[i], 0);

	buf_clear(&b);
	for (size_t i = 0; i < b.cap; i++)
		assert_int_equal(b.data[i], 0);

	buf_adds(&b, "secret");
	before = b.data;
	cap = b.cap;
	buf_release(&b);
	assert_ptr_equal(wiped.at, before);
	assert_int_equal(wiped.len, cap);
	assert_true(b.secret);
}

static void test_plain_is_not_wiped(void **state)
{
	struct buf b = BUF_INIT(10);
	unsigned calls = wiped.calls;

	(void)state;
	buf_adds(&b, "plain");
	buf_clear(&b);
	buf_release(&b);
	assert_int_equal(wiped.calls, calls);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_is_a_string),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_limit_refuses_whole),
		cmocka_unit_test(test_insert_remove_cut),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_secret_is_wiped),
		cmocka_unit_test(test_plain_is_not_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
