/*
 * Health: one word computed from all that is known of a peering at the
 * moment of a reply. It is not Consul's State, which says ACTIVE for up to a
 * minute after the other side has gone.
 */
#ifndef NET_HEALTH_H
#define NET_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

struct peering;

enum health {		      /* in the order of display, the worst first */
	      HEALTH_UNKNOWN, /* a State this program does not know */
	      HEALTH_FAILING,
	      HEALTH_STALE,
	      HEALTH_LATE,
	      HEALTH_LOST,
	      HEALTH_LEFTOVER,
	      HEALTH_TERMINATED,
	      HEALTH_WAITING,
	      HEALTH_CONNECTING,
	      HEALTH_UNUSED,
	      HEALTH_DELETING,
	      HEALTH_OK,
	      HEALTH_COUNT,
};

/* What only this run knows of a record. */
struct health_past {
	int64_t in_state_s;    /* since this run first saw it in its State */
	bool establish_failed; /* this run's own establish failed on it */
};

/* Seconds; the one place where the thresholds stand. */
struct health_limits {
	int late_s;	/* 30: two heartbeats (every 15 s) missed */
	int stale_s;	/* 60 */
	int lost_s;	/* 130: two retries (at least every 64 s) */
	int leftover_s; /* 25: an establish takes up to 20 s */
};
extern const struct health_limits health_limits;

/* Seconds since the peer was heard, at `date` (the reply's Date, seconds since
 * 1970), 0 if that is in the future; -1 when never. */
int64_t health_seen(const struct peering *p, int64_t date);

/* `past` may be NULL: nothing is known but the record. */
enum health health_of(const struct peering *p, int64_t date,
		      const struct health_past *past);

const char *health_name(enum health h); /* "late" */
bool health_needs_look(enum health h);	/* unknown, failing … terminated */

#endif
