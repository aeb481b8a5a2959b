#include "tests/unit/widgets/draw.h"

#include <stdio.h>

#include "widgets/table.h"

struct peer {
	const char *id, *name, *seen;
	enum role role;
	enum glyph glyph;
	const char *health, *state, *meta;
};

static const struct peer peers[] = {
	{ "1", "eu-west", "2m", ROLE_BAD, GLYPH_BAD, "failing", "FAILING",
	  "env=prod" },
	{ "2", "ap-south", "40s", ROLE_WARN, GLYPH_WARN, "late", "ACTIVE",
	  "env=prod" },
	{ "3", "us-east", "<15s", ROLE_GOOD, GLYPH_OK, "ok", "ACTIVE", "" },
	{ "4", "a-rather-long-name-of-a-peer", "<15s", ROLE_GOOD, GLYPH_OK,
	  "ok", "ACTIVE", "市=大阪" },
};

/* In the order that a test wants them. */
struct list {
	const struct peer *rows[8];
	size_t count;
	size_t calls;
	size_t grey;
};

static size_t list_count(void *ctx)
{
	struct list *list = ctx;

	return list->count;
}

static void list_cell(void *ctx, size_t row, int column,
		      struct table_cell *cell)
{
	struct list *list = ctx;
	const struct peer *p = list->rows[row];
	const char *texts[] = { p->name, p->health, p->state, p->seen,
				p->meta };

	assert_true(row < list->count);
	list->calls++;
	buf_adds(&cell->text, texts[column]);
	if (column == 1) {
		cell->role = p->role;
		cell->glyph = p->glyph;
		cell->has_glyph = true;
	}
	if (column == 4)
		cell->role = ROLE_MUTED;
}

static const char *list_id(void *ctx, size_t row)
{
	struct list *list = ctx;

	return list->rows[row]->id;
}

static bool list_grey(void *ctx, size_t row)
{
	struct list *list = ctx;

	return row == list->grey;
}

static const struct table_column columns[] = {
	{ "NAME", 6, 20, 0, .cut_middle = true },
	{ "HEALTH", 12, 12, .drop = 0 },
	{ "STATE", 10, 10, .drop = 1 },
	{ "SEEN", 4, 5, 0, .right = true },
	{ "META", 8, 20, .drop = 2 },
};

static struct list all_peers(void)
{
	struct list list = { .count = ARRAY_LEN(peers), .grey = 99 };

	for (size_t i = 0; i < list.count; i++)
		list.rows[i] = &peers[i];
	return list;
}

static struct table table_of(struct list *list)
{
	return (struct table){
		.source = { list, list_count, list_cell, list_id, list_grey },
		.columns = columns,
		.column_count = ARRAY_LEN(columns),
	};
}

static void draw(struct table *t, struct grid *grid, int w, int h)
{
	struct canvas c;

	grid_release(grid);
	grid_init(grid, w, h);
	c = canvas_of(grid);
	table_layout(t, w, h);
	table_draw(t, &c);
}

static void press(struct table *t, const char *name)
{
	struct key key = draw_key(name);

	assert_true(table_key(t, &key));
}

static void test_draws_rows(void **state)
{
	_cleanup_(grid_release) struct grid grid = { 0 };
	struct list list = all_peers();
	struct table t = table_of(&list);

	(void)state;
	draw(&t, &grid, 80, 8);
	draw_expect(
		&grid,
		"  NAME                    HEALTH      STATE       SEEN  META\n"
		"▸ eu-west               ✗ failing     FAILING       2m  env=prod\n"
		"  ap-south              ! late        ACTIVE       40s  env=prod\n"
		"  us-east               ✓ ok          ACTIVE      <15s\n"
		"  a-rather-l…of-a-peer  ✓ ok          ACTIVE      <15s  市=大阪\n"
		"");
}

static void test_roles(void **state)
{
	_cleanup_(grid_release) struct grid grid = { 0 };
	struct list list = all_peers();
	struct table t = table_of(&list);

	(void)state;
	list.grey = 1;
	draw(&t, &grid, 80, 8);
	assert_int_equal(draw_role(&grid, 2, 0), ROLE_MUTED);
	assert_int_equal(draw_role(&grid, 2, 1), ROLE_SELECTED);
	assert_int_equal(draw_role(&grid, 24, 1), ROLE_BAD);
	assert_int_equal(draw_role(&grid, 26, 1), ROLE_BAD);
	assert_int_equal(draw_role(&grid, 38, 1), ROLE_TEXT);
	assert_int_equal(draw_role(&grid, 2, 2), ROLE_MUTED);
	assert_int_equal(draw_role(&grid, 24, 2), ROLE_MUTED);
	assert_int_equal(draw_role(&grid, 24, 3), ROLE_GOOD);
}

