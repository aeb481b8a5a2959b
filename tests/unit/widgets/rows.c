#include "tests/unit/widgets/draw.h"

#include "base/kv.h"
#include "base/strlist.h"
#include "widgets/lineedit.h"
#include "widgets/rows.h"

static const struct rows_kind meta = {
	.columns = 2,
	.placeholders = { "key", "value" },
	.limits = { 128, 512 },
	.widths = { 12, 20 },
	.max = 4,
};

static const struct rows_kind addresses = {
	.columns = 1,
	.placeholders = { "host:port" },
	.limits = { 256 },
	.widths = { 34 },
	.max = 4,
};

/* Press the keys named in `keys`, blanks between them. */
static void press(struct rows *r, const char *keys)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };

	strlist_split(&names, keys, ' ');
	for (size_t i = 0; i < names.count; i++) {
		struct key key = draw_key(names.items[i]);

		assert_true(rows_key(r, &key));
	}
}

static bool is_refused(struct rows *r, const char *name)
{
	struct key key = draw_key(name);

	return !rows_key(r, &key);
}

static void type(struct rows *r, const char *text)
{
	for (; *text; text++) {
		char name[2] = { *text, '\0' };

		press(r, name);
	}
}

static void paste(struct rows *r, const char *text)
{
	rows_paste(r, text, strlen(text));
}

/* All rows, "key|value" each, the focused cell in brackets. */
static void expect(const struct rows *r, const char *want)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(10000);

	for (size_t row = 0; row < r->count; row++) {
		for (int i = 0; i < r->kind.columns; i++) {
			bool here =
				r->focused && row == r->row && i == r->column;
			const char *s = textfield_text(rows_cell(r, row, i));

			buf_addf(&out, "%s%s%s%s", i ? "|" : "",
				 here ? "[" : "", s, here ? "]" : "");
		}
		buf_addc(&out, ';');
	}
	assert_string_equal(out.data, want);
}

static void test_last_row_is_always_empty(void **state)
{
	_cleanup_(rows_release) struct rows r;

	(void)state;
	rows_init(&r, &meta);
	expect(&r, "|;");
	rows_enter(&r, false);
	expect(&r, "[]|;");
	type(&r, "e");
	expect(&r, "[e]|;|;");
	press(&r, "Backspace");
	expect(&r, "[]|;|;"); /* never while it is being edited */
	type(&r, "env");
	press(&r, "Tab");
	type(&r, "prod");
	press(&r, "Tab");
	expect(&r, "env|prod;[]|;");
	type(&r, "a");
	expect(&r, "env|prod;[a]|;|;");
	assert_int_equal(rows_filled(&r), 2);
}

static void test_an_emptied_row_goes_when_left(void **state)
{
	_cleanup_(rows_release) struct rows r;

	(void)state;
	rows_init(&r, &addresses);
	rows_enter(&r, false);
	paste(&r, "a,b,c");
	expect(&r, "a;b;[c];;");
	press(&r, "Up Backspace");
	expect(&r, "a;[];c;;");
	press(&r, "Up");
	expect(&r, "[a];c;;");
	press(&r, "Backspace Down");
	expect(&r, "[c];;");
	press(&r, "Backspace");
	rows_leave(&r);
	expect(&r, ";");
	rows_enter(&r, true);
	expect(&r, "[];");
}

static void test_keys_move_between_cells(void **state)
{
	_cleanup_(rows_release) struct rows r;

	(void)state;
	rows_init(&r, &meta);
	rows_enter(&r, false);
	paste(&r, "a=1,b=2");
	expect(&r, "a|1;b|[2];|;");
	press(&r, "Up");
	expect(&r, "a|[1];b|2;|;");
	assert_true(is_refused(&r, "Up"));
	press(&r, "Tab");
	expect(&r, "a|1;[b]|2;|;");
	press(&r, "Shift-Tab");
	expect(&r, "a|[1];b|2;|;");
	press(&r, "Shift-Tab");
	expect(&r, "[a]|1;b|2;|;");
	assert_true(is_refused(&r, "Shift-Tab"));
	press(&r, "Enter Enter");
	expect(&r, "a|1;[b]|2;|;");
	press(&r, "Down");
	expect(&r, "a|1;b|2;[]|;");
	assert_true(is_refused(&r, "Down"));
	assert_true(is_refused(&r, "Tab"));
	assert_true(is_refused(&r, "Enter"));
	rows_enter(&r, false);
	expect(&r, "[a]|1;b|2;|;");
}

static void test_equals_leads_to_the_value(void **state)
{
	_cleanup_(rows_release) struct rows r;

	(void)state;
	rows_init(&r, &meta);
	rows_enter(&r, false);
	type(&r, "env=a=b");
	expect(&r, "env|[a=b];|;");
	press(&r, "Tab");
	type(&r, "=");
	expect(&r, "env|a=b;[=]|;|;");
}

