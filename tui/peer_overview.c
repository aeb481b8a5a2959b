#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peer.h"
#include "tui/peer_text.h"
#include "widgets/viewer.h"

#define EXACT_W	    13 /* columns of an age, before the exact time */
#define KEY_W_MAX   24 /* of meta keys, so that their values are aligned */
#define CHANGES_MAX 32 /* the last ones that are shown */
#define WIDE_W	    66

struct overview {
	const struct peer *peer;
	struct viewer viewer; /* written anew before each frame */
	int w;
};

/* --- times -----------------------------------------------------------------
 */

static void add_age(struct overview *o, const char *label,
		    const struct timestamp *t)
{
	peer_text_age(&o->viewer.text, o->peer->base.cluster, label, t,
		      EXACT_W);
}

/* One mark for each 15 s since this run first asked, the present on the right,
 * as many as there is room for. */
static void add_timeline(struct overview *o)
{
	const struct history_beats *b = &o->peer->row.beats;
	const char *legend = o->w < WIDE_W ? "15 s each" : "one mark is 15 s";
	const char *missed = theme_glyph(GLYPH_IDLE, o->peer->base.app->ascii);
	struct text *out = &o->viewer.text;
	int room = o->w - PEER_TEXT_LABEL_W - (int)strlen(legend) - 4;
	int n = HISTORY_BEATS;

	if (o->peer->row.seen_s < 0)
		return;
	while (n > 0 && !(b->asked >> (n - 1) & 1))
		n--;
	n = n < room ? n : room;
	peer_text_label(out, "Timeline");
	for (int i = n - 1; i >= 0; i--) {
		bool asked = b->asked >> i & 1, heard = b->heard >> i & 1;

		text_add(out, heard ? ROLE_GOOD : ROLE_BAD, "%s",
			 heard	 ? "|"
			 : asked ? missed
				 : " ");
	}
	text_add(out, ROLE_MUTED, "  %s", legend);
}

static void add_state(struct overview *o, const struct peering *p)
{
	const struct peer *peer = o->peer;
	struct text *out = &o->viewer.text;
	char since[EXPLAIN_TIME_MAX];

	peer_text_label(out, "State");
	text_add(out, ROLE_TEXT, "%-*s", EXACT_W,
		 *p->state_text ? p->state_text : "none");
	if (peer->row.since_known && !peer->gone) {
		explain_time(peer->base.app,
			     peer_text_since(peer->base.cluster, &peer->row),
			     since);
		text_add(out, ROLE_MUTED, "since %s", since);
	}
	if (p->deleted_at.set)
		add_age(o, "Deleted", &p->deleted_at);
}

static void add_times(struct overview *o, const struct peering *p)
{
	add_age(o, "Heard", peer_text_heard(p));
	add_age(o, "Heartbeat", &p->heartbeat);
	add_age(o, "Sent", &p->send);
	/* Consul 1.21: a heartbeat does not move LastSend. */
	if (p->send.set)
		text_add(&o->viewer.text, ROLE_MUTED, "  data only");
	add_timeline(o);
}

/* --- what it is ------------------------------------------------------------
 */

static void add_remote(struct overview *o, const struct peering *p)
{
	const struct {
		const char *name, *value;
	} parts[] = {
		{ "partition", p->remote[PEERING_REMOTE_PARTITION] },
		{ "region", p->remote[PEERING_REMOTE_REGION] },
		{ "zone", p->remote[PEERING_REMOTE_ZONE] },
	};
	struct text *out = &o->viewer.text;

	peer_text_label(out, "Role");
	text_add(out, ROLE_TEXT, "%s", peering_role_name(peering_role(p)));
	text_add(out, ROLE_MUTED, "   %s",
		 peering_role(p) == PEERING_DIALER
			 ? "it established with a token of the other side"
			 : "it generated the token");
	peer_text_label(out, "Remote");
	if (!*p->remote_datacenter) {
		text_add(out, ROLE_TEXT, "not known until it has connected");
		return;
	}
	text_add(out, ROLE_TEXT, "%s", p->remote_datacenter);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!*parts[i].value)
			continue;
		text_add(out, ROLE_MUTED, "   %s ", parts[i].name);
		text_add(out, ROLE_TEXT, "%s", parts[i].value);
	}
}

static int key_width(const struct peering_strings *meta)
{
	int width = 0;

	for (uint32_t i = 0; i + 1 < meta->count; i += 2) {
		const char *key = meta->items[i];
		int columns = utf8_shown_columns(key, strlen(key));

		if (columns > width && columns <= KEY_W_MAX)
			width = columns;
	}
	return width;
}

static void add_meta(struct overview *o, const struct peering_strings *meta)
{
	struct text *out = &o->viewer.text;
	int width = meta->items ? key_width(meta) : 0;

	if (!meta->items || !meta->count) {
		peer_text_label(out, "Meta");
		text_add(out, ROLE_TEXT, "none");
		return;
	}
	for (uint32_t i = 0; i + 1 < meta->count; i += 2) {
		const char *key = meta->items[i];
		int pad = width - utf8_shown_columns(key, strlen(key));

		peer_text_label(out, i ? "" : "Meta");
		text_add(out, ROLE_TEXT, "%s%*s = %s", key, pad > 0 ? pad : 0,
			 "", meta->items[i + 1]);
	}
}

