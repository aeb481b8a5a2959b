/* Which services a query is about. */
#ifndef SANDBOX_SELECTION_H
#define SANDBOX_SELECTION_H

#include <stdint.h>

struct catalog;
struct cluster;
struct request;
struct service;

#define SELECTION_NODE_INDEX 12 /* when the node and its servers came */

/* The servers themselves are a service, which is made when it is asked for.
 * The caller owns it. */
struct service *selection_servers(const struct cluster *c);

/*
 * Copies of what `req` is about: the cluster's own services with "consul", or
 * what the peering named by ?peer= imports (none, if there is none).
 */
void selection_take(const struct request *req, struct catalog *to);

/* The index of the table that they stand in. */
uint64_t selection_index(const struct request *req);

#endif
