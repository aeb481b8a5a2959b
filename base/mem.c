#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One hook for the process: out of memory has no context to be passed in. */
static void (*abort_hook)(void);

static void *out_of_memory(void)
{
	static const char text[] = "peerdeck: out of memory\n";

	if (abort_hook)
		abort_hook();
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		abort();
	abort();
}

void *mem_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	return p ? p : out_of_memory();
}

void *mem_resize(void *p, size_t count, size_t size)
{
	void *q;

	if (size && count > SIZE_MAX / size)
		return out_of_memory();
	q = realloc(p, count && size ? count * size : 1);
	return q ? q : out_of_memory();
}

char *mem_dup(const char *s)
{
	return s ? mem_dup_n(s, strlen(s)) : NULL;
}

char *mem_dup_n(const char *s, size_t len)
{
	char *copy = mem_new(len + 1, 1);

	if (len)
		memcpy(copy, s, len);
	return copy;
}

void *mem_grow(void *p, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 8;
	return mem_resize(p, *cap, size);
}

void mem_set_abort_hook(void (*hook)(void))
{
	abort_hook = hook;
}

void mem_freep(void *pointer_to_pointer)
{
	void **p = pointer_to_pointer;

	free(*p);
	*p = NULL;
}