/* META goes, then STATE; NAME gives what is still missing. */
static void test_narrow(void **state)
{
	_cleanup_(grid_release) struct grid grid = { 0 };
	struct list list = all_peers();
	struct table t = table_of(&list);

	(void)state;
	list.rows[0] = &peers[3];
	list.count = 1;
	draw(&t, &grid, 49, 2);
	draw_expect(&grid,
		    "  NAME               HEALTH      STATE       SEEN\n"
		    "▸ a-rathe…-a-peer  ✓ ok          ACTIVE      <15s\n");
	draw(&t, &grid, 30, 2);
	draw_expect(&grid, "  NAME        HEALTH      SEEN\n"
			   "▸ a-ra…eer  ✓ ok          <15s\n");
	draw(&t, &grid, 16, 2);
	draw_expect(&grid, "  N…E    …  SEEN\n"
			   "▸ a…r  ✓ …  <15s\n");
	draw(&t, &grid, 80, 1);
	draw_expect(&grid, "▸ a-rather-l…of-a-peer  ✓ ok          ACTIVE"
			   "      <15s  市=大阪\n");
}

static void test_keys_move_the_selection(void **state)
{
	static const struct {
		const char *key;
		size_t selected, top;
	} steps[] = {
		{ "Up", 0, 0 },	  { "Down", 1, 0 },	{ "j", 2, 1 },
		{ "Down", 3, 2 }, { "j", 3, 2 },	{ "k", 2, 2 },
		{ "Home", 0, 0 }, { "End", 3, 2 },	{ "PageUp", 1, 1 },
		{ "Up", 0, 0 },	  { "PageDown", 2, 1 },
	};
	_cleanup_(grid_release) struct grid grid = { 0 };
	struct list list = all_peers();
	struct table t = table_of(&list);
	struct key other = draw_key("g");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		press(&t, steps[i].key);
		draw(&t, &grid, 60, 3);
		assert_int_equal(t.selected, steps[i].selected);
		assert_int_equal(t.top, steps[i].top);
		if (!i)
			draw(&t, &grid, 60, 3);
	}
	assert_false(table_key(&t, &other));
}

/* A key that scrolls nothing changes the marker and the names, no more. */
static void test_moving_changes_few_cells(void **state)
{
	_cleanup_(grid_release) struct grid before = { 0 }, after = { 0 };
	struct list list = all_peers();
	struct table t = table_of(&list);
	int changed = 0;

	(void)state;
	draw(&t, &before, 80, 8);
	press(&t, "Down");
	draw(&t, &after, 80, 8);
	for (int i = 0; i < 80 * 8; i++)
		changed += before.cells[i].ch[0] != after.cells[i].ch[0] ||
			   before.cells[i].role != after.cells[i].role;
	assert_int_equal(changed, 2 + (int)strlen("eu-westap-south"));
}

static void test_reload_keeps_the_selection(void **state)
{
	struct list list = all_peers();
	struct table t = table_of(&list);

	(void)state;
	table_reload(&t);
	press(&t, "Down");
	assert_string_equal(t.selected_id, "2");
	list.rows[0] = &peers[2];
	list.rows[2] = &peers[3];
	list.rows[3] = &peers[1];
	list.rows[1] = &peers[0];
	table_reload(&t);
	assert_int_equal(t.selected, 3);
	assert_string_equal(t.selected_id, "2");
	list.count = 3; /* it is gone */
	table_reload(&t);
	assert_int_equal(t.selected, 2);
	assert_string_equal(t.selected_id, "4");
	list.count = 0; /* all are gone, and come back */
	table_reload(&t);
	list = all_peers();
	table_reload(&t);
	assert_int_equal(t.selected, 3);
	memcpy(t.selected_id, "1", 2);
	table_reload(&t);
	assert_int_equal(t.selected, 0);
}

static void test_no_rows_draw_nothing(void **state)
{
	_cleanup_(grid_release) struct grid grid = { 0 };
	struct list list = { 0 };
	struct table t = table_of(&list);

	(void)state;
	table_reload(&t);
	press(&t, "Down");
	press(&t, "End");
	draw(&t, &grid, 80, 24);
	draw_expect(&grid, "");
	assert_int_equal(list.calls, 0);
	assert_int_equal(t.selected, 0);
}

