#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "base/strlist.h"
#include "net/jsonx.h"

static struct json_object *parse(const char *text, struct err *err)
{
	return jsonx_parse(text, strlen(text), err);
}

static const struct {
	const char *text, *error;
} refused[] = {
	{ "", "not JSON: breaks off at offset 0" },
	{ "{\"a\":[1", "not JSON: breaks off at offset 7" },
	{ "{\"a\" 1}", "not JSON: object property name separator ':' expected "
		       "at offset 5" },
	{ "{} x", "not JSON: unexpected character at offset 3" },
	{ "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]",
	  "not JSON: nesting too deep at offset 16" },
	{ "null", "null" },
};

static void refuses_what_is_no_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct err err = ERR_INIT;

		assert_null(parse(refused[i].text, &err));
		assert_int_equal(err.kind, ERR_DECODE);
		if (refused[i].error)
			assert_string_equal(err.msg, refused[i].error);
	}
}

static void reads_members_of_the_right_type(void **state)
{
	_cleanup_(jsonx_freep) struct json_object *o = parse(
		"{\"s\":\"x\\u0000y\",\"b\":true,\"n\":18446744073709551615,"
		"\"t\":\"2026-10-01T11:22:33.5Z\",\"o\":{},"
		"\"l\":[\"a\",null,\"\xff\"]} \n",
		NULL);
	_cleanup_(strlist_release) struct strlist list = { 0 };
	_cleanup_(mem_freep) char *copy = mem_dup("before");
	struct json_object *child = NULL, *array = NULL;
	struct jsonx_text text = { 0 };
	struct timestamp time = { 0 };
	uint64_t number = 0;
	bool flag = false;

	(void)state;
	assert_non_null(o);
	assert_true(jsonx_is_object(o));
	assert_true(jsonx_text(o, "s", &text, NULL));
	assert_int_equal(text.len, 3);
	assert_memory_equal(text.s, "x\0y", 3);
	assert_true(jsonx_string(o, "s", &copy, NULL));
	assert_string_equal(copy, "x\xef\xbf\xbdy");
	assert_true(jsonx_bool(o, "b", &flag, NULL));
	assert_true(flag);
	assert_true(jsonx_uint(o, "n", &number, NULL));
	assert_true(number == UINT64_MAX);
	assert_true(jsonx_time(o, "t", &time, NULL));
	assert_int_equal(time.nsec, 500000000);
	assert_true(jsonx_object(o, "o", &child, NULL));
	assert_true(jsonx_is_object(child));
	assert_true(jsonx_array(o, "l", &array, NULL));
	assert_int_equal(jsonx_count(array), 3);
	assert_true(jsonx_strings(o, "l", &list, NULL));
	assert_int_equal(list.count, 3);
	assert_string_equal(list.items[1], "");
	assert_string_equal(list.items[2], "\xef\xbf\xbd");
}

static void leaves_the_result_when_missing_or_null(void **state)
{
	_cleanup_(jsonx_freep) struct json_object *o =
		parse("{\"a\":null}", NULL);
	static const char *const keys[] = { "a", "missing" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct jsonx_text text = { "old", 3 };
		struct timestamp time = { .set = true };
		struct json_object *child = o;
		char *copy = NULL;
		uint64_t number = 7;
		bool flag = true;

		assert_true(jsonx_text(o, keys[i], &text, NULL));
		assert_string_equal(text.s, "old");
		assert_true(jsonx_string(o, keys[i], &copy, NULL));
		assert_null(copy);
		assert_true(jsonx_uint(o, keys[i], &number, NULL));
		assert_int_equal(number, 7);
		assert_true(jsonx_bool(o, keys[i], &flag, NULL));
		assert_true(flag);
		assert_true(jsonx_time(o, keys[i], &time, NULL));
		assert_true(time.set);
		assert_true(jsonx_object(o, keys[i], &child, NULL));
		assert_true(jsonx_array(o, keys[i], &child, NULL));
		assert_ptr_equal(child, o);
	}
}

