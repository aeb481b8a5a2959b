#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void secret_init(struct secret *s, size_t max)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t cap = (max + page) / page * page; /* at least one byte more */
	void *p = mmap(NULL, cap, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	mlock(p, cap);
#ifdef MADV_DONTDUMP
	madvise(p, cap, MADV_DONTDUMP);
#endif
	*s = (struct secret){ .data = p, .cap = cap };
}

bool secret_set(struct secret *s, const char *bytes, size_t len)
{
	if (len >= s->cap)
		return false;
	secret_clear(s);
	return secret_insert(s, 0, bytes, len);
}

bool secret_insert(struct secret *s, size_t at, const char *bytes, size_t len)
{
	if (len >= s->cap || s->len >= s->cap - len)
		return false;
	memmove(s->data + at + len, s->data + at, s->len - at);
	memcpy(s->data + at, bytes, len);
	s->len += len;
	return true;
}

void secret_remove(struct secret *s, size_t at, size_t len)
{
	if (at >= s->len)
		return;
	if (len > s->len - at)
		len = s->len - at;
	memmove(s->data + at, s->data + at + len, s->len - at - len);
	s->len -= len;
	explicit_bzero(s->data + s->len, len);
}

void secret_clear(struct secret *s)
{
	if (s->data)
		explicit_bzero(s->data, s->len);
	s->len = 0;
}

void secret_release(struct secret *s)
{
	secret_clear(s);
	if (s->data)
		munmap(s->data, s->cap);
	*s = (struct secret){ 0 };
}
