/*
 * A growing byte buffer with a cap that it is born with: input from outside
 * can never make it larger. `data` is always a C string (never NULL), though
 * it may hold NULs before its end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"

struct buf {
	char *data;   /* NUL after the last byte; "" while empty */
	size_t len;   /* bytes, without the NUL */
	size_t cap;   /* bytes allocated, 0 = `data` is not ours to free */
	size_t limit; /* `len` never goes above it */
	bool full;    /* something was refused because of `limit` */
	bool secret;  /* wiped when moved or released */
};

extern char buf_empty[]; /* the shared "" of every empty buffer */

#define BUF_INIT(max)                                                          \
	{                                                                      \
		.data = buf_empty, .limit = (max)                              \
	}
#define BUF_SECRET(max)                                                        \
	{                                                                      \
		.data = buf_empty, .limit = (max), .secret = true              \
	}

/* Free the bytes (wiping secret ones); the buffer is as after BUF_INIT. */
void buf_release(struct buf *b);

/*
 * Append. What would go beyond the limit is refused whole: false, and `full`
 * stays set, so a run of appends may be checked once at its end.
 */
bool buf_add(struct buf *b, const void *bytes, size_t len);
bool buf_adds(struct buf *b, const char *s);
bool buf_addc(struct buf *b, char c);
bool buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool buf_addv(struct buf *b, const char *fmt, va_list args) PRINTF_LIKE(2, 0);

/* Put `len` bytes in at `at` (at most b->len); refused like buf_add. */
bool buf_insert(struct buf *b, size_t at, const void *bytes, size_t len);

/* Take `len` bytes out at `at`; both are cut to what is there. */
void buf_remove(struct buf *b, size_t at, size_t len);

/* Shorten to `len` bytes; no effect when it is shorter. */
void buf_cut(struct buf *b, size_t len);

/* Empty it, keep the memory (wiped when secret), clear `full`. */
void buf_clear(struct buf *b);

/* The bytes as a C string that the caller frees; the buffer is left empty. */
char *buf_take(struct buf *b);

#endif
