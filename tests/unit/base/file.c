#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "tests/lib/tmpdir.h"

static void reads_all_or_says_why_not(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(10000);
	_cleanup_(buf_release) struct buf small = BUF_INIT(100);
	struct err err = ERR_INIT;
	char path[256], want[512];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/f", dir);
	snprintf(want, sizeof(want), "open %s: no such file or directory",
		 path);
	assert_false(file_read(path, &text, &err));
	assert_string_equal(err.msg, want);
	assert_int_equal(err.kind, ERR_SYSTEM);

	f = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("12345678\n", f);
	fclose(f);
	assert_true(file_read(path, &text, &err));
	assert_int_equal(text.len, 9000);
	assert_false(file_read(path, &small, &err));
	assert_int_equal(err.kind, ERR_USAGE);
	assert_false(file_read(dir, &text, &err)); /* a directory */
	assert_non_null(strstr(err.msg, "read "));
}

/* A fifo that nobody writes to would hold the program for ever. */
static void only_a_regular_file_is_read_where_nothing_may_wait(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(100);
	struct err err = ERR_INIT;
	char path[256];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/fifo", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(file_read_regular(path, &text, &err));
	assert_non_null(strstr(err.msg, "is not a file"));
	assert_false(file_read_regular(dir, &text, &err));
	assert_false(file_read_regular("/dev/zero", &text, &err));
	snprintf(path, sizeof(path), "%s/f", dir);
	assert_false(file_read_regular(path, &text, &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
	f = fopen(path, "w");
	fputs("it", f);
	fclose(f);
	assert_true(file_read_regular(path, &text, &err));
	assert_string_equal(text.data, "it");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all_or_says_why_not),
		cmocka_unit_test(
			only_a_regular_file_is_read_where_nothing_may_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
