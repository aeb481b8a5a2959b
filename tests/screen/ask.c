/* From a key that is refused to a token with the right that was asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/jsonx.h"
#include "tests/lib/console.h"
#include "tests/lib/fetch.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

#define ADMIN "s3cret"
#define F8    "\033[19~"

/* As who administers ACLs; the reply's body, the caller frees. */
static char *administer(const struct sandbox *consul, const char *path,
			const char *body)
{
	_cleanup_(kv_release) struct kv headers = { 0 };
	_cleanup_(buf_release) struct buf url = BUF_INIT(300);
	struct fetch f;
	char *reply;

	kv_add(&headers, "X-Consul-Token", ADMIN);
	buf_addf(&url, "%s%s", sandbox_url(consul, "east"), path);
	f = fetch("PUT", url.data, &headers, body);
	assert_int_equal(f.status, 200);
	reply = mem_dup(f.body.data);
	fetch_release(&f);
	return reply;
}

static void make_policy(const struct sandbox *consul, const char *name,
			const char *rules)
{
	_cleanup_(buf_release) struct buf body = BUF_INIT(8192);

	buf_addf(&body, "{\"Name\":\"%s\",\"Rules\":", name);
	jsonx_quote(&body, rules);
	buf_addc(&body, '}');
	free(administer(consul, "/v1/acl/policy", body.data));
}

static char *member(const char *json, const char *name)
{
	_cleanup_(jsonx_freep) struct json_object *object = NULL;
	struct err err = ERR_INIT;
	char *value = NULL;

	object = jsonx_parse(json, strlen(json), &err);
	assert_non_null(object);
	assert_true(jsonx_string(object, name, &value, &err));
	return value;
}

static char *read_home(struct term *t, const char *name)
{
	_cleanup_(buf_release) struct buf path = BUF_INIT(512);
	struct buf text = BUF_INIT(8192);
	FILE *f;
	int c;

	buf_addf(&path, "%s/%s", term_home(t), name);
	f = fopen(path.data, "r");
	assert_non_null(f);
	while ((c = fgetc(f)) != EOF)
		buf_addc(&text, (char)c);
	fclose(f);
	return buf_take(&text);
}

/* Refused, asked for, and saved. */
static void ask(struct term *t, const char *accessor)
{
	term_expect(t, "peering:write is missing");
	term_keys(t, "g");
	term_expect(t, "! This ACL token may not write");
	term_keys(t, F8);
	term_expect(t, accessor);
	term_expect(t, "peering = \"write\"");
	term_keys(t, TAB TAB ENTER);
	term_expect(t, "Save the policy");
	term_keys(t, CTRL_U "~/policy.hcl");
	term_expect(t, "~/policy.hcl");
	term_keys(t, ENTER);
	term_expect(t, "Saved to");
}

/* A token with the policy that was asked for; its secret, the caller frees. */
static char *give(const struct sandbox *consul, const char *rules)
{
	_cleanup_(mem_freep) char *made = NULL;

	make_policy(consul, "asked", rules);
	made = administer(consul, "/v1/acl/token",
			  "{\"Policies\":[{\"Name\":\"reader\"},"
			  "{\"Name\":\"asked\"}]}");
	return member(made, "SecretID");
}

static void what_is_saved_grants_what_was_refused(void **state)
{
	const char *const strict[] = { "-cluster", "east,acl=" ADMIN, NULL };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(strict);
	_cleanup_(mem_freep) char *made = NULL, *accessor = NULL;
	_cleanup_(mem_freep) char *secret = NULL, *rules = NULL;
	_cleanup_(mem_freep) char *better = NULL;
	_cleanup_(term_freep) struct term *t = NULL;
	char variable[128];
	const char *const env[] = { variable, NULL };

	(void)state;
	make_policy(consul, "reader", "peering = \"read\"");
	made = administer(consul, "/v1/acl/token",
			  "{\"Policies\":[{\"Name\":\"reader\"}]}");
	accessor = member(made, "AccessorID");
	secret = member(made, "SecretID");
	snprintf(variable, sizeof(variable), "CONSUL_HTTP_TOKEN=%s", secret);
	t = console_start(24, 80, sandbox_url(consul, "east"), env);
	ask(t, accessor);
	rules = read_home(t, "policy.hcl");
	assert_null(strstr(rules, secret));

	better = give(consul, rules);
	term_keys(t, "T");
	term_expect(t, accessor);
	term_keys(t, better);
	term_keys(t, ENTER);
	term_expect(t, "To connect another cluster");
	term_keys(t, "g");
	term_expect(t, "Generate a peering token");
	term_keys(t, "west");
	term_expect(t, "free here");
	term_keys(t, CTRL_O);
	term_expect(t, "Token for west");
	assert_null(strstr(term_raw(t), secret));
	assert_null(strstr(term_raw(t), better));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_saved_grants_what_was_refused),
	};

	return cmocka_run_group_tests_name("ask", tests, NULL, NULL);
}
