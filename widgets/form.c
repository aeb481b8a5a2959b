#include "widgets/form.h"

#include <stdint.h>

#include "base/attrs.h"
#include "widgets/form_lines.h"
#include "widgets/key.h"

/* --- focus -----------------------------------------------------------------
 */

static struct form_item *focused_item(const struct form *form)
{
	return form->focus < form->count ? &form->items[form->focus] : NULL;
}

static size_t stops(const struct form *form)
{
	return form->count + form->button_count;
}

static bool takes_focus(const struct form *form, size_t stop)
{
	const struct form_item *item;

	if (stop >= form->count)
		return true;
	item = &form->items[stop];
	return !item->hidden &&
	       ((item->kind == FORM_FIELD && !item->field->readonly) ||
		(item->kind == FORM_ROWS && !item->rows->readonly));
}

void form_blur(struct form *form)
{
	struct form_item *item = focused_item(form);

	form->blurred = true;
	if (item && item->kind == FORM_FIELD)
		textfield_blur(item->field);
	if (item && item->kind == FORM_ROWS)
		rows_blur(item->rows);
}

static void take(struct form *form)
{
	struct form_item *item = focused_item(form);

	form->blurred = false;
	if (item && item->kind == FORM_FIELD)
		textfield_focus(item->field);
	if (item && item->kind == FORM_ROWS)
		rows_focus(item->rows);
}

static void leave(struct form *form)
{
	struct form_item *item = focused_item(form);

	form_blur(form);
	if (item && item->kind == FORM_ROWS)
		rows_leave(item->rows);
}

void form_focus(struct form *form, size_t item)
{
	if (item != form->focus)
		leave(form);
	form->focus = item;
	take(form);
}

/* Focus the next stop, or the one before; round the end only when told. */
static void step(struct form *form, bool back, bool round)
{
	size_t n = stops(form), at = form->focus;

	for (size_t tried = 0; tried < n; tried++) {
		if (!round && at == (back ? 0 : n - 1))
			return;
		at = (at + (back ? n - 1 : 1)) % n;
		if (takes_focus(form, at))
			break;
	}
	if (at >= n || at == form->focus)
		return;
	form_focus(form, at);
	if (at < form->count && form->items[at].kind == FORM_ROWS)
		rows_enter(form->items[at].rows, back);
}

void form_start(struct form *form)
{
	form->top = 0;
	form->focus = 0;
	while (form->focus < form->count && !takes_focus(form, form->focus))
		form->focus++;
	take(form);
}

/* --- keys ------------------------------------------------------------------
 */

static const struct motion {
	struct key key;
	bool back, round;
} motions[] = {
	{ { .sym = SYM_TAB }, false, true },
	{ { .sym = SYM_TAB, .mods = MOD_SHIFT }, true, true },
	{ { .sym = SYM_ENTER }, false, false },
	{ { .sym = SYM_UP }, true, false },
	{ { .sym = SYM_DOWN }, false, false },
};

static const struct motion *find_motion(const struct key *key)
{
	for (size_t i = 0; i < ARRAY_LEN(motions); i++)
		if (key_equal(key, &motions[i].key))
			return &motions[i];
	return NULL;
}

static enum form_result button_key(struct form *form, const struct key *key,
				   size_t *ret_button)
{
	size_t first = form->count, last = stops(form) - 1;

	if (key_is(key, SYM_ENTER) || key_is_char(key, ' ')) {
		*ret_button = form->focus - first;
		return FORM_PRESSED;
	}
	if (key_is(key, SYM_LEFT)) {
		form->focus -= form->focus > first;
		return FORM_HANDLED;
	}
	if (key_is(key, SYM_RIGHT)) {
		form->focus += form->focus < last;
		return FORM_HANDLED;
	}
	/* Up and Down see the buttons as the one line that they are. */
	if (key_is(key, SYM_DOWN))
		return FORM_HANDLED;
	if (key_is(key, SYM_UP))
		form->focus = first;
	return FORM_IGNORED;
}

/* A number for what stands in an item, to see that it changed (FNV-1a): a
 * copy of the text would be one more copy of a secret. */
static uint64_t sum(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	return hash;
}

/* Empty cells do not count: a row that comes or goes is no change. */
static uint64_t rows_sum(const struct rows *rows, uint64_t hash)
{
	for (size_t row = 0; row < rows->count; row++) {
		for (int i = 0; i < rows->kind.columns; i++) {
			const char *s = textfield_text(rows_cell(rows, row, i));

			if (*s)
				hash = sum(hash + (uint64_t)i + 1, s);
		}
	}
	return hash;
}

static uint64_t item_sum(const struct form_item *item)
{
	const uint64_t start = 0xcbf29ce484222325;

	return item->kind == FORM_ROWS
		       ? rows_sum(item->rows, start)
		       : sum(start, textfield_text(item->field));
}

static enum form_result result_of(const struct form_item *item, uint64_t before)
{
	return item_sum(item) == before ? FORM_HANDLED : FORM_CHANGED;
}

