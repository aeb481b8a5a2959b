#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sandbox/access.h"
#include "sandbox/api.h"
#include "sandbox/catalog.h"
#include "sandbox/cluster.h"
#include "sandbox/gojson.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/request.h"
#include "sandbox/stream.h"

enum { SERVER_PORT = 8300, NODE_INDEX = 12 };

/* Catalog and health, which have a consistency mode, say which. */
static void reply_leader_query(struct reply *reply, uint64_t index)
{
	reply_query(reply, index ? index : NODE_INDEX);
	kv_add(&reply->headers, "X-Consul-Effective-Consistency", "leader");
}

/* The servers themselves are a service. It is made when it is asked for. */
static struct service *server_service(const struct cluster *c)
{
	struct service *s = catalog_new_service(c, "consul", "consul");
	struct json_object *meta = json_object_new_object();
	char port[16];

	snprintf(port, sizeof(port), "%d", c->grpc_port);
	js_string(meta, "grpc_port", port);
	snprintf(port, sizeof(port), "%d", c->grpc_tls_port);
	js_string(meta, "grpc_tls_port", port);
	js_string(meta, "non_voter", "false");
	js_string(meta, "raft_version", "3");
	js_string(meta, "read_replica", "false");
	js_string(meta, "version", API_CONSUL_VERSION);
	s->meta = meta;
	s->port = SERVER_PORT;
	s->create_index = s->modify_index = NODE_INDEX;
	return s;
}

/* What a query is about: the cluster's own services with "consul", or what
 * the peering named by ?peer= imports (none, if there is none). */
static void select_catalog(const struct request *req, struct catalog *to)
{
	const struct cluster *c = req->cluster;
	const char *peer = request_query(req, "peer");
	const struct record *r = *peer ? cluster_find(c, peer) : NULL;
	const struct catalog *from =
		*peer ? (r ? &r->imports : NULL) : &c->catalog;
	struct strlist names = { 0 };

	if (from)
		catalog_names(from, &names);
	for (size_t i = 0; i < names.count; i++)
		catalog_copy(from, names.items[i], to);
	strlist_release(&names);
	if (!*peer)
		catalog_put(to, server_service(c));
}

static uint64_t index_of(const struct request *req)
{
	const struct cluster *c = req->cluster;

	return c->table_index[*request_query(req, "peer") ? TABLE_IMPORTS
							  : TABLE_SERVICES];
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
	catalog_put(&all, server_service(c));
	for (size_t i = 0; i < all.count; i++) {
		const struct service *s = all.services[i];

		if (access_sees(req, reply, "service", s->name))
			js_object(o, s->name, js_array(&s->tags));
	}
	catalog_release(&all);
	reply_leader_query(reply, c->table_index[TABLE_SERVICES]);
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
	js_number(o, "CreateIndex", NODE_INDEX);
	js_number(o, "ModifyIndex", NODE_INDEX);
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

static struct json_object *service_json(const struct service *s,
					const char *peer)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "ID", s->id);
	js_string(o, "Service", s->name);
	js_object(o, "Tags", js_array(&s->tags));
	js_string(o, "Address", s->address);
	js_object(o, "Meta", json_object_get(s->meta));
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
	select_catalog(req, &all);
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
	reply_leader_query(reply, index_of(req));
	reply_json(reply, list);
}

/* One row of the service list: all instances of a name. */
struct row {
	const char *name, *dc;
	struct strlist tags, nodes;
	uint64_t instances, passing, warning, critical;
};

static void count_check(struct row *row, const char *status)
{
	if (!strcmp(status, "passing"))
		row->passing++;
	else if (!strcmp(status, "warning"))
		row->warning++;
	else
		row->critical++;
}

static void count_instance(struct row *row, const struct service *s,
			   bool imported)
{
	row->instances++;
	row->dc = s->dc;
	if (!strlist_has(&row->nodes, s->node))
		strlist_add(&row->nodes, s->node);
	for (size_t i = 0; i < s->tags.count; i++)
		if (!strlist_has(&row->tags, s->tags.items[i]))
			strlist_add(&row->tags, s->tags.items[i]);
	if (imported) {
		count_check(row, catalog_status(s));
		return;
	}
	count_check(row, "passing"); /* the node's own */
	for (size_t i = 0; i < s->check_count; i++)
		count_check(row, s->checks[i].status);
}

