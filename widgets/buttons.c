#include "widgets/buttons.h"

#include <string.h>

#include "base/utf8.h"
#include "widgets/canvas.h"

#define GAP 2 /* columns between two buttons */

static int width(const char *title)
{
	return utf8_columns(title, strlen(title)) + 2;
}

/* The first button to draw so that the focused one is seen. */
static size_t first_seen(const char *const *titles, size_t focus, int room)
{
	size_t first = focus;
	int used = width(titles[focus]);

	while (first && (used += width(titles[first - 1]) + GAP) <= room)
		first--;
	return first;
}

void buttons_draw(const struct canvas *c, int x, int y,
		  const char *const *titles, size_t count, size_t focus)
{
	size_t i = focus < count ? first_seen(titles, focus, c->w - x) : 0;

	for (; i < count; i++) {
		enum role role = i == focus ? ROLE_BUTTON_FOCUS : ROLE_BUTTON;
		int w = width(titles[i]);

		canvas_fill(c, (struct rect){ x, y, w, 1 }, role);
		canvas_text(c, x + 1, y, w - 2, role, titles[i]);
		x += w + GAP;
	}
}
