#include "sandbox/exports.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/strlist.h"
#include "sandbox/catalog.h"
#include "sandbox/js.h"

void exports_release(struct exports *e)
{
	json_object_put(e->services);
	json_object_put(e->meta);
	*e = (struct exports){ 0 };
}

/* Consul takes each key in either spelling. */
static const struct {
	const char *key, *alias, *field;
} service_keys[] = {
	{ "Name", "name", "Name" },
	{ "Namespace", "namespace", "Namespace" },
	{ "Consumers", "consumers", "Consumers" },
	{ 0 },
}, consumer_keys[] = {
	{ "Partition", "partition", "Partition" },
	{ "Peer", "peer", "Peer" },
	{ "PeerName", "peer_name", "Peer" },
	{ "SamenessGroup", "sameness_group", "SamenessGroup" },
	{ 0 },
}, entry_keys[] = {
	{ "Kind", "kind", "" },
	{ "Name", "name", "" },
	{ "Services", "services", "" },
	{ "Meta", "meta", "" },
	{ "Hash", "hash", "" },
	{ "CreateIndex", "create_index", "" },
	{ "ModifyIndex", "modify_index", "" },
	{ 0 },
};

static const char *field_of(const char *key, bool consumer)
{
	for (size_t i = 0; consumer && consumer_keys[i].key; i++)
		if (!strcasecmp(consumer_keys[i].key, key) ||
		    !strcmp(consumer_keys[i].alias, key))
			return consumer_keys[i].field;
	for (size_t i = 0; !consumer && service_keys[i].key; i++)
		if (!strcasecmp(service_keys[i].key, key))
			return service_keys[i].field;
	return NULL;
}

/* The wrong keys of one level, each a line of the message. */
struct wrong {
	struct buf lines, maps;
	int count, map_count;
};

static void note_wrong(struct wrong *wrong, const char *path, const char *key)
{
	buf_addf(&wrong->lines, "\t* invalid config key \"%s%s\"%s\n", path,
		 key,
		 strcmp(key, "Namespace")
			 ? ""
			 : ", namespaces are a consul enterprise feature");
	wrong->count++;
}

/* What stands where an object should; it is told first. */
static void note_no_map(struct wrong *wrong, const char *path,
			struct json_object *v)
{
	static const char *const names[] = {
		[json_type_boolean] = "bool",  [json_type_double] = "float64",
		[json_type_int] = "float64",   [json_type_array] = "slice",
		[json_type_string] = "string",
	};

	buf_addf(&wrong->maps, "* '%.*s' expected a map, got '%s'\n",
		 (int)strlen(path) - 1, path, names[json_object_get_type(v)]);
	wrong->map_count++;
}

static struct json_object *copy_consumer(struct json_object *from, size_t i,
					 size_t j, struct wrong *wrong)
{
	struct json_object *to = json_object_new_object();
	char path[64];

	snprintf(path, sizeof(path), "Services[%zu].Consumers[%zu].", i, j);
	if (from && !json_object_is_type(from, json_type_object))
		note_no_map(wrong, path, from);
	if (!json_object_is_type(from, json_type_object))
		return to;
	json_object_object_foreach(from, key, value)
	{
		const char *field = field_of(key, true);

		if (!field)
			note_wrong(wrong, path, key);
		else if (value && *json_object_get_string(value))
			js_string(to, field, json_object_get_string(value));
	}
	return to;
}

/* A list that is none counts as a list of one; an empty object as none. */
static size_t list_length(struct json_object *list)
{
	if (json_object_is_type(list, json_type_array))
		return json_object_array_length(list);
	if (json_object_is_type(list, json_type_object))
		return json_object_object_length(list) ? 1 : 0;
	return list ? 1 : 0;
}

static struct json_object *list_item(struct json_object *list, size_t i)
{
	return json_object_is_type(list, json_type_array)
		       ? json_object_array_get_idx(list, i)
		       : list;
}

static struct json_object *copy_consumers(struct json_object *from, size_t i,
					  struct wrong *wrong)
{
	struct json_object *to = json_object_new_array();

	for (size_t j = 0; j < list_length(from); j++)
		json_object_array_add(to, copy_consumer(list_item(from, j), i,
							j, wrong));
	return to;
}

static struct json_object *copy_service(struct json_object *from, size_t i,
					struct wrong *wrong)
{
	struct json_object *to = json_object_new_object();
	char path[64];

