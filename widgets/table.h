/*
 * A virtual table: only the rows on screen are ever asked for. A marker in
 * the first column shows the selection, so that moving it sends few bytes.
 */
#ifndef WIDGETS_TABLE_H
#define WIDGETS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "widgets/canvas.h"

struct key;

struct table_column {
	const char *title; /* borrowed, with the columns */
	int min, max;	   /* columns; between them by what is there */
	int drop;	   /* 0 = always shown; the highest goes first */
	bool right;	   /* right-aligned */
	bool cut_middle;   /* a long text is cut in its middle */
};

struct table_cell {
	int room;	 /* columns that the text can have; given */
	struct buf text; /* cleared before each call */
	enum role role;
	enum glyph glyph; /* drawn before the text, in the same role; */
	bool has_glyph;	  /* only if set */
	bool spans;	  /* goes on over the columns behind it */
};

struct table_source {
	void *ctx;
	size_t (*count)(void *ctx);
	/* Fill `cell` for a row and column. */
	void (*cell)(void *ctx, size_t row, int column,
		     struct table_cell *cell);
	/* An identity that survives a reload; borrowed. */
	const char *(*id)(void *ctx, size_t row);
	bool (*grey)(void *ctx, size_t row); /* draw the row muted; or NULL */
	/* A mark beside the selection's says that it changed; or NULL. */
	bool (*changed)(void *ctx, size_t row);
};

#define TABLE_COLUMNS_MAX 12

struct table {
	struct table_source source;
	const struct table_column *columns; /* borrowed */
	int column_count;
	/* An arrow in the header: .sorted is that column's index + 1. */
	int sorted;
	bool upwards; /* from the last to the first */
	size_t selected, top;
	char selected_id[64];	       /* of the selection; "" = none */
	int widths[TABLE_COLUMNS_MAX]; /* of the last layout; 0 = dropped */
	int wanted[TABLE_COLUMNS_MAX]; /* the widest cell seen so far, so that
					* scrolling does not shift columns */
	unsigned glyphs;	       /* columns seen with glyphs, as bits */
	int w, h;
	int y; /* row of the header, in the coordinates of clicks */
};

/* The rows changed (or .selected_id was set): find the selection again by its
 * identity; when it is gone the selection stays at its place. */
void table_reload(struct table *t);

/* Select a row, as table_reload does when the caller knows where it is. */
void table_select(struct table *t, size_t row);

/* Other columns than before: forget what the old ones would have liked. */
void table_set_columns(struct table *t, const struct table_column *columns,
		       int count);

/* Up, Down, j, k, PageUp, PageDown, Home, End, the wheel, a click on a row.
 * True if taken. */
bool table_key(struct table *t, const struct key *key);

/* `h` with the header. Room goes first to the columns that are dropped last. */
void table_layout(struct table *t, int w, int h);

/* As it was laid out; with no rows nothing is drawn. */
void table_draw(const struct table *t, const struct canvas *c);

#endif
