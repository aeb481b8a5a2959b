/* What the pages of a peering write alike. */
#ifndef TUI_PEER_TEXT_H
#define TUI_PEER_TEXT_H

#include <stdint.h>

#include "widgets/canvas.h"

#define PEER_TEXT_MARGIN  2 /* left of text; in tables the marker is there */
#define PEER_TEXT_LABEL_W 15

struct app;
struct certificate;
struct cluster;
struct peering;
struct text;
struct timestamp;
struct watch_row;

/* The part of a page that text stands in, from row `y` on. */
struct canvas peer_text_area(const struct canvas *page, int y);

/* Begin a line with a label (static), "" = none. */
void peer_text_label(struct text *out, const char *label);

/* "expires in 9 years"; a warning when that is soon. */
void peer_text_expiry(struct text *out, const struct app *app,
		      const struct certificate *cert);

/* "Heard  4 s ago    14:13:16 UTC": a time of the record, as old as it was at
 * the reply, with its label. `exact_w` columns are before the exact time, 0 =
 * a comma. */
void peer_text_age(struct text *out, const struct cluster *cluster,
		   const char *label, const struct timestamp *t, int exact_w);

/* Of the rows: what the times of a record are compared with. */
int64_t peer_text_date(const struct cluster *cluster);

/* The newer of what it was heard by, as its health is computed. */
const struct timestamp *peer_text_heard(const struct peering *p);

/* When the row came into its State, as the change that this run saw says, or
 * else the first list that had it. */
int64_t peer_text_since(const struct cluster *cluster,
			const struct watch_row *row);

#endif
