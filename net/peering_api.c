#include "net/peering_api.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "net/jsonx.h"
#include "net/peering_body.h"
#include "net/token.h"

#define PATH_MAX_LEN 4096

/* What the inner callbacks need; http.h's `release` frees it. */
struct call {
	union {
		peering_token_fn *token;
		peering_list_fn *list;
		peering_rights_fn *rights;
		peering_accessor_fn *accessor;
		http_done_fn *plain;
	} done;
	void (*slow)(void *ctx);
	void *ctx;
	struct peering_reader *reader;
};

static void call_free(void *ctx)
{
	struct call *call = ctx;

	peering_reader_free(call->reader);
	free(call);
}

static void call_slow(void *ctx)
{
	struct call *call = ctx;

	call->slow(call->ctx);
}

/* --- paths and queries ---------------------------------------------------- */

/* Besides letters and digits, what Go leaves as it is in a path (but / is
 * escaped: a name is never a path of its own) and in a query. */
static const char in_path[] = "-_.~$&+,:;=@";
static const char in_query[] = "-_.~";

static void add_escaped(struct buf *out, const char *text, const char *plain)
{
	for (const unsigned char *p = (const void *)text; *p; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr(plain, *p))
			buf_addc(out, (char)*p);
		else
			buf_addf(out, "%%%02X", *p);
}

static void add_parameter(struct buf *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	buf_addf(out, "%s%s=", out->len ? "&" : "", name);
	add_escaped(out, value, in_query);
}

/* Namespace and partition: of the call, else of the client. */
static void add_tenancy(struct buf *query, const struct client *client,
			const char *partition)
{
	if (!partition || !*partition)
		partition = client->config->partition.value;
	add_parameter(query, "ns", client->config->namespace_name.value);
	add_parameter(query, "partition", partition);
}

/* Start `http`, whose path is `path` and then `name` (NULL = none). */
static struct http_request *start(const struct client *client,
				  const char *partition, const char *name,
				  struct http_call http)
{
	_cleanup_(buf_release) struct buf path = BUF_INIT(PATH_MAX_LEN);
	_cleanup_(buf_release) struct buf query = BUF_INIT(PATH_MAX_LEN);

	buf_adds(&path, http.path);
	if (name)
		add_escaped(&path, name, in_path);
	if (http.query)
		buf_adds(&query, http.query);
	add_tenancy(&query, client, partition);
	http.path = path.data;
	http.query = query.data;
	return http_start(client->http, &client->config->endpoint, &http);
}

/* --- writes --------------------------------------------------------------- */

/* Taken out of the bytes {"PeeringToken":"…"}: json-c would keep a copy. */
static bool take_token(const struct http_reply *reply, struct buf *token,
		       struct err *err)
{
	if (!token_clean(reply->body, reply->body_len, token, err))
		return err_wrap(err, "the reply holds no peering token");
	if (!token->len || reply->body[0] != '{')
		return err_set(err, ERR_DECODE,
			       "the reply holds no peering token");
	return true;
}

static void token_done(void *ctx, const struct http_reply *reply)
{
	_cleanup_(buf_release) struct buf token = BUF_SECRET(TOKEN_TEXT_MAX);
	struct http_reply r = *reply;
	struct call *call = ctx;

	if (r.err.kind == ERR_NONE && take_token(&r, &token, &r.err))
		call->done.token(call->ctx, &r, token.data, token.len);
	else
		call->done.token(call->ctx, &r, NULL, 0);
}

struct http_request *peering_api_generate(const struct client *client,
					  const struct peering_generate *g,
					  peering_token_fn *done, void *ctx)
{
	_cleanup_(buf_release) struct buf body = BUF_INIT(HTTP_BODY_MAX);
	struct call *call = mem_new(1, sizeof(*call));

	call->done.token = done;
	call->ctx = ctx;
	peering_body_generate(&body, g);
	return start(client, g->partition, NULL,
		     (struct http_call){
			     .method = "POST",
			     .path = "/v1/peering/token",
			     .body = body.data,
			     .patience = HTTP_WRITE,
			     .done = token_done,
			     .release = call_free,
			     .ctx = call,
		     });
}

