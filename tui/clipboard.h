/*
 * Copying to the user's clipboard from a terminal, as far as it can be done:
 * by the command that the config file names; else in tmux by `tmux
 * load-buffer`, in GNU screen by OSC 52 in DCS chunks, else by OSC 52.
 * Terminals give no acknowledgement, so the words say "sent".
 */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct buf;

enum clipboard_way {
	CLIPBOARD_TMUX,
	CLIPBOARD_SCREEN,
	CLIPBOARD_OSC52,
	CLIPBOARD_OSC52_UNSURE, /* TERM says tmux or screen, but it is not
				 * here: the outer one may drop it */
	CLIPBOARD_NONE,		/* linux console, vt*: no clipboard */
};

/* From $TMUX, $STY and $TERM (NULL = unset). */
enum clipboard_way clipboard_way(const char *tmux, const char *sty,
				 const char *term);

/* Append the sequence for one of the two ways by escape sequences; nothing and
 * false when the text is too long for a terminal. */
bool clipboard_sequence(struct buf *out, enum clipboard_way way,
			const char *text, size_t len);

/* `said` tells what happened, in words; `sent` is false when nothing was. */
typedef void clipboard_done_fn(struct app *app, void *ctx, bool sent,
			       const char *said);

struct clipboard_item {
	const char *text;
	size_t len;
	const char *what;    /* the noun of the words ("token"); static */
	const char *instead; /* what can be done where this fails ("w saves
			      * it"), as the screen has it; NULL = nothing */
};

/* Copy it; `done` runs at once or when the child has ended. The text and
 * .instead are copied. */
void clipboard_copy(struct app *app, const struct clipboard_item *item,
		    clipboard_done_fn *done, void *ctx);

/* Delete tmux's buffer if this run put something there: the token was used,
 * was superseded, or the program ends. */
void clipboard_forget(struct app *app);

/* The same at the end of the program, waiting for it (3 s at most). */
void clipboard_forget_now(struct app *app);

#endif
