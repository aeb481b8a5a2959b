/*
 * Lines of text made of spans with roles: explanations, dialogs, help. `{0}`
 * is empty.
 */
#ifndef WIDGETS_TEXT_H
#define WIDGETS_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "widgets/canvas.h"

struct text_span {
	size_t start; /* in `bytes` */
	enum role role;
	int indent; /* >= 0: a new line begins here, continuation lines are
		     * indented so; -1: the line goes on */
};

struct text {
	struct buf bytes;
	struct text_span *spans;
	size_t count, cap;
};

#define TEXT_MAX (1024 * 1024)
#define TEXT_INIT                                                              \
	{                                                                      \
		.bytes = BUF_INIT(TEXT_MAX)                                    \
	}

void text_release(struct text *t);
void text_clear(struct text *t);

/* Begin a line; its wrapped continuation is indented by `indent` columns. */
void text_line(struct text *t, int indent);

/* Append to the line that was begun last (or begin the first). Foreign text
 * goes through "%s": it is scrubbed as it comes in, and its line breaks are
 * made visible too, so that no value can pass for a line of the screen. */
void text_add(struct text *t, enum role role, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Append a message, whose line breaks begin new lines of the same indent. */
void text_add_lines(struct text *t, enum role role, const char *text);

/* Rows it takes when wrapped at word ends to `width` columns. */
int text_height(const struct text *t, int width);

/* The row of byte `at` of .bytes at that width. */
int text_row_of(const struct text *t, int width, size_t at);

/* Draw rows from the `top`-th on, as many as the canvas has. */
void text_draw(const struct text *t, const struct canvas *c, int top);

/* Draw the first line alone, cut to one row. */
void text_draw_line(const struct text *t, const struct canvas *c);

#endif
