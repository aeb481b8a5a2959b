/*
 * The recorded scenarios of api.json, against the sandbox, or against real
 * agents when PEERDECK_CONTRACT names them: "a=URL b=URL c=URL d=URL". They
 * build on one another and run in the order in which they were recorded.
 */
#include <json-c/json.h>
#include <openssl/evp.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "tests/lib/fetch.h"
#include "tests/lib/match.h"
#include "tests/lib/sandbox.h"

enum {
	WITHIN_SECONDS = 15,
	SETTLE_MS = 3000,
	PAUSE_MS = 20,
	TOKEN_MAX = 1024 * 1024
};

static struct sandbox *sandbox;
static struct kv urls; /* "a" → its base URL */

/* One scenario while it runs. */
struct run {
	struct kv vars;
	struct json_object *step;
	struct fetch reply;
	struct json_object *json; /* of the reply; NULL when it is none */
};

static struct json_object *get(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(o, key, &v);
	return v;
}

static const char *text(struct json_object *o, const char *key)
{
	return json_object_get_string(get(o, key));
}

static char *step_url(struct run *run)
{
	struct buf url = BUF_INIT(64 * 1024);
	char *path = match_fill(text(run->step, "path"), &run->vars);
	const char *base = kv_get(&urls, text(run->step, "on"));

	assert_non_null(base);
	buf_addf(&url, "%s%s", base, path);
	free(path);
	return buf_take(&url);
}

static char *step_body(struct run *run)
{
	struct json_object *body = get(run->step, "body");

	if (body)
		return match_fill(json_object_to_json_string(body), &run->vars);
	return mem_dup(text(run->step, "raw"));
}

static void step_headers(struct run *run, struct kv *headers)
{
	struct json_object *o = get(run->step, "headers");

	if (!o)
		return;
	json_object_object_foreach(o, key, value)
	{
		char *filled =
			match_fill(json_object_get_string(value), &run->vars);

		kv_add(headers, key, filled);
		free(filled);
	}
}

static void ask(struct run *run)
{
	_cleanup_(mem_freep) char *url = step_url(run);
	_cleanup_(mem_freep) char *body = step_body(run);
	_cleanup_(kv_release) struct kv headers = { 0 };

	step_headers(run, &headers);
	fetch_release(&run->reply);
	json_object_put(run->json);
	run->reply = fetch(text(run->step, "method"), url, &headers, body);
	run->json = json_tokener_parse(run->reply.body.data);
}

/* Has the reply come to what `until` waits for? */
static bool reached(struct run *run)
{
	struct json_object *until = get(run->step, "until");

	json_object_object_foreach(until, path, want)
	{
		struct json_object *is = match_path(run->json, path);

		if (!json_object_equal(is, want))
			return false;
	}
	return true;
}

static void ask_until(struct run *run)
{
	struct json_object *within = get(run->step, "within");
	int64_t seconds = within ? json_object_get_int(within) : WITHIN_SECONDS;
	int64_t end = clock_ms(&clock_system) + seconds * 1000;

	ask(run);
	if (!get(run->step, "until"))
		return;
	while (!reached(run)) {
		if (clock_ms(&clock_system) > end)
			fail_msg("%s %s: not within %d s; last: %s",
				 text(run->step, "method"),
				 text(run->step, "path"), (int)seconds,
				 run->reply.body.data);
		poll(NULL, 0, PAUSE_MS);
		ask(run);
	}
}

