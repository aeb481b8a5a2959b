#include "widgets/canvas.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

/* No text on a screen needs more; what comes from outside may hold more. */
#define SHOWN_MAX (64 * 1024)

static const struct cell blank = { .width = 1 };

static int min_int(int a, int b)
{
	return a < b ? a : b;
}

/* --- the grid ------------------------------------------------------------ */

void grid_init(struct grid *grid, int w, int h)
{
	*grid = (struct grid){ .w = w > 0 ? w : 0, .h = h > 0 ? h : 0 };
	grid->cells = mem_new((size_t)grid->w * (size_t)grid->h + 1,
			      sizeof(*grid->cells));
	grid_clear(grid);
}

void grid_clear(struct grid *grid)
{
	for (size_t i = 0; i < (size_t)grid->w * (size_t)grid->h; i++)
		grid->cells[i] = blank;
	grid->cursor_x = grid->cursor_y = -1;
}

void grid_release(struct grid *grid)
{
	free(grid->cells);
	*grid = (struct grid){ 0 };
}

static struct cell *cell_at(const struct grid *grid, int x, int y)
{
	return &grid->cells[(size_t)y * (size_t)grid->w + (size_t)x];
}

char *grid_row_text(const struct grid *grid, int y)
{
	struct buf out = BUF_INIT(SIZE_MAX);
	size_t end = 0;
	char bytes[4];

	for (int x = 0; x < grid->w; x++) {
		const struct cell *cell = cell_at(grid, x, y);

		if (cell->width && !cell->ch[0])
			buf_addc(&out, ' ');
		for (int i = 0; i < CELL_CHARS && cell->ch[i]; i++)
			buf_add(&out, bytes, utf8_encode(cell->ch[i], bytes));
		if (cell->ch[0] && cell->ch[0] != ' ')
			end = out.len;
	}
	buf_cut(&out, end);
	return buf_take(&out);
}

/* Before a cell is overwritten: no half of a wide character may stay. */
static void split_wide(const struct grid *grid, int x, int y)
{
	if (cell_at(grid, x, y)->width == 0 && x > 0)
		*cell_at(grid, x - 1, y) = blank;
	if (x + 1 < grid->w && cell_at(grid, x + 1, y)->width == 0)
		*cell_at(grid, x + 1, y) = blank;
}

static void set_cell(const struct grid *grid, int x, int y, struct cell cell)
{
	split_wide(grid, x, y);
	*cell_at(grid, x, y) = cell;
	if (cell.width < 2)
		return;
	split_wide(grid, x + 1, y);
	*cell_at(grid, x, y) = cell; /* it was seen as the half of another */
	*cell_at(grid, x + 1, y) = (struct cell){ .role = cell.role };
}

/* --- views --------------------------------------------------------------- */

struct canvas canvas_of(struct grid *grid)
{
	return (struct canvas){ .grid = grid, .w = grid->w, .h = grid->h };
}

/* Cut a range to 0 … limit. */
static void clip(int *at, int *size, int limit)
{
	if (*at < 0) {
		*size = *size > -*at ? *size + *at : 0;
		*at = 0;
	}
	*at = min_int(*at, limit);
	*size = min_int(*size, limit - *at);
	if (*size < 0)
		*size = 0;
}

static struct rect clip_rect(const struct canvas *c, struct rect r)
{
	clip(&r.x, &r.w, c->w);
	clip(&r.y, &r.h, c->h);
	return r;
}

struct canvas canvas_sub(const struct canvas *c, struct rect r)
{
	r = clip_rect(c, r);
	return (struct canvas){ .grid = c->grid,
				.x = c->x + r.x,
				.y = c->y + r.y,
				.w = r.w,
				.h = r.h };
}

/* --- text ---------------------------------------------------------------- */

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* The text as it may be shown: itself, or scrubbed into `room`. */
static const char *shown(const struct canvas *c, const char *text,
			 struct buf *room)
{
	uint32_t cp;

