/*
 * Outgoing dials: a real TCP and TLS connection to the addresses of a token,
 * in turn, and the exchange of its secret. Without blocking; the times and
 * the texts are Consul 1.21's and gRPC's.
 */
#ifndef SANDBOX_DIAL_H
#define SANDBOX_DIAL_H

#include <stdbool.h>
#include <stdint.h>

struct dial;
struct dialer;
struct loop;
struct strlist;
struct world;

/* How a dial ended: 200 and the stream's secret, or the status and the text of
 * the reply. */
typedef void (*dial_fn)(void *ctx, int status, const char *text);

struct dial_target {
	const struct strlist *addrs; /* tried in turn, from the first */
	const struct strlist *cas;   /* PEM; none: without TLS */
	const char *server_name, *peer_id, *secret;
};

struct dialer *dial_new(struct loop *loop, struct world *world);

/* Give up everything; no callback is called. */
void dial_free(struct dialer *dialer);

/*
 * Begin. What `target` points to is copied. `done` is called once, later,
 * unless the dial is cancelled before.
 */
struct dial *dial_start(struct dialer *dialer, const struct dial_target *target,
			dial_fn done, void *ctx);
void dial_cancel(struct dial *dial);

/* Do what is due by now; dial_wait is milliseconds until then, -1 for none. */
void dial_turn(struct dialer *dialer);
int64_t dial_wait(const struct dialer *dialer);

#endif
