#include "net/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "net/check_private.h"
#include "net/exports.h"
#include "net/http.h"
#include "net/jsonx.h"

static void advance(struct check_cluster *c);

/* --- keeping replies -------------------------------------------------------
 */

/* A reply has come; keep it as a failure if it is one. */
static bool failed(struct check_cluster *c, enum check_question question,
		   const struct http_reply *reply)
{
	struct check_asked *asked = &c->asked[question];
	bool said_no =
		reply->err.kind == ERR_STATUS || reply->err.kind == ERR_DENIED;

	c->pending--;
	asked->request = NULL;
	asked->done = true;
	if (reply->err.kind == ERR_NONE)
		return false;
	asked->failed = true;
	asked->status = reply->status;
	/* A part of a good answer is nobody's words. */
	asked->text =
		mem_dup(said_no && *reply->body ? reply->body : reply->err.msg);
	return true;
}

/* What the reply says makes no sense. */
static void keep_nonsense(struct check_cluster *c, enum check_question question,
			  const struct err *err)
{
	c->asked[question].failed = true;
	c->asked[question].text = mem_dup(err->msg);
}

static void leader_done(void *ctx, const struct http_reply *reply)
{
	struct check_cluster *c = ctx;

	if (!failed(c, ASK_LEADER, reply)) {
		size_t start = reply->body[0] == '"';

		c->leader = mem_dup_n(reply->body + start,
				      strcspn(reply->body + start, "\"\r\n"));
		c->took_ms = reply->took_ms;
		if (reply->date >= 0)
			c->ahead_s = reply->date - clock_wall(c->check->clock);
	}
	advance(c);
}

static void agent_done(void *ctx, const struct http_reply *reply)
{
	struct check_cluster *c = ctx;
	struct err err;

	if (!failed(c, ASK_AGENT, reply) &&
	    !peering_agent_decode(reply->body, reply->body_len, &c->agent,
				  &err))
		keep_nonsense(c, ASK_AGENT, &err);
	advance(c);
}

static void accessor_done(void *ctx, const struct http_reply *reply,
			  const char *accessor)
{
	struct check_cluster *c = ctx;

	failed(c, ASK_ACCESSOR, reply);
	c->accessor = mem_dup(accessor);
	advance(c);
}

static void rights_done(void *ctx, const struct http_reply *reply,
			const struct peering_rights *rights)
{
	struct check_cluster *c = ctx;

	failed(c, ASK_RIGHTS, reply);
	c->rights = *rights;
	advance(c);
}

static bool each_root(struct check_cluster *c, struct json_object *roots,
		      struct err *err)
{
	for (size_t i = 0; i < jsonx_count(roots); i++) {
		struct timestamp end = { 0 };

		if (!jsonx_time(jsonx_at(roots, i), "NotAfter", &end, err))
			return false;
		if (end.set && (!c->ca_not_after || end.sec < c->ca_not_after))
			c->ca_not_after = end.sec;
	}
	return true;
}

static void roots_done(void *ctx, const struct http_reply *reply)
{
	_cleanup_(jsonx_freep) struct json_object *object = NULL;
	struct json_object *roots = NULL;
	struct check_cluster *c = ctx;
	struct err err = ERR_INIT;

	if (!failed(c, ASK_ROOTS, reply)) {
		object = jsonx_parse(reply->body, reply->body_len, &err);
		if (!object ||
		    !jsonx_string(object, "TrustDomain", &c->trust_domain,
				  &err) ||
		    !jsonx_array(object, "Roots", &roots, &err) ||
		    !each_root(c, roots, &err))
			keep_nonsense(c, ASK_ROOTS, &err);
	}
	advance(c);
}

static void list_done(void *ctx, const struct http_reply *reply,
		      struct peerings *list)
{
	struct check_cluster *c = ctx;

	failed(c, ASK_LIST, reply);
	c->list = *list;
	*list = (struct peerings){ 0 };
	c->filtered = reply->filtered;
	c->date = reply->date;
	advance(c);
}

static bool add_consumers(struct check_cluster *c, struct json_object *service,
			  struct err *err)
{
	_cleanup_(mem_freep) char *name = NULL;
	struct json_object *consumers = NULL;

	if (!jsonx_string(service, "Name", &name, err) ||
	    !jsonx_array(service, "Consumers", &consumers, err))
		return false;
	for (size_t i = 0; i < jsonx_count(consumers); i++) {
		_cleanup_(mem_freep) char *peer = NULL;

		if (!jsonx_string(jsonx_at(consumers, i), "Peer", &peer, err))
			return false;
		if (!peer || !*peer)
			continue;
		strlist_add(&c->exports, name ? name : "");
		strlist_add(&c->exports, peer);
	}
	return true;
}

static void exports_done(void *ctx, const struct http_reply *reply)
{
	_cleanup_(jsonx_freep) struct json_object *object = NULL;
	struct json_object *services = NULL;
	struct check_cluster *c = ctx;
	struct err err = ERR_INIT;

	if (!failed(c, ASK_EXPORTS, reply)) {
		object = jsonx_parse(reply->body, reply->body_len, &err);
		if (!object ||
		    !jsonx_array(object, "Services", &services, &err))
			keep_nonsense(c, ASK_EXPORTS, &err);
		for (size_t i = 0; i < jsonx_count(services); i++)
			if (!add_consumers(c, jsonx_at(services, i), &err)) {
				keep_nonsense(c, ASK_EXPORTS, &err);
				break;
			}
	}
	advance(c);
}

/* --- asking ----------------------------------------------------------------
 */

