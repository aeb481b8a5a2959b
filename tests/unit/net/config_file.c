/* The config file: contexts, and what is refused with file and line. */
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
#include "base/mem.h"
#include "net/config_file.h"

static bool parse(const char *text, struct config_file *ret, struct err *err)
{
	return config_file_parse("F", text, strlen(text), ret, err);
}

static void test_contexts(void **state)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	struct err err = ERR_INIT;
	const struct config_context *east, *west;

	(void)state;
	assert_true(parse("# two clusters\n"
			  "theme = dark\n"
			  "default = \"east\"\n"
			  "columns = {\"name\", \"meta.env\"}\n"
			  "log = \"~/peerdeck.log\"\n"
			  "copy_command = {\"wl-copy\", \"-n\"}\n"
			  "mouse = yes\nascii = on\nreadonly = true\n"
			  "times = local\n"
			  "keys { peering.generate = \"G\" }\n"
			  "context \"east\" {\n"
			  "  address = \"https://east:8501\"\n"
			  "  token_command = {\"pass\", \"show\", \"e\"}\n"
			  "  token_timeout = 60\n"
			  "  ca_file = \"/e.pem\"\n"
			  "  readonly = true\n"
			  "  confirm = typed\n"
			  "  colour = red\n"
			  "}\n"
			  "context west { address = west:8500\n"
			  "  token_file = \"/t\" partition = p }\n",
			  &file, &err));
	assert_int_equal(file.count, 2);
	assert_string_equal(file.theme, "dark");
	assert_string_equal(file.default_context, "east");
	assert_string_equal(kv_get(&file.keys, "peering.generate"), "G");
	assert_int_equal(file.columns.count, 2);
	assert_string_equal(file.log, "~/peerdeck.log");
	assert_int_equal(file.copy_command.count, 2);
	assert_string_equal(file.copy_command.items[0], "wl-copy");
	assert_true(file.mouse && file.ascii && file.readonly);
	assert_true(file.local_times);
	assert_false(file.mono);
	assert_string_equal(file.columns.items[1], "meta.env");
	east = config_file_context(&file, "east");
	assert_string_equal(east->address, "https://east:8501");
	assert_int_equal(east->token_command.count, 3);
	assert_string_equal(east->token_command.items[2], "e");
	assert_int_equal(east->token_timeout_ms, 60000);
	assert_string_equal(east->ca_file, "/e.pem");
	assert_true(east->readonly);
	assert_string_equal(east->confirm, "typed");
	west = config_file_context(&file, "west");
	assert_string_equal(west->token_file, "/t");
	assert_string_equal(west->partition, "p");
	assert_int_equal(west->token_command.count, 0);
	assert_int_equal(west->token_timeout_ms, 3000);
	assert_null(west->ca_file);
	assert_false(west->readonly);
	assert_null(config_file_context(&file, "north"));
}

static void test_nothing_is_a_config(void **state)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };

	(void)state;
	assert_true(parse("", &file, NULL));
	assert_int_equal(file.count, 0);
	assert_null(file.theme);
	assert_null(file.log);
	assert_int_equal(file.copy_command.count, 0);
	assert_false(file.mouse || file.ascii || file.mono || file.readonly ||
		     file.local_times);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *where, *what;
	} cases[] = {
		{ "theme = dark\nthem = x\n", "F:2: ", "them" },
		{ "context a { address = x }\ncontext a { address = y }\n",
		  "F:2: ", "duplicate" },
		{ "context a {\n address = x\n readonly = maybe\n}\n",
		  "F:3: ", "readonly" },
		{ "context a {\n address = x\n token = \"s\"\n}\n",
		  "F:3: ", "token_command or token_file" },
		{ "context a {\n}\n", "F:2: ", "has no address" },
		{ "context { address = x }\n", "F:1: ", "" },
		{ "context \"\" { address = x }\n", "F:1: ", "without a name" },
		{ "context a {\n address = x\n", "F:4: ", "within a section" },
		{ "context a { address = x token_file = t "
		  "token_command = {c} }",
		  "F:1: ", "both" },
		{ "context a { address = x token_timeout = 0 }",
		  "F:1: ", "token_timeout" },
		{ "context a { address = x confirm = no }",
		  "F:1: ", "confirm" },
		{ "theme = dark\nlog = here.log\n", "F:2: ", "log is neither" },
		{ "mouse = perhaps\n", "F:1: ", "mouse" },
		{ "\n\nascii = 7\n", "F:3: ", "ascii" },
		{ "times = cet\n", "F:1: ", "times is neither" },
		{ "copy_command = {\"\"}\n", "F:1: ", "names no program" },
		{ "default = b\n", "F: ", "not there: b" },
		{ "theme = \"dark\n", "F:", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct config_file file = { 0 };
		struct err err = ERR_INIT;

		if (parse(cases[i].text, &file, &err))
			print_error("taken: %s\n", cases[i].text);
		assert_int_equal(err.kind, ERR_USAGE);
		if (strncmp(err.msg, cases[i].where, strlen(cases[i].where)))
			print_error("%s\n", err.msg);
		assert_memory_equal(err.msg, cases[i].where,
				    strlen(cases[i].where));
		assert_non_null(strstr(err.msg, cases[i].what));
		assert_null(file.contexts);
	}
}

