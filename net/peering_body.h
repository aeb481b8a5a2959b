/* What is sent to and read from the peering calls besides peerings (Consul
 * 1.21): request bodies, ACL rights, the accessor, the trust domain, the agent.
 */
#ifndef NET_PEERING_BODY_H
#define NET_PEERING_BODY_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct peering_establish;
struct peering_generate;
struct peering_rights;
struct strlist;

/* Append the JSON body; what is empty is left out, meta is sorted. */
void peering_body_generate(struct buf *out, const struct peering_generate *g);
void peering_body_establish(struct buf *out, const struct peering_establish *e);

/* The question for the rights of struct peering_rights, and its answer. */
void peering_body_rights(struct buf *out);
bool peering_body_read_rights(const char *json, size_t len,
			      struct peering_rights *ret, struct err *err);

/* AccessorID of a token; the caller frees. NULL when it is not there. */
char *peering_body_accessor(const char *json, size_t len);

/* TrustDomain of /v1/connect/ca/roots; the caller frees. NULL likewise. */
char *peering_body_trust_domain(const char *json, size_t len);

/* Append the names of /v1/partitions; what cannot be read adds none. */
void peering_body_partitions(const char *json, size_t len, struct strlist *ret);

#endif
