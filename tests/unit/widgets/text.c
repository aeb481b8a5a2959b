#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "widgets/text.h"

/* The text drawn at this width, rows joined by |. */
static char *drawn(const struct text *t, int w, int h, int top)
{
	_cleanup_(grid_release) struct grid grid;
	struct buf out = BUF_INIT(SIZE_MAX);
	struct canvas c;

	grid_init(&grid, w, h);
	c = canvas_of(&grid);
	text_draw(t, &c, top);
	for (int y = 0; y < h; y++) {
		char *row = grid_row_text(&grid, y);

		buf_addf(&out, "%s%s", y ? "|" : "", row);
		free(row);
	}
	return buf_take(&out);
}

static void test_wrapping(void **state)
{
	static const struct {
		int width, indent;
		const char *text, *rows;
	} cases[] = {
		{ 20, 0, "one two three", "one two three" },
		{ 7, 0, "one two three", "one two|three" },
		{ 8, 0, "one two three", "one two|three" },
		{ 6, 0, "one two three", "one|two|three" },
		{ 4, 0, "one three", "one|thre|e" },
		/* A word that has to be broken anyway. */
		{ 9, 2, "one aa:bb:cc:dd", "one aa:bb|  :cc:dd" },
		{ 9, 2, "one aa:bb:c", "one|  aa:bb:c" },
		{ 7, 2, "one two three four", "one two|  three|  four" },
		{ 7, 6, "one two three", "one two|three" }, /* no room */
		{ 9, 0, "a\n\nb", "a||b" },
		{ 9, 0, "a\r\nb", "a|b" },
		{ 5, 0, "  ab cd", "  ab|cd" },
		{ 5, 0, "日本語 x", "日本|語 x" },
		{ 6, 0, "日本語 x", "日本語|x" },
		{ 9, 0, "ab   cd   ef", "ab   cd|ef" },
		{ 2, 0, "e\314\201e\314\201e\314\201",
		  "e\314\201e\314\201|e\314\201" },
		{ 9, 0, "\033[1m\a x", "^[[1m^G x" },
		{ 9, 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(text_release) struct text t = TEXT_INIT;
		_cleanup_(mem_freep) char *rows = NULL;
		int height;

		text_line(&t, cases[i].indent);
		text_add_lines(&t, ROLE_TEXT, cases[i].text);
		height = text_height(&t, cases[i].width);
		rows = drawn(&t, cases[i].width, height, 0);
		assert_string_equal(rows, cases[i].rows);
	}
}

/* A line break in a value does not begin a line. */
static void test_a_value_stays_in_its_line(void **state)
{
	_cleanup_(text_release) struct text t = TEXT_INIT;
	_cleanup_(mem_freep) char *rows = NULL;

	(void)state;
	text_add(&t, ROLE_TEXT, "env = %s", "a\nState\r\n");
	assert_int_equal(text_height(&t, 40), 1);
	rows = drawn(&t, 40, 1, 0);
	assert_string_equal(rows, "env = a^JState^M^J");
}

/* Words run on over spans; each keeps its role. */
static void test_spans(void **state)
{
	_cleanup_(text_release) struct text t = { 0 };
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	text_line(&t, 2);
	text_add(&t, ROLE_STRONG, "west");
	text_add(&t, ROLE_TEXT, ": press ");
	text_add(&t, ROLE_KEY, "%c", 'R');
	text_add(&t, ROLE_TEXT, ".");
	text_line(&t, 0);
	text_add(&t, ROLE_MUTED, "end");
	assert_int_equal(text_height(&t, 12), 3);
	grid_init(&grid, 12, 3);
	c = canvas_of(&grid);
	text_draw(&t, &c, 0);
	free(drawn(&t, 12, 3, 0));
	assert_int_equal(grid.cells[0].role, ROLE_STRONG);
	assert_int_equal(grid.cells[3].role, ROLE_STRONG);
	assert_int_equal(grid.cells[4].role, ROLE_TEXT);
	assert_int_equal(grid.cells[12 + 2].ch[0], 'R');
	assert_int_equal(grid.cells[12 + 2].role, ROLE_KEY);
	assert_int_equal(grid.cells[12 + 3].ch[0], '.');
	assert_int_equal(grid.cells[12 + 3].role, ROLE_TEXT);
	assert_int_equal(grid.cells[24].role, ROLE_MUTED);
}

static void test_scrolled(void **state)
{
	_cleanup_(text_release) struct text t = TEXT_INIT;
	_cleanup_(mem_freep) char *rows = NULL, *past = NULL;

	(void)state;
	for (int i = 0; i < 5; i++) {
		text_line(&t, 1);
		text_add(&t, ROLE_TEXT, "%d aa bb", i);
	}
	assert_int_equal(text_height(&t, 4), 10);
	rows = drawn(&t, 4, 3, 3);
	assert_string_equal(rows, " bb|2 aa| bb");
	past = drawn(&t, 4, 2, 99);
	assert_string_equal(past, "|");
}

static void test_one_line_says_that_it_is_cut(void **state)
{
	_cleanup_(text_release) struct text t = TEXT_INIT;
	_cleanup_(grid_release) struct grid grid;
	_cleanup_(mem_freep) char *row = NULL;
	struct canvas c;

	(void)state;
	grid_init(&grid, 9, 2);
	c = canvas_of(&grid);
	text_draw_line(&t, &c); /* nothing */
	text_add(&t, ROLE_STRONG, "one ");
	text_add(&t, ROLE_TEXT, "two three\nfour");
	text_draw_line(&t, &c);
	row = grid_row_text(&grid, 0);
	assert_string_equal(row, "one two …");
	free(row);
	row = grid_row_text(&grid, 1);
	assert_string_equal(row, "");
}

static void test_empty_lines_and_clear(void **state)
{
	_cleanup_(text_release) struct text t = { 0 };

	(void)state;
	assert_int_equal(text_height(&t, 10), 0);
	text_line(&t, 0);
	text_line(&t, 0);
	assert_int_equal(text_height(&t, 10), 2);
	text_add(&t, ROLE_TEXT, "x");
	assert_int_equal(text_height(&t, 0), 2);
	text_clear(&t);
	assert_int_equal(text_height(&t, 10), 0);
}

/* No width and no text loops for ever or loses a character. */
static void test_every_width(void **state)
{
	_cleanup_(text_release) struct text t = TEXT_INIT;

	(void)state;
	text_line(&t, 4);
	text_add(&t, ROLE_TEXT, "日本 abc  e\314\201 %s", "語語語語語語 \377");
	for (int w = -1; w < 40; w++) {
		int height = text_height(&t, w);

		assert_true(height >= 1 && height < 40);
		free(drawn(&t, w, height, 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrapping),
		cmocka_unit_test(test_a_value_stays_in_its_line),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_scrolled),
		cmocka_unit_test(test_one_line_says_that_it_is_cut),
		cmocka_unit_test(test_empty_lines_and_clear),
		cmocka_unit_test(test_every_width),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
