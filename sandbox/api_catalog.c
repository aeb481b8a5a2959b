#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/access.h"
#include "sandbox/api.h"
#include "sandbox/catalog.h"
#include "sandbox/cluster.h"
#include "sandbox/js.h"
#include "sandbox/request.h"
#include "sandbox/selection.h"

/* Catalog and health say how consistent their answer is. */
static void reply_consistent(const struct request *req, struct reply *reply,
			     uint64_t index)
{
	const char *mode = "leader";

	if (kv_get(&req->query, "stale"))
		mode = "stale";
	else if (kv_get(&req->query, "consistent"))
		mode = "consistent";
	reply_query(reply, index);
	kv_add(&reply->headers, "X-Consul-Effective-Consistency", mode);
}

/* A service has the tags of all its instances. */
static void add_tags(struct json_object *o, const struct service *s)
{
	struct strlist tags = { 0 };

	js_get_list(o, s->name, &tags);
	for (size_t i = 0; i < s->tags.count; i++)
		if (!strlist_has(&tags, s->tags.items[i]))
			strlist_add(&tags, s->tags.items[i]);
	js_object(o, s->name, js_array(&tags));
	strlist_release(&tags);
}

void api_catalog_services(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	struct json_object *o = json_object_new_object();
	struct strlist names = { 0 };
	struct catalog all = { 0 };

	/* This one knows no ?peer=. */
	catalog_names(&c->catalog, &names);
	for (size_t i = 0; i < names.count; i++)
		catalog_copy(&c->catalog, names.items[i], &all);
	strlist_release(&names);
	catalog_put(&all, selection_servers(c));
	for (size_t i = 0; i < all.count; i++) {
		const struct service *s = all.services[i];

		if (access_sees(req, reply, "node", s->node) &&
		    access_sees(req, reply, "service", s->name))
			add_tags(o, s);
	}
	catalog_release(&all);
	reply_consistent(req, reply, c->table_index[TABLE_SERVICES]);
	reply_json(reply, o);
}

static struct json_object *addresses_json(const struct service *s)
{
	static const char *const keys[] = { "lan", "lan_ipv4", "wan",
					    "wan_ipv4" };
	struct json_object *o = json_object_new_object();

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		js_string(o, keys[i], s->node_address);
	return o;
}

static struct json_object *node_meta_json(void)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "consul-network-segment", "");
	js_string(o, "consul-version", API_CONSUL_VERSION);
	return o;
}

static struct json_object *node_json(const struct service *s, const char *peer)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "ID", s->node_id);
	js_string(o, "Node", s->node);
	js_string(o, "Address", s->node_address);
	js_string(o, "Datacenter", s->dc);
	js_string_opt(o, "PeerName", peer);
	js_object(o, "TaggedAddresses", addresses_json(s));
	js_object(o, "Meta", node_meta_json());
	js_number(o, "CreateIndex", SELECTION_NODE_INDEX);
	js_number(o, "ModifyIndex", SELECTION_NODE_INDEX);
	return o;
}

static struct json_object *weights_json(void)
{
	struct json_object *o = json_object_new_object();

	js_number(o, "Passing", 1);
	js_number(o, "Warning", 1);
	return o;
}

static struct json_object *proxy_json(void)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "Mode", "");
	js_object(o, "MeshGateway", json_object_new_object());
	js_object(o, "Expose", json_object_new_object());
	return o;
}

static struct json_object *service_address_json(const struct service *s)
{
	static const char *const keys[] = { "lan_ipv4", "wan_ipv4" };
	struct json_object *o = NULL;

	for (size_t i = 0; *s->address && i < ARRAY_LEN(keys); i++) {
		struct json_object *address = json_object_new_object();

		js_string(address, "Address", s->address);
		js_number(address, "Port", (uint64_t)s->port);
		if (!o)
			o = json_object_new_object();
		js_object(o, keys[i], address);
	}
	return o;
}

