/* Consul's client settings: precedence, addresses, files (Consul 1.21). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "net/client.h"
#include "tests/lib/tmpdir.h"

/* The environment of one case: name, value, …, NULL. */
static const char *const *environment;

static char *env(const char *name)
{
	for (size_t i = 0; environment && environment[i]; i += 2)
		if (!strcmp(environment[i], name))
			return (char *)(uintptr_t)environment[i + 1];
	return NULL;
}

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void expect(const char *got, const char *want)
{
	if (!want)
		assert_null(got);
	else
		assert_string_equal(got ? got : "(none)", want);
}

static void addresses_are_read_as_consul_does(void **state)
{
	static const struct {
		const char *address, *ssl, *base, *unix_path, *host;
	} cases[] = {
		{ NULL, NULL, "http://127.0.0.1:8500", NULL, "127.0.0.1:8500" },
		{ "", NULL, "http://127.0.0.1:8500", NULL, "127.0.0.1:8500" },
		{ "consul:8500", "true", "https://consul:8500", NULL,
		  "consul:8500" },
		{ "http://consul:8500", "1", "https://consul:8500", NULL,
		  "consul:8500" },
		{ "https://consul", "false", "https://consul", NULL, "consul" },
		{ "http://10.0.0.1:80/consul/api", NULL,
		  "http://10.0.0.1:80/consul/api", NULL, "10.0.0.1:80" },
		{ "http://10.0.0.1:80/", NULL, "http://10.0.0.1:80", NULL,
		  "10.0.0.1:80" },
		{ "[2001:db8::1]:8500", NULL, "http://[2001:db8::1]:8500", NULL,
		  "[2001:db8::1]:8500" },
		{ "unix:///run/consul.sock", NULL, "http://localhost",
		  "/run/consul.sock", "/run/consul.sock" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *const vars[] = {
			cases[i].address ? "CONSUL_HTTP_ADDR" : "X",
			cases[i].address,
			cases[i].ssl ? "CONSUL_HTTP_SSL" : "X",
			cases[i].ssl,
			NULL,
		};
		_cleanup_(client_config_release) struct client_config c = { 0 };
		struct client_flags flags = { 0 };
		struct err err = ERR_INIT;

		environment = vars;
		assert_true(client_config_load(&flags, env, &c, &err));
		expect(c.endpoint.base, cases[i].base);
		expect(c.endpoint.unix_path, cases[i].unix_path);
		expect(client_config_host(&c), cases[i].host);
	}
}

static void bad_settings_are_refused_in_consuls_words(void **state)
{
	static const struct {
		struct client_flags flags;
		const char *vars[3];
		const char *text;
	} cases[] = {
		{ { .http_addr = "ftp://x:1" },
		  { NULL },
		  "Unknown protocol scheme: ftp" },
		{ { .http_addr = "a b" }, { NULL }, "is not an address" },
		{ { .http_addr = "a:port" }, { NULL }, "is not an address" },
		{ { .http_addr = "a:99999" }, { NULL }, "is not an address" },
		{ { .http_addr = "http://u:pw@a:1" },
		  { NULL },
		  "is not an address" },
		{ { .http_addr = "unix://" }, { NULL }, "is not an address" },
		{ { .client_cert = "/x" },
		  { NULL },
		  "both client cert and client key must be provided" },
		{ { .client_cert = "/none", .client_key = "/none" },
		  { NULL },
		  "open /none: no such file or directory" },
		{ { .token_file = "/none" },
		  { NULL },
		  "Error loading token file /none : open /none: no such file "
		  "or directory" },
		{ { .ca_file = "/none" },
		  { NULL },
		  "Error loading CA File: open /none: no such file" },
		{ { .ca_path = "/none" }, { NULL }, "/none: no such file" },
		{ { .ca_file = "/dev/null" },
		  { NULL },
		  "Couldn't parse PEM in: /dev/null" },
		{ { 0 },
		  { "CONSUL_HTTP_SSL_VERIFY", "maybe" },
		  "CONSUL_HTTP_SSL_VERIFY is neither true nor false" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct client_config c = { 0 };
		struct err err = ERR_INIT;

		environment = cases[i].vars;
		assert_false(
			client_config_load(&cases[i].flags, env, &c, &err));
		if (!strstr(err.msg, cases[i].text))
			fail_msg("\"%s\" is not in \"%s\"", cases[i].text,
				 err.msg);
		assert_null(c.base);
	}
}

/* -token-file, -token, CONSUL_HTTP_TOKEN_FILE, CONSUL_HTTP_TOKEN. */
static void the_acl_token_has_consuls_precedence(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	char file[512], other[512], blank[512];
	const struct {
		const char *flag, *flag_file, *var, *var_file;
		const char *token, *origin;
	} cases[] = {
		{ NULL, NULL, NULL, NULL, NULL, "default" },
		{ NULL, NULL, "envt", NULL, "envt", "CONSUL_HTTP_TOKEN" },
		{ "flag", NULL, "envt", other, "flag", "-token" },
		{ "flag", file, "envt", other, "filetok", "-token-file" },
		{ NULL, NULL, "envt", other, "othertok",
		  "CONSUL_HTTP_TOKEN_FILE" },
		{ NULL, blank, "envt", NULL, "envt", "CONSUL_HTTP_TOKEN" },
		{ "", "", "envt", NULL, "envt", "CONSUL_HTTP_TOKEN" },
		/* what says the same as its variable was not said */
		{ "same", NULL, "same", other, "othertok",
		  "CONSUL_HTTP_TOKEN_FILE" },
		{ "flag", other, NULL, other, "flag", "-token" },
	};

	(void)state;
	snprintf(file, sizeof(file), "%s/file", dir);
	snprintf(other, sizeof(other), "%s/other", dir);
	snprintf(blank, sizeof(blank), "%s/blank", dir);
	write_file(dir, "file", "  filetok \n\n");
	write_file(dir, "other", "othertok");
	write_file(dir, "blank", " \n");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *const vars[] = {
			cases[i].var ? "CONSUL_HTTP_TOKEN" : "X",
			cases[i].var,
			cases[i].var_file ? "CONSUL_HTTP_TOKEN_FILE" : "X",
			cases[i].var_file,
			NULL,
		};
		struct client_flags flags = {
			.token = cases[i].flag,
			.token_file = cases[i].flag_file,
		};
		_cleanup_(client_config_release) struct client_config c = { 0 };
		struct err err = ERR_INIT;

		environment = vars;
		assert_true(client_config_load(&flags, env, &c, &err));
		expect(c.token.value, cases[i].token);
		expect(c.endpoint.acl_token, cases[i].token);
		expect(c.token.origin, cases[i].origin);
	}
}

static void flags_win_over_the_environment(void **state)
{
	const char *const vars[] = {
		"CONSUL_HTTP_ADDR",
		"a:1",
		"CONSUL_PARTITION",
		"p1",
		"CONSUL_TLS_SERVER_NAME",
		"n1",
		"CONSUL_NAMESPACE",
		"ns1",
		"CONSUL_HTTP_AUTH",
		"u:p:q",
		NULL,
	};
	struct client_flags flags = { .http_addr = "b:2", .partition = "p2" };
	_cleanup_(client_config_release) struct client_config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	environment = vars;
	assert_true(client_config_load(&flags, env, &c, &err));
	expect(c.address.value, "b:2");
	expect(c.address.origin, "-http-addr");
	expect(c.partition.value, "p2");
	expect(c.partition.origin, "-partition");
	expect(c.namespace_name.value, "ns1");
	expect(c.endpoint.tls_server_name, "n1");
	expect(c.tls_server_name.origin, "CONSUL_TLS_SERVER_NAME");
	expect(c.endpoint.auth, "u:p:q");
	assert_false(c.endpoint.insecure);
}

static void every_file_below_ca_path_counts(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct client_flags flags = { .ca_path = dir };
	_cleanup_(client_config_release) struct client_config c = { 0 };
	struct err err = ERR_INIT;
	char sub[512];

	(void)state;
	environment = NULL;
	snprintf(sub, sizeof(sub), "%s/sub", dir);
	mkdir(sub, 0700);
	write_file(dir, "a", "-----BEGIN CERTIFICATE-----\none\n");
	write_file(sub, "b.crt", "-----BEGIN CERTIFICATE-----\ntwo\n");
	assert_true(client_config_load(&flags, env, &c, &err));
	assert_non_null(strstr(c.endpoint.ca_pem, "one"));
	assert_non_null(strstr(c.endpoint.ca_pem, "two"));

	client_config_release(&c);
	write_file(sub, "c", "not a certificate");
	assert_false(client_config_load(&flags, env, &c, &err));
	assert_non_null(strstr(err.msg, "Error loading CA Path: Couldn't "
					"parse PEM in: "));
}

static void an_address_and_a_token_can_be_typed(void **state)
{
	struct client_flags flags = { .http_addr = "a:1", .token = "t" };
	_cleanup_(client_config_release) struct client_config c = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	environment = NULL;
	assert_true(client_config_load(&flags, env, &c, &err));
	assert_false(client_config_set_address(&c, "ftp://b", &err));
	expect(c.endpoint.base, "http://a:1");
	assert_true(client_config_set_address(&c, "https://b:2/x", &err));
	expect(c.endpoint.base, "https://b:2/x");
	expect(c.address.value, "https://b:2/x");
	expect(c.address.origin, "what was typed");
	expect(c.endpoint.acl_token, "t");
	client_config_set_token(&c, "u", "what was typed");
	expect(c.endpoint.acl_token, "u");
	client_config_set_token(&c, "", "what was typed");
	expect(c.endpoint.acl_token, NULL);
	expect(c.token.origin, "what was typed");
}

static void only_http_across_a_network_is_in_clear(void **state)
{
	static const struct {
		const char *address;
		bool in_clear;
	} cases[] = {
		{ "127.0.0.1:8500", false },
		{ "127.1.2.3:8500", false },
		{ "localhost:8500", false },
		{ "[::1]:8500", false },
		{ "unix:///s", false },
		{ "https://10.0.0.1:8501", false },
		{ "10.0.0.1:8500", true },
		{ "consul.example:8500", true },
		{ "127.0.0.1.example:8500", true },
		{ "[2001:db8::1]:8500", true },
	};

	(void)state;
	environment = NULL;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct client_flags flags = { .http_addr = cases[i].address };
		_cleanup_(client_config_release) struct client_config c = { 0 };
		struct err err = ERR_INIT;

		assert_true(client_config_load(&flags, env, &c, &err));
		assert_int_equal(client_config_in_clear(&c), cases[i].in_clear);
	}
}

/* The table's places are right: each flag fills its own member. */
static void the_table_fills_every_flag(void **state)
{
	struct client_flags f = { 0 };
	struct flag table[CLIENT_FLAGS_COUNT];
	const char **members = (void *)&f;

	(void)state;
	client_flags_table(&f, table);
	for (size_t i = 0; i < CLIENT_FLAGS_COUNT; i++) {
		*(const char **)table[i].value = table[i].name;
		assert_non_null(table[i].help);
		assert_non_null(table[i].env);
	}
	for (size_t i = 0; i < sizeof(f) / sizeof(*members); i++)
		assert_non_null(members[i]);
	expect(f.http_addr, "http-addr");
	expect(f.token_file, "token-file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_as_consul_does),
		cmocka_unit_test(bad_settings_are_refused_in_consuls_words),
		cmocka_unit_test(the_acl_token_has_consuls_precedence),
		cmocka_unit_test(flags_win_over_the_environment),
		cmocka_unit_test(every_file_below_ca_path_counts),
		cmocka_unit_test(an_address_and_a_token_can_be_typed),
		cmocka_unit_test(only_http_across_a_network_is_in_clear),
		cmocka_unit_test(the_table_fills_every_flag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
