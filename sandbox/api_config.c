#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/access.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/entries.h"
#include "sandbox/exports.h"
#include "sandbox/gojson.h"
#include "sandbox/goscan.h"
#include "sandbox/js.h"
#include "sandbox/request.h"
#include "sandbox/stream.h"

#define KIND "exported-services"

/* The kinds that Consul 1.21 knows; the sandbox keeps only ours and those of
 * entries.h. */
static const char *const kinds[] = {
	KIND,
	"service-defaults",
	"proxy-defaults",
	"service-router",
	"service-splitter",
	"service-resolver",
	"ingress-gateway",
	"terminating-gateway",
	"service-intentions",
	"mesh",
	"sameness-group",
	"api-gateway",
	"bound-api-gateway",
	"inline-certificate",
	"file-system-certificate",
	"http-route",
	"tcp-route",
	"jwt-provider",
	"control-plane-request-limit",
};

static bool kind_known(const char *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i], kind))
			return true;
	return false;
}

/* ?cas=: false, with the reply, when it is no number. */
static bool read_cas(struct request *req, struct reply *reply, bool *ret_given,
		     uint64_t *ret_index)
{
	const char *cas = request_query(req, "cas");
	struct buf quoted = BUF_INIT(1024);
	char *end;

	*ret_given = *cas != '\0';
	errno = 0;
	*ret_index = strtoull(cas, &end, 10);
	if (!*cas || (!*end && *cas >= '0' && *cas <= '9' && !errno))
		return true;
	goscan_quote(&quoted, cas);
	reply_error(reply, 500, "strconv.ParseUint: parsing %s: %s",
		    quoted.data,
		    errno == ERANGE ? "value out of range" : "invalid syntax");
	buf_release(&quoted);
	return false;
}

/* Those of entries.h, of the kind that is asked for or of all. */
static void add_kept(struct request *req, struct reply *reply,
		     struct json_object *list)
{
	const struct entries *e = &req->cluster->entries;

	for (size_t i = 0; i < e->count; i++) {
		const struct entries_item *item = &e->items[i];

		if ((*req->rest && strcmp(req->rest, item->kind->name) != 0) ||
		    !access_sees(req, reply, item->kind->resource, item->name))
			continue;
		json_object_array_add(list, entries_json(item));
	}
}

static void list_entries(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	const struct acl_token *token;
	struct json_object *list;

	if (c->acl && !access_token(req, reply, &token))
		return;
	list = json_object_new_array();
	if (c->exports.services && access_sees(req, reply, "mesh", "") &&
	    (!*req->rest || !strcmp(req->rest, KIND)))
		json_object_array_add(list, exports_json(&c->exports));
	add_kept(req, reply, list);
	reply_query(reply, c->table_index[TABLE_EXPORTS]);
	reply_json(reply, list);
}

/* The right that an entry needs: the mesh's, or its service's. */
static bool may(struct request *req, struct reply *reply, const char *kind,
		const char *name, enum acl_level want)
{
	const struct entries_kind *kept = entries_kind(kind);

	if (kept)
		return access_check(req, reply, kept->resource, name, want);
	return want == ACL_READ && strcmp(kind, KIND) != 0
		       ? true
		       : access_check(req, reply, "mesh", "", want);
}

static void read_entry(struct request *req, struct reply *reply,
		       const char *kind, const char *name)
{
	const struct cluster *c = req->cluster;
	const struct entries_kind *kept = entries_kind(kind);
	const struct entries_item *item =
		kept ? entries_find(&c->entries, kept, name) : NULL;
	bool ours = !strcmp(kind, KIND) && !strcmp(name, "default");
	struct buf text = BUF_INIT(8192);

	if (!may(req, reply, kind, name, ACL_READ))
		return;
	reply_query(reply, c->table_index[TABLE_EXPORTS]);
	if (item) {
		reply_json(reply, entries_json(item));
		return;
	}
	if (ours && c->exports.services) {
		reply_json(reply, exports_json(&c->exports));
		return;
	}
	reply->missing = true;
	buf_adds(&text, "Config entry not found for ");
	goscan_quote(&text, kind);
	buf_adds(&text, " / ");
	goscan_quote(&text, name);
	reply_error(reply, 404, "%s", text.data);
	buf_release(&text);
}

static void delete_entry(struct request *req, struct reply *reply,
			 const char *kind, const char *name)
{
	const struct entries_kind *kept = entries_kind(kind);
	struct cluster *c = req->cluster;
	struct entries_item *item =
		kept ? entries_find(&c->entries, kept, name) : NULL;
	bool cas, there, fits;
	uint64_t index;

	if (!may(req, reply, kind, name, ACL_WRITE) ||
	    !read_cas(req, reply, &cas, &index))
		return;
	there = item || (!strcmp(kind, KIND) && !strcmp(name, "default") &&
			 c->exports.services);
	fits = !there || !cas ||
	       index == (item ? item->modify_index : c->exports.modify_index);
	if (item && fits) {
		entries_remove(&c->entries, item);
		cluster_write(c, TABLE_EXPORTS);
	} else if (there && fits) {
		exports_release(&c->exports);
		cluster_write(c, TABLE_EXPORTS);
		stream_sync(c);
	}
	reply_json(reply, cas ? json_object_new_boolean(fits)
			      : json_object_new_object());
}

