/*
 * The rows of a watch: the last good list, each record's health at the moment
 * of its reply, and what only this run knows of it: since when it has been in
 * its State. Records are known again by ID.
 */
#ifndef NET_WATCH_ROWS_H
#define NET_WATCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strlist.h"
#include "net/history.h"
#include "net/peering.h"
#include "net/watch.h"

struct watch_rows {
	struct peerings list;
	struct watch_row *rows;	     /* list.count of them */
	bool *establish_failed;	     /* likewise */
	struct strlist failed_names; /* whose record was not seen yet */
	int64_t date, now_ms;	     /* of the reply */
	int64_t ahead_s;	     /* newest time of a record minus Date */
	struct history history;
	bool any;	/* there was a list before */
	bool unsettled; /* some are connecting, waiting or deleting */
};

/*
 * Take a new list (`*list` is left empty) that arrived at monotonic `now_ms`
 * with this Date (seconds since 1970).
 * True when something changed beyond times.
 */
bool watch_rows_take(struct watch_rows *w, struct peerings *list,
		     int64_t now_ms, int64_t date);

/* This run's own establish of `name` failed: its PENDING record is a
 * leftover. */
void watch_rows_establish_failed(struct watch_rows *w, const char *name);

void watch_rows_release(struct watch_rows *w);

#endif
