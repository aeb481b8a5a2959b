#include "widgets/bars.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "widgets/text.h"

/* --- footer -------------------------------------------------------------- */

#define MARGIN 1 /* before the first hint */
#define GAP    2 /* between two */

static int hint_width(const struct bars_hint *hint)
{
	return utf8_columns(hint->key, strlen(hint->key)) + 1 +
	       utf8_columns(hint->title, strlen(hint->title));
}

/* Columns of the hints that are shown, margin included. */
static int hints_width(const struct bars_hint *hints, const bool *shown,
		       size_t count)
{
	int width = MARGIN - GAP;

	for (size_t i = 0; i < count; i++)
		if (shown[i])
			width += GAP + hint_width(&hints[i]);
	return width;
}

/* Drop hints from the right until they fit: first those that may go. */
static void choose(const struct bars_hint *hints, bool *shown, size_t count,
		   int room)
{
	for (int keep = 0; keep <= 1; keep++)
		for (size_t i = count; i-- > 0;)
			if (hints[i].keep == keep &&
			    hints_width(hints, shown, count) > room)
				shown[i] = false;
}

void bars_footer(const struct canvas *c, int y, const struct bars_hint *hints,
		 size_t count)
{
	bool shown[BARS_HINTS_MAX];
	int x = MARGIN;

	if (count > BARS_HINTS_MAX)
		count = BARS_HINTS_MAX;
	for (size_t i = 0; i < count; i++)
		shown[i] = true;
	choose(hints, shown, count, c->w);
	for (size_t i = 0; i < count; i++) {
		if (!shown[i])
			continue;
		x += canvas_text(c, x, y, c->w, ROLE_KEY, hints[i].key) + 1;
		x += canvas_text(c, x, y, c->w, ROLE_MUTED, hints[i].title);
		x += GAP;
	}
}

/* --- rule ---------------------------------------------------------------- */

void bars_rule(const struct canvas *c, int y)
{
	canvas_repeat(c, 0, y, c->w, ROLE_RULE, GLYPH_RULE);
}

/* --- toast --------------------------------------------------------------- */

#define TOAST_LEFT 3 /* the glyph and blanks */
#define TOAST_ROWS 3 /* of it, more is cut */

void toast_show(struct toast *t, int64_t now_ms, enum role role,
		const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(t->text, sizeof(t->text), fmt, args);
	va_end(args);
	utf8_trim(t->text);
	t->role = role;
	t->until_ms = now_ms + TOAST_MS;
}

bool toast_visible(const struct toast *t, int64_t now_ms)
{
	return now_ms < t->until_ms;
}

static enum glyph toast_glyph(enum role role)
{
	switch (role) {
	case ROLE_GOOD:
		return GLYPH_OK;
	case ROLE_BAD:
		return GLYPH_BAD;
	case ROLE_WARN:
		return GLYPH_WARN;
	case ROLE_INFO:
		return GLYPH_BUSY;
	default:
		return GLYPH_DOT;
	}
}

void toast_draw(const struct toast *t, const struct canvas *c, int y)
{
	_cleanup_(text_release) struct text lines = TEXT_INIT;
	struct rect r = { TOAST_LEFT, y, c->w - TOAST_LEFT - 1, 0 };
	struct canvas area;

	text_add(&lines, ROLE_TEXT, "%s", t->text);
	r.h = text_height(&lines, r.w);
	if (r.h > TOAST_ROWS)
		r.h = TOAST_ROWS;
	r.y -= r.h - 1;
	canvas_fill(c, (struct rect){ 0, r.y, c->w, r.h }, ROLE_TEXT);
	canvas_glyph(c, 1, r.y, t->role, toast_glyph(t->role));
	area = canvas_sub(c, r);
	text_draw(&lines, &area, 0);
}
