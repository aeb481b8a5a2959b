#include "base/strlist.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void strlist_add_n(struct strlist *l, const char *s, size_t len)
{
	l->items = mem_grow(l->items, l->count, &l->cap, sizeof(*l->items));
	l->items[l->count++] = mem_dup_n(s, len);
}

void strlist_add(struct strlist *l, const char *s)
{
	strlist_add_n(l, s, strlen(s));
}

void strlist_split(struct strlist *l, const char *s, char sep)
{
	const char *end;

	while ((end = strchr(s, sep))) {
		strlist_add_n(l, s, (size_t)(end - s));
		s = end + 1;
	}
	strlist_add(l, s);
}

bool strlist_has(const struct strlist *l, const char *s)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->items[i], s))
			return true;
	return false;
}

bool strlist_equal(const struct strlist *a, const struct strlist *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

size_t strlist_shared(const struct strlist *l)
{
	size_t len = l->count ? strlen(l->items[0]) : 0;

	for (size_t i = 1; i < l->count; i++) {
		size_t n = 0;

		while (n < len && l->items[i][n] == l->items[0][n])
			n++;
		len = n;
	}
	return len;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strlist_sort(struct strlist *l)
{
	if (l->count)
		qsort(l->items, l->count, sizeof(*l->items), compare);
}

const char **strlist_argv(const struct strlist *l)
{
	const char **argv = mem_new(l->count + 1, sizeof(*argv));

	for (size_t i = 0; i < l->count; i++)
		argv[i] = l->items[i];
	return argv;
}

void strlist_copy(struct strlist *to, const struct strlist *from)
{
	for (size_t i = 0; i < from->count; i++)
		strlist_add(to, from->items[i]);
}

void strlist_release(struct strlist *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i]);
	free(l->items);
	*l = (struct strlist){ 0 };
}