static enum form_result item_key(struct form_item *item,
				 const struct motion *motion,
				 const struct key *key)
{
	uint64_t before = item_sum(item);
	bool taken;

	if (item->kind == FORM_ROWS)
		taken = rows_key(item->rows, key);
	else
		taken = !motion && textfield_key(item->field, key);
	return taken ? result_of(item, before) : FORM_IGNORED;
}

static bool is_submit(const struct key *key)
{
	return key_is_ctrl(key, 'o') || key_is(key, SYM_F1 + 1);
}

enum form_result form_key(struct form *form, const struct key *key,
			  size_t *ret_button)
{
	const struct motion *motion = find_motion(key);
	struct form_item *item = focused_item(form);
	enum form_result result = FORM_IGNORED;

	if (is_submit(key) && form->button_count) {
		*ret_button = 0;
		return FORM_PRESSED;
	}
	if (item && takes_focus(form, form->focus))
		result = item_key(item, motion, key);
	else if (form->button_count)
		result = button_key(form, key, ret_button);
	if (result != FORM_IGNORED || !motion)
		return result;
	step(form, motion->back, motion->round);
	return FORM_HANDLED;
}

enum form_result form_paste(struct form *form, const char *text, size_t len)
{
	struct form_item *item = focused_item(form);
	uint64_t before;

	if (!item || !takes_focus(form, form->focus))
		return FORM_IGNORED;
	before = item_sum(item);
	if (item->kind == FORM_ROWS)
		rows_paste(item->rows, text, len);
	else
		textfield_paste(item->field, text, len);
	return result_of(item, before);
}

/* --- problems --------------------------------------------------------------
 */

/* Where a field stands: its item and, in rows, its cell. */
struct place {
	size_t item, row;
	int column;
};

static bool is_bad(const struct textfield *field)
{
	return field->note[0] && field->note_role == ROLE_BAD;
}

/* Count the bad cells of rows; the first one's place is kept in `*first` if
 * none was found before. */
static size_t bad_cells(const struct rows *rows, size_t item, size_t found,
			struct place *first)
{
	for (size_t row = 0; row < rows->count; row++)
		for (int i = 0; i < rows->kind.columns; i++)
			if (is_bad(rows_cell(rows, row, i)) && !found++)
				*first = (struct place){ item, row, i };
	return found;
}

static size_t find_bad(const struct form *form, struct place *first)
{
	size_t found = 0;

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];

		if (item->hidden)
			continue;
		if (item->kind == FORM_ROWS)
			found = bad_cells(item->rows, i, found, first);
		if (item->kind == FORM_FIELD && is_bad(item->field) && !found++)
			*first = (struct place){ .item = i };
	}
	return found;
}

const char *form_first_problem(const struct form *form, size_t *ret_count)
{
	const struct form_item *item;
	struct place first;
	const char *text;

	*ret_count = find_bad(form, &first);
	if (!*ret_count)
		return NULL;
	item = &form->items[first.item];
	if (item->kind == FORM_FIELD)
		return item->label;
	text = textfield_text(rows_cell(item->rows, first.row, 0));
	return *text ? text : item->label;
}

void form_focus_problem(struct form *form)
{
	struct place first;

	if (!find_bad(form, &first) || !takes_focus(form, first.item))
		return;
	form_focus(form, first.item);
	if (form->items[first.item].kind == FORM_ROWS)
		rows_go(form->items[first.item].rows, first.row, first.column);
}

/* --- assistance ------------------------------------------------------------
 */

struct textfield *form_field(const struct form *form)
{
	const struct form_item *item = focused_item(form);

	if (form->blurred || !item || !takes_focus(form, form->focus))
		return NULL;
	return item->kind == FORM_ROWS ? rows_cell(item->rows, item->rows->row,
						   item->rows->column)
				       : item->field;
}

void form_refresh(struct form *form)
{
	struct textfield *field = form_field(form);

	if (field)
		assist_refresh(field, true);
}

static void remember_rows(const struct rows *rows)
{
	for (size_t row = 0; row < rows->count && !rows->readonly; row++)
		for (int i = 0; i < rows->kind.columns; i++)
			assist_remember(rows_cell(rows, row, i));
}

void form_remember(const struct form *form)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];

		if (item->hidden)
			continue;
		if (item->kind == FORM_ROWS)
			remember_rows(item->rows);
		if (item->kind == FORM_FIELD && !item->field->readonly)
			assist_remember(item->field);
	}
}

/* --- layout ----------------------------------------------------------------
 */

void form_layout(struct form *form, int w, int h)
{
	struct textfield *field;

	form->w = w > 0 ? w : 0;
	form->h = h > 0 ? h : 0;
	if (focused_item(form) && !takes_focus(form, form->focus)) {
		bool blurred = form->blurred;

		step(form, false, true);
		if (blurred)
			form_blur(form);
	}
	field = form_field(form);
	if (field)
		assist_refresh(field, false);
	form_lines_scroll(form);
}
