/* The rules of an ACL policy: enough of HCL for what Consul documents. */
#ifndef SANDBOX_ACLRULES_H
#define SANDBOX_ACLRULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"

struct buf;

enum acl_level { ACL_UNSET, ACL_READ, ACL_WRITE, ACL_DENY };

struct aclrule {
	char *resource; /* "peering", "service" */
	char *segment;	/* "" for what has none */
	bool prefix;	/* the segment is a prefix: service_prefix */
	enum acl_level level;
};

struct aclrules {
	struct aclrule *rules;
	size_t count, cap;
};

/*
 * Parse `text`. What it does not understand it passes over; false, with
 * Consul's message, only for a level that is none.
 */
bool aclrules_parse(struct aclrules *rules, const char *text, struct buf *error)
	MUST_CHECK;
void aclrules_release(struct aclrules *rules);

/*
 * The level that the rules give: the exact name first, else the longest
 * prefix; ACL_UNSET when they say nothing. `ret_weight` tells how exact the
 * rule is, to compare with other policies'.
 */
enum acl_level aclrules_level(const struct aclrules *rules,
			      const char *resource, const char *segment,
			      size_t *ret_weight);

/* "read", "write"; ACL_UNSET for anything else. "list" counts as read. */
enum acl_level aclrules_word(const char *word);

#endif
