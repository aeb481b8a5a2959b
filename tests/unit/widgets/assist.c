/* Candidates and history: in fields of a form, in cells of rows, never in a
 * secret. */
#include "tests/unit/widgets/draw.h"

#include <stdio.h>

#include "base/strlist.h"
#include "widgets/form.h"
#include "widgets/lineedit.h"

static const struct rows_kind list = {
	.columns = 1,
	.placeholders = { "host:port" },
	.limits = { 256 },
	.widths = { 30 },
	.max = 64,
};

static int asked;

static void offer_words(void *ctx, const char *text, struct strlist *ret)
{
	static const char *const words[] = { "east", "eastern", "west" };

	(void)ctx;
	asked++;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		assist_offer(ret, text, words[i]);
}

/* A name with help, a remark without, addresses. */
struct sample {
	struct assist_history names;
	struct assist name_assist, address_assist;
	struct textfield name, remark;
	struct rows addresses;
	struct form_item items[3];
	struct form form;
	struct grid grid;
};

enum { NAME, REMARK, ADDRESSES };

static void sample_init(struct sample *s)
{
	struct rows_kind kind = list;

	*s = (struct sample){ 0 };
	s->name_assist = (struct assist){ offer_words, NULL, &s->names };
	s->address_assist = (struct assist){ offer_words, NULL, NULL };
	kind.assists[0] = &s->address_assist;
	textfield_init(&s->name, "", 64);
	textfield_init(&s->remark, "", 64);
	rows_init(&s->addresses, &kind);
	s->name.assist = &s->name_assist;
	s->items[NAME] = (struct form_item){ .label = "Name",
					     .help = "for good",
					     .field = &s->name,
					     .width = 30 };
	s->items[REMARK] = (struct form_item){ .label = "Remark",
					       .field = &s->remark,
					       .width = 30 };
	s->items[ADDRESSES] = (struct form_item){ .kind = FORM_ROWS,
						  .label = "Addresses",
						  .rows = &s->addresses };
	s->form = (struct form){ .items = s->items,
				 .count = ARRAY_LEN(s->items),
				 .buttons = { "Send" },
				 .button_count = 1,
				 .label_width = 15 };
	form_start(&s->form);
}

static void sample_release(struct sample *s)
{
	form_blur(&s->form);
	textfield_release(&s->name);
	textfield_release(&s->remark);
	rows_release(&s->addresses);
	assist_history_release(&s->names);
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
	size_t button;

	return form_key(&s->form, &key, &button);
}

static void type(struct sample *s, const char *text)
{
	for (; *text; text++) {
		char name[2] = { *text, '\0' };

		press(s, name);
	}
}

static void expect_name(struct sample *s, const char *key, const char *name)
{
	press(s, key);
	assert_string_equal(textfield_text(&s->name), name);
}

/* --- candidates ---------------------------------------------------------- */

static void they_stand_in_the_place_of_the_help(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	type(&s, "ea");
	draw(&s, 60, 12);
	draw_expect(&s.grid, "   Name        ea\n"
			     "               Right takes east  eastern\n"
			     "\n"
			     "   Remark\n"
			     "\n"
			     "   Addresses   host:port\n"
			     "\n"
			     "                Send\n");
	assert_int_equal(draw_role(&s.grid, 15, 1), ROLE_MUTED);
	type(&s, "x");
	draw(&s, 60, 12); /* nothing has moved */
	draw_expect(&s.grid, "   Name        eax\n"
			     "               for good\n"
			     "\n"
			     "   Remark\n"
			     "\n"
			     "   Addresses   host:port\n"
			     "\n"
			     "                Send\n");
	sample_release(&s);
}

static void a_note_goes_before_them(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	type(&s, "ea");
	textfield_note(&s.name, ROLE_BAD, "what stands there is not right");
	draw(&s, 60, 12);
	draw_expect(&s.grid, "   Name        ea\n"
			     "               ✗ what stands there is not right\n"
			     "               Right takes east  eastern\n"
			     "   Remark\n"
			     "\n"
			     "   Addresses   host:port\n"
			     "\n"
			     "                Send\n");
	sample_release(&s);
}

/* Without help above a blank line it is that; and not under another field. */
static void they_stand_in_the_blank_line_under_rows(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	form_focus(&s.form, ADDRESSES);
	type(&s, "w");
	draw(&s, 60, 12);
	draw_expect(&s.grid, "   Name\n"
			     "               for good\n"
			     "\n"
			     "   Remark\n"
			     "\n"
			     "   Addresses   w\n"
			     "               host:port\n"
			     "               Right takes west\n"
			     "                Send\n");
	assert_int_equal(press(&s, "Right"), FORM_CHANGED);
	assert_string_equal(textfield_text(rows_cell(&s.addresses, 0, 0)),
			    "west");
	sample_release(&s);
}

/* It has no blank lines: an item has one of its own, also while it is not
 * needed. */
static void a_small_form_does_not_move_either(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	s.items[NAME].help = NULL;
	draw(&s, 60, 6);
	draw_expect(&s.grid, "   Name\n"
			     "               Right takes east  eastern  west\n"
			     "   Remark\n"
			     "   Addresses   host:port\n"
			     "\n"
			     "                Send\n");
	press(&s, "Tab");
	draw(&s, 60, 6);
	draw_expect(&s.grid, "   Name\n"
			     "\n"
			     "   Remark\n"
			     "   Addresses   host:port\n"
			     "\n"
			     "                Send\n");
	sample_release(&s);
}

