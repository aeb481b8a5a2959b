#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CHUNK ((size_t)65536)

struct arena_chunk {
	struct arena_chunk *before;
	size_t size;
	_Alignas(max_align_t) char bytes[];
};

static void *take(struct arena *a, size_t size, size_t align)
{
	size_t at = (a->used + align - 1) / align * align;
	struct arena_chunk *chunk;
	size_t room;

	if (a->last && at + size <= a->last->size) {
		a->used = at + size;
		return a->last->bytes + at;
	}
	room = size > CHUNK ? size : CHUNK;
	chunk = mem_new(1, sizeof(*chunk) + room);
	chunk->before = a->last;
	chunk->size = room;
	a->last = chunk;
	a->used = size;
	a->total += sizeof(*chunk) + room;
	return chunk->bytes;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return take(a, size, sizeof(void *));
}

const char *arena_string(struct arena *a, const char *s, size_t len)
{
	char *copy;

	if (!len)
		return "";
	copy = take(a, len + 1, 1);
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

void arena_shrink(struct arena *a, size_t total)
{
	while (a->last && a->total > total) {
		struct arena_chunk *before = a->last->before;

		a->total -= sizeof(*a->last) + a->last->size;
		free(a->last);
		a->last = before;
		a->used = before ? before->size : 0;
	}
}

void arena_release(struct arena *a)
{
	arena_shrink(a, 0);
	*a = (struct arena){ 0 };
}
