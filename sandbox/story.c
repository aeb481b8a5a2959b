#include "sandbox/story.h"

#include <json-c/json.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "sandbox/catalog.h"
#include "sandbox/cluster.h"
#include "sandbox/duration.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/stream.h"
#include "sandbox/world.h"

struct event {
	int64_t at; /* world_ms; 0: it has happened */
	struct cluster *cluster;
	const struct action *action;
	struct json_object *o;
};

struct story {
	struct event *events;
	size_t count, cap;
};

/* What an event does; the peering is there if the action is about one. */
struct action {
	const char *name;
	bool of_peering;
	void (*act)(struct cluster *c, struct record *r, struct json_object *o);
};

/* Heard again, and regularly: it comes back, or connects at last. */
static void recover(struct cluster *c, struct record *r, struct json_object *o)
{
	const char *remote = js_get(o, "remote");

	r->stream.tracked = r->stream.connected = true;
	r->stream.broken = r->silent = false;
	r->stream.heartbeat = r->stream.received = world_now(c->world);
	r->lag_ms = 0;
	r->heard_at = world_ms(c->world);
	r->beat_at = r->heard_at + WORLD_BEAT_MS;
	r->due_at = r->retry_ms = 0;
	r->token_secret[0] = '\0';
	if (*remote) {
		free(r->remote_dc);
		r->remote_dc = mem_dup(remote);
	}
	if (!r->peer_cas.count)
		strlist_add(&r->peer_cas, c->ca.pem);
	cluster_touch(r);
	stream_sync(c);
}

static void fail(struct cluster *c, struct record *r, struct json_object *o)
{
	(void)c, (void)o;
	stream_break(r);
}

/* Its heartbeats stop; Consul says so only when 50 s have passed. */
static void silence(struct cluster *c, struct record *r, struct json_object *o)
{
	(void)c, (void)o;
	r->silent = true;
}

static void terminate(struct cluster *c, struct record *r,
		      struct json_object *o)
{
	(void)c, (void)o;
	r->stream.connected = r->stream.broken = false;
	r->beat_at = 0;
	r->state = RECORD_TERMINATED;
	record_drop_secrets(r);
	cluster_touch(r);
}

static void add_service(struct cluster *c, struct record *r,
			struct json_object *o)
{
	const char *name = js_get(o, "name");
	struct service *s = catalog_new_service(c, name, name);

	(void)r;
	s->port = 8080;
	s->create_index = s->modify_index = cluster_write(c, TABLE_SERVICES);
	catalog_put(&c->catalog, s);
	stream_sync(c);
}

/* The other side exports one more. */
static void import(struct cluster *c, struct record *r, struct json_object *o)
{
	const char *name = js_get(o, "name");
	struct service *s = catalog_new_service(c, name, name);

	if (!strlist_has(&r->stream.imported, name))
		strlist_add(&r->stream.imported, name);
	strlist_sort(&r->stream.imported);
	s->port = 8080;
	s->create_index = s->modify_index = cluster_write(c, TABLE_IMPORTS);
	catalog_put(&r->imports, s);
}

static const struct action actions[] = {
	{ "recover", true, recover },	   { "fail", true, fail },
	{ "silence", true, silence },	   { "terminate", true, terminate },
	{ "service", false, add_service }, { "import", true, import },
};

static bool add_event(struct story *story, struct cluster *c,
		      struct json_object *o, int64_t start, struct err *err)
{
	struct event event = { .cluster = c };
	int64_t after;

	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		if (!strcmp(js_get(o, "do"), actions[i].name))
			event.action = &actions[i];
	if (!event.action || !duration_parse(js_get(o, "after"), &after))
		return err_set(
			err, ERR_USAGE,
			"seed: story: no such action, or no time: %.100s",
			json_object_to_json_string(o));
	event.at = start + after;
	event.o = json_object_get(o);
	story->events = mem_grow(story->events, story->count, &story->cap,
				 sizeof(*story->events));
	story->events[story->count++] = event;
	return true;
}

bool story_add(struct story **story, struct cluster *c,
	       struct json_object *events, int64_t start, struct err *err)
{
	size_t count = json_object_is_type(events, json_type_array)
			       ? json_object_array_length(events)
			       : 0;

	if (!*story)
		*story = mem_new(1, sizeof(**story));
	for (size_t i = 0; i < count; i++)
		if (!add_event(*story, c, json_object_array_get_idx(events, i),
			       start, err))
			return false;
	return true;
}

void story_free(struct story *story)
{
	if (!story)
		return;
	for (size_t i = 0; i < story->count; i++)
		json_object_put(story->events[i].o);
	free(story->events);
	free(story);
}

static void happen(const struct event *event)
{
	struct cluster *c = event->cluster;
	struct record *r = cluster_find(c, js_get(event->o, "peering"));

	/* Someone may have deleted or changed it meanwhile. */
	if (event->action->of_peering &&
	    (!r || !r->scripted || r->state == RECORD_DELETING))
		return;
	event->action->act(c, r, event->o);
}

void story_tick(struct story *story, int64_t now)
{
	for (size_t i = 0; story && i < story->count; i++) {
		struct event *event = &story->events[i];

		if (!event->at || event->at > now)
			continue;
		event->at = 0;
		happen(event);
	}
}

int64_t story_next(const struct story *story)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; story && i < story->count; i++)
		if (story->events[i].at && story->events[i].at < next)
			next = story->events[i].at;
	return next;
}