static void right_and_end_behind_the_text_take_the_first(void **state)
{
	static const char *const keys[] = { "Right", "End" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct sample s;

		sample_init(&s);
		type(&s, "ea");
		assert_int_equal(press(&s, keys[i]), FORM_CHANGED);
		assert_string_equal(textfield_text(&s.name), "east");
		expect_name(&s, keys[i], "eastern"); /* it begins another */
		assert_int_equal(press(&s, keys[i]), FORM_HANDLED);
		assert_string_equal(textfield_text(&s.name), "eastern");
		sample_release(&s);
	}
}

/* Within the text they are what they always are, and Tab is the form's. */
static void other_keys_keep_their_meaning(void **state)
{
	static const char *const keys[] = {
		"Left",	  "Right",  "Home",   "End",
		"Ctrl-A", "Ctrl-E", "Ctrl-F", "Tab"
	};
	struct sample s;

	(void)state;
	sample_init(&s);
	type(&s, "ea");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		expect_name(&s, keys[i], "ea");
	assert_int_equal(s.form.focus, REMARK);
	sample_release(&s);
}

/* Not with each frame: they may come from the disk. */
static void they_are_asked_for_when_something_changed(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	type(&s, "e");
	asked = 0;
	for (int i = 0; i < 3; i++)
		draw(&s, 60, 12);
	assert_int_equal(asked, 0);
	textfield_set(&s.name, "w"); /* by the owner, not by a key */
	draw(&s, 60, 12);
	assert_int_equal(asked, 1);
	form_refresh(&s.form);
	assert_int_equal(asked, 2);
	sample_release(&s);
}

/* --- history ------------------------------------------------------------- */

static void remember(struct sample *s, const char *name)
{
	textfield_set(&s->name, name);
	form_remember(&s->form);
}

static void what_was_submitted_can_be_had_again(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	remember(&s, "one");
	remember(&s, "two");
	remember(&s, ""); /* nothing is kept of nothing */
	type(&s, "thr");
	expect_name(&s, "Ctrl-N", "thr");
	expect_name(&s, "Ctrl-P", "two");
	expect_name(&s, "Ctrl-P", "one");
	expect_name(&s, "Ctrl-P", "one");
	expect_name(&s, "Ctrl-N", "two");
	expect_name(&s, "Ctrl-N", "thr"); /* what was typed is at the bottom */
	type(&s, "ee");
	expect_name(&s, "Ctrl-P", "two");
	expect_name(&s, "Ctrl-N", "three");
	sample_release(&s);
}

static void a_line_is_kept_once_as_the_newest(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	remember(&s, "one");
	remember(&s, "two");
	remember(&s, "one");
	assert_int_equal(s.names.lines.count, 2);
	textfield_set(&s.name, "");
	expect_name(&s, "Ctrl-P", "one");
	expect_name(&s, "Ctrl-P", "two");
	for (int i = 0; i < 2 * ASSIST_HISTORY_MAX; i++) {
		char line[16];

		snprintf(line, sizeof(line), "line %d", i);
		assist_history_add(&s.names, line);
	}
	assert_int_equal(s.names.lines.count, ASSIST_HISTORY_MAX);
	sample_release(&s);
}

static void a_field_without_history_ignores_its_keys(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s);
	remember(&s, "one");
	form_focus(&s.form, REMARK);
	type(&s, "x");
	press(&s, "Ctrl-P");
	assert_string_equal(textfield_text(&s.remark), "x");
	sample_release(&s);
}

static void nothing_is_kept_or_offered_of_a_secret(void **state)
{
	struct assist_history history = { 0 };
	struct assist assist = { offer_words, NULL, &history };
	struct key before = draw_key("Ctrl-P"), right = draw_key("Right");
	struct textfield f;

	(void)state;
	textfield_init_secret(&f, 64);
	f.assist = &assist;
	textfield_focus(&f);
	textfield_paste(&f, "ea", 2);
	asked = 0;
	assist_refresh(&f, true);
	textfield_key(&f, &right);
	assert_int_equal(asked, 0);
	assert_string_equal(textfield_text(&f), "ea");
	assist_remember(&f);
	assert_int_equal(history.lines.count, 0);
	assist_history_add(&history, "other");
	textfield_key(&f, &before);
	assert_string_equal(textfield_text(&f), "ea");
	textfield_release(&f);
	assist_history_release(&history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_stand_in_the_place_of_the_help),
		cmocka_unit_test(a_note_goes_before_them),
		cmocka_unit_test(they_stand_in_the_blank_line_under_rows),
		cmocka_unit_test(a_small_form_does_not_move_either),
		cmocka_unit_test(right_and_end_behind_the_text_take_the_first),
		cmocka_unit_test(other_keys_keep_their_meaning),
		cmocka_unit_test(they_are_asked_for_when_something_changed),
		cmocka_unit_test(what_was_submitted_can_be_had_again),
		cmocka_unit_test(a_line_is_kept_once_as_the_newest),
		cmocka_unit_test(a_field_without_history_ignores_its_keys),
		cmocka_unit_test(nothing_is_kept_or_offered_of_a_secret),
	};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("INPUTRC", "/dev/null", 1);
	return cmocka_run_group_tests_name("assist", tests, NULL, NULL);
}
