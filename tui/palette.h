/*
 * The ":" prompt in the footer's place: every command that is possible here,
 * by its name, some with an argument ("context west", "theme light"). The last
 * word of a name will do where one command alone has it ("write FILE"). Tab
 * completes, Up and Down are what was typed before.
 */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strlist.h"
#include "widgets/textfield.h"

struct app;
struct canvas;
struct key;

struct palette {
	bool shown;
	bool started; /* the field exists */
	struct textfield field;
	struct assist_history history;
	struct assist assist;	   /* of the field: the history alone */
	struct strlist candidates; /* for what is typed now */
	const char *help;	   /* of the command that is meant; "" */
	char problem[240];	   /* why it did not run; "" */
};

void palette_open(struct app *app);
void palette_release(struct palette *p);

/* While it is shown it takes every key and paste. */
void palette_key(struct app *app, const struct key *key);
void palette_paste(struct app *app, const char *text, size_t len);

/* On the last line; candidates or a problem on the line above. */
void palette_draw(const struct palette *p, const struct canvas *c);

#endif
