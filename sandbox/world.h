/*
 * All clusters of one sandbox, and their time. The time can be pushed ahead,
 * so that what takes 15 seconds need not take 15 seconds in a test.
 */
#ifndef SANDBOX_WORLD_H
#define SANDBOX_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/rfc3339.h"

struct clock;
struct cluster;
struct journal;
struct record;
struct story;

/* How long things take in a real cluster (measured on Consul 1.21). */
#define WORLD_BEAT_MS	 15000 /* between two heartbeats, both ways */
#define WORLD_REMOVAL_MS 6     /* a deleted record without imports */
#define WORLD_CONNECT_MS 30    /* from an establish to the first stream */

#define WORLD_SILENCE_MS 50000 /* a hung peer reads ACTIVE for that long */
#define WORLD_RETRY_MIN	 2000  /* the first pause before a reconnection */
#define WORLD_RETRY_MAX	 64000 /* and the longest */

struct world {
	struct cluster **clusters;
	size_t count, cap;
	const struct clock *clock;
	struct story *story;	 /* what is still to happen; NULL: nothing */
	struct journal *journal; /* borrowed */
	int64_t ahead_ms;	 /* how far the time was pushed */
	int64_t start_ms;	 /* of `clock` */
	int64_t start_ns;	 /* since 1970, at start_ms */
};

void world_init(struct world *w, const struct clock *clock);
void world_release(struct world *w);

/* Take a cluster in; the world frees it. */
void world_add(struct world *w, struct cluster *c);
struct cluster *world_find(const struct world *w, const char *name);

int64_t world_ms(const struct world *w);
struct timestamp world_now(const struct world *w);

/* That moment, `ago_ms` before now. */
struct timestamp world_ago(const struct world *w, int64_t ago_ms);

/* The acceptor's record with that ID, in whichever cluster; NULL if none. */
struct record *world_find_record(const struct world *w, const char *id);

/* Push the time ahead and do what falls due on the way, in its order. */
void world_advance(struct world *w, int64_t ms);

/* Do what is due by now. */
void world_tick(struct world *w);

/* When something falls due next, in world_ms; INT64_MAX if nothing will. */
int64_t world_next(const struct world *w);

#endif
