/*
 * The services that are imported from a peer, with the health of their
 * instances: GET /v1/internal/ui/services?peer=NAME, an internal call of
 * Consul's own web page (1.21), so it may be refused or gone: do without.
 */
#ifndef NET_IMPORTED_H
#define NET_IMPORTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

struct imported_service {
	char *name;
	/* Of an imported instance all checks are collapsed to one, so these
	 * count instances (Consul 1.21). */
	uint32_t instances, passing, warning, critical;
};

/* By name. `{0}` is an empty one. */
struct imported {
	struct imported_service *items;
	size_t count, cap;
};

/* ERR_DECODE when it is no such reply. */
bool imported_decode(const char *json, size_t len, struct imported *ret,
		     struct err *err);
void imported_release(struct imported *imported);

/* The one of that name, or NULL. */
const struct imported_service *imported_find(const struct imported *imported,
					     const char *name);

#endif
