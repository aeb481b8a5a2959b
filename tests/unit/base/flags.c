/* Flags as Go's flag package reads them, and -h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/flags.h"
#include "base/kv.h"
#include "base/strlist.h"

#define WORDS(...)                                                             \
	{                                                                      \
		__VA_ARGS__                                                    \
	}

struct values {
	const char *name;
	bool yes;
	struct strlist list;
	struct kv map;
	int64_t timeout, wait;
};

struct result {
	struct values v;
	int rest;
	bool help, ok;
	struct err err;
};

static struct result parse(const char *const *words)
{
	struct result r = { .rest = -1 };
	const struct flag flags[] = {
		{ .name = "name", .type = FLAG_STRING, .value = &r.v.name },
		{ .name = "yes", .type = FLAG_BOOL, .value = &r.v.yes },
		{ .name = "list", .type = FLAG_LIST, .value = &r.v.list },
		{ .name = "map", .type = FLAG_MAP, .value = &r.v.map },
		{ .name = "wait", .type = FLAG_WAIT, .value = &r.v.wait },
		{ .name = "timeout",
		  .type = FLAG_DURATION,
		  .value = &r.v.timeout },
	};
	const struct flag_group group = { "Options", flags, ARRAY_LEN(flags) };
	int argc = 0;

	while (words[argc])
		argc++;
	r.ok = flags_parse(&group, 1, argc, (char *const *)words, &r.rest,
			   &r.help, &r.err);
	return r;
}

static void result_release(struct result *r)
{
	strlist_release(&r->v.list);
	kv_release(&r->v.map);
}

static void test_forms(void **state)
{
	static const struct {
		const char *words[6];
		const char *name;
		int rest;
	} cases[] = {
		{ WORDS("-name", "x"), "x", 2 },
		{ WORDS("-name=x"), "x", 1 },
		{ WORDS("--name", "x"), "x", 2 },
		{ WORDS("--name=x", "more"), "x", 1 },
		{ WORDS("-name="), "", 1 },
		{ WORDS("-name", ""), "", 2 },
		{ WORDS("-name=a=b"), "a=b", 1 },
		{ WORDS("-name", "-name"), "-name", 2 },
		{ WORDS("-name", "a", "-name", "b"), "b", 4 },
		{ WORDS("word", "-name", "x"), NULL, 0 },
		{ WORDS("--", "-name", "x"), NULL, 1 },
		{ WORDS("-", "-name", "x"), NULL, 0 },
		{ WORDS("", "-name", "x"), NULL, 0 },
		{ WORDS("-yes", "false", "-name", "x"), NULL, 1 },
		{ WORDS(NULL), NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(result_release) struct result r =
			parse(cases[i].words);

		assert_true(r.ok);
		assert_false(r.help);
		assert_int_equal(r.rest, cases[i].rest);
		if (cases[i].name)
			assert_string_equal(r.v.name, cases[i].name);
		else
			assert_null(r.v.name);
	}
}

static void test_errors(void **state)
{
	static const struct {
		const char *words[4];
		const char *msg;
	} cases[] = {
		{ WORDS("-x"), "flag provided but not defined: -x" },
		{ WORDS("--x=secret"), "flag provided but not defined: -x" },
		{ WORDS("-name"), "flag needs an argument: -name" },
		{ WORDS("-nam", "e"), "flag provided but not defined: -nam" },
		{ WORDS("---name"), "bad flag syntax: ---name" },
		{ WORDS("-=x"), "bad flag syntax: -=x" },
		{ WORDS("-yes=ja"),
		  "invalid boolean value \"ja\" for -yes: parse error" },
		{ WORDS("-yes="),
		  "invalid boolean value \"\" for -yes: parse error" },
		{ WORDS("-map", "bare"),
		  "invalid value \"bare\" for flag -map: "
		  "Missing \"=\" value in argument" },
		{ WORDS("-timeout", "soon"),
		  "invalid value \"soon\" for flag -timeout: "
		  "not a duration such as 90s or 1m30s" },
		{ WORDS("-wait="), "invalid value \"\" for flag -wait: "
				   "not a duration such as 90s or 1m30s" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(result_release) struct result r =
			parse(cases[i].words);

		assert_false(r.ok);
		assert_int_equal(r.err.kind, ERR_USAGE);
		assert_string_equal(r.err.msg, cases[i].msg);
		assert_int_equal(r.rest, -1);
	}
}

static void test_a_huge_value_leaves_room_for_the_reason(void **state)
{
	char huge[5000];
	const char *words[] = { "-map", huge, NULL };
	_cleanup_(result_release) struct result r = { 0 };

	(void)state;
	memset(huge, 'x', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	r = parse(words);
	assert_false(r.ok);
	assert_non_null(strstr(r.err.msg, "Missing \"=\""));
}

static void test_help(void **state)
{
	static const char *const cases[][4] = {
		{ "-h" },
		{ "-help" },
		{ "--help" },
		{ "-yes", "-h", "-undefined" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(result_release) struct result r = parse(cases[i]);

		assert_true(r.ok);
		assert_true(r.help);
	}
}

static void test_types(void **state)
{
	const char *const words[] = {
		"-list", "a",	     "-list=b,c",  "-map",
		"k=v=w", "-map=e=",  "-map=k=new", "-yes=T",
		"-wait", "-timeout", "1m30s",	   NULL,
	};
	_cleanup_(result_release) struct result r = parse(words);

	(void)state;
	assert_true(r.ok);
	assert_int_equal(r.v.list.count, 2);
	assert_string_equal(r.v.list.items[1], "b,c");
	assert_int_equal(r.v.map.count, 2);
	assert_string_equal(kv_get(&r.v.map, "k"), "new");
	assert_string_equal(kv_get(&r.v.map, "e"), "");
	assert_true(r.v.yes);
	assert_int_equal(r.v.timeout, 90000);
	assert_int_equal(r.v.wait, FLAG_WAIT_ALONE);
}

static void test_wait_takes_no_word(void **state)
{
	const char *const words[] = { "-wait=5s", "60", NULL };
	_cleanup_(result_release) struct result r = parse(words);

	(void)state;
	assert_true(r.ok);
	assert_int_equal(r.v.wait, 5000);
	assert_int_equal(r.rest, 1);
}

static void test_duration(void **state)
{
	static const struct {
		const char *text;
		int64_t ms; /* -1: refused */
	} cases[] = {
		{ "60", 60000 },    { "0", 0 },	    { "500ms", 500 },
		{ "1.5s", 1500 },   { ".5s", 500 }, { "1h1m1s", 3661000 },
		{ "2.25", 2250 },   { "", -1 },	    { "-1s", -1 },
		{ "1m30", -1 },	    { "s", -1 },    { ".", -1 },
		{ "1d", -1 },	    { "1 s", -1 },  { "1e3", -1 },
		{ "9999999h", -1 }, { "0x10", -1 }, { "nan", -1 },
		{ "0s30", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t ms = -1;

		assert_int_equal(flags_duration(cases[i].text, &ms),
				 cases[i].ms >= 0);
		assert_int_equal(ms, cases[i].ms);
	}
}

static void test_help_text(void **state)
{
	static const struct flag first[] = {
		{ .name = "name",
		  .arg = "NAME",
		  .type = FLAG_STRING,
		  .env = "THE_NAME",
		  .help = "What this cluster calls the other one." },
		{ .name = "wait",
		  .arg = "DURATION",
		  .type = FLAG_WAIT,
		  .help = "Wait." },
	};
	static const struct flag second[] = {
		{ .name = "yes", .type = FLAG_BOOL, .help = "Do not ask." },
	};
	const struct flag_group groups[] = {
		{ "Options", first, 2 },
		{ "Empty", NULL, 0 },
		{ "More", second, 1 },
	};
	_cleanup_(buf_release) struct buf out = BUF_INIT(4096);

	(void)state;
	flags_help(&out, groups, 3, 40);
	assert_string_equal(out.data,
			    "Options:\n"
			    "  -name=NAME\n"
			    "      What this cluster calls the other\n"
			    "      one. Environment: THE_NAME.\n"
			    "  -wait[=DURATION]\n"
			    "      Wait.\n"
			    "\n"
			    "More:\n"
			    "  -yes\n"
			    "      Do not ask.\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_a_huge_value_leaves_room_for_the_reason),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_wait_takes_no_word),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_help_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
