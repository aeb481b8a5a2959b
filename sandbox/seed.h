/* What the clusters hold when the sandbox starts. */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include <stdbool.h>

#include "base/attrs.h"

struct err;
struct world;

/* `name` is "demo": peerings in every state and health. */
bool seed_apply(struct world *world, const char *name, struct err *err)
	MUST_CHECK;

#endif
