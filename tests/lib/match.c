#include "tests/lib/match.h"

#include <ctype.h>
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "base/strlist.h"

enum { TEXT_MAX = 16 * 1024 * 1024 };

/* Each returns how many bytes at the start of `s` it takes; 0 for none. */
static size_t take_uuid(const char *s)
{
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return 0;
	}
	return 36;
}

static size_t take_time(const char *s)
{
	size_t len = strspn(s, "0123456789-+:.TZ");
	char *text = mem_dup_n(s, len);
	struct timestamp t;
	bool ok = timestamp_parse(text, &t) && t.set;

	free(text);
	return ok ? len : 0;
}

static size_t take_index(const char *s)
{
	return strspn(s, "0123456789");
}

static size_t take_pem(const char *s)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----\n";
	static const char end[] = "-----END CERTIFICATE-----\n";
	const char *p = strstr(s, end);

	if (!p || strncmp(s, begin, strlen(begin)) != 0)
		return 0;
	return (size_t)(p - s) + strlen(end);
}

static size_t take_addr(const char *s)
{
	size_t len = strcspn(s, " \"\n");

	while (len && !isdigit((unsigned char)s[len - 1]))
		len--; /* the ": connect: …" behind it */
	return len && memchr(s, ':', len) ? len : 0;
}

static size_t take_token(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789+/=");

	return len > 200 && len % 4 == 0 ? len : 0;
}

static const struct {
	const char *name;
	size_t (*take)(const char *s);
} placeholders[] = {
	{ "{{uuid}}", take_uuid },   { "{{time}}", take_time },
	{ "{{index}}", take_index }, { "{{pem}}", take_pem },
	{ "{{addr}}", take_addr },   { "{{token}}", take_token },
};

/* The length of the placeholder at `pattern`, and what it takes of `text`. */
static size_t take(const char *pattern, const char *text, size_t *ret_taken)
{
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		size_t len = strlen(placeholders[i].name);

		if (strncmp(pattern, placeholders[i].name, len) != 0)
			continue;
		*ret_taken = placeholders[i].take(text);
		return len;
	}
	return 0;
}

static bool match(const char *pattern, const char *text)
{
	while (*pattern) {
		size_t taken = 0, len = take(pattern, text, &taken);

		if (len && !taken)
			return false;
		if (!len && *pattern != *text)
			return false;
		pattern += len ? len : 1;
		text += len ? taken : 1;
	}
	return !*text;
}

char *match_fill(const char *text, const struct kv *vars)
{
	struct buf out = BUF_INIT(TEXT_MAX);
	struct buf name = BUF_INIT(256);

	while (*text) {
		const char *end = strstr(text, "}}");
		const char *value = NULL;

		buf_clear(&name);
		if (!strncmp(text, "{{", 2) && end)
			buf_add(&name, text + 2, (size_t)(end - text) - 2);
		if (name.len)
			value = kv_get(vars, name.data);
		if (value) {
			buf_adds(&out, value);
			text = end + 2;
		} else {
			buf_addc(&out, *text++);
		}
	}
	buf_release(&name);
	return buf_take(&out);
}

bool match_text(const char *pattern, const char *text, const struct kv *vars)
{
	_cleanup_(mem_freep) char *filled = match_fill(pattern, vars);

	return match(filled, text);
}

static bool differ(struct json_object *pattern, struct json_object *value)
{
	print_message("# expected %s\n# got      %s\n",
		      json_object_to_json_string(pattern),
		      json_object_to_json_string(value));
	return false;
}

static bool match_object(struct json_object *pattern, struct json_object *value,
			 const struct kv *vars, const struct strlist *ignore)
{
	struct json_object *found;

	if (!json_object_is_type(value, json_type_object))
		return differ(pattern, value);
	json_object_object_foreach(pattern, key, want)
	{
		if (strlist_has(ignore, key))
			continue;
		if (!json_object_object_get_ex(value, key, &found)) {
			print_message("# missing: %s\n", key);
			return differ(pattern, value);
		}
		if (!match_json(want, found, vars, ignore))
			return false;
	}
	json_object_object_foreach(value, name, ignored)
	{
		(void)ignored;
		if (strlist_has(ignore, name) ||
		    json_object_object_get_ex(pattern, name, NULL))
			continue;
		print_message("# not expected: %s\n", name);
		return differ(pattern, value);
	}
	return true;
}

static bool match_array(struct json_object *pattern, struct json_object *value,
			const struct kv *vars, const struct strlist *ignore)
{
	size_t len = json_object_array_length(pattern);

	if (!json_object_is_type(value, json_type_array) ||
	    json_object_array_length(value) != len)
		return differ(pattern, value);
	for (size_t i = 0; i < len; i++)
		if (!match_json(json_object_array_get_idx(pattern, i),
				json_object_array_get_idx(value, i), vars,
				ignore))
			return false;
	return true;
}

bool match_json(struct json_object *pattern, struct json_object *value,
		const struct kv *vars, const struct strlist *ignore)
{
	const char *text;

	if (json_object_is_type(pattern, json_type_object))
		return match_object(pattern, value, vars, ignore);
	if (json_object_is_type(pattern, json_type_array))
		return match_array(pattern, value, vars, ignore);
	if (!json_object_is_type(pattern, json_type_string))
		return json_object_equal(pattern, value) ||
		       differ(pattern, value);
	text = json_object_get_string(pattern);
	if (!json_object_is_type(value, json_type_string) &&
	    strcmp(text, "{{index}}") != 0)
		return differ(pattern, value);
	return match_text(text, json_object_get_string(value), vars) ||
	       differ(pattern, value);
}

struct json_object *match_path(struct json_object *value, const char *path)
{
	struct strlist parts = { 0 };

	strlist_split(&parts, path, '.');
	for (size_t i = 0; i < parts.count && value; i++) {
		const char *part = parts.items[i];

		if (json_object_is_type(value, json_type_array))
			value = json_object_array_get_idx(value,
							  strtoul(part, NULL,
								  10));
		else if (json_object_is_type(value, json_type_object))
			value = json_object_object_get(value, part);
		else
			value = NULL;
	}
	strlist_release(&parts);
	return value;
}
