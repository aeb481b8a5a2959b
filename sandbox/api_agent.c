#include <json-c/json.h>
#include <stdio.h>
#include <strings.h>

#include "sandbox/access.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/js.h"
#include "sandbox/request.h"
#include "sandbox/world.h"

enum { SERVER_PORT = 8300, DAY = 24 * 60 * 60 };

static struct json_object *config_json(const struct cluster *c)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "Datacenter", c->dc);
	js_string(o, "PrimaryDatacenter", c->dc);
	js_string(o, "NodeName", c->node);
	js_string(o, "NodeID", c->node_id);
	js_string(o, "Revision", "sandbox");
	js_bool(o, "Server", true);
	js_string(o, "Version", API_CONSUL_VERSION);
	js_string(o, "BuildDate", "2025-05-06T00:00:00Z");
	return o;
}

static struct json_object *debug_json(const struct cluster *c)
{
	struct json_object *o = json_object_new_object();

	js_bool(o, "PeeringEnabled", c->peering);
	js_bool(o, "ConnectEnabled", true);
	js_number(o, "GRPCPort", (uint64_t)c->grpc_port);
	js_number(o, "GRPCTLSPort", (uint64_t)c->grpc_tls_port);
	js_string(o, "Datacenter", c->dc);
	js_string(o, "NodeName", c->node);
	js_bool(o, "ServerMode", true);
	return o;
}

static struct json_object *member_json(const struct cluster *c)
{
	struct json_object *o = json_object_new_object();
	struct json_object *tags = json_object_new_object();
	char port[16];

	snprintf(port, sizeof(port), "%d", SERVER_PORT);
	js_string(tags, "dc", c->dc);
	js_string(tags, "port", port);
	js_string(tags, "role", "consul");
	js_string(o, "Name", c->node);
	js_string(o, "Addr", c->host);
	js_number(o, "Port", 8301);
	js_number(o, "Status", 1);
	js_object(o, "Tags", tags);
	return o;
}

void api_agent_self(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	struct json_object *o, *meta;

	if (!access_check(req, reply, "agent", c->node, ACL_READ))
		return;
	o = json_object_new_object();
	meta = json_object_new_object();
	js_string(meta, "consul-network-segment", "");
	js_string(meta, "consul-version", API_CONSUL_VERSION);
	js_object(o, "Config", config_json(c));
	js_object(o, "DebugConfig", debug_json(c));
	js_object(o, "Member", member_json(c));
	js_object(o, "Meta", meta);
	reply_json(reply, o);
}

void api_agent_monitor(struct request *req, struct reply *reply)
{
	static const char *const levels[] = { "",     "trace", "debug", "info",
					      "warn", "error", "err" };
	const char *level = request_query(req, "loglevel");

	if (!access_check(req, reply, "agent", req->cluster->node, ACL_READ))
		return;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		if (!strcasecmp(levels[i], level))
			reply->stream = reply->untyped = true;
	if (!reply->stream)
		reply_error(reply, 400, "Unknown log level: %s", level);
}

void api_status_leader(struct request *req, struct reply *reply)
{
	char address[64];

	snprintf(address, sizeof(address), "%s:%d", req->cluster->host,
		 SERVER_PORT);
	reply_json(reply, json_object_new_string(address));
}

void api_datacenters(struct request *req, struct reply *reply)
{
	struct json_object *list = json_object_new_array();

	json_object_array_add(list, json_object_new_string(req->cluster->dc));
	reply_json(reply, list);
}

static struct json_object *root_json(const struct cluster *c)
{
	struct json_object *o = json_object_new_object();
	struct timestamp start = world_ago(c->world, 60 * 1000);
	struct timestamp end = start;

	end.sec += 365L * CA_YEARS * DAY;
	start.nsec = end.nsec = 0;
	js_string(o, "ID", c->ca.id);
	js_string(o, "Name", "Consul CA Primary Cert");
	js_number(o, "SerialNumber", 7);
	js_string(o, "SigningKeyID", c->ca.key_id);
	js_string(o, "ExternalTrustDomain", c->node_id);
	js_time(o, "NotBefore", &start);
	js_time(o, "NotAfter", &end);
	js_string(o, "RootCert", c->ca.pem);
	js_string(o, "IntermediateCerts", NULL);
	js_bool(o, "Active", true);
	js_string(o, "PrivateKeyType", "ec");
	js_number(o, "PrivateKeyBits", 256);
	js_number(o, "CreateIndex", 9);
	js_number(o, "ModifyIndex", 9);
	return o;
}

void api_ca_roots(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	struct json_object *o = json_object_new_object();
	struct json_object *roots = json_object_new_array();

	json_object_array_add(roots, root_json(c));
	js_string(o, "ActiveRootID", c->ca.id);
	js_string(o, "TrustDomain", c->trust_domain);
	js_object(o, "Roots", roots);
	reply_query(reply, 9);
	reply_json(reply, o);
}