/* A 200 with a page of some proxy is no Consul that says "established". */
static void established_done(void *ctx, const struct http_reply *reply)
{
	struct http_reply r = *reply;
	struct json_object *object;
	struct call *call = ctx;

	if (r.err.kind == ERR_NONE) {
		object = jsonx_parse(r.body, r.body_len, &r.err);
		if (!jsonx_is_object(object))
			err_set(&r.err, ERR_DECODE,
				"the reply is not that of a Consul");
		jsonx_freep(&object);
	}
	call->done.plain(call->ctx, &r);
}

struct http_request *peering_api_establish(const struct client *client,
					   const struct peering_establish *e,
					   http_done_fn *done, void *ctx)
{
	_cleanup_(buf_release) struct buf body = BUF_SECRET(HTTP_BODY_MAX);
	struct call *call = mem_new(1, sizeof(*call));

	call->done.plain = done;
	call->ctx = ctx;
	peering_body_establish(&body, e);
	return start(client, e->partition, NULL,
		     (struct http_call){
			     .method = "POST",
			     .path = "/v1/peering/establish",
			     .body = body.data,
			     .patience = HTTP_DIAL,
			     .done = established_done,
			     .release = call_free,
			     .ctx = call,
		     });
}

struct http_request *peering_api_delete(const struct client *client,
					const char *name, const char *partition,
					http_done_fn *done, void *ctx)
{
	return start(client, partition, name,
		     (struct http_call){
			     .method = "DELETE",
			     .path = "/v1/peering/",
			     .patience = HTTP_WRITE,
			     .done = done,
			     .ctx = ctx,
		     });
}

struct http_request *peering_api_put(const struct client *client,
				     const char *path, const char *query,
				     const char *body, http_done_fn *done,
				     void *ctx)
{
	return start(client, NULL, NULL,
		     (struct http_call){
			     .method = "PUT",
			     .path = path,
			     .query = query,
			     .body = body,
			     .patience = HTTP_WRITE,
			     .done = done,
			     .ctx = ctx,
		     });
}

/* --- reads ---------------------------------------------------------------- */

static bool list_data(void *ctx, const char *bytes, size_t len, struct err *err)
{
	struct call *call = ctx;

	return peering_reader_feed(call->reader, bytes, len, err);
}

static void list_done(void *ctx, const struct http_reply *reply)
{
	_cleanup_(peerings_release) struct peerings list = { 0 };
	struct http_reply r = *reply;
	struct call *call = ctx;

	if (r.err.kind == ERR_NONE)
		peering_reader_finish(call->reader, &list, &r.err);
	call->done.list(call->ctx, &r, &list);
}

struct http_request *peering_api_list(const struct client *client,
				      enum peering_detail detail,
				      peering_list_fn *done,
				      void (*slow)(void *ctx), void *ctx)
{
	struct call *call = mem_new(1, sizeof(*call));

	call->done.list = done;
	call->slow = slow;
	call->ctx = ctx;
	call->reader = peering_reader_new(detail);
	return start(client, NULL, NULL,
		     (struct http_call){
			     .method = "GET",
			     .path = "/v1/peerings",
			     .patience = HTTP_READ,
			     .data = list_data,
			     .slow = slow ? call_slow : NULL,
			     .done = list_done,
			     .release = call_free,
			     .ctx = call,
		     });
}

static void read_done(void *ctx, const struct http_reply *reply)
{
	_cleanup_(peerings_release) struct peerings list = { 0 };
	struct http_reply r = *reply;
	struct call *call = ctx;

	if (r.err.kind == ERR_NONE)
		peering_decode(r.body, r.body_len, &list, &r.err);
	call->done.list(call->ctx, &r, &list);
}

struct http_request *peering_api_read(const struct client *client,
				      const char *name, const char *partition,
				      peering_list_fn *done, void *ctx)
{
	struct call *call = mem_new(1, sizeof(*call));

	call->done.list = done;
	call->ctx = ctx;
	return start(client, partition, name,
		     (struct http_call){
			     .method = "GET",
			     .path = "/v1/peering/",
			     .patience = HTTP_READ,
			     .done = read_done,
			     .release = call_free,
			     .ctx = call,
		     });
}

