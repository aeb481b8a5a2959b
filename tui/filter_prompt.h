/*
 * The line in which a filter is typed: Tab completes, Up and Down are earlier
 * ones, and what was not understood is said behind it.
 */
#ifndef TUI_FILTER_PROMPT_H
#define TUI_FILTER_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strlist.h"
#include "tui/filter.h"
#include "widgets/textfield.h"

struct canvas;
struct key;
struct watch_row;

struct filter_prompt {
	struct textfield field;
	bool focused;
	struct filter filter; /* as the line says, but for a last word that may
			       * become the name of a field while it is typed:
			       * rows must not go for that */
	struct assist_history history;
	struct assist assist;  /* of the field: the history alone */
	struct strlist offers; /* after Tab, until the next key; or while the
				* name of a field is typed */
};

/* The struct must not move after this. */
void filter_prompt_init(struct filter_prompt *p);
void filter_prompt_release(struct filter_prompt *p);

void filter_prompt_focus(struct filter_prompt *p);

/* Leave it; `keep` false empties the line. */
void filter_prompt_leave(struct filter_prompt *p, bool keep);

/* What the engine of fields is given to and taken from meanwhile. */
void filter_prompt_lend(struct filter_prompt *p, bool on);

/* True when the key was taken; the rows are for completion. */
bool filter_prompt_key(struct filter_prompt *p, const struct key *key,
		       const struct watch_row *rows, size_t count);
void filter_prompt_paste(struct filter_prompt *p, const char *text, size_t len);

/* Something is typed. */
bool filter_prompt_used(const struct filter_prompt *p);

void filter_prompt_draw(const struct filter_prompt *p, const struct canvas *c,
			int y);

#endif
