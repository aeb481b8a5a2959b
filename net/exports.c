#include "net/exports.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/client.h"
#include "net/jsonx.h"
#include "net/peering_api.h"

#define LABEL_MAX 1024
#define PLAIN	  (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static const char *string_of(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

/* The list under `key`; NULL when there is none. */
static struct json_object *list_in(struct json_object *object, const char *key)
{
	struct json_object *list = NULL;

	json_object_object_get_ex(object, key, &list);
	return json_object_is_type(list, json_type_array) ? list : NULL;
}

/* The same, made when it is missing. */
static struct json_object *list_of(struct json_object *object, const char *key)
{
	struct json_object *list = list_in(object, key);

	if (list)
		return list;
	list = json_object_new_array();
	json_object_object_add(object, key, list);
	return list;
}

static size_t count(struct json_object *list)
{
	return list ? json_object_array_length(list) : 0;
}

static struct json_object *new_entry(const char *partition)
{
	struct json_object *entry = json_object_new_object();

	if (!partition || !*partition)
		partition = "default";
	json_object_object_add(entry, "Kind",
			       json_object_new_string("exported-services"));
	json_object_object_add(entry, "Name",
			       json_object_new_string(partition));
	return entry;
}

/* The entry as an object; the caller frees. */
static struct json_object *parse(const char *json, size_t len,
				 const char *partition, struct err *err)
{
	struct json_object *entry;

	if (!json)
		return new_entry(partition);
	entry = jsonx_parse(json, len, err);
	if (entry && jsonx_is_object(entry))
		return entry;
	jsonx_freep(&entry);
	err_set(err, ERR_DECODE, "exported-services: not a config entry");
	return NULL;
}

/* --- what stands in it ------------------------------------------------------
 */

/* "NAME", or outside of the default namespace "NAMESPACE/NAME". */
static void label_of(struct json_object *service, struct buf *out)
{
	const char *space = string_of(service, "Namespace");

	if (*space && strcmp(space, "default") != 0)
		buf_addf(out, "%s/", space);
	buf_adds(out, string_of(service, "Name"));
}

static bool is_called(struct json_object *service, const char *name)
{
	_cleanup_(buf_release) struct buf label = BUF_INIT(LABEL_MAX);

	label_of(service, &label);
	return !strcmp(label.data, name);
}

static int find_peer(struct json_object *consumers, const char *peer)
{
	for (size_t i = 0; i < count(consumers); i++)
		if (!strcmp(string_of(json_object_array_get_idx(consumers, i),
				      "Peer"),
			    peer))
			return (int)i;
	return -1;
}

static void add_consumer(struct buf *out, struct json_object *consumer)
{
	static const struct {
		const char *key, *before;
	} kinds[] = {
		{ "Peer", "" },
		{ "Partition", "partition " },
		{ "SamenessGroup", "sameness group " },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *name = string_of(consumer, kinds[i].key);

		if (*name)
			buf_addf(out, "%s%s%s", out->len ? ", " : "",
				 kinds[i].before, name);
	}
}

/* A service may stand in the entry several times, each with consumers of its
 * own; here it is one. `rows` says by its label which. */
static void add_row(struct exports_list *list, struct json_object *rows,
		    const char *label)
{
	if (json_object_object_get_ex(rows, label, NULL))
		return;
	json_object_object_add(rows, label,
			       json_object_new_int64((int64_t)list->count));
	list->items = mem_grow(list->items, list->count, &list->cap,
			       sizeof(*list->items));
	list->items[list->count++] = (struct exports_service){
		.name = mem_dup(label),
		.others = mem_dup(""),
	};
}

static void add_others(struct exports_service *row,
		       struct json_object *consumers, const char *peer)
{
	struct buf others = BUF_INIT(EXPORTS_ENTRY_MAX);

	buf_adds(&others, row->others);
	for (size_t i = 0; i < count(consumers); i++) {
		struct json_object *c = json_object_array_get_idx(consumers, i);

		if (strcmp(string_of(c, "Peer"), peer) != 0)
			add_consumer(&others, c);
	}
	free(row->others);
	row->others = buf_take(&others);
}

