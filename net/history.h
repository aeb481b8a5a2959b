/*
 * What one run has seen of a cluster's peerings besides the present list:
 * changes of State, and in which quarters of a minute each was heard.
 */
#ifndef NET_HISTORY_H
#define NET_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#define HISTORY_BEAT_S 15 /* a heartbeat is due so often (Consul 1.21) */
#define HISTORY_BEATS  64

/* Changes of all peerings that are kept; older ones are forgotten. */
#define HISTORY_CHANGES_MAX 1024

/* One bit each HISTORY_BEAT_S; bit 0 is the present one. */
struct history_beats {
	uint64_t asked; /* there was a reply */
	uint64_t heard; /* and by one of them the peer was there */
};

struct history_change {
	char *id;	 /* the peering's */
	char *from, *to; /* States, in Consul's words */
	int64_t at;	 /* Date of the reply that showed it */
};

/* `{0}` has seen nothing. */
struct history {
	struct history_change *changes; /* a ring */
	size_t count, next;
	int64_t slot; /* of the last list */
};

/* A list arrived at monotonic `now_ms`: how many bits time has gone on by
 * since the one before. */
unsigned history_step(struct history *h, int64_t now_ms);

/* By that list it is so many seconds since the peer was heard; -1 = never. */
void history_beat(struct history_beats *b, unsigned step, int64_t seen_s);

void history_add(struct history *h, const char *id, const char *from,
		 const char *to, int64_t at);

/* The changes of one peering, the oldest first: the one after `last` (NULL =
 * the first), or NULL. Borrowed until the next history_add. */
const struct history_change *history_next(const struct history *h,
					  const char *id,
					  const struct history_change *last);

void history_release(struct history *h);

#endif
