#include "tests/lib/run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attrs.h"

#define OUTPUT_MAX  (256 * 1024 * 1024)
#define PATIENCE_MS 60000

static void child(const struct run *r, const int in[2], const int out[2],
		  const int err[2])
{
	int null = open("/dev/null", O_RDONLY);

	if (r->dir && chdir(r->dir) != 0)
		_exit(126);
	dup2(r->in ? in[0] : null, 0);
	dup2(r->out_fd ? r->out_fd : out[1], 1);
	dup2(err[1], 2);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	signal(SIGPIPE, SIG_DFL);
	execve(r->argv[0], (char *const *)r->argv, (char *const *)r->env);
	_exit(127);
}

/* Read what is there; false, and -1 in `fd`, at the end. */
static void take(struct pollfd *fd, struct buf *to)
{
	char bytes[65536];
	ssize_t n;

	if (!fd->revents)
		return;
	n = read(fd->fd, bytes, sizeof(bytes));
	if (n > 0 && buf_add(to, bytes, (size_t)n))
		return;
	close(fd->fd);
	fd->fd = -1;
}

static void collect(struct run *r, pid_t pid, int out, int err)
{
	struct pollfd fds[2] = { { .fd = out, .events = POLLIN },
				 { .fd = err, .events = POLLIN } };
	int status = 0;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, PATIENCE_MS) <= 0) {
			kill(pid, SIGKILL);
			fprintf(stderr, "%s did not end\n", r->argv[0]);
			abort();
		}
		take(&fds[0], &r->out);
		take(&fds[1], &r->err);
	}
	waitpid(pid, &status, 0);
	r->status = WIFEXITED(status) ? WEXITSTATUS(status)
				      : 128 + WTERMSIG(status);
}

void run_program(struct run *r)
{
	int in[2], out[2], err[2];
	pid_t pid;

	r->out = (struct buf)BUF_INIT(OUTPUT_MAX);
	r->err = (struct buf)BUF_INIT(OUTPUT_MAX);
	if (pipe(in) || pipe(out) || pipe(err) || (pid = fork()) < 0)
		abort();
	if (!pid)
		child(r, in, out, err);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	/* A pipe holds 64 KiB: more than any test says. */
	signal(SIGPIPE, SIG_IGN);
	if (r->in && write(in[1], r->in, strlen(r->in)) < 0)
		perror("standard input");
	close(in[1]);
	collect(r, pid, out[0], err[0]);
}

void run_release(struct run *r)
{
	buf_release(&r->out);
	buf_release(&r->err);
}
