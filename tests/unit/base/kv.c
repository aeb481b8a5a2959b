#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/kv.h"

static void test_add_set_get(void **state)
{
	struct kv kv = { 0 };

	(void)state;
	assert_null(kv_get(&kv, "a"));
	kv_add(&kv, "a", "1");
	kv_add(&kv, "a", "2");
	kv_set(&kv, "b", "");
	assert_int_equal(kv.count, 3);
	assert_string_equal(kv_get(&kv, "a"), "1");
	assert_string_equal(kv_get(&kv, "b"), "");
	kv_set(&kv, "a", "3");
	assert_int_equal(kv.count, 3);
	assert_string_equal(kv_get(&kv, "a"), "3");
	assert_string_equal(kv.pairs[1].value, "2");
	kv_release(&kv);
	assert_int_equal(kv.count, 0);
	kv_release(&kv);
}

static void test_sort_by_bytes(void **state)
{
	static const char *const keys[] = { "b", "a", "B", "", "a-1", "\303" };
	static const char *const want[] = { "", "B", "a", "a-1", "b", "\303" };
	struct kv kv = { 0 };

	(void)state;
	kv_sort(&kv);
	for (size_t i = 0; i < 6; i++)
		kv_add(&kv, keys[i], "");
	kv_sort(&kv);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(kv.pairs[i].key, want[i]);
	kv_release(&kv);
}

static void test_equal_and_copy(void **state)
{
	struct kv a = { 0 }, b = { 0 };

	(void)state;
	assert_true(kv_equal(&a, &b));
	kv_add(&a, "x", "1");
	assert_false(kv_equal(&a, &b));
	kv_add(&a, "y", "2");
	kv_add(&b, "y", "2");
	kv_add(&b, "x", "1");
	assert_true(kv_equal(&a, &b));
	kv_set(&b, "x", "other");
	assert_false(kv_equal(&a, &b));
	kv_release(&b);
	kv_add(&b, "x", "1");
	kv_add(&b, "z", "2");
	assert_false(kv_equal(&a, &b));
	kv_release(&b);
	kv_copy(&b, &a);
	assert_true(kv_equal(&a, &b));
	assert_ptr_not_equal(a.pairs[0].key, b.pairs[0].key);
	kv_release(&a);
	kv_release(&b);
}

/* More pairs than the first block holds. */
static void test_many(void **state)
{
	struct kv kv = { 0 };
	char key[2] = "a";

	(void)state;
	for (; key[0] <= 'z'; key[0]++)
		kv_set(&kv, key, key);
	assert_int_equal(kv.count, 26);
	assert_string_equal(kv_get(&kv, "q"), "q");
	kv_release(&kv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_set_get),
		cmocka_unit_test(test_sort_by_bytes),
		cmocka_unit_test(test_equal_and_copy),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
