#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/linediff.h"
#include "base/strlist.h"

static void note(void *ctx, enum linediff_kind kind, const char *line,
		 size_t count)
{
	if (kind == LINEDIFF_SKIPPED)
		buf_addf(ctx, "~%zu", count);
	else
		buf_addf(ctx, "%c%s", " -+"[kind], line);
}

static const struct {
	const char *before, *after; /* a line a letter, joined by blanks */
	size_t context;
	const char *diff;
} cases[] = {
	{ "a b c", "a b c", 3, "~3" },
	{ "a b c", "a x b c", 3, " a+x b c" },
	{ "a b c", "a c", 3, " a-b c" },
	{ "a b c", "a x c", 3, " a-b+x c" },
	{ "a b c d e f", "a b c d e f g", 1, "~5 f+g" },
	{ "a b c d e f g", "x b c d e f y", 1, "-a+x b~3 f-g+y" },
	{ "a b a b", "b a b a", 9, "-a b a b+a" },
	{ "a", "b", 0, "-a+b" },
	{ "a b c d e", "e d c b a", 0, NULL },
};

static void changes_are_shown_with_what_is_around_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(strlist_release) struct strlist a = { 0 };
		_cleanup_(strlist_release) struct strlist b = { 0 };
		_cleanup_(buf_release) struct buf out = BUF_INIT(1000);

		strlist_split(&a, cases[i].before, ' ');
		strlist_split(&b, cases[i].after, ' ');
		linediff(&a, &b, cases[i].context, note, &out);
		if (cases[i].diff)
			assert_string_equal(out.data, cases[i].diff);
	}
}

static void count(void *ctx, enum linediff_kind kind, const char *line,
		  size_t n)
{
	size_t *counts = ctx;

	(void)line;
	counts[kind] += n;
}

static void too_much_is_replaced_whole(void **state)
{
	_cleanup_(strlist_release) struct strlist a = { 0 };
	_cleanup_(strlist_release) struct strlist b = { 0 };
	size_t counts[4] = { 0 };

	(void)state;
	strlist_add(&a, "same");
	strlist_add(&b, "same");
	for (int i = 0; i < 3000; i++) {
		strlist_add(&a, i % 2 ? "x" : "a");
		strlist_add(&b, i % 2 ? "y" : "b");
	}
	linediff(&a, &b, 0, count, counts);
	assert_int_equal(counts[LINEDIFF_REMOVED], 3000);
	assert_int_equal(counts[LINEDIFF_ADDED], 3000);
	assert_int_equal(counts[LINEDIFF_SKIPPED], 1);
}

static void nothing_is_compared_with_something(void **state)
{
	_cleanup_(strlist_release) struct strlist b = { 0 };
	const struct strlist none = { 0 };
	size_t counts[4] = { 0 };

	(void)state;
	strlist_add(&b, "x");
	linediff(&none, &none, 3, count, counts);
	linediff(&none, &b, 3, count, counts);
	linediff(&b, &none, 3, count, counts);
	assert_int_equal(counts[LINEDIFF_SAME], 0);
	assert_int_equal(counts[LINEDIFF_ADDED], 1);
	assert_int_equal(counts[LINEDIFF_REMOVED], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_shown_with_what_is_around_them),
		cmocka_unit_test(too_much_is_replaced_whole),
		cmocka_unit_test(nothing_is_compared_with_something),
	};

	return cmocka_run_group_tests_name("linediff", tests, NULL, NULL);
}
