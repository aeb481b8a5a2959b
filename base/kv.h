/*
 * An ordered list of key/value pairs that owns its strings. Keys may repeat
 * while a form is being filled in. `{0}` is an empty list.
 */
#ifndef BASE_KV_H
#define BASE_KV_H

#include <stdbool.h>
#include <stddef.h>

struct kv_pair {
	char *key;
	char *value;
};

struct kv {
	struct kv_pair *pairs;
	size_t count, cap;
};

/* Append a copy of the pair, even when the key is there already. */
void kv_add(struct kv *kv, const char *key, const char *value);

/* Give `key` that value: replaces the first such pair, or appends one. */
void kv_set(struct kv *kv, const char *key, const char *value);

/* The value of the first pair with that key, borrowed; NULL if none. */
const char *kv_get(const struct kv *kv, const char *key);

/* Sort by key bytes, as Go prints maps. */
void kv_sort(struct kv *kv);

/* Same pairs whatever their order (keys taken as unique). */
bool kv_equal(const struct kv *a, const struct kv *b);

void kv_copy(struct kv *to, const struct kv *from);
void kv_release(struct kv *kv);

#endif
