/* What a longer work does, step by step, as lines of text: a mark, what it is,
 * and what there is to say of it. */
#ifndef TUI_CHECKLIST_H
#define TUI_CHECKLIST_H

#include "base/attrs.h"

struct app;
struct text;

enum checklist_mark {
	CHECKLIST_TODO,
	CHECKLIST_RUNNING,
	CHECKLIST_DONE,
	CHECKLIST_WARNED, /* done, but look at it */
	CHECKLIST_FAILED,
};

/* Begin the line of a step. */
void checklist_step(struct text *out, const struct app *app,
		    enum checklist_mark mark, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* Behind it, secondary. */
void checklist_aside(struct text *out, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A line under it. */
void checklist_under(struct text *out, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
