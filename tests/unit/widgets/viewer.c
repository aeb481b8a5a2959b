#include "tests/unit/widgets/draw.h"

#include "widgets/viewer.h"

static void draw(struct viewer *v, struct grid *grid, int w, int h)
{
	struct canvas c;

	grid_release(grid);
	grid_init(grid, w, h);
	c = canvas_of(grid);
	viewer_layout(v, w, h);
	viewer_draw(v, &c);
}

static void press(struct viewer *v, const char *name)
{
	struct key key = draw_key(name);

	assert_true(viewer_key(v, &key));
}

static void fill(struct viewer *v, int lines)
{
	for (int i = 1; i <= lines; i++) {
		text_line(&v->text, 0);
		text_add(&v->text, ROLE_TEXT, "line %d", i);
	}
}

static void test_says_that_there_is_more(void **state)
{
	_cleanup_(viewer_release) struct viewer v = VIEWER_INIT;
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	fill(&v, 4);
	draw(&v, &grid, 10, 3);
	draw_expect(&grid, "line 1\n"
			   "line 2\n"
			   "line 3   ↓\n");
	press(&v, "Down");
	draw(&v, &grid, 10, 3);
	draw_expect(&grid, "line 2   ↑\n"
			   "line 3\n"
			   "line 4\n");
	press(&v, "Down");
	press(&v, "Down");
	press(&v, "Up");
	draw(&v, &grid, 10, 3);
	assert_int_equal(v.top, 0);
	draw(&v, &grid, 10, 4);
	draw_expect(&grid, "line 1\n"
			   "line 2\n"
			   "line 3\n"
			   "line 4\n");
	draw(&v, &grid, 6, 3);
	draw_expect(&grid, "line\n"
			   "1\n"
			   "line ↓\n");
}

static void test_keys_of_a_pager(void **state)
{
	static const struct {
		const char *key;
		int top;
	} steps[] = {
		{ "j", 1 },	    { "PageDown", 5 }, { "Space", 9 },
		{ "b", 5 },	    { "k", 4 },	       { "End", 95 },
		{ "PageDown", 95 }, { "PageUp", 91 },  { "Home", 0 },
		{ "Up", 0 },
	};
	_cleanup_(viewer_release) struct viewer v = VIEWER_INIT;
	struct key other = draw_key("x");

	(void)state;
	fill(&v, 100);
	viewer_layout(&v, 20, 5);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		press(&v, steps[i].key);
		assert_int_equal(v.top, steps[i].top);
	}
	assert_false(viewer_key(&v, &other));
}

static void test_shrinking_text_or_growing_screen(void **state)
{
	_cleanup_(viewer_release) struct viewer v = VIEWER_INIT;

	(void)state;
	fill(&v, 100);
	viewer_layout(&v, 20, 5);
	press(&v, "End");
	viewer_layout(&v, 20, 50);
	assert_int_equal(v.top, 50);
	text_clear(&v.text);
	viewer_layout(&v, 20, 50);
	assert_int_equal(v.top, 0);
}

static void test_any_size_and_key(void **state)
{
	static const char *const keys[] = { "Up",     "Down",	  "Home", "End",
					    "PageUp", "PageDown", "Space" };
	_cleanup_(viewer_release) struct viewer v = VIEWER_INIT;
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	srand(1);
	fill(&v, 20);
	text_add(&v.text, ROLE_BAD,
		 "a long end of 日本語 and \033[2J, wrapped");
	for (int i = 0; i < 2000; i++) {
		press(&v, keys[rand() % (int)ARRAY_LEN(keys)]);
		draw(&v, &grid, rand() % 30, rand() % 10);
		if (v.rows > v.h)
			assert_in_range(v.top, 0, v.rows - v.h);
		else
			assert_int_equal(v.top, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_says_that_there_is_more),
		cmocka_unit_test(test_keys_of_a_pager),
		cmocka_unit_test(test_shrinking_text_or_growing_screen),
		cmocka_unit_test(test_any_size_and_key),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
