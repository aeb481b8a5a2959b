#include "tests/unit/widgets/draw.h"

#include <stdio.h>

#include "base/kv.h"
#include "base/strlist.h"
#include "widgets/form.h"
#include "widgets/lineedit.h"

static const struct rows_kind meta = {
	.columns = 2,
	.placeholders = { "key", "value" },
	.limits = { 256, 1024 },
	.widths = { 12, 20 },
	.max = 64,
};

static const struct rows_kind addresses = {
	.columns = 1,
	.placeholders = { "host:port" },
	.limits = { 256 },
	.widths = { 34 },
	.max = 64,
};

/* The form of most tests: a name, pairs, addresses, two buttons. */
struct sample {
	struct textfield name;
	struct rows meta, addresses;
	struct form_item items[4];
	struct form form;
	struct grid grid;
	size_t button; /* that was pressed last */
};

enum { NAME, META, ADDRESSES, REMARK };

static void sample_init(struct sample *s)
{
	*s = (struct sample){ .button = 99 };
	textfield_init(&s->name, "", 64);
	rows_init(&s->meta, &meta);
	rows_init(&s->addresses, &addresses);
	s->items[NAME] = (struct form_item){
		.label = "Name",
		.help = "what this cluster calls the other one, in DNS too; "
			"for good",
		.field = &s->name,
		.width = 31,
	};
	s->items[META] = (struct form_item){
		.kind = FORM_ROWS,
		.label = "Meta",
		.rows = &s->meta,
	};
	s->items[ADDRESSES] = (struct form_item){
		.kind = FORM_ROWS,
		.label = "Addresses",
		.help = "dialed instead of the servers' own; none = automatic",
		.rows = &s->addresses,
	};
	s->items[REMARK] = (struct form_item){
		.kind = FORM_TEXT,
		.help = "a remark",
		.hidden = true,
	};
	s->form = (struct form){
		.items = s->items,
		.count = ARRAY_LEN(s->items),
		.buttons = { "Generate", "Cancel" },
		.button_count = 2,
		.label_width = 15,
	};
	form_start(&s->form);
}

static void sample_release(struct sample *s)
{
	form_blur(&s->form);
	textfield_release(&s->name);
	rows_release(&s->meta);
	rows_release(&s->addresses);
	grid_release(&s->grid);
}

static void draw(struct sample *s, int w, int h)
{
	struct canvas c;

	grid_release(&s->grid);
	grid_init(&s->grid, w, h);
	c = canvas_of(&s->grid);
	form_layout(&s->form, w, h);
	form_draw(&s->form, &c);
}

static enum form_result press(struct sample *s, const char *name)
{
	struct key key = draw_key(name);

	return form_key(&s->form, &key, &s->button);
}

/* Press the keys named in `keys`, blanks between them. */
static void press_all(struct sample *s, const char *keys)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };

	strlist_split(&names, keys, ' ');
	for (size_t i = 0; i < names.count; i++)
		assert_int_not_equal(press(s, names.items[i]), FORM_IGNORED);
}

static void type(struct sample *s, const char *text)
{
	for (; *text; text++) {
		char name[2] = { *text, '\0' };

		assert_int_not_equal(press(s, *text == ' ' ? "Space" : name),
				     FORM_IGNORED);
	}
}

static enum form_result paste(struct sample *s, const char *text)
{
	return form_paste(&s->form, text, strlen(text));
}

/* What a person has typed when one key and one address are not right. */
static void fill(struct sample *s)
{
	type(s, "west-dc");
	press_all(s, "Tab");
	type(s, "env=prod");
	press_all(s, "Enter");
	type(s, "Owner team");
	press_all(s, "Tab");
	type(s, "net");
	press_all(s, "Down Down");
	paste(s, "lb-1.example.com:8503,10.1.2.3");
	textfield_note(&s->name, ROLE_TEXT, "free here");
	textfield_note(rows_cell(&s->meta, 1, 0), ROLE_BAD,
		       "a key has no spaces");
	textfield_note(rows_cell(&s->addresses, 1, 0), ROLE_WARN,
		       "no port: will be refused");
}

