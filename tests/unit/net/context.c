/* Which cluster is meant, and that a context takes nothing from outside. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "net/client.h"
#include "net/config_file.h"
#include "net/context.h"

static char home[64];
static const char *variable; /* the one CONSUL_* that is set, to "x" */

static char *env(const char *name)
{
	if (!strcmp(name, "HOME"))
		return home;
	return variable && !strcmp(name, variable) ? "x" : NULL;
}

static void write_file(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", home, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int setup(void **state)
{
	char path[256];

	(void)state;
	variable = NULL;
	snprintf(home, sizeof(home), "/tmp/peerdeck.XXXXXX");
	if (!mkdtemp(home))
		return -1;
	snprintf(path, sizeof(path), "%s/.config", home);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/.config/peerdeck", home);
	mkdir(path, 0700);
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = { ".config/peerdeck/config",
					     ".config/peerdeck", ".config",
					     "token", "" };
	char path[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", home, names[i]);
		remove(path);
	}
	return 0;
}

#define TWO                                                                    \
	"default = east\n"                                                     \
	"context east { address = \"east:8500\" }\n"                           \
	"context west { address = \"west:8500\" }\n"

static void test_precedence(void **state)
{
	static const struct {
		const char *name, *flag, *variable;
		const char *chosen; /* NULL = no context */
	} cases[] = {
		{ NULL, NULL, NULL, "east" },
		{ "west", NULL, NULL, "west" },
		{ "west", NULL, "CONSUL_HTTP_ADDR", "west" },
		{ "west", "a:1", "CONSUL_HTTP_ADDR", "west" },
		{ NULL, NULL, "CONSUL_HTTP_ADDR", NULL },
		{ NULL, NULL, "CONSUL_HTTP_TOKEN", NULL },
		{ NULL, NULL, "CONSUL_CACERT", NULL },
		{ NULL, "a:1", NULL, NULL },
	};

	(void)state;
	write_file(".config/peerdeck/config", TWO);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(config_file_release) struct config_file file = { 0 };
		const struct client_flags flags = { .http_addr =
							    cases[i].flag };
		const struct config_context *context;

		variable = cases[i].variable;
		assert_true(context_choose(cases[i].name, &flags, env, &file,
					   &context, NULL));
		assert_int_equal(context != NULL, cases[i].chosen != NULL);
		if (context)
			assert_string_equal(context->name, cases[i].chosen);
	}
}

static void test_an_unknown_name_lists_the_known(void **state)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	const struct client_flags flags = { 0 };
	const struct config_context *context;
	struct err err = ERR_INIT;

	(void)state;
	write_file(".config/peerdeck/config", TWO);
	assert_false(
		context_choose("north", &flags, env, &file, &context, &err));
	assert_non_null(strstr(err.msg, "\"north\""));
	assert_non_null(strstr(err.msg, "east, west"));
}

/* A broken config does not get in the way of who does not use it. */
static void test_the_file_is_read_only_when_it_matters(void **state)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	const struct client_flags flags = { 0 };
	const struct config_context *context;
	struct err err = ERR_INIT;

	(void)state;
	write_file(".config/peerdeck/config", "broken\n");
	assert_false(context_choose(NULL, &flags, env, &file, &context, &err));
	variable = "CONSUL_HTTP_ADDR";
	assert_true(context_choose(NULL, &flags, env, &file, &context, NULL));
	assert_null(context);
}

static void load(const char *text, const struct client_flags *flags,
		 struct client_config *ret)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	struct err err = ERR_INIT;

	assert_true(config_file_parse("F", text, strlen(text), &file, NULL));
	if (!context_load(&file.contexts[0], flags, ret, &err))
		fail_msg("%s", err.msg);
}

static void test_the_environment_stays_outside(void **state)
{
	_cleanup_(client_config_release) struct client_config c = { 0 };
	const struct client_flags flags = { 0 };

	(void)state;
	setenv("CONSUL_HTTP_TOKEN", "secret", 1);
	setenv("CONSUL_HTTP_ADDR", "elsewhere:1", 1);
	setenv("CONSUL_PARTITION", "p", 1);
	load("context a { address = \"https://a:8501\" }", &flags, &c);
	unsetenv("CONSUL_HTTP_TOKEN");
	unsetenv("CONSUL_HTTP_ADDR");
	unsetenv("CONSUL_PARTITION");
	assert_string_equal(c.address.value, "https://a:8501");
	assert_string_equal(c.address.origin, "the context");
	assert_null(c.token.value);
	assert_null(c.partition.value);
}

static void test_the_token_command(void **state)
{
	_cleanup_(client_config_release) struct client_config c = { 0 };
	_cleanup_(client_config_release) struct client_config d = { 0 };
	const struct client_flags none = { 0 },
				  flags = { .token = "mine", .partition = "q" };
	static const char text[] = "context a { address = \"a:1\" partition = "
				   "p token_command = {echo, secret} }";

	(void)state;
	load(text, &none, &c);
	assert_string_equal(c.token.value, "secret");
	assert_string_equal(c.token.origin, "its token_command");
	assert_string_equal(c.partition.value, "p");
	load(text, &flags, &d);
	assert_string_equal(d.token.value, "mine");
	assert_string_equal(d.token.origin, "-token");
	assert_string_equal(d.partition.value, "q");
	assert_string_equal(d.partition.origin, "-partition");
}

static void test_the_token_file(void **state)
{
	_cleanup_(client_config_release) struct client_config c = { 0 };
	const struct client_flags none = { 0 };
	char text[256];

	(void)state;
	write_file("token", " secret\n");
	snprintf(text, sizeof(text),
		 "context a { address = \"a:1\" token_file = \"%s/token\" }",
		 home);
	load(text, &none, &c);
	assert_string_equal(c.token.value, "secret");
	assert_string_equal(c.token.origin, "its token_file");
}

static void test_a_failing_command_names_the_context(void **state)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	struct client_config c = { 0 };
	const struct client_flags none = { 0 };
	struct err err = ERR_INIT;
	static const char text[] =
		"context a { address = \"a:1\" token_command = {false} }";

	(void)state;
	assert_true(config_file_parse("F", text, strlen(text), &file, NULL));
	assert_false(context_load(&file.contexts[0], &none, &c, &err));
	assert_string_equal(err.msg, "context \"a\": false failed");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_precedence),
		TEST(test_an_unknown_name_lists_the_known),
		TEST(test_the_file_is_read_only_when_it_matters),
		TEST(test_the_environment_stays_outside),
		TEST(test_the_token_command),
		TEST(test_the_token_file),
		TEST(test_a_failing_command_names_the_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
