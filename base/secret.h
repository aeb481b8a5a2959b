/*
 * Memory for tokens: one fixed block of whole pages, locked so that it is
 * never swapped, left out of core files, and wiped on release. It never
 * moves, so no copy is left behind.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret {
	char *data; /* a C string; NULL before secret_init */
	size_t len; /* bytes, without the NUL */
	size_t cap; /* bytes mapped */
};

/* Room for `max` bytes. Locking is best effort (RLIMIT_MEMLOCK). */
void secret_init(struct secret *s, size_t max);

/* Replace the content; false and unchanged when it does not fit. */
bool secret_set(struct secret *s, const char *bytes, size_t len);

/* Put bytes in at `at` (<= len); false and unchanged when they don't fit. */
bool secret_insert(struct secret *s, size_t at, const char *bytes, size_t len);

/* Take `len` bytes out at `at`; the freed tail is wiped. */
void secret_remove(struct secret *s, size_t at, size_t len);

/* Wipe and empty; the block stays. */
void secret_clear(struct secret *s);

/* Wipe and unmap; the value is as `{0}`. Safe on `{0}`. */
void secret_release(struct secret *s);

#endif
