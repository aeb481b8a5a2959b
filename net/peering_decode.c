#include "net/peering_decode.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/jsonx.h"

#define LIST_MAX ((size_t)1 << 30) /* bytes of strings in one list */
#define ROWS_MAX ((size_t)1000000)

/* The row in the making, and the one before it to share strings with. */
struct decoder {
	struct arena *arena;
	const struct peering *before;
	struct peering row;
	bool all;
};

/* A string of a record and where its row keeps it. */
struct text_field {
	const char *key;
	size_t offset;
};

static const struct text_field own_texts[] = {
	{ "ID", offsetof(struct peering, id) },
	{ "Name", offsetof(struct peering, name) },
	{ "Partition", offsetof(struct peering, partition) },
	{ "PeerID", offsetof(struct peering, peer_id) },
	{ "PeerServerName", offsetof(struct peering, peer_server_name) },
};

static const struct text_field remote_texts[] = {
	{ "Partition", offsetof(struct peering, remote_partition) },
	{ "Datacenter", offsetof(struct peering, remote_datacenter) },
};

static const struct text_field locality_texts[] = {
	{ "Region", offsetof(struct peering, remote_region) },
	{ "Zone", offsetof(struct peering, remote_zone) },
};

/* What a record is whose reply says nothing. */
static const struct peering nothing = {
	.name = "",
	.id = "",
	.partition = "",
	.peer_id = "",
	.peer_server_name = "",
	.state_text = "",
	.remote_partition = "",
	.remote_datacenter = "",
	.remote_region = "",
	.remote_zone = "",
	.meta.null = true,
	.addresses.null = true,
	.ca_pems.null = true,
	.imported.null = true,
	.exported.null = true,
};

static bool same(const char *before, struct jsonx_text text)
{
	return strlen(before) == text.len && !memcmp(before, text.s, text.len);
}

/* Keep a text for as long as the list lives. */
static const char *keep(struct decoder *d, const char *before,
			struct jsonx_text text)
{
	_cleanup_(buf_release) struct buf clean = BUF_INIT(LIST_MAX);

	if (same(before, text))
		return before;
	if (jsonx_is_clean(text))
		return arena_string(d->arena, text.s, text.len);
	jsonx_repair(&clean, text);
	return arena_string(d->arena, clean.data, clean.len);
}

static bool read_texts(struct decoder *d, const struct json_object *object,
		       const struct text_field *fields, size_t count,
		       struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		size_t offset = fields[i].offset;
		struct jsonx_text text = { "", 0 };
		const char *s;

		if (!jsonx_text(object, fields[i].key, &text, err))
			return false;
		memcpy(&s, (const char *)d->before + offset, sizeof(s));
		s = keep(d, s, text);
		memcpy((char *)&d->row + offset, &s, sizeof(s));
	}
	return true;
}

static bool read_state(struct decoder *d, const struct json_object *object,
		       struct err *err)
{
	struct jsonx_text text = { "", 0 };

	if (!jsonx_text(object, "State", &text, err))
		return false;
	d->row.state = peering_state_of(text.s, text.len);
	d->row.state_text = d->row.state == PEERING_OTHER || !text.len
				    ? keep(d, d->before->state_text, text)
				    : peering_state_name(d->row.state);
	return true;
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

/* A list of strings; without `items` only how many there are. */
static bool read_strings(struct decoder *d, const struct json_object *object,
			 const char *key, bool items,
			 const struct peering_strings *before,
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
		kept = arena_alloc(d->arena, ret->count * sizeof(*kept));
	for (size_t i = 0; i < ret->count; i++) {
		if (!jsonx_text_at(array, i, &text, err))
			return jsonx_within(err, key);
		if (kept)
			kept[i] = keep(d, "", text);
	}
	ret->items = kept;
	return true;
}

/* Where jsonx_each has got to in the metadata. */
struct meta_walk {
	struct decoder *d;
	const char **items;
	size_t count;
};

static bool read_pair(void *ctx, const char *key, struct json_object *value,
		      struct err *err)
{
	struct meta_walk *walk = ctx;
	const struct peering_strings *before = &walk->d->before->meta;
	struct jsonx_text pair[2] = { { key, strlen(key) } };

