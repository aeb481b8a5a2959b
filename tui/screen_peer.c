#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/explain.h"
#include "tui/peer.h"
#include "tui/peers.h"
#include "widgets/key.h"
#include "widgets/tabs.h"

#define HEAD_ROWS 3 /* title, tabs, the line of what is wrong */
#define TABS_Y	  1
#define ROOMY_H	  17 /* as the design's 20 rows, without the frame's */
#define WRONG_MAX 400
#define MARGIN	  1
#define COPY_MAX  (1024 * 1024)

static const struct peer_page *const pages[] = {
	&peer_overview,	 &peer_imported,     &peer_exported,
	&peer_addresses, &peer_certificates, &peer_raw,
};

enum { /* places in the table above */
       ADDRESSES = 3,
       RAW = 5,
};

static struct peer *peer_of(struct screen *s)
{
	return (struct peer *)(void *)s;
}

static const struct peer *peer_const(const struct screen *s)
{
	return (const struct peer *)(const void *)s;
}

static const struct peer_page *page_of(const struct peer *s)
{
	return s->pages[s->page];
}

static void *state_of(const struct peer *s)
{
	return s->states[s->page];
}

/* --- what is known ---------------------------------------------------------
 */

const struct peering *peer_record(const struct peer *s)
{
	return s->record.count ? &s->record.rows[0] : s->row.peering;
}

const struct peering *peer_listed(const struct peer *s)
{
	return s->row.peering;
}

bool peer_is_live(const struct peer *s)
{
	return !s->gone && watch_is_live(s->base.cluster->watch);
}

static const struct watch_row *find(const struct cluster *c, const char *name,
				    const char *id)
{
	size_t count;
	const struct watch_row *rows = watch_rows(c->watch, &count);

	for (size_t i = 0; i < count; i++)
		if (id ? !strcmp(rows[i].peering->id, id)
		       : !strcmp(rows[i].peering->name, name))
			return &rows[i];
	return NULL;
}

static void update(struct peer *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->pages[i]->update)
			s->pages[i]->update(s->states[i], i == s->page);
	s->base.app->dirty = true;
}

static void forget_record(struct peer *s)
{
	uint32_t cas = s->record.count ? s->record.rows[0].ca_pems.count : 0;

	for (uint32_t i = 0; s->cas && i < cas; i++)
		certificate_release(&s->cas[i]);
	free(s->cas);
	free(s->json);
	s->cas = NULL;
	s->json = NULL;
	peerings_release(&s->record);
}

static void keep_record(struct peer *s, struct peerings *list, const char *json)
{
	const struct peering_strings *pems;

	forget_record(s);
	s->record = *list;
	*list = (struct peerings){ 0 };
	if (s->gone)
		s->row.peering = &s->record.rows[0];
	s->json = mem_dup(json);
	s->failure[0] = '\0';
	pems = &s->record.rows[0].ca_pems;
	s->cas = mem_new(pems->count, sizeof(*s->cas));
	for (uint32_t i = 0; pems->items && i < pems->count; i++)
		certificate_read(pems->items[i], &s->cas[i]);
}

/* A record that is being deleted has lost meta and CAs (Consul 1.21): the one
 * from before says more. */
static bool lost_parts(const struct peer *s, const struct peering *p)
{
	return s->record.count && p->state == PEERING_DELETING;
}

static void got_record(void *ctx, const struct http_reply *reply,
		       struct peerings *list)
{
	struct peer *s = ctx;

	s->reading = NULL;
	if (list->count && strcmp(list->rows[0].id, s->id) != 0)
		snprintf(s->failure, sizeof(s->failure),
			 "Another peering has that name by now.");
	else if (list->count && !lost_parts(s, &list->rows[0]))
		keep_record(s, list, reply->body);
	else if (list->count)
		s->failure[0] = '\0';
	else if (reply->status == 404)
		snprintf(s->failure, sizeof(s->failure),
			 "Consul has no such peering any more.");
	else
		snprintf(s->failure, sizeof(s->failure),
			 "The whole record could not be read: %.200s",
			 *reply->body ? reply->body
				      : explain_short(&reply->err));
	update(s);
}

