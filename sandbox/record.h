/*
 * A peering as one cluster has it, and what is checked before one is
 * written. Pure data and rules (Consul 1.21); no HTTP, no sockets.
 */
#ifndef SANDBOX_RECORD_H
#define SANDBOX_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/rfc3339.h"
#include "base/strlist.h"
#include "sandbox/catalog.h"

struct buf;
struct cluster;
struct json_object;

/* As stored. ACTIVE and FAILING are never stored: see record_state. */
enum record_state {
	RECORD_PENDING,
	RECORD_ESTABLISHING,
	RECORD_TERMINATED,
	RECORD_DELETING,
};

/* What the leader knows of the connection; forgotten when it changes. */
struct stream {
	bool tracked;	/* false: no times, no lists, the stored state */
	bool connected; /* reads ACTIVE */
	bool broken;	/* lost with an error, not ended: reads FAILING */
	struct timestamp heartbeat, received, sent;
	struct strlist imported, exported;
};

struct record {
	struct cluster *cluster;
	char id[37];
	char *name;
	struct json_object *meta; /* sorted; NULL while there is none. JSON,
				   * because values may hold NUL */
	enum record_state state;
	struct timestamp deleted_at;
	uint64_t create_index, modify_index;

	/* What a dialer took from its token. */
	char *peer_id;
	char *peer_server_name;
	struct strlist peer_cas;
	struct strlist peer_addrs;
	struct strlist manual_addrs; /* dialed instead; shown nowhere */

	char *remote_dc; /* NULL until known */
	/* The secrets of the acceptor: of its newest token ("" once it is
	 * used), of the dialer that used it and has not connected yet, and of
	 * the one that may connect. A dialer has only the last. */
	char token_secret[37], pending_secret[37], stream_secret[37];
	struct stream stream;
	struct catalog imports; /* instances of what it imports */

	/* The sandbox's own bookkeeping. */
	struct record *far; /* the other end, while connected in this sandbox */
	bool scripted;	    /* its other end is made up: heartbeats only */
	bool silent;	    /* the other end hangs: no heartbeats come */
	int64_t lag_ms;	    /* how old its heartbeats are when they come */
	int64_t heard_at;   /* when it was heard last, world_ms */
	int64_t beat_at;    /* when the next heartbeat comes; 0: none */
	int64_t due_at;	    /* when it connects or is removed; 0: never */
	int64_t retry_ms;   /* the back-off of its reconnection */
};

struct record *record_new(struct cluster *cluster, const char *name);
void record_free(struct record *r);

/* True for the side that dials: its token gave it addresses. */
bool record_dials(const struct record *r);

/* "ACTIVE"…: the stored state, corrected by what the stream says. */
const char *record_state(const struct record *r);

/* Replace the meta by a copy of the object `meta`, sorted by key; NULL or an
 * empty one leaves none. */
void record_set_meta(struct record *r, struct json_object *meta);

/* Empty the stream's times and lists. */
void record_forget(struct record *r);

/* It is over: none of its secrets works any more. */
void record_drop_secrets(struct record *r);

/* The reply's form. The caller owns it. */
struct json_object *record_json(const struct record *r);

/* False, and Consul's message, when the name or the meta breaks a rule. */
bool record_check_name(const char *name, struct buf *error) MUST_CHECK;
bool record_check_meta(struct json_object *meta, struct buf *error) MUST_CHECK;

#endif