	if (!jsonx_text_of(value, &pair[1], NULL))
		return err_set(err, ERR_DECODE, "Meta: a value is no string");
	for (size_t i = 0; i < 2; i++, walk->count++)
		walk->items[walk->count] =
			keep(walk->d,
			     walk->count < before->count
				     ? before->items[walk->count]
				     : "",
			     pair[i]);
	return true;
}

static int compare_pairs(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static bool read_meta(struct decoder *d, const struct json_object *object,
		      struct err *err)
{
	struct meta_walk walk = { .d = d };
	struct json_object *meta = NULL;

	if (!jsonx_object(object, "Meta", &meta, err))
		return false;
	d->row.meta.null = !meta;
	if (!jsonx_count(meta))
		return true;
	walk.items = arena_alloc(d->arena,
				 jsonx_count(meta) * 2 * sizeof(*walk.items));
	if (!jsonx_each(meta, read_pair, &walk, err))
		return false;
	qsort(walk.items, walk.count / 2, 2 * sizeof(*walk.items),
	      compare_pairs);
	d->row.meta.items = walk.items;
	d->row.meta.count = (uint32_t)walk.count;
	return true;
}

static bool read_stream_status(struct decoder *d,
			       const struct json_object *object,
			       struct err *err)
{
	const struct peering *before = d->before;
	struct peering *row = &d->row;
	struct json_object *status = NULL;

	if (!jsonx_object(object, "StreamStatus", &status, err))
		return false;
	if (!read_strings(d, status, "ImportedServices", d->all,
			  &before->imported, &row->imported, err) ||
	    !read_strings(d, status, "ExportedServices", d->all,
			  &before->exported, &row->exported, err) ||
	    !jsonx_time(status, "LastHeartbeat", &row->heartbeat, err) ||
	    !jsonx_time(status, "LastReceive", &row->receive, err) ||
	    !jsonx_time(status, "LastSend", &row->send, err))
		return jsonx_within(err, "StreamStatus");
	return true;
}

static bool read_remote(struct decoder *d, const struct json_object *object,
			struct err *err)
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
	return true;
}

static bool read_record(struct decoder *d, const struct json_object *o,
			struct err *err)
{
	const struct peering *before = d->before;
	struct peering *row = &d->row;

	return read_texts(d, o, own_texts, ARRAY_LEN(own_texts), err) &&
	       read_state(d, o, err) &&
	       jsonx_time(o, "DeletedAt", &row->deleted_at, err) &&
	       jsonx_uint(o, "CreateIndex", &row->create_index, err) &&
	       jsonx_uint(o, "ModifyIndex", &row->modify_index, err) &&
	       read_strings(d, o, "PeerServerAddresses", true,
			    &before->addresses, &row->addresses, err) &&
	       read_strings(d, o, "PeerCAPems", d->all, &before->ca_pems,
			    &row->ca_pems, err) &&
	       read_meta(d, o, err) && read_stream_status(d, o, err) &&
	       read_remote(d, o, err);
}

bool peering_decode_row(const struct json_object *element,
			enum peering_detail detail, struct peerings *list,
			struct err *err)
{
	struct decoder d = {
		.arena = &list->strings,
		.before = list->count ? &list->rows[list->count - 1] : &nothing,
		.row = nothing,
		.all = detail == PEERING_ALL,
	};

	if (list->count == ROWS_MAX || list->strings.total > LIST_MAX)
		return err_set(err, ERR_DECODE, "the list is too long");
	if (!jsonx_is_object(element))
		return err_set(err, ERR_DECODE, "not an object");
	if (!read_record(&d, element, err))
		return false;
	list->rows = mem_grow(list->rows, list->count, &list->cap,
			      sizeof(*list->rows));
	list->rows[list->count++] = d.row;
	return true;
}

bool peering_decode(const char *json, size_t len, struct peerings *ret_list,
		    struct err *err)
{
	_cleanup_(peerings_release) struct peerings list = { 0 };
	_cleanup_(jsonx_freep) struct json_object *root =
		jsonx_parse(json, len, err);

	if (!root || !peering_decode_row(root, PEERING_ALL, &list, err))
		return err_wrap(err, "peering");
	*ret_list = list;
	list = (struct peerings){ 0 };
	return true;
}
