/* What the pages of a peering write alike. */
#ifndef TUI_PEER_TEXT_H
#define TUI_PEER_TEXT_H

#include "widgets/canvas.h"

#define PEER_TEXT_MARGIN  2 /* left of text; in tables the marker is there */
#define PEER_TEXT_LABEL_W 15

struct app;
struct certificate;
struct text;

/* The part of a page that text stands in, from row `y` on. */
struct canvas peer_text_area(const struct canvas *page, int y);

/* Begin a line with a label (static), "" = none. */
void peer_text_label(struct text *out, const char *label);

/* "expires in 9 years"; a warning when that is soon. */
void peer_text_expiry(struct text *out, const struct app *app,
		      const struct certificate *cert);

#endif