static void test_at_80_columns(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	fill(&s);
	draw(&s, 80, 16);
	draw_expect(
		&s.grid,
		"   Name        west-dc                           free here\n"
		"               what this cluster calls the other one, in DNS too; for good\n"
		"\n"
		"   Meta        env           =  prod\n"
		"               Owner team    =  net                    ✗ a key has no spaces\n"
		"               key           =  value\n"
		"\n"
		"   Addresses   lb-1.example.com:8503\n"
		"               10.1.2.3                             ! no port: will be refused\n"
		"               host:port\n"
		"               dialed instead of the servers' own; none = automatic\n"
		"\n"
		"                Generate    Cancel\n");
	assert_int_equal(draw_role(&s.grid, 3, 0), ROLE_MUTED);
	assert_int_equal(draw_role(&s.grid, 15, 0), ROLE_FIELD);
	assert_int_equal(draw_role(&s.grid, 45, 0), ROLE_FIELD);
	assert_int_equal(draw_role(&s.grid, 46, 0), ROLE_TEXT);
	assert_int_equal(draw_role(&s.grid, 15, 1), ROLE_MUTED);
	assert_int_equal(draw_role(&s.grid, 55, 4), ROLE_BAD);
	assert_int_equal(draw_role(&s.grid, 52, 8), ROLE_WARN);
	assert_int_equal(draw_role(&s.grid, 15, 12), ROLE_BUTTON);
	assert_int_equal(s.grid.cursor_x, 15 + (int)strlen("10.1.2.3"));
	assert_int_equal(s.grid.cursor_y, 8);
	press_all(&s, "Down Down");
	draw(&s, 80, 16);
	assert_int_equal(draw_role(&s.grid, 15, 12), ROLE_BUTTON_FOCUS);
	assert_int_equal(draw_role(&s.grid, 27, 12), ROLE_BUTTON);
	assert_int_equal(s.grid.cursor_x, -1);
}

/* Notes go below, help is wrapped, blank lines are spared, and it scrolls. */
static void test_at_60_columns(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	fill(&s);
	draw(&s, 60, 6);
	draw_expect(
		&s.grid,
		"   Addresses   lb-1.example.com:8503                       ↑\n"
		"               10.1.2.3\n"
		"               ! no port: will be refused\n"
		"               host:port\n"
		"               dialed instead of the servers' own; none =\n"
		"               automatic                                   ↓\n");
	press_all(&s, "Up Up");
	draw(&s, 60, 6);
	draw_expect(
		&s.grid,
		"   Meta        key           =  value                      ↑\n"
		"   Addresses   lb-1.example.com:8503\n"
		"               10.1.2.3\n"
		"               ! no port: will be refused\n"
		"               host:port\n"
		"               dialed instead of the servers' own; none =  ↓\n");
	press_all(&s, "Up");
	draw(&s, 60, 6);
	draw_expect(
		&s.grid,
		"   Name        west-dc                           free here\n"
		"               what this cluster calls the other one, in\n"
		"               DNS too; for good\n"
		"   Meta        env           =  prod\n"
		"               Owner team    =  net\n"
		"               ✗ a key has no spaces                       ↓\n");
}

/* A note that does not fit beside a field stands over its help. */
static void test_note_over_help(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	s.items[META].hidden = s.items[ADDRESSES].hidden = true;
	type(&s, "Cluster_02");
	textfield_note(&s.name, ROLE_BAD,
		       "letters, digits and dashes only: cluster-02");
	draw(&s, 60, 5);
	draw_expect(&s.grid,
		    "   Name        Cluster_02\n"
		    "               ✗ letters, digits and dashes only:\n"
		    "                 cluster-02\n"
		    "\n"
		    "                Generate    Cancel\n");
	textfield_note(&s.name, ROLE_BAD, "%s", "");
	draw(&s, 60, 2);
	draw_expect(
		&s.grid,
		"   Name        Cluster_02\n"
		"               what this cluster calls the other one, in   ↓\n");
}