static bool headers_match(struct run *run, struct json_object *expect)
{
	struct json_object *headers = get(expect, "headers");
	bool ok = true;

	json_object_object_foreach(headers, name, want)
	{
		char *lower = mem_dup(name);
		const char *is;

		for (char *p = lower; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p += 'a' - 'A';
		is = fetch_header(&run->reply, lower);
		free(lower);
		if (match_text(json_object_get_string(want), is, &run->vars))
			continue;
		print_message("# %s: expected %s, got %s\n", name,
			      json_object_get_string(want), is);
		ok = false;
	}
	return ok;
}

/* How often a refused dial was tried depends on timing; its first try tells
 * as much. */
static bool tries_match(const char *want, const char *is)
{
	static const char head[] = " errors occurred:\n";
	const char *a = strstr(want, head), *b = strstr(is, head);
	size_t len;

	if (!a || !b)
		return false;
	a += strlen(head);
	b += strlen(head);
	len = strcspn(b, "\n");
	char *first = mem_dup_n(b, len);
	char *pattern = mem_dup_n(a, strcspn(a, "\n"));
	bool ok = match_text(pattern, first, &(struct kv){ 0 });

	free(first);
	free(pattern);
	return ok;
}

static bool body_matches(struct run *run, struct json_object *expect)
{
	struct json_object *want = get(expect, "reply");
	struct json_object *list = get(run->step, "ignore");
	_cleanup_(strlist_release) struct strlist ignore = { 0 };
	const char *body = run->reply.body.data;
	bool json = !strcmp(fetch_header(&run->reply, "content-type"),
			    "application/json");

	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		strlist_add(&ignore,
			    json_object_get_string(
				    json_object_array_get_idx(list, i)));
	if (json && *body)
		return match_json(want, run->json, &run->vars, &ignore);
	if (!json_object_is_type(want, json_type_string))
		return false;
	return match_text(json_object_get_string(want), body, &run->vars) ||
	       tries_match(json_object_get_string(want), body);
}

/* A record can be ACTIVE a moment before all that comes over its stream is in
 * it: a dialer's PeerCAPems (Consul 1.21). */
static void settle(struct run *run)
{
	int64_t end = clock_ms(&clock_system) + SETTLE_MS;

	if (!get(run->step, "until"))
		return;
	while (clock_ms(&clock_system) < end &&
	       !body_matches(run, get(run->step, "expect"))) {
		poll(NULL, 0, PAUSE_MS);
		ask(run);
	}
}

static void check(struct run *run)
{
	struct json_object *expect = get(run->step, "expect");
	int status = json_object_get_int(get(expect, "status"));

	if (run->reply.status == status && headers_match(run, expect) &&
	    body_matches(run, expect))
		return;
	fail_msg("%s %s: expected %d %s\ngot %d %s", text(run->step, "method"),
		 text(run->step, "path"), status,
		 json_object_to_json_string(get(expect, "reply")),
		 run->reply.status, run->reply.body.data);
}

static void save(struct run *run)
{
	struct json_object *fields = get(run->step, "save");
	struct json_object *headers = get(run->step, "save_header");

	if (fields) {
		json_object_object_foreach(fields, name, path)
		{
			struct json_object *v =
				match_path(run->json,
					   json_object_get_string(path));

			if (v)
				kv_set(&run->vars, name,
				       json_object_get_string(v));
		}
	}
	if (headers) {
		json_object_object_foreach(headers, name, header)
		{
			char *lower = mem_dup(json_object_get_string(header));

			for (char *p = lower; *p; p++)
				if (*p >= 'A' && *p <= 'Z')
					*p += 'a' - 'A';
			kv_set(&run->vars, name,
			       fetch_header(&run->reply, lower));
			free(lower);
		}
	}
}

static void check_token(struct run *run, const char *name,
			struct json_object *want)
{
	const char *base64 = kv_get(&run->vars, name);
	_cleanup_(mem_freep) char *raw = mem_new(TOKEN_MAX, 1);
	struct strlist none = { 0 };
	struct json_object *token;

	assert_non_null(base64);
	assert_true(strlen(base64) < TOKEN_MAX);
	assert_true(EVP_DecodeBlock((unsigned char *)raw,
				    (const unsigned char *)base64,
				    (int)strlen(base64)) > 0);
	token = json_tokener_parse(raw);
	assert_true(match_json(want, token, &run->vars, &none));
	json_object_put(token);
}

static void run_scenario(void **state)
{
	struct json_object *scenario = *state;
	struct json_object *steps = get(scenario, "steps");
	struct json_object *decoded = get(scenario, "decoded");
	struct run run = { .reply.body = BUF_INIT(0) };

	for (size_t i = 0; i < json_object_array_length(steps); i++) {
		run.step = json_object_array_get_idx(steps, i);
		ask_until(&run);
		settle(&run);
		check(&run);
		save(&run);
	}
	if (decoded) {
		json_object_object_foreach(decoded, name, want)
		{
			check_token(&run, name, want);
		}
	}
	fetch_release(&run.reply);
	json_object_put(run.json);
	kv_release(&run.vars);
}

static int start(void **state)
{
	static const char *const clusters[] = { "a", "b", "c", "d" };
	static const char *const args[] = {
		"-cluster", "a,dc=dc1",
		"-cluster", "b,dc=dc2",
		"-cluster", "c,dc=dc3,acl=11111111-2222-3333-4444-555555555555",
		"-cluster", "d,dc=dc4,peering=off",
		NULL,
	};
	const char *real = getenv("PEERDECK_CONTRACT");
	struct strlist parts = { 0 };

	(void)state;
	if (real) {
		strlist_split(&parts, real, ' ');
		for (size_t i = 0; i < parts.count; i++) {
			char name[2] = { parts.items[i][0] };

			kv_add(&urls, name, parts.items[i] + 2);
		}
		strlist_release(&parts);
		return 0;
	}
	sandbox = sandbox_start(args);
	for (size_t i = 0; i < ARRAY_LEN(clusters); i++)
		kv_add(&urls, clusters[i], sandbox_url(sandbox, clusters[i]));
	return 0;
}

static int stop(void **state)
{
	(void)state;
	sandbox_free(sandbox);
	kv_release(&urls);
	return 0;
}

int main(void)
{
	struct json_object *scenarios =
		json_object_from_file("tests/contract/api.json");
	size_t count = scenarios ? json_object_array_length(scenarios) : 0;
	struct CMUnitTest *tests = mem_new(count + 1, sizeof(*tests));
	int failed;

	for (size_t i = 0; i < count; i++) {
		struct json_object *s = json_object_array_get_idx(scenarios, i);

		tests[i] = (struct CMUnitTest){
			.name = text(s, "name"),
			.test_func = run_scenario,
			.initial_state = s,
		};
	}
	failed = _cmocka_run_group_tests("api", tests, count, start, stop);
	free(tests);
	json_object_put(scenarios);
	return count ? failed : 1;
}
