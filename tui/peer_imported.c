#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/imported.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peer.h"
#include "tui/peer_text.h"
#include "widgets/table.h"
#include "widgets/text.h"

#define PACE_MS 10000 /* between two questions for the health */

enum column {
	COLUMN_SERVICE,
	COLUMN_HEALTH,
	COLUMN_INSTANCES,
	COLUMN_PASSING,
	COLUMN_WARNING,
	COLUMN_CRITICAL,
};

static const struct table_column columns[] = {
	[COLUMN_SERVICE] = { "SERVICE", 14, 63, 0, false, true },
	[COLUMN_HEALTH] = { "HEALTH", 12, 12, 0, false, false },
	[COLUMN_INSTANCES] = { "INSTANCES", 9, 9, 0, true, false },
	[COLUMN_PASSING] = { "PASSING", 7, 9, 3, true, false },
	[COLUMN_WARNING] = { "WARNING", 7, 9, 2, true, false },
	[COLUMN_CRITICAL] = { "CRITICAL", 8, 9, 1, true, false },
};

enum service_health { /* the worst first */
		      SERVICE_CRITICAL,
		      SERVICE_WARNING,
		      SERVICE_EMPTY,
		      SERVICE_UNKNOWN,
		      SERVICE_PASSING,
};

static const struct {
	const char *name;
	enum role role;
	enum glyph glyph;
} healths[] = {
	[SERVICE_CRITICAL] = { "critical", ROLE_BAD, GLYPH_BAD },
	[SERVICE_WARNING] = { "warning", ROLE_WARN, GLYPH_WARN },
	[SERVICE_EMPTY] = { "none", ROLE_WARN, GLYPH_WARN },
	[SERVICE_UNKNOWN] = { "not known", ROLE_MUTED, GLYPH_NONE },
	[SERVICE_PASSING] = { "passing", ROLE_GOOD, GLYPH_OK },
};

struct service {
	const char *name; /* of the record or of the reply */
	const struct imported_service *found; /* NULL: nothing said of it */
	enum service_health health;
};

struct page {
	const struct peer *peer;
	struct table table;
	struct service *rows;
	size_t count, cap;
	struct imported imported; /* the last good reply */
	struct http_request *request;
	int64_t asked_ms; /* -1 = never */
	struct text note; /* why the health is not known, or there is nothing */
	int note_h;
	char denied[200]; /* why health is missing; "" = it is not */
	bool needs_right; /* that it does for want of one */
	bool moved;	  /* the user chose a row: it stays */
};

/* --- rows ------------------------------------------------------------------
 */

static enum service_health judge(const struct imported_service *s)
{
	if (!s)
		return SERVICE_UNKNOWN;
	if (!s->instances)
		return SERVICE_EMPTY;
	return s->critical  ? SERVICE_CRITICAL
	       : s->warning ? SERVICE_WARNING
			    : SERVICE_PASSING;
}

static void add_row(struct page *s, const char *name)
{
	const struct imported_service *found =
		imported_find(&s->imported, name);

	s->rows = mem_grow(s->rows, s->count, &s->cap, sizeof(*s->rows));
	s->rows[s->count++] = (struct service){ name, found, judge(found) };
}

static int by_health(const void *a, const void *b)
{
	const struct service *x = a, *y = b;

	return x->health != y->health ? (int)x->health - (int)y->health
				      : strcmp(x->name, y->name);
}

static const struct peering_strings *names(const struct page *s)
{
	static const struct peering_strings none;

	return s->peer->record.count ? &s->peer->record.rows[0].imported
				     : &none;
}

static bool is_named(const struct page *s, const char *name)
{
	for (uint32_t i = 0; i < names(s)->count; i++)
		if (!strcmp(names(s)->items[i], name))
			return true;
	return false;
}

/* What either of the two knows. */
static void build(struct page *s)
{
	s->count = 0;
	for (uint32_t i = 0; i < names(s)->count; i++)
		add_row(s, names(s)->items[i]);
	for (size_t i = 0; i < s->imported.count; i++)
		if (!is_named(s, s->imported.items[i].name))
			add_row(s, s->imported.items[i].name);
	if (s->count)
		qsort(s->rows, s->count, sizeof(*s->rows), by_health);
	if (!s->moved) {
		s->table.selected = 0;
		*s->table.selected_id = '\0';
	}
	table_reload(&s->table);
}

static void explain_note(struct page *s)
{
	static const char right[] = "service_prefix \"\" { policy = \"read\" }";

	text_clear(&s->note);
	if (s->denied[0]) {
		text_add(&s->note, ROLE_WARN, "%s ",
			 theme_glyph(GLYPH_WARN, s->peer->base.app->ascii));
		text_add(&s->note, ROLE_TEXT, "%s", s->denied);
		if (s->needs_right) {
			text_line(&s->note, 2);
			text_add(&s->note, ROLE_STRONG, "  %s", right);
		}
	} else if (!s->count && !s->peer->record.count) {
		text_add(&s->note, ROLE_TEXT, "%s",
			 s->peer->failure[0] ? "The names are not known: the "
					       "record could not be read."
					     : "Reading the record.");
	} else if (!s->count) {
		text_add(&s->note, ROLE_TEXT,
			 "Nothing is imported from this peer. What the other "
			 "side exports to this cluster comes here by itself.");
	}
}

