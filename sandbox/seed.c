#include "sandbox/seed.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "sandbox/ca.h"
#include "sandbox/cluster.h"
#include "sandbox/demo.h"
#include "sandbox/duration.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/world.h"

static const char *const services[] = {
	"web",	   "api",      "billing", "search",  "auth",   "cart",
	"catalog", "checkout", "email",	  "events",  "feed",   "images",
	"ledger",  "metrics",  "orders",  "payment", "quotes", "reports",
	"stock",   "tax",      "users",
};

/* `names` of a seed is a list of services, or how many of ours to take. */
static void add_services(struct json_object *o, const char *key,
			 struct strlist *to)
{
	struct json_object *v = json_object_object_get(o, key);
	size_t n = 0;

	js_get_list(o, key, to);
	if (json_object_is_type(v, json_type_int))
		n = (size_t)json_object_get_int(v);
	for (size_t i = 0; i < n && i < ARRAY_LEN(services); i++)
		strlist_add(to, services[i]);
}

/* The other end of a scripted peering is a cluster that never runs; it has a
 * CA all the same. */
static bool add_identity(struct record *r, const char *dc, struct err *err)
{
	char id[37], trust[64], server[256];
	struct ca ca = { 0 };

	ca_uuid(id);
	snprintf(trust, sizeof(trust), "%s.consul", id);
	snprintf(server, sizeof(server), "server.%s.peering.%s", dc, trust);
	if (!ca_init(&ca, trust, dc, server, err))
		return false;
	strlist_add(&r->peer_cas, ca.pem);
	if (record_dials(r)) {
		r->peer_server_name = mem_dup(server);
		ca_uuid(id);
		r->peer_id = mem_dup(id);
	}
	ca_release(&ca);
	return true;
}

static void set_active(struct record *r, int64_t ago)
{
	struct world *world = r->cluster->world;

	r->stream.connected = true;
	r->lag_ms = ago > WORLD_BEAT_MS ? ago : 0;
	r->beat_at = world_ms(world) + WORLD_BEAT_MS -
		     (ago > WORLD_BEAT_MS ? 0 : ago);
	r->state = record_dials(r) ? RECORD_ESTABLISHING : RECORD_PENDING;
}

static void set_failing(struct record *r, int64_t ago)
{
	(void)ago;
	r->stream.broken = true;
	r->state = record_dials(r) ? RECORD_ESTABLISHING : RECORD_PENDING;
}

static void set_terminated(struct record *r, int64_t ago)
{
	(void)ago;
	r->state = RECORD_TERMINATED;
}

static void set_establishing(struct record *r, int64_t ago)
{
	(void)ago;
	r->state = RECORD_ESTABLISHING;
}

static const struct {
	const char *name;
	void (*set)(struct record *r, int64_t ago);
	bool tracked; /* the leader knows times and services */
} states[] = {
	{ "ACTIVE", set_active, true },
	{ "FAILING", set_failing, true },
	{ "TERMINATED", set_terminated, true },
	{ "ESTABLISHING", set_establishing, false },
	{ "PENDING", NULL, false },
};

static bool set_state(struct record *r, struct json_object *o, struct err *err)
{
	const char *name = js_get(o, "state");
	struct timestamp heard;
	int64_t ago = 0;

	duration_parse(js_get(o, "heard"), &ago);
	heard = world_ago(r->cluster->world, ago);
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		if (strcmp(name, states[i].name) != 0)
			continue;
		if (states[i].set)
			states[i].set(r, ago);
		if (!states[i].tracked)
			return true;
		r->stream.tracked = true;
		r->stream.heartbeat = r->stream.received = heard;
		r->stream.sent = heard;
		add_services(o, "imports", &r->stream.imported);
		add_services(o, "exports", &r->stream.exported);
		return true;
	}
	return err_set(err, ERR_USAGE, "seed: %s: no state \"%s\"", r->name,
		       name);
}

static bool add_peering(struct cluster *c, struct json_object *o,
			struct err *err)
{
	const char *name = js_get(o, "name"), *remote = js_get(o, "remote");
	bool dials = !strcmp(js_get(o, "role"), "dialer");
	struct record *r;

	if (!*name || cluster_find(c, name))
		return err_set(err, ERR_USAGE, "seed: no name, or \"%s\" twice",
			       name);
	r = record_new(c, name);
	r->scripted = true;
	record_set_meta(r, json_object_object_get(o, "meta"));
	if (dials)
		js_get_list(o, "addresses", &r->peer_addrs);
	if (dials && !r->peer_addrs.count)
		strlist_add(&r->peer_addrs, "192.0.2.1:8503");
	if (*remote)
		r->remote_dc = mem_dup(remote);
	cluster_add(c, r);
	if (!dials && !*remote)
		ca_uuid(r->token_secret);
	else if (!add_identity(r, *remote ? remote : "dc2", err))
		return false;
	return set_state(r, o, err);
}

static bool add_peerings(struct cluster *c, struct json_object *list,
			 struct err *err)
{
	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		if (!add_peering(c, json_object_array_get_idx(list, i), err))
			return false;
	return true;
}

bool seed_apply(struct world *world, const char *name, struct err *err)
{
	_cleanup_(js_putp) struct json_object *seed = NULL;
	bool ok = true;

	if (strcmp(name, "demo") != 0)
		return err_set(err, ERR_USAGE, "-seed %s: there is only demo",
			       name);
	seed = json_tokener_parse(demo_seed);
	json_object_object_foreach(seed, key, value)
	{
		struct cluster *c = !strcmp(key, "*") && world->count
					    ? world->clusters[0]
					    : world_find(world, key);

		if (!c)
			return err_set(err, ERR_USAGE, "seed: no cluster %s",
				       key);
		ok = ok &&
		     add_peerings(c, json_object_object_get(value, "peerings"),
				  err);
	}
	return ok;
}