static void ask(struct check_cluster *c, enum check_question question,
		struct http_request *request)
{
	c->asked[question].request = request;
	c->pending++;
}

static void get(struct check_cluster *c, enum check_question question,
		const char *path, http_done_fn *done)
{
	ask(c, question, peering_api_get(c->client, path, done, c));
}

static void ask_for_the_leader(struct check_cluster *c)
{
	get(c, ASK_LEADER, "/v1/status/leader", leader_done);
}

static void ask_for_the_agent(struct check_cluster *c)
{
	get(c, ASK_AGENT, "/v1/agent/self", agent_done);
	ask(c, ASK_ACCESSOR, peering_api_accessor(c->client, accessor_done, c));
	ask(c, ASK_RIGHTS, peering_api_rights(c->client, rights_done, NULL, c));
	get(c, ASK_ROOTS, "/v1/connect/ca/roots", roots_done);
}

/* What will be denied is not asked for: it would take seconds. */
static void ask_for_the_peerings(struct check_cluster *c)
{
	c->asked[ASK_LIST].done = c->rights.peering_read == RIGHT_NO;
	c->asked[ASK_EXPORTS].done = c->rights.mesh_read == RIGHT_NO;
	if (c->rights.peering_read != RIGHT_NO)
		ask(c, ASK_LIST,
		    peering_api_list(c->client, PEERING_ROWS, list_done, NULL,
				     c));
	if (c->rights.mesh_read != RIGHT_NO)
		ask(c, ASK_EXPORTS, exports_read(c->client, exports_done, c));
}

/* Ask on when all replies of a step are there. */
static void go_on(struct check_cluster *c)
{
	static void (*const steps[])(struct check_cluster * c) = {
		ask_for_the_leader,
		ask_for_the_agent,
		ask_for_the_peerings,
	};

	while (!c->pending) {
		if (c->asked[ASK_LEADER].failed ||
		    c->step == ARRAY_LEN(steps)) {
			c->check->running--;
			return;
		}
		steps[c->step++](c);
	}
}

static void tell(struct check *check)
{
	check_judge(check);
	if (check->changed)
		check->changed(check->changed_ctx);
}

static void advance(struct check_cluster *c)
{
	go_on(c);
	tell(c->check);
}

/* ---------------------------------------------------------------------------
 */

struct check *check_new(const struct clock *clock)
{
	struct check *check = mem_new(1, sizeof(*check));

	check->clock = clock;
	return check;
}

static struct check_cluster *add(struct check *check, const char *name)
{
	struct check_cluster *c = mem_new(1, sizeof(*c));

	check->clusters = mem_grow(check->clusters, check->count, &check->cap,
				   sizeof(*check->clusters));
	check->clusters[check->count++] = c;
	c->check = check;
	c->name = mem_dup(name);
	c->date = -1;
	return c;
}

void check_add(struct check *check, const char *name,
	       const struct client *client)
{
	add(check, name)->client = client;
}

void check_add_failure(struct check *check, const char *name, const char *why)
{
	struct check_cluster *c = add(check, name);

	c->asked[ASK_LEADER].done = c->asked[ASK_LEADER].failed = true;
	c->asked[ASK_LEADER].text = mem_dup(why);
}

void check_start(struct check *check)
{
	check->running = check->count;
	for (size_t i = 0; i < check->count; i++)
		go_on(check->clusters[i]);
	check_judge(check);
}

static void cluster_cancel(struct check_cluster *c)
{
	for (int i = 0; i < ASK_COUNT; i++) {
		http_cancel(c->asked[i].request);
		c->asked[i].request = NULL;
	}
	c->cancelled = true;
	c->pending = 0;
}

void check_cancel(struct check *check)
{
	for (size_t i = 0; i < check->count; i++)
		cluster_cancel(check->clusters[i]);
	check->running = 0;
	check_judge(check);
}

void check_tell(struct check *check, check_changed_fn *changed, void *ctx)
{
	check->changed = changed;
	check->changed_ctx = ctx;
}

bool check_is_done(const struct check *check)
{
	return !check->running;
}

const struct check_finding *check_findings(const struct check *check,
					   size_t *count)
{
	*count = check->finding_count;
	return check->findings;
}

enum check_level check_worst(const struct check *check)
{
	enum check_level worst = CHECK_WAITING;

	for (size_t i = 0; i < check->finding_count; i++)
		if (check->findings[i].level > worst)
			worst = check->findings[i].level;
	return worst;
}

const char *check_level_name(enum check_level level)
{
	static const char *const names[] = {
		[CHECK_WAITING] = "waiting", [CHECK_OK] = "ok",
		[CHECK_UNKNOWN] = "unknown", [CHECK_WARNING] = "warning",
		[CHECK_FAILURE] = "failure",
	};

	return names[level];
}

static void cluster_free(struct check_cluster *c)
{
	for (int i = 0; i < ASK_COUNT; i++) {
		http_cancel(c->asked[i].request);
		free(c->asked[i].text);
	}
	peering_agent_release(&c->agent);
	peerings_release(&c->list);
	strlist_release(&c->exports);
	free(c->name);
	free(c->leader);
	free(c->accessor);
	free(c->trust_domain);
	free(c);
}

void check_free(struct check *check)
{
	if (!check)
		return;
	for (size_t i = 0; i < check->count; i++)
		cluster_free(check->clusters[i]);
	check_forget(check);
	free(check->clusters);
	free(check->findings);
	free(check);
}

void check_freep(struct check **check)
{
	check_free(*check);
	*check = NULL;
}