static struct json_object *service_json(const struct service *s,
					const char *peer)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "ID", s->id);
	js_string(o, "Service", s->name);
	js_object(o, "Tags", js_array(&s->tags));
	js_string(o, "Address", s->address);
	js_object_opt(o, "TaggedAddresses", service_address_json(s));
	js_object(o, "Meta", json_object_get(s->meta));
	if (s->port)
		js_number(o, "Port", (uint64_t)s->port);
	js_object(o, "Weights", weights_json());
	js_bool(o, "EnableTagOverride", false);
	js_object(o, "Proxy", proxy_json());
	js_object(o, "Connect", json_object_new_object());
	js_string(o, "PeerName", peer);
	js_number(o, "CreateIndex", s->create_index);
	js_number(o, "ModifyIndex", s->modify_index);
	return o;
}

struct check_line {
	const char *id, *name, *status, *output, *type;
	bool of_node;
};

static struct json_object *check_json(const struct service *s,
				      const struct check_line *line,
				      const char *peer)
{
	struct json_object *o = json_object_new_object();
	struct strlist none = { 0 };

	js_string(o, "Node", s->node);
	js_string(o, "CheckID", line->id);
	js_string(o, "Name", line->name);
	js_string(o, "Status", line->status);
	js_string(o, "Notes", "");
	js_string(o, "Output", line->output);
	js_string(o, "ServiceID", line->of_node ? "" : s->id);
	js_string(o, "ServiceName", line->of_node ? "" : s->name);
	js_object(o, "ServiceTags", js_array(line->of_node ? &none : &s->tags));
	js_string(o, "Type", line->type);
	js_string(o, "Interval", "");
	js_string(o, "Timeout", "");
	js_number(o, "ExposedPort", 0);
	js_string_opt(o, "PeerName", peer);
	js_object(o, "Definition", json_object_new_object());
	js_number(o, "CreateIndex", s->create_index);
	js_number(o, "ModifyIndex", s->modify_index);
	return o;
}

/* What is imported has all its checks in one. */
static struct json_object *checks_json(const struct service *s,
				       const char *peer)
{
	struct json_object *list = json_object_new_array();
	struct check_line line = { "serfHealth", "Serf Health Status",
				   "passing",	 "Agent alive and reachable",
				   "",		 true };
	char id[300];

	if (*peer) {
		snprintf(id, sizeof(id), "%s:overall-check", s->id);
		line = (struct check_line){
			id, "overall-check", catalog_status(s), "", "", false
		};
		json_object_array_add(list, check_json(s, &line, peer));
		return list;
	}
	json_object_array_add(list, check_json(s, &line, ""));
	for (size_t i = 0; i < s->check_count; i++) {
		line = (struct check_line){
			s->checks[i].id,     s->checks[i].name,
			s->checks[i].status, "",
			s->checks[i].type,   false
		};
		json_object_array_add(list, check_json(s, &line, ""));
	}
	return list;
}

void api_health_service(struct request *req, struct reply *reply)
{
	const char *peer = request_query(req, "peer");
	bool passing = kv_get(&req->query, "passing") != NULL;
	struct json_object *list;
	struct catalog all = { 0 };

	if (!*req->rest) {
		reply_error(reply, 400, "Missing service name");
		return;
	}
	list = json_object_new_array();
	selection_take(req, &all);
	for (size_t i = 0; i < all.count; i++) {
		const struct service *s = all.services[i];
		struct json_object *o;

		if (strcmp(s->name, req->rest) != 0 ||
		    (passing && strcmp(catalog_status(s), "passing") != 0) ||
		    !access_sees(req, reply, "node", s->node) ||
		    !access_sees(req, reply, "service", s->name))
			continue;
		o = json_object_new_object();
		js_object(o, "Node", node_json(s, peer));
		js_object(o, "Service", service_json(s, peer));
		js_object(o, "Checks", checks_json(s, peer));
		json_object_array_add(list, o);
	}
	catalog_release(&all);
	reply_consistent(req, reply, selection_index(req));
	reply_json(reply, list);
}
