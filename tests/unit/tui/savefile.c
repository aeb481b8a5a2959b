#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/err.h"
#include "tests/lib/tmpdir.h"
#include "tui/savefile.h"

static void content_is(const char *path, const char *want)
{
	char text[64] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	assert_string_equal(text, want);
}

static void a_file_is_written_for_its_owner_alone(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct err err = ERR_INIT;
	struct stat st;
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/t", dir);
	umask(0);
	assert_true(savefile_write(path, "token", 5, false, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	content_is(path, "token\n");
}

static void what_is_there_is_overwritten_only_when_asked(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct err err = ERR_INIT;
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/t", dir);
	assert_true(savefile_write(path, "one", 3, false, &err));
	assert_false(savefile_write(path, "two", 3, false, &err));
	assert_int_equal(err.kind, ERR_USAGE);
	content_is(path, "one\n");
	assert_true(savefile_write(path, "two", 3, true, &err));
	content_is(path, "two\n");
}

static void a_path_that_cannot_be_is_said_and_leaves_nothing(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct err err = ERR_INIT;
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/no/such/folder", dir);
	assert_false(savefile_write(path, "x", 1, true, &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_non_null(strstr(err.msg, "No such file"));
	assert_false(savefile_write("", "x", 1, true, &err));
	assert_int_equal(err.kind, ERR_USAGE);
}

static void a_tilde_is_the_home_directory(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct err err = ERR_INIT;
	char path[300];

	(void)state;
	setenv("HOME", dir, 1);
	assert_true(savefile_write("~/t", "x", 1, false, &err));
	snprintf(path, sizeof(path), "%s/t", dir);
	content_is(path, "x\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_written_for_its_owner_alone),
		cmocka_unit_test(what_is_there_is_overwritten_only_when_asked),
		cmocka_unit_test(
			a_path_that_cannot_be_is_said_and_leaves_nothing),
		cmocka_unit_test(a_tilde_is_the_home_directory),
	};

	return cmocka_run_group_tests_name("savefile", tests, NULL, NULL);
}
