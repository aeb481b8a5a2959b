#include "widgets/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "widgets/key.h"
#include "widgets/rows_split.h"

#define SEPARATOR 5 /* columns: "=" and the blanks around it */

void rows_init(struct rows *r, const struct rows_kind *kind)
{
	*r = (struct rows){ .kind = *kind };
	rows_set_kv(r, &(struct kv){ 0 }, false);
}

struct textfield *rows_cell(const struct rows *r, size_t row, int column)
{
	return &r->items[row]->cells[column];
}

static struct textfield *focused_cell(const struct rows *r)
{
	return rows_cell(r, r->row, r->column);
}

static bool is_empty(const struct rows *r, size_t row)
{
	for (int i = 0; i < r->kind.columns; i++)
		if (*textfield_text(rows_cell(r, row, i)))
			return false;
	return true;
}

static void insert(struct rows *r, size_t at, const char *const texts[2])
{
	struct rows_row *row = mem_new(1, sizeof(*row));

	for (int i = 0; i < r->kind.columns; i++) {
		struct textfield *cell = &row->cells[i];

		textfield_init(cell, texts[i], r->kind.limits[i]);
		cell->placeholder = r->kind.placeholders[i];
		cell->readonly = r->readonly;
		cell->assist = r->kind.assists[i];
	}
	r->items = mem_grow(r->items, r->count, &r->cap, sizeof(*r->items));
	memmove(r->items + at + 1, r->items + at,
		(r->count - at) * sizeof(*r->items));
	r->items[at] = row;
	r->count++;
}

static void drop(struct rows *r, size_t at)
{
	for (int i = 0; i < r->kind.columns; i++)
		textfield_release(rows_cell(r, at, i));
	free(r->items[at]);
	r->count--;
	memmove(r->items + at, r->items + at + 1,
		(r->count - at) * sizeof(*r->items));
}

static bool is_edited(const struct rows *r, size_t row)
{
	return r->focused && row == r->row;
}

/* The last row is an empty one, unless there are as many as may be. */
static void fix_last(struct rows *r)
{
	static const char *const nothing[2] = { "", "" };
	bool empty = r->count && is_empty(r, r->count - 1);

	if (r->readonly)
		return;
	if (!empty && r->count < r->kind.max)
		insert(r, r->count, nothing);
	if (empty && r->count > r->kind.max && !is_edited(r, r->count - 1))
		drop(r, r->count - 1);
}

/* Empty rows go, but for the last and the one that is being edited. */
static void tidy(struct rows *r)
{
	if (r->readonly)
		return;
	for (size_t i = r->count; i-- > 0;) {
		if (i + 1 == r->count || !is_empty(r, i) || is_edited(r, i))
			continue;
		drop(r, i);
		if (i < r->row)
			r->row--;
	}
	fix_last(r);
}

static void clear(struct rows *r)
{
	while (r->count)
		drop(r, r->count - 1);
}

void rows_release(struct rows *r)
{
	rows_blur(r);
	clear(r);
	free(r->items);
	r->items = NULL;
	r->cap = r->row = 0;
	r->column = 0;
}

size_t rows_filled(const struct rows *r)
{
	size_t filled = 0;

	for (size_t i = 0; i < r->count; i++)
		filled += !is_empty(r, i);
	return filled;
}

void rows_get_kv(const struct rows *r, struct kv *ret)
{
	for (size_t i = 0; i < r->count; i++)
		if (!is_empty(r, i))
			kv_add(ret, textfield_text(rows_cell(r, i, 0)),
			       textfield_text(rows_cell(r, i, 1)));
}

void rows_get_list(const struct rows *r, struct strlist *ret)
{
	for (size_t i = 0; i < r->count; i++)
		if (!is_empty(r, i))
			strlist_add(ret, textfield_text(rows_cell(r, i, 0)));
}

/* All rows are new ones: put the focus where it was, or near it. */
static void settle(struct rows *r, bool focused)
{
	fix_last(r);
	if (r->row >= r->count)
		r->row = r->count ? r->count - 1 : 0;
	if (focused)
		rows_focus(r);
}

void rows_set_kv(struct rows *r, const struct kv *kv, bool readonly)
{
	bool focused = r->focused;

	rows_blur(r);
	clear(r);
	r->readonly = readonly;
	for (size_t i = 0; i < kv->count; i++)
		insert(r, i,
		       (const char *const[2]){ kv->pairs[i].key,
					       kv->pairs[i].value });
	settle(r, focused);
}

void rows_set_list(struct rows *r, const struct strlist *list, bool readonly)
{
	bool focused = r->focused;

	rows_blur(r);
	clear(r);
	r->readonly = readonly;
	for (size_t i = 0; i < list->count; i++)
		insert(r, i, (const char *const[2]){ list->items[i], "" });
	settle(r, focused);
}

/* --- focus -----------------------------------------------------------------
 */

void rows_focus(struct rows *r)
{
	if (r->readonly || !r->count)
		return;
	r->focused = true;
	textfield_focus(focused_cell(r));
}

void rows_blur(struct rows *r)
{
	if (r->focused)
		textfield_blur(focused_cell(r));
	r->focused = false;
}

void rows_go(struct rows *r, size_t row, int column)
{
	if (row >= r->count || column >= r->kind.columns)
		return;
	rows_blur(r);
	r->row = row;
	r->column = column;
	r->focused = true;
	tidy(r);
	rows_focus(r);
}

void rows_enter(struct rows *r, bool back)
{
	rows_go(r, back && r->count ? r->count - 1 : 0, 0);
}

