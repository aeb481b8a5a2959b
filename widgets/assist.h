/*
 * What helps to fill a field: candidates for what is typed, of which Right or
 * End at the end of the text takes the first, and what was typed into such
 * fields before. A secret field has none of it.
 */
#ifndef WIDGETS_ASSIST_H
#define WIDGETS_ASSIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strlist.h"

struct canvas;
struct key;
struct textfield;

#define ASSIST_MAX 12 /* candidates worth looking for */

/* Lines typed before, the newest last; `{0}` is an empty one. */
struct assist_history {
	struct strlist lines;
};

/* Add a line, once: one that is there moves to the end. Empty ones are not
 * kept, nor more than ASSIST_HISTORY_MAX. */
#define ASSIST_HISTORY_MAX 100
void assist_history_add(struct assist_history *h, const char *line);
void assist_history_release(struct assist_history *h);

/* What a kind of field is given, by its owner; must outlive the field. */
struct assist {
	/* Append what `text` could become, the best first; NULL = nothing. */
	void (*offer)(void *ctx, const char *text, struct strlist *ret);
	void *ctx;
	struct assist_history
		*history; /* shared by fields of a kind; NULL = none */
};

/* For such a function: append `whole` if it begins with `text`, is longer, and
 * is not there yet. False when there is no room for more. */
bool assist_offer(struct strlist *ret, const char *text, const char *whole);

/* State of one field; `{0}` at the beginning. */
struct assist_state {
	struct strlist candidates;
	char *asked;  /* the text that they are for; NULL = ask again */
	size_t back;  /* lines gone back in the history; 0 = in none */
	char *bottom; /* what was typed when the first of them was */
};

void assist_release(struct textfield *f);

/* Have the candidates of what stands there now; `anew` also when the text is
 * the same (there may be others by now). */
void assist_refresh(struct textfield *f, bool anew);

/* Right or End behind the text: take the first candidate. False when the key
 * is another one or there is none. */
bool assist_take(struct textfield *f, const struct key *key);

/* Go one line back in the history, or forward to what was typed. */
void assist_recall(struct textfield *f, bool back);

/* It was typed for good: keep it in the history. */
void assist_remember(struct textfield *f);

/* Draw the candidates in one line; nothing when there are none. */
void assist_draw(const struct textfield *f, const struct canvas *c, int x,
		 int y, int w);

#endif
