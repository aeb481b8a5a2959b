#include "widgets/note.h"

#include <stdbool.h>
#include <string.h>

#include "base/attrs.h"
#include "base/utf8.h"
#include "widgets/canvas.h"
#include "widgets/text.h"

#define GLYPH_ROOM 2 /* a glyph and a blank */

static const struct {
	bool set;
	enum glyph glyph;
} glyphs[ROLE_COUNT] = {
	[ROLE_GOOD] = { true, GLYPH_OK },
	[ROLE_WARN] = { true, GLYPH_WARN },
	[ROLE_BAD] = { true, GLYPH_BAD },
	[ROLE_INFO] = { true, GLYPH_BUSY },
};

static int indent(enum role role)
{
	return glyphs[role].set ? GLYPH_ROOM : 0;
}

int note_columns(enum role role, const char *text)
{
	return indent(role) + utf8_shown_columns(text, strlen(text));
}

int note_height(enum role role, const char *text, int w)
{
	_cleanup_(text_release) struct text lines = TEXT_INIT;

	text_add(&lines, role, "%s", text);
	return text_height(&lines, w - indent(role));
}

void note_draw(const struct canvas *c, struct rect r, enum role role,
	       const char *text, int top)
{
	_cleanup_(text_release) struct text lines = TEXT_INIT;
	struct canvas area;

	if (glyphs[role].set && !top && r.h > 0 && r.w > 0)
		canvas_glyph(c, r.x, r.y, role, glyphs[role].glyph);
	r.x += indent(role);
	r.w -= indent(role);
	area = canvas_sub(c, r);
	text_add(&lines, role, "%s", text);
	text_draw(&lines, &area, top);
}