static void test_a_nul_is_refused(void **state)
{
	struct config_file file = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(config_file_parse("F", "theme = \0x\n", 11, &file, &err));
	assert_string_equal(err.msg, "F: there is a NUL in it");
}

static char *write_file(const char *text, mode_t mode)
{
	char *path = mem_dup("/tmp/peerdeck.XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	fchmod(fd, mode);
	close(fd);
	return path;
}

static void test_who_may_write_it(void **state)
{
	static const struct {
		mode_t mode;
		bool ok;
	} cases[] = {
		{ 0600, true }, { 0644, true }, { 0664, false }, { 0602, false }
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(config_file_release) struct config_file file = { 0 };
		_cleanup_(mem_freep) char *path =
			write_file("theme = x\n", cases[i].mode);
		struct err err = ERR_INIT;
		bool ok = config_file_load(path, &file, &err);

		unlink(path);
		assert_int_equal(ok, cases[i].ok);
		if (!ok)
			assert_non_null(strstr(err.msg, "chmod"));
	}
}

static void test_a_missing_file_is_an_empty_one(void **state)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };

	(void)state;
	assert_true(config_file_load("/nonexistent/config", &file, NULL));
	assert_int_equal(file.count, 0);
	assert_string_equal(file.path, "/nonexistent/config");
}

static char *xdg(const char *name)
{
	return strcmp(name, "HOME") != 0 ? "/x" : "/home";
}

static char *home(const char *name)
{
	return strcmp(name, "HOME") != 0 ? NULL : "/home";
}

static char *nothing(const char *name)
{
	(void)name;
	return NULL;
}

static void test_path(void **state)
{
	_cleanup_(mem_freep) char *a = config_file_path(xdg);
	_cleanup_(mem_freep) char *b = config_file_path(home);

	(void)state;
	assert_string_equal(a, "/x/peerdeck/config");
	assert_string_equal(b, "/home/.config/peerdeck/config");
	assert_null(config_file_path(nothing));
}

/* For what only the console can judge. */
static void test_lines(void **state)
{
	static const char text[] = "# theme = light\n"
				   "theme = dark\n"
				   "columns = {\"name\",\n"
				   "  \"state\"}\n"
				   "keys {\n"
				   "  a.b = \"#\" c.d = \"keys\"\n"
				   "\n"
				   "  e.f = x }\n"
				   "context \"a b\" {\n"
				   "  address = h\n"
				   "  colour = red\n"
				   "}\n"
				   "context c { address = h colour = blue }";
	static const struct {
		const char *option;
		int line;
	} cases[] = {
		{ "theme", 2 },
		{ "columns", 3 },
		{ "keys|a.b", 6 },
		{ "keys|c.d", 6 },
		{ "keys|e.f", 8 },
		{ "context=a b|colour", 11 },
		{ "context=c|colour", 13 },
		{ "keys|g.h", 0 },
		{ "keys|x|y", 0 },
		{ "context=d|colour", 0 },
		{ "log", 0 },
	};
	_cleanup_(config_file_release) struct config_file file = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(config_file_line(&file, "theme"), 0);
	assert_true(parse(text, &file, &err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(config_file_line(&file, cases[i].option),
				 cases[i].line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contexts),
		cmocka_unit_test(test_nothing_is_a_config),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_a_nul_is_refused),
		cmocka_unit_test(test_who_may_write_it),
		cmocka_unit_test(test_a_missing_file_is_an_empty_one),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
