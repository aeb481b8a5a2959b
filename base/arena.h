/*
 * Memory that is freed all at once: the strings of a list reply. Pointers
 * into it stay valid until arena_release. `{0}` is an empty arena.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *last;
	size_t used;  /* bytes used of the last chunk */
	size_t total; /* bytes of all chunks: what it costs */
};

/* `size` zeroed bytes, aligned for any pointer. */
void *arena_alloc(struct arena *a, size_t size);

/* A copy of `len` bytes with a NUL behind; "" costs nothing. */
const char *arena_string(struct arena *a, const char *s, size_t len);

/* Free what was got last, until no more than `total` bytes are left (or one
 * chunk less): for who frees much in parts. */
void arena_shrink(struct arena *a, size_t total);

void arena_release(struct arena *a);

#endif
