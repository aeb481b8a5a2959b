/*
 * Request bodies as Go's encoding/json takes them (Consul 1.21 is built with
 * Go 1.22 or later): the same texts for what is refused, keys matched without
 * regard to case, null as "not given", the first error winning.
 */
#ifndef SANDBOX_GOJSON_H
#define SANDBOX_GOJSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"

struct buf;
struct json_object;

enum go_kind { GO_ANY, GO_STRING, GO_BOOL, GO_INT, GO_LIST, GO_MAP, GO_STRUCT };

struct go_field;

/* A Go type. `name` is how Go's messages call it. */
struct go_type {
	enum go_kind kind;
	const char *name;
	const struct go_type *elem;    /* of GO_LIST and GO_MAP */
	const struct go_field *fields; /* of GO_STRUCT, ended by a NULL name */
};

struct go_field {
	const char *name;
	const struct go_type *type;
};

extern const struct go_type gojson_any, gojson_string, gojson_bool, gojson_int,
	gojson_strings, gojson_string_map;

enum gojson_flags {
	GOJSON_STRICT = 1, /* an unknown field is an error (DecodeJSON) */
	GOJSON_STREAM = 2, /* a json.Decoder: what follows the value is left
			    * unread, an empty body is "EOF" */
};

/*
 * Decode the first value of `text` into a new object whose fields have the
 * spelling of `type`; null ones are left out, and a null body gives an empty
 * object. The caller puts it (js_putp). False: Go's message is in `error`.
 */
bool gojson_decode(const char *text, size_t len, const struct go_type *type,
		   int flags, struct json_object **ret, struct buf *error)
	MUST_CHECK;

#endif
