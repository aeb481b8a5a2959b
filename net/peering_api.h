/*
 * The calls. Each returns a handle for http_cancel(); the callback runs once,
 * inside http_work(), and never after a cancel. What is passed in is copied;
 * `ctx` must outlive the request.
 */
#ifndef NET_PEERING_API_H
#define NET_PEERING_API_H

#include <stdint.h>

#include "net/client.h"
#include "net/http.h"
#include "net/peering.h"

struct kv;
struct strlist;

/* POST /v1/peering/token. Empty parts are left out of the body. */
struct peering_generate {
	const char *name;
	const char *partition;		 /* NULL or "" = the client's */
	const struct kv *meta;		 /* NULL = none */
	const struct strlist *addresses; /* ServerExternalAddresses; NULL */
};

/* `token` is NULL unless reply->err.kind is ERR_NONE; borrowed, and wiped
 * when the callback has returned. */
typedef void peering_token_fn(void *ctx, const struct http_reply *reply,
			      const char *token, size_t len);
struct http_request *peering_api_generate(const struct client *client,
					  const struct peering_generate *g,
					  peering_token_fn *done, void *ctx);

/* POST /v1/peering/establish. */
struct peering_establish {
	const char *name, *partition, *token;
	const struct kv *meta; /* NULL = none */
};
struct http_request *peering_api_establish(const struct client *client,
					   const struct peering_establish *e,
					   http_done_fn *done, void *ctx);

/* The callback may keep the rows: copy `*list` and zero it; what is left in
 * it is released after. Empty unless reply->err.kind is ERR_NONE. */
typedef void peering_list_fn(void *ctx, const struct http_reply *reply,
			     struct peerings *list);

/* GET /v1/peerings, streamed into rows as it arrives. `slow` as in http.h. */
struct http_request *peering_api_list(const struct client *client,
				      enum peering_detail detail,
				      peering_list_fn *done,
				      void (*slow)(void *ctx), void *ctx);

/* GET /v1/peering/NAME: a list of one; reply->status 404 when there is none. */
struct http_request *peering_api_read(const struct client *client,
				      const char *name, const char *partition,
				      peering_list_fn *done, void *ctx);

/* GET /v1/internal/ui/services?peer=NAME; net/imported.h decodes its body. */
struct http_request *peering_api_imported(const struct client *client,
					  const char *peer,
					  enum http_patience patience,
					  http_done_fn *done, void *ctx);

/* DELETE /v1/peering/NAME: 200 also when there is none (Consul 1.21). */
struct http_request *peering_api_delete(const struct client *client,
					const char *name, const char *partition,
					http_done_fn *done, void *ctx);

/* GET /v1/peerings?index=&wait=: only a bell, its body is thrown away. */
struct http_request *peering_api_wait(const struct client *client,
				      uint64_t index, int wait_ms,
				      http_done_fn *done, void *ctx);

/* Any other GET, the body collected (status/leader, agent/self, …). */
struct http_request *peering_api_get(const struct client *client,
				     const char *path, http_done_fn *done,
				     void *ctx);

/* The same about the client's partition; `name` (NULL = none) is escaped and
 * put behind `path`. */
struct http_request *peering_api_get_in(const struct client *client,
					const char *path, const char *name,
					enum http_patience patience,
					http_done_fn *done, void *ctx);

/* PUT of a JSON body, such as a config entry. */
struct http_request *peering_api_put(const struct client *client,
				     const char *path, const char *query,
				     const char *body, http_done_fn *done,
				     void *ctx);

/* GET /v1/acl/token/self: whose ACL token it is. `accessor` is NULL unless
 * the reply says; the secret in the reply is not looked at. */
typedef void peering_accessor_fn(void *ctx, const struct http_reply *reply,
				 const char *accessor);
struct http_request *peering_api_accessor(const struct client *client,
					  peering_accessor_fn *done, void *ctx);

/* The part of GET /v1/agent/self that the console shows. */
struct peering_agent {
	char *datacenter, *node, *version; /* owned; "" when unknown */
	char *server_address; /* as /v1/status/leader says one; "" = no server,
			       * or unknown */
	bool peering_enabled, connect_enabled;
	int grpc_tls_port; /* 0 = unknown */
};
bool peering_agent_decode(const char *json, size_t len,
			  struct peering_agent *ret, struct err *err);
void peering_agent_release(struct peering_agent *agent);

/* POST /v1/internal/acl/authorize. Without access control (401) all rights
 * are there; unknown stays what the reply does not tell. */
enum peering_right {
	RIGHT_UNKNOWN, /* not asked, or this Consul cannot say */
	RIGHT_YES,
	RIGHT_NO,
};
struct peering_rights {
	enum peering_right peering_read, peering_write, mesh_read, mesh_write;
	bool acl_disabled; /* 401: there is no access control */
};
typedef void peering_rights_fn(void *ctx, const struct http_reply *reply,
			       const struct peering_rights *rights);
struct http_request *peering_api_rights(const struct client *client,
					peering_rights_fn *done,
					void (*slow)(void *ctx), void *ctx);

#endif
