/*
 * The connections between clusters: who connects with whom, heartbeats, what
 * is exported to whom, the end of one side. Two records of one sandbox are
 * joined directly; a record whose other end is made up (`scripted`) beats by
 * itself.
 */
#ifndef SANDBOX_STREAM_H
#define SANDBOX_STREAM_H

#include <stdint.h>

struct cluster;
struct record;

/* The dialer connects, if its acceptor still knows its secret; otherwise it
 * reads FAILING and tries again later. */
void stream_connect(struct record *dialer);

/* The connection is lost: both ends read FAILING, the dialer retries. */
void stream_break(struct record *r);

/* `r` is being deleted: its other end becomes TERMINATED. */
void stream_terminate_far(struct record *r);

/* The leader of `c` changes: what it knew of its streams is gone, ACTIVE
 * too; the dialers, here and there, connect again after `ms`. */
void stream_forget_all(struct cluster *c, int64_t ms);

/* A peering was written in `c`: who waits to reconnect need not wait. */
void stream_retry_all(struct cluster *c);

/* The services or the exports of `c` have changed: tell its peers. */
void stream_sync(struct cluster *c);

/* Do what is due by `now` in this cluster: heartbeats, removals,
 * connections. stream_next is when that is next, INT64_MAX if never. */
void stream_tick(struct cluster *c, int64_t now);
int64_t stream_next(const struct cluster *c);

#endif
