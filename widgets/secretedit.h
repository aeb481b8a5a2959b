/*
 * The editor of fields that hold a secret: it works in the locked block alone
 * and keeps neither undo list nor kill ring.
 */
#ifndef WIDGETS_SECRETEDIT_H
#define WIDGETS_SECRETEDIT_H

#include <stdbool.h>
#include <stddef.h>

struct key;
struct secret;

/* Characters, Backspace, Delete, arrows, Home, End and Ctrl-A B D E F K U.
 * `*point` is a byte offset. True if the key was one of them. */
bool secretedit_key(struct secret *s, size_t *point, size_t limit,
		    const struct key *key);

/* Insert at `*point` without white space and controls. False, and unchanged,
 * when that would make it longer than `limit`. */
bool secretedit_insert(struct secret *s, size_t *point, size_t limit,
		       const char *text, size_t len);

#endif
