#include "tui/columns.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/strlist.h"
#include "base/utf8.h"
#include "net/watch.h"
#include "tui/explain.h"

struct column_kind {
	const char *name;
	struct table_column look;
	/* What is shown; NULL: the text. */
	void (*cell)(const struct column *c, const struct watch_row *row,
		     bool ascii, struct table_cell *cell);
	/* What is sorted by: one of the two. */
	uint32_t (*number)(const struct watch_row *row);
	const char *(*text)(const struct column *c,
			    const struct watch_row *row);
	/* What is written; NULL: the text. */
	bool (*value)(const struct watch_row *row, struct buf *out);
};

#define META   "meta."
#define MORE_W 4 /* columns of " +12" */

/* --- cells ---------------------------------------------------------------- */

static void health_cell(const struct column *c, const struct watch_row *row,
			bool ascii, struct table_cell *cell)
{
	(void)c;
	(void)ascii;
	buf_adds(&cell->text, health_name(row->health));
	cell->role = explain_health_role(row->health);
	cell->glyph = explain_health_glyph(row->health);
	cell->has_glyph = true;
}

static void seen_cell(const struct column *c, const struct watch_row *row,
		      bool ascii, struct table_cell *cell)
{
	char age[EXPLAIN_AGE_MAX];

	(void)c;
	explain_age(row->seen_s, ascii, age);
	buf_adds(&cell->text, age);
}

static void imp_cell(const struct column *c, const struct watch_row *row,
		     bool ascii, struct table_cell *cell)
{
	(void)c;
	(void)ascii;
	buf_addf(&cell->text, "%u", row->peering->imported.count);
}

static void exp_cell(const struct column *c, const struct watch_row *row,
		     bool ascii, struct table_cell *cell)
{
	(void)c;
	(void)ascii;
	buf_addf(&cell->text, "%u", row->peering->exported.count);
}

static void add_pair(struct table_cell *cell,
		     const struct peering_strings *meta, uint32_t i)
{
	buf_addf(&cell->text, "%s=%s", meta->items[i], meta->items[i + 1]);
}

static int shown_width(const struct table_cell *cell)
{
	return utf8_shown_columns(cell->text.data, cell->text.len);
}

/* The first pair and those that fit behind it, then how many more there are. */
static void meta_cell(const struct column *c, const struct watch_row *row,
		      bool ascii, struct table_cell *cell)
{
	const struct peering_strings *meta = &row->peering->meta;
	uint32_t i;

	(void)c;
	(void)ascii;
	cell->role = ROLE_MUTED;
	if (!meta->items || meta->count < 2)
		return;
	add_pair(cell, meta, 0);
	for (i = 2; i + 1 < meta->count; i += 2) {
		size_t before = cell->text.len;

		buf_adds(&cell->text, "  ");
		add_pair(cell, meta, i);
		if (shown_width(cell) + (i + 3 < meta->count ? MORE_W : 0) >
		    cell->room) {
			buf_cut(&cell->text, before);
			break;
		}
	}
	if (i + 1 < meta->count)
		buf_addf(&cell->text, " +%u", (meta->count - i) / 2);
}

static void addresses_cell(const struct column *c, const struct watch_row *row,
			   bool ascii, struct table_cell *cell)
{
	const struct peering_strings *list = &row->peering->addresses;

	(void)c;
	(void)ascii;
	cell->role = ROLE_MUTED;
	for (uint32_t i = 0; list->items && i < list->count; i++)
		buf_addf(&cell->text, "%s%s", i ? " " : "", list->items[i]);
}

/* --- what is sorted by ---------------------------------------------------- */

static uint32_t health_number(const struct watch_row *row)
{
	return (uint32_t)row->health;
}

/* The longest silence first; what was never heard has none. */
static uint32_t seen_number(const struct watch_row *row)
{
	return row->seen_s < 0 ? UINT32_MAX
			       : UINT32_MAX - 1 - (uint32_t)row->seen_s;
}

/* The most first. */
static uint32_t imp_number(const struct watch_row *row)
{
	return UINT32_MAX - row->peering->imported.count;
}

static uint32_t exp_number(const struct watch_row *row)
{
	return UINT32_MAX - row->peering->exported.count;
}

static const char *name_text(const struct column *c,
			     const struct watch_row *row)
{
	(void)c;
	return row->peering->name;
}

static const char *state_text(const struct column *c,
			      const struct watch_row *row)
{
	(void)c;
	return row->peering->state_text;
}

static const char *role_text(const struct column *c,
			     const struct watch_row *row)
{
	(void)c;
	return peering_role_name(peering_role(row->peering));
}

