/*
 * The terminal's modes and bytes, without curses: raw mode and back, whole
 * writes, and what a crash has to put right. One terminal per process, on
 * descriptors 0 and 1; file-scope state, since a signal handler reads it.
 */
#ifndef WIDGETS_TTY_H
#define WIDGETS_TTY_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* Remember the present modes. ERR_SYSTEM when descriptors 0 and 1 are not
 * both a terminal. */
bool tty_open(struct err *err);

/* Raw mode and bracketed paste on; and everything as tty_open found it. What
 * was typed and not read is thrown away, so that no shell runs it. */
void tty_enter(void);
void tty_leave(void);

/* Have the terminal report the mouse, now and after each tty_enter, or not. */
void tty_mouse(bool on);

/* All of it, however long the terminal takes; false when it is gone. */
bool tty_write(const char *bytes, size_t len);

/*
 * The process is to end: from now until tty_leave a terminal that takes no
 * more is not waited for. What it has not read yet is thrown away, so that
 * there is room for what puts it right. For a signal's handler.
 */
void tty_hurry(void);

/* Rows and columns; 80×24 when the terminal does not know. */
void tty_size(int *ret_w, int *ret_h);

#define TTY_RESTORE_MAX 256

/*
 * From now on a crash signal writes these bytes (a copy of them, cut to
 * TTY_RESTORE_MAX), restores the modes and ends the process by that signal.
 * Absent when sanitized: then the report comes first.
 */
void tty_guard(const char *restore, size_t len);
void tty_unguard(void);

#endif
