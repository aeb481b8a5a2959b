#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

/* Less than this is not worth a call of the kernel. */
#define MAP_MIN ((size_t)256 * 1024)

static bool is_mapped(size_t count, size_t size)
{
	return size && count <= SIZE_MAX / size && count * size >= MAP_MIN;
}

void *mem_map(size_t count, size_t size)
{
	void *p;

	if (!is_mapped(count, size))
		return mem_new(count, size);
	p = mmap(NULL, count * size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p != MAP_FAILED ? p : out_of_memory();
}

void mem_unmap(void *p, size_t count, size_t size)
{
	if (p && is_mapped(count, size))
		munmap(p, count * size);
	else
		free(p);
}

/* Where the page behind the first `bytes` begins. */
static size_t page_end(size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (bytes + page - 1) / page * page;
}

void *mem_remap(void *p, size_t from, size_t to, size_t size)
{
	size_t kept = from < to ? from : to;
	void *q;

	if (p && is_mapped(from, size) && is_mapped(to, size) && to <= from) {
		size_t end = page_end(to * size);

		if (end < from * size)
			munmap((char *)p + end, from * size - end);
		return p;
	}
	q = mem_map(to, size);
	if (p && kept)
		memcpy(q, p, kept * size);
	mem_unmap(p, from, size);
	return q;
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
