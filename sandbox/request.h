/*
 * A request as a handler sees it, and the reply it fills in.
 */
#ifndef SANDBOX_REQUEST_H
#define SANDBOX_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/kv.h"

struct cluster;
struct dialer;
struct json_object;

struct request {
	struct cluster *cluster;
	const char *method;
	const char *path;  /* decoded, without the query */
	const char *rest;  /* what follows the route's prefix; "" if nothing */
	struct kv query;   /* decoded */
	struct kv headers; /* names in lower case */
	char *bearer;	   /* of the Authorization header; NULL if none */
	struct buf body;
	bool too_large; /* the body was cut at REQUEST_BODY_MAX */
	struct dialer *dialer;
	/* Called with `job` when the client leaves before a `later` answer. */
	void (*cancel)(void *job);
	void *job;
};

/* gRPC's limit in Consul, and a little more so that it can be exceeded. */
#define REQUEST_GRPC_MAX (4 * 1024 * 1024)
#define REQUEST_BODY_MAX (REQUEST_GRPC_MAX + 64 * 1024)

struct reply {
	int status;
	struct buf body;
	struct kv headers;
	bool plain; /* not from an API route: no Consul headers */
	bool json;
	bool untyped; /* no Content-Type */
	/* A query: the index that a waiting one compares. 0: no query. */
	uint64_t index;
	bool missing;	 /* nothing is there yet; a waiting query waits on */
	bool untold;	 /* the query's headers are not sent */
	bool leaderless; /* X-Consul-Knownleader: false */
	bool stream;	 /* the body is the log, and goes on and on */
	/* The answer is not there yet: whoever has it calls exchange_finish. */
	bool later;
};

#define REPLY_INIT                                                             \
	{                                                                      \
		.status = 200, .body = BUF_INIT(SIZE_MAX), .json = true        \
	}

void reply_release(struct reply *reply);

/* Append to a JSON body; takes over `value`. */
void reply_json(struct reply *reply, struct json_object *value);

/* A text/plain body and a status. */
void reply_error(struct reply *reply, int status, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Mark it as a query whose data have that index (0 is told as 1). */
void reply_query(struct reply *reply, uint64_t index);

/* A query parameter; "" when it is missing. */
const char *request_query(const struct request *req, const char *name);

/* A header by its lower-case name; "" when it is missing. */
const char *request_header(const struct request *req, const char *name);

/* Set `bearer` from the headers: the first word behind "Bearer". */
void request_read_bearer(struct request *req);

/* The ACL token: ?token=, X-Consul-Token, a Bearer; "" if none. */
const char *request_token(const struct request *req);

/* False, with the reply filled in, when a partition is asked for. */
bool request_no_partition(const struct request *req, struct reply *reply)
	MUST_CHECK;

/* The same for a namespace or a partition. */
bool request_no_namespace(const struct request *req, struct reply *reply)
	MUST_CHECK;

#endif
