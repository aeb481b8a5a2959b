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
#include "widgets/canvas.h"

static void expect_row(const struct grid *grid, int y, const char *want)
{
	_cleanup_(mem_freep) char *row = grid_row_text(grid, y);

	assert_string_equal(row, want);
}

static void test_text_is_cut_to_width_and_view(void **state)
{
	static const struct {
		int x, w;
		const char *text, *row;
		int used;
	} cases[] = {
		{ 0, 10, "abc", "abc", 3 },
		{ 2, 4, "abcdef", "  abc…", 4 },
		{ 7, 10, "abcdef", "       ab…", 3 },
		{ 10, 5, "abc", "", 0 },
		{ 0, 0, "abc", "", 0 },
		{ 0, -1, "abc", "", 0 },
		{ -2, 10, "abcdef", "cdef", 6 },
		{ 0, 10, "日本語", "日本語", 6 },
		{ 0, 5, "日本語", "日本…", 5 },
		{ 0, 4, "日本語", "日…", 3 },
		{ -1, 10, "日本", " 本", 4 },
		{ 0, 10, "e\314\201x", "e\314\201x", 2 },
		{ 0, 10, "\314\201x", "x", 1 },
		{ 0, 10, "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(grid_release) struct grid grid;
		struct canvas c;

		grid_init(&grid, 10, 1);
		c = canvas_of(&grid);
		assert_int_equal(canvas_text(&c, cases[i].x, 0, cases[i].w,
					     ROLE_TEXT, cases[i].text),
				 cases[i].used);
		expect_row(&grid, 0, cases[i].row);
	}
}

/* Whatever comes from outside is visible, and harmless. */
static void test_controls_are_made_visible(void **state)
{
	static const struct {
		const char *text, *row;
	} cases[] = {
		{ "\033[2J", "^[[2J" },
		{ "a\tb\nc\rd", "a^Ib^Jc^Md" },
		{ "\302\233x", "\\u{9b}x" },
		{ "\342\200\256abc", "\\u{202e}abc" },
		{ "a\377b", "a\357\277\275b" },
		{ "\177", "^?" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(grid_release) struct grid grid;
		struct canvas c;

		grid_init(&grid, 20, 1);
		c = canvas_of(&grid);
		canvas_text(&c, 0, 0, 20, ROLE_TEXT, cases[i].text);
		expect_row(&grid, 0, cases[i].row);
		for (int x = 0; x < 20; x++)
			assert_true(!grid.cells[x].ch[0] ||
				    grid.cells[x].ch[0] >= ' ');
	}
}

static void test_alignment(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	grid_init(&grid, 12, 4);
	c = canvas_of(&grid);
	assert_int_equal(canvas_text_right(&c, 1, 0, 8, ROLE_TEXT, "42"), 2);
	canvas_text_right(&c, 1, 1, 4, ROLE_TEXT, "abcdef");
	canvas_text_middle(&c, 0, 2, 7, ROLE_TEXT, "cluster-east-02");
	canvas_text_right(&c, 8, 3, 10, ROLE_TEXT, "ab");
	expect_row(&grid, 0, "       42");
	expect_row(&grid, 1, " abc…");
	expect_row(&grid, 2, "clu…-02");
	expect_row(&grid, 3, "          ab");
}

static void test_ascii(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	grid_init(&grid, 12, 3);
	grid.ascii = true;
	c = canvas_of(&grid);
	canvas_text(&c, 0, 0, 12, ROLE_TEXT, "a日e\314\201\302\265z");
	canvas_text(&c, 0, 1, 6, ROLE_TEXT, "abcdefgh");
	canvas_glyph(&c, 0, 2, ROLE_TEXT, GLYPH_OK);
	canvas_repeat(&c, 2, 2, 20, ROLE_RULE, GLYPH_RULE);
	expect_row(&grid, 0, "a??e?z");
	expect_row(&grid, 1, "abc...");
	expect_row(&grid, 2, "+ ----------");
}

/* Overwriting one half of a wide character blanks the other. */
static void test_wide_characters_never_stay_halved(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	grid_init(&grid, 6, 1);
	c = canvas_of(&grid);
	canvas_text(&c, 0, 0, 6, ROLE_TEXT, "日本語");
	canvas_text(&c, 1, 0, 1, ROLE_TEXT, "x");
	expect_row(&grid, 0, " x本語");
	canvas_text(&c, 2, 0, 1, ROLE_TEXT, "y");
	expect_row(&grid, 0, " xy 語");
	canvas_text(&c, 3, 0, 2, ROLE_TEXT, "本");
	expect_row(&grid, 0, " xy本");
	assert_int_equal(grid.cells[3].width, 2);
	assert_int_equal(grid.cells[4].width, 0);
	assert_int_equal(grid.cells[5].width, 1);
	canvas_fill(&c, (struct rect){ 4, 0, 1, 1 }, ROLE_FIELD);
	expect_row(&grid, 0, " xy");
	assert_int_equal(grid.cells[3].width, 1);
}

static void test_views_clip(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c, sub, none;

	(void)state;
	grid_init(&grid, 10, 4);
	c = canvas_of(&grid);
	sub = canvas_sub(&c, (struct rect){ 2, 1, 5, 2 });
	canvas_text(&sub, 0, 0, 99, ROLE_TEXT, "abcdefgh");
	canvas_text(&sub, 1, 1, 2, ROLE_BAD, "xy");
	canvas_text(&sub, 0, -1, 5, ROLE_TEXT, "above");
	canvas_text(&sub, 0, 2, 5, ROLE_TEXT, "below");
	canvas_cursor(&sub, 5, 0);
	assert_int_equal(grid.cursor_x, -1);
	canvas_cursor(&sub, 4, 1);
	assert_int_equal(grid.cursor_x, 6);
	assert_int_equal(grid.cursor_y, 2);
	canvas_tint(&sub, (struct rect){ -9, 0, 99, 99 }, ROLE_MUTED);
	expect_row(&grid, 0, "");
	expect_row(&grid, 1, "  abcd…");
	expect_row(&grid, 2, "   xy");
	expect_row(&grid, 3, "");
	assert_int_equal(grid.cells[10 + 1].role, ROLE_TEXT);
	assert_int_equal(grid.cells[10 + 2].role, ROLE_MUTED);
	assert_int_equal(grid.cells[20 + 3].role, ROLE_MUTED);
	assert_int_equal(grid.cells[20 + 7].role, ROLE_TEXT);

	none = canvas_sub(&sub, (struct rect){ 7, 9, 3, 3 });
	assert_int_equal(none.w, 0);
	assert_int_equal(none.h, 0);
	canvas_text(&none, 0, 0, 5, ROLE_TEXT, "z");
	canvas_fill(&none, (struct rect){ -5, -5, 50, 50 }, ROLE_FIELD);
	expect_row(&grid, 3, "");
}

static void test_no_cells_at_all(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	grid_init(&grid, 0, -3);
	c = canvas_of(&grid);
	canvas_text(&c, 0, 0, 5, ROLE_TEXT, "z");
	canvas_repeat(&c, 0, 0, 5, ROLE_RULE, GLYPH_RULE);
	canvas_fill(&c, (struct rect){ 0, 0, 5, 5 }, ROLE_TEXT);
	canvas_cursor(&c, 0, 0);
	assert_int_equal(grid.cursor_x, -1);
}

/* Every glyph has both forms, and those in UTF-8 take one column. */
static void test_glyphs(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	grid_init(&grid, 4, 1);
	c = canvas_of(&grid);
	for (int g = 0; g < GLYPH_COUNT; g++) {
		int columns = g == GLYPH_ARROW ? 2 : g == GLYPH_MORE ? 3 : 1;
		const char *ascii = theme_glyph((enum glyph)g, true);

		assert_int_equal(strlen(ascii), columns);
		if (columns == 1 || strcmp(ascii, theme_glyph(g, false)))
			assert_int_equal(canvas_glyph(&c, 0, 0, ROLE_TEXT, g),
					 1);
	}
}

/* Without colours no role has one, and what needs a look still differs. */
static void test_mono(void **state)
{
	(void)state;
	for (int r = 0; r < ROLE_COUNT; r++)
		assert_int_equal(theme_style(r, THEME_MONO).colour,
				 THEME_DEFAULT);
	assert_int_equal(theme_style(ROLE_BAD, THEME_DARK).colour, THEME_RED);
	assert_int_not_equal(theme_style(ROLE_BAD, THEME_MONO).attrs,
			     theme_style(ROLE_TEXT, THEME_MONO).attrs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_cut_to_width_and_view),
		cmocka_unit_test(test_controls_are_made_visible),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_wide_characters_never_stay_halved),
		cmocka_unit_test(test_views_clip),
		cmocka_unit_test(test_no_cells_at_all),
		cmocka_unit_test(test_glyphs),
		cmocka_unit_test(test_mono),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
