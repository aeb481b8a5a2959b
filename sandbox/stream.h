/*
 * The connections between clusters: heartbeats, what is exported to whom,
 * the end of one side. Two records of one sandbox are joined directly; a
 * record whose other end is made up (`scripted`) beats by itself.
 */
#ifndef SANDBOX_STREAM_H
#define SANDBOX_STREAM_H

#include <stdint.h>

struct cluster;
struct record;

/* Join the dialer with its acceptor: both ACTIVE, each knowing the other. */
void stream_link(struct record *dialer, struct record *acceptor);

/* Forget the other end, on both sides; no state changes. */
void stream_unlink(struct record *r);

/* `r` is being deleted: its other end becomes TERMINATED. */
void stream_terminate_far(struct record *r);

/* Do what is due by `now` in this cluster: heartbeats, removals,
 * reconnections. stream_next is when that is next, INT64_MAX if never. */
void stream_tick(struct cluster *c, int64_t now);
int64_t stream_next(const struct cluster *c);

#endif
