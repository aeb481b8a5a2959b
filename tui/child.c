#include "tui/child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/spawn.h"

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
	close_fd(&c->err);
	buf_release(&c->input);
	buf_release(&c->output);
	buf_release(&c->errors);
	*c = (struct child){ .in = -1, .out = -1, .err = -1 };
}

static struct child *free_slot(struct child_set *set)
{
	for (size_t i = 0; i < CHILD_MAX; i++)
		if (!set->items[i].pid)
			return &set->items[i];
	return NULL;
}

bool child_spawn(struct child_set *set, const struct child_start *start,
		 struct err *err)
{
	struct child *c = free_slot(set);
	struct spawn spawn;

	if (!c)
		return err_set(err, ERR_SYSTEM, "too many children");
	if (!spawn_start(&spawn, start->argv, start->errors_apart, err))
		return false;
	*c = (struct child){
		.pid = spawn.pid,
		.in = spawn.in,
		.out = spawn.out,
		.err = spawn.err,
		.input = BUF_SECRET(start->input_len),
		.output = BUF_SECRET(CHILD_OUTPUT),
		.errors = BUF_INIT(CHILD_OUTPUT),
		.until_ms = start->until_ms,
		.keep_in = start->keep_in,
		.awaited = start->awaited,
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
		if (c->err >= 0 && n < cap)
			fds[n++] = (struct pollfd){ c->err, POLLIN, 0 };
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

/* What is there to be read goes to `to`; the end closes. */
static void drain(struct child *c, int *fd, struct buf *to)
{
	char bytes[1024];
	size_t got = 0;
	ssize_t n;

	while ((n = read(*fd, bytes, sizeof(bytes))) > 0) {
		buf_add(to, bytes, (size_t)n);
		explicit_bzero(bytes, (size_t)n);
		give_lines(c);
		got += (size_t)n;
		if (got >= DRAIN_MAX)
			return;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(fd);
}

static void drain_all(struct child *c)
{
	if (c->out >= 0)
		drain(c, &c->out, &c->output);
	if (c->err >= 0)
		drain(c, &c->err, &c->errors);
}

void child_ready(struct child_set *set, const struct pollfd *fd)
{
	for (size_t i = 0; i < CHILD_MAX; i++) {
		struct child *c = &set->items[i];

		if (c->pid && c->in == fd->fd)
			feed(c);
		else if (c->pid && c->out == fd->fd)
			drain(c, &c->out, &c->output);
		else if (c->pid && c->err == fd->fd)
			drain(c, &c->err, &c->errors);
	}
}

static void finish(struct child *c, int status)
{
	struct child ended = *c;
	const struct child_end end = { status, &ended.output, &ended.errors };

	*c = (struct child){ .in = -1, .out = -1, .err = -1 };
	if (ended.done)
		ended.done(ended.ctx, &end);
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
			drain_all(c);
			finish(c, status);
		} else if (c->until_ms >= 0 && now_ms >= c->until_ms) {
			kill(-c->pid, SIGKILL);
			waitpid(c->pid, &status, 0);
			finish(c, CHILD_LATE);
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

		while (c->pid && c->awaited && c->out >= 0) {
			struct pollfd fd = { c->out, POLLIN, 0 };
			int64_t left = until_ms - clock_ms(clock);

			if (left <= 0 || poll(&fd, 1, (int)left) < 0)
				return;
			if (fd.revents)
				drain(c, &c->out, &c->output);
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
