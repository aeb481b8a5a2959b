#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/strlist.h"

static void test_split(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *first, *last;
	} cases[] = {
		{ "", 1, "", "" },	 { "a", 1, "a", "a" },
		{ "a,b", 2, "a", "b" },	 { ",", 2, "", "" },
		{ "a,,b,", 4, "a", "" }, { "a b,c d", 2, "a b", "c d" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct strlist l = { 0 };

		strlist_split(&l, cases[i].text, ',');
		assert_int_equal(l.count, cases[i].count);
		assert_string_equal(l.items[0], cases[i].first);
		assert_string_equal(l.items[l.count - 1], cases[i].last);
		strlist_release(&l);
		assert_int_equal(l.count, 0);
	}
}

static void test_shared(void **state)
{
	static const struct {
		const char *text;
		size_t shared;
	} cases[] = {
		{ "abc", 3 },	  { "abc,abd", 2 }, { "abc,ab,abcd", 2 },
		{ "abc,xbc", 0 }, { "abc,", 0 },
	};
	struct strlist none = { 0 };

	(void)state;
	assert_int_equal(strlist_shared(&none), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct strlist l = { 0 };

		strlist_split(&l, cases[i].text, ',');
		assert_int_equal(strlist_shared(&l), cases[i].shared);
		strlist_release(&l);
	}
}

static void test_add_has_copy(void **state)
{
	struct strlist a = { 0 }, b = { 0 };

	(void)state;
	assert_false(strlist_has(&a, ""));
	for (int i = 0; i < 20; i++)
		strlist_add_n(&a, "abcdefghijklmnopqrstuvwxyz", (size_t)i);
	assert_true(strlist_has(&a, ""));
	assert_true(strlist_has(&a, "abc"));
	assert_false(strlist_has(&a, "abd"));
	strlist_add(&b, "first");
	strlist_copy(&b, &a);
	assert_int_equal(b.count, 21);
	assert_string_equal(b.items[20], a.items[19]);
	assert_ptr_not_equal(b.items[20], a.items[19]);
	strlist_release(&a);
	strlist_release(&b);
	strlist_release(&b);
}

static void test_sort_equal(void **state)
{
	struct strlist a = { 0 }, b = { 0 };

	(void)state;
	strlist_sort(&a);
	assert_true(strlist_equal(&a, &b));
	strlist_split(&a, "web,api,Web,", ',');
	strlist_split(&b, ",Web,api,web", ',');
	assert_false(strlist_equal(&a, &b));
	strlist_sort(&a);
	assert_true(strlist_equal(&a, &b));
	strlist_add(&a, "x");
	assert_false(strlist_equal(&a, &b));
	strlist_release(&a);
	strlist_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_sort_equal),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_add_has_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
