#include "net/peering_body.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/jsonx.h"
#include "net/peering_api.h"

/* --- requests ------------------------------------------------------------- */

static void add_string(struct buf *out, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	buf_addf(out, "%s\"%s\":", out->data[out->len - 1] == '{' ? "" : ",",
		 key);
	jsonx_quote(out, value);
}

/* A key given twice counts once, with its last value, as in Go's map. */
static void add_meta(struct buf *out, const struct kv *meta)
{
	_cleanup_(kv_release) struct kv sorted = { 0 };

	if (!meta || !meta->count)
		return;
	for (size_t i = 0; i < meta->count; i++)
		kv_set(&sorted, meta->pairs[i].key, meta->pairs[i].value);
	kv_sort(&sorted);
	buf_adds(out, ",\"Meta\":{");
	for (size_t i = 0; i < sorted.count; i++) {
		if (i)
			buf_addc(out, ',');
		jsonx_quote(out, sorted.pairs[i].key);
		buf_addc(out, ':');
		jsonx_quote(out, sorted.pairs[i].value);
	}
	buf_addc(out, '}');
}

static void add_addresses(struct buf *out, const struct strlist *addresses)
{
	if (!addresses || !addresses->count)
		return;
	buf_adds(out, ",\"ServerExternalAddresses\":[");
	for (size_t i = 0; i < addresses->count; i++) {
		if (i)
			buf_addc(out, ',');
		jsonx_quote(out, addresses->items[i]);
	}
	buf_addc(out, ']');
}

void peering_body_generate(struct buf *out, const struct peering_generate *g)
{
	buf_addc(out, '{');
	add_string(out, "PeerName", g->name);
	add_string(out, "Partition", g->partition);
	add_meta(out, g->meta);
	add_addresses(out, g->addresses);
	buf_addc(out, '}');
}

void peering_body_establish(struct buf *out, const struct peering_establish *e)
{
	buf_addc(out, '{');
	add_string(out, "PeerName", e->name);
	add_string(out, "PeeringToken", e->token);
	add_string(out, "Partition", e->partition);
	add_meta(out, e->meta);
	buf_addc(out, '}');
}

/* --- rights --------------------------------------------------------------- */

static const struct {
	const char *resource, *access;
	size_t at; /* of the member of struct peering_rights */
} rights[] = {
	{ "peering", "read", offsetof(struct peering_rights, peering_read) },
	{ "peering", "write", offsetof(struct peering_rights, peering_write) },
	{ "mesh", "read", offsetof(struct peering_rights, mesh_read) },
	{ "mesh", "write", offsetof(struct peering_rights, mesh_write) },
};

static enum peering_right *right_of(struct peering_rights *r, size_t i)
{
	return (void *)((char *)r + rights[i].at);
}

void peering_body_rights(struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(rights); i++)
		buf_addf(out, "%s{\"Resource\":\"%s\",\"Access\":\"%s\"}",
			 i ? "," : "[", rights[i].resource, rights[i].access);
	buf_addc(out, ']');
}

/* The reply's items come in the order of the question. */
bool peering_body_read_rights(const char *json, size_t len,
			      struct peering_rights *ret, struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *root = NULL;
	struct peering_rights r = { 0 };

	root = jsonx_parse(json, len, err);
	if (!jsonx_is_array(root) || jsonx_count(root) != ARRAY_LEN(rights))
		return err_set(err, ERR_DECODE, "not a list of rights");
	for (size_t i = 0; i < ARRAY_LEN(rights); i++) {
		bool allow = false;

		if (!jsonx_bool(jsonx_at(root, i), "Allow", &allow, err))
			return false;
		*right_of(&r, i) = allow ? RIGHT_YES : RIGHT_NO;
	}
	*ret = r;
	return true;
}

/* --- token and agent ------------------------------------------------------ */

