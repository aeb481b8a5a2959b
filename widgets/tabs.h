/* A line of tabs, one of them chosen. */
#ifndef WIDGETS_TABS_H
#define WIDGETS_TABS_H

#include <stddef.h>

struct canvas;

#define TABS_TITLE_MAX 40

struct tabs_title {
	char full[TABS_TITLE_MAX];
	char brief[TABS_TITLE_MAX]; /* where the full ones do not fit */
};

/* Draw row `y`: all titles in full, else all in brief; where not even those
 * fit, the first ones give way to the chosen one. */
void tabs_draw(const struct canvas *c, int y, const struct tabs_title *titles,
	       size_t count, size_t chosen);

/* The one at column `x` of a row of `w` columns drawn so; `count` = none. */
size_t tabs_at(int w, const struct tabs_title *titles, size_t count,
	       size_t chosen, int x);

#endif
