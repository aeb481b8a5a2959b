/* The command line of peerdeck-sandbox. */
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include <stdbool.h>

#include "base/attrs.h"

struct err;
struct world;

/* Print the usage and return true when the arguments ask for it. */
bool options_help(int argc, char **argv);

/* Put the clusters that the arguments name into the world. */
bool options_apply(struct world *world, int argc, char **argv, struct err *err)
	MUST_CHECK;

#endif