static void rebuild(struct page *s)
{
	build(s);
	explain_note(s);
	s->peer->base.app->dirty = true;
}

/* --- asking for the health -------------------------------------------------
 */

static void tell_denied(struct page *s, const struct http_reply *reply)
{
	s->needs_right =
		reply->err.kind == ERR_NONE || reply->err.kind == ERR_DENIED;
	if (s->needs_right)
		snprintf(s->denied, sizeof(s->denied),
			 "This ACL token may not see all of it. Ask for:");
	else
		snprintf(s->denied, sizeof(s->denied),
			 "The health of its instances is not known: %.120s",
			 *reply->body ? reply->body
				      : explain_short(&reply->err));
}

/* Filtered by rights it is 200 and shorter, or empty (Consul 1.21). */
static void got_services(void *ctx, const struct http_reply *reply)
{
	struct page *s = ctx;
	struct imported fresh = { 0 };
	struct http_reply r = *reply;

	s->request = NULL;
	s->denied[0] = '\0';
	if (r.err.kind == ERR_NONE)
		imported_decode(r.body, r.body_len, &fresh, &r.err);
	if (r.err.kind != ERR_NONE || r.filtered)
		tell_denied(s, &r);
	if (r.err.kind == ERR_NONE) {
		imported_release(&s->imported);
		s->imported = fresh;
	}
	rebuild(s);
}

static void ask(struct page *s)
{
	s->asked_ms = s->peer->base.app->now_ms;
	s->request =
		peering_api_imported(&s->peer->base.cluster->client,
				     s->peer->name, HTTP_READ, got_services, s);
}

static void update(void *page, bool shown)
{
	struct page *s = page;
	int64_t now = s->peer->base.app->now_ms;

	rebuild(s);
	if (shown && !s->request && !s->peer->gone &&
	    (s->asked_ms < 0 || now - s->asked_ms >= PACE_MS))
		ask(s);
}

/* --- the page --------------------------------------------------------------
 */

static size_t row_count(void *ctx)
{
	return ((struct page *)ctx)->count;
}

static const char *row_id(void *ctx, size_t row)
{
	return ((struct page *)ctx)->rows[row].name;
}

static void count_cell(struct table_cell *cell, const struct service *row,
		       uint32_t count, enum role role)
{
	if (!row->found)
		return;
	buf_addf(&cell->text, "%u", count);
	if (count)
		cell->role = role;
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	const struct service *r = &((struct page *)ctx)->rows[row];
	const struct imported_service *f = r->found;

	switch ((enum column)column) {
	case COLUMN_SERVICE:
		buf_adds(&cell->text, r->name);
		break;
	case COLUMN_HEALTH:
		buf_adds(&cell->text, healths[r->health].name);
		cell->role = healths[r->health].role;
		cell->glyph = healths[r->health].glyph;
		cell->has_glyph = true;
		break;
	case COLUMN_INSTANCES:
		count_cell(cell, r, f ? f->instances : 0, ROLE_TEXT);
		break;
	case COLUMN_PASSING:
		count_cell(cell, r, f ? f->passing : 0, ROLE_TEXT);
		break;
	case COLUMN_WARNING:
		count_cell(cell, r, f ? f->warning : 0, ROLE_WARN);
		break;
	case COLUMN_CRITICAL:
		count_cell(cell, r, f ? f->critical : 0, ROLE_BAD);
		break;
	}
}

static int total(const void *page)
{
	const struct page *s = page;
	const struct peering *p = peer_listed(s->peer);

	return p ? (int)p->imported.count : -1;
}

static void *open(struct peer *peer)
{
	struct page *s = mem_new(1, sizeof(*s));

	*s = (struct page){
		.peer = peer,
		.asked_ms = -1,
		.note = TEXT_INIT,
		.table = {
			.source = { .ctx = s,
				    .count = row_count,
				    .cell = row_cell,
				    .id = row_id },
			.columns = columns,
			.column_count = ARRAY_LEN(columns),
		},
	};
	return s;
}

static void close(void *page)
{
	struct page *s = page;

	http_cancel(s->request);
	imported_release(&s->imported);
	text_release(&s->note);
	free(s->rows);
	free(s);
}

static void layout(void *page, int w, int h)
{
	struct page *s = page;

	s->note_h = s->note.count
			    ? text_height(&s->note, w - PEER_TEXT_MARGIN) + 1
			    : 0;
	s->table.y = s->note_h;
	table_layout(&s->table, w, h - s->note_h);
}

static void draw(const void *page, const struct canvas *c)
{
	const struct page *s = page;
	struct canvas note = peer_text_area(c, 0);
	struct canvas area = canvas_sub(c, (struct rect){ 0, s->note_h, c->w,
							  c->h - s->note_h });

	text_draw(&s->note, &note, 0);
	table_draw(&s->table, &area);
}

static bool key(void *page, const struct key *key)
{
	struct page *s = page;

	if (!table_key(&s->table, key))
		return false;
	s->moved = true;
	return true;
}

static bool cancel(void *page)
{
	struct page *s = page;
	bool was = s->request;

	http_cancel(s->request);
	s->request = NULL;
	return was;
}

const struct peer_page peer_imported = {
	.title = "Imported",
	.brief = "Imp",
	.open = open,
	.close = close,
	.layout = layout,
	.draw = draw,
	.key = key,
	.total = total,
	.update = update,
	.cancel = cancel,
};