	snprintf(path, sizeof(path), "Services[%zu].", i);
	js_string(to, "Name", "");
	if (from && !json_object_is_type(from, json_type_object))
		note_no_map(wrong, path, from);
	if (!json_object_is_type(from, json_type_object))
		return to;
	json_object_object_foreach(from, key, value)
	{
		const char *field = field_of(key, false);

		if (!field)
			note_wrong(wrong, path, key);
		else if (!strcmp(field, "Consumers"))
			js_object(to, field, copy_consumers(value, i, wrong));
		else if (value && *json_object_get_string(value))
			js_string(to, field, json_object_get_string(value));
	}
	return to;
}

static struct json_object *get_either(struct json_object *o, const char *key,
				      const char *alias)
{
	struct json_object *v = json_object_object_get(o, key);

	return v ? v : json_object_object_get(o, alias);
}

static bool entry_key_known(const char *key)
{
	for (size_t i = 0; entry_keys[i].key; i++)
		if (!strcasecmp(entry_keys[i].key, key) ||
		    !strcmp(entry_keys[i].alias, key))
			return true;
	return false;
}

static struct json_object *copy_services(struct json_object *body,
					 struct wrong *wrong)
{
	struct json_object *from = get_either(body, "Services", "services");
	struct json_object *to = json_object_new_array();

	for (size_t i = 0; i < list_length(from); i++)
		json_object_array_add(to, copy_service(list_item(from, i), i,
						       wrong));
	return to;
}

static bool consumer_valid(struct json_object *o, size_t i, size_t j,
			   struct buf *error)
{
	const char *peer = js_get(o, "Peer");
	const char *partition = js_get(o, "Partition");
	int count = !!*peer + !!*partition + !!*js_get(o, "SamenessGroup");

	if (count > 1)
		buf_addf(
			error,
			"Services[%zu].Consumers[%zu]: must define at most one of Peer, Partition, or SamenessGroup",
			i, j);
	else if (!strcmp(partition, "*"))
		buf_addf(
			error,
			"Services[%zu].Consumers[%zu]: exporting to all partitions (wildcard) is not supported",
			i, j);
	else if (!strcmp(peer, "*"))
		buf_addf(
			error,
			"Services[%zu].Consumers[%zu]: exporting to all peers (wildcard) is not supported",
			i, j);
	return !error->len;
}

static bool service_valid(struct json_object *o, size_t i, struct buf *error)
{
	struct json_object *consumers = json_object_object_get(o, "Consumers");
	size_t count = consumers ? json_object_array_length(consumers) : 0;

	if (!*js_get(o, "Name"))
		buf_addf(error, "Services[%zu]: service name cannot be empty",
			 i);
	else if (!count)
		buf_addf(error,
			 "Services[%zu]: must have at least one consumer", i);
	for (size_t j = 0; j < count && !error->len; j++)
		consumer_valid(json_object_array_get_idx(consumers, j), i, j,
			       error);
	return !error->len;
}

static bool valid(struct json_object *body, struct json_object *services,
		  struct buf *error)
{
	struct json_object *name = get_either(body, "Name", "name");

	if (!name || strcmp(json_object_get_string(name), "default") != 0) {
		buf_adds(error, "exported-services Name must be \"default\"");
		return false;
	}
	for (size_t i = 0; i < json_object_array_length(services); i++)
		if (!service_valid(json_object_array_get_idx(services, i), i,
				   error))
			return false;
	return true;
}

static void tell_wrong(const struct wrong *wrong, struct buf *error)
{
	if (wrong->map_count) {
		buf_addf(error,
			 "Request decoding failed: %d error(s) decoding:\n\n%s",
			 wrong->map_count, wrong->maps.data);
		buf_cut(error, error->len - 1); /* the last line break */
		return;
	}
	buf_addf(error, "Request decoding failed: %d error%s occurred:\n%s\n",
		 wrong->count, wrong->count == 1 ? "" : "s", wrong->lines.data);
}

bool exports_decode(struct json_object *body, struct json_object **ret_services,
		    struct json_object **ret_meta, int *ret_status,
		    struct buf *error)
{
	struct wrong wrong = { .lines = BUF_INIT(64 * 1024),
			       .maps = BUF_INIT(64 * 1024) };
	struct json_object *services = copy_services(body, &wrong);

	json_object_object_foreach(body, key, ignored)
	{
		(void)ignored;
		if (!entry_key_known(key))
			note_wrong(&wrong, "", key);
	}
	*ret_status = wrong.count || wrong.map_count ? 400 : 500;
	if (*ret_status == 400)
		tell_wrong(&wrong, error);
	buf_release(&wrong.lines);
	buf_release(&wrong.maps);
	if (error->len || !valid(body, services, error)) {
		json_object_put(services);
		return false;
	}
	*ret_services = services;
	*ret_meta = json_object_get(get_either(body, "Meta", "meta"));
	return true;
}

