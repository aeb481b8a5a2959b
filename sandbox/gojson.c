#include "sandbox/gojson.h"

#include <json-c/json.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/strlist.h"
#include "sandbox/goscan.h"
#include "sandbox/js.h"

const struct go_type gojson_any = { .kind = GO_ANY, .name = "interface {}" };
const struct go_type gojson_string = { .kind = GO_STRING, .name = "string" };
const struct go_type gojson_bool = { .kind = GO_BOOL, .name = "bool" };
const struct go_type gojson_int = { .kind = GO_INT, .name = "int" };
const struct go_type gojson_strings = {
	.kind = GO_LIST,
	.name = "[]string",
	.elem = &gojson_string,
};
const struct go_type gojson_string_map = {
	.kind = GO_MAP,
	.name = "map[string]string",
	.elem = &gojson_string,
};

/* Where in the value we are: the struct that Go would name, and the fields
 * that led here. */
struct place {
	const char *type;
	struct strlist fields;
	int flags;
	struct buf *error;
};

static struct json_object *decode(struct json_object *v,
				  const struct go_type *type, struct place *at);

/* The word that Go uses for a JSON value in its messages. */
static const char *value_word(struct json_object *v)
{
	switch (json_object_get_type(v)) {
	case json_type_boolean:
		return "bool";
	case json_type_int:
	case json_type_double:
		return "number";
	case json_type_string:
		return "string";
	case json_type_array:
		return "array";
	default:
		return "object";
	}
}

static struct json_object *mismatch(struct json_object *v,
				    const struct go_type *type,
				    struct place *at)
{
	if (at->error->len) /* the first error is the one that is told */
		return NULL;
	buf_addf(at->error, "json: cannot unmarshal %s", value_word(v));
	if (type->kind == GO_INT && json_object_is_type(v, json_type_double))
		buf_addf(at->error, " %s", json_object_to_json_string(v));
	if (!at->type) {
		buf_addf(at->error, " into Go value of type %s", type->name);
		return NULL;
	}
	buf_addf(at->error, " into Go struct field %s.", at->type);
	for (size_t i = 0; i < at->fields.count; i++)
		buf_addf(at->error, "%s%s", i ? "." : "", at->fields.items[i]);
	buf_addf(at->error, " of type %s", type->name);
	return NULL;
}

static const struct go_field *find_field(const struct go_type *type,
					 const char *key)
{
	const struct go_field *loose = NULL;

	for (const struct go_field *f = type->fields; f->name; f++) {
		if (!strcmp(f->name, key))
			return f;
		if (!loose && !strcasecmp(f->name, key))
			loose = f;
	}
	return loose;
}

/* "api.PeeringGenerateTokenRequest" is called without its package once a
 * field of it is named. */
static const char *bare_name(const struct go_type *type)
{
	const char *dot = strchr(type->name, '.');

	return dot ? dot + 1 : type->name;
}

static void decode_field(struct json_object *into, const struct go_field *field,
			 struct json_object *v, const struct go_type *type,
			 struct place *at)
{
	const char *outer = at->type;
	struct json_object *value;

	at->type = bare_name(type);
	strlist_add(&at->fields, field->name);
	value = decode(v, field->type, at);
	if (value)
		js_object(into, field->name, value);
	free(at->fields.items[--at->fields.count]);
	at->type = outer;
}

static struct json_object *decode_struct(struct json_object *v,
					 const struct go_type *type,
					 struct place *at)
{
	struct json_object *into = json_object_new_object();

	json_object_object_foreach(v, key, value)
	{
		const struct go_field *field = find_field(type, key);

		if (field)
			decode_field(into, field, value, type, at);
		else if ((at->flags & GOJSON_STRICT) && !at->error->len)
			buf_addf(at->error, "json: unknown field \"%s\"", key);
	}
	return into;
}

/* A null element is the zero value, as Go leaves it. */
static struct json_object *decode_element(struct json_object *v,
					  const struct go_type *type,
					  struct place *at)
{
	struct json_object *value = decode(v, type, at);

	if (!value && type->kind == GO_STRING)
		return json_object_new_string("");
	if (!value && type->kind == GO_STRUCT)
		return json_object_new_object();
	return value;
}

static struct json_object *decode_list(struct json_object *v,
				       const struct go_type *type,
				       struct place *at)
{
	struct json_object *into = json_object_new_array();

	for (size_t i = 0; i < json_object_array_length(v); i++)
		json_object_array_add(
			into, decode_element(json_object_array_get_idx(v, i),
					     type->elem, at));
	return into;
}

static struct json_object *decode_map(struct json_object *v,
				      const struct go_type *type,
				      struct place *at)
{
	struct json_object *into = json_object_new_object();

	json_object_object_foreach(v, key, value)
	{
		js_object(into, key, decode_element(value, type->elem, at));
	}
	return into;
}

static struct json_object *decode(struct json_object *v,
				  const struct go_type *type, struct place *at)
{
	static const struct {
		enum json_type json;
		struct json_object *(*decode)(struct json_object *,
					      const struct go_type *,
					      struct place *);
	} kinds[] = {
		[GO_STRING] = { json_type_string, NULL },
		[GO_BOOL] = { json_type_boolean, NULL },
		[GO_INT] = { json_type_int, NULL },
		[GO_LIST] = { json_type_array, decode_list },
		[GO_MAP] = { json_type_object, decode_map },
		[GO_STRUCT] = { json_type_object, decode_struct },
	};

	if (!v)
		return NULL;
	if (type->kind == GO_ANY)
		return json_object_get(v);
	if (!json_object_is_type(v, kinds[type->kind].json))
		return mismatch(v, type, at);
	if (!kinds[type->kind].decode)
		return json_object_get(v);
	return kinds[type->kind].decode(v, type, at);
}

static struct json_object *parse(const char *text, size_t len)
{
	struct json_tokener *tokener = json_tokener_new_ex(64);
	struct json_object *v;

	v = json_tokener_parse_ex(tokener, text, (int)len);
	if (!v && json_tokener_get_error(tokener) == json_tokener_continue)
		v = json_tokener_parse_ex(tokener, "\n", 1);
	json_tokener_free(tokener);
	return v;
}

bool gojson_decode(const char *text, size_t len, const struct go_type *type,
		   int flags, struct json_object **ret, struct buf *error)
{
	_cleanup_(buf_release) struct buf clean = BUF_INIT(len * 3 + 1);
	_cleanup_(js_putp) struct json_object *v = NULL;
	struct json_object *value;
	struct place at = { .flags = flags, .error = error };
	size_t end = len;

	if (!goscan_value(text, len, flags & GOJSON_STREAM, &end, error))
		return false;
	goscan_utf8(&clean, text, end);
	v = parse(clean.data, clean.len);
	value = decode(v, type, &at);
	strlist_release(&at.fields);
	if (error->len) {
		json_object_put(value);
		return false;
	}
	if (!value)
		value = type->kind == GO_LIST ? json_object_new_array()
					      : json_object_new_object();
	*ret = value;
	return true;
}
