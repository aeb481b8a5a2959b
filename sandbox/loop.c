#define _GNU_SOURCE /* ppoll */
#include "sandbox/loop.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"

struct watch {
	loop_fn fn;
	void *ctx;
};

struct loop {
	struct pollfd *fds; /* an unwatched one has fd -1 until the turn ends */
	struct watch *watches;
	size_t count, fds_cap, watches_cap;
	sigset_t unblocked;
};

/* Set by the handler; only looked at while the signals are blocked. */
static volatile sig_atomic_t ended;

static void handle_end(int sig)
{
	(void)sig;
	ended = 1;
}

struct loop *loop_new(void)
{
	struct loop *loop = mem_new(1, sizeof(*loop));
	struct sigaction end = { .sa_handler = handle_end };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t block;

	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGHUP);
	sigprocmask(SIG_BLOCK, &block, &loop->unblocked);
	sigdelset(&loop->unblocked, SIGTERM);
	sigdelset(&loop->unblocked, SIGINT);
	sigdelset(&loop->unblocked, SIGHUP);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	free(loop->fds);
	free(loop->watches);
	free(loop);
}

static size_t find(const struct loop *loop, int fd)
{
	for (size_t i = 0; i < loop->count; i++)
		if (loop->fds[i].fd == fd)
			return i;
	return loop->count;
}

void loop_watch(struct loop *loop, int fd, short events, loop_fn fn, void *ctx)
{
	size_t i = find(loop, fd);

	if (i == loop->count) {
		loop->fds = mem_grow(loop->fds, i, &loop->fds_cap,
				     sizeof(*loop->fds));
		loop->watches = mem_grow(loop->watches, i, &loop->watches_cap,
					 sizeof(*loop->watches));
		loop->fds[i] = (struct pollfd){ .fd = fd };
		loop->count++;
	}
	loop->fds[i].events = events;
	loop->watches[i] = (struct watch){ fn, ctx };
}

void loop_unwatch(struct loop *loop, int fd)
{
	size_t i = find(loop, fd);

	if (i < loop->count)
		loop->fds[i].fd = -1;
}

/* Drop what was unwatched; only between turns, so that indices hold. */
static void compact(struct loop *loop)
{
	size_t to = 0;

	for (size_t i = 0; i < loop->count; i++) {
		if (loop->fds[i].fd < 0)
			continue;
		loop->fds[to] = loop->fds[i];
		loop->watches[to++] = loop->watches[i];
	}
	loop->count = to;
}

bool loop_turn(struct loop *loop, int64_t ms)
{
	struct timespec wait = { .tv_sec = ms / 1000,
				 .tv_nsec = ms % 1000 * 1000000 };
	size_t count;
	int n;

	compact(loop);
	count = loop->count; /* what a callback adds waits for the next turn */
	n = ppoll(loop->fds, count, ms < 0 ? NULL : &wait, &loop->unblocked);
	for (size_t i = 0; n > 0 && i < count; i++) {
		short events = loop->fds[i].revents;

		loop->fds[i].revents = 0;
		if (loop->fds[i].fd < 0 || !events)
			continue;
		loop->watches[i].fn(loop->watches[i].ctx, loop->fds[i].fd,
				    events);
	}
	return !ended;
}