bool exports_equal(const struct exports *e, struct json_object *services,
		   struct json_object *meta)
{
	return e->services && json_object_equal(e->services, services) &&
	       json_object_equal(e->meta, meta);
}

/* FNV-1a. Consul's differs; all that matters is that it follows the text. */
static uint64_t hash_text(const char *s, uint64_t hash)
{
	for (; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 0x100000001b3;
	return hash;
}

void exports_set(struct exports *e, struct json_object *services,
		 struct json_object *meta, uint64_t index)
{
	uint64_t created = e->services ? e->create_index : index;

	exports_release(e);
	*e = (struct exports){
		.services = services,
		.meta = meta,
		.hash = hash_text(json_object_to_json_string(services),
				  0xcbf29ce484222325),
		.create_index = created,
		.modify_index = index,
	};
}

struct json_object *exports_json(const struct exports *e)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "Kind", "exported-services");
	js_string(o, "Name", "default");
	if (json_object_array_length(e->services))
		js_object(o, "Services", json_object_get(e->services));
	js_object_opt(o, "Meta", json_object_get(e->meta));
	js_number(o, "Hash", e->hash);
	js_number(o, "CreateIndex", e->create_index);
	js_number(o, "ModifyIndex", e->modify_index);
	return o;
}

static bool goes_to(struct json_object *service, const char *peer)
{
	struct json_object *consumers =
		json_object_object_get(service, "Consumers");

	for (size_t i = 0; i < json_object_array_length(consumers); i++)
		if (!strcmp(js_get(json_object_array_get_idx(consumers, i),
				   "Peer"),
			    peer))
			return true;
	return false;
}

static void add_once(struct strlist *names, const char *name)
{
	/* Consul never exports itself. */
	if (strcmp(name, "consul") != 0 && !strlist_has(names, name))
		strlist_add(names, name);
}

void exports_for(const struct exports *e, const struct catalog *catalog,
		 const char *peer, struct strlist *names)
{
	size_t count = e->services ? json_object_array_length(e->services) : 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *o =
			json_object_array_get_idx(e->services, i);
		const char *name = js_get(o, "Name");

		if (!goes_to(o, peer))
			continue;
		if (strcmp(name, "*") != 0) {
			add_once(names, name);
			continue;
		}
		for (size_t j = 0; j < catalog->count; j++)
			add_once(names, catalog->services[j]->name);
	}
	strlist_sort(names);
}

/* Every peer that the entry names. */
static void all_peers(const struct exports *e, struct strlist *peers)
{
	size_t count = e->services ? json_object_array_length(e->services) : 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *consumers = json_object_object_get(
			json_object_array_get_idx(e->services, i), "Consumers");

		for (size_t j = 0; j < json_object_array_length(consumers);
		     j++) {
			const char *peer =
				js_get(json_object_array_get_idx(consumers, j),
				       "Peer");

			if (*peer && !strlist_has(peers, peer))
				strlist_add(peers, peer);
		}
	}
	strlist_sort(peers);
}

struct json_object *exports_resolved(const struct exports *e,
				     const struct catalog *catalog)
{
	struct json_object *list = json_object_new_array();
	struct strlist peers = { 0 }, names = { 0 };

	all_peers(e, &peers);
	for (size_t i = 0; i < peers.count; i++) {
		struct strlist mine = { 0 };

		exports_for(e, catalog, peers.items[i], &mine);
		for (size_t j = 0; j < mine.count; j++)
			add_once(&names, mine.items[j]);
		strlist_release(&mine);
	}
	strlist_sort(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct json_object *o = json_object_new_object();
		struct json_object *consumers = json_object_new_object();
		struct json_object *to = json_object_new_array();

		for (size_t j = 0; j < peers.count; j++) {
			struct strlist mine = { 0 };

			exports_for(e, catalog, peers.items[j], &mine);
			if (strlist_has(&mine, names.items[i]))
				json_object_array_add(to,
						      json_object_new_string(
							      peers.items[j]));
			strlist_release(&mine);
		}
		js_string(o, "Service", names.items[i]);
		js_object(consumers, "Peers", to);
		js_object(o, "Consumers", consumers);
		json_object_array_add(list, o);
	}
	strlist_release(&peers);
	strlist_release(&names);
	return list;
}
