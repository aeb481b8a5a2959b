/*
 * Checked access to JSON (json-c) by key, and JSON as Go writes it. What
 * fails is ERR_DECODE and says where: "StreamStatus.LastHeartbeat: not a
 * time". As in Go, a member that is missing or null is no failure: the result
 * stays as it was. Nothing of the text is ever part of an error.
 */
#ifndef NET_JSONX_H
#define NET_JSONX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSONX_DEPTH_MAX 16 /* objects and lists inside each other */

struct buf;
struct err;
struct json_object;
struct strlist;
struct timestamp;

/* Bytes of a value, borrowed from it; a NUL behind, maybe some before. */
struct jsonx_text {
	const char *s;
	size_t len;
};

/*
 * Parse all of `text`. The value goes away with jsonx_freep(); what is got
 * out of it is borrowed. NULL when it is no JSON, or `null`.
 */
struct json_object *jsonx_parse(const char *text, size_t len, struct err *err);
void jsonx_freep(struct json_object **value);

bool jsonx_is_object(const struct json_object *value);
bool jsonx_is_array(const struct json_object *value);

bool jsonx_text(const struct json_object *object, const char *key,
		struct jsonx_text *ret, struct err *err);
bool jsonx_bool(const struct json_object *object, const char *key, bool *ret,
		struct err *err);
bool jsonx_uint(const struct json_object *object, const char *key,
		uint64_t *ret, struct err *err);
bool jsonx_time(const struct json_object *object, const char *key,
		struct timestamp *ret, struct err *err);
bool jsonx_object(const struct json_object *object, const char *key,
		  struct json_object **ret, struct err *err);
bool jsonx_array(const struct json_object *object, const char *key,
		 struct json_object **ret, struct err *err);

/* A copy, repaired as by jsonx_repair; what `*ret` held is freed. */
bool jsonx_string(const struct json_object *object, const char *key, char **ret,
		  struct err *err);

/* Append copies of the strings of a list, null ones as "". */
bool jsonx_strings(const struct json_object *object, const char *key,
		   struct strlist *ret, struct err *err);

/* Items of a list or members of an object; 0 for what is neither, on which
 * json-c (0.16) ends the program. */
size_t jsonx_count(const struct json_object *value);

/* Item `at` of a list; NULL when it is null, or this is no list. */
struct json_object *jsonx_at(const struct json_object *array, size_t at);

/* Item `at` as text, null as "". The error names only the index. */
bool jsonx_text_at(const struct json_object *array, size_t at,
		   struct jsonx_text *ret, struct err *err);

/* Call `each` for the members of an object until it returns false. */
bool jsonx_each(const struct json_object *object,
		bool (*each)(void *ctx, const char *key,
			     struct json_object *value, struct err *err),
		void *ctx, struct err *err);

/* The text of a string value, null as "". */
bool jsonx_text_of(const struct json_object *value, struct jsonx_text *ret,
		   struct err *err);

/* Put "KEY." (or "KEY" before an index) before the error; returns false. */
bool jsonx_within(struct err *err, const char *key);

/* True for UTF-8 without NULs, which can be kept as a C string. */
bool jsonx_is_clean(struct jsonx_text text);

/* Append `text` with U+FFFD for each byte that is not UTF-8, as Go has it,
 * and for each NUL, as C strings need it. */
void jsonx_repair(struct buf *out, struct jsonx_text text);

/* Append `s` as a JSON string in Go's way: < > & U+2028 and U+2029 are
 * escaped too, / is not. False when `out` is full. */
bool jsonx_quote(struct buf *out, const char *s);

/* Append JSON with a line for each value, indented by four blanks as Consul's
 * CLI does; the values stay as they are written. */
void jsonx_indent(struct buf *out, const char *json, size_t len);

#endif
