#include "sandbox/api.h"
#include "sandbox/request.h"

void api_acl_token_self(struct request *req, struct reply *reply)
{
	(void)req;
	reply_error(reply, 401, "ACL support disabled");
}

void api_acl_authorize(struct request *req, struct reply *reply)
{
	(void)req;
	reply_error(reply, 401, "ACL support disabled");
}
