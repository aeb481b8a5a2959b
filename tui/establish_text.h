/* What an establish does and what came of it, as lines of text. */
#ifndef TUI_ESTABLISH_TEXT_H
#define TUI_ESTABLISH_TEXT_H

#include <stdbool.h>

struct app;
struct dialog;
struct establish;
struct probe;
struct text;

/* The steps, and once it is over the outcome. `probe` (NULL = none) is what
 * was probed before it began. */
void establish_text(struct text *out, const struct app *app,
		    const struct establish *e, const struct probe *probe);

/* Why it was not sent, in a few lines. */
void establish_text_unsent(struct text *out, const struct app *app,
			   const struct establish *e);

/* The text and the buttons of its question. */
void establish_text_question(struct dialog *d, const struct establish *e);

/* The outcome in one sentence; static. */
const char *establish_text_outcome(const struct establish *e);

/*
 * Consul's list of failed tries (503, Consul 1.21), a line for each address
 * and reason, with how often. False, and nothing is added, when `body` is
 * none.
 */
bool establish_text_tries(struct text *out, const char *body);

#endif
