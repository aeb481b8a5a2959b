/*
 * A one-line field. Its text is a plain buffer while another field has the
 * focus; readline edits it while it has (lineedit.h). A secret field lives in
 * locked memory, has a small editor of its own and shows only masks.
 */
#ifndef WIDGETS_TEXTFIELD_H
#define WIDGETS_TEXTFIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/secret.h"
#include "widgets/assist.h"
#include "widgets/canvas.h"

struct key;
struct lineedit;

struct textfield {
	const char *placeholder; /* shown while empty; static */
	struct lineedit *line;	 /* NULL for a secret field */
	struct secret secret;
	size_t secret_point; /* byte offset */
	size_t limit;	     /* bytes */
	bool is_secret;
	bool readonly;
	const struct assist *assist; /* borrowed; NULL = none */
	struct assist_state helped;  /* by it, while it has the focus */
	char note[128];		     /* beside the field; "" = none */
	enum role note_role; /* ROLE_BAD: not right yet, ROLE_WARN, … */
};

void textfield_init(struct textfield *f, const char *text, size_t limit);
void textfield_init_secret(struct textfield *f, size_t limit);
void textfield_release(struct textfield *f);

/* The text, borrowed until it changes. */
const char *textfield_text(const struct textfield *f);
void textfield_set(struct textfield *f, const char *text);

/* Take and give the engine; a form does this. */
void textfield_focus(struct textfield *f);
void textfield_blur(struct textfield *f);

/* True if the key was taken (also when it changed nothing): Right and End
 * behind the text take a candidate, Ctrl-P and Ctrl-N (or what readline has
 * bound to its history) go through the history. Not taken are Enter, Tab, Up,
 * Down, pages, F keys, Ctrl-C L O Z, and ESC unless vi mode wants it. */
bool textfield_key(struct textfield *f, const struct key *key);

/*
 * Insert pasted text on one line: white space at its ends goes, within it
 * becomes blanks; in a secret field it all goes, as in a token that was
 * wrapped. False when it did not fit: a plain field took what did, a secret
 * one nothing.
 */
bool textfield_paste(struct textfield *f, const char *text, size_t len);

/* Set the note; an empty one clears it. */
void textfield_note(struct textfield *f, enum role role, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Draw `w` columns at (x, y), scrolled so that the point is seen, the cursor
 * there when focused; the note is the owner's to draw. */
void textfield_draw(const struct textfield *f, const struct canvas *c, int x,
		    int y, int w, bool focused);

#endif
