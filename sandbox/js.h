/*
 * Building JSON with json-c, in the shapes that Go's encoder gives. Every
 * function takes over the objects it is handed.
 */
#ifndef SANDBOX_JS_H
#define SANDBOX_JS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;
struct strlist;
struct timestamp;

/* Set `key` of the object `o`. A NULL string, list or time becomes null. */
void js_string(struct json_object *o, const char *key, const char *value);
void js_number(struct json_object *o, const char *key, uint64_t value);
void js_bool(struct json_object *o, const char *key, bool value);
void js_time(struct json_object *o, const char *key, const struct timestamp *t);
void js_list(struct json_object *o, const char *key, const struct strlist *l);
void js_object(struct json_object *o, const char *key, struct json_object *v);

/* As above, but nothing is added for "", an empty list or a NULL object
 * (Go's `omitempty`). */
void js_string_opt(struct json_object *o, const char *key, const char *value);
void js_list_opt(struct json_object *o, const char *key,
		 const struct strlist *l);
void js_object_opt(struct json_object *o, const char *key,
		   struct json_object *v);

/* The array of the strings in `l`; never null. */
struct json_object *js_array(const struct strlist *l);

/* Borrowed value of a string field; "" when it is missing or no string. */
const char *js_get(struct json_object *o, const char *key);

/* Borrowed value of an object field; NULL when it is missing. */
struct json_object *js_child(struct json_object *o, const char *key);

/* Append the strings of the array field `key` to `l`. */
void js_get_list(struct json_object *o, const char *key, struct strlist *l);

/* Free a reference; for `_cleanup_` too. */
void js_putp(struct json_object **o);

#endif
