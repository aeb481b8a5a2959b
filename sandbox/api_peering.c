#include <json-c/json.h>
#include <string.h>
#include <strings.h>

#include "base/strlist.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/gojson.h"
#include "sandbox/goscan.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/request.h"

static const struct go_type generate_type = {
	.kind = GO_STRUCT,
	.name = "api.PeeringGenerateTokenRequest",
	.fields =
		(const struct go_field[]){
			{ "PeerName", &gojson_string },
			{ "Partition", &gojson_string },
			{ "Meta", &gojson_string_map },
			{ "ServerExternalAddresses", &gojson_strings },
			{ 0 },
		},
};

static bool enabled(struct request *req, struct reply *reply)
{
	if (req->cluster->peering)
		return true;
	reply_error(reply, 500, "peering must be enabled to use this endpoint");
	return false;
}

void api_peering_list(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	struct json_object *list;

	if (!request_no_partition(req, reply) || !enabled(req, reply))
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < c->count; i++)
		json_object_array_add(list, record_json(c->records[i]));
	reply_query(reply, c->table_index[TABLE_PEERINGS]);
	reply_json(reply, list);
}

static void read_one(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	const struct record *r = cluster_find(c, req->rest);
	struct buf quoted = BUF_INIT(64 * 1024);

	if (r) {
		reply_query(reply, r->modify_index);
		reply_json(reply, record_json(r));
		return;
	}
	/* No Consul-Index here, though a waiting one waits for the table. */
	reply->missing_index = c->table_index[TABLE_PEERINGS];
	goscan_quote(&quoted, req->rest);
	reply_error(reply, 404, "Peering not found for %s", quoted.data);
	buf_release(&quoted);
}

void api_peering_one(struct request *req, struct reply *reply)
{
	if (!*req->rest) {
		reply_error(reply, 400, "Must specify a name to fetch.");
		return;
	}
	if (!request_no_partition(req, reply) || !enabled(req, reply))
		return;
	if (!strcmp(req->method, "GET"))
		read_one(req, reply);
	else
		cluster_delete(req->cluster, req->rest);
}

/* Decode the body, check what Consul's HTTP layer checks. */
static struct json_object *read_body(struct request *req, struct reply *reply,
				     const struct go_type *type)
{
	struct buf error = BUF_INIT(4096);
	struct json_object *body = NULL;

	if (!gojson_decode(req->body.data, req->body.len, type,
			   GOJSON_STRICT | GOJSON_STREAM, &body, &error))
		reply_error(reply, 400, "Body decoding failed: %s", error.data);
	buf_release(&error);
	return body;
}

static struct json_object *meta_of(struct json_object *body)
{
	return json_object_object_get(body, "Meta");
}

static bool no_partition_field(struct json_object *body, struct reply *reply)
{
	const char *partition = js_get(body, "Partition");

	if (!*partition || !strcasecmp(partition, "default"))
		return true;
	reply_error(reply, 500, "Partitions are a Consul Enterprise feature");
	return false;
}

static bool check(bool (*ok)(const char *, struct buf *), const char *name,
		  struct json_object *meta, struct buf *error)
{
	return ok(name, error) && record_check_meta(meta, error);
}

static void generate(struct request *req, struct reply *reply,
		     struct json_object *body)
{
	const char *name = js_get(body, "PeerName");
	struct buf error = BUF_INIT(1024 * 1024), token = BUF_INIT(1024 * 1024);
	struct strlist external = { 0 };
	struct json_object *answer;

	js_get_list(body, "ServerExternalAddresses", &external);
	if (check(record_check_name, name, meta_of(body), &error) &&
	    cluster_generate(req->cluster, name, meta_of(body), &external,
			     &token, &error)) {
		answer = json_object_new_object();
		js_string(answer, "PeeringToken", token.data);
		reply_json(reply, answer);
	} else {
		reply_error(reply, 500, "%s", error.data);
	}
	strlist_release(&external);
	buf_release(&error);
	buf_release(&token);
}

void api_peering_generate(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *body =
		read_body(req, reply, &generate_type);

	if (!body)
		return;
	if (!*js_get(body, "PeerName"))
		reply_error(
			reply, 400,
			"PeerName is required in the payload when generating a new peering token.");
	else if (request_no_partition(req, reply) && enabled(req, reply) &&
		 no_partition_field(body, reply))
		generate(req, reply, body);
}
