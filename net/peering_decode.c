#include "net/peering_decode.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/jsonx.h"

#define LIST_MAX  ((size_t)1 << 30) /* bytes of strings in one list */
#define ROWS_MAX  ((size_t)1000000)
#define ROWS_FEW  ((size_t)1024)
#define ROWS_STEP 16
#define TRIES	  4 /* places where a text may be remembered */

/* A string of a record and where the decoder keeps it. */
struct text_field {
	const char *key;
	size_t offset;
	bool unique; /* no two rows have the same */
};

#define AT(member) offsetof(struct peering_decoder, member)

static const struct text_field own_texts[] = {
	{ "ID", AT(row.id), true },
	{ "Name", AT(row.name), true },
	{ "Partition", AT(row.partition), false },
	{ "PeerID", AT(row.peer_id), true },
	{ "PeerServerName", AT(row.peer_server_name), false },
};

static const struct text_field remote_texts[] = {
	{ "Partition", AT(remote[PEERING_REMOTE_PARTITION]), false },
	{ "Datacenter", AT(row.remote_datacenter), false },
};

static const struct text_field locality_texts[] = {
	{ "Region", AT(remote[PEERING_REMOTE_REGION]), false },
	{ "Zone", AT(remote[PEERING_REMOTE_ZONE]), false },
};

static const char *const nowhere[PEERING_REMOTES] = { "", "", "" };

/* What a record is whose reply says nothing. */
static const struct peering nothing = {
	.name = "",
	.id = "",
	.partition = "",
	.peer_id = "",
	.peer_server_name = "",
	.state_text = "",
	.remote_datacenter = "",
	.remote = nowhere,
	.meta.null = true,
	.addresses.null = true,
	.ca_pems.null = true,
	.imported.null = true,
	.exported.null = true,
};

static bool same(const char *kept, struct jsonx_text text)
{
	return strlen(kept) == text.len && !memcmp(kept, text.s, text.len);
}

/* FNV-1a */
static uint32_t hash(struct jsonx_text text)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < text.len; i++)
		h = (h ^ (unsigned char)text.s[i]) * 16777619u;
	return h ^ h >> 16;
}

/* Keep a text for as long as the list lives. */
static const char *keep(struct peering_decoder *d, struct jsonx_text text)
{
	_cleanup_(buf_release) struct buf clean = BUF_INIT(LIST_MAX);

	if (jsonx_is_clean(text))
		return arena_string(&d->list.strings, text.s, text.len);
	jsonx_repair(&clean, text);
	return arena_string(&d->list.strings, clean.data, clean.len);
}

/* As keep, but shared with rows before that have the same text. Some places
 * are tried, so that two texts that many rows have do not oust each other. */
static const char *share(struct peering_decoder *d, struct jsonx_text text)
{
	uint32_t h = hash(text);

	for (uint32_t i = 0; i < TRIES; i++) {
		const char **recent = &d->recent[(h + i) % PEERING_RECENT];

		if (!*recent)
			*recent = keep(d, text);
		if (same(*recent, text))
			return *recent;
	}
	return d->recent[h % PEERING_RECENT] = keep(d, text);
}

static uint32_t hash_pointers(const char *const *items, size_t count)
{
	uint64_t h = count;

	for (size_t i = 0; i < count; i++)
		h = (h ^ (uintptr_t)items[i]) * 0x9e3779b97f4a7c15u;
	return (uint32_t)(h >> 32); /* the low bits are mixed little */
}

/* Keep an array of texts that are shared: as one, when a row before has the
 * same, that is the same pointers. */
static const char *const *share_array(struct peering_decoder *d,
				      const char *const *items, size_t count)
{
	uint32_t h = hash_pointers(items, count);
	size_t size = count * sizeof(*items);
	struct peering_strings *recent = NULL;
	const char **kept;

	for (uint32_t i = 0; i < TRIES; i++) {
		recent = &d->recent_arrays[(h + i) % PEERING_RECENT];
		if (!recent->items)
			break;
		if (recent->count == count &&
		    !memcmp(recent->items, items, size))
			return recent->items;
	}
	kept = arena_alloc(&d->list.strings, size);
	memcpy(kept, items, size);
	*recent = (struct peering_strings){ .items = kept,
					    .count = (uint32_t)count };
	return kept;
}