static const char *or_null(const char *s)
{
	return *s ? s : NULL;
}

static const char *remote_text(const struct column *c,
			       const struct watch_row *row)
{
	(void)c;
	return or_null(row->peering->remote_datacenter);
}

static const char *partition_text(const struct column *c,
				  const struct watch_row *row)
{
	(void)c;
	return or_null(row->peering->partition);
}

static const char *id_text(const struct column *c, const struct watch_row *row)
{
	(void)c;
	return row->peering->id;
}

static const char *key_text(const struct column *c, const struct watch_row *row)
{
	return row->peering->meta.items ? peering_meta(row->peering, c->key)
					: NULL;
}

/* By its first pair: the keys are sorted. */
static const char *meta_text(const struct column *c,
			     const struct watch_row *row)
{
	const struct peering_strings *meta = &row->peering->meta;

	(void)c;
	return meta->items && meta->count > 1 ? meta->items[1] : NULL;
}

static const char *addresses_text(const struct column *c,
				  const struct watch_row *row)
{
	const struct peering_strings *list = &row->peering->addresses;

	(void)c;
	return list->items && list->count ? list->items[0] : NULL;
}

/* --- what is written ------------------------------------------------------ */

static bool health_value(const struct watch_row *row, struct buf *out)
{
	buf_adds(out, health_name(row->health));
	return false;
}

static bool seen_value(const struct watch_row *row, struct buf *out)
{
	if (row->seen_s >= 0)
		buf_addf(out, "%d", row->seen_s);
	return row->seen_s >= 0;
}

static bool imp_value(const struct watch_row *row, struct buf *out)
{
	buf_addf(out, "%u", row->peering->imported.count);
	return true;
}

static bool exp_value(const struct watch_row *row, struct buf *out)
{
	buf_addf(out, "%u", row->peering->exported.count);
	return true;
}

static bool meta_value(const struct watch_row *row, struct buf *out)
{
	const struct peering_strings *meta = &row->peering->meta;

	for (uint32_t i = 0; meta->items && i + 1 < meta->count; i += 2)
		buf_addf(out, "%s%s=%s", i ? "," : "", meta->items[i],
			 meta->items[i + 1]);
	return false;
}

static bool addresses_value(const struct watch_row *row, struct buf *out)
{
	const struct peering_strings *list = &row->peering->addresses;

	for (uint32_t i = 0; list->items && i < list->count; i++)
		buf_addf(out, "%s%s", i ? "," : "", list->items[i]);
	return false;
}

/* --- the kinds ------------------------------------------------------------ */

/* Title, least and most columns, when it is dropped (the highest first),
 * right-aligned, cut in the middle. */
static const struct column_kind kinds[] = {
	{ "name",
	  { "NAME", 12, 32, 0, false, true },
	  NULL,
	  NULL,
	  name_text,
	  NULL },
	{ "health",
	  { "HEALTH", 12, 12, 0, false, false },
	  health_cell,
	  health_number,
	  NULL,
	  health_value },
	{ "state",
	  { "STATE", 10, 12, 1, false, false },
	  NULL,
	  NULL,
	  state_text,
	  NULL },
	{ "role",
	  { "ROLE", 8, 8, 2, false, false },
	  NULL,
	  NULL,
	  role_text,
	  NULL },
	{ "imp",
	  { "IMP", 3, 6, 3, true, false },
	  imp_cell,
	  imp_number,
	  NULL,
	  imp_value },
	{ "exp",
	  { "EXP", 3, 6, 4, true, false },
	  exp_cell,
	  exp_number,
	  NULL,
	  exp_value },
	{ "seen",
	  { "SEEN", 5, 5, 0, true, false },
	  seen_cell,
	  seen_number,
	  NULL,
	  seen_value },
	{ "meta",
	  { "META", 8, 60, 5, false, false },
	  meta_cell,
	  NULL,
	  meta_text,
	  meta_value },
	{ "remote",
	  { "REMOTE", 6, 20, 6, false, true },
	  NULL,
	  NULL,
	  remote_text,
	  NULL },
	{ "partition",
	  { "PARTITION", 9, 20, 6, false, true },
	  NULL,
	  NULL,
	  partition_text,
	  NULL },
	{ "id", { "ID", 8, 36, 8, false, false }, NULL, NULL, id_text, NULL },
	{ "addresses",
	  { "ADDRESSES", 12, 60, 7, false, false },
	  addresses_cell,
	  NULL,
	  addresses_text,
	  addresses_value },
};

