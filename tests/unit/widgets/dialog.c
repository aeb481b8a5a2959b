#include "tests/unit/widgets/draw.h"

#include "base/strlist.h"
#include "widgets/dialog.h"
#include "widgets/lineedit.h"

static void init(struct dialog *d, const char *title)
{
	dialog_init(d, title);
	d->buttons[0] = "Keep";
	d->buttons[1] = "Delete";
	d->button_count = 2;
}

/* "Delete west-dc?", with the word to type. */
static void init_delete(struct dialog *d)
{
	init(d, "Delete west-dc?");
	text_add(&d->text, ROLE_TEXT,
		 "The other cluster is told, and the services imported from "
		 "it go. Its 3 exported services stay.");
	dialog_must_type(d, "west-dc");
	dialog_open(d);
}

static int press(struct dialog *d, const char *name)
{
	struct key key = draw_key(name);

	return dialog_key(d, &key);
}

static void type(struct dialog *d, const char *text)
{
	for (; *text; text++) {
		char name[2] = { *text, '\0' };

		assert_int_equal(press(d, name), DIALOG_OPEN);
	}
}

/* Draw it over a screen full of dots. */
static void draw(struct dialog *d, struct grid *grid, int w, int h)
{
	struct canvas c;

	grid_release(grid);
	grid_init(grid, w, h);
	c = canvas_of(grid);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++)
			canvas_text(&c, x, y, 1, ROLE_MUTED, ".");
	canvas_cursor(&c, 0, 0);
	dialog_layout(d, w, h);
	dialog_draw(d, &c);
}

