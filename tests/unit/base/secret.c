#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/secret.h"

/* True when nothing but zeros lies behind the content. */
static int clean_behind(const struct secret *s)
{
	for (size_t i = s->len; i < s->cap; i++)
		if (s->data[i])
			return 0;
	return 1;
}

static void test_edit(void **state)
{
	struct secret s;

	(void)state;
	secret_init(&s, 100);
	assert_string_equal(s.data, "");
	assert_true(secret_set(&s, "bd", 2));
	assert_true(secret_insert(&s, 0, "a", 1));
	assert_true(secret_insert(&s, 2, "c", 1));
	assert_true(secret_insert(&s, 4, "e", 1));
	assert_string_equal(s.data, "abcde");
	secret_remove(&s, 1, 2);
	assert_string_equal(s.data, "ade");
	assert_true(clean_behind(&s));
	secret_remove(&s, 3, 1);
	secret_remove(&s, 1, SIZE_MAX);
	assert_string_equal(s.data, "a");
	assert_true(clean_behind(&s));
	secret_release(&s);
}

static void test_shorter_content_leaves_nothing(void **state)
{
	struct secret s;

	(void)state;
	secret_init(&s, 100);
	secret_set(&s, "a long secret", 13);
	secret_set(&s, "short", 5);
	assert_string_equal(s.data, "short");
	assert_true(clean_behind(&s));
	secret_clear(&s);
	assert_int_equal(s.len, 0);
	assert_true(clean_behind(&s));
	secret_release(&s);
}

/* At least what was asked for fits, never more than is mapped. */
static void test_capacity(void **state)
{
	static const size_t sizes[] = { 0, 1, 4095, 4096, 4097, 16384 };
	char text[32768];

	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct secret s;

		secret_init(&s, sizes[i]);
		assert_true(secret_set(&s, text, sizes[i]));
		assert_int_equal(strlen(s.data), sizes[i]);
		assert_true(s.cap < sizeof(text));
		assert_false(secret_set(&s, text, s.cap));
		assert_int_equal(s.len, sizes[i]);
		assert_false(secret_insert(&s, 0, text, s.cap - s.len));
		assert_true(secret_insert(&s, 0, text, s.cap - s.len - 1));
		assert_false(secret_insert(&s, 0, text, SIZE_MAX));
		assert_int_equal(strlen(s.data), s.cap - 1);
		secret_release(&s);
	}
}

static void test_release_is_safe(void **state)
{
	struct secret s = { 0 };

	(void)state;
	secret_clear(&s);
	secret_remove(&s, 0, 1);
	assert_false(secret_insert(&s, 0, "", 0));
	secret_release(&s);
	secret_init(&s, 10);
	secret_release(&s);
	secret_release(&s);
	assert_null(s.data);
	assert_int_equal(s.cap, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edit),
		cmocka_unit_test(test_shorter_content_leaves_nothing),
		cmocka_unit_test(test_capacity),
		cmocka_unit_test(test_release_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
