/* A list of strings that owns its strings. `{0}` is an empty list. */
#ifndef BASE_STRLIST_H
#define BASE_STRLIST_H

#include <stdbool.h>
#include <stddef.h>

struct strlist {
	char **items; /* `count` strings, none of them NULL */
	size_t count, cap;
};

/* Append a copy of `s` (of its first `len` bytes). */
void strlist_add(struct strlist *l, const char *s);
void strlist_add_n(struct strlist *l, const char *s, size_t len);

/* Append the parts of `s` between the characters `sep`, empty ones too. */
void strlist_split(struct strlist *l, const char *s, char sep);

bool strlist_has(const struct strlist *l, const char *s);

/* The same strings in the same order. */
bool strlist_equal(const struct strlist *a, const struct strlist *b);

/* The length of the longest beginning that all strings share; 0 of none. */
size_t strlist_shared(const struct strlist *l);

/* Sort by bytes. */
void strlist_sort(struct strlist *l);

/* The strings as a NULL-ended array for exec, borrowed; free() the array. */
const char **strlist_argv(const struct strlist *l);

void strlist_copy(struct strlist *to, const struct strlist *from);
void strlist_release(struct strlist *l);

#endif
