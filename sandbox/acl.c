#include "sandbox/acl.h"

#include <ctype.h>
#include <json-c/json.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sandbox/ca.h"
#include "sandbox/cluster.h"
#include "sandbox/js.h"
#include "sandbox/world.h"

static const char management_rules[] =
	"acl = \"write\" mesh = \"write\" operator = \"write\" "
	"peering = \"write\" keyring = \"write\" "
	"agent_prefix \"\" { policy = \"write\" } "
	"node_prefix \"\" { policy = \"write\" } "
	"service_prefix \"\" { policy = \"write\" } "
	"session_prefix \"\" { policy = \"write\" } "
	"key_prefix \"\" { policy = \"write\" } "
	"query_prefix \"\" { policy = \"write\" } "
	"event_prefix \"\" { policy = \"write\" } "
	"intention_prefix \"\" { policy = \"write\" }";

static struct acl_policy *new_policy(struct acl *acl, const char *name,
				     const char *description, const char *rules)
{
	struct acl_policy *p = mem_new(1, sizeof(*p));

	ca_uuid(p->id);
	p->name = mem_dup(name);
	p->description = mem_dup(description);
	p->rules = mem_dup(rules);
	p->create_index = cluster_write(acl->cluster, TABLE_ACL);
	p->modify_index = p->create_index;
	acl->policies = mem_grow(acl->policies, acl->policy_count,
				 &acl->policy_cap, sizeof(*acl->policies));
	acl->policies[acl->policy_count++] = p;
	return p;
}

static struct acl_token *new_token(struct acl *acl, const char *secret,
				   const char *description)
{
	struct acl_token *t = mem_new(1, sizeof(*t));

	ca_uuid(t->accessor);
	t->secret = mem_dup(secret);
	t->description = mem_dup(description);
	t->created = world_now(acl->cluster->world);
	t->create_index = cluster_write(acl->cluster, TABLE_ACL);
	t->modify_index = t->create_index;
	acl->tokens = mem_grow(acl->tokens, acl->token_count, &acl->token_cap,
			       sizeof(*acl->tokens));
	acl->tokens[acl->token_count++] = t;
	return t;
}

struct acl *acl_new(struct cluster *cluster, const char *management_secret)
{
	struct acl *acl = mem_new(1, sizeof(*acl));
	struct buf read = BUF_INIT(64 * 1024), error = BUF_INIT(256);
	struct acl_policy *p;
	struct acl_token *t;

	acl->cluster = cluster;
	p = new_policy(
		acl, "global-management",
		"A built-in policy that grants read and write access to all Consul features",
		management_rules);
	snprintf(p->id, sizeof(p->id), "%s", ACL_MANAGEMENT);
	if (!aclrules_parse(&p->parsed, p->rules, &error))
		abort(); /* our own text */
	p = new_policy(
		acl, "builtin/global-read-only",
		"A built-in policy that grants read-only access to all Consul features",
		management_rules);
	snprintf(p->id, sizeof(p->id), "%s", ACL_READ_ONLY);
	if (!aclrules_parse(&p->parsed, p->rules, &error))
		abort();
	for (size_t i = 0; i < p->parsed.count; i++)
		p->parsed.rules[i].level = ACL_READ;
	t = new_token(acl, management_secret, "Initial Management Token");
	strlist_add(&t->policies, ACL_MANAGEMENT);
	t = new_token(acl, "anonymous", "Anonymous Token");
	snprintf(t->accessor, sizeof(t->accessor), "%s", ACL_ANONYMOUS);
	buf_release(&read);
	buf_release(&error);
	return acl;
}

static void free_policy(struct acl_policy *p)
{
	aclrules_release(&p->parsed);
	free(p->name);
	free(p->description);
	free(p->rules);
	free(p);
}

static void free_token(struct acl_token *t)
{
	strlist_release(&t->policies);
	free(t->secret);
	free(t->description);
	free(t);
}

void acl_free(struct acl *acl)
{
	if (!acl)
		return;
	for (size_t i = 0; i < acl->policy_count; i++)
		free_policy(acl->policies[i]);
	for (size_t i = 0; i < acl->token_count; i++)
		free_token(acl->tokens[i]);
	free(acl->policies);
	free(acl->tokens);
	free(acl);
}

struct acl_token *acl_find_secret(const struct acl *acl, const char *secret)
{
	if (!*secret)
		secret = "anonymous";
	for (size_t i = 0; i < acl->token_count; i++)
		if (!strcmp(acl->tokens[i]->secret, secret))
			return acl->tokens[i];
	return NULL;
}

