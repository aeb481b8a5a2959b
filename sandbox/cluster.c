#include "sandbox/cluster.h"

#include <json-c/json.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sandbox/acl.h"
#include "sandbox/invite.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/stream.h"
#include "sandbox/world.h"

enum {
	FIRST_INDEX = 14, /* a fresh server has written about this much */
	TOKEN_MAX = 64 * 1024,
};

struct cluster *cluster_new(struct world *world, const char *name,
			    const char *dc, struct err *err)
{
	struct cluster *c = mem_new(1, sizeof(*c));
	struct buf text = BUF_INIT(512);
	char id[37];

	c->world = world;
	c->name = mem_dup(name);
	c->dc = mem_dup(dc);
	c->host = mem_dup("127.0.0.1");
	c->peering = true;
	c->log.text = (struct buf)BUF_INIT(AGENTLOG_MAX);
	c->index = FIRST_INDEX;
	/* Only the peerings have never been written. */
	for (int i = 0; i < TABLE_COUNT; i++)
		if (i != TABLE_PEERINGS)
			c->table_index[i] = FIRST_INDEX - 2;
	ca_uuid(c->node_id);
	ca_uuid(id);
	buf_addf(&text, "%s-server-1", dc);
	c->node = buf_take(&text);
	buf_addf(&text, "%s.consul", id);
	c->trust_domain = buf_take(&text);
	buf_addf(&text, "server.%s.peering.%s", dc, c->trust_domain);
	c->server_name = buf_take(&text);
	if (ca_init(&c->ca, c->trust_domain, dc, c->server_name, err))
		return c;
	cluster_free(c);
	return NULL;
}

void cluster_free(struct cluster *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		record_free(c->records[i]);
	free(c->records);
	exports_release(&c->exports);
	entries_release(&c->entries);
	fault_clear(&c->faults);
	buf_release(&c->log.text);
	catalog_release(&c->catalog);
	ca_release(&c->ca);
	free(c->name);
	free(c->dc);
	free(c->node);
	free(c->host);
	acl_free(c->acl);
	free(c->trust_domain);
	free(c->server_name);
	free(c);
}

uint64_t cluster_write(struct cluster *c, enum cluster_table table)
{
	c->changed = true;
	c->table_index[table] = ++c->index;
	return c->index;
}

void cluster_touch(struct record *r)
{
	r->modify_index = cluster_write(r->cluster, TABLE_PEERINGS);
}

/* Where `name` stands, or would be put. */
static size_t position(const struct cluster *c, const char *name)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcasecmp(c->records[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct record *cluster_find(const struct cluster *c, const char *name)
{
	size_t at = position(c, name);

	if (at < c->count && !strcasecmp(c->records[at]->name, name))
		return c->records[at];
	return NULL;
}

struct record *cluster_find_id(const struct cluster *c, const char *id)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->records[i]->id, id))
			return c->records[i];
	return NULL;
}

void cluster_add(struct cluster *c, struct record *r)
{
	size_t at = position(c, r->name);

	c->records =
		mem_grow(c->records, c->count, &c->cap, sizeof(*c->records));
	memmove(c->records + at + 1, c->records + at,
		(c->count - at) * sizeof(*c->records));
	c->records[at] = r;
	c->count++;
	cluster_touch(r);
	r->create_index = r->modify_index;
}

void cluster_remove(struct cluster *c, struct record *r)
{
	size_t at = position(c, r->name);

	stream_terminate_far(r);
	c->count--;
	memmove(c->records + at, c->records + at + 1,
		(c->count - at) * sizeof(*c->records));
	record_free(r);
	cluster_write(c, TABLE_PEERINGS);
}

void cluster_address(const struct cluster *c, struct buf *out)
{
	bool v6 = strchr(c->host, ':');

	buf_addf(out, v6 ? "[%s]:%d" : "%s:%d", c->host, c->grpc_tls_port);
}

static void encode(struct json_object *token, struct buf *out)
{
	size_t len;
	const char *text = json_object_to_json_string_length(
		token, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&len);
	char *base64 = mem_new(len / 3 * 4 + 8, 1);

	EVP_EncodeBlock((unsigned char *)base64, (const unsigned char *)text,
			(int)len);
	buf_adds(out, base64);
	free(base64);
}

static void make_token(const struct cluster *c, const struct record *r,
		       const struct strlist *external, struct buf *ret_token)
{
	struct json_object *token = json_object_new_object();
	struct json_object *remote = json_object_new_object();
	struct json_object *cas = json_object_new_array();
	struct json_object *addresses = json_object_new_array();
	_cleanup_(buf_release) struct buf address = BUF_INIT(512);

	cluster_address(c, &address);
	json_object_array_add(cas, json_object_new_string(c->ca.pem));
	json_object_array_add(addresses, json_object_new_string(address.data));
	js_object(token, "CA", cas);
	js_list(token, "ManualServerAddresses", external);
	js_object(token, "ServerAddresses", addresses);
	js_string(token, "ServerName", c->server_name);
	js_string(token, "PeerID", r->id);
	js_string(token, "EstablishmentSecret", r->token_secret);
	js_string(remote, "Partition", "");
	js_string(remote, "Datacenter", c->dc);
	js_string(remote, "Locality", NULL);
	js_object(token, "Remote", remote);
	encode(token, ret_token);
	json_object_put(token);
}

