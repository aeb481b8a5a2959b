/* What all screens that are a form do alike. */
#ifndef TUI_FORM_SCREEN_H
#define TUI_FORM_SCREEN_H

#include <stdbool.h>

#include "widgets/form.h"

struct app;
struct key;
struct screen;

/* A key for the form of `screen`, whose first button submits and whose other
 * one leaves: what form_key says of it, FORM_HANDLED for a button. After that
 * the screen may be gone. */
enum form_result form_screen_key(struct screen *screen, struct form *form,
				 const struct key *key,
				 void (*submit)(struct app *app));

/* For the leave of its ops: true when nothing is typed (`dirty`) that would be
 * lost, else it asks. `also` is one more sentence of what happens, or "". */
bool form_screen_leave(struct app *app, bool dirty, const char *also);

#endif
