#include "tui/suggest.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "net/addressbook.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/savefile.h"
#include "widgets/rows.h"

#define FILES_MAX 4096 /* of a directory that are looked at */

static const struct watch_row *rows_of(const struct cluster *c, size_t *count)
{
	*count = 0;
	return c && c->watch ? watch_rows(c->watch, count) : NULL;
}

/* --- names ----------------------------------------------------------------
 */

/* A name there is stands first only for one who begins to type it: what it
 * does to that peering is not to be had by one key. */
static void offer_names(void *ctx, const char *text, struct strlist *ret)
{
	const struct suggest *s = ctx;
	char proposal[PEERING_NAME_MAX + 1];
	const struct watch_row *rows;
	size_t count;

	if (s->name && *s->name)
		assist_offer(ret, text, s->name);
	if (!*text)
		return;
	peering_name_proposal(text, proposal);
	if (peering_name_problem(text) && *proposal)
		strlist_add(ret, proposal);
	rows = s->fits ? rows_of(s->cluster, &count) : NULL;
	for (size_t i = 0; rows && i < count; i++)
		if (s->fits(rows[i].peering) &&
		    !assist_offer(ret, text, rows[i].peering->name))
			return;
}

/* --- meta -----------------------------------------------------------------
 */

static bool is_given(const struct rows *meta, const char *key)
{
	for (size_t i = 0; meta && i < meta->count; i++)
		if (i != meta->row &&
		    !strcmp(textfield_text(rows_cell(meta, i, 0)), key))
			return true;
	return false;
}

/* Keys that the peerings have, without those that are given already. */
static void offer_keys(void *ctx, const char *text, struct strlist *ret)
{
	const struct suggest *s = ctx;
	size_t count;
	const struct watch_row *rows = rows_of(s->cluster, &count);

	for (size_t i = 0; i < count; i++) {
		const struct peering_strings *meta = &rows[i].peering->meta;

		for (uint32_t at = 0; meta->items && at < meta->count; at += 2)
			if (!is_given(s->meta, meta->items[at]) &&
			    !assist_offer(ret, text, meta->items[at]))
				return;
	}
}

/* Values that they have under the key of the row. */
static void offer_values(void *ctx, const char *text, struct strlist *ret)
{
	const struct suggest *s = ctx;
	size_t count;
	const struct watch_row *rows = rows_of(s->cluster, &count);
	const char *key, *value;

	if (!s->meta || s->meta->row >= s->meta->count)
		return;
	key = textfield_text(rows_cell(s->meta, s->meta->row, 0));
	for (size_t i = 0; i < count; i++) {
		value = peering_meta(rows[i].peering, key);
		if (value && !assist_offer(ret, text, value))
			return;
	}
}

/* --- addresses ------------------------------------------------------------
 */

static void offer_all(struct strlist *ret, const char *text, char *const *items,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!assist_offer(ret, text, items[i]))
			return;
}

static const char *datacenter_of(const struct cluster *c)
{
	const struct peering_agent *agent =
		c->watch ? watch_status(c->watch)->agent : NULL;

	return agent ? agent->datacenter : "";
}

/* Where other open clusters dial this one. */
static void offer_dialed(const struct suggest *s, const struct cluster *other,
			 const char *text, struct strlist *ret)
{
	const char *dc = datacenter_of(s->cluster);
	size_t count;
	const struct watch_row *rows = rows_of(other, &count);

	for (size_t i = 0; *dc && i < count; i++) {
		const struct peering *p = rows[i].peering;

		if (!strcmp(p->remote_datacenter, dc))
			for (uint32_t a = 0; a < p->addresses.count; a++)
				assist_offer(ret, text, p->addresses.items[a]);
	}
}

/* Given for earlier tokens of this cluster, or of one whose datacenter has
 * that name: they are only offered. */
static void offer_kept(const struct suggest *s, const char *text,
		       struct strlist *ret)
{
	const char *dc = datacenter_of(s->cluster);
	char begins[128];