void api_config_one(struct request *req, struct reply *reply)
{
	bool deletes = !strcmp(req->method, "DELETE");
	const char *slash = strchr(req->rest, '/');
	size_t len = slash ? (size_t)(slash - req->rest) : strlen(req->rest);
	char kind[64] = "";

	if (!request_no_namespace(req, reply))
		return;
	if (deletes && !slash) {
		reply_error(reply, 404,
			    "Must provide both a kind and name to delete");
		return;
	}
	if (len < sizeof(kind))
		memcpy(kind, req->rest, len);
	if ((slash || len) && !kind_known(kind))
		reply_error(reply, deletes ? 400 : 500,
			    "invalid config entry kind: %.*s", (int)len,
			    req->rest);
	else if (deletes)
		delete_entry(req, reply, kind, slash + 1);
	else if (slash)
		read_entry(req, reply, kind, slash + 1);
	else
		list_entries(req, reply);
}

/* Same content is true whatever the index; 0 means only if absent. */
static bool apply(struct cluster *c, struct json_object *services,
		  struct json_object *meta, bool cas, uint64_t index)
{
	struct exports *e = &c->exports;

	if (exports_equal(e, services, meta)) {
		json_object_put(services);
		json_object_put(meta);
		return true;
	}
	if (cas && index != (e->services ? e->modify_index : 0)) {
		json_object_put(services);
		json_object_put(meta);
		return false;
	}
	exports_set(e, services, meta, cluster_write(c, TABLE_EXPORTS));
	stream_sync(c);
	return true;
}

static void put_entry(struct request *req, struct reply *reply,
		      struct json_object *body)
{
	struct buf error = BUF_INIT(64 * 1024);
	struct json_object *services, *meta;
	int status;
	uint64_t index;
	bool cas;

	if (!exports_decode(body, &services, &meta, &status, &error)) {
		/* The rights come before the rules, after the form. */
		if (status == 400 ||
		    access_check(req, reply, "mesh", "", ACL_WRITE))
			reply_error(reply, status, "%s", error.data);
	} else if (!read_cas(req, reply, &cas, &index) ||
		   !access_check(req, reply, "mesh", "", ACL_WRITE)) {
		json_object_put(services);
		json_object_put(meta);
	} else {
		reply_json(reply,
			   json_object_new_boolean(apply(req->cluster, services,
							 meta, cas, index)));
	}
	buf_release(&error);
}

static bool apply_kept(struct cluster *c, const struct entries_kind *kind,
		       struct json_object *body, bool cas, uint64_t index)
{
	const struct entries_item *item =
		entries_find(&c->entries, kind, js_get(body, "Name"));

	if (item && entries_equal(item, body))
		return true;
	if (cas && index != (item ? item->modify_index : 0))
		return false;
	entries_set(&c->entries, kind, body, cluster_write(c, TABLE_EXPORTS));
	return true;
}

static void put_kept(struct request *req, struct reply *reply,
		     const struct entries_kind *kind, struct json_object *body)
{
	const char *problem = entries_problem(kind, body);
	uint64_t index;
	bool cas;

	if (!read_cas(req, reply, &cas, &index) ||
	    !access_check(req, reply, kind->resource, js_get(body, "Name"),
			  ACL_WRITE))
		return;
	if (problem)
		reply_error(reply, 500, "%s", problem);
	else
		reply_json(reply, json_object_new_boolean(
					  apply_kept(req->cluster, kind, body,
						     cas, index)));
}

void api_config_put(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *body = NULL;
	struct buf error = BUF_INIT(4096);
	const struct entries_kind *kept;
	struct json_object *kind;

	if (!gojson_decode(req->body.data, req->body.len, &gojson_any,
			   GOJSON_STREAM, &body, &error)) {
		reply_error(reply, 400, "Request decoding failed: %s",
			    error.data);
		buf_release(&error);
		return;
	}
	buf_release(&error);
	kind = js_child(body, "Kind");
	kind = kind ? kind : js_child(body, "kind");
	kept = json_object_is_type(kind, json_type_string)
		       ? entries_kind(json_object_get_string(kind))
		       : NULL;
	if (!json_object_is_type(body, json_type_object))
		reply_error(
			reply, 400,
			"Request decoding failed: '' expected a map, got '%s'",
			json_object_is_type(body, json_type_array)
				? "slice"
				: json_type_to_name(
					  json_object_get_type(body)));
	else if (!kind)
		reply_error(
			reply, 400,
			"Request decoding failed: Payload does not contain a kind/Kind key at the top level");
	else if (!json_object_is_type(kind, json_type_string))
		reply_error(
			reply, 400,
			"Request decoding failed: Kind value in payload is not a string");
	else if (kept && request_no_namespace(req, reply))
		put_kept(req, reply, kept, body);
	else if (!strcmp(json_object_get_string(kind), "sameness-group"))
		reply_error(reply, 500,
			    "sameness-groups are an enterprise-only feature");
	else if (!kept && strcmp(json_object_get_string(kind), KIND) != 0)
		reply_error(
			reply, 400,
			"Request decoding failed: invalid config entry kind: %s",
			json_object_get_string(kind));
	else if (!kept && request_no_namespace(req, reply))
		put_entry(req, reply, body);
}

void api_exported_services(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;

	if (!request_no_partition(req, reply) ||
	    !access_check(req, reply, "mesh", "", ACL_READ))
		return;
	reply_query(reply, c->table_index[TABLE_EXPORTS]);
	reply_json(reply, exports_resolved(&c->exports, &c->catalog));
}
