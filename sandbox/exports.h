/* The exported-services config entry of a cluster, and what it means. */
#ifndef SANDBOX_EXPORTS_H
#define SANDBOX_EXPORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"

struct buf;
struct catalog;
struct json_object;
struct strlist;

struct exports {
	struct json_object *services; /* the entry's list; NULL: no entry */
	struct json_object *meta;     /* NULL while there is none */
	uint64_t hash, create_index, modify_index;
};

void exports_release(struct exports *e);

/*
 * Check the body of a PUT /v1/config (already parsed, of this kind) and take
 * from it `ret_services` and `ret_meta`, which the caller puts. False: the
 * message, and in `ret_status` the HTTP status that goes with it.
 */
bool exports_decode(struct json_object *body, struct json_object **ret_services,
		    struct json_object **ret_meta, int *ret_status,
		    struct buf *error) MUST_CHECK;

/* The same content? The entry of an empty `e` equals nothing. */
bool exports_equal(const struct exports *e, struct json_object *services,
		   struct json_object *meta);

/* Replace the content (references are taken over), written at `index`. */
void exports_set(struct exports *e, struct json_object *services,
		 struct json_object *meta, uint64_t index);

/* The reply's form of an entry that is there. */
struct json_object *exports_json(const struct exports *e);

/* The services that go to `peer`, wildcards resolved, sorted. */
void exports_for(const struct exports *e, const struct catalog *catalog,
		 const char *peer, struct strlist *names);

/* GET /v1/exported-services: each exported service with its peers. */
struct json_object *exports_resolved(const struct exports *e,
				     const struct catalog *catalog);

#endif
