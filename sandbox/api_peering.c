#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/strlist.h"
#include "base/utf8.h"
#include "sandbox/access.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/dial.h"
#include "sandbox/exchange.h"
#include "sandbox/gojson.h"
#include "sandbox/goscan.h"
#include "sandbox/invite.h"
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

static const struct go_type establish_type = {
	.kind = GO_STRUCT,
	.name = "api.PeeringEstablishRequest",
	.fields =
		(const struct go_field[]){
			{ "PeerName", &gojson_string },
			{ "PeeringToken", &gojson_string },
			{ "Partition", &gojson_string },
			{ "Meta", &gojson_string_map },
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

	if (!request_no_partition(req, reply) || !enabled(req, reply) ||
	    !access_check(req, reply, "peering", "", ACL_READ))
		return;
	/* Written one by one: as a tree, 100,000 would take a gigabyte. */
	buf_addc(&reply->body, '[');
	for (size_t i = 0; i < c->count; i++) {
		if (i)
			buf_addc(&reply->body, ',');
		reply_json(reply, record_json(c->records[i]));
	}
	buf_addc(&reply->body, ']');
	reply_query(reply, c->table_index[TABLE_PEERINGS]);
}

static void read_one(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	const struct record *r;
	struct buf quoted = BUF_INIT(64 * 1024);

	if (!utf8_valid(req->rest, strlen(req->rest))) {
		reply_error(
			reply, 500,
			"grpc: error while marshaling: string field contains invalid UTF-8");
		return;
	}
	r = cluster_find(c, req->rest);
	if (r) {
		reply_query(reply, r->modify_index);
		reply_json(reply, record_json(r));
		return;
	}
	/* No headers of a query here, though a waiting one waits on. */
	reply_query(reply, c->table_index[TABLE_PEERINGS]);
	reply->missing = reply->untold = true;
	goscan_quote(&quoted, req->rest);
	reply_error(reply, 404, "Peering not found for %s", quoted.data);
	buf_release(&quoted);
}

void api_peering_one(struct request *req, struct reply *reply)
{
	bool reads;

	if (!*req->rest) {
		reply_error(reply, 400, "Must specify a name to fetch.");
		return;
	}
	reads = !strcmp(req->method, "GET");
	if (!request_no_partition(req, reply) || !enabled(req, reply) ||
	    !access_check(req, reply, "peering", "",
			  reads ? ACL_READ : ACL_WRITE))
		return;
	if (reads)
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

/* The peer's name. A NUL in it would end a C string early and make a bad
 * name a good one; shown as what Go shows for a byte that is none. */
static char *name_of(struct json_object *body)
{
	struct json_object *v = js_child(body, "PeerName");
	size_t len = v ? (size_t)json_object_get_string_len(v) : 0;
	const char *text = v ? json_object_get_string(v) : "";
	struct buf name = BUF_INIT(len * 3 + 1);

	for (size_t i = 0; i < len; i++)
		if (text[i])
			buf_addc(&name, text[i]);
		else
			buf_adds(&name, "\xef\xbf\xbd");
	return buf_take(&name);
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

static void generate(struct request *req, struct reply *reply,
		     struct json_object *body)
{
	_cleanup_(mem_freep) char *name = name_of(body);
	struct buf error = BUF_INIT(1024 * 1024), token = BUF_INIT(1024 * 1024);
	struct strlist external = { 0 };
	struct json_object *answer;

	js_get_list(body, "ServerExternalAddresses", &external);
	if (record_check_name(name, &error) &&
	    record_check_meta(meta_of(body), &error) &&
	    !access_check(req, reply, "peering", "", ACL_WRITE)) {
		/* the reply is the denial */
	} else if (!error.len &&
		   cluster_generate(req->cluster, name, meta_of(body),
				    &external, &token, &error)) {
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

/* An establish that waits for its dial. */
struct establish {
	struct request *req;
	struct reply *reply;
	struct dial *dial;
	char id[37]; /* of the record; it may be gone by then */
};

static void on_dialed(void *ctx, int status, const char *text)
{
	struct establish *e = ctx;
	struct request *req = e->req;

	if (status == 200) {
		cluster_established(req->cluster, e->id, text);
		reply_json(e->reply, json_object_new_object());
	} else {
		reply_error(e->reply, status, "%s", text);
	}
	free(e);
	req->cancel = NULL;
	exchange_finish(req);
}

/* The client gave up, and so does Consul. The record stays. */
static void on_cancelled(void *job)
{
	struct establish *e = job;

	dial_cancel(e->dial);
	free(e);
}

static void dial(struct request *req, struct reply *reply, const char *id,
		 const struct invite *invite)
{
	const struct record *r = cluster_find_id(req->cluster, id);
	struct establish *e = mem_new(1, sizeof(*e));
	const struct dial_target target = {
		.addrs = r->manual_addrs.count ? &r->manual_addrs
					       : &r->peer_addrs,
		.cas = &r->peer_cas,
		.server_name = r->peer_server_name,
		.peer_id = r->peer_id,
		.secret = invite->secret,
	};

	*e = (struct establish){ .req = req, .reply = reply };
	snprintf(e->id, sizeof(e->id), "%s", id);
	e->dial = dial_start(req->dialer, &target, on_dialed, e);
	req->cancel = on_cancelled;
	req->job = e;
	reply->later = true;
}

/* The order of the checks is Consul's: the token's form before the meta, and
 * both before the right to establish. */
static void establish(struct request *req, struct reply *reply,
		      struct json_object *body)
{
	_cleanup_(mem_freep) char *name = name_of(body);
	struct buf error = BUF_INIT(1024 * 1024);
	struct invite invite = { 0 };
	char id[37];
	bool good =
		record_check_name(name, &error) &&
		invite_decode(&invite, js_get(body, "PeeringToken"), &error) &&
		record_check_meta(meta_of(body), &error);

	if (!good || (access_check(req, reply, "peering", "", ACL_WRITE) &&
		      !cluster_establish(req->cluster, name, meta_of(body),
					 &invite, id, &error)))
		reply_error(reply, 500, "%s", error.data);
	else if (reply->status == 200)
		dial(req, reply, id, &invite);
	invite_release(&invite);
	buf_release(&error);
}

void api_peering_establish(struct request *req, struct reply *reply)
{
	_cleanup_(js_putp) struct json_object *body =
		read_body(req, reply, &establish_type);

	if (!body)
		return;
	if (!*js_get(body, "PeerName"))
		reply_error(
			reply, 400,
			"PeerName is required in the payload when establishing a peering.");
	else if (!*js_get(body, "PeeringToken"))
		reply_error(
			reply, 400,
			"PeeringToken is required in the payload when establishing a peering.");
	else if (request_no_partition(req, reply) && enabled(req, reply))
		establish(req, reply, body);
}
