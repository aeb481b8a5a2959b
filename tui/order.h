/*
 * Sorting a list by a column, in slices: a merge sort that can stop between
 * any two elements. Rows with the same value come by name, then by ID, so
 * that an order is the same whatever order the list came in.
 */
#ifndef TUI_ORDER_H
#define TUI_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/columns.h"

struct watch_row;

struct order_entry;

/* What all texts of a column begin with: eight bytes behind it decide nearly
 * all comparisons. */
struct order_common {
	const char *text; /* of the first row that has one */
	size_t len;
};

struct order {
	const struct watch_row *rows; /* borrowed */
	size_t count;
	struct column by;
	int phase;
	size_t at;
	struct order_common value, name;
	struct order_entry *from, *to;
	size_t width, i, j, mid, end; /* of the two runs being merged */
	uint32_t *sorted;	      /* .row of each entry */
};

/* `rows` must stay as they are until it is done or released. */
void order_begin(struct order *o, const struct watch_row *rows, size_t count,
		 const struct column *by);

/* Go on for about `units` elements; true when it is done. */
bool order_step(struct order *o, size_t units);

/* Move the sorted indices out (the caller frees; NULL when there are none),
 * once it is done. */
uint32_t *order_take(struct order *o);

void order_release(struct order *o);

#endif
