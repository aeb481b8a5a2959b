#include "sandbox/route.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/request.h"

static const struct route routes[] = {
	{ "/v1/peerings", "GET", api_peering_list },
	{ "/v1/peering/token", "POST", api_peering_generate },
	{ "/v1/peering/", "GET,DELETE", api_peering_one },
	{ "/v1/agent/self", "GET", api_agent_self },
	{ "/v1/status/leader", "GET", api_status_leader },
	{ "/v1/connect/ca/roots", "GET", api_ca_roots },
	{ "/v1/catalog/datacenters", "GET", api_datacenters },
	{ "/v1/acl/token/self", "GET", api_acl_token_self },
	{ "/v1/internal/acl/authorize", "POST", api_acl_authorize },
};

/* Go's mux takes the longest pattern that fits. */
static const struct route *find(const char *path)
{
	const struct route *best = NULL;
	size_t best_len = 0;

	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		size_t len = strlen(routes[i].path);
		bool below = routes[i].path[len - 1] == '/';

		if (below ? strncmp(routes[i].path, path, len) != 0
			  : strcmp(routes[i].path, path) != 0)
			continue;
		if (len >= best_len) {
			best = &routes[i];
			best_len = len;
		}
	}
	return best;
}

static bool method_listed(const char *methods, const char *method)
{
	size_t len = strlen(method);

	for (const char *p = methods; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (!strncmp(p, method, len) && strchr(",", p[len]))
			return true;
	}
	return false;
}

static void add_allow(struct reply *reply, const struct route *route)
{
	char allow[64];

	snprintf(allow, sizeof(allow), "OPTIONS,%s", route->methods);
	kv_add(&reply->headers, "Allow", allow);
}

static bool moved(struct request *req, struct reply *reply)
{
	struct buf below = BUF_INIT(4096);
	const struct route *route;
	bool found;

	buf_addf(&below, "%s/", req->path);
	route = find(below.data);
	found = route && !strcmp(route->path, below.data);
	if (found) {
		kv_add(&reply->headers, "Location", below.data);
		reply_error(reply, 301,
			    "<a href=\"%s\">Moved Permanently</a>.\n\n",
			    below.data);
	}
	buf_release(&below);
	return found;
}

static void unknown(struct request *req, struct reply *reply)
{
	if (moved(req, reply))
		return;
	reply->plain = true;
	if (!strcmp(req->path, "/"))
		reply_error(
			reply, 200,
			"Consul Agent: UI disabled. To enable, set ui_config.enabled=true in the agent configuration and restart.");
	else if (strstr(req->path, "/v1/"))
		reply_error(
			reply, 404,
			"Invalid URL path: not a recognized HTTP API endpoint\n");
	else
		reply_error(
			reply, 404,
			"Invalid URL path: if attempting to use the HTTP API, ensure the path starts with '/v1/'\n");
}

void route_dispatch(struct request *req, struct reply *reply)
{
	const struct route *route = find(req->path);

	if (!route) {
		unknown(req, reply);
		return;
	}
	if (!strcmp(req->method, "OPTIONS")) {
		add_allow(reply, route);
		return;
	}
	if (!method_listed(route->methods, req->method)) {
		add_allow(reply, route);
		reply_error(reply, 405, "method %s not allowed", req->method);
		return;
	}
	req->rest = req->path + strlen(route->path);
	route->handler(req, reply);
}
