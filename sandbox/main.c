#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "sandbox/cluster.h"
#include "sandbox/dial.h"
#include "sandbox/grpc.h"
#include "sandbox/journal.h"
#include "sandbox/loop.h"
#include "sandbox/options.h"
#include "sandbox/server.h"
#include "sandbox/world.h"

/* The parts of the running program. */
struct sandbox {
	struct loop *loop;
	struct world world;
	struct dialer *dialer;
	struct server *server;
	struct grpc *grpc;
	struct journal journal;
	bool closed; /* standard input is at its end */
};

static void on_stdin(void *ctx, int fd, short events)
{
	struct sandbox *s = ctx;
	char ignored[512];
	ssize_t n = read(fd, ignored, sizeof(ignored));

	(void)events;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		s->closed = true;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Milliseconds until someone has something to do; -1 for never. */
static int64_t next_wait(const struct sandbox *s)
{
	int64_t due = world_next(&s->world), now = world_ms(&s->world);
	int64_t wait = due == INT64_MAX ? -1 : due > now ? due - now : 0;

	wait = sooner(wait, server_wait(s->server));
	return sooner(wait, dial_wait(s->dialer));
}

static void run(struct sandbox *s)
{
	/* A terminal is left alone: reading it from the background stops us. */
	if (!isatty(STDIN_FILENO))
		loop_watch(s->loop, STDIN_FILENO, POLLIN, on_stdin, s);
	do {
		world_tick(&s->world);
		grpc_turn(s->grpc);
		dial_turn(s->dialer);
		server_turn(s->server);
	} while (loop_turn(s->loop, next_wait(s)) && !s->closed);
}

/* Two hundred waiting clients are more than the usual soft limit allows. */
static void raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void announce(const struct world *world)
{
	for (size_t i = 0; i < world->count; i++) {
		const struct cluster *c = world->clusters[i];
		const char *format = strchr(c->host, ':')
					     ? "%s http://[%s]:%d\n"
					     : "%s http://%s:%d\n";

		printf(format, c->name, c->host, c->http_port);
	}
	fflush(stdout);
}

static bool listen_all(struct sandbox *s, struct err *err)
{
	for (size_t i = 0; i < s->world.count; i++)
		if (!grpc_listen(s->grpc, s->world.clusters[i], err) ||
		    !server_listen(s->server, s->world.clusters[i], err))
			return false;
	return true;
}

static void start(struct sandbox *s)
{
	raise_file_limit();
	s->loop = loop_new();
	world_init(&s->world, &clock_system);
	s->world.journal = &s->journal;
	s->dialer = dial_new(s->loop, &s->world);
	s->server = server_new(s->loop, &s->world, s->dialer);
	s->grpc = grpc_new(s->loop, &s->world);
}

static void stop(struct sandbox *s)
{
	server_free(s->server);
	dial_free(s->dialer);
	grpc_free(s->grpc);
	world_release(&s->world);
	journal_release(&s->journal);
	loop_free(s->loop);
}

int main(int argc, char **argv)
{
	struct sandbox s = { 0 };
	struct err err = ERR_INIT;
	bool ok;

	if (options_help(argc, argv))
		return 0;
	start(&s);
	ok = options_apply(&s.world, argc, argv, &err) && listen_all(&s, &err);
	if (ok) {
		announce(&s.world);
		run(&s);
	} else {
		fprintf(stderr, "peerdeck-sandbox: %s\n", err.msg);
	}
	stop(&s);
	return ok ? 0 : 1;
}