	snprintf(begins, sizeof(begins), "server.%s.peering.", dc);
	for (size_t i = 0; *dc && s->book && i < s->book->count; i++) {
		const struct addressbook_entry *e = &s->book->items[i];

		if (e->cluster && !strncmp(e->cluster, begins, strlen(begins)))
			offer_all(ret, text, e->addresses.items,
				  e->addresses.count);
	}
}

/* Those of this cluster, as its tokens of this run and of earlier ones have
 * them and as others dial it. */
static void offer_addresses(void *ctx, const char *text, struct strlist *ret)
{
	const struct suggest *s = ctx;
	const struct tokens *t = &s->app->tokens;

	if (!s->cluster)
		return;
	for (size_t i = t->count; i-- > 0;) {
		const struct token_entry *e = t->items[i];

		if (e->cluster != s->cluster || !e->decoded)
			continue;
		offer_all(ret, text, e->token.manual_addresses.items,
			  e->token.manual_addresses.count);
		offer_all(ret, text, e->token.server_addresses.items,
			  e->token.server_addresses.count);
	}
	offer_kept(s, text, ret);
	for (size_t i = 0; i < s->app->cluster_count; i++)
		if (s->app->clusters[i] != s->cluster)
			offer_dialed(s, s->app->clusters[i], text, ret);
}

static void offer_partitions(void *ctx, const char *text, struct strlist *ret)
{
	const struct suggest *s = ctx;

	offer_all(ret, text, s->partitions.items, s->partitions.count);
}

/* --- files ----------------------------------------------------------------
 */

/* The names in `dir` that begin with `name`; a directory's ends with "/". */
static void list_dir(const char *dir, const char *name, struct strlist *ret)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	size_t len = strlen(name), left = FILES_MAX;

	while (d && left-- && (e = readdir(d))) {
		char entry[sizeof(e->d_name) + 1];

		if (strncmp(e->d_name, name, len) != 0 ||
		    (e->d_name[0] == '.' && !len) || !strcmp(e->d_name, ".") ||
		    !strcmp(e->d_name, ".."))
			continue;
		snprintf(entry, sizeof(entry), "%s%s", e->d_name,
			 e->d_type == DT_DIR ? "/" : "");
		strlist_add(ret, entry);
	}
	if (d)
		closedir(d);
	strlist_sort(ret);
}

/* What is typed stays as it is, "~/" too. */
static void offer_paths(void *ctx, const char *text, struct strlist *ret)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };
	const char *slash = strrchr(text, '/');
	size_t len = slash ? (size_t)(slash + 1 - text) : 0;
	char typed[PATH_MAX], dir[PATH_MAX];

	(void)ctx;
	if (len >= sizeof(typed))
		return;
	snprintf(typed, sizeof(typed), "%.*s", (int)len, len ? text : "");
	if (!savefile_expand(len ? typed : "./", dir, NULL))
		return;
	list_dir(dir, text + len, &names);
	for (size_t i = 0; i < names.count; i++) {
		struct buf whole = BUF_INIT(PATH_MAX);

		buf_addf(&whole, "%s%s", typed, names.items[i]);
		assist_offer(ret, text, whole.data);
		buf_release(&whole);
	}
}

/* --- all of them ----------------------------------------------------------
 */

void suggest_init(struct suggest *s, struct app *app,
		  const struct cluster *cluster)
{
	static void (*const offers[SUGGEST_KINDS])(void *ctx, const char *text,
						   struct strlist *ret) = {
		[SUGGEST_NAME] = offer_names,
		[SUGGEST_META_KEY] = offer_keys,
		[SUGGEST_META_VALUE] = offer_values,
		[SUGGEST_ADDRESS] = offer_addresses,
		[SUGGEST_PARTITION] = offer_partitions,
		[SUGGEST_PATH] = offer_paths,
	};

	*s = (struct suggest){ .app = app, .cluster = cluster };
	for (int i = 0; i < SUGGEST_KINDS; i++)
		s->kinds[i] = (struct assist){ offers[i], s, &app->typed[i] };
}

void suggest_release(struct suggest *s)
{
	strlist_release(&s->partitions);
}
