/* The handlers of Consul's calls, by the file that holds them. */
#ifndef SANDBOX_API_H
#define SANDBOX_API_H

#include <stdbool.h>

#include "base/attrs.h"

/* What the sandbox calls itself. */
#define API_CONSUL_VERSION "1.21.0"

struct cluster;
struct err;
struct reply;
struct request;

/* api_peering.c */
void api_peering_list(struct request *req, struct reply *reply);
void api_peering_generate(struct request *req, struct reply *reply);
void api_peering_establish(struct request *req, struct reply *reply);
void api_peering_one(struct request *req, struct reply *reply);

/* api_agent.c */
void api_agent_self(struct request *req, struct reply *reply);
void api_agent_monitor(struct request *req, struct reply *reply);
void api_status_leader(struct request *req, struct reply *reply);
void api_ca_roots(struct request *req, struct reply *reply);
void api_datacenters(struct request *req, struct reply *reply);

/* api_acl.c */
void api_acl_token_self(struct request *req, struct reply *reply);
void api_acl_authorize(struct request *req, struct reply *reply);
void api_acl_policy_create(struct request *req, struct reply *reply);
void api_acl_policy_one(struct request *req, struct reply *reply);
void api_acl_policy_list(struct request *req, struct reply *reply);
void api_acl_token_create(struct request *req, struct reply *reply);
void api_acl_token_one(struct request *req, struct reply *reply);
void api_acl_token_list(struct request *req, struct reply *reply);

/* api_config.c */
void api_config_one(struct request *req, struct reply *reply);
void api_config_put(struct request *req, struct reply *reply);
void api_exported_services(struct request *req, struct reply *reply);

/* api_catalog.c */
void api_catalog_services(struct request *req, struct reply *reply);
void api_health_service(struct request *req, struct reply *reply);

/* api_ui.c */
void api_ui_services(struct request *req, struct reply *reply);

/* api_register.c */
void api_service_register(struct request *req, struct reply *reply);
void api_service_deregister(struct request *req, struct reply *reply);

/* api_sandbox.c */
void api_sandbox_advance(struct request *req, struct reply *reply);
void api_sandbox_fault(struct request *req, struct reply *reply);
void api_sandbox_requests(struct request *req, struct reply *reply);

/* A fault (fault.h), or something that happens to the whole cluster at once:
 * leader-change, hung-peer, stopped, resume, many[=N], hostile. */
bool api_sandbox_fault_add(struct cluster *c, const char *spec, struct err *err)
	MUST_CHECK;

#endif
