#include "sandbox/record.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sandbox/ca.h"
#include "sandbox/js.h"

enum { NAME_MAX_LEN = 63, META_MAX = 64, KEY_MAX = 128, VALUE_MAX = 512 };

struct record *record_new(struct cluster *cluster, const char *name)
{
	struct record *r = mem_new(1, sizeof(*r));

	r->cluster = cluster;
	r->name = mem_dup(name);
	ca_uuid(r->id);
	return r;
}

void record_forget(struct record *r)
{
	strlist_release(&r->stream.imported);
	strlist_release(&r->stream.exported);
	r->stream = (struct stream){ 0 };
}

void record_free(struct record *r)
{
	if (!r)
		return;
	record_forget(r);
	catalog_release(&r->imports);
	strlist_release(&r->peer_cas);
	strlist_release(&r->peer_addrs);
	strlist_release(&r->manual_addrs);
	json_object_put(r->meta);
	free(r->name);
	free(r->peer_id);
	free(r->peer_server_name);
	free(r->remote_dc);
	free(r);
}

void record_drop_secrets(struct record *r)
{
	r->token_secret[0] = '\0';
	r->pending_secret[0] = '\0';
	r->stream_secret[0] = '\0';
}

bool record_dials(const struct record *r)
{
	return r->peer_addrs.count || r->manual_addrs.count;
}

const char *record_state(const struct record *r)
{
	static const char *const names[] = {
		[RECORD_PENDING] = "PENDING",
		[RECORD_ESTABLISHING] = "ESTABLISHING",
		[RECORD_TERMINATED] = "TERMINATED",
		[RECORD_DELETING] = "DELETING",
	};

	if (r->stream.connected)
		return "ACTIVE";
	if (r->stream.broken)
		return "FAILING";
	return names[r->state];
}

static struct json_object *sorted(struct json_object *from)
{
	struct strlist keys = { 0 };
	struct json_object *to = json_object_new_object();

	json_object_object_foreach(from, key, ignored)
	{
		(void)ignored;
		strlist_add(&keys, key);
	}
	strlist_sort(&keys);
	for (size_t i = 0; i < keys.count; i++)
		js_object(to, keys.items[i],
			  json_object_get(
				  json_object_object_get(from, keys.items[i])));
	strlist_release(&keys);
	return to;
}

void record_set_meta(struct record *r, struct json_object *meta)
{
	json_object_put(r->meta);
	r->meta = NULL;
	if (meta && json_object_object_length(meta))
		r->meta = sorted(meta);
}

static struct json_object *stream_json(const struct stream *s)
{
	struct json_object *o = json_object_new_object();

	js_list(o, "ImportedServices", &s->imported);
	js_list(o, "ExportedServices", &s->exported);
	js_time(o, "LastHeartbeat", &s->heartbeat);
	js_time(o, "LastReceive", &s->received);
	js_time(o, "LastSend", &s->sent);
	return o;
}

struct json_object *record_json(const struct record *r)
{
	struct json_object *o = json_object_new_object();
	struct json_object *remote = json_object_new_object();

	js_string(o, "ID", r->id);
	js_string(o, "Name", r->name);
	if (r->deleted_at.set)
		js_time(o, "DeletedAt", &r->deleted_at);
	js_object_opt(o, "Meta", json_object_get(r->meta));
	js_string(o, "State", record_state(r));
	js_string_opt(o, "PeerID", r->peer_id);
	js_list_opt(o, "PeerCAPems", &r->peer_cas);
	js_string_opt(o, "PeerServerName", r->peer_server_name);
	js_list_opt(o, "PeerServerAddresses", &r->peer_addrs);
	js_object(o, "StreamStatus", stream_json(&r->stream));
	js_number(o, "CreateIndex", r->create_index);
	js_number(o, "ModifyIndex", r->modify_index);
	js_string(remote, "Partition", "");
	js_string(remote, "Datacenter", r->remote_dc ? r->remote_dc : "");
	js_object(o, "Remote", remote);
	return o;
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool name_valid(const char *name)
{
	size_t len = strlen(name);

	if (!len || len > NAME_MAX_LEN || !name_char(name[0]) ||
	    !name_char(name[len - 1]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!name_char(name[i]) && name[i] != '-')
			return false;
	return true;
}

bool record_check_name(const char *name, struct buf *error)
{
	if (name_valid(name))
		return true;
	buf_addf(
		error,
		"%s is not a valid peer name: a valid peering name must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
		name);
	return false;
}

static const char *pair_fault(const char *key, struct json_object *value)
{
	if (!*key)
		return "Key cannot be blank";
	if (key[strspn(key, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")])
		return "Key contains invalid characters";
	if (strlen(key) > KEY_MAX)
		return "Key is too long (limit: 128 characters)";
	if (!strncmp(key, "consul-", 7))
		return "Key prefix 'consul-' is reserved for internal use";
	if (json_object_get_string_len(value) > VALUE_MAX)
		return "Value is too long (limit: 512 characters)";
	return NULL;
}

bool record_check_meta(struct json_object *meta, struct buf *error)
{
	if (!meta)
		return true;
	if (json_object_object_length(meta) > META_MAX) {
		buf_adds(
			error,
			"meta tags failed validation: Node metadata cannot contain more than 64 key/value pairs");
		return false;
	}
	json_object_object_foreach(meta, key, value)
	{
		const char *fault = pair_fault(key, value);

		if (!fault)
			continue;
		buf_addf(
			error,
			"meta tags failed validation: Couldn't load metadata pair ('%s', '",
			key);
		buf_add(error, json_object_get_string(value),
			(size_t)json_object_get_string_len(value));
		buf_addf(error, "'): %s", fault);
		return false;
	}
	return true;
}
