/*
 * HTTP for every cluster of a world: connections, requests, waiting queries.
 */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"

struct cluster;
struct dialer;
struct err;
struct loop;
struct server;
struct world;

struct server *server_new(struct loop *loop, struct world *world,
			  struct dialer *dialer);
void server_free(struct server *server);

/* Answer HTTP for `c` at c->host:c->http_port (0: any port; set). */
bool server_listen(struct server *server, struct cluster *c, struct err *err)
	MUST_CHECK;

/* After every turn of the loop: wake the queries that have something to
 * tell or whose time is over, let libmicrohttpd work. */
void server_turn(struct server *server);

/* Milliseconds until server_turn has something to do; -1 for never. */
int64_t server_wait(const struct server *server);

#endif
