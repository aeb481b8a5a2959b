/*
 * A cluster's certificate authority: one self-signed EC P-256 root with the
 * names that Consul 1.21 gives its own, and the leaf that its "gRPC TLS"
 * port shows.
 */
#ifndef SANDBOX_CA_H
#define SANDBOX_CA_H

#include <stdbool.h>

#include "base/attrs.h"

struct err;
struct ssl_ctx_st;
struct timestamp;

struct ca {
	char *pem;    /* the root, as it stands in tokens */
	char *cn;     /* "pri-1a2b3c4d.consul.ca.01234567.consul" */
	char *id;     /* "aa:bb:…", how the API names the root */
	char *key_id; /* and the key that signs */
	struct ssl_ctx_st *server; /* shows the leaf; HTTP/2 by ALPN */
};

#define CA_YEARS 10 /* Consul's default life of a root */

/*
 * A new root for `trust_domain` ("UUID.consul"), and a leaf for
 * `server_name` in `dc`.
 */
bool ca_init(struct ca *ca, const char *trust_domain, const char *dc,
	     const char *server_name, struct err *err) MUST_CHECK;
void ca_release(struct ca *ca);

/* 16 random bytes as Consul writes them, with a NUL. */
void ca_uuid(char out[37]);

#endif
