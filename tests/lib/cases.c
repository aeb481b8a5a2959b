#include "tests/lib/cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "tests/lib/canned.h"
#include "tests/lib/run.h"
#include "tests/lib/tmpdir.h"

#define WORDS_MAX 64

struct one_case {
	struct json_object *json; /* borrowed */
	const char *const *words;
};

/* All that a case needs while it runs. */
struct stage {
	char *dir;
	struct canned *server;
	struct canned_reply *replies;
	struct strlist args, env;
	struct run run;
};

static struct json_object *member(struct json_object *object, const char *key)
{
	return object ? json_object_object_get(object, key) : NULL;
}

static const char *text(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key);

	return value ? json_object_get_string(value) : "";
}

static bool is_true(struct json_object *object, const char *key)
{
	return json_object_get_boolean(member(object, key));
}

static void replace(struct buf *b, const char *word, const char *with)
{
	char *p;

	while ((p = strstr(b->data, word))) {
		size_t at = (size_t)(p - b->data);

		buf_remove(b, at, strlen(word));
		buf_insert(b, at, with, strlen(with));
	}
}

/* Put what {ADDR} and {DIR} stand for into a text; the caller frees. */
static char *filled(const struct stage *s, const char *in)
{
	struct buf out = BUF_INIT(1024 * 1024);

	buf_adds(&out, in);
	replace(&out, "{ADDR}", canned_addr(s->server));
	replace(&out, "{DIR}", s->dir);
	return buf_take(&out);
}

static void read_reply(struct json_object *json, struct canned_reply *r)
{
	struct json_object *body = member(json, "body");
	struct json_object *truncate = member(json, "truncate");
	bool plain = json_object_is_type(body, json_type_string);

	*r = (struct canned_reply){
		.status = json_object_get_int(member(json, "status")),
		.type = plain ? "text/plain; charset=utf-8" : NULL,
		.truncate = truncate ? json_object_get_int(truncate) : -1,
		.drop = is_true(json, "drop"),
		.body = plain ? json_object_get_string(body)
			      : json_object_to_json_string_ext(
					body, JSON_C_TO_STRING_PLAIN),
	};
	r->len = strlen(r->body);
}

static void serve(struct stage *s, struct json_object *json)
{
	struct json_object *list = member(json, "responses");
	size_t count = list ? json_object_array_length(list) : 0;

	s->replies = mem_new(count, sizeof(*s->replies));
	for (size_t i = 0; i < count; i++)
		read_reply(json_object_array_get_idx(list, i), &s->replies[i]);
	s->server = canned_new(s->replies, count);
}

static void write_files(struct stage *s, struct json_object *files)
{
	json_object_object_foreach(files, name, content)
	{
		char path[4096];
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s", s->dir, name);
		file = fopen(path, "w");
		assert_non_null(file);
		fwrite(json_object_get_string(content), 1,
		       (size_t)json_object_get_string_len(content), file);
		fclose(file);
	}
}

static void add_env(struct stage *s, const char *name, const char *value)
{
	_cleanup_(mem_freep) char *with = filled(s, value);
	_cleanup_(buf_release) struct buf pair = BUF_INIT(65536);

	buf_addf(&pair, "%s=%s", name, with);
	strlist_add(&s->env, pair.data);
}

static void make_env(struct stage *s, struct json_object *json)
{
	static const char *const sanitizers[] = { "ASAN_OPTIONS",
						  "LSAN_OPTIONS",
						  "UBSAN_OPTIONS" };
	struct json_object *addr = member(json, "addr");
	struct json_object *env = member(json, "env");

	add_env(s, "HOME", "{DIR}");
	add_env(s, "LC_ALL", "C.UTF-8");
	add_env(s, "TZ", "UTC");
	if (!addr || json_object_get_boolean(addr))
		add_env(s, "CONSUL_HTTP_ADDR", "{ADDR}");
	for (size_t i = 0; i < ARRAY_LEN(sanitizers); i++)
		if (getenv(sanitizers[i]))
			add_env(s, sanitizers[i], getenv(sanitizers[i]));
	if (!env)
		return;
	json_object_object_foreach(env, name, value)
		add_env(s, name, json_object_get_string(value));
}

static void run(struct stage *s, const struct one_case *c)
{
	struct json_object *args = member(c->json, "args");
	const char *argv[WORDS_MAX] = { NULL }, *env[WORDS_MAX] = { NULL };
	size_t n = 0;

	for (size_t i = 0; i < json_object_array_length(args); i++) {
		_cleanup_(mem_freep) char *word =
			filled(s, json_object_get_string(
					  json_object_array_get_idx(args, i)));

		strlist_add(&s->args, word);
	}
	while (c->words[n]) {
		argv[n] = c->words[n];
		n++;
	}
	for (size_t i = 0; i < s->args.count && n < WORDS_MAX - 1; i++)
		argv[n++] = s->args.items[i];
	for (size_t i = 0; i < s->env.count && i < WORDS_MAX - 1; i++)
		env[i] = s->env.items[i];
	s->run.argv = argv;
	s->run.env = env;
	s->run.dir = s->dir;
	s->run.in = member(c->json, "stdin") ? text(c->json, "stdin") : NULL;
	run_program(&s->run);
	s->run.argv = s->run.env = NULL;
}

/* "b=2&a=1" as the sorted pairs [["a","1"],["b","2"]]. */
static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted_query(const char *query)
{
	_cleanup_(strlist_release) struct strlist pairs = { 0 };
	struct buf out = BUF_INIT(65536);

	if (*query)
		strlist_split(&pairs, query, '&');
	if (pairs.count)
		qsort(pairs.items, pairs.count, sizeof(*pairs.items), by_text);
	for (size_t i = 0; i < pairs.count; i++)
		buf_addf(&out, "%s%s", i ? "&" : "", pairs.items[i]);
	return buf_take(&out);
}

