/*
 * One Consul cluster: who it is, its Raft index and its tables. The rules of
 * its peerings are here; how two clusters are connected is stream.h's.
 */
#ifndef SANDBOX_CLUSTER_H
#define SANDBOX_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/strlist.h"
#include "sandbox/agentlog.h"
#include "sandbox/ca.h"
#include "sandbox/catalog.h"
#include "sandbox/entries.h"
#include "sandbox/exports.h"
#include "sandbox/fault.h"

struct acl;
struct buf;
struct err;
struct invite;
struct json_object;
struct record;
struct world;

/* The tables that a query can wait on. */
enum cluster_table {
	TABLE_PEERINGS,
	TABLE_EXPORTS, /* all config entries */
	TABLE_SERVICES,
	TABLE_IMPORTS,
	TABLE_ACL,
	TABLE_COUNT,
};

struct cluster {
	struct world *world;
	char *name; /* in the sandbox: "east" */
	char *dc;   /* "dc1" */
	char *node; /* "dc1-server-1" */
	char node_id[37];
	char *trust_domain; /* "UUID.consul" */
	char *server_name;  /* TLS name of its servers */
	struct ca ca;
	struct acl *acl; /* NULL: no access control */
	bool peering;	 /* peering.enabled */
	char *host;	 /* of its listeners, and of its server addresses */
	int http_port, grpc_port, grpc_tls_port;

	uint64_t index; /* Raft's */
	uint64_t table_index[TABLE_COUNT];
	bool changed; /* some table, since the server looked last */

	struct exports exports;
	struct entries entries; /* other config entries */
	struct catalog catalog; /* its own services, without "consul" */
	struct agentlog log;
	struct faults faults;
	bool hung;		 /* a fault: it is there and says nothing */
	bool stopped;		 /* a fault: it is not there */
	struct record **records; /* sorted by name */
	size_t count, cap;
};

/* A cluster without peerings. NULL when no certificate could be made. */
struct cluster *cluster_new(struct world *world, const char *name,
			    const char *dc, struct err *err);
void cluster_free(struct cluster *c);

/* One Raft write that touched `table`; returns its index. */
uint64_t cluster_write(struct cluster *c, enum cluster_table table);

/* The record of that name (in any case), or with that ID; NULL if none. */
struct record *cluster_find(const struct cluster *c, const char *name);
struct record *cluster_find_id(const struct cluster *c, const char *id);

/* Take `r` in, sorted by name, as written now; or take it out and free it. */
void cluster_add(struct cluster *c, struct record *r);
void cluster_remove(struct cluster *c, struct record *r);

/* A write of `r` itself: its ModifyIndex and the table's. */
void cluster_touch(struct record *r);

/* What "gRPC TLS" address its tokens name. */
void cluster_address(const struct cluster *c, struct buf *out);

/*
 * POST /v1/peering/token, after the request itself was found good: a new
 * secret for the record of that name (made if need be). `ret_token` gets the
 * base64 text. False: Consul's message is in `error`.
 */
bool cluster_generate(struct cluster *c, const char *name,
		      struct json_object *meta, const struct strlist *external,
		      struct buf *ret_token, struct buf *error) MUST_CHECK;

/*
 * A dialer brings the secret of a token of ours: true, and the token is
 * spent, when it is the one that stands for the peering with that ID.
 * `ret_stream` is the secret that it connects with from now on.
 */
bool cluster_exchange(struct cluster *c, const char *id, const char *secret,
		      char ret_stream[37]) MUST_CHECK;

/*
 * POST /v1/peering/establish, up to the dial: the record is written, with
 * `meta` in place of what it had. The ID of the record goes to `ret_id`.
 */
bool cluster_establish(struct cluster *c, const char *name,
		       struct json_object *meta, const struct invite *invite,
		       char ret_id[37], struct buf *error) MUST_CHECK;

/* The dial has brought the stream's secret; the record connects soon. */
void cluster_established(struct cluster *c, const char *id,
			 const char *stream_secret);

/* DELETE /v1/peering/NAME; fine when there is none. */
void cluster_delete(struct cluster *c, const char *name);

#endif
