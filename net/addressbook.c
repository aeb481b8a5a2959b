#include "net/addressbook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/ownfile.h"
#include "base/rfc3339.h"
#include "net/jsonx.h"
#include "net/token.h"

#define NAME	 "addresses"
#define FILE_MAX (256 * 1024)
#define LATEST	 INT64_C(253402300799) /* the end of the year 9999, in UTC */

char *addressbook_dir(char *(*env)(const char *name))
{
	struct buf path = BUF_INIT(4096);
	const char *dir = env("XDG_STATE_HOME");
	const char *home = env("HOME");

	if (dir && *dir == '/')
		buf_addf(&path, "%s/peerdeck", dir);
	else if (home && *home == '/')
		buf_addf(&path, "%s/.local/state/peerdeck", home);
	if (path.len)
		return buf_take(&path);
	buf_release(&path);
	return NULL;
}

char *addressbook_cluster(const char *datacenter, const char *trust_domain)
{
	struct buf name = BUF_INIT(4096);

	if (!datacenter || !*datacenter || !trust_domain || !*trust_domain)
		return NULL;
	buf_addf(&name, "server.%s.peering.%s", datacenter, trust_domain);
	return buf_take(&name);
}

/* --- entries ------------------------------------------------------------- */

static void entry_release(struct addressbook_entry *e)
{
	free(e->id);
	free(e->cluster);
	free(e->partition);
	free(e->name);
	strlist_release(&e->addresses);
	*e = (struct addressbook_entry){ 0 };
}

void addressbook_release(struct addressbook *book)
{
	for (size_t i = 0; i < book->count; i++)
		entry_release(&book->items[i]);
	free(book->items);
	*book = (struct addressbook){ 0 };
}

static bool same(const char *a, const char *b)
{
	return a && *a && b && !strcmp(a, b);
}

/* Where there are no partitions (Consul Community) none is named. */
static const char *partition_of(const char *partition)
{
	return partition && *partition ? partition : "default";
}

static bool is_of(const struct addressbook_entry *e,
		  const struct addressbook_key *key)
{
	return same(e->id, key->id) ||
	       (same(e->cluster, key->cluster) && same(e->name, key->name) &&
		same(e->partition, partition_of(key->partition)));
}

const struct addressbook_entry *addressbook_find(
	const struct addressbook *book, const struct addressbook_key *key)
{
	for (size_t i = 0; i < book->count; i++)
		if (is_of(&book->items[i], key))
			return &book->items[i];
	return NULL;
}

/* --- the file: a list of objects, a line each ----------------------------- */

static bool read_entry(const struct json_object *object,
		       struct addressbook_entry *e, struct err *err)
{
	struct timestamp at = { 0 };

	if (!jsonx_is_object(object))
		return err_set(err, ERR_DECODE, "an entry is no object");
	if (!jsonx_time(object, "Time", &at, err) ||
	    !jsonx_string(object, "ID", &e->id, err) ||
	    !jsonx_string(object, "Cluster", &e->cluster, err) ||
	    !jsonx_string(object, "Partition", &e->partition, err) ||
	    !jsonx_string(object, "Name", &e->name, err) ||
	    !jsonx_strings(object, "Addresses", &e->addresses, err))
		return false;
	e->at = at.sec < 0 ? 0 : at.sec < LATEST ? at.sec : LATEST;
	return true;
}

static bool read_entries(const struct json_object *root,
			 struct addressbook *book, struct err *err)
{
	for (size_t i = 0; i < jsonx_count(root); i++) {
		struct addressbook_entry e = { 0 };

		if (!read_entry(jsonx_at(root, i), &e, err)) {
			entry_release(&e);
			return false;
		}
		book->items = mem_grow(book->items, book->count, &book->cap,
				       sizeof(*book->items));
		book->items[book->count++] = e;
	}
	return true;
}

bool addressbook_parse(const char *text, size_t len, struct addressbook *ret,
		       struct err *err)
{
	_cleanup_(addressbook_release) struct addressbook book = { 0 };
	_cleanup_(jsonx_freep) struct json_object *root =
		jsonx_parse(text, len, err);

