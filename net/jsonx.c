#include "net/jsonx.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "base/strlist.h"
#include "base/utf8.h"

#define TEXT_MAX (16 * 1024 * 1024) /* bytes of one string: never met */

static void tokener_freep(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

struct json_object *jsonx_parse(const char *text, size_t len, struct err *err)
{
	_cleanup_(tokener_freep) struct json_tokener *tokener =
		json_tokener_new_ex(JSONX_DEPTH_MAX);
	struct json_object *value = NULL;
	enum json_tokener_error problem;

	if (!tokener || len > INT_MAX) {
		err_set(err, ERR_DECODE, "not JSON: too large");
		return NULL;
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	value = json_tokener_parse_ex(tokener, text, (int)len);
	problem = json_tokener_get_error(tokener);
	if (problem == json_tokener_continue) {
		/* A number or a word ends only at what follows it. */
		value = json_tokener_parse_ex(tokener, " ", 1);
		problem = json_tokener_get_error(tokener);
	}
	if (problem == json_tokener_continue)
		err_set(err, ERR_DECODE, "not JSON: breaks off at offset %zu",
			len);
	else if (problem != json_tokener_success)
		err_set(err, ERR_DECODE, "not JSON: %s at offset %zu",
			json_tokener_error_desc(problem),
			json_tokener_get_parse_end(tokener));
	else if (!value)
		err_set(err, ERR_DECODE, "null");
	return value;
}

void jsonx_freep(struct json_object **value)
{
	json_object_put(*value);
	*value = NULL;
}

bool jsonx_is_object(const struct json_object *value)
{
	return json_object_is_type(value, json_type_object);
}

bool jsonx_is_array(const struct json_object *value)
{
	return json_object_is_type(value, json_type_array);
}

/* The member, or NULL when it is missing or null. */
static struct json_object *member(const struct json_object *object,
				  const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

static bool not_a(struct err *err, const char *key, const char *what)
{
	return err_set(err, ERR_DECODE, "%s: not a%s", key, what);
}

bool jsonx_text_of(const struct json_object *value, struct jsonx_text *ret,
		   struct err *err)
{
	/* json-c's getters may cache a text in the value: not const. */
	struct json_object *v = (struct json_object *)(uintptr_t)value;

	if (value && !json_object_is_type(value, json_type_string))
		return err_set(err, ERR_DECODE, "not a string");
	ret->s = value ? json_object_get_string(v) : "";
	ret->len = value ? (size_t)json_object_get_string_len(v) : 0;
	return true;
}

bool jsonx_text(const struct json_object *object, const char *key,
		struct jsonx_text *ret, struct err *err)
{
	struct json_object *value = member(object, key);

	if (!value || jsonx_text_of(value, ret, NULL))
		return true;
	return not_a(err, key, " string");
}

bool jsonx_bool(const struct json_object *object, const char *key, bool *ret,
		struct err *err)
{
	struct json_object *value = member(object, key);

	if (!value)
		return true;
	if (!json_object_is_type(value, json_type_boolean))
		return not_a(err, key, " boolean");
	*ret = json_object_get_boolean(value);
	return true;
}

bool jsonx_uint(const struct json_object *object, const char *key,
		uint64_t *ret, struct err *err)
{
	struct json_object *value = member(object, key);

	if (!value)
		return true;
	if (!json_object_is_type(value, json_type_int) ||
	    json_object_get_int64(value) < 0)
		return not_a(err, key, " whole number");
	*ret = json_object_get_uint64(value);
	return true;
}

bool jsonx_time(const struct json_object *object, const char *key,
		struct timestamp *ret, struct err *err)
{
	struct json_object *value = member(object, key);
	struct jsonx_text text;

	if (!value)
		return true;
	if (!jsonx_text_of(value, &text, NULL) || strlen(text.s) != text.len ||
	    !timestamp_parse(text.s, ret))
		return not_a(err, key, " time");
	return true;
}

bool jsonx_object(const struct json_object *object, const char *key,
		  struct json_object **ret, struct err *err)
{
	struct json_object *value = member(object, key);

	if (!value)
		return true;
	if (!json_object_is_type(value, json_type_object))
		return not_a(err, key, "n object");
	*ret = value;
	return true;
}

bool jsonx_array(const struct json_object *object, const char *key,
		 struct json_object **ret, struct err *err)
{
	struct json_object *value = member(object, key);

	if (!value)
		return true;
	if (!json_object_is_type(value, json_type_array))
		return not_a(err, key, " list");
	*ret = value;
	return true;
}

bool jsonx_string(const struct json_object *object, const char *key, char **ret,
		  struct err *err)
{
	_cleanup_(buf_release) struct buf clean = BUF_INIT(TEXT_MAX);
	struct jsonx_text text = { 0 };

	if (!jsonx_text(object, key, &text, err))
		return false;
	if (!text.s)
		return true;
	jsonx_repair(&clean, text);
	free(*ret);
	*ret = buf_take(&clean);
	return true;
}

bool jsonx_strings(const struct json_object *object, const char *key,
		   struct strlist *ret, struct err *err)
{
	_cleanup_(buf_release) struct buf clean = BUF_INIT(TEXT_MAX);
	struct json_object *array = NULL;
	struct jsonx_text text;

	if (!jsonx_array(object, key, &array, err))
		return false;
	for (size_t i = 0; i < jsonx_count(array); i++) {
		if (!jsonx_text_at(array, i, &text, err))
			return jsonx_within(err, key);
		buf_clear(&clean);
		jsonx_repair(&clean, text);
		strlist_add(ret, clean.data);
	}
	return true;
}

size_t jsonx_count(const struct json_object *value)
{
	if (jsonx_is_object(value))
		return (size_t)json_object_object_length(value);
	return jsonx_is_array(value) ? json_object_array_length(value) : 0;
}

struct json_object *jsonx_at(const struct json_object *array, size_t at)
{
	return jsonx_is_array(array) ? json_object_array_get_idx(array, at)
				     : NULL;
}

bool jsonx_text_at(const struct json_object *array, size_t at,
		   struct jsonx_text *ret, struct err *err)
{
	return jsonx_text_of(jsonx_at(array, at), ret, NULL) ||
	       err_set(err, ERR_DECODE, "[%zu]: not a string", at);
}

bool jsonx_each(const struct json_object *object,
		bool (*each)(void *ctx, const char *key,
			     struct json_object *value, struct err *err),
		void *ctx, struct err *err)
{
	if (!object)
		return true;
	json_object_object_foreach(object, key, value)
	{
		if (!each(ctx, key, value, err))
			return false;
	}
	return true;
}

bool jsonx_within(struct err *err, const char *key)
{
	char old[sizeof(err->msg)];

	if (!err)
		return false;
	memcpy(old, err->msg, sizeof(old));
	return err_set(err, err->kind, "%s%s%s", key, *old == '[' ? "" : ".",
		       old);
}

bool jsonx_is_clean(struct jsonx_text text)
{
	return !memchr(text.s, '\0', text.len) && utf8_valid(text.s, text.len);
}

void jsonx_repair(struct buf *out, struct jsonx_text text)
{
	char bytes[4];
	uint32_t cp;

	if (jsonx_is_clean(text)) {
		buf_add(out, text.s, text.len);
		return;
	}
	for (size_t i = 0; i < text.len;) {
		i += utf8_decode(text.s + i, text.len - i, &cp);
		buf_add(out, bytes, utf8_encode(cp ? cp : 0xfffd, bytes));
	}
}

/* The letter behind the backslash where there is a short form, else 0. */
static char short_escape(unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *found = c ? strchr(plain, c) : NULL;

	return found ? letter[found - plain] : '\0';
}

static void quote_char(struct buf *out, const char *s, size_t len, uint32_t cp)
{
	char letter = cp < 0x80 ? short_escape((unsigned char)cp) : '\0';

	if (letter) {
		buf_addc(out, '\\');
		buf_addc(out, letter);
	} else if (cp < 0x20 || cp == '<' || cp == '>' || cp == '&' ||
		   cp == 0x2028 || cp == 0x2029) {
		buf_addf(out, "\\u%04x", (unsigned)cp);
	} else if (cp == 0xfffd && len == 1) { /* not UTF-8 */
		buf_adds(out, "\\ufffd");
	} else {
		buf_add(out, s, len);
	}
}

bool jsonx_quote(struct buf *out, const char *s)
{
	size_t len = strlen(s);
	uint32_t cp;

	buf_addc(out, '"');
	for (size_t i = 0; i < len;) {
		size_t n = utf8_decode(s + i, len - i, &cp);

		quote_char(out, s + i, n, cp);
		i += n;
	}
	buf_addc(out, '"');
	return !out->full;
}

static void new_line(struct buf *out, int depth)
{
	buf_addf(out, "\n%*s", depth > 0 ? 4 * depth : 0, "");
}

/* The string that begins at `s`, with its quotes. */
static size_t string_len(const char *s, size_t len)
{
	size_t at = 1;

	while (at < len && s[at] != '"')
		at += s[at] == '\\' ? 2 : 1;
	return at < len ? at + 1 : len;
}

static size_t skip_space(const char *s, size_t len, size_t at)
{
	while (at < len && strchr(" \t\r\n", s[at]))
		at++;
	return at;
}

void jsonx_indent(struct buf *out, const char *json, size_t len)
{
	int depth = 0;

	for (size_t at = skip_space(json, len, 0), used; at < len;
	     at = skip_space(json, len, at + used)) {
		char c = json[at];
		size_t next = skip_space(json, len, at + 1);
		bool opens = c == '{' || c == '[';
		bool empty = opens && next < len && json[next] == c + 2;

		used = c == '"' ? string_len(json + at, len - at)
		       : empty	? next + 1 - at
				: 1;
		if (c == '}' || c == ']')
			new_line(out, --depth);
		if (empty)
			buf_addf(out, "%c%c", c, c + 2);
		else
			buf_add(out, json + at, used);
		if (opens && !empty)
			new_line(out, ++depth);
		else if (c == ',')
			new_line(out, depth);
		else if (c == ':')
			buf_addc(out, ' ');
	}
}
