/* How a child process starts. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/err.h"
#include "base/spawn.h"

/* All that comes from it until it closes; it has no input. */
static void read_all(int *fd, char *to, size_t size)
{
	struct pollfd p = { *fd, POLLIN, 0 };
	size_t len = 0;
	ssize_t n = 1;

	while (n && poll(&p, 1, -1) > 0 && len < size - 1) {
		n = read(*fd, to + len, size - 1 - len);
		if (n > 0)
			len += (size_t)n;
	}
	to[len] = '\0';
	close(*fd);
}

static void run(const char *script, bool apart, char out[256], char err[256])
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct spawn s;

	assert_true(spawn_start(&s, argv, apart, NULL));
	close(s.in);
	read_all(&s.out, out, 256);
	if (apart)
		read_all(&s.err, err, 256);
	assert_int_equal(waitpid(s.pid, NULL, 0), s.pid);
}

static void test_output_and_errors(void **state)
{
	char out[256], err[256] = "";

	(void)state;
	run("echo a; echo b >&2", false, out, err);
	assert_string_equal(out, "a\nb\n");
	run("echo a; echo b >&2", true, out, err);
	assert_string_equal(out, "a\n");
	assert_string_equal(err, "b\n");
}

/* What we ignore or block, it does not. */
static void test_its_signals_are_the_defaults(void **state)
{
	char out[256], err[256];
	sigset_t term;

	(void)state;
	signal(SIGTERM, SIG_IGN);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	run("kill -TERM $$; echo alive", false, out, err);
	assert_string_equal(out, "");
	sigprocmask(SIG_UNBLOCK, &term, NULL);
	signal(SIGTERM, SIG_DFL);
}

static void test_it_gets_no_descriptor_of_ours(void **state)
{
	char out[256], err[256], script[64];
	int fd = open("/dev/null", O_RDONLY);

	(void)state;
	snprintf(script, sizeof(script), "(: <&%d) 2>/dev/null || echo none",
		 fd);
	run(script, true, out, err);
	assert_non_null(strstr(out, "none"));
	close(fd);
}

static void test_it_has_a_group_of_its_own(void **state)
{
	const char *const argv[] = { "cat", NULL };
	struct spawn s;

	(void)state;
	assert_true(spawn_start(&s, argv, false, NULL));
	assert_int_equal(getpgid(s.pid), s.pid);
	close(s.in);
	close(s.out);
	assert_int_equal(waitpid(s.pid, NULL, 0), s.pid);
}

static void test_what_cannot_be_started(void **state)
{
	const char *const argv[] = { "/nonexistent/pass", NULL };
	struct err err = ERR_INIT;
	struct spawn s;

	(void)state;
	assert_false(spawn_start(&s, argv, true, &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_string_equal(err.msg,
			    "/nonexistent/pass: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output_and_errors),
		cmocka_unit_test(test_its_signals_are_the_defaults),
		cmocka_unit_test(test_it_gets_no_descriptor_of_ours),
		cmocka_unit_test(test_it_has_a_group_of_its_own),
		cmocka_unit_test(test_what_cannot_be_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
