#include "sandbox/entries.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "sandbox/js.h"

static const struct entries_kind kinds[] = {
	{ "service-intentions", "intention", "Sources",
	  "At least one source is required" },
	{ "service-resolver", "service", NULL, NULL },
	{ "service-splitter", "service", "Splits", "no splits configured" },
};

static const char *const set_by_us[] = { "Hash", "CreateIndex", "ModifyIndex" };

const struct entries_kind *entries_kind(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

const char *entries_problem(const struct entries_kind *kind,
			    struct json_object *body)
{
	struct json_object *list =
		kind->must ? js_child(body, kind->must) : NULL;

	if (!*js_get(body, "Name"))
		return "Name is required";
	if (kind->must && (!json_object_is_type(list, json_type_array) ||
			   !json_object_array_length(list)))
		return kind->complaint;
	return NULL;
}

static void release(struct entries_item *item)
{
	free(item->name);
	json_object_put(item->body);
}

void entries_release(struct entries *e)
{
	for (size_t i = 0; i < e->count; i++)
		release(&e->items[i]);
	free(e->items);
	*e = (struct entries){ 0 };
}

/* A copy without what Consul sets; the caller owns it. */
static struct json_object *content(struct json_object *body)
{
	struct json_object *copy = NULL;

	json_object_deep_copy(body, &copy, NULL);
	for (size_t i = 0; i < ARRAY_LEN(set_by_us); i++)
		json_object_object_del(copy, set_by_us[i]);
	return copy;
}

static int compare(const struct entries_item *item,
		   const struct entries_kind *kind, const char *name)
{
	int order = strcmp(item->kind->name, kind->name);

	return order ? order : strcmp(item->name, name);
}

/* Its place, or that where it would stand. */
static size_t place(const struct entries *e, const struct entries_kind *kind,
		    const char *name)
{
	size_t i = 0;

	while (i < e->count && compare(&e->items[i], kind, name) < 0)
		i++;
	return i;
}

struct entries_item *entries_find(const struct entries *e,
				  const struct entries_kind *kind,
				  const char *name)
{
	size_t i = place(e, kind, name);

	if (i == e->count || compare(&e->items[i], kind, name) != 0)
		return NULL;
	return &e->items[i];
}

bool entries_equal(const struct entries_item *item, struct json_object *body)
{
	_cleanup_(js_putp) struct json_object *other = content(body);

	return json_object_equal(item->body, other);
}

void entries_set(struct entries *e, const struct entries_kind *kind,
		 struct json_object *body, uint64_t index)
{
	const char *name = js_get(body, "Name");
	struct entries_item *item = entries_find(e, kind, name);
	size_t at = place(e, kind, name);

	if (!item) {
		e->items = mem_grow(e->items, e->count, &e->cap,
				    sizeof(*e->items));
		item = &e->items[at];
		memmove(item + 1, item, (e->count++ - at) * sizeof(*item));
		*item = (struct entries_item){ .kind = kind,
					       .name = mem_dup(name),
					       .create_index = index };
	}
	json_object_put(item->body);
	item->body = content(body);
	item->modify_index = index;
}

void entries_remove(struct entries *e, struct entries_item *item)
{
	release(item);
	memmove(item, item + 1,
		(size_t)(&e->items[--e->count] - item) * sizeof(*item));
}

struct json_object *entries_json(const struct entries_item *item)
{
	struct json_object *o = content(item->body);
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (const char *p = json_object_to_json_string(o); *p; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	js_number(o, "Hash", hash);
	js_number(o, "CreateIndex", item->create_index);
	js_number(o, "ModifyIndex", item->modify_index);
	return o;
}
