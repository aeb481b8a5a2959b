#include "sandbox/seed.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "sandbox/ca.h"
#include "sandbox/catalog.h"
#include "sandbox/cluster.h"
#include "sandbox/demo.h"
#include "sandbox/duration.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/story.h"
#include "sandbox/stream.h"
#include "sandbox/world.h"

static const char *const services[] = {
	"web",	   "api",      "billing", "search",  "auth",   "cart",
	"catalog", "checkout", "email",	  "events",  "feed",   "images",
	"ledger",  "metrics",  "orders",  "payment", "quotes", "reports",
	"stock",   "tax",      "users",
};

/* The field is a list of services, or how many of ours to take. */
static void read_services(struct json_object *o, const char *key,
			  struct strlist *to)
{
	struct json_object *v = js_child(o, key);
	size_t n = 0;

	js_get_list(o, key, to);
	if (json_object_is_type(v, json_type_int))
		n = (size_t)json_object_get_int(v);
	for (size_t i = 0; i < n && i < ARRAY_LEN(services); i++)
		strlist_add(to, services[i]);
	strlist_sort(to);
}

static struct service *make_service(const struct cluster *c, const char *id,
				    const char *name, const char *status)
{
	struct service *s = catalog_new_service(c, id, name);
	char check[400];

	snprintf(check, sizeof(check), "service:%s", id);
	catalog_add_check(s, check, "alive", status, "http");
	s->port = 8080;
	s->create_index = s->modify_index = c->index;
	return s;
}

/* Two instances of each service, and here and there one that is not well. */
static void add_imports(struct record *r, const char *dc)
{
	const struct strlist *names = &r->stream.imported;

	for (size_t i = 0; i < 2 * names->count; i++) {
		const char *name = names->items[i / 2];
		struct service *s;
		char id[300];

		snprintf(id, sizeof(id), "%s-%zu", name, i % 2 + 1);
		s = make_service(r->cluster, id, name,
				 i % 17 == 7   ? "critical"
				 : i % 11 == 5 ? "warning"
					       : "passing");
		free(s->dc);
		s->dc = mem_dup(dc);
		catalog_put(&r->imports, s);
	}
	if (names->count)
		cluster_write(r->cluster, TABLE_IMPORTS);
}

/* The cluster exports what its peerings say, so that both agree. */
static void add_exports(struct cluster *c, const char *peer,
			const struct strlist *names)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < names->count; i++)
		if (!catalog_find(&c->catalog, names->items[i]))
			catalog_put(&c->catalog,
				    make_service(c, names->items[i],
						 names->items[i], "passing"));
	if (c->exports.services) {
		json_object_put(list);
		list = json_object_get(c->exports.services);
	}
	for (size_t i = 0; i < names->count; i++) {
		struct json_object *consumer = json_object_new_object();
		struct json_object *consumers = json_object_new_array();
		struct json_object *o = json_object_new_object();

		js_string(consumer, "Peer", peer);
		json_object_array_add(consumers, consumer);
		js_string(o, "Name", names->items[i]);
		js_object(o, "Consumers", consumers);
		json_object_array_add(list, o);
	}
	cluster_write(c, TABLE_SERVICES);
	exports_set(&c->exports, list, NULL, cluster_write(c, TABLE_EXPORTS));
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
	if (record_dials(r)) /* it tries on */
		r->due_at = world_ms(r->cluster->world) + WORLD_RETRY_MIN;
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
		r->heard_at = world_ms(r->cluster->world) - ago;
		read_services(o, "imports", &r->stream.imported);
		read_services(o, "exports", &r->stream.exported);
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
		strlist_add(&r->peer_addrs, "127.2.0.1:8503");
	if (*remote)
		r->remote_dc = mem_dup(remote);
	cluster_add(c, r);
	if (!dials && !*remote)
		ca_uuid(r->token_secret);
	else if (!add_identity(r, *remote ? remote : "dc2", err))
		return false;
	if (!set_state(r, o, err))
		return false;
	add_imports(r, remote);
	add_exports(c, name, &r->stream.exported);
	return true;
}

static bool add_peerings(struct cluster *c, struct json_object *list,
			 struct err *err)
{
	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		if (!add_peering(c, json_object_array_get_idx(list, i), err))
			return false;
	return true;
}

static bool seed_cluster(struct cluster *c, struct json_object *o,
			 struct err *err)
{
	struct strlist names = { 0 };

	js_get_list(o, "services", &names);
	for (size_t i = 0; i < names.count; i++)
		catalog_put(&c->catalog,
			    make_service(c, names.items[i], names.items[i],
					 "passing"));
	strlist_release(&names);
	return add_peerings(c, js_child(o, "peerings"), err) &&
	       story_add(&c->world->story, c, js_child(o, "story"),
			 world_ms(c->world), err);
}

bool seed_apply(struct world *world, const char *name, struct err *err)
{
	_cleanup_(js_putp) struct json_object *seed =
		strcmp(name, "demo") ? json_object_from_file(name)
				     : json_tokener_parse(demo_seed);

	if (!json_object_is_type(seed, json_type_object))
		return err_set(err, ERR_USAGE,
			       "-seed %s: no such file, or not a JSON object",
			       name);
	json_object_object_foreach(seed, key, value)
	{
		struct cluster *c = !strcmp(key, "*") && world->count
					    ? world->clusters[0]
					    : world_find(world, key);

		if (!c)
			return err_set(err, ERR_USAGE, "seed: no cluster %s",
				       key);
		if (!seed_cluster(c, value, err))
			return false;
	}
	return true;
}
