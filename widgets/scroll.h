/* What everything that scrolls shares: its keys, its bounds, its marks. */
#ifndef WIDGETS_SCROLL_H
#define WIDGETS_SCROLL_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;
struct key;

/* Move `*at` between 0 and `last` by Up, Down, j, k, PageUp and PageDown (by
 * `page`, at least 1), Home, End, or the wheel by three. False when the key is
 * none of these. */
bool scroll_key(const struct key *key, size_t page, size_t last, size_t *at);

/* `top` of `lines` lines so that `h` lines show no more blank than needed. */
int scroll_clamp(int top, int lines, int h);

/* Say in the canvas' last column that there is more above or below. */
void scroll_marks(const struct canvas *c, int top, int lines);

#endif