static struct json_object *row_json(const struct row *row, const char *peer)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "Name", row->name);
	js_string(o, "Datacenter", row->dc);
	js_list(o, "Tags", &row->tags);
	js_list(o, "Nodes", &row->nodes);
	js_object(o, "ExternalSources", NULL);
	js_number(o, "InstanceCount", row->instances);
	js_number(o, "ChecksPassing", row->passing);
	js_number(o, "ChecksWarning", row->warning);
	js_number(o, "ChecksCritical", row->critical);
	js_object(o, "GatewayConfig", json_object_new_object());
	js_bool(o, "TransparentProxy", false);
	js_bool(o, "ConnectNative", false);
	js_string_opt(o, "PeerName", peer);
	js_bool(o, "ConnectedWithProxy", false);
	js_bool(o, "ConnectedWithGateway", false);
	return o;
}

static struct json_object *make_row(const struct catalog *all, const char *name,
				    const char *peer)
{
	struct row row = { .name = name };
	struct json_object *o;

	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->services[i]->name, name))
			count_instance(&row, all->services[i], *peer);
	o = row_json(&row, peer);
	strlist_release(&row.tags);
	strlist_release(&row.nodes);
	return o;
}

void api_ui_services(struct request *req, struct reply *reply)
{
	const char *peer = request_query(req, "peer");
	struct json_object *list = json_object_new_array();
	struct catalog all = { 0 };
	struct strlist names = { 0 };

	select_catalog(req, &all);
	catalog_names(&all, &names);
	for (size_t i = 0; i < names.count; i++)
		if (access_sees(req, reply, "service", names.items[i]))
			json_object_array_add(list,
					      make_row(&all, names.items[i],
						       peer));
	strlist_release(&names);
	catalog_release(&all);
	reply_query(reply, index_of(req));
	reply_json(reply, list);
}

/* --- registration --------------------------------------------------------- */

static void add_check(struct service *s, struct json_object *o, size_t i,
		      size_t count)
{
	const char *name = js_get(o, "Name"), *id = js_get(o, "CheckID");
	char default_id[300], default_name[300];

	snprintf(default_id, sizeof(default_id), "service:%s", s->id);
	if (count > 1)
		snprintf(default_id, sizeof(default_id), "service:%s:%zu",
			 s->id, i + 1);
	snprintf(default_name, sizeof(default_name), "Service '%s' check",
		 s->name);
	catalog_add_check(s, *id ? id : default_id, *name ? name : default_name,
			  js_get(o, "Status"),
			  *js_get(o, "TTL")    ? "ttl"
			  : *js_get(o, "HTTP") ? "http"
			  : *js_get(o, "TCP")  ? "tcp"
					       : "");
}

static void add_checks(struct service *s, struct json_object *body)
{
	struct json_object *one = js_child(body, "Check");
	struct json_object *list = js_child(body, "Checks");
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;

	if (one)
		add_check(s, one, 0, 1);
	for (size_t i = 0; i < count; i++)
		add_check(s, json_object_array_get_idx(list, i), i, count);
}

void api_service_register(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *body = NULL;
	struct buf error = BUF_INIT(4096);
	struct cluster *c = req->cluster;
	struct service *s, *old;
	const char *name, *id;
	bool ok = gojson_decode(req->body.data, req->body.len, &gojson_any,
				GOJSON_STREAM, &body, &error);

	if (!ok)
		reply_error(reply, 400, "Request decode failed: %s",
			    error.data);
	buf_release(&error);
	if (!ok)
		return;
	name = js_get(body, "Name");
	id = *js_get(body, "ID") ? js_get(body, "ID") : name;
	if (!*name) {
		reply_error(reply, 400, "Missing service name");
		return;
	}
	if (!access_check(req, reply, "service", name, ACL_WRITE))
		return;
	s = catalog_new_service(c, id, name);
	free(s->address);
	s->address = mem_dup(js_get(body, "Address"));
	s->port = json_object_get_int(js_child(body, "Port"));
	js_get_list(body, "Tags", &s->tags);
	if (json_object_is_type(js_child(body, "Meta"), json_type_object))
		s->meta = json_object_get(js_child(body, "Meta"));
	add_checks(s, body);
	old = catalog_find(&c->catalog, id);
	s->modify_index = cluster_write(c, TABLE_SERVICES);
	s->create_index = old ? old->create_index : s->modify_index;
	catalog_put(&c->catalog, s);
	stream_sync(c);
}

void api_service_deregister(struct request *req, struct reply *reply)
{
	struct cluster *c = req->cluster;
	const struct service *s = catalog_find(&c->catalog, req->rest);

	if (!s) {
		reply_error(
			reply, 404,
			"Unknown service ID \"%s\". Ensure that the service ID is passed, not the service name.",
			req->rest);
		return;
	}
	if (!access_check(req, reply, "service", s->name, ACL_WRITE))
		return;
	catalog_remove(&c->catalog, req->rest);
	cluster_write(c, TABLE_SERVICES);
	stream_sync(c);
}
