#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/ownfile.h"
#include "tests/lib/tmpdir.h"

#define PATH_LEN 512

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 0777;
}

static void put(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_true(ownfile_write(fd, text, strlen(text)));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void a_directory_is_made_for_us_alone(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	struct err err = ERR_INIT;
	char path[PATH_LEN];
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/a/b", top);
	fd = ownfile_dir(path, &err);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(mode_of(path), 0700);
	assert_int_equal(chmod(path, 0770), 0);
	assert_int_equal(ownfile_dir(path, &err), -1);
	assert_non_null(strstr(err.msg, "others can write"));
	snprintf(path, sizeof(path), "%s/file", top);
	put(path, "", 0600);
	assert_int_equal(ownfile_dir(path, &err), -1);
	assert_non_null(strstr(err.msg, path));
}

static void a_replaced_file_is_whole_and_private(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(100);
	struct err err = ERR_INIT;
	char path[PATH_LEN];
	int dir = ownfile_dir(top, &err);

	(void)state;
	snprintf(path, sizeof(path), "%s/f", top);
	assert_true(ownfile_read(path, &text, &err)); /* there is none */
	assert_int_equal(text.len, 0);
	assert_true(ownfile_replace(dir, "f", "first", 5, &err));
	assert_int_equal(mode_of(path), 0600);
	put(path, "old", 0664);
	assert_true(ownfile_replace(dir, "f", "new", 3, &err));
	assert_int_equal(mode_of(path), 0644);
	assert_true(ownfile_read(path, &text, &err));
	assert_string_equal(text.data, "new");
	assert_int_equal(rmdir(top), -1); /* only f is in it: */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(top), 0);
	close(dir);
}

static void what_is_not_ours_is_not_read(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(4);
	char path[PATH_LEN], other[PATH_LEN];
	struct err err = ERR_INIT;

	(void)state;
	snprintf(path, sizeof(path), "%s/f", top);
	snprintf(other, sizeof(other), "%s/link", top);
	put(path, "12345", 0600);
	assert_false(ownfile_read(path, &text, &err));
	assert_non_null(strstr(err.msg, "too large"));
	put(path, "1", 0620);
	assert_false(ownfile_read(path, &text, &err));
	assert_non_null(strstr(err.msg, "chmod go-w"));
	assert_int_equal(symlink(path, other), 0);
	assert_false(ownfile_read(other, &text, &err));
	assert_non_null(strstr(err.msg, "it is a link"));
	assert_int_equal(unlink(other), 0);
	assert_int_equal(mkfifo(other, 0600), 0);
	assert_false(ownfile_read(other, &text, &err));
	assert_non_null(strstr(err.msg, "it is no file"));
}

static void appending_is_refused_where_others_can_read(void **state)
{
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(100);
	char path[PATH_LEN], other[PATH_LEN];
	struct err err = ERR_INIT;

	(void)state;
	snprintf(path, sizeof(path), "%s/f", top);
	snprintf(other, sizeof(other), "%s/link", top);
	for (int i = 0; i < 2; i++) {
		int fd = ownfile_append(path, &err);

		assert_true(fd >= 0);
		assert_true(ownfile_write(fd, "x", 1));
		close(fd);
	}
	assert_int_equal(mode_of(path), 0600);
	assert_true(ownfile_read(path, &text, &err));
	assert_string_equal(text.data, "xx");
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(ownfile_append(path, &err), -1);
	assert_non_null(strstr(err.msg, "chmod 600"));
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(symlink(path, other), 0);
	assert_int_equal(ownfile_append(other, &err), -1);
	assert_non_null(strstr(err.msg, "it is a link"));
	assert_int_equal(ownfile_append("/dev/null", &err), -1);
	assert_non_null(strstr(err.msg, "it is no file"));
}

/* Each of some processes adds a byte to what it read; none gets lost. */
static void a_lock_keeps_others_out(void **state)
{
	enum { PROCESSES = 4 };
	_cleanup_(tmpdir_freep) char *top = tmpdir_new();
	_cleanup_(buf_release) struct buf text = BUF_INIT(100);
	struct err err = ERR_INIT;
	char path[PATH_LEN];

	(void)state;
	snprintf(path, sizeof(path), "%s/f", top);
	for (int i = 0; i < PROCESSES; i++) {
		int dir;

		if (fork())
			continue;
		dir = ownfile_dir(top, &err);
		while (!ownfile_lock(dir, &err))
			continue; /* a slow disk */
		if (!ownfile_read(path, &text, &err) || !buf_addc(&text, 'x') ||
		    !ownfile_replace(dir, "f", text.data, text.len, &err))
			_exit(1);
		_exit(0);
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_true(ownfile_read(path, &text, &err));
	assert_int_equal(text.len, PROCESSES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_directory_is_made_for_us_alone),
		cmocka_unit_test(a_replaced_file_is_whole_and_private),
		cmocka_unit_test(what_is_not_ours_is_not_read),
		cmocka_unit_test(appending_is_refused_where_others_can_read),
		cmocka_unit_test(a_lock_keeps_others_out),
	};

	return cmocka_run_group_tests_name("ownfile", tests, NULL, NULL);
}
