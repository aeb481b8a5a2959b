#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "net/probe.h"
#include "net/token.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/keymap.h"
#include "tui/peer.h"
#include "tui/peer_text.h"
#include "widgets/table.h"
#include "widgets/text.h"

enum column {
	COLUMN_ADDRESS,
	COLUMN_RESULT,
	COLUMN_TOOK,
};

static const struct table_column columns[] = {
	[COLUMN_ADDRESS] = { "ADDRESS", 16, 60, 0, false, true },
	[COLUMN_RESULT] = { "FROM THIS HOST", 38, 60, 0, false, false },
	[COLUMN_TOOK] = { "TOOK", 6, 8, 1, true, false },
};

struct addresses {
	struct peer *peer;
	struct table table;
	struct probe *probe; /* NULL: not tried yet */
	bool wanted;	     /* to be tried when the record is there */
	struct text note;
	int note_h;
};

static const struct peering_strings *listed(const struct addresses *s)
{
	static const struct peering_strings none;
	const struct peering *p = peer_record(s->peer);

	return p && p->addresses.items ? &p->addresses : &none;
}

/* --- probing ---------------------------------------------------------------
 */

static void probe_changed(void *ctx)
{
	struct addresses *s = ctx;

	s->peer->base.app->dirty = true;
}

static void add_all(struct strlist *to, const struct peering_strings *from)
{
	for (uint32_t i = 0; from->items && i < from->count; i++)
		strlist_add(to, from->items[i]);
}

/* A record says the same of the way to the other side as a token does. */
static void start(struct addresses *s)
{
	_cleanup_(token_release) struct token token = { 0 };
	const struct peering *p = &s->peer->record.rows[0];

	s->wanted = false;
	add_all(&token.ca_pems, &p->ca_pems);
	add_all(&token.server_addresses, &p->addresses);
	token.server_name = mem_dup(p->peer_server_name);
	probe_free(s->probe);
	s->probe = probe_new(s->peer->base.app->http, &token, probe_changed, s);
	s->peer->base.app->dirty = true;
}

void peer_addresses_probe(void *page)
{
	struct addresses *s = page;

	if (s->peer->record.count)
		start(s);
	else
		s->wanted = true;
}

static const struct probe_address *probed(const struct addresses *s, size_t row)
{
	size_t count = 0;
	const struct probe_address *all =
		s->probe ? probe_addresses(s->probe, &count) : NULL;

	return row < count ? &all[row] : NULL;
}

static enum role role_of(enum probe_result result)
{
	switch (result) {
	case PROBE_OK:
		return ROLE_GOOD;
	case PROBE_RUNNING:
		return ROLE_INFO;
	case PROBE_CLEAR:
	case PROBE_SKIPPED:
		return ROLE_WARN;
	default:
		return ROLE_BAD;
	}
}

static enum glyph glyph_of(enum probe_result result)
{
	switch (role_of(result)) {
	case ROLE_GOOD:
		return GLYPH_OK;
	case ROLE_INFO:
		return GLYPH_BUSY;
	case ROLE_WARN:
		return GLYPH_WARN;
	default:
		return GLYPH_BAD;
	}
}

/* The probe's words are about a token. */
static const char *text_of(const struct probe_address *a)
{
	switch (a->result) {
	case PROBE_OK:
		return "answers with the peer's certificate";
	case PROBE_CLEAR:
		return "answers; the record has no CA, so no TLS";
	case PROBE_FAILED:
		return a->err.msg;
	default:
		return probe_result_text(a->result);
	}
}

/* --- rows ------------------------------------------------------------------
 */

static size_t row_count(void *ctx)
{
	return listed(ctx)->count;
}

static const char *row_id(void *ctx, size_t row)
{
	return listed(ctx)->items[row];
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	struct addresses *s = ctx;
	const struct probe_address *a = probed(s, row);

	switch ((enum column)column) {
	case COLUMN_ADDRESS:
		buf_adds(&cell->text, listed(s)->items[row]);
		break;
	case COLUMN_RESULT:
		buf_adds(&cell->text, a ? text_of(a) : "not tried");
		cell->role = a ? role_of(a->result) : ROLE_MUTED;
		cell->glyph = a ? glyph_of(a->result) : GLYPH_NONE;
		cell->has_glyph = true;
		break;
	case COLUMN_TOOK:
		if (a && a->result == PROBE_OK)
			buf_addf(&cell->text, "%lld ms", (long long)a->took_ms);
		break;
	}
}

/* --- the page --------------------------------------------------------------
 */

static void add_dialer(struct addresses *s)
{
	const struct app *app = s->peer->base.app;
	char key[KEY_NAME_MAX];

	text_add(&s->note, ROLE_TEXT,
		 "The servers of the other side, as Consul knows them. If the "
		 "token had external addresses, those are dialed instead, and "
		 "no call shows them.");
	if (s->probe || !listed(s)->count ||
	    !keymap_first(&app->keymap, "peering.probe", false, key))
		return;
	text_line(&s->note, 0);
	text_add(&s->note, ROLE_KEY, "%s", key);
	text_add(&s->note, ROLE_TEXT,
		 " tries them from this host; the dialing servers may reach "
		 "others.");
}

static void describe(struct addresses *s)
{
	const struct peering *p = peer_record(s->peer);

	text_clear(&s->note);
	text_line(&s->note, 0);
	if (!p)
		return;
	if (peering_role(p) == PEERING_DIALER) {
		add_dialer(s);
		return;
	}
	text_add(&s->note, ROLE_TEXT,
		 "An acceptor has no addresses: the other side dials. Which of "
		 "this cluster's addresses it dials stood in its token.");
	text_line(&s->note, 0);
	text_add(&s->note, ROLE_MUTED, "Next: ");
	text_add(&s->note, ROLE_TEXT,
		 "probe them on the other side, or give it others with a new "
		 "token.");
}

static void update(void *page, bool shown)
{
	struct addresses *s = page;

	(void)shown;
	table_reload(&s->table);
	if (s->wanted && s->peer->record.count)
		start(s);
}

static void *open(struct peer *peer)
{
	struct addresses *s = mem_new(1, sizeof(*s));

	*s = (struct addresses){
		.peer = peer,
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
	struct addresses *s = page;

	probe_free(s->probe);
	text_release(&s->note);
	free(s);
}

static void layout(void *page, int w, int h)
{
	struct addresses *s = page;

	describe(s);
	s->note_h = text_height(&s->note, w - PEER_TEXT_MARGIN) + 1;
	s->table.y = s->note_h;
	table_layout(&s->table, w, h - s->note_h);
}

static void draw(const void *page, const struct canvas *c)
{
	const struct addresses *s = page;
	struct canvas note = peer_text_area(c, 0);
	struct canvas area = canvas_sub(c, (struct rect){ 0, s->note_h, c->w,
							  c->h - s->note_h });

	text_draw(&s->note, &note, 0);
	table_draw(&s->table, &area);
}

static bool key(void *page, const struct key *key)
{
	struct addresses *s = page;

	return table_key(&s->table, key);
}

static bool cancel(void *page)
{
	struct addresses *s = page;
	bool was = s->probe && !probe_is_done(s->probe);

	if (was) {
		probe_free(s->probe);
		s->probe = NULL;
	}
	return was;
}

const struct peer_page peer_addresses = {
	.title = "Addresses",
	.brief = "Addr",
	.open = open,
	.close = close,
	.layout = layout,
	.draw = draw,
	.key = key,
	.update = update,
	.cancel = cancel,
	.fresh = true,
};
