/*
 * The columns of the list: what each shows, sorts by and writes to a file.
 * Which are shown, and in which order, is the user's choice.
 */
#ifndef TUI_COLUMNS_H
#define TUI_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/peering.h"
#include "widgets/table.h"

struct buf;
struct column_kind;
struct err;
struct strlist;
struct watch_row;

/* A kind, and with meta.KEY the key. */
struct column {
	const struct column_kind *kind;
	char key[PEERING_META_KEY_MAX + 1];
};

struct columns {
	struct column items[TABLE_COLUMNS_MAX];
	struct table_column looks[TABLE_COLUMNS_MAX]; /* for the table */
	char titles[TABLE_COLUMNS_MAX][24];
	size_t count;
};

/* "seen", "meta.env"; false with ERR_USAGE when there is no such column. */
bool column_named(const char *name, struct column *ret, struct err *err);
bool column_equal(const struct column *a, const struct column *b);

/* Its name as above; borrowed from `ret` or static. */
const char *column_name(const struct column *c, char *ret, size_t size);

void column_cell(const struct column *c, const struct watch_row *row,
		 bool ascii, struct table_cell *cell);

/*
 * What rows are sorted by: a number, or a text when column_text is not NULL
 * for the column; smaller comes first. A NULL text of a row comes last.
 */
bool column_is_text(const struct column *c);
uint32_t column_number(const struct column *c, const struct watch_row *row);
const char *column_text(const struct column *c, const struct watch_row *row);

/* As it is written to a file: ages are seconds, nothing is cut. `*ret_number`
 * when it is one. */
void column_value(const struct column *c, const struct watch_row *row,
		  struct buf *out, bool *ret_number);

/* The struct must not move after these: the table points into it. */
void columns_default(struct columns *c);

/* ERR_USAGE when one is not there, comes twice or there are too many; then
 * `*c` is as before. */
bool columns_set(struct columns *c, const struct strlist *names,
		 struct err *err);

/* Append the names of all kinds, and "meta.KEY" for the keys of the rows. */
void columns_names(struct strlist *out, const struct watch_row *rows,
		   size_t count);

#endif
