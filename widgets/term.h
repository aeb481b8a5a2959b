/*
 * The terminal: the only file that includes curses. One per process; what it
 * saves of the terminal is file-scope state, since a crash handler must reach
 * it.
 */
#ifndef WIDGETS_TERM_H
#define WIDGETS_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "widgets/theme.h"

struct err;
struct grid;

struct term_options {
	bool ascii; /* no UTF-8 even if the locale has it */
	bool mono;  /* no colours (also with NO_COLOR, set and not empty) */
	enum theme theme;
};

/*
 * Take the environment's character set. Where it is not UTF-8 the program
 * itself works in UTF-8 all the same and shows ASCII. Before anything else
 * here, and before lineedit_start.
 */
void term_locale(void);

/*
 * Take over the terminal on descriptors 0 and 1: alternate screen, raw mode,
 * bracketed paste. ERR_SYSTEM with one clear line when there is no terminal
 * or TERM can not do it (dumb, unknown); nothing was sent then. Handlers of
 * other signals stay as they are. Crash signals restore the terminal and
 * re-raise (not under sanitizers).
 */
bool term_start(const struct term_options *options, struct err *err);

/* Give it back exactly as it was. Safe at any time, twice, and from the
 * memory hook. */
void term_stop(void);

/* The process is to end, so that term_stop must not wait for a terminal that
 * takes nothing more (tty_hurry). For a signal's handler. */
void term_hurry(void);

/* Give it back for Ctrl-Z or a child, and take it again; the latter also when
 * the program goes on after someone else stopped it. */
void term_suspend(void);
void term_resume(void);

/* True when glyphs must be ASCII: asked for, no UTF-8 locale, Linux's own
 * console, or a glyph that is not one column wide. */
bool term_ascii(void);
bool term_mono(void);

/* Clicks and the wheel come as keys, or stay the terminal's own (as at the
 * start), to select text with. */
void term_set_mouse(bool on);

/* Other looks from the next frame on, which must be a whole one. Without
 * colours it stays at THEME_MONO. */
void term_set_theme(enum theme theme);

/* The present size, asked of the terminal; at least 1×1, 80×24 if it does
 * not know. */
void term_size(int *ret_w, int *ret_h);

/* Put the grid on the screen: only changed cells are sent. The grid's size
 * may differ from the last one's. `all` repaints everything (Ctrl-L). Returns
 * the bytes written. */
size_t term_flush(const struct grid *grid, bool all);

/* Descriptor to poll for input, and a read from it (as read(2)). */
int term_fd(void);
ssize_t term_read(char *bytes, size_t size);

/* Send bytes as they are (a clipboard sequence), whole, beside curses; the
 * screen must look the same after them. */
bool term_write(const char *bytes, size_t len);

/* Clear the alternate screen and write `text` (controls made visible) on it in
 * one piece, so that the terminal's own selection gets one line; the next
 * term_flush with `all` ends it. */
void term_plain(const char *text, size_t len);

#endif
