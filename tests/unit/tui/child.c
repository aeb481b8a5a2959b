#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "tui/child.h"

struct seen {
	bool ended;
	int status;
	char output[256], errors[256], lines[256];
};

static void on_done(void *ctx, const struct child_end *end)
{
	struct seen *seen = ctx;

	seen->ended = true;
	seen->status = end->status;
	snprintf(seen->output, sizeof(seen->output), "%s", end->output->data);
	snprintf(seen->errors, sizeof(seen->errors), "%s", end->errors->data);
}

static void on_line(void *ctx, const char *line)
{
	struct seen *seen = ctx;

	size_t len = strlen(seen->lines);

	snprintf(seen->lines + len, sizeof(seen->lines) - len, "%s|", line);
}

/* Drive it as the loop does, until it has ended. */
static void run(struct child_set *set, const struct seen *seen)
{
	while (!seen->ended) {
		struct pollfd fds[CHILD_FDS];
		size_t n = child_fds(set, fds, CHILD_FDS);

		poll(fds, n, 10);
		for (size_t i = 0; i < n; i++)
			if (fds[i].revents)
				child_ready(set, &fds[i]);
		child_tick(set, 0);
	}
}

static void input_goes_in_and_output_comes_out(void **state)
{
	const char *const argv[] = { "cat", NULL };
	struct child_set set = { 0 };
	struct seen seen = { 0 };
	struct child_start start = { .argv = argv,
				     .input = "hello",
				     .input_len = 5,
				     .until_ms = -1,
				     .done = on_done,
				     .ctx = &seen };

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	run(&set, &seen);
	assert_int_equal(seen.status, 0);
	assert_string_equal(seen.output, "hello");
	child_release(&set);
}

static void lines_are_given_as_they_come(void **state)
{
	const char *const argv[] = { "sh", "-c", "echo a; echo b >&2", NULL };
	struct child_set set = { 0 };
	struct seen seen = { 0 };
	struct child_start start = { .argv = argv,
				     .until_ms = -1,
				     .line = on_line,
				     .done = on_done,
				     .ctx = &seen };

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	run(&set, &seen);
	assert_string_equal(seen.lines, "a|b|");
	child_release(&set);
}

static void errors_can_be_kept_apart(void **state)
{
	const char *const argv[] = { "sh", "-c", "echo a; echo b >&2", NULL };
	struct child_set set = { 0 };
	struct seen seen = { 0 };
	struct child_start start = { .argv = argv,
				     .errors_apart = true,
				     .until_ms = -1,
				     .done = on_done,
				     .ctx = &seen };

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	run(&set, &seen);
	assert_string_equal(seen.output, "a\n");
	assert_string_equal(seen.errors, "b\n");
	child_release(&set);
}

static void a_late_child_is_killed(void **state)
{
	const char *const argv[] = { "cat", NULL };
	struct child_set set = { 0 };
	struct seen seen = { 0 };
	struct child_start start = { .argv = argv,
				     .keep_in = true,
				     .until_ms = 1000,
				     .done = on_done,
				     .ctx = &seen };

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	assert_int_equal(child_deadline(&set), 1000);
	child_tick(&set, 999);
	assert_false(seen.ended);
	child_tick(&set, 1000);
	assert_true(seen.ended);
	assert_int_equal(seen.status, -1);
	child_release(&set);
}

static void what_cannot_be_started_is_said(void **state)
{
	const char *const argv[] = { "/no/such/program", NULL };
	struct child_set set = { 0 };
	struct child_start start = { .argv = argv, .until_ms = -1 };
	struct err err = ERR_INIT;

	(void)state;
	assert_false(child_spawn(&set, &start, &err));
	assert_non_null(strstr(err.msg, "/no/such/program"));
}

/* A child must not hold our descriptors, nor our ignored signals. */
static void a_child_starts_clean(void **state)
{
	const char *const argv[] = {
		"sh", "-c",
		"ls /proc/self/fd | wc -l; grep SigIgn /proc/self/status", NULL
	};
	struct child_set set = { 0 };
	struct seen seen = { 0 };
	struct child_start start = {
		.argv = argv, .until_ms = -1, .done = on_done, .ctx = &seen
	};

	const char *ignored;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_true(child_spawn(&set, &start, NULL));
	run(&set, &seen);
	/* 0, 1, 2 and the one that ls reads the directory through */
	assert_int_equal(strtol(seen.output, NULL, 10), 4);
	ignored = strstr(seen.output, "SigIgn:");
	assert_non_null(ignored);
	/* without the two that glibc keeps to itself, 32 and 33 */
	assert_int_equal(strtoull(ignored + 7, NULL, 16) & 0x7fffffff, 0);
	child_release(&set);
}

static void release_ends_and_reaps(void **state)
{
	const char *const argv[] = { "cat", NULL };
	struct child_set set = { 0 };
	struct child_start start = { .argv = argv,
				     .keep_in = true,
				     .until_ms = -1 };
	pid_t pid;

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	pid = set.items[0].pid;
	child_release(&set);
	assert_int_equal(kill(pid, 0), -1);
}

static void on_dropped(void *ctx)
{
	*(bool *)ctx = true;
}

/* Nor does one that writes for ever hold us up. */
static void release_ends_what_does_not_want_to_end(void **state)
{
	const char *const argv[] = { "sh", "-c",
				     "trap '' TERM; echo; while :; do echo y; "
				     "done",
				     NULL };
	struct child_set set = { 0 };
	bool dropped = false;
	struct child_start start = { .argv = argv,
				     .keep_in = true,
				     .dropped = on_dropped,
				     .ctx = &dropped,
				     .until_ms = -1 };
	struct pollfd fd;
	pid_t pid;

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	pid = set.items[0].pid;
	assert_int_equal(child_fds(&set, &fd, 1), 1);
	assert_int_equal(poll(&fd, 1, -1), 1); /* the trap is set */
	child_ready(&set, &fd);
	child_release(&set);
	assert_int_equal(kill(pid, 0), -1);
	assert_true(dropped);
}

static void waiting_ends_when_the_child_does(void **state)
{
	const char *const argv[] = { "true", NULL };
	struct child_set set = { 0 };
	struct child_start start = { .argv = argv,
				     .awaited = true,
				     .until_ms = -1 };

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	child_wait(&set, &clock_system, clock_ms(&clock_system) + 60000);
	assert_int_equal(set.items[0].out, -1);
	child_release(&set);
}

/* A token_command that asks for a password does not hold up the end. */
static void only_those_are_waited_for_that_should_be(void **state)
{
	const char *const argv[] = { "sleep", "60", NULL };
	const int64_t until = clock_ms(&clock_system) + 30000;
	struct child_set set = { 0 };
	struct child_start start = { .argv = argv, .until_ms = -1 };

	(void)state;
	assert_true(child_spawn(&set, &start, NULL));
	child_wait(&set, &clock_system, until);
	assert_true(clock_ms(&clock_system) < until);
	child_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(input_goes_in_and_output_comes_out),
		cmocka_unit_test(lines_are_given_as_they_come),
		cmocka_unit_test(errors_can_be_kept_apart),
		cmocka_unit_test(a_late_child_is_killed),
		cmocka_unit_test(what_cannot_be_started_is_said),
		cmocka_unit_test(a_child_starts_clean),
		cmocka_unit_test(release_ends_and_reaps),
		cmocka_unit_test(release_ends_what_does_not_want_to_end),
		cmocka_unit_test(waiting_ends_when_the_child_does),
		cmocka_unit_test(only_those_are_waited_for_that_should_be),
	};

	return cmocka_run_group_tests_name("child", tests, NULL, NULL);
}
