/*
 * Allocation that cannot fail: when memory is out, the hook (which restores
 * the terminal) runs, one line goes to stderr, and the program aborts. What
 * comes from outside is capped by its buffer instead.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* `count` zeroed elements of `size` bytes; the caller frees with free(). */
void *mem_new(size_t count, size_t size);

/*
 * The same for what may be large: pages of its own, which cost nothing until
 * they are used, where calloc() would write all of them when freed memory is
 * overwritten (M_PERTURB). Given back by mem_unmap with the same numbers, not
 * by free(); NULL is fine there.
 */
void *mem_map(size_t count, size_t size);
void mem_unmap(void *p, size_t count, size_t size);

/* Have `to` elements instead of `from` of what mem_map gave (NULL: of none).
 * Large ones shrink where they are; what is added is zeroed. */
void *mem_remap(void *p, size_t from, size_t to, size_t size);

/* Grow or shrink `p` (NULL allowed) to `count` elements of `size` bytes. */
void *mem_resize(void *p, size_t count, size_t size);

/* A copy of `s`; NULL gives NULL. */
char *mem_dup(const char *s);

/* A copy of `len` bytes of `s` with a NUL behind it. */
char *mem_dup_n(const char *s, size_t len);

/*
 * Room for one element more: if `count` has reached `*cap`, `*cap` is doubled
 * (from 8) and the array moved. Returns the array.
 */
void *mem_grow(void *p, size_t count, size_t *cap, size_t size);

/* Run `hook` before aborting. It may be called at any allocation. */
void mem_set_abort_hook(void (*hook)(void));

/* For `_cleanup_(mem_freep)` on any pointer variable. */
void mem_freep(void *pointer_to_pointer);

#endif