/* Room for `count` texts while a record is read. */
static const char **room(struct peering_decoder *d, size_t count)
{
	if (count > d->room_cap) {
		d->room = mem_resize(d->room, count, sizeof(*d->room));
		d->room_cap = count;
	}
	return d->room;
}

static bool read_texts(struct peering_decoder *d,
		       const struct json_object *object,
		       const struct text_field *fields, size_t count,
		       struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct jsonx_text text = { "", 0 };
		const char *s;

		if (!jsonx_text(object, fields[i].key, &text, err))
			return false;
		s = fields[i].unique ? keep(d, text) : share(d, text);
		memcpy((char *)d + fields[i].offset, &s, sizeof(s));
	}
	return true;
}

static bool read_state(struct peering_decoder *d,
		       const struct json_object *object, struct err *err)
{
	struct jsonx_text text = { "", 0 };

	if (!jsonx_text(object, "State", &text, err))
		return false;
	d->row.state = peering_state_of(text.s, text.len);
	d->row.state_text = d->row.state == PEERING_OTHER || !text.len
				    ? share(d, text)
				    : peering_state_name(d->row.state);
	return true;
}

static const struct peering *row_before(const struct peering_decoder *d)
{
	return d->list.count ? &d->list.rows[d->list.count - 1] : &nothing;
}

static bool same_list(const struct peering_strings *before,
		      const struct json_object *array)
{
	struct jsonx_text text;

	if (!before->items || before->count != jsonx_count(array))
		return false;
	for (uint32_t i = 0; i < before->count; i++)
		if (!jsonx_text_at(array, i, &text, NULL) ||
		    !same(before->items[i], text))
			return false;
	return true;
}

/* A list of strings; without `items` only how many there are. `before` is
 * what the row before has, to be shared. */
static bool read_strings(struct peering_decoder *d,
			 const struct json_object *object, const char *key,
			 bool items, const struct peering_strings *before,
			 struct peering_strings *ret, struct err *err)
{
	struct json_object *array = NULL;
	const char **kept = NULL;
	struct jsonx_text text;

	if (!jsonx_array(object, key, &array, err))
		return false;
	ret->null = !array;
	ret->count = (uint32_t)jsonx_count(array);
	ret->items = before->items;
	if (same_list(before, array))
		return true;
	if (items && ret->count)
		kept = room(d, ret->count);
	for (size_t i = 0; i < ret->count; i++) {
		if (!jsonx_text_at(array, i, &text, err))
			return jsonx_within(err, key);
		if (kept)
			kept[i] = share(d, text);
	}
	ret->items = kept ? share_array(d, kept, ret->count) : NULL;
	return true;
}

/* Where jsonx_each has got to in the metadata. */
struct meta_walk {
	struct peering_decoder *d;
	const char **items;
	size_t count;
};

static bool read_pair(void *ctx, const char *key, struct json_object *value,
		      struct err *err)
{
	struct meta_walk *walk = ctx;
	struct jsonx_text name = { key, strlen(key) }, text;

	if (!jsonx_text_of(value, &text, NULL))
		return err_set(err, ERR_DECODE, "Meta: a value is no string");
	walk->items[walk->count++] = share(walk->d, name);
	walk->items[walk->count++] = share(walk->d, text);
	return true;
}

