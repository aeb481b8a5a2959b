#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/jsonx.h"
#include "net/peering_decode.h"

#define ELEMENT_MAX ((size_t)8 * 1024 * 1024) /* bytes of one peering */

/* Where in the reply the next byte stands. */
enum place {
	AT_START,
	AT_NULL,    /* inside the word */
	AT_FIRST,   /* behind [ */
	AT_ELEMENT, /* inside a peering */
	AT_COMMA,   /* behind a peering */
	AT_NEXT,    /* behind a comma, where ] would be wrong */
	AT_END,
};

struct peering_reader {
	struct peering_decoder decoder;
	enum place place;
	struct json_tokener *tokener; /* of the present element */
	size_t element_len;	      /* bytes it had so far */
	const char *word;	      /* what is still to come of "null" */
	struct err failed;	      /* the first failure, which lasts */
};

struct peering_reader *peering_reader_new(enum peering_detail detail)
{
	struct peering_reader *r = mem_new(1, sizeof(*r));

	r->decoder.detail = detail;
	r->tokener = json_tokener_new_ex(JSONX_DEPTH_MAX);
	if (!r->tokener)
		abort();
	/* Without the second flag the comma behind an element is an error. */
	json_tokener_set_flags(r->tokener,
			       JSON_TOKENER_STRICT |
				       JSON_TOKENER_ALLOW_TRAILING_CHARS);
	return r;
}

void peering_reader_free(struct peering_reader *r)
{
	if (!r)
		return;
	json_tokener_free(r->tokener);
	peerings_release(&r->decoder.list);
	free(r->decoder.room);
	free(r);
}

void peering_reader_freep(struct peering_reader **reader)
{
	peering_reader_free(*reader);
	*reader = NULL;
}

/* Name the present element in `err`, which is about a part of it. */
static bool in_element(const struct peering_reader *r, struct err *err)
{
	char index[32];

	snprintf(index, sizeof(index), "[%zu]", r->decoder.list.count);
	return jsonx_within(err, index);
}

static bool bad_element(const struct peering_reader *r, const char *problem,
			struct err *err)
{
	return err_set(err, ERR_DECODE, "[%zu]: %s", r->decoder.list.count,
		       problem);
}

static bool end_element(struct peering_reader *r, struct json_object *value,
			struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *element = value;

	r->place = AT_COMMA;
	return peering_decode_row(&r->decoder, element, err) ||
	       in_element(r, err);
}

/* Feed the tokener; `*ret_used` bytes belonged to the element. */
static bool feed_element(struct peering_reader *r, const char *bytes,
			 size_t len, size_t *ret_used, struct err *err)
{
	int part = len < INT_MAX ? (int)len : INT_MAX;
	struct json_object *value =
		json_tokener_parse_ex(r->tokener, bytes, part);
	enum json_tokener_error problem = json_tokener_get_error(r->tokener);

	*ret_used = json_tokener_get_parse_end(r->tokener);
	r->element_len += *ret_used;
	if (r->element_len > ELEMENT_MAX) {
		json_object_put(value);
		return bad_element(r, "too large", err);
	}
	if (problem == json_tokener_continue)
		return true;
	if (problem == json_tokener_success)
		return end_element(r, value, err);
	return bad_element(r, json_tokener_error_desc(problem), err);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One byte between the elements. False when it does not belong there. */
static bool step(struct peering_reader *r, char c)
{
	bool first = r->place == AT_FIRST;

	switch (r->place) {
	case AT_START:
		r->place = c == '[' ? AT_FIRST : AT_NULL;
		r->word = "ull";
		return c == '[' || c == 'n';
	case AT_NULL:
		if (c != *r->word++)
			return false;
		r->decoder.list.null = true;
		r->place = *r->word ? AT_NULL : AT_END;
		return true;
	case AT_COMMA:
	case AT_FIRST:
		r->place = c == ',' ? AT_NEXT : AT_END;
		return c == ']' || (c == ',' && !first);
	default:
		return false;
	}
}

/* An element begins; only an object can be one. */
static bool begins(struct peering_reader *r, char c)
{
	if (c != '{' || (r->place != AT_FIRST && r->place != AT_NEXT))
		return false;
	r->place = AT_ELEMENT;
	r->element_len = 0;
	return true;
}

static bool feed(struct peering_reader *r, const char *bytes, size_t len,
		 struct err *err)
{
	/* json-c takes a NUL for the end of its input. */
	if (memchr(bytes, '\0', len))
		return err_set(err, ERR_DECODE, "a NUL byte");
	while (len) {
		size_t used = 1;

		if (r->place == AT_ELEMENT || begins(r, *bytes)) {
			if (!feed_element(r, bytes, len, &used, err))
				return false;
		} else if (r->place == AT_NULL || !is_space(*bytes)) {
			if (!step(r, *bytes))
				return err_set(err, ERR_DECODE,
					       "not a list of peerings");
		}
		bytes += used;
		len -= used;
	}
	return true;
}

bool peering_reader_feed(struct peering_reader *r, const char *bytes,
			 size_t len, struct err *err)
{
	if (r->failed.kind == ERR_NONE && !feed(r, bytes, len, &r->failed))
		err_wrap(&r->failed, "peerings");
	if (r->failed.kind != ERR_NONE && err)
		*err = r->failed;
	return r->failed.kind == ERR_NONE;
}

bool peering_reader_finish(struct peering_reader *r, struct peerings *ret_list,
			   struct err *err)
{
	struct peerings *list = &r->decoder.list;

	if (!peering_reader_feed(r, "", 0, err))
		return false;
	if (r->place != AT_END)
		return err_set(err, ERR_DECODE, "peerings: %s",
			       r->place == AT_START ? "the reply is empty"
						    : "the reply breaks off");
	if (list->cap > list->count)
		list->rows = mem_remap(list->rows, list->cap, list->count,
				       sizeof(*list->rows));
	list->cap = list->count;
	*ret_list = *list;
	*list = (struct peerings){ 0 };
	return true;
}