static void test_buttons(void **state)
{
	static const struct {
		const char *keys;
		int button;
	} cases[] = {
		{ "Enter", 0 },
		{ "Esc", 0 },
		{ "Tab Enter", 1 },
		{ "Right Enter", 1 },
		{ "Left Enter", 1 },
		{ "Tab Tab Enter", 0 },
		{ "Shift-Tab Enter", 1 },
		{ "Right Esc", 0 },
		{ "y n q Ctrl-L F5", DIALOG_OPEN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(strlist_release) struct strlist keys = { 0 };
		_cleanup_(dialog_release) struct dialog d;
		int button = DIALOG_OPEN;

		init(&d, "Sure?");
		dialog_open(&d);
		strlist_split(&keys, cases[i].keys, ' ');
		for (size_t n = 0; n < keys.count; n++)
			button = press(&d, keys.items[n]);
		assert_int_equal(button, cases[i].button);
	}
}

static void test_in_the_middle(void **state)
{
	_cleanup_(dialog_release) struct dialog d;
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	init(&d, "Leave?");
	text_add(&d.text, ROLE_TEXT, "What was typed is lost.");
	dialog_open(&d);
	draw(&d, &grid, 80, 12);
	draw_expect(
		&grid,
		"................................................................................\n"
		"\n"
		"────────────────────────────────────────────────────────────────────────────────\n"
		"        Leave?\n"
		"\n"
		"        What was typed is lost.\n"
		"\n"
		"         Keep    Delete\n"
		"────────────────────────────────────────────────────────────────────────────────\n"
		"\n"
		"................................................................................\n"
		"................................................................................\n");
	assert_int_equal(draw_role(&grid, 8, 3), ROLE_STRONG);
	assert_int_equal(draw_role(&grid, 8, 7), ROLE_BUTTON_FOCUS);
	assert_int_equal(draw_role(&grid, 16, 7), ROLE_BUTTON);
	assert_int_equal(grid.cursor_x, -1);
}

static void test_a_word_must_be_typed(void **state)
{
	_cleanup_(dialog_release) struct dialog d;
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	init_delete(&d);
	assert_int_equal(press(&d, "Enter"), DIALOG_OPEN);
	assert_int_equal(press(&d, "Tab"), DIALOG_OPEN);
	assert_int_equal(press(&d, "Right"), DIALOG_OPEN);
	assert_int_equal(d.focus, 0); /* Delete cannot be reached */
	type(&d, "west");
	draw(&d, &grid, 40, 16);
	draw_expect(&grid, "\n"
			   "────────────────────────────────────────\n"
			   "   Delete west-dc?\n"
			   "\n"
			   "   The other cluster is told, and the\n"
			   "   services imported from it go. Its\n"
			   "   3 exported services stay.\n"
			   "\n"
			   "   Type west-dc to make Delete\n"
			   "   possible:\n"
			   "   west\n"
			   "\n"
			   "\n"
			   "    Keep    Delete\n"
			   "────────────────────────────────────────\n");
	assert_int_equal(grid.cursor_x, 7);
	assert_int_equal(grid.cursor_y, 10);
	type(&d, "x");
	draw(&d, &grid, 40, 16);
	assert_int_equal(draw_role(&grid, 3, 11), ROLE_BAD);
	assert_int_equal(press(&d, "Enter"), DIALOG_OPEN);
	assert_int_equal(press(&d, "Backspace"), DIALOG_OPEN);
	type(&d, "-dc");
	assert_string_equal(dialog_text(&d), "west-dc");
	draw(&d, &grid, 40, 16);
	assert_int_equal(draw_role(&grid, 3, 11), ROLE_GOOD);
	assert_int_equal(press(&d, "Enter"), DIALOG_OPEN); /* goes there */
	assert_int_equal(press(&d, "Enter"), 1);
	assert_int_equal(press(&d, "Esc"), 0);
}

static void test_a_free_field(void **state)
{
	_cleanup_(dialog_release) struct dialog d;
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	init(&d, "Save the token");
	dialog_ask(&d, "File (read by you alone)", "west.token");
	dialog_open(&d);
	type(&d, "!");
	assert_string_equal(dialog_text(&d), "west.token!");
	assert_int_equal(press(&d, "Ctrl-U"), DIALOG_OPEN);
	dialog_paste(&d, "/tmp/a\n", 7);
	assert_string_equal(dialog_text(&d), "/tmp/a");
	textfield_note(&d.input, ROLE_WARN, "it exists");
	draw(&d, &grid, 40, 12);
	draw_expect(&grid, "\n"
			   "────────────────────────────────────────\n"
			   "   Save the token\n"
			   "\n"
			   "\n"
			   "   File (read by you alone)\n"
			   "   /tmp/a\n"
			   "   ! it exists\n"
			   "\n"
			   "    Keep    Delete\n"
			   "────────────────────────────────────────\n");
	assert_int_equal(press(&d, "Tab"), DIALOG_OPEN);
	assert_int_equal(press(&d, "Enter"), 0);
	assert_int_equal(press(&d, "Shift-Tab"), DIALOG_OPEN);
	assert_int_equal(press(&d, "Enter"), 1);
}

static void test_long_text_scrolls(void **state)
{
	_cleanup_(dialog_release) struct dialog d;
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	init(&d, "Consul said");
	for (int i = 1; i <= 30; i++) {
		text_line(&d.text, 0);
		text_add(&d.text, ROLE_TEXT, "line %d", i);
	}
	dialog_open(&d);
	draw(&d, &grid, 30, 10);
	assert_int_equal(press(&d, "Down"), DIALOG_OPEN);
	draw(&d, &grid, 30, 10);
	draw_expect(&grid, "──────────────────────────────\n"
			   "   Consul said\n"
			   "\n"
			   "   line 2                   ↑\n"
			   "   line 3\n"
			   "   line 4\n"
			   "   line 5                   ↓\n"
			   "\n"
			   "    Keep    Delete\n"
			   "──────────────────────────────\n");
	press(&d, "PageDown");
	press(&d, "End");
	press(&d, "Down");
	draw(&d, &grid, 30, 10);
	assert_int_equal(d.top, 30 - d.rows);
	press(&d, "Up");
	draw(&d, &grid, 30, 10);
	assert_int_equal(d.top, 30 - d.rows - 1);
}

/* What must be pressed or typed stays to the last. */
static void test_small_screens(void **state)
{
	_cleanup_(dialog_release) struct dialog d;
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	init_delete(&d);
	type(&d, "west");
	draw(&d, &grid, 30, 7);
	draw_expect(&grid, "   Delete west-dc?\n"
			   "   The other cluster is\n"
			   "   told, and the services   ↓\n"
			   "   Type west-dc to make\n"
			   "   Delete possible:\n"
			   "   west\n"
			   "    Keep    Delete\n");
	draw(&d, &grid, 16, 3);
	draw_expect(&grid, "   The other  ↓\n"
			   "   west\n"
			   "    Keep    Del…\n");
}

static void test_anything(void **state)
{
	static const char *const keys[] = { "Tab",   "Shift-Tab", "Left",
					    "Right", "Up",	  "Down",
					    "Home",  "PageDown",  "Backspace",
					    "a",     "Enter",	  "F1" };
	_cleanup_(grid_release) struct grid grid = { 0 };

	(void)state;
	srand(1);
	for (int round = 0; round < 50; round++) {
		_cleanup_(dialog_release) struct dialog d;

		init(&d, "日本 Sure?");
		d.button_count = (size_t)rand() % (DIALOG_BUTTONS_MAX + 1);
		d.buttons[2] = "Third";
		text_add(&d.text, ROLE_TEXT, "%.*s", rand() % 100,
			 "some words that may be many, and a few more of them, "
			 "so that they are wrapped in narrow screens");
		if (rand() % 3 == 0)
			dialog_must_type(&d, "aa");
		else if (rand() % 2)
			dialog_ask(&d, "Where", "");
		dialog_open(&d);
		for (int i = 0; i < 60; i++) {
			int button =
				press(&d, keys[rand() % (int)ARRAY_LEN(keys)]);

			assert_true(button < (int)d.button_count);
			draw(&d, &grid, rand() % 90, rand() % 20);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buttons),
		cmocka_unit_test(test_in_the_middle),
		cmocka_unit_test(test_a_word_must_be_typed),
		cmocka_unit_test(test_a_free_field),
		cmocka_unit_test(test_long_text_scrolls),
		cmocka_unit_test(test_small_screens),
		cmocka_unit_test(test_anything),
	};
	int failed;

	setlocale(LC_ALL, "C.UTF-8");
	lineedit_start();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	lineedit_stop();
	return failed;
}