static void read_record(struct peer *s)
{
	http_cancel(s->reading);
	s->read_for_ms = watch_status(s->base.cluster->watch)->data_ms;
	s->reading = peering_api_read(&s->base.cluster->client, s->name, NULL,
				      got_record, s);
}

/* Something but times. */
static bool differs(const struct peering *a, const struct peering *b)
{
	return a->modify_index != b->modify_index ||
	       strcmp(a->state_text, b->state_text) != 0 ||
	       a->imported.count != b->imported.count ||
	       a->exported.count != b->exported.count;
}

/* Once a list, while it says something else than the record. */
static bool must_read(const struct peer *s)
{
	const struct watch_status *st = watch_status(s->base.cluster->watch);

	if (s->gone || s->reading || s->read_for_ms == st->data_ms)
		return false;
	if (!s->record.count)
		return true;
	return !lost_parts(s, s->row.peering) &&
	       differs(&s->record.rows[0], s->row.peering);
}

static void peer_changed(struct screen *screen)
{
	struct peer *s = peer_of(screen);
	const struct watch_row *row = find(screen->cluster, NULL, s->id);

	if (row) {
		s->row = *row;
		s->gone = false;
	} else {
		s->row.peering = s->record.count ? &s->record.rows[0] : NULL;
		s->gone = watch_status(screen->cluster->watch)->have_rows;
	}
	if (row && must_read(s))
		read_record(s);
	update(s);
}

/* --- drawing ---------------------------------------------------------------
 */

static void draw_title(const struct peer *s, const struct canvas *c)
{
	const struct peering *p = peer_listed(s);
	bool ascii = s->base.app->ascii;
	enum role role = peer_is_live(s) ? explain_health_role(s->row.health)
					 : ROLE_MUTED;
	char text[400];
	int x = 1 + canvas_text_middle(c, 1, 0, c->w / 2, ROLE_STRONG, s->name);

	if (s->gone || !p) {
		canvas_text(c, x + 2, 0, c->w - x - 2, ROLE_BAD, "gone");
		return;
	}
	snprintf(text, sizeof(text), "%s %s",
		 theme_glyph(explain_health_glyph(s->row.health), ascii),
		 health_name(s->row.health));
	x += 2 + canvas_text(c, x + 2, 0, c->w - x - 2, role, text);
	snprintf(text, sizeof(text), "%s%s%s%.300s",
		 peering_role_name(peering_role(p)),
		 *p->remote_datacenter ? " " : "",
		 *p->remote_datacenter ? theme_glyph(GLYPH_DOT, ascii) : "",
		 *p->remote_datacenter ? " remote " : "");
	x += 3 + canvas_text(c, x + 3, 0, c->w - x - 4, ROLE_MUTED, text);
	canvas_text(c, x, 0, c->w - x - 1, ROLE_MUTED, p->remote_datacenter);
}

static void write_titles(const struct peer *s, struct tabs_title *titles)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct peer_page *p = s->pages[i];
		int total = p->total ? p->total(s->states[i]) : -1;
		char count[16] = "";

		if (total >= 0)
			snprintf(count, sizeof(count), " %d", total);
		snprintf(titles[i].full, TABS_TITLE_MAX, "%s%s", p->title,
			 count);
		snprintf(titles[i].brief, TABS_TITLE_MAX, "%s%s", p->brief,
			 count);
	}
}

static void draw_tabs(const struct peer *s, const struct canvas *c)
{
	struct tabs_title titles[PEER_PAGES_MAX];

	write_titles(s, titles);
	tabs_draw(c, TABS_Y, titles, s->count, s->page);
}

/* The line of what is wrong; false = nothing is. */
static bool say_wrong(const struct peer *s, char *text, size_t size)
{
	const struct watch_status *st = watch_status(s->base.cluster->watch);
	const char *bad = theme_glyph(GLYPH_BAD, s->base.app->ascii);
	char key[EXPLAIN_KEY_MAX];

	explain_key(s->base.app, "list.read", key);
	if (s->gone)
		snprintf(text, size,
			 "%s This peering is gone; what is shown is from "
			 "before. Esc goes back.",
			 bad);
	else if (st->err.kind != ERR_NONE || *st->learned)
		snprintf(text, size, "%s %s", bad,
			 *st->learned ? st->learned : explain_short(&st->err));
	else if (s->failure[0])
		snprintf(text, size, "%s %s %s reads again.", bad, s->failure,
			 key);
	else
		return false;
	return true;
}