/* A label stands at a value, and what is said of one goes with it. */
static void test_no_note_without_its_value(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	type(&s, "Cluster_02");
	textfield_note(&s.name, ROLE_BAD,
		       "letters, digits and dashes only: cluster-02");
	press_all(&s, "Tab Tab Tab");
	draw(&s, 60, 6);
	draw_expect(
		&s.grid,
		"                                                           ↑\n"
		"   Meta        key           =  value\n"
		"   Addresses   host:port\n"
		"               dialed instead of the servers' own; none =\n"
		"               automatic\n"
		"                Generate    Cancel\n");
	press_all(&s, "Shift-Tab Shift-Tab Shift-Tab");
	draw(&s, 60, 3);
	draw_expect(
		&s.grid,
		"   Name        Cluster_02\n"
		"               ✗ letters, digits and dashes only:\n"
		"                 cluster-02                                ↓\n");
	draw(&s, 60, 1);
	draw_expect(
		&s.grid,
		"   Name        Cluster_02                                  ↓\n");
}

static void test_keys_move_the_focus(void **state)
{
	static const struct {
		const char *key;
		size_t focus;
	} steps[] = {
		{ "Tab", META },
		{ "Tab", ADDRESSES },
		{ "Tab", 4 },
		{ "Tab", 5 },
		{ "Tab", NAME },
		{ "Shift-Tab", 5 },
		{ "Left", 4 },
		{ "Left", 4 },
		{ "Down", 4 },
		{ "Right", 5 },
		{ "Right", 5 },
		{ "Up", ADDRESSES },
		{ "Up", META },
		{ "Up", NAME },
		{ "Up", NAME },
		{ "Enter", META },
		{ "Enter", ADDRESSES },
		{ "Enter", 4 },
		{ "Shift-Tab", ADDRESSES },
		{ "Down", 4 },
	};
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		assert_int_equal(press(&s, steps[i].key), FORM_HANDLED);
		assert_int_equal(s.form.focus, steps[i].focus);
	}
}

static void test_buttons(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	assert_int_equal(press(&s, "Ctrl-O"), FORM_PRESSED);
	assert_int_equal(s.button, 0);
	press_all(&s, "Shift-Tab");
	assert_int_equal(press(&s, "Enter"), FORM_PRESSED);
	assert_int_equal(s.button, 1);
	assert_int_equal(press(&s, "F2"), FORM_PRESSED);
	assert_int_equal(s.button, 0);
	press_all(&s, "Left");
	s.button = 99;
	assert_int_equal(press(&s, "Space"), FORM_PRESSED);
	assert_int_equal(s.button, 0);
}

static void test_what_is_not_for_a_form(void **state)
{
	static const char *const keys[] = { "Esc", "F1", "F5", "Ctrl-L" };
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	for (int item = 0; item < 4; item++) {
		for (size_t i = 0; i < ARRAY_LEN(keys); i++)
			assert_int_equal(press(&s, keys[i]), FORM_IGNORED);
		press_all(&s, "Tab");
	}
	assert_int_equal(press(&s, "?"), FORM_IGNORED);
	assert_int_equal(paste(&s, "text"), FORM_IGNORED);
}

static void test_says_what_changed(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	assert_int_equal(press(&s, "a"), FORM_CHANGED);
	assert_int_equal(press(&s, "Left"), FORM_HANDLED);
	assert_int_equal(press(&s, "Tab"), FORM_HANDLED);
	assert_int_equal(paste(&s, "a=b"), FORM_CHANGED);
	assert_int_equal(paste(&s, " "), FORM_HANDLED);
	assert_int_equal(press(&s, "Shift-Tab"), FORM_HANDLED);
	assert_int_equal(press(&s, "Ctrl-U"), FORM_CHANGED);
	assert_int_equal(press(&s, "Ctrl-U"), FORM_HANDLED);
	press_all(&s, "Backspace Tab Down");
	assert_int_equal(s.meta.count, 2);
	assert_int_equal(press(&s, "x"), FORM_CHANGED);
}

