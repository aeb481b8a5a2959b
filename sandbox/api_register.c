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
#include "sandbox/request.h"
#include "sandbox/stream.h"

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

static const struct go_type any_list = {
	.kind = GO_LIST,
	.name = "structs.CheckTypes",
	.elem = &gojson_any,
};

static const struct go_type register_type = {
	.kind = GO_STRUCT,
	.name = "structs..Alias", /* Go names an embedding struct */
	.fields =
		(const struct go_field[]){
			{ "Kind", &gojson_string },
			{ "ID", &gojson_string },
			{ "Name", &gojson_string },
			{ "Tags", &gojson_strings },
			{ "Address", &gojson_string },
			{ "TaggedAddresses", &gojson_any },
			{ "Meta", &gojson_string_map },
			{ "Port", &gojson_int },
			{ "SocketPath", &gojson_string },
			{ "Check", &gojson_any },
			{ "Checks", &any_list },
			{ "Weights", &gojson_any },
			{ "Token", &gojson_string },
			{ "EnableTagOverride", &gojson_bool },
			{ "Proxy", &gojson_any },
			{ "Connect", &gojson_any },
			{ "Locality", &gojson_any },
			{ "enable_tag_override", &gojson_bool },
			{ "tagged_addresses", &gojson_any },
			{ 0 },
		},
};

void api_service_register(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *body = NULL;
	struct buf error = BUF_INIT(4096);
	struct cluster *c = req->cluster;
	struct service *s, *old;
	const char *name, *id;
	bool ok = gojson_decode(req->body.data, req->body.len, &register_type,
				GOJSON_STRICT | GOJSON_STREAM, &body, &error);

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
