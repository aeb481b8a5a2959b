/*
 * The exported-services config entry: which services which peers get. A
 * change is a function of the entry as it was read and touches nothing else
 * in it, what this program does not know of included; it is written only if
 * the entry is still the same (compare-and-swap).
 */
#ifndef NET_EXPORTS_H
#define NET_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/http.h"

struct client;
struct err;
struct strlist;

#define EXPORTS_ALL	  "*" /* as a name: each service, later ones too */
#define EXPORTS_ENTRY_MAX (4 * 1024 * 1024)

/* GET the entry, which is called like the partition; 404: there is none. */
struct http_request *exports_read(const struct client *client,
				  http_done_fn *done, void *ctx);

/* PUT `body`, if the entry's ModifyIndex is still `cas` (0: if there still is
 * no entry); what came of it is exports_outcome of the reply. */
struct http_request *exports_write(const struct client *client,
				   const char *body, uint64_t cas,
				   http_done_fn *done, void *ctx);

enum exports_outcome {
	EXPORTS_WRITTEN,
	EXPORTS_FASTER,	 /* someone else was: 200 `false` (Consul 1.21) */
	EXPORTS_REFUSED, /* see reply->err */
	EXPORTS_OPEN,	 /* it may have been written: read the entry */
};
enum exports_outcome exports_outcome(const struct http_reply *reply);

/* GET /v1/catalog/services: what could be exported. Its names, sorted. */
struct http_request *exports_catalog(const struct client *client,
				     http_done_fn *done, void *ctx);
bool exports_catalog_decode(const char *json, size_t len, struct strlist *ret,
			    struct err *err);

/* One service that a peer gets. */
struct exports_service {
	char *name;   /* outside of the default namespace "NAMESPACE/NAME" */
	char *others; /* who gets it too: "eu-west, partition ops"; "" */
};

struct exports_list {
	struct exports_service *items;
	size_t count, cap;
};

/* Those of an entry (NULL: there is none) that name `peer`, in its order. */
bool exports_list_decode(const char *json, size_t len, const char *peer,
			 struct exports_list *ret, struct err *err);
void exports_list_release(struct exports_list *list);

/* What is to be changed; a service that is in neither list stays. */
struct exports_wish {
	const char *partition; /* NULL or "" = default: names a new entry */
	const char *peer;
	const struct strlist *add, *remove; /* names; NULL = none */
};

/* The entry as it will be. */
struct exports_change {
	struct buf body; /* of PUT /v1/config */
	uint64_t cas;
	bool changed; /* false: it is so already */
};

/*
 * Apply a wish to an entry (NULL: there is none). A service whose last
 * consumer goes, goes too, for Consul refuses one without; the entry itself
 * stays, though it may become empty.
 */
bool exports_apply(const char *json, size_t len,
		   const struct exports_wish *wish, struct exports_change *ret,
		   struct err *err);
void exports_change_release(struct exports_change *change);

/* Append the entry as lines to be read and compared: a service a line,
 * without the indexes and the hash, which Consul sets. */
bool exports_lines(const char *json, size_t len, struct strlist *ret,
		   struct err *err);

#endif
