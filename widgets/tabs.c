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

static void draw_title(const struct canvas *c, int x, int y, const char *text,
		       int w, bool chosen)
{
	enum role role = chosen ? ROLE_BUTTON_FOCUS : ROLE_MUTED;

	canvas_fill(c, (struct rect){ x, y, w, 1 }, role);
	canvas_text(c, x + 1, y, w - PAD, role, text);
}

void tabs_draw(const struct canvas *c, int y, const struct tabs_title *titles,
	       size_t count, size_t chosen)
{
	bool brief = count && span(titles, 0, count - 1, false) + MARGIN > c->w;
	size_t first = 0;
	int x = MARGIN;

	while (first < chosen && span(titles, first, chosen, brief) > c->w - x)
		first++;
	for (size_t i = first; i < count && x < c->w; i++) {
		int w = width_of(&titles[i], brief);

		draw_title(c, x, y, text_of(&titles[i], brief), w, i == chosen);
		x += w + GAP;
	}
}
