/*
 * The calls that no Consul has: the tests' levers. They act on the cluster
 * that is asked, or on the one named by ?cluster=.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/duration.h"
#include "sandbox/journal.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/request.h"
#include "sandbox/stream.h"
#include "sandbox/world.h"

enum { LEADER_CHANGE_MS = 4000, MANY = 100000 };

static struct cluster *target(struct request *req, struct reply *reply)
{
	const char *name = request_query(req, "cluster");
	struct cluster *c =
		*name ? world_find(req->cluster->world, name) : req->cluster;

	if (!c)
		reply_error(reply, 404, "no cluster \"%s\"", name);
	return c;
}

void api_sandbox_advance(struct request *req, struct reply *reply)
{
	char *end;
	double seconds = strtod(request_query(req, "seconds"), &end);

	if (*end || !(seconds >= 0) || seconds > 1e9) {
		reply_error(reply, 400, "seconds=N is missing");
		return;
	}
	world_advance(req->cluster->world, (int64_t)(seconds * 1000));
}

/* --- things that happen to a whole cluster -------------------------------- */

static void change_leader(struct cluster *c, const char *value)
{
	(void)value;
	stream_forget_all(c, LEADER_CHANGE_MS);
	cluster_write(c, TABLE_PEERINGS);
}

static void hang(struct cluster *c, const char *value)
{
	(void)value;
	c->hung = true;
}

static void stop(struct cluster *c, const char *value)
{
	(void)value;
	c->stopped = true;
	for (size_t i = 0; i < c->count; i++)
		if (c->records[i]->far)
			stream_break(c->records[i]);
}

static void go_on(struct cluster *c, const char *value)
{
	(void)value;
	c->hung = c->stopped = false;
}

/* Made-up peerings, so that a list is long. */
static void add_many(struct cluster *c, const char *value)
{
	long n = *value ? strtol(value, NULL, 10) : MANY;
	char name[32];

	for (long i = 0; i < n && i < 10 * MANY; i++) {
		struct record *r;

		snprintf(name, sizeof(name), "many-%06ld", i);
		if (cluster_find(c, name))
			continue;
		r = record_new(c, name);
		r->scripted = true;
		cluster_add(c, r);
	}
}

static const char *const hostile[] = {
	"\x1b]0;owned\x07",
	"\x1b[2J\x1b[H",
	"\x1b]52;c;cm0gLXJm\x07",
	"a\nb\r\nc\td",
	"\xe2\x80\xaetxt.exe",
	"\302\23331mred",
	"z\xcc\x80\xcc\x81\xcc\x82\xcc\x83\xcc\x84",
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
	"\"quotes'`$(id)\\",
	"\x7f\x01\x02",
};

/* Strings that a terminal must never see as they are. */
static void add_hostile(struct cluster *c, const char *value)
{
	(void)value;
	for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
		struct json_object *meta = json_object_new_object();
		struct record *r = cluster_find(c, hostile[i]);

		if (!r) {
			r = record_new(c, hostile[i]);
			r->scripted = true;
			r->remote_dc = mem_dup(hostile[i]);
			js_string(meta, "note", hostile[i]);
			js_string(meta, hostile[i], "key");
			record_set_meta(r, meta);
			cluster_add(c, r);
		}
		json_object_put(meta);
	}
}

static const struct {
	const char *name;
	void (*happen)(struct cluster *c, const char *value);
} events[] = {
	{ "leader-change", change_leader },
	{ "hung-peer", hang },
	{ "stopped", stop },
	{ "resume", go_on },
	{ "many", add_many },
	{ "hostile", add_hostile },
};

bool api_sandbox_fault_add(struct cluster *c, const char *spec, struct err *err)
{
	size_t len = strcspn(spec, "=,");

	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		if (len != strlen(events[i].name) ||
		    strncmp(spec, events[i].name, len) != 0)
			continue;
		events[i].happen(c, spec[len] == '=' ? spec + len + 1 : "");
		return true;
	}
	return fault_add(&c->faults, spec, world_ms(c->world), err);
}

void api_sandbox_fault(struct request *req, struct reply *reply)
{
	struct cluster *c = target(req, reply);
	struct err err = ERR_INIT;

	if (!c)
		return;
	if (!strcmp(req->method, "DELETE")) {
		fault_clear(&c->faults);
		go_on(c, "");
	} else if (!api_sandbox_fault_add(c, req->body.data, &err)) {
		reply_error(reply, 400, "%s", err.msg);
	}
}

void api_sandbox_requests(struct request *req, struct reply *reply)
{
	struct journal *journal = req->cluster->world->journal;

	if (!strcmp(req->method, "DELETE"))
		journal_clear(journal);
	else
		reply_json(reply, journal_list(journal));
}
