/* The exported-services entry: consumers are added, the rest is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/strlist.h"
#include "net/exports.h"

struct added {
	struct buf body;
	uint64_t index;
	bool changed, ok;
	struct err err;
};

static struct added add(const char *json, const char *services)
{
	_cleanup_(strlist_release) struct strlist list = { 0 };
	struct added a = { .body = BUF_INIT(65536) };

	strlist_split(&list, services, ',');
	a.ok = exports_add(json, json ? strlen(json) : 0, "west", &list,
			   &a.body, &a.index, &a.changed, &a.err);
	return a;
}

static void added_release(struct added *a)
{
	buf_release(&a->body);
}

static void test_added(void **state)
{
	static const struct {
		const char *json, *services, *body;
		uint64_t index;
		bool changed;
	} cases[] = {
		{ NULL, "web,api",
		  "{\"Kind\":\"exported-services\",\"Name\":\"default\","
		  "\"Services\":["
		  "{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"west\"}]},"
		  "{\"Name\":\"api\",\"Consumers\":[{\"Peer\":\"west\"}]}]}",
		  0, true },
		/* What is not known here stays, and so do other peers. */
		{ "{\"Kind\":\"exported-services\",\"Name\":\"default\","
		  "\"Meta\":{\"a\":\"b\"},\"Services\":[{\"Name\":\"web\","
		  "\"Namespace\":\"n\",\"Consumers\":[{\"Peer\":\"east\"}]}],"
		  "\"ModifyIndex\":42}",
		  "web",
		  "{\"Kind\":\"exported-services\",\"Name\":\"default\","
		  "\"Meta\":{\"a\":\"b\"},\"Services\":[{\"Name\":\"web\","
		  "\"Namespace\":\"n\",\"Consumers\":[{\"Peer\":\"east\"},"
		  "{\"Peer\":\"west\"}]}],\"ModifyIndex\":42}",
		  42, true },
		{ "{\"Services\":[{\"Name\":\"web\",\"Consumers\":["
		  "{\"Peer\":\"west\"}]}],\"ModifyIndex\":7}",
		  "web",
		  "{\"Services\":[{\"Name\":\"web\",\"Consumers\":["
		  "{\"Peer\":\"west\"}]}],\"ModifyIndex\":7}",
		  7, false },
		{ "{\"Services\":null,\"ModifyIndex\":7}", "*",
		  "{\"Services\":[{\"Name\":\"*\",\"Consumers\":["
		  "{\"Peer\":\"west\"}]}],\"ModifyIndex\":7}",
		  7, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(added_release) struct added a =
			add(cases[i].json, cases[i].services);

		assert_true(a.ok);
		assert_string_equal(a.body.data, cases[i].body);
		assert_int_equal(a.index, cases[i].index);
		assert_int_equal(a.changed, cases[i].changed);
	}
}

static void test_nonsense(void **state)
{
	static const char *const cases[] = {
		"", "[]", "null", "{", "7", "{\"ModifyIndex\":\"x\"}"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(added_release) struct added a = add(cases[i], "web");

		assert_false(a.ok);
		assert_int_equal(a.err.kind, ERR_DECODE);
		assert_string_equal(a.body.data, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_added),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
