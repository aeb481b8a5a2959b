/* The one-line pieces around a screen: rule, header ends, footer, toast. */
#ifndef WIDGETS_BARS_H
#define WIDGETS_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "widgets/canvas.h"
#include "widgets/key.h"

/* One key of a footer. */
struct bars_hint {
	char key[KEY_NAME_MAX];
	const char *title; /* borrowed */
	bool keep;	   /* stays when others are dropped (Esc, ?) */
};

#define BARS_HINTS_MAX 32

/* Keys and titles; entries that do not fit are dropped from the right, those
 * to keep last. */
void bars_footer(const struct canvas *c, int y, const struct bars_hint *hints,
		 size_t count);

/* A rule over the whole width. */
void bars_rule(const struct canvas *c, int y);

/* A message that goes by itself. */
struct toast {
	char text[256];
	enum role role;
	int64_t until_ms; /* monotonic; 0 = none */
};

#define TOAST_MS 6000

/* Show for TOAST_MS from `now_ms` on; replaces the one before. */
void toast_show(struct toast *t, int64_t now_ms, enum role role,
		const char *fmt, ...) PRINTF_LIKE(4, 5);
bool toast_visible(const struct toast *t, int64_t now_ms);
/* Over the whole row, and those above it when it is long; a glyph says the
 * role without colour. */
void toast_draw(const struct toast *t, const struct canvas *c, int y);

#endif
