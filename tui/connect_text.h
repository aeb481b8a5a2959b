/* What a Connect plans, does, and came to, as lines of text. */
#ifndef TUI_CONNECT_TEXT_H
#define TUI_CONNECT_TEXT_H

#include <stdint.h>

struct app;
struct connect;
struct connect_plan;
struct text;

/* What connect_stop() is to be told when the user stops it. */
#define CONNECT_TEXT_STOPPED "stopped here"

/* `step_ms` (monotonic) is when the running step began. */
void connect_text(struct text *out, const struct app *app,
		  const struct connect *c, const struct connect_plan *plan,
		  int64_t step_ms);

/* The commands that do the same, each with the cluster that it is for. */
void connect_text_commands(struct text *out, const struct connect *c,
			   const struct connect_plan *plan);

#endif
