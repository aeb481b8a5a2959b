/* For posix_spawn_file_actions_addclosefrom_np. */
#define _GNU_SOURCE
#include "tui/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"

#define LAST_MS	  1000	      /* to end after SIGTERM */
#define DRAIN_MAX (64 * 1024) /* bytes at once: one may never stop writing */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void forget(struct child *c)
{
	close_fd(&c->in);
	close_fd(&c->out);
	buf_release(&c->input);
	buf_release(&c->output);
	*c = (struct child){ .in = -1, .out = -1 };
}

static struct child *free_slot(struct child_set *set)
{
	for (size_t i = 0; i < CHILD_MAX; i++)
		if (!set->items[i].pid)
			return &set->items[i];
	return NULL;
}

/*
 * posix_spawn, since it does not run our code in the child: default signals
 * and mask, descriptors 0 and 1 from the pipes, 2 from the second pipe too (a
 * child must never write to the screen). All other descriptors are
 * close-on-exec.
 */
static int spawn(pid_t *pid, const char *const *argv, int in, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	posix_spawn_file_actions_adddup2(&files, out, 2);
#ifdef __GLIBC__ /* elsewhere those that we opened are close-on-exec */
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
#endif
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	/* A group of its own: Ctrl-C at the terminal is not for it. */
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF |
						POSIX_SPAWN_SETPGROUP);
	rc = posix_spawnp(pid, argv[0], &files, &attr, (char *const *)argv,
			  environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

bool child_spawn(struct child_set *set, const struct child_start *start,
		 struct err *err)
{
	struct child *c = free_slot(set);
	int in[2], out[2], rc;
	pid_t pid;

	if (!c)
		return err_set(err, ERR_SYSTEM, "too many children");
	if (pipe(in) < 0)
		return err_errno(err, errno, "pipe");
	if (pipe(out) < 0) {
		rc = errno;
		close(in[0]);
		close(in[1]);
		return err_errno(err, rc, "pipe");
	}
	for (int i = 0; i < 2; i++) {
		fcntl(in[i], F_SETFD, FD_CLOEXEC);
		fcntl(out[i], F_SETFD, FD_CLOEXEC);
	}
	rc = spawn(&pid, start->argv, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	if (rc) {
		close(in[1]);
		close(out[0]);
		return err_errno(err, rc, "%s", start->argv[0]);
	}
	fcntl(in[1], F_SETFL, O_NONBLOCK);
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	*c = (struct child){
		.pid = pid,
		.in = in[1],
		.out = out[0],
		.input = BUF_SECRET(start->input_len),
		.output = BUF_INIT(CHILD_OUTPUT),
		.until_ms = start->until_ms,
		.keep_in = start->keep_in,
		.line = start->line,
		.done = start->done,
		.dropped = start->dropped,
		.ctx = start->ctx,
	};
	buf_add(&c->input, start->input, start->input_len);
	if (!c->input.len && !c->keep_in)
		close_fd(&c->in);
	return true;
}

size_t child_fds(const struct child_set *set, struct pollfd *fds, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < CHILD_MAX; i++) {
		const struct child *c = &set->items[i];

		if (!c->pid)
			continue;
		if (c->out >= 0 && n < cap)
			fds[n++] = (struct pollfd){ c->out, POLLIN, 0 };
		if (c->in >= 0 && c->input.len && n < cap)
			fds[n++] = (struct pollfd){ c->in, POLLOUT, 0 };
	}
	return n;
}

static void feed(struct child *c)
{
	ssize_t n = write(c->in, c->input.data, c->input.len);

	if (n > 0)
		buf_remove(&c->input, 0, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		buf_clear(&c->input);
	if (!c->input.len && !c->keep_in)
		close_fd(&c->in);
}

static void give_lines(struct child *c)
{
	char *end;

	while (c->line && (end = memchr(c->output.data, '\n', c->output.len))) {
		size_t len = (size_t)(end - c->output.data);

		*end = '\0';
		c->line(c->ctx, c->output.data);
		buf_remove(&c->output, 0, len + 1);
	}
}

static void drain(struct child *c)
{
	char bytes[1024];
	size_t got = 0;
	ssize_t n;

	while ((n = read(c->out, bytes, sizeof(bytes))) > 0) {
		buf_add(&c->output, bytes, (size_t)n);
		give_lines(c);
		got += (size_t)n;
		if (got >= DRAIN_MAX)
			return;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(&c->out);
}

void child_ready(struct child_set *set, const struct pollfd *fd)
{
	for (size_t i = 0; i < CHILD_MAX; i++) {
		struct child *c = &set->items[i];

		if (c->pid && c->in == fd->fd)
			feed(c);
		else if (c->pid && c->out == fd->fd)
			drain(c);
	}
}

static void finish(struct child *c, int status)
{
	struct child ended = *c;

	*c = (struct child){ .in = -1, .out = -1 };
	if (ended.done)
		ended.done(ended.ctx, status, ended.output.data);
	forget(&ended);
}

void child_tick(struct child_set *set, int64_t now_ms)
{
	for (size_t i = 0; i < CHILD_MAX; i++) {
		struct child *c = &set->items[i];
		int status;

		if (!c->pid)
			continue;
		if (waitpid(c->pid, &status, WNOHANG) == c->pid) {
			if (c->out >= 0)
				drain(c);
			finish(c, status);
		} else if (c->until_ms >= 0 && now_ms >= c->until_ms) {
			kill(c->pid, SIGKILL);
			waitpid(c->pid, &status, 0);
			finish(c, -1);
		}
	}
}

int64_t child_deadline(const struct child_set *set)
{
	int64_t first = -1;

	for (size_t i = 0; i < CHILD_MAX; i++) {
		const struct child *c = &set->items[i];

		if (c->pid && c->until_ms >= 0 &&
		    (first < 0 || c->until_ms < first))
			first = c->until_ms;
	}
	return first;
}

/* A child that ends closes its end of our pipe: no polling by the clock. */
void child_wait(struct child_set *set, const struct clock *clock,
		int64_t until_ms)
{
	for (size_t i = 0; i < CHILD_MAX; i++) {
		struct child *c = &set->items[i];

		while (c->pid && !c->keep_in && c->out >= 0) {
			struct pollfd fd = { c->out, POLLIN, 0 };
			int64_t left = until_ms - clock_ms(clock);

			if (left <= 0 || poll(&fd, 1, (int)left) < 0)
				return;
			if (fd.revents)
				drain(c);
		}
	}
}

/* One that ends closes its end of the pipe; what is written to it does not
 * matter any more. */
static void end(struct child *c)
{
	struct pollfd fd = { c->out, 0, 0 };

	kill(c->pid, SIGTERM);
	close_fd(&c->in);
	if (c->out >= 0)
		poll(&fd, 1, LAST_MS);
	kill(c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
}

void child_release(struct child_set *set)
{
	for (size_t i = 0; i < CHILD_MAX; i++) {
		struct child *c = &set->items[i];

		if (!c->pid)
			continue;
		end(c);
		if (c->dropped)
			c->dropped(c->ctx);
		forget(c);
	}
}