/* What was typed stays, wherever the focus goes and however wide it is. */
static void test_nothing_typed_is_lost(void **state)
{
	_cleanup_(sample_release) struct sample s;
	_cleanup_(kv_release) struct kv kv = { 0 };
	_cleanup_(strlist_release) struct strlist list = { 0 };

	(void)state;
	sample_init(&s);
	fill(&s);
	for (int w = 0; w < 30; w++) {
		draw(&s, w, w / 2);
		press_all(&s, "Tab");
	}
	form_blur(&s.form);
	draw(&s, 80, 24);
	form_focus(&s.form, s.form.focus);
	press_all(&s, "Shift-Tab Up Up Up");
	assert_string_equal(textfield_text(&s.name), "west-dc");
	rows_get_kv(&s.meta, &kv);
	assert_int_equal(kv.count, 2);
	assert_string_equal(kv_get(&kv, "Owner team"), "net");
	rows_get_list(&s.addresses, &list);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[1], "10.1.2.3");
}

static void test_problems(void **state)
{
	_cleanup_(sample_release) struct sample s;
	size_t count;

	(void)state;
	sample_init(&s);
	assert_null(form_first_problem(&s.form, &count));
	assert_int_equal(count, 0);
	fill(&s);
	assert_string_equal(form_first_problem(&s.form, &count), "Owner team");
	assert_int_equal(count, 1);
	form_focus_problem(&s.form);
	assert_int_equal(s.form.focus, META);
	assert_int_equal(s.meta.row, 1);
	assert_int_equal(s.meta.column, 0);
	textfield_note(&s.name, ROLE_BAD, "taken");
	textfield_note(rows_cell(&s.meta, 0, 1), ROLE_BAD, "too long");
	assert_string_equal(form_first_problem(&s.form, &count), "Name");
	assert_int_equal(count, 3);
	form_focus_problem(&s.form);
	assert_int_equal(s.form.focus, NAME);
	s.items[NAME].hidden = true;
	assert_string_equal(form_first_problem(&s.form, &count), "env");
	assert_int_equal(count, 2);
	s.items[META].hidden = true;
	textfield_note(rows_cell(&s.addresses, 2, 0), ROLE_BAD, "needed");
	assert_string_equal(form_first_problem(&s.form, &count), "Addresses");
}

/* Meta of an existing peering is shown, and the focus passes it by. */
static void test_readonly_and_hidden_items(void **state)
{
	_cleanup_(sample_release) struct sample s;
	_cleanup_(kv_release) struct kv kv = { 0 };

	(void)state;
	sample_init(&s);
	press_all(&s, "Tab");
	kv_add(&kv, "env", "prod");
	rows_set_kv(&s.meta, &kv, true);
	s.items[REMARK].hidden = false;
	draw(&s, 80, 16);
	assert_int_equal(s.form.focus, ADDRESSES);
	assert_true(s.addresses.focused);
	draw_expect(
		&s.grid,
		"   Name\n"
		"               what this cluster calls the other one, in DNS too; for good\n"
		"\n"
		"   Meta        env           =  prod\n"
		"\n"
		"   Addresses   host:port\n"
		"               dialed instead of the servers' own; none = automatic\n"
		"\n"
		"               a remark\n"
		"\n"
		"                Generate    Cancel\n");
	assert_int_equal(draw_role(&s.grid, 15, 3), ROLE_TEXT);
	press_all(&s, "Up");
	assert_int_equal(s.form.focus, NAME);
	s.items[ADDRESSES].hidden = true;
	press_all(&s, "Down");
	assert_int_equal(s.form.focus, 4);
	assert_int_equal(press(&s, "Up"), FORM_HANDLED);
	assert_int_equal(s.form.focus, NAME);
}