struct http_request *peering_api_imported(const struct client *client,
					  const char *peer,
					  enum http_patience patience,
					  http_done_fn *done, void *ctx)
{
	_cleanup_(buf_release) struct buf query = BUF_INIT(PATH_MAX_LEN);

	add_parameter(&query, "peer", peer);
	return start(client, NULL, NULL,
		     (struct http_call){
			     .method = "GET",
			     .path = "/v1/internal/ui/services",
			     .query = query.data,
			     .patience = patience,
			     .done = done,
			     .ctx = ctx,
		     });
}

/* What a wait returns when its time is over is as old as its beginning
 * (Consul 1.21), so nobody looks at it. */
static bool throw_away(void *ctx, const char *bytes, size_t len,
		       struct err *err)
{
	(void)ctx, (void)bytes, (void)len, (void)err;
	return true;
}

struct http_request *peering_api_wait(const struct client *client,
				      uint64_t index, int wait_ms,
				      http_done_fn *done, void *ctx)
{
	_cleanup_(buf_release) struct buf query = BUF_INIT(64);

	buf_addf(&query, "index=%llu&wait=%dms", (unsigned long long)index,
		 wait_ms);
	return start(client, NULL, NULL,
		     (struct http_call){
			     .method = "GET",
			     .path = "/v1/peerings",
			     .query = query.data,
			     .patience = HTTP_WAIT,
			     .wait_ms = wait_ms,
			     .data = throw_away,
			     .done = done,
			     .ctx = ctx,
		     });
}

/* No tenancy here: status and agent calls are the whole agent's. */
struct http_request *peering_api_get(const struct client *client,
				     const char *path, http_done_fn *done,
				     void *ctx)
{
	const struct http_call http = {
		.method = "GET",
		.path = path,
		.patience = HTTP_READ,
		.done = done,
		.ctx = ctx,
	};

	return http_start(client->http, &client->config->endpoint, &http);
}

struct http_request *peering_api_get_in(const struct client *client,
					const char *path, const char *name,
					enum http_patience patience,
					http_done_fn *done, void *ctx)
{
	return start(client, NULL, name,
		     (struct http_call){
			     .method = "GET",
			     .path = path,
			     .patience = patience,
			     .done = done,
			     .ctx = ctx,
		     });
}

/* --- who may what --------------------------------------------------------- */

static void rights_done(void *ctx, const struct http_reply *reply)
{
	struct peering_rights rights = { 0 };
	struct http_reply r = *reply;
	struct call *call = ctx;

	if (r.status == 401)
		rights = (struct peering_rights){
			.peering_read = RIGHT_YES,
			.peering_write = RIGHT_YES,
			.mesh_read = RIGHT_YES,
			.mesh_write = RIGHT_YES,
			.acl_disabled = true,
		};
	else if (r.err.kind == ERR_NONE)
		peering_body_read_rights(r.body, r.body_len, &rights, &r.err);
	call->done.rights(call->ctx, &r, &rights);
}

struct http_request *peering_api_rights(const struct client *client,
					peering_rights_fn *done,
					void (*slow)(void *ctx), void *ctx)
{
	_cleanup_(buf_release) struct buf body = BUF_INIT(1024);
	struct call *call = mem_new(1, sizeof(*call));

	call->done.rights = done;
	call->slow = slow;
	call->ctx = ctx;
	peering_body_rights(&body);
	return start(client, NULL, NULL,
		     (struct http_call){
			     .method = "POST",
			     .path = "/v1/internal/acl/authorize",
			     .body = body.data,
			     .patience = HTTP_READ, /* it changes nothing */
			     .slow = slow ? call_slow : NULL,
			     .done = rights_done,
			     .release = call_free,
			     .ctx = call,
		     });
}

static void accessor_done(void *ctx, const struct http_reply *reply)
{
	_cleanup_(mem_freep) char *accessor = NULL;
	struct call *call = ctx;

	if (reply->err.kind == ERR_NONE)
		accessor = peering_body_accessor(reply->body, reply->body_len);
	call->done.accessor(call->ctx, reply, accessor);
}

struct http_request *peering_api_accessor(const struct client *client,
					  peering_accessor_fn *done, void *ctx)
{
	struct call *call = mem_new(1, sizeof(*call));

	call->done.accessor = done;
	call->ctx = ctx;
	return start(client, NULL, NULL,
		     (struct http_call){
			     .method = "GET",
			     .path = "/v1/acl/token/self",
			     .patience = HTTP_READ,
			     .done = accessor_done,
			     .release = call_free,
			     .ctx = call,
		     });
}
