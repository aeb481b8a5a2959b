/*
 * The parts of a manual page that come from tables. Between the lines
 *	.\" begin PART
 *	.\" end
 * they are made anew; the prose around them is written by hand.
 */
#ifndef BASE_ROFF_H
#define BASE_ROFF_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct flag;

struct roff_part {
	const char *name;
	void (*add)(struct buf *out); /* append its lines */
};

/* Append text that means nothing to roff; a line break begins a paragraph. */
void roff_text(struct buf *out, const char *text);

/* Append command-line flags, each with its help and its variable. */
void roff_flags(struct buf *out, const struct flag *flags, size_t count);

#define ROFF_PAGE_MAX (1024 * 1024) /* bytes */

/* Append all that the descriptor has. ERR_SYSTEM when it cannot be read or is
 * too much. */
bool roff_read(struct buf *page, int fd, struct err *err);

/* Append the page with the given parts made anew, and all others as they
 * are. */
void roff_page(struct buf *out, const char *page, const struct roff_part *parts,
	       size_t count);

#endif
