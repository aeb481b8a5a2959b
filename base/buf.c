#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Never written to: its one byte is the NUL of every empty buffer. */
char buf_empty[1] = "";

static void drop(struct buf *b)
{
	if (b->cap && b->secret)
		explicit_bzero(b->data, b->cap);
	if (b->cap)
		free(b->data);
	b->data = buf_empty;
	b->cap = 0;
}

void buf_release(struct buf *b)
{
	drop(b);
	b->len = 0;
	b->full = false;
}

/* Make room for `extra` bytes and the NUL. A secret is moved by hand, since
 * realloc would leave a copy behind. */
static bool reserve(struct buf *b, size_t extra)
{
	size_t cap = b->cap ? b->cap : 64;
	char *data;

	if (extra > b->limit || b->len > b->limit - extra) {
		b->full = true;
		return false;
	}
	if (b->cap && b->len + extra < b->cap)
		return true;
	while (cap <= b->len + extra)
		cap *= 2;
	if (!b->secret && b->cap) {
		b->data = mem_resize(b->data, cap, 1);
	} else {
		size_t len = b->len;

		data = mem_new(cap, 1);
		if (len)
			memcpy(data, b->data, len);
		drop(b);
		b->data = data;
	}
	b->cap = cap;
	b->data[b->len] = '\0';
	return true;
}

bool buf_add(struct buf *b, const void *bytes, size_t len)
{
	return buf_insert(b, b->len, bytes, len);
}

bool buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

bool buf_addc(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

bool buf_addv(struct buf *b, const char *fmt, va_list args)
{
	va_list again;
	int len;
	bool ok = false;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	if (len >= 0 && reserve(b, (size_t)len)) {
		vsnprintf(b->data + b->len, (size_t)len + 1, fmt, again);
		b->len += (size_t)len;
		ok = true;
	}
	va_end(again);
	return ok;
}

bool buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list args;
	bool ok;

	va_start(args, fmt);
	ok = buf_addv(b, fmt, args);
	va_end(args);
	return ok;
}

bool buf_insert(struct buf *b, size_t at, const void *bytes, size_t len)
{
	if (!len)
		return true;
	if (!reserve(b, len))
		return false;
	memmove(b->data + at + len, b->data + at, b->len - at + 1);
	memcpy(b->data + at, bytes, len);
	b->len += len;
	return true;
}

void buf_remove(struct buf *b, size_t at, size_t len)
{
	if (at >= b->len)
		return;
	if (len > b->len - at)
		len = b->len - at;
	memmove(b->data + at, b->data + at + len, b->len - at - len + 1);
	b->len -= len;
	if (b->secret)
		explicit_bzero(b->data + b->len, len);
}

void buf_cut(struct buf *b, size_t len)
{
	if (len < b->len)
		buf_remove(b, len, b->len - len);
}

void buf_clear(struct buf *b)
{
	buf_cut(b, 0);
	b->full = false;
}

char *buf_take(struct buf *b)
{
	char *s = b->cap ? b->data : mem_dup("");

	b->data = buf_empty;
	b->cap = b->len = 0;
	b->full = false;
	return s;
}
