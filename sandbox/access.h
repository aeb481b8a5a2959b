/* What a request's ACL token lets its handler do. */
#ifndef SANDBOX_ACCESS_H
#define SANDBOX_ACCESS_H

#include <stdbool.h>

#include "base/attrs.h"
#include "sandbox/aclrules.h"

struct acl_token;
struct reply;
struct request;

/*
 * True when the request may; else the reply is Consul's 403. Always true in
 * a cluster without access control.
 */
bool access_check(const struct request *req, struct reply *reply,
		  const char *resource, const char *segment,
		  enum acl_level want) MUST_CHECK;

/* The token of the request (never NULL); false with the 403 filled in when
 * it is unknown. Only with access control. */
bool access_token(const struct request *req, struct reply *reply,
		  const struct acl_token **ret) MUST_CHECK;

/*
 * For lists that are filtered: may it see this one? One that is hidden is
 * noted in the reply's header, as Consul does when a token was sent.
 */
bool access_sees(const struct request *req, struct reply *reply,
		 const char *resource, const char *segment);

#endif
