#include "widgets/tabs.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "widgets/canvas.h"

#define MARGIN 1
#define PAD    2 /* a blank on each side of a title, in its role */
#define GAP    1

static const char *text_of(const struct tabs_title *title, bool brief)
{
	return brief ? title->brief : title->full;
}

static int width_of(const struct tabs_title *title, bool brief)
{
	const char *text = text_of(title, brief);

	return utf8_shown_columns(text, strlen(text)) + PAD;
}

/* Columns from the `first` one to the end of the `last`. */
static int span(const struct tabs_title *titles, size_t first, size_t last,
		bool brief)
{
	int columns = 0;

	for (size_t i = first; i <= last; i++)
		columns += width_of(&titles[i], brief) + (i > first ? GAP : 0);
	return columns;
}

/* Where the drawing of a row is. */
struct walk {
	bool brief;
	size_t i; /* the title */
	int x, w; /* its place */
};

static struct walk begin(int w, const struct tabs_title *titles, size_t count,
			 size_t chosen)
{
	struct walk walk = { .x = MARGIN };

	if (!count)
		return walk;
	walk.brief = span(titles, 0, count - 1, false) + MARGIN > w;
	while (walk.i < chosen &&
	       span(titles, walk.i, chosen, walk.brief) > w - MARGIN)
		walk.i++;
	walk.w = width_of(&titles[walk.i], walk.brief);
	return walk;
}

static void next(struct walk *walk, const struct tabs_title *titles,
		 size_t count)
{
	walk->x += walk->w + GAP;
	if (++walk->i < count)
		walk->w = width_of(&titles[walk->i], walk->brief);
}

void tabs_draw(const struct canvas *c, int y, const struct tabs_title *titles,
	       size_t count, size_t chosen)
{
	struct walk walk = begin(c->w, titles, count, chosen);

	for (; walk.i < count && walk.x < c->w; next(&walk, titles, count)) {
		enum role role =
			walk.i == chosen ? ROLE_BUTTON_FOCUS : ROLE_MUTED;

		canvas_fill(c, (struct rect){ walk.x, y, walk.w, 1 }, role);
		canvas_text(c, walk.x + 1, y, walk.w - PAD, role,
			    text_of(&titles[walk.i], walk.brief));
	}
}

size_t tabs_at(int w, const struct tabs_title *titles, size_t count,
	       size_t chosen, int x)
{
	struct walk walk = begin(w, titles, count, chosen);

	for (; walk.i < count && walk.x < w; next(&walk, titles, count))
		if (x >= walk.x && x < walk.x + walk.w)
			return walk.i;
	return count;
}
