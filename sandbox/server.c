#define _GNU_SOURCE /* accept4 */
#include "sandbox/server.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "sandbox/cluster.h"
#include "sandbox/exchange.h"
#include "sandbox/listener.h"
#include "sandbox/loop.h"
#include "sandbox/world.h"

enum {
	CONNECTIONS_MAX = 4096,
	IDLE_SECONDS = 120, /* of a connection in the middle of nothing */
};

/* Where one cluster answers. */
struct port {
	struct server *server;
	struct cluster *cluster;
	struct MHD_Daemon *daemon;
	int fd; /* listens; -1 while connections are refused */
	int epoll;
};

struct server {
	struct exchanges exchanges;
	struct port **ports;
	size_t count, cap;
};

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *data,
				  size_t *data_size, void **con_ctx)
{
	struct port *port = ctx;
	struct exchange *x = *con_ctx;

	(void)version;
	if (!x) {
		*con_ctx = exchange_new(&port->server->exchanges, port->cluster,
					connection, url, method);
		return MHD_YES;
	}
	if (!*data_size)
		return exchange_go_on(x) ? MHD_YES : MHD_NO;
	exchange_take(x, data, *data_size);
	*data_size = 0;
	return MHD_YES;
}

static void on_completed(void *ctx, struct MHD_Connection *connection,
			 void **con_ctx, enum MHD_RequestTerminationCode code)
{
	(void)ctx, (void)connection, (void)code;
	exchange_free(*con_ctx);
	*con_ctx = NULL;
}

static void on_epoll(void *ctx, int fd, short events)
{
	struct port *port = ctx;

	(void)fd, (void)events;
	MHD_run(port->daemon);
}

static void on_accept(void *ctx, int fd, short events)
{
	struct port *port = ctx;
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);
	int client = accept4(fd, (struct sockaddr *)&address, &len,
			     SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	if (client < 0)
		return;
	MHD_add_connection(port->daemon, client, (struct sockaddr *)&address,
			   len); /* closes it when it fails */
	MHD_run(port->daemon);
}

static void quiet(void *ctx, const char *format, va_list args)
{
	(void)ctx, (void)format, (void)args;
}

static struct MHD_Daemon *start(struct port *port)
{
	return MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET |
					MHD_ALLOW_SUSPEND_RESUME |
					MHD_USE_SUPPRESS_DATE_NO_CLOCK |
					MHD_USE_ERROR_LOG,
				0, NULL, NULL, on_request, port,
				MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL,
				MHD_OPTION_NOTIFY_COMPLETED, on_completed, port,
				MHD_OPTION_CONNECTION_LIMIT,
				(unsigned)CONNECTIONS_MAX,
				MHD_OPTION_CONNECTION_TIMEOUT,
				(unsigned)IDLE_SECONDS, MHD_OPTION_END);
}

static bool open_port(struct port *port, struct err *err)
{
	struct cluster *c = port->cluster;

	port->fd = listener_open(c->host, &c->http_port, err);
	if (port->fd >= 0)
		loop_watch(port->server->exchanges.loop, port->fd, POLLIN,
			   on_accept, port);
	return port->fd >= 0;
}

static void close_port(struct port *port)
{
	if (port->fd < 0)
		return;
	loop_unwatch(port->server->exchanges.loop, port->fd);
	close(port->fd);
	port->fd = -1;
}

bool server_listen(struct server *server, struct cluster *c, struct err *err)
{
	struct port *port = mem_new(1, sizeof(*port));
	const union MHD_DaemonInfo *info = NULL;

	*port = (struct port){ .server = server, .cluster = c, .fd = -1 };
	server->ports = mem_grow(server->ports, server->count, &server->cap,
				 sizeof(*server->ports));
	server->ports[server->count++] = port;
	port->daemon = start(port);
	if (port->daemon)
		info = MHD_get_daemon_info(port->daemon,
					   MHD_DAEMON_INFO_EPOLL_FD);
	if (!info)
		return err_set(err, ERR_SYSTEM, "libmicrohttpd did not start");
	port->epoll = info->epoll_fd;
	loop_watch(server->exchanges.loop, port->epoll, POLLIN, on_epoll, port);
	return open_port(port, err);
}

struct server *server_new(struct loop *loop, struct world *world,
			  struct dialer *dialer)
{
	struct server *server = mem_new(1, sizeof(*server));

	server->exchanges = (struct exchanges){ .loop = loop,
						.world = world,
						.dialer = dialer };
	return server;
}

void server_free(struct server *server)
{
	if (!server)
		return;
	exchange_release_all(&server->exchanges);
	for (size_t i = 0; i < server->count; i++) {
		struct port *port = server->ports[i];

		close_port(port);
		if (port->daemon) {
			loop_unwatch(server->exchanges.loop, port->epoll);
			MHD_stop_daemon(port->daemon);
		}
		free(port);
	}
	free(server->ports);
	free(server);
}

/* While the fault lasts nobody listens: connections are really refused. */
static void apply_refusal(struct port *port, int64_t now)
{
	if (fault_refuses(&port->cluster->faults, now))
		close_port(port);
	else if (port->fd < 0 && !open_port(port, NULL))
		return; /* someone has taken the port; tried again later */
}

void server_turn(struct server *server)
{
	int64_t now = world_ms(server->exchanges.world);

	exchange_wake(&server->exchanges);
	/* All ports first: who ordered a refusal is answered when it holds. */
	for (size_t i = 0; i < server->count; i++)
		apply_refusal(server->ports[i], now);
	for (size_t i = 0; i < server->count; i++)
		MHD_run(server->ports[i]->daemon);
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

int64_t server_wait(const struct server *server)
{
	int64_t now = world_ms(server->exchanges.world);
	int64_t wait = exchange_wait(&server->exchanges);

	for (size_t i = 0; i < server->count; i++) {
		const struct port *port = server->ports[i];
		int64_t end = fault_next_end(&port->cluster->faults, now);
		MHD_UNSIGNED_LONG_LONG ms;

		if (end != INT64_MAX)
			wait = sooner(wait, end - now);
		if (MHD_get_timeout(port->daemon, &ms) == MHD_YES)
			wait = sooner(wait, (int64_t)ms);
	}
	return wait;
}