struct acl_token *acl_find_accessor(const struct acl *acl, const char *id)
{
	for (size_t i = 0; i < acl->token_count; i++)
		if (!strcmp(acl->tokens[i]->accessor, id))
			return acl->tokens[i];
	return NULL;
}

struct acl_policy *acl_find_policy(const struct acl *acl, const char *id)
{
	for (size_t i = 0; i < acl->policy_count; i++)
		if (!strcmp(acl->policies[i]->id, id))
			return acl->policies[i];
	return NULL;
}

struct acl_policy *acl_find_policy_name(const struct acl *acl, const char *name)
{
	for (size_t i = 0; i < acl->policy_count; i++)
		if (!strcmp(acl->policies[i]->name, name))
			return acl->policies[i];
	return NULL;
}

bool acl_is_anonymous(const struct acl_token *token)
{
	return !strcmp(token->secret, "anonymous");
}

/* Of rules that are equally exact in several policies, deny wins, then
 * write: the order of the enum. */
static enum acl_level level_of(const struct acl *acl,
			       const struct acl_token *token,
			       const char *resource, const char *segment)
{
	enum acl_level level = ACL_UNSET;
	size_t weight = 0;

	for (size_t i = 0; i < token->policies.count; i++) {
		const struct acl_policy *p =
			acl_find_policy(acl, token->policies.items[i]);
		enum acl_level got;
		size_t w;

		if (!p)
			continue;
		got = aclrules_level(&p->parsed, resource, segment, &w);
		if (w > weight || (w == weight && got > level)) {
			level = got;
			weight = w;
		}
	}
	return level;
}

bool acl_allows(const struct acl *acl, const struct acl_token *token,
		const char *resource, const char *segment, enum acl_level want)
{
	enum acl_level level = level_of(acl, token, resource, segment);

	/* `operator` stands in for these two when nothing is said of them. */
	if (level == ACL_UNSET &&
	    (!strcmp(resource, "peering") || !strcmp(resource, "mesh")))
		level = level_of(acl, token, "operator", "");
	/* Who may read or write a service may read its intentions. */
	if (level == ACL_UNSET && !strcmp(resource, "intention")) {
		level = level_of(acl, token, "service", segment);
		if (level == ACL_WRITE)
			level = ACL_READ;
	}
	return level == ACL_WRITE || (level == ACL_READ && want == ACL_READ);
}

void acl_denied(const struct acl_token *token, const char *resource,
		const char *segment, enum acl_level want, struct buf *out)
{
	bool anonymous = acl_is_anonymous(token);

	if (anonymous)
		buf_adds(out, "Permission denied: anonymous token");
	else
		buf_addf(out, "Permission denied: token with AccessorID '%s'",
			 token->accessor);
	buf_addf(out, " lacks permission '%s:%s'", resource,
		 want == ACL_WRITE ? "write" : "read");
	if (*segment)
		buf_addf(out, " on \"%s\"", segment);
	if (anonymous)
		buf_adds(
			out,
			". The anonymous token is used implicitly when a request does not specify a token.");
}

static bool policy_name_valid(const char *name)
{
	const char *slash = strchr(name, '/');

	return *name && strlen(name) <= 128 &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/")] &&
	       (!slash || !strchr(slash + 1, '/'));
}

struct acl_policy *acl_add_policy(struct acl *acl, struct json_object *body,
				  struct buf *error)
{
	const char *name = js_get(body, "Name");
	struct aclrules rules = { 0 };
	struct acl_policy *p;

	if (!*name)
		buf_adds(error, "Invalid Policy: no Name is set");
	else if (!policy_name_valid(name))
		buf_adds(
			error,
			"Invalid Policy: invalid Name. Only alphanumeric characters, a single '/', '-' and '_' are allowed");
	else if (acl_find_policy_name(acl, name))
		buf_addf(
			error,
			"Invalid Policy: A Policy with Name \"%s\" already exists",
			name);
	if (error->len ||
	    !aclrules_parse(&rules, js_get(body, "Rules"), error)) {
		aclrules_release(&rules);
		return NULL;
	}
	p = new_policy(acl, name, js_get(body, "Description"),
		       js_get(body, "Rules"));
	p->parsed = rules;
	return p;
}

static bool is_uuid(const char *s)
{
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return false;
	}
	return !s[36];
}

/* The policies that a token's body links, by ID or by name. */
static bool link_policies(const struct acl *acl, struct json_object *body,
			  struct strlist *ids, struct buf *error)
{
	struct json_object *list = json_object_object_get(body, "Policies");

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		const char *id = js_get(o, "ID"), *name = js_get(o, "Name");
		const struct acl_policy *p =
			*id ? acl_find_policy(acl, id)
			    : acl_find_policy_name(acl, name);