static int compare_pairs(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static bool read_meta(struct peering_decoder *d,
		      const struct json_object *object, struct err *err)
{
	struct meta_walk walk = { .d = d };
	struct json_object *meta = NULL;

	if (!jsonx_object(object, "Meta", &meta, err))
		return false;
	d->row.meta.null = !meta;
	if (!jsonx_count(meta))
		return true;
	walk.items = room(d, jsonx_count(meta) * 2);
	if (!jsonx_each(meta, read_pair, &walk, err))
		return false;
	qsort(walk.items, walk.count / 2, 2 * sizeof(*walk.items),
	      compare_pairs);
	d->row.meta.items = share_array(d, walk.items, walk.count);
	d->row.meta.count = (uint32_t)walk.count;
	return true;
}

static bool read_stream_status(struct peering_decoder *d,
			       const struct json_object *object,
			       struct err *err)
{
	const struct peering *before = row_before(d);
	bool all = d->detail == PEERING_ALL;
	struct peering *row = &d->row;
	struct json_object *status = NULL;

	if (!jsonx_object(object, "StreamStatus", &status, err))
		return false;
	if (!read_strings(d, status, "ImportedServices", all, &before->imported,
			  &row->imported, err) ||
	    !read_strings(d, status, "ExportedServices", all, &before->exported,
			  &row->exported, err) ||
	    !jsonx_time(status, "LastHeartbeat", &row->heartbeat, err) ||
	    !jsonx_time(status, "LastReceive", &row->receive, err) ||
	    !jsonx_time(status, "LastSend", &row->send, err))
		return jsonx_within(err, "StreamStatus");
	return true;
}

static bool read_remote(struct peering_decoder *d,
			const struct json_object *object, struct err *err)
{
	struct json_object *remote = NULL, *locality = NULL;

	if (!jsonx_object(object, "Remote", &remote, err))
		return false;
	if (!read_texts(d, remote, remote_texts, ARRAY_LEN(remote_texts),
			err) ||
	    !jsonx_object(remote, "Locality", &locality, err))
		return jsonx_within(err, "Remote");
	d->row.has_locality = locality;
	if (!read_texts(d, locality, locality_texts, ARRAY_LEN(locality_texts),
			err))
		return jsonx_within(err, "Remote.Locality");
	d->row.remote = share_array(d, d->remote, PEERING_REMOTES);
	return true;
}

static bool read_record(struct peering_decoder *d, const struct json_object *o,
			struct err *err)
{
	const struct peering *before = row_before(d);
	bool all = d->detail == PEERING_ALL;
	struct peering *row = &d->row;

	return read_texts(d, o, own_texts, ARRAY_LEN(own_texts), err) &&
	       read_state(d, o, err) &&
	       jsonx_time(o, "DeletedAt", &row->deleted_at, err) &&
	       jsonx_uint(o, "CreateIndex", &row->create_index, err) &&
	       jsonx_uint(o, "ModifyIndex", &row->modify_index, err) &&
	       read_strings(d, o, "PeerServerAddresses", true,
			    &before->addresses, &row->addresses, err) &&
	       read_strings(d, o, "PeerCAPems", all, &before->ca_pems,
			    &row->ca_pems, err) &&
	       read_meta(d, o, err) && read_stream_status(d, o, err) &&
	       read_remote(d, o, err);
}

/* For one row more. A list that outgrows the first tables grows in few and
 * large steps: moving a large one takes milliseconds, and what is not used of
 * it costs only address space (of which a host may allow us little). */
static void make_room(struct peerings *list)
{
	size_t cap = list->cap * (list->cap < ROWS_FEW ? 2 : ROWS_STEP);

	if (list->count < list->cap)
		return;
	cap = !cap ? 1 : cap < ROWS_MAX ? cap : ROWS_MAX;
	list->rows = mem_remap(list->rows, list->cap, cap, sizeof(*list->rows));
	list->cap = cap;
}

bool peering_decode_row(struct peering_decoder *d,
			const struct json_object *element, struct err *err)
{
	struct peerings *list = &d->list;

	if (list->count == ROWS_MAX || list->strings.total > LIST_MAX)
		return err_set(err, ERR_DECODE, "the list is too long");
	if (!jsonx_is_object(element))
		return err_set(err, ERR_DECODE, "not an object");
	d->row = nothing;
	if (!read_record(d, element, err))
		return false;
	make_room(list);
	list->rows[list->count++] = d->row;
	return true;
}

bool peering_decode(const char *json, size_t len, struct peerings *ret_list,
		    struct err *err)
{
	struct peering_decoder decoder = { .detail = PEERING_ALL };
	_cleanup_(jsonx_freep) struct json_object *root =
		jsonx_parse(json, len, err);

	bool ok = root && peering_decode_row(&decoder, root, err);

	free(decoder.room);
	if (!ok) {
		peerings_release(&decoder.list);
		return err_wrap(err, "peering");
	}
	*ret_list = decoder.list;
	return true;
}
