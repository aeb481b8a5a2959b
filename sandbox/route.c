#include "sandbox/route.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "sandbox/access.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/duration.h"
#include "sandbox/request.h"

static const struct route routes[] = {
	{ "/sandbox/advance", "PUT", api_sandbox_advance, 0 },
	{ "/sandbox/fault", "PUT,DELETE", api_sandbox_fault, 0 },
	{ "/sandbox/requests", "GET,DELETE", api_sandbox_requests, 0 },
	{ "/v1/acl/policies", "GET", api_acl_policy_list, ROUTE_STRICT },
	{ "/v1/acl/policy", "PUT", api_acl_policy_create, 0 },
	{ "/v1/acl/policy/", "GET,PUT,DELETE", api_acl_policy_one,
	  ROUTE_STRICT },
	{ "/v1/acl/token", "PUT", api_acl_token_create, 0 },
	{ "/v1/acl/token/", "GET,PUT,DELETE", api_acl_token_one, ROUTE_STRICT },
	{ "/v1/acl/token/self", "GET", api_acl_token_self, ROUTE_STRICT },
	{ "/v1/acl/tokens", "GET", api_acl_token_list, ROUTE_STRICT },
	{ "/v1/agent/monitor", "GET", api_agent_monitor, 0 },
	{ "/v1/agent/self", "GET", api_agent_self, 0 },
	{ "/v1/agent/service/deregister/", "PUT", api_service_deregister, 0 },
	{ "/v1/agent/service/register", "PUT", api_service_register, 0 },
	{ "/v1/catalog/datacenters", "GET", api_datacenters, 0 },
	{ "/v1/catalog/services", "GET", api_catalog_services,
	  ROUTE_STRICT | ROUTE_NS | ROUTE_DC | ROUTE_DC_QUERY |
		  ROUTE_FILTERED },
	{ "/v1/config", "PUT", api_config_put, 0 },
	{ "/v1/config/", "GET,DELETE", api_config_one,
	  ROUTE_STRICT | ROUTE_DC },
	{ "/v1/connect/ca/roots", "GET", api_ca_roots,
	  ROUTE_STRICT | ROUTE_DC | ROUTE_DC_QUERY },
	{ "/v1/exported-services", "GET", api_exported_services,
	  ROUTE_LENIENT },
	{ "/v1/health/service/", "GET", api_health_service,
	  ROUTE_STRICT | ROUTE_NS | ROUTE_DC | ROUTE_FILTERED },
	{ "/v1/internal/acl/authorize", "POST", api_acl_authorize, 0 },
	{ "/v1/internal/ui/services", "GET", api_ui_services,
	  ROUTE_STRICT | ROUTE_NS | ROUTE_DC | ROUTE_DC_QUERY |
		  ROUTE_FILTERED },
	{ "/v1/peering/", "GET,DELETE", api_peering_one, ROUTE_LENIENT },
	{ "/v1/peering/establish", "POST", api_peering_establish, 0 },
	{ "/v1/peering/token", "POST", api_peering_generate, 0 },
	{ "/v1/peerings", "GET", api_peering_list, ROUTE_LENIENT },
	{ "/v1/status/leader", "GET", api_status_leader,
	  ROUTE_STRICT | ROUTE_DC },
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

static void redirect(const struct request *req, struct reply *reply,
		     const char *to)
{
	bool reads =
		!strcmp(req->method, "GET") || !strcmp(req->method, "HEAD");

	kv_add(&reply->headers, "Location", to);
	reply->plain = true;
	reply->untyped = !reads;
	reply->status = 307;
	if (reads)
		reply_error(reply, 307,
			    "<a href=\"%s\">Temporary Redirect</a>.\n\n", to);
}

/* Go's mux sends those who leave out the last slash, or write two, to where
 * they meant to go. */
static bool moved(struct request *req, struct reply *reply)
{
	struct buf clean = BUF_INIT(SIZE_MAX);
	const struct route *route;
	bool found;

	for (const char *p = req->path; *p; p++)
		if (p[0] != '/' || p[1] != '/')
			buf_addc(&clean, *p);
	found = strcmp(clean.data, req->path) != 0;
	if (!found) {
		buf_addc(&clean, '/');
		route = find(clean.data);
		found = route && !strcmp(route->path, clean.data);
	}
	if (found)
		redirect(req, reply, clean.data);
	buf_release(&clean);
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

/* What is wrong with the options of a query; NULL if nothing. */
static const char *complaint(const struct request *req)
{
	const char *wait = request_query(req, "wait");
	const char *index = request_query(req, "index");
	int64_t ms;

	if (*wait && !duration_parse(wait, &ms))
		return "Invalid wait time";
	if (index[strspn(index, "0123456789")] || strlen(index) > 19)
		return "Invalid index";
	if (kv_get(&req->query, "stale") && kv_get(&req->query, "consistent"))
		return "Cannot specify ?stale with ?consistent, conflicting semantics.";
	return NULL;
}

/* The lenient ones complain and then answer all the same. */
static void complain(const struct route *route, struct request *req,
		     struct reply *reply, const char *text)
{
	if (route->options & ROUTE_LENIENT)
		route->handler(req, reply);
	buf_insert(&reply->body, 0, text, strlen(text));
	reply->status = 400;
	reply->json = false;
	reply->index = 0;
}

/* Some calls send a query's headers even when they fail. */
static bool refuse(const struct route *route, struct reply *reply)
{
	if (route->options & ROUTE_DC_QUERY) {
		reply_query(reply, 1);
		reply->leaderless = true;
	}
	return false;
}

/* Another datacenter than ours is not there. */
static bool here(const struct route *route, const struct request *req,
		 struct reply *reply)
{
	const char *dc = request_query(req, "dc");

	if (!(route->options & ROUTE_DC) || !*dc ||
	    !strcmp(dc, req->cluster->dc))
		return true;
	reply_error(reply, 500, "No path to datacenter");
	return refuse(route, reply);
}

static bool known(const struct route *route, const struct request *req,
		  struct reply *reply)
{
	const struct acl_token *token;

	return !(route->options & ROUTE_FILTERED) || !req->cluster->acl ||
	       access_token(req, reply, &token) || refuse(route, reply);
}

static void call(const struct route *route, struct request *req,
		 struct reply *reply)
{
	int both = ROUTE_STRICT | ROUTE_LENIENT;
	const char *wrong = NULL;

	if ((route->options & both) && !strcmp(req->method, "GET"))
		wrong = complaint(req);
	if (wrong)
		complain(route, req, reply, wrong);
	else if ((!(route->options & ROUTE_NS) ||
		  request_no_namespace(req, reply)) &&
		 here(route, req, reply) && known(route, req, reply))
		route->handler(req, reply);
}

/* Consul turns away paths that could not be printed in its log. */
static bool printable(const char *path)
{
	size_t len = strlen(path);

	for (size_t at = 0; at < len;) {
		uint32_t cp;
		size_t n = utf8_decode(path + at, len - at, &cp);

		if (utf8_is_control(cp) && !(n == 1 && cp == 0xfffd))
			return false;
		at += n;
	}
	return true;
}

void route_dispatch(struct request *req, struct reply *reply)
{
	const struct route *route = find(req->path);

	if (!printable(req->path)) {
		reply->plain = reply->untyped = true;
		reply->status = 400;
		return;
	}
	if (strstr(req->path, "//") || !route) {
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
	call(route, req, reply);
}