		if (!p && *id)
			buf_addf(error, "No such ACL policy with ID \"%s\"",
				 id);
		else if (!p)
			buf_addf(error, "No such ACL policy with name \"%s\"",
				 name);
		if (!p)
			return false;
		if (!strlist_has(ids, p->id))
			strlist_add(ids, p->id);
	}
	return true;
}

struct acl_token *acl_add_token(struct acl *acl, struct json_object *body,
				struct buf *error)
{
	const char *secret = js_get(body, "SecretID");
	const char *accessor = js_get(body, "AccessorID");
	struct strlist policies = { 0 };
	struct acl_token *t;
	char fresh[37];

	ca_uuid(fresh);
	if (*secret && !is_uuid(secret))
		buf_adds(error, "Invalid Token: SecretID - not a valid UUID");
	else if (*accessor && !is_uuid(accessor))
		buf_adds(error, "Invalid Token: AccessorID - not a valid UUID");
	else if (*secret && acl_find_secret(acl, secret))
		buf_adds(error, "Invalid Token: SecretID is already in use");
	else if (*accessor && acl_find_accessor(acl, accessor))
		buf_adds(error, "Invalid Token: AccessorID is already in use");
	if (error->len || !link_policies(acl, body, &policies, error)) {
		strlist_release(&policies);
		return NULL;
	}
	t = new_token(acl, *secret ? secret : fresh,
		      js_get(body, "Description"));
	if (*accessor)
		snprintf(t->accessor, sizeof(t->accessor), "%s", accessor);
	t->policies = policies;
	t->local =
		json_object_get_boolean(json_object_object_get(body, "Local"));
	return t;
}

void acl_remove_policy(struct acl *acl, struct acl_policy *policy)
{
	for (size_t i = 0; i < acl->policy_count; i++) {
		if (acl->policies[i] != policy)
			continue;
		acl->policies[i] = acl->policies[--acl->policy_count];
		free_policy(policy);
		cluster_write(acl->cluster, TABLE_ACL);
		return;
	}
}

void acl_remove_token(struct acl *acl, struct acl_token *token)
{
	for (size_t i = 0; i < acl->token_count; i++) {
		if (acl->tokens[i] != token)
			continue;
		acl->tokens[i] = acl->tokens[--acl->token_count];
		free_token(token);
		cluster_write(acl->cluster, TABLE_ACL);
		return;
	}
}

/* Consul hashes what a policy or token says; ours has only to look so and
 * to change with it. */
static void add_hash(struct json_object *o)
{
	unsigned char sum[EVP_MAX_MD_SIZE], base64[64];
	const char *text = json_object_to_json_string(o);
	unsigned int len = 0;

	EVP_Digest(text, strlen(text), sum, &len, EVP_sha256(), NULL);
	EVP_EncodeBlock(base64, sum, (int)len);
	js_string(o, "Hash", (const char *)base64);
}

struct json_object *acl_policy_json(const struct acl_policy *policy,
				    bool listed)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "ID", policy->id);
	js_string(o, "Name", policy->name);
	js_string(o, "Description", policy->description);
	if (listed)
		js_object(o, "Datacenters", NULL);
	else
		js_string(o, "Rules", policy->rules);
	add_hash(o);
	js_number(o, "CreateIndex", policy->create_index);
	js_number(o, "ModifyIndex", policy->modify_index);
	return o;
}

static struct json_object *links_json(const struct acl *acl,
				      const struct acl_token *token)
{
	struct json_object *list = NULL;

	for (size_t i = 0; i < token->policies.count; i++) {
		const struct acl_policy *p =
			acl_find_policy(acl, token->policies.items[i]);
		struct json_object *o;

		if (!p)
			continue;
		o = json_object_new_object();
		js_string(o, "ID", p->id);
		js_string(o, "Name", p->name);
		if (!list)
			list = json_object_new_array();
		json_object_array_add(list, o);
	}
	return list;
}

struct json_object *acl_token_json(const struct acl *acl,
				   const struct acl_token *token)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "AccessorID", token->accessor);
	js_string(o, "SecretID", token->secret);
	js_string(o, "Description", token->description);
	js_object_opt(o, "Policies", links_json(acl, token));
	js_bool(o, "Local", token->local);
	js_time(o, "CreateTime", &token->created);
	add_hash(o);
	js_number(o, "CreateIndex", token->create_index);
	js_number(o, "ModifyIndex", token->modify_index);
	return o;
}
