#include "tui/checklist.h"

#include <stdarg.h>

#include "tui/app.h"
#include "widgets/text.h"

#define STEP_INDENT  5
#define UNDER_INDENT 7
#define LINE_MAX     1024

static const struct {
	enum glyph glyph;
	enum role role, text;
} marks[] = {
	[CHECKLIST_TODO] = { GLYPH_IDLE, ROLE_MUTED, ROLE_MUTED },
	[CHECKLIST_RUNNING] = { GLYPH_BUSY, ROLE_INFO, ROLE_STRONG },
	[CHECKLIST_DONE] = { GLYPH_OK, ROLE_GOOD, ROLE_TEXT },
	[CHECKLIST_WARNED] = { GLYPH_WARN, ROLE_WARN, ROLE_TEXT },
	[CHECKLIST_FAILED] = { GLYPH_BAD, ROLE_BAD, ROLE_STRONG },
};

static void add(struct text *out, enum role role, const char *before,
		const char *fmt, va_list args)
{
	_cleanup_(buf_release) struct buf line = BUF_INIT(LINE_MAX);

	buf_addv(&line, fmt, args);
	text_add(out, role, "%s%s", before, line.data);
}

void checklist_step(struct text *out, const struct app *app,
		    enum checklist_mark mark, const char *fmt, ...)
{
	va_list args;

	text_line(out, STEP_INDENT);
	text_add(out, marks[mark].role, "  %s  ",
		 theme_glyph(marks[mark].glyph, app->ascii));
	va_start(args, fmt);
	add(out, marks[mark].text, "", fmt, args);
	va_end(args);
}

void checklist_aside(struct text *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(out, ROLE_MUTED, "   ", fmt, args);
	va_end(args);
}

void checklist_under(struct text *out, const char *fmt, ...)
{
	va_list args;

	text_line(out, UNDER_INDENT);
	va_start(args, fmt);
	add(out, ROLE_TEXT, "       ", fmt, args);
	va_end(args);
}
