/*
 * readline as the engine of the focused text field: one engine for the
 * process, lent to one field at a time (readline's state is global). Nothing
 * secret goes through it: its undo list and kill ring keep copies.
 */
#ifndef WIDGETS_LINEEDIT_H
#define WIDGETS_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

struct key;
struct lineedit; /* the saved state of one field */

/* Initialise readline; once, after setlocale and before term_start. Reads
 * ~/.inputrc. Later calls do nothing. */
void lineedit_start(void);

/* Free what readline holds; at exit, for leak checkers. */
void lineedit_stop(void);

/* A field that never holds more than `limit` bytes: a key that would make it
 * longer does nothing, an insertion is cut. Valid UTF-8. Starts readline if
 * need be. */
struct lineedit *lineedit_new(const char *text, size_t limit);
void lineedit_free(struct lineedit *line);

/* Lend the engine to `line`, taking it from the one that had it. Pending key
 * sequences are dropped (readline 8.2 crashes otherwise). NULL: to nobody. */
void lineedit_focus(struct lineedit *line);

/* Feed a key to the field that has the engine. True if the text or the point
 * may have changed. The caller keeps ESC (unless lineedit_wants_esc), Tab,
 * Enter, Up, Down for itself. Keys of readline's for completion do nothing. */
bool lineedit_key(const struct key *key);

/* What the last key wants of a history, which is the caller's: -1 the line
 * before (Ctrl-P, vi's k, or what inputrc says), 1 the one after, 0 nothing. */
int lineedit_recalls(void);

/* True in vi insert mode: ESC goes to movement mode. */
bool lineedit_wants_esc(void);

/* Insert as one undo step; line breaks and controls must be gone. False when
 * not all of it did fit, or it is not UTF-8 (then nothing happens). */
bool lineedit_insert(const char *text, size_t len);

/* Replace the whole text, as one undo step. */
void lineedit_set(struct lineedit *line, const char *text);

/* Text and point (a byte offset) of a field, focused or not; borrowed. */
const char *lineedit_text(const struct lineedit *line);
size_t lineedit_point(const struct lineedit *line);

#endif
