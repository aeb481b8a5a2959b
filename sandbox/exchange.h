/*
 * One request and its reply, from the first header line to the last byte:
 * waiting, faults, sending. With server.c the only code that knows
 * libmicrohttpd.
 */
#ifndef SANDBOX_EXCHANGE_H
#define SANDBOX_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "sandbox/fault.h"
#include "sandbox/request.h"

struct MHD_Connection;
struct cluster;
struct dialer;
struct exchange;
struct loop;
struct world;

/* What the exchanges of all clusters share. */
struct exchanges {
	struct loop *loop;
	struct world *world;
	struct dialer *dialer;
	struct exchange *waiting; /* the suspended ones */
};

struct exchange {
	struct request req; /* first: exchange_finish casts back */
	struct exchanges *all;
	struct MHD_Connection *connection;
	struct reply reply;
	struct fault_plan plan;
	char *path;
	enum { EXCHANGE_READING, EXCHANGE_DELAYED, EXCHANGE_ANSWERED } phase;
	bool suspended;
	uint64_t min_index; /* a waiting query; else 0 */
	int64_t deadline;   /* when it goes on at the latest, world_ms */
	uint64_t log_at;    /* how much of the log it has sent */
	size_t allowed;	    /* bytes of a trickled body, so far */
	struct exchange *next, **link;
};

struct exchange *exchange_new(struct exchanges *all, struct cluster *cluster,
			      struct MHD_Connection *connection,
			      const char *url, const char *method);
void exchange_free(struct exchange *x);

/* A piece of the request's body. */
void exchange_take(struct exchange *x, const char *data, size_t len);

/* The request is complete, or is taken up again after a pause: answer it, or
 * suspend it. False: the connection is to be closed. */
bool exchange_go_on(struct exchange *x);

/* Wake those that have something to tell or whose time is over. */
void exchange_wake(struct exchanges *all);

/* Milliseconds until one has to be woken; -1 for never. */
int64_t exchange_wait(const struct exchanges *all);

/* Let all that are suspended go on, before the daemons stop. */
void exchange_release_all(struct exchanges *all);

/* Let it sleep until the log goes on. */
void exchange_follow(struct exchange *x);

/* A bit more of a trickled body may go, after a pause. */
void exchange_trickle(struct exchange *x);

/* A reply that was `later` is complete: send it. */
void exchange_finish(struct request *req);

#endif
