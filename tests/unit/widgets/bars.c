#include "tests/unit/widgets/draw.h"
#include "widgets/bars.h"

static void expect_row(const struct grid *grid, const char *want)
{
	_cleanup_(mem_freep) char *row = grid_row_text(grid, 0);

	assert_string_equal(row, want);
}

static void test_footer_drops_from_the_right(void **state)
{
	static const struct bars_hint hints[] = {
		{ .key = "g", .title = "Generate" },
		{ .key = "Enter", .title = "Open" },
		{ .key = "Esc", .title = "Back", .keep = true },
		{ .key = "/", .title = "Filter" },
		{ .key = "?", .title = "Help", .keep = true },
	};
	static const struct {
		int width;
		const char *row;
	} cases[] = {
		{ 60, " g Generate  Enter Open  Esc Back  / Filter  ? Help" },
		{ 51, " g Generate  Enter Open  Esc Back  / Filter  ? Help" },
		{ 50, " g Generate  Enter Open  Esc Back  ? Help" },
		{ 40, " g Generate  Esc Back  ? Help" },
		{ 20, " Esc Back  ? Help" },
		{ 12, " Esc Back" },
		{ 8, "" },
		{ 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(grid_release) struct grid grid;
		struct canvas c;

		grid_init(&grid, cases[i].width, 1);
		c = canvas_of(&grid);
		bars_footer(&c, 0, hints, ARRAY_LEN(hints));
		expect_row(&grid, cases[i].row);
	}
}

static void test_rule(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	(void)state;
	grid_init(&grid, 5, 1);
	c = canvas_of(&grid);
	bars_rule(&c, 0);
	expect_row(&grid, "─────");
}

static void test_toast(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	struct toast toast = { 0 };
	struct canvas c;

	(void)state;
	assert_false(toast_visible(&toast, 0));
	toast_show(&toast, 1000, ROLE_BAD, "403: %s", "\033[2J");
	assert_true(toast_visible(&toast, 1000));
	assert_true(toast_visible(&toast, 999 + TOAST_MS));
	assert_false(toast_visible(&toast, 1000 + TOAST_MS));
	grid_init(&grid, 20, 1);
	c = canvas_of(&grid);
	canvas_text(&c, 0, 0, 20, ROLE_TEXT, "xxxxxxxxxxxxxxxxxxxx");
	toast_draw(&toast, &c, 0);
	expect_row(&grid, " ✗ 403: ^[[2J");
	assert_int_equal(grid.cells[1].role, ROLE_BAD);
}

/* Its end is the next step: it is not cut. */
static void test_long_toast(void **state)
{
	_cleanup_(grid_release) struct grid grid;
	_cleanup_(mem_freep) char *shown = NULL;
	struct toast toast = { 0 };
	struct canvas c;

	(void)state;
	toast_show(&toast, 0, ROLE_WARN, "%s", "nothing was done; w saves it");
	grid_init(&grid, 20, 3);
	c = canvas_of(&grid);
	for (int y = 0; y < 3; y++)
		canvas_text(&c, 0, y, 20, ROLE_TEXT, "xxxxxxxxxxxxxxxxxxxx");
	toast_draw(&toast, &c, 2);
	shown = draw_text(&grid);
	assert_string_equal(shown, "xxxxxxxxxxxxxxxxxxxx\n"
				   " ! nothing was\n"
				   "   done; w saves it\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_footer_drops_from_the_right),
		cmocka_unit_test(test_rule),
		cmocka_unit_test(test_toast),
		cmocka_unit_test(test_long_toast),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
