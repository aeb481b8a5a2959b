#include "net/peering.h"

#include <inttypes.h>

#include "base/buf.h"
#include "net/jsonx.h"

/* `,"KEY":`, or `"KEY":` where an object begins. */
static void add_key(struct buf *out, const char *key)
{
	if (out->len && out->data[out->len - 1] != '{')
		buf_addc(out, ',');
	jsonx_quote(out, key);
	buf_addc(out, ':');
}

static void add_text(struct buf *out, const char *key, const char *text)
{
	add_key(out, key);
	jsonx_quote(out, text);
}

/* Go's omitempty. */
static void add_text_unless_empty(struct buf *out, const char *key,
				  const char *text)
{
	if (*text)
		add_text(out, key, text);
}

static void add_strings(struct buf *out, const char *key,
			const struct peering_strings *list)
{
	add_key(out, key);
	if (list->null || (list->count && !list->items)) {
		buf_adds(out, "null");
		return;
	}
	for (uint32_t i = 0; i < list->count; i++) {
		buf_addc(out, i ? ',' : '[');
		jsonx_quote(out, list->items[i]);
	}
	buf_adds(out, list->count ? "]" : "[]");
}

static void add_strings_unless_empty(struct buf *out, const char *key,
				     const struct peering_strings *list)
{
	if (list->count)
		add_strings(out, key, list);
}

static void add_meta(struct buf *out, const struct peering_strings *meta)
{
	if (!meta->count)
		return;
	add_key(out, "Meta");
	buf_addc(out, '{');
	for (uint32_t i = 0; i + 1 < meta->count; i += 2)
		add_text(out, meta->items[i], meta->items[i + 1]);
	buf_addc(out, '}');
}

static void add_time(struct buf *out, const char *key,
		     const struct timestamp *time)
{
	char text[RFC3339_MAX];

	add_key(out, key);
	timestamp_json(time, text);
	if (time->set)
		jsonx_quote(out, text);
	else
		buf_adds(out, "null");
}

static void add_stream_status(struct buf *out, const struct peering *p)
{
	add_key(out, "StreamStatus");
	buf_addc(out, '{');
	add_strings(out, "ImportedServices", &p->imported);
	add_strings(out, "ExportedServices", &p->exported);
	add_time(out, "LastHeartbeat", &p->heartbeat);
	add_time(out, "LastReceive", &p->receive);
	add_time(out, "LastSend", &p->send);
	buf_addc(out, '}');
}

static void add_remote(struct buf *out, const struct peering *p)
{
	add_key(out, "Remote");
	buf_addc(out, '{');
	add_text(out, "Partition", p->remote[PEERING_REMOTE_PARTITION]);
	add_text(out, "Datacenter", p->remote_datacenter);
	if (p->has_locality) {
		add_key(out, "Locality");
		buf_addc(out, '{');
		add_text(out, "Region", p->remote[PEERING_REMOTE_REGION]);
		add_text(out, "Zone", p->remote[PEERING_REMOTE_ZONE]);
		buf_addc(out, '}');
	}
	buf_addc(out, '}');
}

bool peering_json(struct buf *out, const struct peering *p)
{
	buf_addc(out, '{');
	add_text(out, "ID", p->id);
	add_text(out, "Name", p->name);
	add_text_unless_empty(out, "Partition", p->partition);
	if (p->deleted_at.set)
		add_time(out, "DeletedAt", &p->deleted_at);
	add_meta(out, &p->meta);
	add_text(out, "State", p->state_text);
	add_text_unless_empty(out, "PeerID", p->peer_id);
	add_strings_unless_empty(out, "PeerCAPems", &p->ca_pems);
	add_text_unless_empty(out, "PeerServerName", p->peer_server_name);
	add_strings_unless_empty(out, "PeerServerAddresses", &p->addresses);
	add_stream_status(out, p);
	add_key(out, "CreateIndex");
	buf_addf(out, "%" PRIu64, p->create_index);
	add_key(out, "ModifyIndex");
	buf_addf(out, "%" PRIu64, p->modify_index);
	add_remote(out, p);
	buf_addc(out, '}');
	return !out->full;
}
