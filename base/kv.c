#include "base/kv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void kv_add(struct kv *kv, const char *key, const char *value)
{
	kv->pairs =
		mem_grow(kv->pairs, kv->count, &kv->cap, sizeof(*kv->pairs));
	kv->pairs[kv->count++] = (struct kv_pair){
		.key = mem_dup(key),
		.value = mem_dup(value),
	};
}

static struct kv_pair *find(const struct kv *kv, const char *key)
{
	for (size_t i = 0; i < kv->count; i++)
		if (!strcmp(kv->pairs[i].key, key))
			return &kv->pairs[i];
	return NULL;
}

void kv_set(struct kv *kv, const char *key, const char *value)
{
	struct kv_pair *pair = find(kv, key);

	if (!pair) {
		kv_add(kv, key, value);
		return;
	}
	free(pair->value);
	pair->value = mem_dup(value);
}

const char *kv_get(const struct kv *kv, const char *key)
{
	const struct kv_pair *pair = find(kv, key);

	return pair ? pair->value : NULL;
}

static int by_key(const void *a, const void *b)
{
	const struct kv_pair *x = a, *y = b;

	return strcmp(x->key, y->key);
}

void kv_sort(struct kv *kv)
{
	if (kv->count > 1)
		qsort(kv->pairs, kv->count, sizeof(*kv->pairs), by_key);
}

bool kv_equal(const struct kv *a, const struct kv *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const char *other = kv_get(b, a->pairs[i].key);

		if (!other || strcmp(other, a->pairs[i].value) != 0)
			return false;
	}
	return true;
}

void kv_copy(struct kv *to, const struct kv *from)
{
	for (size_t i = 0; i < from->count; i++)
		kv_add(to, from->pairs[i].key, from->pairs[i].value);
}

void kv_release(struct kv *kv)
{
	for (size_t i = 0; i < kv->count; i++) {
		free(kv->pairs[i].key);
		free(kv->pairs[i].value);
	}
	free(kv->pairs);
	*kv = (struct kv){ 0 };
}
