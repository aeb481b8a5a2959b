/*
 * A grid of cells that the screens draw into, and clipped views of it. A
 * canvas does not know where on the screen it is. canvas_text is the only way
 * to put text: it makes control characters visible, so nothing that came from
 * the network can steer the terminal.
 */
#ifndef WIDGETS_CANVAS_H
#define WIDGETS_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "widgets/rect.h"
#include "widgets/theme.h"

#define CELL_CHARS 3 /* one character and up to two combining ones */

struct cell {
	uint32_t ch[CELL_CHARS]; /* unused ones 0; all 0 = a blank */
	uint8_t width;		 /* 1, 2, or 0 for a wide one's right half */
	uint8_t role;		 /* enum role */
};

struct grid {
	struct cell *cells; /* w × h, row by row */
	int w, h;
	int cursor_x, cursor_y; /* cursor_x -1: hidden */
	bool ascii;		/* glyphs and ellipses in ASCII */
};

/* Make it w × h (at least 0) blank cells, the cursor hidden, not ASCII. */
void grid_init(struct grid *grid, int w, int h);

/* Blank it and hide the cursor; size and .ascii stay. */
void grid_clear(struct grid *grid);
void grid_release(struct grid *grid);

/* The text of a row without blanks at its end; for tests. Caller frees. */
char *grid_row_text(const struct grid *grid, int y);

struct canvas {
	struct grid *grid;
	int x, y; /* where the view begins */
	int w, h; /* its size; drawing outside of it does nothing */
};

struct canvas canvas_of(struct grid *grid);

/* The part of `c` that `r` names, cut to what is inside. */
struct canvas canvas_sub(const struct canvas *c, struct rect r);

/*
 * Put UTF-8 text at (x, y) in at most `w` columns; what does not fit, there
 * or in the view, is cut with an ellipsis. On an ASCII grid other characters
 * become question marks. Returns the columns used.
 */
int canvas_text(const struct canvas *c, int x, int y, int w, enum role role,
		const char *text);

/* The same right-aligned in `w` columns. */
int canvas_text_right(const struct canvas *c, int x, int y, int w,
		      enum role role, const char *text);

/* The same, cut in its middle. */
int canvas_text_middle(const struct canvas *c, int x, int y, int w,
		       enum role role, const char *text);

/* A glyph of the theme; returns its columns. */
int canvas_glyph(const struct canvas *c, int x, int y, enum role role,
		 enum glyph glyph);

/* Repeat a glyph over `w` columns: rules, masks. */
void canvas_repeat(const struct canvas *c, int x, int y, int w, enum role role,
		   enum glyph glyph);

/* Blank an area, giving its cells a role (e.g. an empty field's underline). */
void canvas_fill(const struct canvas *c, struct rect r, enum role role);

/* Give the cells of an area another role and keep the text. */
void canvas_tint(const struct canvas *c, struct rect r, enum role role);

/* Show the terminal's cursor here; the last call of a frame wins. */
void canvas_cursor(const struct canvas *c, int x, int y);

#endif
