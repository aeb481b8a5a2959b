#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "widgets/canvas.h"
#include "widgets/tabs.h"

static const struct tabs_title titles[] = {
	{ "Overview", "Over" },
	{ "Imported 3", "Imp 3" },
	{ "Raw", "Raw" },
};

static const struct {
	int w;
	size_t chosen;
	const char *row;
} cases[] = {
	{ 80, 0, "  Overview   Imported 3   Raw" },
	{ 30, 1, "  Overview   Imported 3   Raw" },
	{ 29, 1, "  Over   Imp 3   Raw" },
	{ 16, 0, "  Over   Imp 3" },
	{ 16, 2, "  Imp 3   Raw" },
	{ 6, 1, "  Imp…" },
	{ 1, 2, "" },
	{ 0, 2, "" },
};

static void the_chosen_one_is_always_seen(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(grid_release) struct grid grid;
		_cleanup_(mem_freep) char *row = NULL;
		struct canvas c;

		grid_init(&grid, cases[i].w, 1);
		c = canvas_of(&grid);
		tabs_draw(&c, 0, titles, ARRAY_LEN(titles), cases[i].chosen);
		row = grid_row_text(&grid, 0);
		assert_string_equal(row, cases[i].row);
	}
}

static void only_the_chosen_one_stands_out(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	grid_init(&grid, 40, 1);
	c = canvas_of(&grid);
	tabs_draw(&c, 0, titles, ARRAY_LEN(titles), 1);
	assert_int_equal(grid.cells[2].role, ROLE_MUTED);
	assert_int_equal(grid.cells[12].role, ROLE_BUTTON_FOCUS);
	assert_int_equal(grid.cells[23].role, ROLE_BUTTON_FOCUS);
	assert_int_equal(grid.cells[24].role, ROLE_TEXT);
}

static void a_place_tells_its_tab(void **state)
{
	(void)state;
	assert_int_equal(tabs_at(80, titles, 3, 0, 0), 3);
	assert_int_equal(tabs_at(80, titles, 3, 0, 1), 0);
	assert_int_equal(tabs_at(80, titles, 3, 0, 10), 0);
	assert_int_equal(tabs_at(80, titles, 3, 0, 11), 3);
	assert_int_equal(tabs_at(80, titles, 3, 0, 12), 1);
	assert_int_equal(tabs_at(16, titles, 3, 2, 3), 1);
	assert_int_equal(tabs_at(80, titles, 3, 0, 60), 3);
	assert_int_equal(tabs_at(80, titles, 0, 0, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_chosen_one_is_always_seen),
		cmocka_unit_test(only_the_chosen_one_stands_out),
		cmocka_unit_test(a_place_tells_its_tab),
	};

	return cmocka_run_group_tests_name("tabs", tests, NULL, NULL);
}
