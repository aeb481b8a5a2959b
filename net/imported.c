#include "net/imported.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/jsonx.h"

static bool read_count(const struct json_object *object, const char *key,
		       uint32_t *ret, struct err *err)
{
	uint64_t n = 0;

	if (!jsonx_uint(object, key, &n, err))
		return false;
	*ret = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
	return true;
}

static bool read_service(const struct json_object *object,
			 struct imported_service *s, struct err *err)
{
	if (!jsonx_is_object(object))
		return err_set(err, ERR_DECODE, "not an object");
	return jsonx_string(object, "Name", &s->name, err) &&
	       read_count(object, "InstanceCount", &s->instances, err) &&
	       read_count(object, "ChecksPassing", &s->passing, err) &&
	       read_count(object, "ChecksWarning", &s->warning, err) &&
	       read_count(object, "ChecksCritical", &s->critical, err);
}

static int by_name(const void *a, const void *b)
{
	const struct imported_service *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool read_all(const struct json_object *list, struct imported *all,
		     struct err *err)
{
	for (size_t i = 0; i < jsonx_count(list); i++) {
		all->items = mem_grow(all->items, all->count, &all->cap,
				      sizeof(*all->items));
		all->items[all->count] = (struct imported_service){
			.name = mem_dup(""),
		};
		if (!read_service(jsonx_at(list, i), &all->items[all->count++],
				  err))
			return err_wrap(err, "services");
	}
	if (all->count)
		qsort(all->items, all->count, sizeof(*all->items), by_name);
	return true;
}

bool imported_decode(const char *json, size_t len, struct imported *ret,
		     struct err *err)
{
	_cleanup_(imported_release) struct imported all = { 0 };
	_cleanup_(jsonx_freep) struct json_object *root =
		jsonx_parse(json, len, err);

	if (!root)
		return err_wrap(err, "services");
	if (!jsonx_is_array(root))
		return err_set(err, ERR_DECODE, "services: not a list");
	if (!read_all(root, &all, err))
		return false;
	*ret = all;
	all = (struct imported){ 0 };
	return true;
}

void imported_release(struct imported *imported)
{
	for (size_t i = 0; i < imported->count; i++)
		free(imported->items[i].name);
	free(imported->items);
	*imported = (struct imported){ 0 };
}

const struct imported_service *imported_find(const struct imported *imported,
					     const char *name)
{
	struct imported_service wanted = { .name = (char *)name };

	return imported->count
		       ? bsearch(&wanted, imported->items, imported->count,
				 sizeof(wanted), by_name)
		       : NULL;
}
