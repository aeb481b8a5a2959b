#include "sandbox/access.h"

#include "base/buf.h"
#include "base/kv.h"
#include "sandbox/acl.h"
#include "sandbox/cluster.h"
#include "sandbox/request.h"

bool access_token(const struct request *req, struct reply *reply,
		  const struct acl_token **ret)
{
	*ret = acl_find_secret(req->cluster->acl, request_token(req));
	if (*ret)
		return true;
	reply_error(reply, 403, "ACL not found");
	return false;
}

bool access_check(const struct request *req, struct reply *reply,
		  const char *resource, const char *segment,
		  enum acl_level want)
{
	const struct acl *acl = req->cluster->acl;
	const struct acl_token *token;
	struct buf text = BUF_INIT(4096);

	if (!acl)
		return true;
	if (!access_token(req, reply, &token))
		return false;
	if (acl_allows(acl, token, resource, segment, want))
		return true;
	acl_denied(token, resource, segment, want, &text);
	reply_error(reply, 403, "%s", text.data);
	buf_release(&text);
	return false;
}

bool access_sees(const struct request *req, struct reply *reply,
		 const char *resource, const char *segment)
{
	const struct acl *acl = req->cluster->acl;
	const struct acl_token *token;

	if (!acl)
		return true;
	token = acl_find_secret(acl, request_token(req));
	if (token && acl_allows(acl, token, resource, segment, ACL_READ))
		return true;
	if (*request_token(req))
		kv_set(&reply->headers, "X-Consul-Results-Filtered-By-Acls",
		       "true");
	return false;
}
