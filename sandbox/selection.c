#include "sandbox/selection.h"

#include <json-c/json.h>
#include <stdio.h>

#include "sandbox/api.h"
#include "sandbox/catalog.h"
#include "sandbox/cluster.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/request.h"

enum { SERVER_PORT = 8300 };

struct service *selection_servers(const struct cluster *c)
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
	s->create_index = s->modify_index = SELECTION_NODE_INDEX;
	return s;
}

void selection_take(const struct request *req, struct catalog *to)
{
	static const struct catalog none;
	const struct cluster *c = req->cluster;
	const char *peer = request_query(req, "peer");
	const struct record *r = *peer ? cluster_find(c, peer) : NULL;
	const struct catalog *from = !*peer ? &c->catalog
				     : r    ? &r->imports
					    : &none;
	struct strlist names = { 0 };

	catalog_names(from, &names);
	for (size_t i = 0; i < names.count; i++)
		catalog_copy(from, names.items[i], to);
	strlist_release(&names);
	if (!*peer)
		catalog_put(to, selection_servers(c));
}

uint64_t selection_index(const struct request *req)
{
	const struct cluster *c = req->cluster;

	return c->table_index[*request_query(req, "peer") ? TABLE_IMPORTS
							  : TABLE_SERVICES];
}
