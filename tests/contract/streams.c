/* Standard output that cannot be written: gone, full, or not there. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "tests/lib/cases.h"
#include "tests/lib/run.h"

static struct run help(int out_fd)
{
	static const char *argv[3], *env[] = { NULL };
	struct run r = { .argv = argv, .env = env, .out_fd = out_fd };

	argv[0] = cases_build("peerdeck");
	argv[1] = "-h";
	run_program(&r);
	return r;
}

static void test_a_reader_that_is_gone_is_no_news(void **state)
{
	_cleanup_(run_release) struct run r = { 0 };
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	r = help(fds[1]);
	close(fds[1]);
	assert_int_equal(r.status, 1);
	assert_string_equal(r.err.data, "");
}

static void test_a_full_disk_is_told(void **state)
{
	_cleanup_(run_release) struct run r = { 0 };
	int full = open("/dev/full", O_WRONLY);

	(void)state;
	if (full < 0)
		skip();
	r = help(full);
	close(full);
	assert_int_equal(r.status, 1);
	assert_non_null(strstr(r.err.data, "No space left on device"));
}

/* The descriptor is not left to a socket: the write fails. */
static void test_a_closed_output_is_told(void **state)
{
	static const char *env[] = { NULL };
	const char *argv[] = { "/bin/sh", "-c", "exec \"$0\" -h >&-",
			       cases_build("peerdeck"), NULL };
	_cleanup_(run_release) struct run r = { .argv = argv, .env = env };

	(void)state;
	run_program(&r);
	assert_int_equal(r.status, 1);
	assert_non_null(strstr(r.err.data, "Bad file descriptor"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_reader_that_is_gone_is_no_news),
		cmocka_unit_test(test_a_full_disk_is_told),
		cmocka_unit_test(test_a_closed_output_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