static void test_pastes(void **state)
{
	static const struct {
		const char *before, *text, *after;
	} cases[] = {
		{ "", "a=b,c=d", "a|b;c|[d];|;" },
		{ "", "a=b\nc=d\n", "a|b;c|[d];|;" },
		{ "", "a=b=c", "a|[b=c];|;" },
		{ "", "word", "[word]|;|;" },
		{ "e", "nv=prod", "env|[prod];|;" },
		{ "a=", "x=1", "a|[x=1];|;" },
		{ "a=", "x=1,y=2", "a|[x=1,y=2];|;" },
		{ "a=1", "x=1\ny=2", "a|1;x|1;y|[2];|;" },
		{ "", " \n ", "[]|;" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(rows_release) struct rows r;

		rows_init(&r, &meta);
		rows_enter(&r, false);
		type(&r, cases[i].before);
		paste(&r, cases[i].text);
		expect(&r, cases[i].after);
	}
}

/* What is pasted between other rows stands between them. */
static void test_paste_in_the_middle(void **state)
{
	_cleanup_(rows_release) struct rows r;

	(void)state;
	rows_init(&r, &addresses);
	rows_enter(&r, false);
	paste(&r, "a,d");
	press(&r, "Up");
	paste(&r, "1, b, c");
	expect(&r, "a1;b;[c];d;");
}

/* One may not type more rows than the most, but a paste is not cut there: the
 * owner says what is too much. */
static void test_most_rows(void **state)
{
	_cleanup_(rows_release) struct rows r;

	(void)state;
	rows_init(&r, &addresses);
	rows_enter(&r, false);
	paste(&r, "a,b,c");
	press(&r, "Down");
	type(&r, "d");
	expect(&r, "a;b;c;[d];");
	assert_true(is_refused(&r, "Down"));
	press(&r, "Backspace Up");
	expect(&r, "a;b;[c];;");
	paste(&r, ",1,2,3,4,5,6,7,8,9");
	assert_int_equal(rows_filled(&r), 7);
	assert_int_equal(r.count, 7);
}

static void test_get_and_set(void **state)
{
	_cleanup_(strlist_release) struct strlist list = { 0 };
	_cleanup_(kv_release) struct kv in = { 0 }, out = { 0 };
	_cleanup_(rows_release) struct rows r;

	(void)state;
	kv_add(&in, "env", "prod");
	kv_add(&in, "team", "");
	rows_init(&r, &meta);
	rows_enter(&r, false);
	rows_set_kv(&r, &in, false);
	expect(&r, "[env]|prod;team|;|;");
	rows_get_kv(&r, &out);
	assert_int_equal(out.count, 2);
	assert_true(kv_equal(&in, &out));
	rows_set_kv(&r, &in, true);
	expect(&r, "env|prod;team|;");
	rows_focus(&r);
	assert_false(r.focused);
	rows_set_kv(&r, &(struct kv){ 0 }, false);
	expect(&r, "|;");
	rows_release(&r);
	rows_init(&r, &addresses);
	rows_enter(&r, false);
	paste(&r, "a,b");
	rows_get_list(&r, &list);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[1], "b");
	rows_set_list(&r, &(struct strlist){ 0 }, false);
	expect(&r, "[];");
}

static void draw(const struct rows *r, struct grid *grid, int w)
{
	struct canvas c;

	grid_release(grid);
	grid_init(grid, w, rows_height(r));
	c = canvas_of(grid);
	for (size_t row = 0; row < (size_t)rows_height(r); row++)
		rows_draw(r, row, &c, 0, (int)row, w);
}

static void test_drawing(void **state)
{
	_cleanup_(grid_release) struct grid grid = { 0 };
	_cleanup_(rows_release) struct rows r;

	(void)state;
	rows_init(&r, &meta);
	rows_enter(&r, false);
	type(&r, "env=prod");
	draw(&r, &grid, 60);
	draw_expect(&grid, "env           =  prod\n"
			   "key           =  value\n");
	assert_int_equal(draw_role(&grid, 0, 0), ROLE_FIELD);
	assert_int_equal(draw_role(&grid, 11, 0), ROLE_FIELD);
	assert_int_equal(draw_role(&grid, 12, 0), ROLE_TEXT);
	assert_int_equal(draw_role(&grid, 14, 1), ROLE_MUTED);
	assert_int_equal(draw_role(&grid, 0, 1), ROLE_FIELD_HINT);
	assert_int_equal(grid.cursor_x, 12 + 5 + 4);
	assert_int_equal(grid.cursor_y, 0);
	assert_int_equal(rows_width(&r, 60), 37);
	draw(&r, &grid, 25);
	draw_expect(&grid, "env      =  prod\n"
			   "key      =  value\n");
	assert_int_equal(rows_width(&r, 25), 25);
	rows_set_kv(&r, &(struct kv){ 0 }, true);
	draw(&r, &grid, 60);
	draw_expect(&grid, "–\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_last_row_is_always_empty),
		cmocka_unit_test(test_an_emptied_row_goes_when_left),
		cmocka_unit_test(test_keys_move_between_cells),
		cmocka_unit_test(test_equals_leads_to_the_value),
		cmocka_unit_test(test_pastes),
		cmocka_unit_test(test_paste_in_the_middle),
		cmocka_unit_test(test_most_rows),
		cmocka_unit_test(test_get_and_set),
		cmocka_unit_test(test_drawing),
	};
	int failed;

	setlocale(LC_ALL, "C.UTF-8");
	lineedit_start();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	lineedit_stop();
	return failed;
}