/* Call `add_row` or `add_others` for what it is to be called for. */
static void walk(struct exports_list *list, struct json_object *services,
		 struct json_object *rows, const char *peer, bool others)
{
	for (size_t i = 0; i < count(services); i++) {
		struct json_object *s = json_object_array_get_idx(services, i);
		struct json_object *consumers = list_in(s, "Consumers"), *at;
		_cleanup_(buf_release) struct buf label = BUF_INIT(LABEL_MAX);

		label_of(s, &label);
		if (!others && find_peer(consumers, peer) >= 0)
			add_row(list, rows, label.data);
		else if (others &&
			 json_object_object_get_ex(rows, label.data, &at))
			add_others(&list->items[json_object_get_int64(at)],
				   consumers, peer);
	}
}

bool exports_list_decode(const char *json, size_t len, const char *peer,
			 struct exports_list *ret, struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *entry =
		parse(json, len, NULL, err);
	_cleanup_(jsonx_freep) struct json_object *rows =
		json_object_new_object();
	struct json_object *services;

	if (!entry)
		return false;
	services = list_in(entry, "Services");
	*ret = (struct exports_list){ 0 };
	walk(ret, services, rows, peer, false);
	walk(ret, services, rows, peer, true);
	return true;
}

void exports_list_release(struct exports_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].name);
		free(list->items[i].others);
	}
	free(list->items);
	*list = (struct exports_list){ 0 };
}

/* --- changing it ------------------------------------------------------------
 */

static struct json_object *append(struct json_object *list, const char *key,
				  const char *value)
{
	struct json_object *item = json_object_new_object();

	json_object_object_add(item, key, json_object_new_string(value));
	json_object_array_add(list, item);
	return item;
}

static bool add(struct json_object *services, const char *name,
		const char *peer)
{
	struct json_object *service = NULL;

	for (size_t i = count(services); i-- > 0;) {
		struct json_object *s = json_object_array_get_idx(services, i);

		if (!is_called(s, name))
			continue;
		if (find_peer(list_in(s, "Consumers"), peer) >= 0)
			return false;
		service = s;
	}
	if (!service)
		service = append(services, "Name", name);
	append(list_of(service, "Consumers"), "Peer", peer);
	return true;
}

static bool take_away(struct json_object *services, const char *name,
		      const char *peer)
{
	bool changed = false;

	for (size_t i = count(services); i-- > 0;) {
		struct json_object *s = json_object_array_get_idx(services, i);
		struct json_object *consumers = list_in(s, "Consumers");
		int at = find_peer(consumers, peer);

		if (at < 0 || !is_called(s, name))
			continue;
		json_object_array_del_idx(consumers, (size_t)at, 1);
		if (!count(consumers))
			json_object_array_del_idx(services, i, 1);
		changed = true;
	}
	return changed;
}

static bool change(struct json_object *entry, const struct exports_wish *wish)
{
	struct json_object *services = list_of(entry, "Services");
	bool changed = false;

	for (size_t i = 0; wish->remove && i < wish->remove->count; i++)
		changed |=
			take_away(services, wish->remove->items[i], wish->peer);
	for (size_t i = 0; wish->add && i < wish->add->count; i++)
		changed |= add(services, wish->add->items[i], wish->peer);
	return changed;
}

bool exports_apply(const char *json, size_t len,
		   const struct exports_wish *wish, struct exports_change *ret,
		   struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *entry =
		parse(json, len, wish->partition, err);
	struct exports_change next = { .body = BUF_INIT(EXPORTS_ENTRY_MAX) };

	if (!entry || !jsonx_uint(entry, "ModifyIndex", &next.cas, err))
		return false;
	next.changed = change(entry, wish);
	if (!buf_adds(&next.body,
		      json_object_to_json_string_ext(entry, PLAIN))) {
		buf_release(&next.body);
		return err_set(err, ERR_DECODE,
			       "exported-services: the entry is too large");
	}
	*ret = next;
	return true;
}