/* So that no copy of it stays behind in json-c's memory. */
static void blank_secret(struct buf *json)
{
	static const char key[] = "\"SecretID\"";
	char *at = strstr(json->data, key);

	at = at ? strchr(at + sizeof(key) - 1, '"') : NULL;
	while (at && *++at && *at != '"')
		*at = '-';
}

char *peering_body_accessor(const char *json, size_t len)
{
	_cleanup_(jsonx_freep) struct json_object *root = NULL;
	_cleanup_(buf_release) struct buf text = BUF_SECRET(HTTP_BODY_MAX);
	char *accessor = NULL;

	buf_add(&text, json, len);
	blank_secret(&text);
	root = jsonx_parse(text.data, text.len, NULL);
	if (root && jsonx_is_object(root))
		jsonx_string(root, "AccessorID", &accessor, NULL);
	return accessor;
}

char *peering_body_trust_domain(const char *json, size_t len)
{
	_cleanup_(jsonx_freep) struct json_object *root =
		jsonx_parse(json, len, NULL);
	char *domain = NULL;

	if (root && jsonx_is_object(root))
		jsonx_string(root, "TrustDomain", &domain, NULL);
	return domain;
}

void peering_body_partitions(const char *json, size_t len, struct strlist *ret)
{
	_cleanup_(jsonx_freep) struct json_object *root =
		jsonx_parse(json, len, NULL);

	for (size_t i = 0; i < jsonx_count(root); i++) {
		_cleanup_(mem_freep) char *name = NULL;
		struct json_object *item = jsonx_at(root, i);

		if (jsonx_is_object(item) &&
		    jsonx_string(item, "Name", &name, NULL) && name)
			strlist_add(ret, name);
	}
}

/* host:port as Go joins them; the caller frees. */
static char *server_address(const struct json_object *root)
{
	_cleanup_(mem_freep) char *host = NULL, *port = NULL;
	struct json_object *member = NULL, *tags = NULL;
	struct buf address = BUF_INIT(512);

	jsonx_object(root, "Member", &member, NULL);
	if (member)
		jsonx_object(member, "Tags", &tags, NULL);
	if (!tags || !jsonx_string(member, "Addr", &host, NULL) ||
	    !jsonx_string(tags, "port", &port, NULL) || !host || !port)
		return mem_dup("");
	buf_addf(&address, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
	return buf_take(&address);
}

/* An agent that withholds a part of itself is not an error. */
bool peering_agent_decode(const char *json, size_t len,
			  struct peering_agent *ret, struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *root = NULL;
	struct json_object *config = NULL, *debug = NULL;
	struct peering_agent a = { .peering_enabled = true,
				   .connect_enabled = true };
	uint64_t port = 0;

	root = jsonx_parse(json, len, err);
	if (!root || !jsonx_is_object(root))
		return err_set(err, ERR_DECODE, "not an agent");
	a.datacenter = mem_dup("");
	a.node = mem_dup("");
	a.version = mem_dup("");
	a.server_address = server_address(root);
	jsonx_object(root, "Config", &config, NULL);
	jsonx_object(root, "DebugConfig", &debug, NULL);
	if (config) {
		jsonx_string(config, "Datacenter", &a.datacenter, NULL);
		jsonx_string(config, "NodeName", &a.node, NULL);
		jsonx_string(config, "Version", &a.version, NULL);
	}
	if (debug) {
		jsonx_bool(debug, "PeeringEnabled", &a.peering_enabled, NULL);
		jsonx_bool(debug, "ConnectEnabled", &a.connect_enabled, NULL);
		jsonx_uint(debug, "GRPCTLSPort", &port, NULL);
	}
	a.grpc_tls_port = port <= 65535 ? (int)port : 0;
	*ret = a;
	return true;
}

void peering_agent_release(struct peering_agent *agent)
{
	free(agent->datacenter);
	free(agent->node);
	free(agent->version);
	free(agent->server_address);
	*agent = (struct peering_agent){ 0 };
}
