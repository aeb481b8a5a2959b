#include <json-c/json.h>
#include <string.h>

#include "sandbox/access.h"
#include "sandbox/acl.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/gojson.h"
#include "sandbox/js.h"
#include "sandbox/request.h"

enum { QUESTIONS_MAX = 64 };

static const struct go_type question_type = {
	.kind = GO_STRUCT,
	.name = "structs.ACLAuthorizationRequest",
	.fields =
		(const struct go_field[]){
			{ "Resource", &gojson_string },
			{ "Segment", &gojson_string },
			{ "Access", &gojson_string },
			{ 0 },
		},
};

static const struct go_type questions_type = {
	.kind = GO_LIST,
	.name = "[]structs.ACLAuthorizationRequest",
	.elem = &question_type,
};

static const struct go_type policy_type = {
	.kind = GO_STRUCT,
	.name = "structs..Alias", /* Go names an embedding struct */
	.fields =
		(const struct go_field[]){
			{ "ID", &gojson_string },
			{ "Name", &gojson_string },
			{ "Description", &gojson_string },
			{ "Rules", &gojson_string },
			{ "Datacenters", &gojson_strings },
			{ 0 },
		},
};

static const struct go_type link_type = {
	.kind = GO_STRUCT,
	.name = "structs.ACLTokenPolicyLink",
	.fields =
		(const struct go_field[]){
			{ "ID", &gojson_string },
			{ "Name", &gojson_string },
			{ 0 },
		},
};

static const struct go_type links_type = {
	.kind = GO_LIST,
	.name = "[]structs.ACLTokenPolicyLink",
	.elem = &link_type,
};

static const struct go_type token_type = {
	.kind = GO_STRUCT,
	.name = "structs..Alias",
	.fields =
		(const struct go_field[]){
			{ "AccessorID", &gojson_string },
			{ "SecretID", &gojson_string },
			{ "Description", &gojson_string },
			{ "Policies", &links_type },
			{ "Local", &gojson_bool },
			{ "ExpirationTTL", &gojson_any },
			{ 0 },
		},
};

/* What may be asked for, and whether it is about something named. */
static const char *const resources[] = {
	"acl",	"agent", "event",    "intention", "key",     "keyring", "mesh",
	"node", "query", "operator", "peering",	  "service", "session",
};

static bool enabled(const struct request *req, struct reply *reply)
{
	if (req->cluster->acl)
		return true;
	reply_error(reply, 401, "ACL support disabled");
	return false;
}

static void reply_index_of(const struct request *req, struct reply *reply)
{
	reply_query(reply, req->cluster->table_index[TABLE_ACL]);
}

/* Refused, these calls still send a query's headers. */
static void refuse_as_query(struct reply *reply)
{
	reply_query(reply, 1);
	reply->leaderless = true;
}

void api_acl_token_self(struct request *req, struct reply *reply)
{
	const struct acl *acl = req->cluster->acl;
	const struct acl_token *token;

	if (!enabled(req, reply))
		return;
	token = *request_token(req) ? acl_find_secret(acl, request_token(req))
				    : NULL;
	if (!token) {
		refuse_as_query(reply);
		reply_error(reply, 403, "token does not exist: ACL not found");
		return;
	}
	reply_index_of(req, reply);
	reply_json(reply, acl_token_json(acl, token));
}

static struct json_object *decode(struct request *req, struct reply *reply,
				  const struct go_type *type, const char *what)
{
	struct buf error = BUF_INIT(4096);
	struct json_object *body = NULL;

	if (!gojson_decode(req->body.data, req->body.len, type,
			   GOJSON_STRICT | GOJSON_STREAM, &body, &error))
		reply_error(reply, 400, "%s: %s", what, error.data);
	buf_release(&error);
	return body;
}

static bool known(const char *resource)
{
	for (size_t i = 0; i < ARRAY_LEN(resources); i++)
		if (!strcmp(resources[i], resource))
			return true;
	return false;
}

static bool answer_one(const struct acl *acl, const struct acl_token *token,
		       struct json_object *question, struct json_object *list,
		       struct reply *reply)
{
	const char *resource = js_get(question, "Resource");
	const char *access = js_get(question, "Access");
	const char *segment = js_get(question, "Segment");
	enum acl_level want = aclrules_word(access);
	struct json_object *o;

	if (!known(resource)) {
		reply_error(reply, 400,
			    "Invalid ACL resource requested: \"%s\"", resource);
		return false;
	}
	if (want != ACL_READ && want != ACL_WRITE) {
		reply_error(reply, 400,
			    "Invalid access level for %s resource: %s",
			    resource, access);
		return false;
	}
	o = json_object_new_object();
	js_string(o, "Resource", resource);
	js_string_opt(o, "Segment", segment);
	js_string(o, "Access", access);
	js_bool(o, "Allow", acl_allows(acl, token, resource, segment, want));
	json_object_array_add(list, o);
	return true;
}

