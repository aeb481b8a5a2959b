#include "widgets/viewer.h"

#include "widgets/key.h"
#include "widgets/scroll.h"

#define MARK_ROOM 2 /* columns: a blank and the mark of more */

void viewer_release(struct viewer *v)
{
	text_release(&v->text);
	v->top = v->rows = 0;
}

/* less's own keys beside the named ones. */
static struct key as_named(const struct key *key)
{
	if (key_is_char(key, ' '))
		return (struct key){ .sym = SYM_PAGE_DOWN };
	if (key_is_char(key, 'b'))
		return (struct key){ .sym = SYM_PAGE_UP };
	return *key;
}

bool viewer_key(struct viewer *v, const struct key *key)
{
	struct key named = as_named(key);
	size_t page = v->h > 1 ? (size_t)v->h - 1 : 1;
	size_t last = v->rows > v->h ? (size_t)(v->rows - v->h) : 0;
	size_t top = (size_t)v->top;

	if (!scroll_key(&named, page, last, &top))
		return false;
	v->top = (int)top;
	return true;
}

void viewer_show(struct viewer *v, size_t at)
{
	int row = text_row_of(&v->text, v->w - MARK_ROOM, at);

	if (row < v->top || row >= v->top + v->h)
		v->top = scroll_clamp(row - v->h / 3, v->rows, v->h);
}

void viewer_layout(struct viewer *v, int w, int h)
{
	v->w = w > 0 ? w : 0;
	v->h = h > 0 ? h : 0;
	v->rows = text_height(&v->text, v->w - MARK_ROOM);
	v->top = scroll_clamp(v->top, v->rows, v->h);
}

void viewer_draw(const struct viewer *v, const struct canvas *c)
{
	struct canvas view = canvas_sub(c, (struct rect){ 0, 0, v->w, v->h });
	struct canvas text =
		canvas_sub(&view,
			   (struct rect){ 0, 0, v->w - MARK_ROOM, v->h });

	text_draw(&v->text, &text, v->top);
	scroll_marks(&view, v->top, v->rows);
}
