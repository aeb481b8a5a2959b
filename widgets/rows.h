/*
 * A list of rows of one field (addresses) or of two (meta: key = value). The
 * last row is always an empty one: filling it brings the next, and a row
 * emptied and left goes away.
 */
#ifndef WIDGETS_ROWS_H
#define WIDGETS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "widgets/textfield.h"

struct kv;
struct strlist;

struct rows_row {
	struct textfield cells[2];
};

struct rows {
	struct rows_row **items; /* heap, so that fields stay where they are */
	size_t count, cap;
	int columns;		     /* 1 or 2 */
	const char *placeholders[2]; /* static */
	size_t limits[2];	     /* bytes a cell */
	int widths[2];		     /* columns a cell is drawn in */
	size_t max;		     /* filled rows allowed */
	size_t row;		     /* the focused cell */
	int column;
	bool readonly; /* shown, not editable, no empty last row */
};

/* What a kind of list is like: for rows_init. */
struct rows_kind {
	int columns;
	const char *placeholders[2];
	size_t limits[2];
	int widths[2];
	size_t max;
};

void rows_init(struct rows *r, const struct rows_kind *kind);
void rows_release(struct rows *r);

/* Number of rows that hold something. */
size_t rows_filled(const struct rows *r);

/* Copy the filled rows out: of two columns, or of one. */
void rows_get_kv(const struct rows *r, struct kv *ret);
void rows_get_list(const struct rows *r, struct strlist *ret);

/* Replace all rows. */
void rows_set_kv(struct rows *r, const struct kv *kv);
void rows_set_list(struct rows *r, const struct strlist *list);

/*
 * Paste at the focused cell: "a=b,c=d", lines, or a comma list spread over
 * rows; a pair splits at its first "=".
 */
void rows_paste(struct rows *r, const char *text, size_t len);

#endif
