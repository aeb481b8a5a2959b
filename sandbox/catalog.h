/*
 * Services and their instances: the ones a cluster has itself, and the ones
 * that a peering imports.
 */
#ifndef SANDBOX_CATALOG_H
#define SANDBOX_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strlist.h"

struct cluster;
struct json_object;

struct check {
	char *id, *name;
	char status[16]; /* "passing", "warning", "critical" */
	const char *type;
};

/* One instance of a service. */
struct service {
	char *id, *name, *address;
	int port;
	struct strlist tags;
	struct json_object *meta; /* NULL while there is none */
	struct check *checks;
	size_t check_count, check_cap;
	char *node, *node_id, *node_address, *dc; /* where it runs */
	uint64_t create_index, modify_index;
};

struct catalog {
	struct service **services; /* sorted by name, then ID */
	size_t count, cap;
};

/* A service of `c`'s own node, not in a catalog yet. */
struct service *catalog_new_service(const struct cluster *c, const char *id,
				    const char *name);
void catalog_free_service(struct service *s);

/* Add a check; one of unknown status is critical until it says otherwise. */
void catalog_add_check(struct service *s, const char *id, const char *name,
		       const char *status, const char *type);

/* Put it in, in place of one with the same ID; the catalog owns it. */
void catalog_put(struct catalog *catalog, struct service *s);

/* True when there was one with that ID. */
bool catalog_remove(struct catalog *catalog, const char *id);
struct service *catalog_find(const struct catalog *catalog, const char *id);
bool catalog_has_name(const struct catalog *catalog, const char *name);

/* The names in it, each once, sorted. */
void catalog_names(const struct catalog *catalog, struct strlist *names);

/* Copies of the instances of `name`, added to `to`. */
void catalog_copy(const struct catalog *from, const char *name,
		  struct catalog *to);

/* The worst of its checks: "passing" when it has none. */
const char *catalog_status(const struct service *s);

void catalog_release(struct catalog *catalog);

#endif
