/* The syntax half of gojson: which texts Go's JSON scanner takes, and how it
 * words what it refuses. */
#ifndef SANDBOX_GOSCAN_H
#define SANDBOX_GOSCAN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Check the JSON value at the start of `text` and store where it ends. With
 * `stream` the rest is not looked at, and running out of text is "EOF" or
 * "unexpected EOF"; without, only white space may follow, and it is
 * "unexpected end of JSON input". False: Go's message is in `error`.
 */
bool goscan_value(const char *text, size_t len, bool stream, size_t *ret_end,
		  struct buf *error);

/* Append `text` with each invalid byte as U+FFFD, as Go decodes strings. */
void goscan_utf8(struct buf *out, const char *text, size_t len);

/* Append `s` as Go's %q prints it, with its quotes. */
void goscan_quote(struct buf *out, const char *s);

#endif