/* A line that says what is wrong has a blank one below where there is room. */
static struct rect page_area(const struct peer *s, int w, int h)
{
	char text[WRONG_MAX];
	int y = HEAD_ROWS + (h >= ROOMY_H && say_wrong(s, text, sizeof(text)));

	return (struct rect){ MARGIN, y, w - MARGIN - 1, h - y };
}

static void peer_draw(const struct screen *screen, const struct canvas *c)
{
	const struct peer *s = peer_const(screen);
	struct rect area = page_area(s, c->w, c->h);
	struct canvas page = canvas_sub(c, area);
	char wrong[WRONG_MAX];

	draw_title(s, c);
	draw_tabs(s, c);
	if (say_wrong(s, wrong, sizeof(wrong)))
		canvas_text(c, 1, 2, c->w - 2, ROLE_BAD, wrong);
	page_of(s)->draw(state_of(s), &page);
	if (!page_of(s)->fresh && !peer_is_live(s))
		canvas_tint(c, area, ROLE_MUTED);
}

/* --- the screen ------------------------------------------------------------
 */

static void peer_focus(struct screen *screen, bool on)
{
	struct peer *s = peer_of(screen);

	if (page_of(s)->focus)
		page_of(s)->focus(state_of(s), on);
}

static void peer_layout(struct screen *screen, int w, int h)
{
	struct peer *s = peer_of(screen);
	struct rect area = page_area(s, w, h);

	s->w = w;
	s->h = h;
	page_of(s)->layout(state_of(s), area.w, area.h);
}

/* Laid out at once: the next key may come before the next frame. */
static void show(struct peer *s, size_t page)
{
	peer_focus(&s->base, false);
	s->page = page;
	peer_focus(&s->base, true);
	update(s);
	peer_layout(&s->base, s->w, s->h);
}

static bool click_tab(struct peer *s, const struct key *key)
{
	struct tabs_title titles[PEER_PAGES_MAX];
	size_t page;

	write_titles(s, titles);
	page = tabs_at(s->w, titles, s->count, s->page, key->x);
	if (page < s->count)
		show(s, page);
	return true;
}

static bool peer_key(struct screen *screen, const struct key *key)
{
	struct peer *s = peer_of(screen);
	struct key in_page = *key;

	if (key->sym == SYM_CLICK && key->y == TABS_Y)
		return click_tab(s, key);
	in_page.x -= MARGIN;
	in_page.y -= page_area(s, s->w, s->h).y;
	return page_of(s)->key(state_of(s), &in_page);
}

static bool peer_paste(struct screen *screen, const char *text, size_t len)
{
	struct peer *s = peer_of(screen);

	return page_of(s)->paste && page_of(s)->paste(state_of(s), text, len);
}

static bool peer_typing(const struct screen *screen)
{
	const struct peer *s = peer_const(screen);

	return page_of(s)->typing && page_of(s)->typing(state_of(s));
}

static bool peer_cancel(struct screen *screen)
{
	struct peer *s = peer_of(screen);

	if (page_of(s)->cancel && page_of(s)->cancel(state_of(s)))
		return true;
	if (!s->reading)
		return false;
	http_cancel(s->reading);
	s->reading = NULL;
	return true;
}

static const char *peer_peering(const struct screen *screen)
{
	const struct peer *s = peer_const(screen);

	return s->gone ? NULL : s->name;
}

static void peer_close(struct screen *screen)
{
	struct peer *s = peer_of(screen);

	http_cancel(s->reading);
	for (size_t i = 0; i < s->count; i++)
		s->pages[i]->close(s->states[i]);
	forget_record(s);
	free(s->name);
	free(s->id);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_PEER,
	.close = peer_close,
	.layout = peer_layout,
	.draw = peer_draw,
	.key = peer_key,
	.paste = peer_paste,
	.typing = peer_typing,
	.changed = peer_changed,
	.cancel = peer_cancel,
	.focus = peer_focus,
	.peering = peer_peering,
};