/* A dialog over the form has the engine, and the cursor. */
static void test_blurred(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	type(&s, "west");
	form_blur(&s.form);
	draw(&s, 80, 16);
	assert_int_equal(s.grid.cursor_x, -1);
	press_all(&s,
		  "Tab"); /* not sent while a dialog is open, yet harmless */
	form_blur(&s.form);
	draw(&s, 80, 16);
	assert_int_equal(s.grid.cursor_x, -1);
	form_focus(&s.form, NAME);
	draw(&s, 80, 16);
	assert_int_equal(s.grid.cursor_x, 15 + 4);
	type(&s, "-dc");
	assert_string_equal(textfield_text(&s.name), "west-dc");
}

static void test_long_lists_scroll(void **state)
{
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	press_all(&s, "Tab Tab");
	for (int i = 0; i < 30; i++) {
		char text[24];

		snprintf(text, sizeof(text), "10.0.0.%d:8503", i);
		paste(&s, text);
		press_all(&s, "Enter");
	}
	draw(&s, 80, 6);
	draw_expect(
		&s.grid,
		"   Addresses   10.0.0.26:8503                                                  ↑\n"
		"               10.0.0.27:8503\n"
		"               10.0.0.28:8503\n"
		"               10.0.0.29:8503\n"
		"               host:port\n"
		"               dialed instead of the servers' own; none = automatic            ↓\n");
	for (int i = 0; i < 6; i++)
		press_all(&s, "Up");
	draw(&s, 80, 6);
	assert_int_equal(s.grid.cursor_y, 0);
}

/* No size, key, or paste breaks it, and the focused line is always seen. */
static void test_anything(void **state)
{
	static const char *const keys[] = {
		"Tab",	 "Shift-Tab", "Up",	"Down",	  "Enter", "Left",
		"Right", "Backspace", "Ctrl-U", "Ctrl-Y", "Home",  "a",
		"=",	 "é",	      "日",	"Delete", "Esc",   "F1",
	};
	static const char *const pastes[] = { "a=b,c=d", "x,y\nz", "\n", "=",
					      "k=日本\nl=m" };
	_cleanup_(sample_release) struct sample s;

	(void)state;
	sample_init(&s);
	srand(1);
	for (int i = 0; i < 5000; i++) {
		int what = rand() % 40;

		if (what == 0)
			paste(&s, pastes[rand() % (int)ARRAY_LEN(pastes)]);
		else if (what == 1)
			rows_set_kv(&s.meta, &(struct kv){ 0 }, rand() % 2);
		else if (what == 2)
			s.items[rand() % 4].hidden = rand() % 2;
		else if (what == 3)
			textfield_note(&s.name,
				       (enum role)(rand() % ROLE_COUNT), "%.*s",
				       rand() % 60,
				       "a note that may be very long, or not, "
				       "or not be there");
		else if (what == 4)
			form_focus_problem(&s.form);
		else
			press(&s, keys[rand() % (int)ARRAY_LEN(keys)]);
		draw(&s, rand() % 90, rand() % 20);
		if (s.form.focus < s.form.count && s.grid.w > 20 &&
		    s.grid.h > 0)
			assert_true(s.grid.cursor_x >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_80_columns),
		cmocka_unit_test(test_at_60_columns),
		cmocka_unit_test(test_note_over_help),
		cmocka_unit_test(test_no_note_without_its_value),
		cmocka_unit_test(test_keys_move_the_focus),
		cmocka_unit_test(test_buttons),
		cmocka_unit_test(test_what_is_not_for_a_form),
		cmocka_unit_test(test_says_what_changed),
		cmocka_unit_test(test_nothing_typed_is_lost),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_readonly_and_hidden_items),
		cmocka_unit_test(test_blurred),
		cmocka_unit_test(test_long_lists_scroll),
		cmocka_unit_test(test_anything),
	};
	int failed;

	setlocale(LC_ALL, "C.UTF-8");
	lineedit_start();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	lineedit_stop();
	return failed;
}