	if (!root)
		return false;
	if (!jsonx_is_array(root))
		return err_set(err, ERR_DECODE, "it is no list of addresses");
	if (!read_entries(root, &book, err))
		return false;
	*ret = book;
	book = (struct addressbook){ 0 };
	return true;
}

bool addressbook_load(const char *dir, struct addressbook *ret, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(FILE_MAX);
	_cleanup_(buf_release) struct buf path = BUF_INIT(4200);

	buf_addf(&path, "%s/" NAME, dir);
	if (!ownfile_read(path.data, &text, err))
		return false;
	if (text.len)
		return addressbook_parse(text.data, text.len, ret, err) ||
		       err_wrap(err, "%s", path.data);
	*ret = (struct addressbook){ 0 };
	return true;
}

static void add_member(struct buf *out, const char *key, const char *value)
{
	buf_addf(out, ",\"%s\":", key);
	jsonx_quote(out, value);
}

static void add_entry(struct buf *out, const struct addressbook_entry *e)
{
	const struct timestamp at = { .sec = e->at, .set = true };
	char time[RFC3339_MAX];

	timestamp_json(&at, time);
	buf_addf(out, "{\"Time\":\"%s\"", time);
	add_member(out, "ID", e->id ? e->id : "");
	add_member(out, "Cluster", e->cluster ? e->cluster : "");
	add_member(out, "Partition", partition_of(e->partition));
	add_member(out, "Name", e->name ? e->name : "");
	buf_adds(out, ",\"Addresses\":[");
	for (size_t i = 0; i < e->addresses.count; i++) {
		buf_adds(out, i ? "," : "");
		jsonx_quote(out, e->addresses.items[i]);
	}
	buf_adds(out, "]}");
}

/* As many as there is room for, the newest first: the oldest go. */
bool addressbook_print(struct buf *out, const struct addressbook_entry *added,
		       const struct addressbook *book)
{
	const struct addressbook_key key = { added->id, added->cluster,
					     added->partition, added->name };
	size_t kept = 1;

	buf_adds(out, "[\n");
	add_entry(out, added);
	for (size_t i = 0; i < book->count && kept < ADDRESSBOOK_MAX; i++) {
		_cleanup_(buf_release) struct buf line = BUF_INIT(FILE_MAX);

		if (is_of(&book->items[i], &key))
			continue;
		add_entry(&line, &book->items[i]);
		if (line.full || out->len + line.len + 8 > FILE_MAX)
			break;
		buf_addf(out, ",\n%s", line.data);
		kept++;
	}
	buf_adds(out, "\n]\n");
	return !out->full;
}

static bool put_in(const char *path, int dir,
		   const struct addressbook_entry *added, struct err *err)
{
	_cleanup_(addressbook_release) struct addressbook book = { 0 };
	_cleanup_(buf_release) struct buf text = BUF_INIT(FILE_MAX);

	if (!ownfile_lock(dir, err))
		return err_wrap(err, "%s", path);
	if (!addressbook_load(path, &book, err))
		return false;
	if (!addressbook_print(&text, added, &book))
		return err_set(err, ERR_USAGE, "the addresses are too long");
	return ownfile_replace(dir, NAME, text.data, text.len, err) ||
	       err_wrap(err, "%s", path);
}

bool addressbook_add(const char *dir, const struct token *token,
		     const char *name, const struct strlist *addresses,
		     int64_t now, struct err *err)
{
	const struct addressbook_entry added = {
		.id = token->peer_id,
		.cluster = token->server_name,
		.partition = token->partition,
		.name = (char *)(uintptr_t)name,
		.addresses = *addresses,
		.at = now,
	};
	int fd = ownfile_dir(dir, err);
	bool ok;

	if (fd < 0)
		return false;
	ok = put_in(dir, fd, &added, err);
	close(fd); /* and with it the lock */
	return ok;
}