struct screen *screen_peer_new(struct app *app, const char *name, bool probe)
{
	struct peer *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->row = *find(app->cluster, name, NULL);
	s->name = mem_dup(name);
	s->id = mem_dup(s->row.peering->id);
	s->count = ARRAY_LEN(pages);
	for (size_t i = 0; i < s->count; i++) {
		s->pages[i] = pages[i];
		s->states[i] = pages[i]->open(s);
	}
	read_record(s);
	if (probe) {
		s->page = ADDRESSES;
		peer_addresses_probe(s->states[ADDRESSES]);
	}
	update(s);
	return &s->base;
}

/* --- commands --------------------------------------------------------------
 */

static struct peer *on_top(const struct app *app)
{
	return peer_of(app_top(app));
}

void peer_next(struct app *app)
{
	struct peer *s = on_top(app);

	show(s, (s->page + 1) % s->count);
}

void peer_previous(struct app *app)
{
	struct peer *s = on_top(app);

	show(s, (s->page + s->count - 1) % s->count);
}

void peer_read(struct app *app)
{
	struct peer *s = on_top(app);

	if (!s->gone)
		read_record(s);
	update(s);
}

const char *peer_cannot_probe(const struct app *app)
{
	const struct watch_row *row;

	if (!app_peering(app))
		return "No peering is selected.";
	row = app_top(app)->ops->scope == SCOPE_PEERS
		      ? peers_selected(peers_on_top(app))
		      : &on_top(app)->row;
	if (row->peering && peering_role(row->peering) == PEERING_ACCEPTOR)
		return "Nothing to probe: an acceptor has no addresses; the "
		       "other side dials.";
	return NULL;
}

void peer_probe(struct app *app)
{
	struct peer *s;

	if (app_top(app)->ops->scope != SCOPE_PEER) {
		app_push(app, screen_peer_new(app, app_peering(app), true));
		return;
	}
	s = on_top(app);
	show(s, ADDRESSES);
	peer_addresses_probe(s->states[ADDRESSES]);
}

void peer_search(struct app *app)
{
	peer_raw_search(on_top(app)->states[RAW]);
}

const char *peer_cannot_search(const struct app *app)
{
	const struct peer *s = on_top(app);

	return s->page == RAW && s->json ? NULL : "Search is for the raw JSON.";
}

const char *peer_cannot_generate(const struct app *app)
{
	const struct peer *s = on_top(app);
	const struct peering *p = peer_listed(s);

	if (s->gone || !p)
		return "The peering is gone; generate a token on Peers.";
	if (peering_role(p) == PEERING_DIALER)
		return "This cluster dialed that peering: the other side "
		       "generates its tokens.";
	if (p->state == PEERING_TERMINATED)
		return "The other side deleted this peering: a token for it "
		       "would be dead. Delete the record first.";
	if (p->state == PEERING_DELETING)
		return "The peering is just being deleted.";
	return cluster_write_refused(app->cluster);
}

void peer_generate(struct app *app)
{
	app_push(app, screen_generate_new(app, on_top(app)->name));
}

static void copied(struct app *app, void *ctx, bool done, const char *said)
{
	app_toast(app, done ? ROLE_GOOD : ROLE_WARN, "%s: %s",
		  (const char *)ctx, said);
}

const char *peer_nothing_to_copy(const struct app *app)
{
	const struct peer *s = on_top(app);

	if (page_of(s)->copy && !page_of(s)->copy(state_of(s), NULL))
		return "There is nothing to copy here.";
	return NULL;
}

void peer_copy(struct app *app)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(COPY_MAX);
	const struct peer *s = on_top(app);
	const char *what = "ID";

	if (page_of(s)->copy)
		what = page_of(s)->copy(state_of(s), &text);
	else
		buf_adds(&text, s->id);
	clipboard_copy(app,
		       &(struct clipboard_item){ text.data, text.len, what,
						 NULL },
		       copied, (void *)what);
}
