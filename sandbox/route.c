#include "sandbox/route.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/api.h"
#include "sandbox/duration.h"
#include "sandbox/request.h"

static const struct route routes[] = {
	{ "/sandbox/advance", "PUT", api_sandbox_advance, OPTIONS_NONE },
	{ "/sandbox/fault", "PUT,DELETE", api_sandbox_fault, OPTIONS_NONE },
	{ "/sandbox/requests", "GET,DELETE", api_sandbox_requests,
	  OPTIONS_NONE },
	{ "/v1/acl/policies", "GET", api_acl_policy_list, OPTIONS_STRICT },
	{ "/v1/acl/policy", "PUT", api_acl_policy_create, OPTIONS_NONE },
	{ "/v1/acl/policy/", "GET,PUT,DELETE", api_acl_policy_one,
	  OPTIONS_STRICT },
	{ "/v1/acl/token", "PUT", api_acl_token_create, OPTIONS_NONE },
	{ "/v1/acl/token/", "GET,PUT,DELETE", api_acl_token_one,
	  OPTIONS_STRICT },
	{ "/v1/acl/token/self", "GET", api_acl_token_self, OPTIONS_STRICT },
	{ "/v1/acl/tokens", "GET", api_acl_token_list, OPTIONS_STRICT },
	{ "/v1/agent/self", "GET", api_agent_self, OPTIONS_NONE },
	{ "/v1/agent/service/deregister/", "PUT", api_service_deregister,
	  OPTIONS_NONE },
	{ "/v1/agent/service/register", "PUT", api_service_register,
	  OPTIONS_NONE },
	{ "/v1/catalog/datacenters", "GET", api_datacenters, OPTIONS_STRICT },
	{ "/v1/catalog/services", "GET", api_catalog_services, OPTIONS_STRICT },
	{ "/v1/config", "PUT", api_config_put, OPTIONS_NONE },
	{ "/v1/config/", "GET,DELETE", api_config_one, OPTIONS_STRICT },
	{ "/v1/connect/ca/roots", "GET", api_ca_roots, OPTIONS_STRICT },
	{ "/v1/exported-services", "GET", api_exported_services,
	  OPTIONS_LENIENT },
	{ "/v1/health/service/", "GET", api_health_service, OPTIONS_STRICT },
	{ "/v1/internal/acl/authorize", "POST", api_acl_authorize,
	  OPTIONS_NONE },
	{ "/v1/internal/ui/services", "GET", api_ui_services, OPTIONS_STRICT },
	{ "/v1/peering/", "GET,DELETE", api_peering_one, OPTIONS_LENIENT },
	{ "/v1/peering/establish", "POST", api_peering_establish,
	  OPTIONS_NONE },
	{ "/v1/peering/token", "POST", api_peering_generate, OPTIONS_NONE },
	{ "/v1/peerings", "GET", api_peering_list, OPTIONS_LENIENT },
	{ "/v1/status/leader", "GET", api_status_leader, OPTIONS_STRICT },
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

static void redirect(struct reply *reply, const char *to)
{
	kv_add(&reply->headers, "Location", to);
	reply->plain = true;
	reply_error(reply, 307, "<a href=\"%s\">Temporary Redirect</a>.\n\n",
		    to);
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
		redirect(reply, clean.data);
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
	if (route->options == OPTIONS_LENIENT)
		route->handler(req, reply);
	buf_insert(&reply->body, 0, text, strlen(text));
	reply->status = 400;
	reply->json = false;
	reply->index = 0;
}

void route_dispatch(struct request *req, struct reply *reply)
{
	const struct route *route = find(req->path);
	const char *wrong = NULL;

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
	if (route->options != OPTIONS_NONE && !strcmp(req->method, "GET"))
		wrong = complaint(req);
	if (wrong)
		complain(route, req, reply, wrong);
	else
		route->handler(req, reply);
}
