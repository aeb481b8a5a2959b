#include <stdlib.h>

#include "base/mem.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peer.h"
#include "tui/peer_text.h"
#include "widgets/viewer.h"

struct certificates {
	const struct peer *peer;
	struct viewer viewer; /* written anew before each frame */
};

static void add_certificate(struct text *out, const struct app *app,
			    const struct certificate *cert)
{
	char until[EXPLAIN_TIME_MAX];

	peer_text_label(out, "Subject");
	if (!cert->subject) {
		text_add(out, ROLE_WARN, "This one cannot be read.");
		return;
	}
	text_add(out, ROLE_TEXT, "%s", cert->subject);
	peer_text_label(out, "Serial");
	text_add(out, ROLE_TEXT, "%s", cert->serial);
	peer_text_label(out, "Good until");
	explain_time(app, cert->not_after, until);
	text_add(out, ROLE_TEXT, "%s", until);
	peer_text_label(out, "");
	peer_text_expiry(out, app, cert);
}

static void add_none(struct text *out, const struct peer *peer)
{
	const struct peering *p = peer_listed(peer);

	if (!peer->record.count)
		text_add(out, ROLE_TEXT, "%s",
			 peer->failure[0] ? "The record could not be read."
					  : "Reading the record.");
	else if (p && p->state == PEERING_DELETING)
		text_add(out, ROLE_TEXT,
			 "A record that is being deleted has lost its CAs.");
	else
		text_add(out, ROLE_TEXT,
			 "The record holds no CA of the other side. It comes "
			 "with the first connection.");
}

static void describe(struct certificates *s)
{
	const struct peer *peer = s->peer;
	const struct peering *p =
		peer->record.count ? &peer->record.rows[0] : NULL;
	struct text *out = &s->viewer.text;

	text_clear(out);
	text_line(out, 0);
	if (!p || !p->ca_pems.count) {
		add_none(out, peer);
		return;
	}
	text_add(out, ROLE_TEXT,
		 "What this cluster trusts when it talks to the other side:");
	text_line(out, 0);
	for (uint32_t i = 0; i < p->ca_pems.count; i++) {
		add_certificate(out, peer->base.app, &peer->cas[i]);
		text_line(out, 0);
	}
	text_line(out, 0);
	if (*p->peer_server_name) {
		text_add(out, ROLE_TEXT, "And its servers must have the name:");
		text_line(out, 0);
		text_line(out, 0);
		text_add(out, ROLE_TEXT, "%s", p->peer_server_name);
	}
}

static void *open(struct peer *peer)
{
	struct certificates *s = mem_new(1, sizeof(*s));

	*s = (struct certificates){ .peer = peer, .viewer = VIEWER_INIT };
	return s;
}

static void close(void *page)
{
	struct certificates *s = page;

	viewer_release(&s->viewer);
	free(s);
}

static void layout(void *page, int w, int h)
{
	struct certificates *s = page;

	describe(s);
	viewer_layout(&s->viewer, w - PEER_TEXT_MARGIN, h);
}

static void draw(const void *page, const struct canvas *c)
{
	const struct certificates *s = page;
	struct canvas area = peer_text_area(c, 0);

	viewer_draw(&s->viewer, &area);
}

static bool key(void *page, const struct key *key)
{
	struct certificates *s = page;

	return viewer_key(&s->viewer, key);
}

static const char *copy(const void *page, struct buf *out)
{
	const struct certificates *s = page;
	const struct peering *p =
		s->peer->record.count ? &s->peer->record.rows[0] : NULL;

	if (!p || !p->ca_pems.count)
		return NULL;
	for (uint32_t i = 0; out && i < p->ca_pems.count; i++)
		buf_adds(out, p->ca_pems.items[i]);
	return "certificates";
}

const struct peer_page peer_certificates = {
	.title = "Certificates",
	.brief = "Certs",
	.open = open,
	.close = close,
	.layout = layout,
	.draw = draw,
	.key = key,
	.copy = copy,
};
