/* What the clusters hold when the sandbox starts. */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include <stdbool.h>

#include "base/attrs.h"

struct err;
struct world;

/*
 * `name` is "demo" (peerings in every state and health, whose story goes on)
 * or a JSON file:
 *
 *   { CLUSTER: { "services": [NAME…], "peerings": [PEERING…],
 *                "story": [EVENT…] } }
 *
 * where CLUSTER "*" is the first one. A PEERING has "name", "state" (as
 * Consul's), and perhaps "role": "dialer", "remote" (a datacenter), "heard"
 * (how long ago: "40s"), "meta", "addresses", "imports" and "exports" (names
 * of services, or how many). Its other end is made up. An EVENT is story.h's.
 */
bool seed_apply(struct world *world, const char *name, struct err *err)
	MUST_CHECK;

#endif
