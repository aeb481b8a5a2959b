#include "sandbox/js.h"

#include <json-c/json.h>

#include "base/rfc3339.h"
#include "base/strlist.h"

void js_object(struct json_object *o, const char *key, struct json_object *v)
{
	json_object_object_add(o, key, v);
}

void js_string(struct json_object *o, const char *key, const char *value)
{
	js_object(o, key, value ? json_object_new_string(value) : NULL);
}

void js_number(struct json_object *o, const char *key, uint64_t value)
{
	js_object(o, key, json_object_new_uint64(value));
}

void js_bool(struct json_object *o, const char *key, bool value)
{
	js_object(o, key, json_object_new_boolean(value));
}

void js_time(struct json_object *o, const char *key, const struct timestamp *t)
{
	char text[RFC3339_MAX];

	if (!t || !t->set) {
		js_object(o, key, NULL);
		return;
	}
	timestamp_json(t, text);
	js_string(o, key, text);
}

struct json_object *js_array(const struct strlist *l)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < l->count; i++)
		json_object_array_add(array,
				      json_object_new_string(l->items[i]));
	return array;
}

void js_list(struct json_object *o, const char *key, const struct strlist *l)
{
	js_object(o, key, l && l->count ? js_array(l) : NULL);
}

void js_string_opt(struct json_object *o, const char *key, const char *value)
{
	if (value && *value)
		js_string(o, key, value);
}

void js_list_opt(struct json_object *o, const char *key,
		 const struct strlist *l)
{
	if (l->count)
		js_list(o, key, l);
}

void js_object_opt(struct json_object *o, const char *key,
		   struct json_object *v)
{
	if (v)
		js_object(o, key, v);
}

const char *js_get(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, key, &v) ||
	    !json_object_is_type(v, json_type_string))
		return "";
	return json_object_get_string(v);
}

struct json_object *js_child(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	if (json_object_is_type(o, json_type_object))
		json_object_object_get_ex(o, key, &v);
	return v;
}

void js_get_list(struct json_object *o, const char *key, struct strlist *l)
{
	struct json_object *v = NULL;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, key, &v) ||
	    !json_object_is_type(v, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		struct json_object *item = json_object_array_get_idx(v, i);

		strlist_add(l, json_object_is_type(item, json_type_string)
				       ? json_object_get_string(item)
				       : "");
	}
}

void js_putp(struct json_object **o)
{
	json_object_put(*o);
	*o = NULL;
}