static size_t calls;

static size_t million(void *ctx)
{
	(void)ctx;
	return 1000000;
}

static void million_cell(void *ctx, size_t row, int column,
			 struct table_cell *cell)
{
	(void)ctx;
	calls++;
	buf_addf(&cell->text, "%zu/%d", row, column);
}

static const char *million_id(void *ctx, size_t row)
{
	snprintf(ctx, 32, "%zu", row);
	return ctx;
}

/* A frame asks for the page on screen, once to lay it out, once to draw. */
static void test_a_million_rows_cost_a_page(void **state)
{
	_cleanup_(grid_release) struct grid grid = { 0 };
	char id[32];
	struct table t = {
		.source = { id, million, million_cell, million_id, NULL },
		.columns = columns,
		.column_count = ARRAY_LEN(columns),
	};

	(void)state;
	for (int i = 0; i < 1000; i++)
		press(&t, "PageDown");
	press(&t, "End");
	assert_int_equal(calls, 0);
	draw(&t, &grid, 80, 21);
	assert_int_equal(calls, 2 * 20 * ARRAY_LEN(columns));
	assert_int_equal(t.top, 1000000 - 20);
}

static void test_foreign_text_is_measured_as_shown(void **state)
{
	static const struct peer foreign = { "9",	"a\033[2Jb", "1s",
					     ROLE_GOOD, GLYPH_OK,    "ok",
					     "ACTIVE",	"" };
	_cleanup_(grid_release) struct grid grid = { 0 };
	struct list list = { .rows = { &foreign }, .count = 1, .grey = 9 };
	struct table t = table_of(&list);

	(void)state;
	draw(&t, &grid, 49, 2);
	draw_expect(&grid, "  NAME       HEALTH      STATE       SEEN\n"
			   "▸ a^[[2Jb  ✓ ok          ACTIVE        1s\n");
}

static size_t two(void *ctx)
{
	(void)ctx;
	return 2;
}

/* The second row has one long text in place of its first column and those
 * behind it. */
static void spanning_cell(void *ctx, size_t row, int column,
			  struct table_cell *cell)
{
	(void)ctx;
	cell->spans = row == 1 && column == 1;
	buf_adds(&cell->text, cell->spans ? "all of the row and a bit" : "x");
}

static void test_a_cell_spans_those_behind_it(void **state)
{
	static const struct table_column few[] = {
		{ "A", 1, 9, 0, false, false },
		{ "B", 1, 9, 0, false, false },
		{ "C", 3, 9, 0, true, false },
	};
	_cleanup_(grid_release) struct grid grid = { 0 };
	char id[32];
	struct table t = {
		.source = { id, two, spanning_cell, million_id, NULL },
		.columns = few,
		.column_count = ARRAY_LEN(few),
	};

	(void)state;
	draw(&t, &grid, 20, 3);
	draw_expect(&grid, "  A  B    C\n"
			   "▸ x  x    x\n"
			   "  x  all of the row…\n");
}

static void test_any_size_and_key(void **state)
{
	static const char *const keys[] = { "Up",     "Down",	  "Home", "End",
					    "PageUp", "PageDown", "j",	  "x" };
	_cleanup_(grid_release) struct grid grid = { 0 };
	struct list list = all_peers();
	struct table t = table_of(&list);

	(void)state;
	srand(1);
	for (int i = 0; i < 3000; i++) {
		struct key key = draw_key(keys[rand() % ARRAY_LEN(keys)]);

		table_key(&t, &key);
		list.count = (size_t)rand() % (ARRAY_LEN(peers) + 1);
		if (rand() % 2)
			table_reload(&t);
		draw(&t, &grid, rand() % 90, rand() % 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draws_rows),
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_keys_move_the_selection),
		cmocka_unit_test(test_moving_changes_few_cells),
		cmocka_unit_test(test_reload_keeps_the_selection),
		cmocka_unit_test(test_no_rows_draw_nothing),
		cmocka_unit_test(test_a_million_rows_cost_a_page),
		cmocka_unit_test(test_foreign_text_is_measured_as_shown),
		cmocka_unit_test(test_a_cell_spans_those_behind_it),
		cmocka_unit_test(test_any_size_and_key),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
