#include "widgets/table.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "widgets/key.h"
#include "widgets/scroll.h"

#define MARGIN	   2 /* columns before the first: the marker and a blank */
#define GAP	   2 /* between two columns */
#define GLYPH_ROOM 2 /* a glyph and a blank */
#define CELL_MAX   1024

/* Rows of data on screen; the header goes when there is room for one line. */
static size_t page(const struct table *t)
{
	return t->h > 1 ? (size_t)t->h - 1 : t->h == 1 ? 1 : 0;
}

static size_t count(const struct table *t)
{
	return t->source.count(t->source.ctx);
}

static void remember(struct table *t)
{
	const char *id = t->source.id(t->source.ctx, t->selected);

	snprintf(t->selected_id, sizeof(t->selected_id), "%s", id);
}

static bool is_selected(const struct table *t, size_t row)
{
	const char *id = t->source.id(t->source.ctx, row);

	return !strncmp(id, t->selected_id, sizeof(t->selected_id) - 1);
}

/* The rows went: the identity stays, so that they may come back. */
void table_reload(struct table *t)
{
	size_t rows = count(t);

	if (!rows)
		return;
	if (t->selected >= rows)
		t->selected = rows - 1;
	if (t->selected_id[0] && !is_selected(t, t->selected)) {
		size_t row = 0;

		while (row < rows && !is_selected(t, row))
			row++;
		if (row < rows)
			t->selected = row;
	}
	remember(t);
}

void table_select(struct table *t, size_t row)
{
	size_t rows = count(t);

	if (!rows)
		return;
	t->selected = row < rows ? row : rows - 1;
	remember(t);
}

void table_set_columns(struct table *t, const struct table_column *columns,
		       int n)
{
	t->columns = columns;
	t->column_count = n;
	t->glyphs = 0;
	memset(t->widths, 0, sizeof(t->widths));
	memset(t->wanted, 0, sizeof(t->wanted));
}

static bool click(struct table *t, int y, size_t rows)
{
	size_t row = t->top + (size_t)(y - t->y - 1);

	if (y <= t->y || row >= rows || y >= t->y + t->h)
		return false;
	t->selected = row;
	remember(t);
	return true;
}

bool table_key(struct table *t, const struct key *key)
{
	size_t rows = count(t);

	if (key->sym == SYM_CLICK)
		return click(t, key->y, rows);

	if (!scroll_key(key, page(t), rows ? rows - 1 : 0, &t->selected))
		return false;
	if (rows)
		remember(t);
	return true;
}

static void scroll(struct table *t)
{
	size_t rows = count(t), shown = page(t);

	if (t->selected >= rows)
		t->selected = rows ? rows - 1 : 0;
	if (t->top > t->selected)
		t->top = t->selected;
	if (shown && t->selected - t->top >= shown)
		t->top = t->selected - shown + 1;
	if (t->top && rows - t->top < shown)
		t->top = rows > shown ? rows - shown : 0;
}

static int total(const struct table *t)
{
	int sum = MARGIN - GAP;

	for (int i = 0; i < t->column_count; i++)
		if (t->widths[i])
			sum += t->widths[i] + GAP;
	return sum;
}

/* The shown column that goes first, or -1 when all must stay. */
static int first_to_drop(const struct table *t)
{
	int found = -1, drop = 0;

	for (int i = 0; i < t->column_count; i++) {
		if (t->widths[i] && t->columns[i].drop > drop) {
			found = i;
			drop = t->columns[i].drop;
		}
	}
	return found;
}

static int widest(const struct table *t)
{
	int found = 0;

	for (int i = 1; i < t->column_count; i++)
		if (t->widths[i] > t->widths[found])
			found = i;
	return found;
}

/* Which columns are shown: as many as fit at their least width. When even
 * those that must stay do not fit, the widest ones give. */
static void choose(struct table *t)
{
	int column;

	for (int i = 0; i < t->column_count; i++)
		t->widths[i] = t->columns[i].min;
	while (total(t) > t->w && (column = first_to_drop(t)) >= 0)
		t->widths[column] = 0;
	while (total(t) > t->w && t->widths[column = widest(t)] > 1)
		t->widths[column]--;
}

static void ask(const struct table *t, size_t row, int column, int room,
		struct table_cell *cell)
{
	cell->room = room;
	buf_clear(&cell->text);
	cell->role = ROLE_TEXT;
	cell->has_glyph = cell->spans = false;
	t->source.cell(t->source.ctx, row, column, cell);
}

static void want(struct table *t, int column, const char *text)
{
	int room = t->glyphs >> column & 1 ? GLYPH_ROOM : 0;
	int columns = utf8_shown_columns(text, strlen(text)) + room;

	if (columns > t->wanted[column])
		t->wanted[column] = columns;
}

