#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"

static void test_strings_stay_where_they_are(void **state)
{
	struct arena a = { 0 };
	const char *strings[20000];
	char text[16];

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		memset(text, 'a' + (int)(i % 26), sizeof(text));
		strings[i] = arena_string(&a, text, i % 16);
	}
	for (size_t i = 0; i < 20000; i++) {
		assert_int_equal(strlen(strings[i]), i % 16);
		if (i % 16)
			assert_int_equal(*strings[i], 'a' + (int)(i % 26));
	}
	assert_true(a.total >= 20000 * 8);
	arena_release(&a);
	assert_int_equal(a.total, 0);
	arena_release(&a);
}

static void test_alloc_is_zeroed_and_aligned(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (size_t size = 1; size < 300; size++) {
		char *p;

		arena_string(&a, "x", 1);
		p = arena_alloc(&a, size);
		assert_int_equal((uintptr_t)p % sizeof(void *), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 'x', size);
	}
	arena_release(&a);
}

static void test_it_shrinks_from_its_end(void **state)
{
	struct arena a = { 0 };
	const char *first = arena_string(&a, "first", 5);
	size_t one = a.total;

	(void)state;
	for (int i = 0; i < 10; i++)
		arena_alloc(&a, 60000);
	assert_true(a.total > 5 * one);
	arena_shrink(&a, a.total);
	assert_true(a.total > 5 * one);
	arena_shrink(&a, 5 * one);
	assert_int_equal(a.total, 5 * one);
	memset(arena_alloc(&a, 60000), 'x', 60000);
	arena_shrink(&a, one);
	assert_int_equal(a.total, one);
	assert_string_equal(first, "first");
	arena_shrink(&a, 0);
	assert_int_equal(a.total, 0);
	assert_string_equal(arena_string(&a, "again", 5), "again");
	arena_release(&a);
}

/* More than a chunk: gets one of its own, and the rest goes on. */
static void test_large(void **state)
{
	struct arena a = { 0 };
	const char *before = arena_string(&a, "before", 6), *after;
	char *large = arena_alloc(&a, 1000000);

	(void)state;
	memset(large, 'x', 1000000);
	after = arena_string(&a, "after", 5);
	assert_string_equal(before, "before");
	assert_string_equal(after, "after");
	assert_int_equal(large[999999], 'x');
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings_stay_where_they_are),
		cmocka_unit_test(test_alloc_is_zeroed_and_aligned),
		cmocka_unit_test(test_it_shrinks_from_its_end),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