static void names_the_place_of_a_wrong_type(void **state)
{
	_cleanup_(jsonx_freep) struct json_object *o = parse(
		"{\"s\":1,\"n\":-1,\"f\":1.5,\"t\":\"soon\",\"z\":\"x\\u0000\","
		"\"l\":[\"a\",{}]}",
		NULL);
	_cleanup_(strlist_release) struct strlist list = { 0 };
	struct json_object *child = NULL;
	struct jsonx_text text;
	struct timestamp time;
	struct err err = ERR_INIT;
	uint64_t number;
	bool flag;

	(void)state;
	assert_false(jsonx_text(o, "s", &text, &err));
	assert_int_equal(err.kind, ERR_DECODE);
	assert_string_equal(err.msg, "s: not a string");
	assert_false(jsonx_uint(o, "n", &number, &err));
	assert_string_equal(err.msg, "n: not a whole number");
	assert_false(jsonx_uint(o, "f", &number, &err));
	assert_string_equal(err.msg, "f: not a whole number");
	assert_false(jsonx_bool(o, "s", &flag, &err));
	assert_string_equal(err.msg, "s: not a boolean");
	assert_false(jsonx_time(o, "t", &time, &err));
	assert_string_equal(err.msg, "t: not a time");
	assert_false(jsonx_time(o, "z", &time, &err));
	assert_false(jsonx_object(o, "l", &child, &err));
	assert_string_equal(err.msg, "l: not an object");
	assert_false(jsonx_array(o, "s", &child, &err));
	assert_string_equal(err.msg, "s: not a list");
	assert_false(jsonx_strings(o, "l", &list, &err));
	assert_string_equal(err.msg, "l[1]: not a string");
	assert_false(jsonx_within(&err, "Outer"));
	assert_string_equal(err.msg, "Outer.l[1]: not a string");
}

/* As Go 1.22 and later write them. */
static const struct {
	const char *plain, *quoted;
} quotes[] = {
	{ "", "\"\"" },
	{ "a/b \xc3\xbc\x7f", "\"a/b \xc3\xbc\x7f\"" },
	{ "\"\\\b\f\n\r\t", "\"\\\"\\\\\\b\\f\\n\\r\\t\"" },
	{ "\x1b[2J\x01", "\"\\u001b[2J\\u0001\"" },
	{ "<b>&", "\"\\u003cb\\u003e\\u0026\"" },
	{ "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"" },
	{ "\xff\xe2\x82", "\"\\ufffd\\ufffd\\ufffd\"" },
	{ "\xef\xbf\xbd", "\"\xef\xbf\xbd\"" },
};

static void quotes_as_go_does(void **state)
{
	_cleanup_(buf_release) struct buf small = BUF_INIT(4);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(quotes); i++) {
		_cleanup_(buf_release) struct buf out = BUF_INIT(100);

		assert_true(jsonx_quote(&out, quotes[i].plain));
		assert_string_equal(out.data, quotes[i].quoted);
	}
	assert_false(jsonx_quote(&small, "long"));
}

static void indents_and_keeps_the_values(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1000);
	static const char json[] = " {\"a\":[1, 2],\"b\":{},\"c\" : [ ],"
				   "\"d\":\"x,{\\\"\\\\\"} ";

	(void)state;
	jsonx_indent(&out, json, strlen(json));
	assert_string_equal(out.data, "{\n"
				      "    \"a\": [\n"
				      "        1,\n"
				      "        2\n"
				      "    ],\n"
				      "    \"b\": {},\n"
				      "    \"c\": [],\n"
				      "    \"d\": \"x,{\\\"\\\\\"\n"
				      "}");
}

/* They come from servers, and from what stands before them. */
static void what_is_no_list_has_no_items(void **state)
{
	static const char *const texts[] = { "\"[1]\"", "1", "1.5", "true" };
	_cleanup_(jsonx_freep) struct json_object *object =
		parse("{\"a\":[]}", NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		_cleanup_(jsonx_freep) struct json_object *o =
			parse(texts[i], NULL);

		assert_non_null(o);
		assert_int_equal(jsonx_count(o), 0);
		assert_null(jsonx_at(o, 0));
	}
	assert_int_equal(jsonx_count(object), 1);
	assert_null(jsonx_at(object, 0));
	assert_int_equal(jsonx_count(NULL), 0);
	assert_null(jsonx_at(NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_no_json),
		cmocka_unit_test(reads_members_of_the_right_type),
		cmocka_unit_test(leaves_the_result_when_missing_or_null),
		cmocka_unit_test(what_is_no_list_has_no_items),
		cmocka_unit_test(names_the_place_of_a_wrong_type),
		cmocka_unit_test(quotes_as_go_does),
		cmocka_unit_test(indents_and_keeps_the_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
