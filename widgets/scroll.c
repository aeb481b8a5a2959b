#include "widgets/scroll.h"

#include <stdint.h>

#include "base/attrs.h"
#include "widgets/canvas.h"
#include "widgets/key.h"

#define WHEEL_LINES 3

static const struct motion {
	enum key_sym sym;
	uint32_t letter; /* that does the same, or 0 */
	bool back;
	enum { BY_ONE, BY_PAGE, BY_ALL } by;
} motions[] = {
	{ SYM_UP, 'k', true, BY_ONE },	   { SYM_DOWN, 'j', false, BY_ONE },
	{ SYM_PAGE_UP, 0, true, BY_PAGE }, { SYM_PAGE_DOWN, 0, false, BY_PAGE },
	{ SYM_HOME, 0, true, BY_ALL },	   { SYM_END, 0, false, BY_ALL },
};

static const struct motion *find(const struct key *key)
{
	for (size_t i = 0; i < ARRAY_LEN(motions); i++) {
		const struct motion *m = &motions[i];

		if (key_is(key, m->sym) ||
		    (m->letter && key_is_char(key, m->letter)))
			return m;
	}
	return NULL;
}

static bool wheel(bool back, size_t last, size_t *at)
{
	if (*at > last)
		*at = last;
	if (back)
		*at -= *at < WHEEL_LINES ? *at : WHEEL_LINES;
	else
		*at += last - *at < WHEEL_LINES ? last - *at : WHEEL_LINES;
	return true;
}

bool scroll_key(const struct key *key, size_t page, size_t last, size_t *at)
{
	const struct motion *m = find(key);
	size_t by;

	if (key->sym == SYM_WHEEL_UP || key->sym == SYM_WHEEL_DOWN)
		return wheel(key->sym == SYM_WHEEL_UP, last, at);
	if (!m)
		return false;
	by = m->by == BY_ONE ? 1 : m->by == BY_ALL ? last : page ? page : 1;
	if (*at > last)
		*at = last;
	if (m->back)
		*at -= by < *at ? by : *at;
	else
		*at += by < last - *at ? by : last - *at;
	return true;
}

int scroll_clamp(int top, int lines, int h)
{
	int last = lines > h ? lines - h : 0;

	return top < 0 ? 0 : top > last ? last : top;
}

void scroll_marks(const struct canvas *c, int top, int lines)
{
	if (top > 0)
		canvas_glyph(c, c->w - 1, 0, ROLE_MUTED, GLYPH_UP);
	if (lines - top > c->h)
		canvas_glyph(c, c->w - 1, c->h - 1, ROLE_MUTED, GLYPH_DOWN);
}
