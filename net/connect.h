/*
 * Takes two clusters from "not connected" to "this service can be called":
 * generates a token on one, establishes with it on the other, waits until
 * both are ACTIVE with a fresh heartbeat, exports services. The token never
 * leaves memory. Looks first, so that running it again goes on where it
 * stopped; when it fails, it removes only the records it made itself, at once
 * or when told.
 *
 * An engine as in watch.h: connect_tick() at connect_deadline().
 */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;
struct clock;
struct connect;
struct err;
struct kv;
struct strlist;
struct token;

/* One of the two sides. */
struct connect_side {
	const char *label; /* for messages: the context's name */
	const struct client *client;
	const char *name; /* of the peering there; NULL = the datacenter of
			   * the other side */
};

/* What is wanted; all borrowed, must outlive the connect. */
struct connect_plan {
	struct connect_side from;	 /* generates, and exports */
	struct connect_side to;		 /* dials */
	const struct kv *meta;		 /* of both records */
	const struct strlist *addresses; /* external ones, for the token */
	const struct strlist *exports;	 /* services, from -> to */
	int timeout_ms;			 /* of each wait */
	bool keep; /* when it fails, what this run made stays: see
		    * connect_undo */
};

#define CONNECT_TIMEOUT_MS 60000

enum connect_step {
	CONNECT_LOOK,
	CONNECT_GENERATE,
	CONNECT_PROBE,
	CONNECT_ESTABLISH,
	CONNECT_WAIT,
	CONNECT_EXPORT,
	CONNECT_IMPORT, /* the other side has the services */
	CONNECT_UNDO,	/* only after a failure */
	CONNECT_STEPS,
};

enum connect_mark {
	CONNECT_TODO,
	CONNECT_RUNNING,
	CONNECT_DONE,
	CONNECT_SKIPPED, /* was so already, or is not wanted */
	CONNECT_WARNED,	 /* done, but look at the text */
	CONNECT_FAILED,
};

struct connect_item {
	enum connect_mark mark;
	char text[256]; /* what was done or found; never a secret */
};

const char *connect_step_name(enum connect_step step); /* "establish" */

/* `changed` runs each time an item changes. */
struct connect *connect_new(const struct connect_plan *plan,
			    const struct clock *clock,
			    void (*changed)(void *ctx, enum connect_step step),
			    void *ctx);

/* Cancels what is under way, undoes nothing. NULL is fine. */
void connect_free(struct connect *c);

/* What is known, and what each step will do or did; CONNECT_STEPS items. */
const struct connect_item *connect_items(const struct connect *c);

/* The names of the peerings, once it has looked; "" before. */
const char *connect_name_from(const struct connect *c);
const char *connect_name_to(const struct connect *c);

/* What its token holds, borrowed; NULL before there is one, and when it cannot
 * be read. */
const struct token *connect_token(const struct connect *c);

/* "" while it is not known. */
const char *connect_datacenter_from(const struct connect *c);
const char *connect_datacenter_to(const struct connect *c);

/* While CONNECT_WAIT runs: what was seen last of the two sides; ERR_NONE for
 * one that is ACTIVE with a fresh heartbeat. */
void connect_seen(const struct connect *c, struct err *ret_from,
		  struct err *ret_to);

/* It starts by looking, and stops there: then the items say what would be
 * done, and connect_go() does it. */
bool connect_is_planned(const struct connect *c);
void connect_go(struct connect *c);

/* Give up: what this run made is removed, unless it is to be kept, and then it
 * is over. */
void connect_stop(struct connect *c, const char *why);

/* Whether this run made the record of a side, or may have, and it was not
 * removed again. */
bool connect_made_from(const struct connect *c);
bool connect_made_to(const struct connect *c);

/* When it is over: remove what this run made; then it is over again. */
void connect_undo(struct connect *c);

int64_t connect_deadline(const struct connect *c);
void connect_tick(struct connect *c);

/* True when nothing more will happen; then whether all was done. */
bool connect_is_over(const struct connect *c);
bool connect_succeeded(const struct connect *c);

#endif
