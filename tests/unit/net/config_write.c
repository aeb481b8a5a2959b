/* A context that is added is read back as it was given. */
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
#include "base/buf.h"
#include "base/err.h"
#include "base/ownfile.h"
#include "net/config_file.h"
#include "net/config_write.h"
#include "tests/lib/tmpdir.h"

#define PATH_LEN 512

static char *s(const char *text)
{
	return (char *)(uintptr_t)text;
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0 && ownfile_write(fd, text, strlen(text)));
	close(fd);
}

static void what_was_given_is_read_back(void **state)
{
	static const char *const hard[] = {
		"plain",
		"with blank",
		"quote\"d",
		"it's",
		"back\\slash",
		"${HOME}",
		"\\n and 'x' \"y\"",
		"# no comment",
		"a\\",
		"'",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hard); i++) {
		_cleanup_(config_file_release) struct config_file file = { 0 };
		_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
		struct config_context c = {
			.name = s(hard[i]),
			.address = s("h:8500"),
			.ca_file = s(hard[i]),
			.partition = s("p"),
			.readonly = true,
		};
		const struct config_context *got;
		struct err err = ERR_INIT;
		char path[PATH_LEN];

		snprintf(path, sizeof(path), "%s/new/config", dir);
		strlist_add(&c.token_command, "pass");
		strlist_add(&c.token_command, hard[i]);
		if (!config_write_add(path, &c, &file, &err))
			fail_msg("%s", err.msg);
		config_file_release(&file);
		assert_true(config_file_load(path, &file, &err));
		assert_int_equal(file.count, 1);
		got = &file.contexts[0];
		assert_string_equal(got->name, hard[i]);
		assert_string_equal(got->address, "h:8500");
		assert_string_equal(got->ca_file, hard[i]);
		assert_string_equal(got->partition, "p");
		assert_true(
			strlist_equal(&got->token_command, &c.token_command));
		assert_null(got->token_file);
		assert_true(got->readonly);
		strlist_release(&c.token_command);
	}
}

/* What was there stays, byte for byte, with its modes. */
static void it_is_added_behind_what_is_there(void **state)
{
	static const char before[] = "# mine\ntheme = dark";
	_cleanup_(config_file_release) struct config_file file = { 0 };
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(4096);
	struct config_context c = { .name = s("west"), .address = s("w:1") };
	char path[PATH_LEN], link[PATH_LEN];
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	snprintf(path, sizeof(path), "%s/real", dir);
	snprintf(link, sizeof(link), "%s/config", dir);
	put(path, before);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(symlink("real", link), 0);
	assert_true(config_write_add(link, &c, &file, &err));
	assert_string_equal(file.theme, "dark");
	assert_int_equal(file.count, 1);
	assert_true(ownfile_read(path, &text, &err));
	assert_string_equal(text.data, "# mine\ntheme = dark\n\n"
				       "context \"west\" {\n"
				       "    address = \"w:1\"\n}\n");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
}

static void a_file_that_would_be_bad_is_left_alone(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "context west { address = x }\n", "duplicate" },
		{ "them = dark\n", ":1: " },
		{ "context east { address = x\n", "within a section" },
	};
	struct config_context c = { .name = s("west"), .address = s("w:1") };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
		_cleanup_(buf_release) struct buf text = BUF_INIT(4096);
		struct config_file file = { 0 };
		struct err err = ERR_INIT;
		char path[PATH_LEN];

		snprintf(path, sizeof(path), "%s/config", dir);
		put(path, cases[i].text);
		assert_false(config_write_add(path, &c, &file, &err));
		if (!strstr(err.msg, cases[i].says))
			fail_msg("%s", err.msg);
		assert_true(ownfile_read(path, &text, &err));
		assert_string_equal(text.data, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_given_is_read_back),
		cmocka_unit_test(it_is_added_behind_what_is_there),
		cmocka_unit_test(a_file_that_would_be_bad_is_left_alone),
	};

	return cmocka_run_group_tests_name("config_write", tests, NULL, NULL);
}
