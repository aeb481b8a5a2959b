/* What differs between two lists of lines, as a unified diff shows it. */
#ifndef BASE_LINEDIFF_H
#define BASE_LINEDIFF_H

#include <stddef.h>

struct strlist;

enum linediff_kind {
	LINEDIFF_SAME,
	LINEDIFF_REMOVED,
	LINEDIFF_ADDED,
	LINEDIFF_SKIPPED, /* lines that are the same and far from a change */
};

/* `line` is borrowed; NULL for LINEDIFF_SKIPPED, which stands for `count`
 * lines (1 for the others). */
typedef void linediff_fn(void *ctx, enum linediff_kind kind, const char *line,
			 size_t count);

/* Call `each` in order, with `context` lines before and after a change.
 * Where the lists are too different to be compared in little memory, one
 * piece is removed and another added. */
void linediff(const struct strlist *before, const struct strlist *after,
	      size_t context, linediff_fn *each, void *ctx);

#endif