bool cluster_generate(struct cluster *c, const char *name,
		      struct json_object *meta, const struct strlist *external,
		      struct buf *ret_token, struct buf *error)
{
	struct record *r = cluster_find(c, name);

	if (r && r->state == RECORD_DELETING) {
		buf_adds(
			error,
			"failed to write peering: cannot write to peering that is marked for deletion");
		return false;
	}
	if (r && record_dials(r)) {
		buf_addf(
			error,
			"cannot create peering with name: \"%s\"; there is already an established peering",
			r->name);
		return false;
	}
	if (!r) {
		r = record_new(c, name);
		record_set_meta(r, meta);
		cluster_add(c, r);
	} else {
		cluster_touch(r);
	}
	stream_retry_all(c);
	ca_uuid(r->token_secret);
	make_token(c, r, external, ret_token);
	if (r->state == RECORD_TERMINATED) /* Consul keeps no secret for it */
		r->token_secret[0] = '\0';
	return true;
}

bool cluster_exchange(struct cluster *c, const char *id, const char *secret,
		      char ret_stream[37])
{
	struct record *r = cluster_find_id(c, id);

	if (!r || !*r->token_secret || strcmp(r->token_secret, secret) != 0)
		return false;
	r->token_secret[0] = '\0';
	ca_uuid(r->pending_secret);
	memcpy(ret_stream, r->pending_secret, sizeof(r->pending_secret));
	return true;
}

static bool may_establish(const struct cluster *c, const struct record *r,
			  const struct invite *invite, struct buf *error)
{
	if (!strcmp(invite->server_name, c->server_name))
		buf_addf(
			error,
			"cannot create a peering within the same cluster \"%s\". Refer to the `exported-services` documentation if you want to export between partitions without peering",
			c->server_name);
	else if (r && !record_dials(r))
		buf_addf(
			error,
			"cannot create peering with name: \"%s\"; there is an existing peering expecting to be dialed",
			r->name);
	else if (r && r->state == RECORD_DELETING)
		buf_adds(
			error,
			"failed to write peering: cannot write to peering that is marked for deletion");
	return !error->len;
}

static void replace(char **field, const char *value)
{
	free(*field);
	*field = mem_dup(value);
}

static void replace_list(struct strlist *field, const struct strlist *value)
{
	strlist_release(field);
	strlist_copy(field, value);
}

/* Everything is taken from the token, but the addresses of a connected
 * stream, which are thought to be fresher, and a datacenter it doesn't say. */
static void take_invite(struct record *r, const struct invite *invite)
{
	replace_list(&r->peer_cas, &invite->cas);
	replace_list(&r->manual_addrs, &invite->manual_addrs);
	if (!r->stream.connected)
		replace_list(&r->peer_addrs, &invite->addrs);
	replace(&r->peer_server_name, invite->server_name);
	replace(&r->peer_id, invite->peer_id);
	if (*invite->dc)
		replace(&r->remote_dc, invite->dc);
}

bool cluster_establish(struct cluster *c, const char *name,
		       struct json_object *meta, const struct invite *invite,
		       char ret_id[37], struct buf *error)
{
	struct record *r = cluster_find(c, name);
	bool fresh = !r;

	if (!may_establish(c, r, invite, error))
		return false;
	if (fresh)
		r = record_new(c, name);
	take_invite(r, invite);
	record_set_meta(r, meta);
	if (fresh)
		cluster_add(c, r);
	else
		cluster_touch(r);
	stream_retry_all(c);
	memcpy(ret_id, r->id, sizeof(r->id));
	return true;
}

void cluster_established(struct cluster *c, const char *id,
			 const char *stream_secret)
{
	struct record *r = cluster_find_id(c, id);

	if (!r || r->state == RECORD_DELETING)
		return;
	r->state = RECORD_ESTABLISHING;
	r->scripted = false;
	snprintf(r->stream_secret, sizeof(r->stream_secret), "%s",
		 stream_secret);
	r->due_at = world_ms(c->world) + WORLD_CONNECT_MS;
	cluster_touch(r);
}

void cluster_delete(struct cluster *c, const char *name)
{
	struct record *r = cluster_find(c, name);

	if (!r || r->state == RECORD_DELETING)
		return;
	stream_terminate_far(r);
	stream_retry_all(c);
	r->state = RECORD_DELETING;
	r->deleted_at = world_now(c->world);
	record_drop_secrets(r);
	record_set_meta(r, NULL);
	strlist_release(&r->peer_cas);
	free(r->peer_id);
	free(r->peer_server_name);
	free(r->remote_dc);
	r->peer_id = r->peer_server_name = r->remote_dc = NULL;
	r->due_at = world_ms(c->world) + WORLD_REMOVAL_MS;
	cluster_touch(r);
}
