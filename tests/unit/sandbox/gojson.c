#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <json-c/json.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "sandbox/gojson.h"
#include "sandbox/js.h"

static const struct go_type inner = {
	.kind = GO_STRUCT,
	.name = "pkg.Inner",
	.fields =
		(const struct go_field[]){
			{ "Name", &gojson_string },
			{ 0 },
		},
};

static const struct go_type outer = {
	.kind = GO_STRUCT,
	.name = "pkg.Outer",
	.fields =
		(const struct go_field[]){
			{ "PeerName", &gojson_string },
			{ "Count", &gojson_int },
			{ "Meta", &gojson_string_map },
			{ "List", &gojson_strings },
			{ "In", &inner },
			{ 0 },
		},
};

/* What Go 1.22 says, of a json.Decoder that refuses unknown fields. */
static void test_refused(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "EOF" },
		{ " \n", "EOF" },
		{ "{", "unexpected EOF" },
		{ "\"a", "unexpected EOF" },
		{ "nul", "unexpected EOF" },
		{ "nope",
		  "invalid character 'o' in literal null (expecting 'u')" },
		{ "x", "invalid character 'x' looking for beginning of value" },
		{ "'",
		  "invalid character '\\'' looking for beginning of value" },
		{ "{a",
		  "invalid character 'a' looking for beginning of object key string" },
		{ "{\"a\" 1}", "invalid character '1' after object key" },
		{ "{\"a\":1 \"",
		  "invalid character '\"' after object key:value pair" },
		{ "[1 2]", "invalid character '2' after array element" },
		{ "\"\n\"", "invalid character '\\n' in string literal" },
		{ "\"\\q\"", "invalid character 'q' in string escape code" },
		{ "-x", "invalid character 'x' in numeric literal" },
		{ "[]",
		  "json: cannot unmarshal array into Go value of type pkg.Outer" },
		{ "5",
		  "json: cannot unmarshal number into Go value of type pkg.Outer" },
		{ "{\"Bogus\":1}", "json: unknown field \"Bogus\"" },
		{ "{\"PeerName\":5,\"Bogus\":1}",
		  "json: cannot unmarshal number into Go struct field Outer.PeerName of type string" },
		{ "{\"Count\":1.5}",
		  "json: cannot unmarshal number 1.5 into Go struct field Outer.Count of type int" },
		{ "{\"Meta\":[]}",
		  "json: cannot unmarshal array into Go struct field Outer.Meta of type map[string]string" },
		{ "{\"Meta\":{\"k\":true}}",
		  "json: cannot unmarshal bool into Go struct field Outer.Meta of type string" },
		{ "{\"List\":\"x\"}",
		  "json: cannot unmarshal string into Go struct field Outer.List of type []string" },
		{ "{\"In\":{\"Name\":{}}}",
		  "json: cannot unmarshal object into Go struct field Inner.In.Name of type string" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf error = BUF_INIT(1024);
		struct json_object *v = NULL;

		assert_false(gojson_decode(cases[i].text, strlen(cases[i].text),
					   &outer,
					   GOJSON_STRICT | GOJSON_STREAM, &v,
					   &error));
		assert_string_equal(error.data, cases[i].error);
		buf_release(&error);
	}
}

static void test_whole_text(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "unexpected end of JSON input" },
		{ "{", "unexpected end of JSON input" },
		{ "{} x", "invalid character 'x' after top-level value" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf error = BUF_INIT(1024);
		struct json_object *v = NULL;

		assert_false(gojson_decode(cases[i].text, strlen(cases[i].text),
					   &outer, 0, &v, &error));
		assert_string_equal(error.data, cases[i].error);
		buf_release(&error);
	}
}

static void test_taken(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "null", "{}" },
		{ "{} rest is not read", "{}" },
		{ "{\"peername\":\"x\"}", "{\"PeerName\":\"x\"}" },
		{ "{\"PeerName\":null}", "{}" },
		{ "{\"Meta\":{\"a\":null}}", "{\"Meta\":{\"a\":\"\"}}" },
		{ "{\"PeerName\":\"a\xff"
		  "b\"}",
		  "{\"PeerName\":\"a\xef\xbf\xbd"
		  "b\"}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf error = BUF_INIT(1024);
		struct json_object *v = NULL;

		assert_true(gojson_decode(cases[i].text, strlen(cases[i].text),
					  &outer, GOJSON_STRICT | GOJSON_STREAM,
					  &v, &error));
		assert_string_equal(json_object_to_json_string_ext(
					    v, JSON_C_TO_STRING_PLAIN),
				    cases[i].json);
		json_object_put(v);
		buf_release(&error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_whole_text),
		cmocka_unit_test(test_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