void rows_leave(struct rows *r)
{
	rows_blur(r);
	tidy(r);
	if (r->row >= r->count)
		r->row = r->count ? r->count - 1 : 0;
}

/* --- keys ------------------------------------------------------------------
 */

static bool go_forward(struct rows *r)
{
	bool last = r->row + 1 == r->count;

	if (r->column + 1 < r->kind.columns && !(last && is_empty(r, r->row)))
		rows_go(r, r->row, r->column + 1);
	else if (!last)
		rows_go(r, r->row + 1, 0);
	else
		return false;
	return true;
}

static bool go_back(struct rows *r)
{
	if (r->column > 0)
		rows_go(r, r->row, r->column - 1);
	else if (r->row > 0)
		rows_go(r, r->row - 1, r->kind.columns - 1);
	else
		return false;
	return true;
}

static bool go_up(struct rows *r)
{
	if (!r->row)
		return false;
	rows_go(r, r->row - 1, r->column);
	return true;
}

static bool go_down(struct rows *r)
{
	if (r->row + 1 >= r->count)
		return false;
	rows_go(r, r->row + 1, r->column);
	return true;
}

static const struct motion {
	struct key key;
	bool (*go)(struct rows *r);
} motions[] = {
	{ { .sym = SYM_TAB }, go_forward },
	{ { .sym = SYM_ENTER }, go_forward },
	{ { .sym = SYM_TAB, .mods = MOD_SHIFT }, go_back },
	{ { .sym = SYM_UP }, go_up },
	{ { .sym = SYM_DOWN }, go_down },
};

bool rows_key(struct rows *r, const struct key *key)
{
	bool taken;

	for (size_t i = 0; i < ARRAY_LEN(motions); i++)
		if (key_equal(key, &motions[i].key))
			return motions[i].go(r);
	if (key_is_char(key, '=') && r->column + 1 < r->kind.columns &&
	    *textfield_text(focused_cell(r)))
		return go_forward(r);
	taken = textfield_key(focused_cell(r), key);
	fix_last(r);
	return taken;
}

/* --- paste -----------------------------------------------------------------
 */

/* Fill the focused row with the first piece, if nothing stands in its way. */
static bool fill(struct rows *r, const struct kv_pair *piece)
{
	struct textfield *key = rows_cell(r, r->row, 0);

	if (r->kind.columns > 1) {
		struct textfield *value = rows_cell(r, r->row, 1);

		if (*textfield_text(value) ||
		    (r->column > 0 && *textfield_text(key)))
			return false;
		textfield_set(value, piece->value);
	}
	if (r->column == 0)
		textfield_paste(key, piece->key, strlen(piece->key));
	else
		textfield_set(key, piece->key);
	return true;
}

static void spread(struct rows *r, const struct kv *pieces)
{
	size_t at = r->row;
	size_t i = fill(r, &pieces->pairs[0]) ? 1 : 0;

	for (; i < pieces->count && r->count < 2 * r->kind.max; i++)
		insert(r, ++at,
		       (const char *const[2]){ pieces->pairs[i].key,
					       pieces->pairs[i].value });
	rows_go(r, at, r->kind.columns - 1);
}

/* Is it one text for the cell, whatever it holds? */
static bool is_plain(const struct rows *r, const char *text)
{
	if (r->kind.columns == 1)
		return false;
	return !strchr(text, '=') || (r->column > 0 && !is_empty(r, r->row) &&
				      !strpbrk(text, "\r\n"));
}

void rows_paste(struct rows *r, const char *text, size_t len)
{
	_cleanup_(kv_release) struct kv pieces = { 0 };
	_cleanup_(mem_freep) char *copy = NULL;

	if (!r->focused)
		return;
	copy = mem_dup_n(text, len);
	rows_split(copy, r->kind.columns, &pieces);
	if (!pieces.count)
		return;
	if (is_plain(r, copy))
		textfield_paste(focused_cell(r), text, len);
	else
		spread(r, &pieces);
	fix_last(r);
}

/* --- drawing ---------------------------------------------------------------
 */

int rows_height(const struct rows *r)
{
	return r->count ? (int)r->count : 1;
}

/* The columns of each cell when there is room for `w`. */
static void share(const struct rows *r, int w, int ret[2])
{
	int a = r->kind.widths[0], b = r->kind.widths[1];
	int room = w - SEPARATOR;

	ret[0] = a < w ? a : w;
	ret[1] = 0;
	if (r->kind.columns == 1)
		return;
	if (a + b > room) {
		a = room * a / (a + b);
		b = room - a;
	}
	ret[0] = a > 0 ? a : 1;
	ret[1] = b > 0 ? b : 1;
}

int rows_width(const struct rows *r, int w)
{
	int widths[2];

	share(r, w, widths);
	return widths[0] + (r->kind.columns > 1 ? SEPARATOR + widths[1] : 0);
}

void rows_draw(const struct rows *r, size_t row, const struct canvas *c, int x,
	       int y, int w)
{
	int widths[2];

	if (row >= r->count) {
		canvas_glyph(c, x, y, ROLE_MUTED, GLYPH_NONE);
		return;
	}
	share(r, w, widths);
	for (int i = 0; i < r->kind.columns; i++) {
		bool focused = r->focused && row == r->row && i == r->column;

		if (i)
			canvas_text(c, x - SEPARATOR / 2 - 1, y, 1,
				    is_empty(r, row) ? ROLE_MUTED : ROLE_TEXT,
				    "=");
		textfield_draw(rows_cell(r, row, i), c, x, y, widths[i],
			       focused);
		x += widths[i] + SEPARATOR;
	}
}
