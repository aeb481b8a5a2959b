#include "tui/peer_text.h"

#include <stdio.h>

#include "base/clock.h"
#include "net/certificate.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "widgets/text.h"

#define SOON_DAYS  30
#define YEARS_FROM 730 /* days */

struct canvas peer_text_area(const struct canvas *page, int y)
{
	return canvas_sub(page, (struct rect){ PEER_TEXT_MARGIN, y,
					       page->w - PEER_TEXT_MARGIN,
					       page->h - y });
}

void peer_text_label(struct text *out, const char *label)
{
	text_line(out, PEER_TEXT_LABEL_W);
	text_add(out, ROLE_MUTED, "%-*s", PEER_TEXT_LABEL_W, label);
}

void peer_text_expiry(struct text *out, const struct app *app,
		      const struct certificate *cert)
{
	long long days = certificate_days(cert, clock_wall(app->clock));

	if (days < 0)
		text_add(out, ROLE_BAD, "%s expired",
			 theme_glyph(GLYPH_BAD, app->ascii));
	else if (days < SOON_DAYS)
		text_add(out, ROLE_WARN, "%s expires in %lld day%s",
			 theme_glyph(GLYPH_WARN, app->ascii), days,
			 days == 1 ? "" : "s");
	else if (days < YEARS_FROM)
		text_add(out, ROLE_MUTED, "expires in %lld days", days);
	else
		text_add(out, ROLE_MUTED, "expires in %lld years", days / 365);
}

int64_t peer_text_date(const struct cluster *cluster)
{
	const struct watch_status *st = watch_status(cluster->watch);

	return st->date >= 0 ? st->date : clock_wall(cluster->app->clock);
}

void peer_text_age(struct text *out, const struct cluster *cluster,
		   const char *label, const struct timestamp *t, int exact_w)
{
	char exact[EXPLAIN_TIME_MAX], age[EXPLAIN_AGE_MAX];
	char ago[EXPLAIN_AGE_MAX + 8];

	peer_text_label(out, label);
	if (!t->set) {
		text_add(out, ROLE_TEXT, "not yet");
		return;
	}
	explain_span(peer_text_date(cluster) - t->sec, age);
	snprintf(ago, sizeof(ago), "%s ago%s", age, exact_w ? "" : ", ");
	explain_time(cluster->app, t->sec, exact);
	text_add(out, ROLE_TEXT, "%-*s", exact_w, ago);
	text_add(out, ROLE_MUTED, "%s", exact);
}

/* See net/health.c. */
const struct timestamp *peer_text_heard(const struct peering *p)
{
	return p->state == PEERING_FAILING ||
			       timestamp_compare(&p->heartbeat, &p->receive) > 0
		       ? &p->heartbeat
		       : &p->receive;
}

int64_t peer_text_since(const struct cluster *cluster,
			const struct watch_row *row)
{
	const struct history *h = watch_history(cluster->watch);
	const struct history_change *c = NULL, *last = NULL;

	while ((c = history_next(h, row->peering->id, c)))
		last = c;
	if (last)
		return last->at;
	return peer_text_date(cluster) -
	       (watch_status(cluster->watch)->data_ms - row->since_ms) / 1000;
}
