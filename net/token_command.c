#include "net/token_command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "base/strlist.h"

#define STDERR_KEPT  4096
#define REAP_PACE_MS 5 /* its pipes are closed: it is about to end */

struct command {
	const char *name;
	pid_t pid;
	struct pollfd fds[2]; /* its stdout, its stderr; -1 = ended */
	struct buf *out;
	struct buf err;
};

static bool start(struct command *c, const struct strlist *argv,
		  struct err *err)
{
	_cleanup_(mem_freep) const char **words = strlist_argv(argv);
	struct spawn spawn;

	if (!spawn_start(&spawn, words, true, err))
		return err_set(err, ERR_SYSTEM, "%s cannot be started",
			       c->name);
	close(spawn.in);
	c->pid = spawn.pid;
	c->fds[0] = (struct pollfd){ .fd = spawn.out, .events = POLLIN };
	c->fds[1] = (struct pollfd){ .fd = spawn.err, .events = POLLIN };
	return true;
}

/* Take what is there; what does not fit sets full. */
static void take(struct pollfd *fd, struct buf *to)
{
	char bytes[4096];
	ssize_t n;

	if (!fd->revents)
		return;
	n = read(fd->fd, bytes, sizeof(bytes));
	if (n > 0)
		buf_add(to, bytes, (size_t)n);
	explicit_bzero(bytes, sizeof(bytes));
	if (n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN)))
		return;
	close(fd->fd);
	fd->fd = -1;
}

/* Read until both ends are closed; false when the time is up. */
static bool collect(struct command *c, int64_t end)
{
	while ((c->fds[0].fd >= 0 || c->fds[1].fd >= 0) && !c->out->full) {
		int64_t left = end - clock_ms(&clock_system);

		if (left <= 0)
			return false;
		if (poll(c->fds, 2, (int)left) <= 0)
			continue;
		take(&c->fds[0], c->out);
		take(&c->fds[1], &c->err);
	}
	return true;
}

static void stop(struct command *c)
{
	for (size_t i = 0; i < ARRAY_LEN(c->fds); i++)
		if (c->fds[i].fd >= 0)
			close(c->fds[i].fd);
}

/* Its status; false when it has not ended in time, and was killed. */
static bool reap(struct command *c, int64_t end, int *ret_status)
{
	pid_t pid;

	while ((pid = waitpid(c->pid, ret_status, WNOHANG)) == 0 ||
	       (pid < 0 && errno == EINTR)) {
		if (clock_ms(&clock_system) >= end || c->out->full)
			break;
		poll(NULL, 0, REAP_PACE_MS);
	}
	if (pid == c->pid)
		return true;
	kill(-c->pid, SIGKILL);
	while (waitpid(c->pid, ret_status, 0) < 0 && errno == EINTR)
		;
	return c->out->full;
}

static void trim(struct buf *b)
{
	size_t start = strspn(b->data, " \t\r\n");

	buf_remove(b, 0, start);
	while (b->len && strchr(" \t\r\n", b->data[b->len - 1]))
		buf_cut(b, b->len - 1);
}

static const char *last_line(struct buf *text)
{
	const char *newline;

	trim(text);
	newline = strrchr(text->data, '\n');
	return newline ? newline + 1 : text->data;
}

bool token_command_judge(const char *name, int status, int timeout_ms,
			 struct buf *out, struct buf *errors, struct err *err)
{
	const char *said = last_line(errors);

	trim(out);
	if (out->full)
		return err_set(err, ERR_SYSTEM,
			       "%s prints more than a token can be", name);
	if (status == TOKEN_COMMAND_LATE)
		return err_set(err, ERR_TIMEOUT,
			       "%s was not done after %d s (token_timeout)",
			       name, timeout_ms / 1000);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return err_set(err, ERR_SYSTEM, "%s failed%s%s", name,
			       *said ? ": " : "", said);
	if (!out->len || strlen(out->data) != out->len)
		return err_set(err, ERR_SYSTEM, "%s prints no token", name);
	return true;
}

bool token_command_run(const struct strlist *argv, int timeout_ms,
		       struct buf *ret, struct err *err)
{
	struct command c = {
		.name = argv->items[0],
		.out = ret,
		.err = BUF_INIT(STDERR_KEPT),
	};
	int64_t end = clock_ms(&clock_system) + timeout_ms;
	int status = TOKEN_COMMAND_LATE;
	bool ok;

	if (!start(&c, argv, err))
		return false;
	if (!collect(&c, end) || !reap(&c, end, &status)) {
		reap(&c, 0, &status);
		status = TOKEN_COMMAND_LATE;
	}
	ok = token_command_judge(c.name, status, timeout_ms, ret, &c.err, err);
	stop(&c);
	buf_release(&c.err);
	return ok;
}
