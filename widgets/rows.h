/*
 * A list of rows of one field (addresses) or of two (meta: key = value). The
 * last row is always an empty one: filling it brings the next, and a row
 * emptied and left goes away. It is an item of a form, which moves the focus
 * in and out and draws the notes of its cells.
 */
#ifndef WIDGETS_ROWS_H
#define WIDGETS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "widgets/textfield.h"

struct canvas;
struct key;
struct kv;
struct strlist;

struct rows_row {
	struct textfield cells[2];
};

/* What a kind of list is like. */
struct rows_kind {
	int columns;			 /* 1 or 2 */
	const char *placeholders[2];	 /* static */
	size_t limits[2];		 /* bytes a cell */
	int widths[2];			 /* columns a cell is drawn in */
	size_t max;			 /* filled rows that may be typed */
	const struct assist *assists[2]; /* borrowed; NULL = none */
};

struct rows {
	struct rows_kind kind;
	struct rows_row **items; /* heap, so that fields stay where they are */
	size_t count, cap;
	size_t row; /* the focused cell */
	int column;
	bool focused;  /* that cell has the engine */
	bool readonly; /* shown, not editable, no empty last row */
};

void rows_init(struct rows *r, const struct rows_kind *kind);
void rows_release(struct rows *r);

/* Number of rows that hold something. */
size_t rows_filled(const struct rows *r);

/* Append copies of the filled rows: of two columns, or of one. */
void rows_get_kv(const struct rows *r, struct kv *ret);
void rows_get_list(const struct rows *r, struct strlist *ret);

/* Replace all rows; with `readonly` they can not be edited until the next
 * set. The focus stays as near as can be. */
void rows_set_kv(struct rows *r, const struct kv *kv, bool readonly);
void rows_set_list(struct rows *r, const struct strlist *list, bool readonly);

/* A cell, to be checked and given a note; its row is below r->count. */
struct textfield *rows_cell(const struct rows *r, size_t row, int column);

/* Take the engine for the focused cell, and give it back. */
void rows_focus(struct rows *r);
void rows_blur(struct rows *r);

/* The focus comes in, at the first cell or (`back`) at the last row; it goes
 * to a given cell; it leaves for good, and empty rows go. */
void rows_enter(struct rows *r, bool back);
void rows_go(struct rows *r, size_t row, int column);
void rows_leave(struct rows *r);

/*
 * Tab, Shift-Tab, Enter and "=" (after a key) go from cell to cell, Up and
 * Down from row to row; the rest edits. False when the key is not for the
 * list: it goes beyond its end (from the empty last row Tab and Enter do), or
 * no cell knows it.
 */
bool rows_key(struct rows *r, const struct key *key);

/*
 * Paste at the focused cell: "a=b,c=d", lines, or a comma list spread over
 * rows; a pair splits at its first "=". In pairs a comma counts only when
 * another pair follows it and the text is one line. A single text without
 * "=", or one pasted over a value, goes into the cell as it is. A paste may
 * bring more than `max` rows, so that the owner can say so (what is beyond
 * twice as many is dropped).
 */
void rows_paste(struct rows *r, const char *text, size_t len);

/* Lines it is drawn in (1 when there is nothing to show), and the columns of
 * a line when there is room for `w`. */
int rows_height(const struct rows *r);
int rows_width(const struct rows *r, int w);

/* Draw one line's cells in `w` columns at (x, y); the notes are the form's. */
void rows_draw(const struct rows *r, size_t row, const struct canvas *c, int x,
	       int y, int w);

#endif
