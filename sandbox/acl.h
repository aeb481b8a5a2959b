/*
 * Access control of one cluster: policies, tokens, and what a token may.
 * Default policy deny, as in Consul 1.21 with access control on.
 */
#ifndef SANDBOX_ACL_H
#define SANDBOX_ACL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/rfc3339.h"
#include "base/strlist.h"
#include "sandbox/aclrules.h"

struct buf;
struct cluster;
struct json_object;

struct acl_policy {
	char id[37];
	char *name, *description, *rules;
	struct aclrules parsed;
	uint64_t create_index, modify_index;
};

struct acl_token {
	char accessor[37];
	char *secret, *description;
	struct strlist policies; /* IDs */
	bool local;
	struct timestamp created;
	uint64_t create_index, modify_index;
};

struct acl {
	struct cluster *cluster;
	struct acl_policy **policies;
	size_t policy_count, policy_cap;
	struct acl_token **tokens;
	size_t token_count, token_cap;
};

#define ACL_MANAGEMENT "00000000-0000-0000-0000-000000000001"
#define ACL_READ_ONLY  "00000000-0000-0000-0000-000000000002"
#define ACL_ANONYMOUS  "00000000-0000-0000-0000-000000000002"

/* Access control with one management token. */
struct acl *acl_new(struct cluster *cluster, const char *management_secret);
void acl_free(struct acl *acl);

/* The token with that secret ("" is the anonymous one), or accessor; NULL
 * when there is none. */
struct acl_token *acl_find_secret(const struct acl *acl, const char *secret);
struct acl_token *acl_find_accessor(const struct acl *acl, const char *id);
struct acl_policy *acl_find_policy(const struct acl *acl, const char *id);
struct acl_policy *acl_find_policy_name(const struct acl *acl,
					const char *name);

bool acl_is_anonymous(const struct acl_token *token);

/* May `token` do that? `segment` is the name of a service, node…, or "". */
bool acl_allows(const struct acl *acl, const struct acl_token *token,
		const char *resource, const char *segment, enum acl_level want);

/* Append Consul's sentence for a denial. */
void acl_denied(const struct acl_token *token, const char *resource,
		const char *segment, enum acl_level want, struct buf *out);

/* Store a policy or token from a request's decoded body. NULL, with the
 * message in `error`, when it breaks a rule. */
struct acl_policy *acl_add_policy(struct acl *acl, struct json_object *body,
				  struct buf *error);
struct acl_token *acl_add_token(struct acl *acl, struct json_object *body,
				struct buf *error);

/* Remove it; its memory too. */
void acl_remove_policy(struct acl *acl, struct acl_policy *policy);
void acl_remove_token(struct acl *acl, struct acl_token *token);

/* The replies' forms; `listed` leaves out the rules. The caller owns them. */
struct json_object *acl_policy_json(const struct acl_policy *policy,
				    bool listed);
struct json_object *acl_token_json(const struct acl *acl,
				   const struct acl_token *token);

#endif