static char *expected_query(struct json_object *pairs)
{
	struct buf out = BUF_INIT(65536);

	for (size_t i = 0; pairs && i < json_object_array_length(pairs); i++) {
		struct json_object *pair = json_object_array_get_idx(pairs, i);

		buf_addf(&out, "%s%s=%s", i ? "&" : "",
			 json_object_get_string(
				 json_object_array_get_idx(pair, 0)),
			 json_object_get_string(
				 json_object_array_get_idx(pair, 1)));
	}
	return buf_take(&out);
}

static void check_header(const struct canned_request *r,
			 struct json_object *want, const char *name)
{
	_cleanup_(mem_freep) char *value = canned_header(r, name);

	assert_string_equal(value ? value : "", text(want, name));
}

static void check_request(const struct canned_request *r,
			  struct json_object *want)
{
	_cleanup_(mem_freep) char *query = sorted_query(r->query);
	_cleanup_(mem_freep) char *want_query =
		expected_query(member(want, "query"));
	struct json_object *body = json_tokener_parse(r->body);
	bool same = json_object_equal(body, member(want, "body"));

	json_object_put(body);
	if (!same)
		fprintf(stderr, "# body: %s\n", r->body);
	assert_true(same);
	assert_string_equal(r->method, text(want, "method"));
	assert_string_equal(r->path, text(want, "path"));
	assert_string_equal(query, want_query);
	check_header(r, want, "X-Consul-Token");
	check_header(r, want, "Authorization");
}

static void check_stdout(const struct stage *s, struct json_object *json)
{
	_cleanup_(mem_freep) char *want =
		filled(s, text(member(json, "recorded"), "stdout"));

	if (is_true(json, "stdout_free"))
		return;
	if (is_true(json, "stdout_json")) {
		struct json_object *a = json_tokener_parse(s->run.out.data);
		struct json_object *b = json_tokener_parse(want);
		bool same = a && json_object_equal(a, b);

		json_object_put(a);
		json_object_put(b);
		assert_true(same);
		return;
	}
	assert_string_equal(s->run.out.data, want);
	assert_int_equal(s->run.out.len, strlen(want));
}

static void check_stderr(const struct stage *s, struct json_object *json)
{
	struct json_object *has = member(json, "stderr_has");
	bool some = *text(member(json, "recorded"), "stderr");

	for (size_t i = 0; has && i < json_object_array_length(has); i++) {
		_cleanup_(mem_freep) char *part =
			filled(s, json_object_get_string(
					  json_object_array_get_idx(has, i)));

		if (!strstr(s->run.err.data, part))
			fprintf(stderr, "# no \"%s\" on stderr: %s\n", part,
				s->run.err.data);
		assert_non_null(strstr(s->run.err.data, part));
	}
	assert_int_equal(s->run.err.len > 0, some);
}

static void check(struct stage *s, struct json_object *json)
{
	struct json_object *recorded = member(json, "recorded");
	struct json_object *requests = member(recorded, "requests");
	size_t count = requests ? json_object_array_length(requests) : 0;
	int rc = json_object_get_int(member(recorded, "rc"));

	if (s->run.status != rc)
		fprintf(stderr, "# exit %d, stderr: %s\n", s->run.status,
			s->run.err.data);
	check_stdout(s, json);
	check_stderr(s, json);
	assert_int_equal(s->run.status, rc);
	assert_int_equal(canned_count(s->server), count);
	for (size_t i = 0; i < count; i++)
		check_request(canned_request(s->server, i),
			      json_object_array_get_idx(requests, i));
}

static void stage_release(struct stage *s)
{
	canned_free(s->server);
	free(s->replies);
	strlist_release(&s->args);
	strlist_release(&s->env);
	run_release(&s->run);
	tmpdir_freep(&s->dir);
}

static void test_case(void **state)
{
	const struct one_case *c = *state;
	_cleanup_(stage_release) struct stage s = { .dir = tmpdir_new() };

	serve(&s, c->json);
	if (member(c->json, "files"))
		write_files(&s, member(c->json, "files"));
	make_env(&s, c->json);
	run(&s, c);
	check(&s, c->json);
}

int cases_run(const char *file, const char *const *words)
{
	struct json_object *list = json_object_from_file(file);
	size_t count = list ? json_object_array_length(list) : 0;
	struct one_case *cases = mem_new(count, sizeof(*cases));
	struct CMUnitTest *tests = mem_new(count, sizeof(*tests));
	int failed;

	if (!count) {
		fprintf(stderr, "%s: no cases\n", file);
		exit(1);
	}
	for (size_t i = 0; i < count; i++) {
		cases[i].json = json_object_array_get_idx(list, i);
		cases[i].words = words;
		tests[i] = (struct CMUnitTest){
			.name = text(cases[i].json, "name"),
			.test_func = test_case,
			.initial_state = &cases[i],
		};
	}
	/* The function behind the macro, which wants an array's size. */
	failed = _cmocka_run_group_tests(file, tests, count, NULL, NULL);
	free(tests);
	free(cases);
	json_object_put(list);
	return failed;
}

const char *cases_build(const char *program)
{
	static char path[4096];
	const char *build = getenv("PEERDECK_BUILD");
	char cwd[2048];

	if (!getcwd(cwd, sizeof(cwd)))
		abort();
	snprintf(path, sizeof(path), "%s/%s/%s", cwd, build ? build : "build",
		 program);
	return path;
}
