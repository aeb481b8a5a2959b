/* How a recorded reply is compared with one that came. */
#ifndef TESTS_LIB_MATCH_H
#define TESTS_LIB_MATCH_H

#include <stdbool.h>

struct json_object;
struct kv;
struct strlist;

/*
 * True when `text` is `pattern` with its {{placeholders}} filled in: {{uuid}},
 * {{time}}, {{index}}, {{pem}}, {{addr}}, {{token}}, or the value of a
 * variable in `vars`.
 */
bool match_text(const char *pattern, const char *text, const struct kv *vars);

/*
 * As match_text for whole JSON values: the same keys (those of `ignore` left
 * out), the same elements in the same order. What differs first is told in
 * the test's log.
 */
bool match_json(struct json_object *pattern, struct json_object *value,
		const struct kv *vars, const struct strlist *ignore);

/* `text` with each {{variable}} of `vars` replaced; the caller frees. */
char *match_fill(const char *text, const struct kv *vars);

/* The value at a dotted path ("0.Service.Service") of `value`, borrowed. */
struct json_object *match_path(struct json_object *value, const char *path);

#endif