/* Look at the rows on screen for what their columns would like to have. */
static void measure(struct table *t)
{
	struct table_cell cell = { .text = BUF_INIT(CELL_MAX) };
	size_t rows = count(t);

	for (int i = 0; i < t->column_count; i++) {
		if (!t->widths[i])
			continue;
		for (size_t n = 0; n < page(t) && t->top + n < rows; n++) {
			ask(t, t->top + n, i, t->columns[i].max, &cell);
			if (cell.has_glyph)
				t->glyphs |= 1u << i;
			if (!cell.spans)
				want(t, i, cell.text.data);
		}
		want(t, i, t->columns[i].title);
	}
	buf_release(&cell.text);
}

static void grow(struct table *t, int column)
{
	int room = t->w - total(t);
	int wish = t->wanted[column];

	if (wish > t->columns[column].max)
		wish = t->columns[column].max;
	wish -= t->widths[column];
	if (wish > room)
		wish = room;
	if (wish > 0 && t->widths[column])
		t->widths[column] += wish;
}

void table_layout(struct table *t, int w, int h)
{
	int last = 0;

	t->w = w > 0 ? w : 0;
	t->h = h > 0 ? h : 0;
	scroll(t);
	choose(t);
	measure(t);
	for (int i = 0; i < t->column_count; i++)
		if (t->columns[i].drop > last)
			last = t->columns[i].drop;
	for (int drop = 0; drop <= last; drop++)
		for (int i = 0; i < t->column_count; i++)
			if (t->columns[i].drop == drop)
				grow(t, i);
}

static void put(const struct table_column *column, const struct canvas *c,
		struct rect r, enum role role, const char *text)
{
	if (column->right)
		canvas_text_right(c, r.x, r.y, r.w, role, text);
	else if (column->cut_middle)
		canvas_text_middle(c, r.x, r.y, r.w, role, text);
	else
		canvas_text(c, r.x, r.y, r.w, role, text);
}

/* Where a column's text stands; `r->x` is 0 for the first. False at the end,
 * `*i` is -1 to begin with. */
static bool next_column(const struct table *t, int *i, struct rect *r)
{
	int room;

	r->x = *i < 0 ? MARGIN : r->x + r->w + GAP;
	do
		++*i;
	while (*i < t->column_count && !t->widths[*i]);
	if (*i >= t->column_count)
		return false;
	room = t->glyphs >> *i & 1 ? GLYPH_ROOM : 0;
	r->x += room;
	r->w = t->widths[*i] - room;
	return true;
}

/* In the gap behind the title. */
static void draw_arrow(const struct table *t, const struct canvas *c,
		       const struct table_column *column, struct rect r)
{
	int len = utf8_shown_columns(column->title, strlen(column->title));

	canvas_glyph(c, r.x + (column->right || len > r.w ? r.w : len), r.y,
		     ROLE_STRONG, t->upwards ? GLYPH_UP : GLYPH_DOWN);
}

static void draw_header(const struct table *t, const struct canvas *c)
{
	struct rect r = { 0, 0, 0, 1 };

	for (int i = -1; next_column(t, &i, &r);) {
		put(&t->columns[i], c, r, ROLE_MUTED, t->columns[i].title);
		if (i == t->sorted - 1)
			draw_arrow(t, c, &t->columns[i], r);
	}
}

static void draw_row(const struct table *t, const struct canvas *c, int y,
		     size_t row, struct table_cell *cell)
{
	bool grey = t->source.grey && t->source.grey(t->source.ctx, row);
	bool selected = row == t->selected;
	struct rect r = { 0, y, 0, 1 };

	if (selected)
		canvas_glyph(c, 0, y, ROLE_SELECTED, GLYPH_MARKER);
	if (t->source.changed && t->source.changed(t->source.ctx, row))
		canvas_glyph(c, 1, y, ROLE_INFO, GLYPH_CHANGED);
	for (int i = -1; next_column(t, &i, &r); selected = false) {
		ask(t, row, i, r.w, cell);
		if (grey)
			cell->role = ROLE_MUTED;
		if (selected)
			cell->role = ROLE_SELECTED;
		if (cell->has_glyph && r.w >= 0)
			canvas_glyph(c, r.x - GLYPH_ROOM, y, cell->role,
				     cell->glyph);
		if (cell->spans)
			r.w = t->w - r.x;
		put(&t->columns[i], c, r, cell->role, cell->text.data);
		if (cell->spans)
			break;
	}
}

void table_draw(const struct table *t, const struct canvas *c)
{
	struct canvas view = canvas_sub(c, (struct rect){ 0, 0, t->w, t->h });
	struct table_cell cell = { .text = BUF_INIT(CELL_MAX) };
	size_t rows = count(t);
	int y = t->h > 1 ? 1 : 0;

	if (!rows)
		return;
	if (y)
		draw_header(t, &view);
	for (size_t row = t->top; row < rows && y < t->h; row++)
		draw_row(t, &view, y++, row, &cell);
	buf_release(&cell.text);
}
