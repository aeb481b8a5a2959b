/*
 * A list as it was read, with what is known of each record. The watch shares
 * it with whoever shows it, so that a screen keeps the old one until it has
 * made itself ready for the new one.
 */
#ifndef NET_WATCH_LIST_H
#define NET_WATCH_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "net/peering.h"
#include "net/watch.h"

#define WATCH_LIST_NONE SIZE_MAX

struct watch_list {
	struct peerings list;
	struct watch_row *rows; /* list.count of them */
	uint32_t *slots;	/* row + 1 by the hash of its ID; 0 = free */
	size_t mask;		/* of .slots: their number less one */
	unsigned holders;
};

/* Take over the records (`*list` is left empty); held once by the caller. The
 * rows are zero and not entered yet. */
struct watch_list *watch_list_new(struct peerings *list);

/* One holder more, and one less: the last one frees it. NULL is fine. */
struct watch_list *watch_list_hold(struct watch_list *l);
void watch_list_drop(struct watch_list *l);

/* For the one holder that is left: give the last rows back, until no more
 * than `rows` are left. What is left is good for nothing but this, and to be
 * dropped. */
void watch_list_shrink(struct watch_list *l, size_t rows);

/* Make a row known by its ID; of several with the same the first counts. */
void watch_list_enter(struct watch_list *l, size_t row);

/* The row of that ID, or WATCH_LIST_NONE. NULL has none. */
size_t watch_list_find(const struct watch_list *l, const char *id);

#endif