static void add_cas(struct overview *o, const struct peering *p)
{
	struct text *out = &o->viewer.text;
	const struct peer *peer = o->peer;

	if (!peer->record.count) {
		peer_text_label(out, "Peer's CA");
		text_add(out, ROLE_MUTED, "%s",
			 peer->failure[0] ? "not known" : "reading");
		return;
	}
	for (uint32_t i = 0; i < p->ca_pems.count; i++) {
		peer_text_label(out, i ? "" : "Peer's CA");
		if (!peer->cas[i].subject) {
			text_add(out, ROLE_WARN, "not readable");
			continue;
		}
		text_add(out, ROLE_TEXT, "%s", peer->cas[i].subject);
		text_add(out, ROLE_MUTED, "  ");
		peer_text_expiry(out, peer->base.app, &peer->cas[i]);
	}
}

static void add_ids(struct overview *o, const struct peering *p)
{
	struct text *out = &o->viewer.text;

	peer_text_label(out, "ID");
	text_add(out, ROLE_TEXT, "%s", p->id);
	if (*p->peer_id) {
		peer_text_label(out, "Peer's ID");
		text_add(out, ROLE_TEXT, "%s", p->peer_id);
	}
	add_cas(o, peer_record(o->peer));
	peer_text_label(out, "Indexes");
	text_add(out, ROLE_TEXT, "created %" PRIu64 ", changed %" PRIu64,
		 p->create_index, p->modify_index);
}

/* --- what this run has seen ------------------------------------------------
 */

static void add_change(struct overview *o, const struct history_change *c,
		       const struct history_change *next, bool first)
{
	const struct app *app = o->peer->base.app;
	struct text *out = &o->viewer.text;
	char at[EXPLAIN_TIME_MAX], span[EXPLAIN_AGE_MAX];

	explain_time(app, c->at, at);
	peer_text_label(out, first ? "Seen here" : "");
	text_add(out, ROLE_MUTED, "%s  ", at);
	text_add(out, ROLE_TEXT, "%s %s %s", c->from,
		 theme_glyph(GLYPH_ARROW, app->ascii), c->to);
	if (!next)
		return;
	explain_span(next->at - c->at, span);
	text_add(out, ROLE_MUTED, "   for %s", span);
}

static void add_changes(struct overview *o)
{
	const struct history *h = watch_history(o->peer->base.cluster->watch);
	const char *id = o->peer->id;
	const struct history_change *c = history_next(h, id, NULL), *next;
	size_t count = 0;

	for (next = c; next; next = history_next(h, id, next))
		count++;
	for (; count > CHANGES_MAX; count--)
		c = history_next(h, id, c);
	if (!c) {
		peer_text_label(&o->viewer.text, "Seen here");
		text_add(&o->viewer.text, ROLE_MUTED,
			 o->peer->row.since_known
				 ? "no change of State since it was first seen"
				 : "no change of State since this run began");
	}
	for (bool first = true; c; c = next, first = false) {
		next = history_next(h, id, c);
		add_change(o, c, next, first);
	}
}

/* --- the page --------------------------------------------------------------
 */

static void describe(struct overview *o)
{
	const struct peering *p = peer_listed(o->peer);
	struct text *out = &o->viewer.text;

	text_clear(out);
	if (!p) {
		text_add(out, ROLE_TEXT,
			 "It went before its record could be read.");
		return;
	}
	if (o->peer->row.health != HEALTH_OK && !o->peer->gone) {
		explain_health(out, o->peer->base.app, &o->peer->row,
			       SCOPE_PEER);
		text_line(out, 0);
	}
	add_state(o, p);
	add_times(o, p);
	text_line(out, 0);
	add_remote(o, p);
	add_meta(o, &p->meta);
	text_line(out, 0);
	add_ids(o, p);
	text_line(out, 0);
	add_changes(o);
}

static void *open(struct peer *peer)
{
	struct overview *o = mem_new(1, sizeof(*o));

	*o = (struct overview){ .peer = peer, .viewer = VIEWER_INIT };
	return o;
}

static void close(void *page)
{
	struct overview *o = page;

	viewer_release(&o->viewer);
	free(o);
}

static void layout(void *page, int w, int h)
{
	struct overview *o = page;

	o->w = w - PEER_TEXT_MARGIN;
	describe(o);
	viewer_layout(&o->viewer, w - PEER_TEXT_MARGIN, h);
}

static void draw(const void *page, const struct canvas *c)
{
	const struct overview *o = page;
	struct canvas area = peer_text_area(c, 0);

	viewer_draw(&o->viewer, &area);
}

static bool key(void *page, const struct key *key)
{
	struct overview *o = page;

	return viewer_key(&o->viewer, key);
}

const struct peer_page peer_overview = {
	.title = "Overview",
	.brief = "Overview",
	.open = open,
	.close = close,
	.layout = layout,
	.draw = draw,
	.key = key,
};
