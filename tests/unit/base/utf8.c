#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/utf8.h"

#define E_ACUTE	 "\303\251"	    /* é, one character */
#define E_MARK	 "e\314\201"	    /* é, with a combining mark */
#define DAY	 "\346\227\245"	    /* 日, two columns */
#define SMILE	 "\360\237\230\200" /* two columns, four bytes */
#define ELLIPSIS "\342\200\246"
#define BAD	 "\357\277\275" /* U+FFFD */

static void test_decode(void **state)
{
	static const struct {
		const char *bytes;
		size_t len, taken;
		uint32_t cp;
	} cases[] = {
		{ "a", 1, 1, 'a' },
		{ "\0", 1, 1, 0 },
		{ "\177", 1, 1, 0x7f },
		{ E_ACUTE, 2, 2, 0xe9 },
		{ DAY, 3, 3, 0x65e5 },
		{ SMILE, 4, 4, 0x1f600 },
		{ "\364\217\277\277", 4, 4, 0x10ffff },
		{ "\302\200", 2, 2, 0x80 },
		{ "\340\240\200", 3, 3, 0x800 },
		{ "\360\220\200\200", 4, 4, 0x10000 },
		{ "\200", 1, 1, 0xfffd },	      /* a tail alone */
		{ "\300\200", 2, 1, 0xfffd },	      /* overlong NUL */
		{ "\301\277", 2, 1, 0xfffd },	      /* overlong */
		{ "\340\237\277", 3, 1, 0xfffd },     /* overlong */
		{ "\360\217\277\277", 4, 1, 0xfffd }, /* overlong */
		{ "\355\240\200", 3, 1, 0xfffd },     /* surrogate */
		{ "\364\220\200\200", 4, 1, 0xfffd }, /* beyond */
		{ "\365\200\200\200", 4, 1, 0xfffd },
		{ "\377", 1, 1, 0xfffd },
		{ E_ACUTE, 1, 1, 0xfffd }, /* cut short */
		{ DAY, 2, 1, 0xfffd },
		{ SMILE, 3, 1, 0xfffd },
		{ "\346x\245", 3, 1, 0xfffd },
		{ BAD, 3, 3, 0xfffd },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint32_t cp = 1;

		assert_int_equal(utf8_decode(cases[i].bytes, cases[i].len, &cp),
				 cases[i].taken);
		assert_int_equal(cp, cases[i].cp);
	}
}

/* Every scalar value goes there and back. */
static void test_encode(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		char bytes[4];
		uint32_t back;
		size_t len;

		if (cp == 0xd800)
			cp = 0xe000;
		len = utf8_encode(cp, bytes);
		if (utf8_decode(bytes, len, &back) != len || back != cp)
			fail_msg("U+%04X", cp);
	}
}

static void test_valid(void **state)
{
	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a" E_ACUTE DAY SMILE BAD, 13));
	assert_false(utf8_valid("a\377", 2));
	assert_false(utf8_valid(DAY, 2));
	assert_false(utf8_valid("\355\240\200", 3));
}

/* What a hostile name may hold, and what is shown of it. */
static void test_scrub(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "plain", "plain" },
		{ E_ACUTE DAY SMILE, E_ACUTE DAY SMILE },
		{ E_MARK, E_MARK },
		{ "\033[2J", "^[[2J" },
		{ "\033]52;c;aGk=\007", "^[]52;c;aGk=^G" },
		{ "a\nb\tc\rd", "a^Jb^Ic^Md" },
		{ "\177", "^?" },
		{ "\302\233"
		  "2J",
		  "\\u{9b}2J" },		 /* C1 CSI */
		{ "\342\200\256", "\\u{202e}" }, /* right-to-left */
		{ "\342\201\246x\342\201\251", "\\u{2066}x\\u{2069}" },
		{ "\342\200\250", "\\u{2028}" },      /* line separator */
		{ "\342\200\213", "\\u{200b}" },      /* zero width space */
		{ "\357\273\277", "\\u{feff}" },      /* byte order mark */
		{ "\363\240\201\201", "\\u{e0041}" }, /* a tag */
		{ "\377x\346\227", BAD "x" BAD BAD },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(buf_release) struct buf out = BUF_INIT(100);

		utf8_scrub(&out, cases[i].text, strlen(cases[i].text));
		assert_string_equal(out.data, cases[i].shown);
		assert_int_equal(utf8_shown_columns(cases[i].text,
						    strlen(cases[i].text)),
				 utf8_columns(out.data, out.len));
		assert_true(utf8_valid(out.data, out.len));
	}
}

/* No byte string makes a control character pass. */
static void test_scrub_passes_no_control(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1000000);
	uint32_t cp;

	(void)state;
	for (cp = 0; cp < 0x3000; cp++) {
		char bytes[4];
		size_t len = utf8_encode(cp, bytes);

		utf8_scrub(&out, bytes, len);
	}
	for (size_t i = 0; i < out.len;) {
		i += utf8_decode(out.data + i, out.len - i, &cp);
		assert_true(cp >= 0x20 && cp != 0x7f);
		assert_false(utf8_is_control(cp));
	}
}