void api_acl_authorize(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *questions = NULL;
	const struct acl_token *token;
	struct json_object *list;
	size_t count;

	if (!enabled(req, reply))
		return;
	questions = decode(req, reply, &questions_type,
			   "Failed to decode request body");
	if (!questions)
		return;
	count = json_object_array_length(questions);
	if (count > QUESTIONS_MAX) {
		reply_error(
			reply, 400,
			"Refusing to process more than %d authorizations at once",
			QUESTIONS_MAX);
		return;
	}
	if (count && !access_token(req, reply, &token))
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < count; i++) {
		if (answer_one(req->cluster->acl, token,
			       json_object_array_get_idx(questions, i), list,
			       reply))
			continue;
		json_object_put(list);
		return;
	}
	reply_json(reply, list);
}

static bool may(struct request *req, struct reply *reply, enum acl_level want)
{
	if (!enabled(req, reply))
		return false;
	if (access_check(req, reply, "acl", "", want))
		return true;
	if (want == ACL_READ)
		refuse_as_query(reply);
	return false;
}

void api_acl_policy_create(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *body = NULL;
	struct buf error = BUF_INIT(4096);
	const struct acl_policy *policy;

	if (!enabled(req, reply))
		return;
	body = decode(req, reply, &policy_type, "Policy decoding failed");
	if (!body || !may(req, reply, ACL_WRITE))
		return;
	policy = acl_add_policy(req->cluster->acl, body, &error);
	if (policy)
		reply_json(reply, acl_policy_json(policy, false));
	else
		reply_error(reply, 500, "%s", error.data);
	buf_release(&error);
}

void api_acl_policy_one(struct request *req, struct reply *reply)
{
	struct acl *acl = req->cluster->acl;
	bool deletes = !strcmp(req->method, "DELETE");
	struct acl_policy *policy;

	if (!may(req, reply, deletes ? ACL_WRITE : ACL_READ))
		return;
	if (!*req->rest) {
		reply_error(reply, 400, "Missing policy ID");
		return;
	}
	policy = !strncmp(req->rest, "name/", 5)
			 ? acl_find_policy_name(acl, req->rest + 5)
			 : acl_find_policy(acl, req->rest);
	if (deletes && !policy) {
		reply_error(reply, 404, "Cannot find policy to delete");
		return;
	}
	if (deletes) {
		acl_remove_policy(acl, policy);
		reply_json(reply, json_object_new_boolean(true));
		return;
	}
	if (!policy) {
		reply_error(reply, 404,
			    "Requested policy does not exist: ACL not found");
		return;
	}
	reply_index_of(req, reply);
	reply_json(reply, acl_policy_json(policy, false));
}

void api_acl_policy_list(struct request *req, struct reply *reply)
{
	const struct acl *acl = req->cluster->acl;
	struct json_object *list;

	if (!may(req, reply, ACL_READ))
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < acl->policy_count; i++)
		json_object_array_add(list,
				      acl_policy_json(acl->policies[i], true));
	reply_index_of(req, reply);
	reply_json(reply, list);
}

void api_acl_token_create(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *body = NULL;
	struct buf error = BUF_INIT(4096);
	const struct acl_token *token;

	if (!enabled(req, reply))
		return;
	body = decode(req, reply, &token_type, "Token decoding failed");
	if (!body || !may(req, reply, ACL_WRITE))
		return;
	token = acl_add_token(req->cluster->acl, body, &error);
	if (token)
		reply_json(reply, acl_token_json(req->cluster->acl, token));
	else
		reply_error(reply, 500, "%s", error.data);
	buf_release(&error);
}

void api_acl_token_one(struct request *req, struct reply *reply)
{
	struct acl *acl = req->cluster->acl;
	bool deletes = !strcmp(req->method, "DELETE");
	struct acl_token *token;

	if (!may(req, reply, deletes ? ACL_WRITE : ACL_READ))
		return;
	token = acl_find_accessor(acl, req->rest);
	if (!token && deletes) {
		reply_error(reply, 404, "Cannot find token to delete");
		return;
	}
	if (!token) {
		refuse_as_query(reply);
		reply_error(reply, 403, "token does not exist: ACL not found");
		return;
	}
	if (!deletes) {
		reply_index_of(req, reply);
		reply_json(reply, acl_token_json(acl, token));
		return;
	}
	acl_remove_token(acl, token);
	reply_json(reply, json_object_new_boolean(true));
}

void api_acl_token_list(struct request *req, struct reply *reply)
{
	const struct acl *acl = req->cluster->acl;
	struct json_object *list;

	if (!may(req, reply, ACL_READ))
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < acl->token_count; i++)
		json_object_array_add(list,
				      acl_token_json(acl, acl->tokens[i]));
	reply_index_of(req, reply);
	reply_json(reply, list);
}
