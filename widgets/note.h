/* A remark with the glyph of its role, so that no colour speaks alone:
 * "✗ a key has no spaces". */
#ifndef WIDGETS_NOTE_H
#define WIDGETS_NOTE_H

#include "widgets/rect.h"
#include "widgets/theme.h"

struct canvas;

/* Columns of the whole in one row, and rows when wrapped to `w` columns. */
int note_columns(enum role role, const char *text);
int note_height(enum role role, const char *text, int w);

/* Draw its rows from the `top`-th on into `r`. */
void note_draw(const struct canvas *c, struct rect r, enum role role,
	       const char *text, int top);

#endif
