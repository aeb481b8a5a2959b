/*
 * A peering token as the dialing side reads it, with the checks and the
 * messages of Consul 1.21 in their order. (net/token.h reads tokens for the
 * console, which forgives more.)
 */
#ifndef SANDBOX_INVITE_H
#define SANDBOX_INVITE_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/strlist.h"

struct buf;

struct invite {
	struct strlist cas; /* PEM */
	struct strlist addrs, manual_addrs;
	char *server_name, *peer_id, *secret;
	char *dc; /* the issuer's datacenter; "" if it does not say */
};

/* Decode and check. False: Consul's message is in `error`. */
bool invite_decode(struct invite *invite, const char *text, struct buf *error)
	MUST_CHECK;
void invite_release(struct invite *invite);

#endif