	if (is_plain(text))
		return text;
	utf8_scrub(room, text, strlen(text));
	if (!c->grid->ascii)
		return room->data;
	for (size_t i = 0; i < room->len;) {
		size_t n = utf8_decode(room->data + i, room->len - i, &cp);
		int width = cp < 0x80 ? 1 : utf8_width(cp);

		if (cp >= 0x80) { /* as many question marks as columns */
			buf_remove(room, i, n);
			buf_insert(room, i, "??", (size_t)width);
		}
		i += (size_t)width;
	}
	return room->data;
}

/* Put scrubbed text from column `x` on, up to but not including `end`. */
static int put(const struct canvas *c, int x, int y, int end, enum role role,
	       const char *s)
{
	size_t len = strlen(s);
	int start = x;

	end = min_int(end, c->w);
	if (y < 0 || y >= c->h)
		return 0;
	for (size_t i = 0; i < len;) {
		struct cell cell = { .role = (uint8_t)role };
		size_t next = utf8_next(s, len, i);
		int width;

		for (int n = 0; i < next;) {
			uint32_t cp;

			i += utf8_decode(s + i, next - i, &cp);
			if (n < CELL_CHARS)
				cell.ch[n++] = cp;
		}
		width = utf8_width(cell.ch[0]);
		if (cell.ch[0] == ' ' && !cell.ch[1])
			cell.ch[0] = 0;
		if (x + width > end)
			break;
		cell.width = (uint8_t)width;
		if (x >= 0 && width)
			set_cell(c->grid, c->x + x, c->y + y, cell);
		x += width;
	}
	return x - start;
}

enum align { LEFT, RIGHT, MIDDLE };

static int put_cut(const struct canvas *c, int x, int y, int w, enum role role,
		   const char *text, enum align align)
{
	_cleanup_(buf_release) struct buf room = BUF_INIT(SHOWN_MAX);
	_cleanup_(buf_release) struct buf cut = BUF_INIT(SHOWN_MAX);
	const char *s;

	w = min_int(w, c->w - x);
	if (w <= 0 || y < 0 || y >= c->h)
		return 0;
	s = shown(c, text, &room);
	if (utf8_fit(s, strlen(s), w) < strlen(s)) {
		if (align == MIDDLE)
			utf8_cut_middle(&cut, s, w, c->grid->ascii);
		else
			utf8_cut(&cut, s, w, c->grid->ascii);
		s = cut.data;
	}
	if (align == RIGHT)
		x += w - utf8_columns(s, strlen(s));
	return put(c, x, y, x + w, role, s);
}

int canvas_text(const struct canvas *c, int x, int y, int w, enum role role,
		const char *text)
{
	return put_cut(c, x, y, w, role, text, LEFT);
}

int canvas_text_right(const struct canvas *c, int x, int y, int w,
		      enum role role, const char *text)
{
	return put_cut(c, x, y, w, role, text, RIGHT);
}

int canvas_text_middle(const struct canvas *c, int x, int y, int w,
		       enum role role, const char *text)
{
	return put_cut(c, x, y, w, role, text, MIDDLE);
}

int canvas_glyph(const struct canvas *c, int x, int y, enum role role,
		 enum glyph glyph)
{
	return put(c, x, y, c->w, role, theme_glyph(glyph, c->grid->ascii));
}

void canvas_repeat(const struct canvas *c, int x, int y, int w, enum role role,
		   enum glyph glyph)
{
	const char *s = theme_glyph(glyph, c->grid->ascii);
	int end = min_int(x + w, c->w), used;

	for (; x < end; x += used) {
		used = put(c, x, y, end, role, s);
		if (used <= 0)
			break;
	}
}

/* --- areas --------------------------------------------------------------- */

void canvas_fill(const struct canvas *c, struct rect r, enum role role)
{
	struct cell cell = blank;

	cell.role = (uint8_t)role;
	r = clip_rect(c, r);
	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++)
			set_cell(c->grid, c->x + x, c->y + y, cell);
}

void canvas_tint(const struct canvas *c, struct rect r, enum role role)
{
	r = clip_rect(c, r);
	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++)
			cell_at(c->grid, c->x + x, c->y + y)->role =
				(uint8_t)role;
}

void canvas_cursor(const struct canvas *c, int x, int y)
{
	if (x < 0 || y < 0 || x >= c->w || y >= c->h)
		return;
	c->grid->cursor_x = c->x + x;
	c->grid->cursor_y = c->y + y;
}