static const struct column_kind key_kind = {
	META, { NULL, 6, 24, 5, false, false }, NULL, NULL, key_text, NULL
};

/* The first so many are shown unless something else was chosen. */
#define SHOWN 8

bool column_named(const char *name, struct column *ret, struct err *err)
{
	size_t prefix = strlen(META);
	const char *key = !strncmp(name, META, prefix) ? name + prefix : NULL;

	if (key && !*key)
		return err_set(err, ERR_USAGE,
			       "meta. needs a key, as in meta.env");
	if (key && strlen(key) <= PEERING_META_KEY_MAX) {
		*ret = (struct column){ .kind = &key_kind };
		snprintf(ret->key, sizeof(ret->key), "%s", key);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i].name, name) != 0)
			continue;
		*ret = (struct column){ .kind = &kinds[i] };
		return true;
	}
	return err_set(err, ERR_USAGE,
		       "there is no column \"%.40s\"; there are name health "
		       "state role imp exp seen meta meta.KEY remote partition "
		       "id addresses",
		       name);
}

bool column_equal(const struct column *a, const struct column *b)
{
	return a->kind == b->kind && !strcmp(a->key, b->key);
}

const char *column_name(const struct column *c, char *ret, size_t size)
{
	snprintf(ret, size, "%s%s", c->kind->name, c->key);
	return ret;
}

void column_cell(const struct column *c, const struct watch_row *row,
		 bool ascii, struct table_cell *cell)
{
	const char *text;

	if (c->kind->cell) {
		c->kind->cell(c, row, ascii, cell);
		return;
	}
	text = c->kind->text(c, row);
	if (text)
		buf_adds(&cell->text, text);
}

bool column_is_text(const struct column *c)
{
	return c->kind->text != NULL;
}

uint32_t column_number(const struct column *c, const struct watch_row *row)
{
	return c->kind->number(row);
}

const char *column_text(const struct column *c, const struct watch_row *row)
{
	return c->kind->text(c, row);
}

void column_value(const struct column *c, const struct watch_row *row,
		  struct buf *out, bool *ret_number)
{
	const char *text;

	*ret_number = false;
	if (c->kind->value) {
		*ret_number = c->kind->value(row, out);
		return;
	}
	text = c->kind->text(c, row);
	if (text)
		buf_adds(out, text);
}

/* --- those that are shown ------------------------------------------------- */

static void fill_looks(struct columns *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct column *column = &c->items[i];
		char *title = c->titles[i];

		c->looks[i] = column->kind->look;
		if (c->looks[i].title)
			continue;
		snprintf(title, sizeof(c->titles[i]), "%.23s", column->key);
		for (; *title; title++)
			if (*title >= 'a' && *title <= 'z')
				*title = (char)(*title - 'a' + 'A');
		c->looks[i].title = c->titles[i];
	}
}

void columns_default(struct columns *c)
{
	c->count = SHOWN;
	for (size_t i = 0; i < SHOWN; i++)
		c->items[i] = (struct column){ .kind = &kinds[i] };
	fill_looks(c);
}

bool columns_set(struct columns *c, const struct strlist *names,
		 struct err *err)
{
	struct column items[TABLE_COLUMNS_MAX];

	if (!names->count || names->count > TABLE_COLUMNS_MAX)
		return err_set(err, ERR_USAGE, "from 1 to %d columns are shown",
			       TABLE_COLUMNS_MAX);
	for (size_t i = 0; i < names->count; i++) {
		if (!column_named(names->items[i], &items[i], err))
			return false;
		for (size_t j = 0; j < i; j++)
			if (column_equal(&items[j], &items[i]))
				return err_set(err, ERR_USAGE,
					       "the column \"%.40s\" comes "
					       "twice",
					       names->items[i]);
	}
	memcpy(c->items, items, names->count * sizeof(*items));
	c->count = names->count;
	fill_looks(c);
	return true;
}

/* Enough to choose from. */
#define NAMES_MAX 64

void columns_names(struct strlist *out, const struct watch_row *rows,
		   size_t count)
{
	char name[sizeof(META) + PEERING_META_KEY_MAX];

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		strlist_add(out, kinds[i].name);
	for (size_t i = 0; i < count && out->count < NAMES_MAX; i++) {
		const struct peering_strings *meta = &rows[i].peering->meta;

		for (uint32_t j = 0; meta->items && j < meta->count; j += 2) {
			snprintf(name, sizeof(name), META "%s", meta->items[j]);
			if (!strlist_has(out, name))
				strlist_add(out, name);
		}
	}
}
