/* A line of named buttons, as forms and dialogs end with. */
#ifndef WIDGETS_BUTTONS_H
#define WIDGETS_BUTTONS_H

#include <stddef.h>

struct canvas;

/* Draw them from (x, y) on, number `focus` in reverse (none if there is no
 * such one). Where not all fit, the first ones give way to the focused. */
void buttons_draw(const struct canvas *c, int x, int y,
		  const char *const *titles, size_t count, size_t focus);

#endif
