/*
 * Whether a token's addresses answer, before it is spent: to each address that
 * an establishing cluster would dial, a connection and a TLS handshake that
 * trusts only the token's CAs and expects its server name. Nothing is sent.
 * It tells what this host can reach, not what the dialing servers can.
 */
#ifndef NET_PROBE_H
#define NET_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct http;
struct probe;
struct token;

#define PROBE_MAX 24 /* addresses that are tried; the rest is not */

enum probe_result {
	PROBE_RUNNING,
	PROBE_OK,
	PROBE_CLEAR,	   /* it answers, but the token has no CA: no TLS */
	PROBE_REFUSED,	   /* nothing listens there */
	PROBE_TIMEOUT,	   /* no answer within 3 s */
	PROBE_PLAIN,	   /* that port does not speak TLS */
	PROBE_OTHER_CA,	   /* another cluster's certificate */
	PROBE_OTHER_NAME,  /* a certificate of this CA, for another server */
	PROBE_EXPIRED,	   /* or not yet valid */
	PROBE_NO_CERT,	   /* TLS, but no certificate: a Consul just started */
	PROBE_NO_HOST,	   /* the name cannot be resolved */
	PROBE_BAD_ADDRESS, /* no host:port that can be dialed */
	PROBE_SKIPPED,	   /* too many addresses */
	PROBE_FAILED,	   /* any other way: see err */
};

struct probe_address {
	const char *address; /* as in the token */
	enum probe_result result;
	int64_t took_ms; /* of connecting and the handshake; PROBE_OK only */
	struct err err;	 /* what the connection said; ERR_NONE when good */
};

/*
 * Start, all addresses in parallel. `changed` runs inside http_work() each
 * time one is through; what needs no connection is through at once, without
 * it. `token` may go when this returns; `http` must outlive the probe.
 */
struct probe *probe_new(struct http *http, const struct token *token,
			void (*changed)(void *ctx), void *ctx);

/* Cancels what is under way. NULL is fine. */
void probe_free(struct probe *probe);
void probe_freep(struct probe **probe);

/* In the token's order; borrowed. */
const struct probe_address *probe_addresses(const struct probe *probe,
					    size_t *count);

bool probe_is_done(const struct probe *probe);

const char *probe_result_name(enum probe_result result); /* "other-ca" */

/* For people: "another cluster's certificate". */
const char *probe_result_text(enum probe_result result);

#endif