static void test_columns(void **state)
{
	static const struct {
		const char *text;
		int columns;
	} cases[] = {
		{ "", 0 },  { "abc", 3 }, { E_ACUTE, 1 }, { E_MARK, 1 },
		{ DAY, 2 }, { SMILE, 2 }, { BAD, 1 },	  { DAY "a" E_MARK, 4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(utf8_columns(cases[i].text,
					      strlen(cases[i].text)),
				 cases[i].columns);
}

static void test_fit(void **state)
{
	static const struct {
		const char *text;
		int columns;
		size_t bytes;
	} cases[] = {
		{ "abc", 0, 0 },      { "abc", 2, 2 },
		{ "abc", 3, 3 },      { "abc", 9, 3 },
		{ "abc", -1, 0 },     { DAY DAY, 1, 0 },
		{ DAY DAY, 2, 3 },    { DAY DAY, 3, 3 },
		{ E_MARK "x", 1, 3 }, /* the mark stays with its letter */
		{ "a" E_MARK, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(utf8_fit(cases[i].text, strlen(cases[i].text),
					  cases[i].columns),
				 cases[i].bytes);
}

static void test_cut(void **state)
{
	static const struct {
		const char *text;
		int columns;
		bool ascii;
		const char *end, *middle;
	} cases[] = {
		{ "cluster-02", 10, false, "cluster-02", "cluster-02" },
		{ "cluster-02", 8, false, "cluster" ELLIPSIS,
		  "clus" ELLIPSIS "-02" },
		{ "cluster-02", 8, true, "clust...", "clu...02" },
		{ "cluster-02", 1, false, ELLIPSIS, ELLIPSIS },
		{ "cluster-02", 2, false, "c" ELLIPSIS, "c" ELLIPSIS },
		{ "cluster-02", 3, true, "...", "..." },
		{ "cluster-02", 2, true, "..", ".." },
		{ "cluster-02", 1, true, ".", "." },
		{ "cluster-02", 0, false, "", "" },
		{ "cluster-02", 0, true, "", "" },
		{ "cluster-02", -3, false, "", "" },
		{ "", 5, false, "", "" },
		{ DAY DAY DAY, 6, false, DAY DAY DAY, DAY DAY DAY },
		{ DAY DAY DAY, 5, false, DAY DAY ELLIPSIS, DAY ELLIPSIS DAY },
		{ DAY DAY DAY, 4, false, DAY ELLIPSIS, DAY ELLIPSIS },
		{ DAY DAY DAY, 2, false, ELLIPSIS, ELLIPSIS },
		{ E_MARK E_MARK E_MARK E_MARK, 3, false, E_MARK E_MARK ELLIPSIS,
		  E_MARK ELLIPSIS E_MARK },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(buf_release) struct buf end = BUF_INIT(100);
		_cleanup_(buf_release) struct buf middle = BUF_INIT(100);

		utf8_cut(&end, cases[i].text, cases[i].columns, cases[i].ascii);
		assert_string_equal(end.data, cases[i].end);
		utf8_cut_middle(&middle, cases[i].text, cases[i].columns,
				cases[i].ascii);
		assert_string_equal(middle.data, cases[i].middle);
	}
}

/* At any width the result is no wider, whatever the text. */
static void test_cut_is_never_wider(void **state)
{
	static const char text[] = DAY "a" E_MARK SMILE "bc" DAY E_MARK "d";

	(void)state;
	for (int columns = 0; columns < 14; columns++)
		for (int ascii = 0; ascii < 2; ascii++) {
			_cleanup_(buf_release) struct buf a = BUF_INIT(100);
			_cleanup_(buf_release) struct buf b = BUF_INIT(100);

			utf8_cut(&a, text, columns, ascii);
			utf8_cut_middle(&b, text, columns, ascii);
			assert_true(utf8_columns(a.data, a.len) <= columns);
			assert_true(utf8_columns(b.data, b.len) <= columns);
			assert_true(utf8_valid(a.data, a.len));
			assert_true(utf8_valid(b.data, b.len));
		}
}

/* Forwards and back over the same places; marks go with their letter. */
static void test_next_and_prev(void **state)
{
	static const char text[] = "a" E_MARK DAY "\377" SMILE "\346\227";
	static const size_t stops[] = { 0, 1, 4, 7, 8, 12, 13, 14 };
	size_t last = ARRAY_LEN(stops) - 1;

	(void)state;
	for (size_t i = 0; i < last; i++)
		assert_int_equal(utf8_next(text, stops[last], stops[i]),
				 stops[i + 1]);
	assert_int_equal(utf8_next(text, stops[last], stops[last]),
			 stops[last]);
	for (size_t i = last; i > 0; i--)
		assert_int_equal(utf8_prev(text, stops[i]), stops[i - 1]);
	assert_int_equal(utf8_prev(text, 0), 0);
}

static void test_incomplete(void **state)
{
	static const struct {
		const char *text;
		bool incomplete;
	} cases[] = {
		{ "a", false },		  { "\303", true },
		{ "\303\251", false },	  { "\346", true },
		{ "\346\227", true },	  { DAY, false },
		{ "\360\237\230", true }, { SMILE, false },
		{ "\300", false },	  { "\355\240", false },
		{ "\340\200", false },	  { "\340\240", true },
		{ "\364\217", true },	  { "\364\220", false },
		{ "\377", false },	  { "\240", false },
		{ "\346x", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (utf8_incomplete(cases[i].text, strlen(cases[i].text)) !=
		    cases[i].incomplete)
			fail_msg("case %zu", i);
}

static void test_trim(void **state)
{
	static const struct {
		const char *text, *trimmed;
	} cases[] = {
		{ "", "" },
		{ "a", "a" },
		{ "a\303\251", "a\303\251" },
		{ "a\303", "a" },
		{ "a\346\227", "a" },
		{ "a\346", "a" },
		{ "a\360\237\230", "a" },
		{ "a\360\237\230\200", "a\360\237\230\200" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[16];

		snprintf(text, sizeof(text), "%s", cases[i].text);
		utf8_trim(text);
		assert_string_equal(text, cases[i].trimmed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_scrub),
		cmocka_unit_test(test_scrub_passes_no_control),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_cut_is_never_wider),
		cmocka_unit_test(test_next_and_prev),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_incomplete),
	};

	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
