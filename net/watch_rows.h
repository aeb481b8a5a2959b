/*
 * The rows of a watch: the last good list, each record's health at the moment
 * of its reply, and what only this run knows of it: since when it has been in
 * its State. Records are known again by ID.
 *
 * A new list is taken in slices; until it is whole the one before stays.
 */
#ifndef NET_WATCH_ROWS_H
#define NET_WATCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strlist.h"
#include "net/history.h"
#include "net/watch_list.h"

/* A list that is being taken. */
struct watch_rows_next {
	struct watch_list *list; /* NULL = none */
	size_t at;		 /* rows done; then those of the old list */
	size_t stayed;		 /* rows that the old list had too */
	bool looking_back;	 /* for those that went */
	int64_t date, now_ms;	 /* of the reply */
	int64_t latest;		 /* newest time of a record */
	unsigned beats;		 /* since the list before; see history_step */
	bool changed, unsettled;
};

struct watch_rows {
	struct watch_list *list;     /* the last whole one; NULL = none yet */
	struct strlist failed_names; /* whose record was not seen yet */
	int64_t date, now_ms;	     /* of the reply */
	int64_t ahead_s;	     /* newest time of a record minus Date */
	bool changed;	/* something beyond times, against the one before */
	bool unsettled; /* some are connecting, waiting or deleting */
	struct history history;
	watch_change_fn *change; /* or NULL */
	void *change_ctx;
	struct watch_rows_next next;
	struct watch_list *going; /* the one before; see watch_rows_sweep */
};

/*
 * Begin to take a new list (`*list` is left empty) that arrived at monotonic
 * `now_ms` with this Date (seconds since 1970); one under way is dropped.
 */
void watch_rows_begin(struct watch_rows *w, struct peerings *list,
		      int64_t now_ms, int64_t date);

/* Do up to `rows` more of them. True when that made it whole: it is .list. */
bool watch_rows_step(struct watch_rows *w, size_t rows);

/*
 * Give some `rows` of the list before back: all at once those of 100,000
 * peerings take milliseconds. True while there is more that can be, which is
 * once nobody else holds it.
 */
bool watch_rows_sweep(struct watch_rows *w, size_t rows);
bool watch_rows_sweepable(const struct watch_rows *w);

/* This run's own establish of `name` failed: its PENDING record is a
 * leftover. */
void watch_rows_establish_failed(struct watch_rows *w, const char *name);

void watch_rows_release(struct watch_rows *w);

#endif
