/* A question with one field to type into. */
#ifndef TUI_QUESTION_H
#define TUI_QUESTION_H

#include "tui/app.h"
#include "tui/suggest.h"

struct question {
	const char *title, *about;
	const char *label; /* of the field */
	const char *verb;  /* on button 1; button 0 is Cancel */
	enum suggest_kind kind;
};

/* Ask it; `text` stands in the field. What was typed stays when it is refused:
 * then it is asked again with `problem`, why; NULL = none. */
void question_ask(struct app *app, const struct question *q, const char *text,
		  const char *problem, app_answer_fn *answer, void *ctx);

#endif
