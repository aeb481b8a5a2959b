#include "net/token_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"

#define STDERR_KEPT  4096
#define NOT_STARTED  127
#define REAP_PACE_MS 5 /* its pipes are closed: it is about to end */

struct command {
	const char *name;
	pid_t pid;
	struct pollfd fds[2]; /* its stdout, its stderr; -1 = ended */
	struct buf *out;
	struct buf err;
};

static void exec(const struct strlist *argv, int out, int err)
{
	_cleanup_(mem_freep) char **words =
		mem_new(argv->count + 1, sizeof(*words));
	int null = open("/dev/null", O_RDWR);
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	sigset_t none;

	memcpy(words, argv->items, argv->count * sizeof(*words));
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < NSIG; number++)
		sigaction(number, &by_default, NULL);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	for (int fd = STDERR_FILENO + 1;
	     fd < sysconf(_SC_OPEN_MAX) && fd < 1024; fd++)
		close(fd);
	execvp(words[0], words);
	_exit(NOT_STARTED);
}

static bool start(struct command *c, const struct strlist *argv,
		  struct err *err)
{
	int out[2], errors[2];

	if (pipe(out) != 0)
		return err_errno(err, errno, "%s", c->name);
	if (pipe(errors) != 0) {
		close(out[0]);
		close(out[1]);
		return err_errno(err, errno, "%s", c->name);
	}
	c->pid = fork();
	if (c->pid == 0)
		exec(argv, out[1], errors[1]);
	close(out[1]);
	close(errors[1]);
	c->fds[0] = (struct pollfd){ .fd = out[0], .events = POLLIN };
	c->fds[1] = (struct pollfd){ .fd = errors[0], .events = POLLIN };
	return c->pid > 0 || err_errno(err, errno, "%s", c->name);
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
	if (n > 0 || (n < 0 && errno == EINTR))
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

static bool judge(struct command *c, int status, struct err *err)
{
	const char *said = last_line(&c->err);

	trim(c->out);
	if (c->out->full)
		return err_set(err, ERR_SYSTEM,
			       "%s prints more than a token can be", c->name);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
		return err_set(err, ERR_SYSTEM, "%s cannot be started",
			       c->name);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return err_set(err, ERR_SYSTEM, "%s failed%s%s", c->name,
			       *said ? ": " : "", said);
	if (!c->out->len || strlen(c->out->data) != c->out->len)
		return err_set(err, ERR_SYSTEM, "%s prints no token", c->name);
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
	bool ok = start(&c, argv, err);
	int status = 0;

	if (ok && collect(&c, end) && reap(&c, end, &status)) {
		ok = judge(&c, status, err);
	} else if (ok) {
		reap(&c, 0, &status);
		ok = err_set(err, ERR_TIMEOUT,
			     "%s was not done after %d s (token_timeout)",
			     c.name, timeout_ms / 1000);
	}
	stop(&c);
	buf_release(&c.err);
	return ok;
}
