#include "tests/unit/widgets/draw.h"

#include "base/kv.h"
#include "widgets/rows_split.h"

struct split_case {
	const char *text, *pieces; /* each "key" or "key|value", then ";" */
};

static void check(const struct split_case *cases, size_t count, int columns)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(kv_release) struct kv kv = { 0 };
		_cleanup_(buf_release) struct buf out = BUF_INIT(1000);

		rows_split(cases[i].text, columns, &kv);
		for (size_t n = 0; n < kv.count; n++) {
			buf_adds(&out, kv.pairs[n].key);
			if (columns > 1)
				buf_addf(&out, "|%s", kv.pairs[n].value);
			buf_addc(&out, ';');
		}
		assert_string_equal(out.data, cases[i].pieces);
	}
}

static void test_lists(void **state)
{
	static const struct split_case cases[] = {
		{ "", "" },
		{ " \r\n,, \t", "" },
		{ "10.1.2.3:8503", "10.1.2.3:8503;" },
		{ "a:1,b:2", "a:1;b:2;" },
		{ " a:1 , b:2 ,", "a:1;b:2;" },
		{ "a:1\r\nb:2\n\nc:3\n", "a:1;b:2;c:3;" },
		{ "a=b,c", "a=b;c;" },
	};

	(void)state;
	check(cases, ARRAY_LEN(cases), 1);
}

static void test_pairs(void **state)
{
	static const struct split_case cases[] = {
		{ "", "" },
		{ "\n \n", "" },
		{ "env=prod", "env|prod;" },
		{ "a=b,c=d", "a|b;c|d;" },
		{ " a = b , c = d ", "a|b;c|d;" },
		{ "a=b\nc=d\r\ne=f\n", "a|b;c|d;e|f;" },
		{ "a=b=c", "a|b=c;" },
		{ "a=,b=", "a|;b|;" },
		{ "=b", "|b;" },
		{ "word", "word|;" },
		/* commas that belong to a value */
		{ "a=1,2,b=3", "a|1,2;b|3;" },
		{ "a=1,2", "a|1,2;" },
		{ "a=1,b=2\nc=3", "a|1,b=2;c|3;" },
		{ "a,b", "a,b|;" },
		{ "a=b,", "a|b,;" },
	};

	(void)state;
	check(cases, ARRAY_LEN(cases), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
