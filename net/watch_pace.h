/*
 * When to list, and when to wait for the bell: the clockwork of a watch, with
 * no requests in it. Times are monotonic milliseconds. The rules that are
 * Consul's were measured on 1.21:
 *
 * - What a waiting query returns is as old as its beginning, so it is only a
 *   bell, and data come from plain lists. It rings several times within 10 ms
 *   for one establish: bells within a second are one.
 * - With several servers the index is often lost (it reads 1, or the leader
 *   is unknown), and waiting on 1 answers at once. Then there is no bell for
 *   now; and there is never less than a second between two waits.
 */
#ifndef NET_WATCH_PACE_H
#define NET_WATCH_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WATCH_WAIT_MS 45000 /* shorter than most load balancers' idle limit */

struct watch_pace {
	int64_t due_ms;		 /* the next list; INT64_MAX = none */
	int64_t lively_until_ms; /* something has changed not long ago */
	int64_t rung_ms;	 /* the last bell that was heard */
	int64_t waited_ms;	 /* when the last wait began */
	int64_t quiet_until_ms;	 /* no bell before, since one failed */
	uint64_t index;		 /* to wait on */
	bool armed;		 /* `index` is of the last list, and usable */
	bool waiting;		 /* a wait is under way */
	int pace_ms;
	int errors; /* in a row */
	uint32_t random;
};

/* What a good list says about the next one. */
struct watch_pace_list {
	bool changed;	/* records, State, Meta, counts, DeletedAt: not times */
	bool unsettled; /* some are connecting, waiting or deleting */
	size_t rows;
	uint64_t index;
	bool known_leader;
	int64_t transfer_ms;
};

/* A list is due at once. `seed` spreads the back-offs of several consoles. */
void watch_pace_init(struct watch_pace *p, int64_t now, uint32_t seed);

void watch_pace_good(struct watch_pace *p, int64_t now,
		     const struct watch_pace_list *list);
void watch_pace_failed(struct watch_pace *p, int64_t now);

/* Nothing is due any more, until watch_pace_refresh. */
void watch_pace_stop(struct watch_pace *p);
void watch_pace_refresh(struct watch_pace *p, int64_t now);

/* A wait began on p->index; it ended, with the index that it told. A failed
 * one is no error. */
void watch_pace_wait_began(struct watch_pace *p, int64_t now);
void watch_pace_wait_ended(struct watch_pace *p, int64_t now, bool good,
			   uint64_t index);

bool watch_pace_wants_list(const struct watch_pace *p, int64_t now);
bool watch_pace_wants_wait(const struct watch_pace *p, int64_t now);

/* When one of the two may become true; INT64_MAX = not by time. */
int64_t watch_pace_list_at(const struct watch_pace *p);
int64_t watch_pace_wait_at(const struct watch_pace *p);

#endif
