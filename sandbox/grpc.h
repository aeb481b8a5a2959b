/*
 * What answers at a cluster's two gRPC ports. "gRPC TLS" shows the cluster's
 * certificate, so that a token can be probed; behind the handshake it speaks
 * one line of our own instead of gRPC: the exchange of a token's secret. The
 * plain port greets with HTTP/2 settings, as Consul's does, and takes the
 * line too: a token without a CA is dialed in clear.
 */
#ifndef SANDBOX_GRPC_H
#define SANDBOX_GRPC_H

#include <stdbool.h>

#include "base/attrs.h"

struct cluster;
struct err;
struct grpc;
struct loop;
struct world;

/* The request "EXCHANGE PEER-ID SECRET\n"; its answers begin with the mark.
 * GRPC_OK is followed by the secret of the stream to come. */
#define GRPC_EXCHANGE "EXCHANGE"
#define GRPC_MARK     "PEERDECK "
#define GRPC_OK	      GRPC_MARK "OK "
#define GRPC_DENIED   GRPC_MARK "DENIED"
#define GRPC_BAD_ID   GRPC_MARK "BAD-ID"

struct grpc *grpc_new(struct loop *loop, struct world *world);
void grpc_free(struct grpc *grpc);

/* Open both ports of `c` (any free ones) and set them in it. */
bool grpc_listen(struct grpc *grpc, struct cluster *c, struct err *err)
	MUST_CHECK;

/* Close what has been idle for too long. */
void grpc_turn(struct grpc *grpc);

#endif