void exports_change_release(struct exports_change *change)
{
	buf_release(&change->body);
	*change = (struct exports_change){ 0 };
}

/* --- as lines ---------------------------------------------------------------
 */

static bool set_by_consul(const char *key)
{
	return !strcmp(key, "CreateIndex") || !strcmp(key, "ModifyIndex") ||
	       !strcmp(key, "Hash");
}

/* With a blank behind each comma, where a long line can be wrapped. */
static void add_spaced(struct buf *line, const char *json)
{
	bool quoted = false;

	for (const char *p = json; *p; p++) {
		buf_addc(line, *p);
		if (*p == '\\' && p[1])
			buf_addc(line, *++p);
		else if (*p == '"')
			quoted = !quoted;
		else if (*p == ',' && !quoted)
			buf_addc(line, ' ');
	}
}

static void add_line(struct strlist *lines, const char *indent, const char *key,
		     struct json_object *value)
{
	struct buf line = BUF_INIT(EXPORTS_ENTRY_MAX);

	buf_adds(&line, indent);
	if (key)
		buf_addf(&line, "\"%s\": ", key);
	add_spaced(&line, json_object_to_json_string_ext(value, PLAIN));
	strlist_add(lines, line.data);
	buf_release(&line);
}

bool exports_lines(const char *json, size_t len, struct strlist *ret,
		   struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *entry =
		parse(json, len, NULL, err);

	if (!entry)
		return false;
	json_object_object_foreach(entry, key, value)
	{
		if (set_by_consul(key))
			continue;
		if (strcmp(key, "Services") != 0 ||
		    !json_object_is_type(value, json_type_array)) {
			add_line(ret, "", key, value);
			continue;
		}
		strlist_add(ret, "\"Services\":");
		for (size_t i = 0; i < count(value); i++)
			add_line(ret, "  ", NULL,
				 json_object_array_get_idx(value, i));
	}
	return true;
}

/* --- calls ------------------------------------------------------------------
 */

struct http_request *exports_read(const struct client *client,
				  http_done_fn *done, void *ctx)
{
	const char *partition = client->config->partition.value;

	return peering_api_get_in(client, "/v1/config/exported-services/",
				  partition && *partition ? partition
							  : "default",
				  HTTP_READ, done, ctx);
}

struct http_request *exports_write(const struct client *client,
				   const char *body, uint64_t cas,
				   http_done_fn *done, void *ctx)
{
	char query[32];

	snprintf(query, sizeof(query), "cas=%" PRIu64, cas);
	return peering_api_put(client, "/v1/config", query, body, done, ctx);
}

enum exports_outcome exports_outcome(const struct http_reply *reply)
{
	if (reply->err.kind != ERR_NONE)
		return http_outcome_open(reply) ? EXPORTS_OPEN
						: EXPORTS_REFUSED;
	if (!strncmp(reply->body, "true", 4))
		return EXPORTS_WRITTEN;
	return strncmp(reply->body, "false", 5) ? EXPORTS_OPEN : EXPORTS_FASTER;
}

struct http_request *exports_catalog(const struct client *client,
				     http_done_fn *done, void *ctx)
{
	return peering_api_get_in(client, "/v1/catalog/services", NULL,
				  HTTP_READ, done, ctx);
}

static bool add_name(void *ctx, const char *key, struct json_object *value,
		     struct err *err)
{
	(void)value, (void)err;
	strlist_add(ctx, key);
	return true;
}

bool exports_catalog_decode(const char *json, size_t len, struct strlist *ret,
			    struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *root =
		jsonx_parse(json, len, err);

	if (!root || !jsonx_is_object(root))
		return err_set(err, ERR_DECODE, "not a catalog");
	jsonx_each(root, add_name, ret, err);
	strlist_sort(ret);
	return true;
}
