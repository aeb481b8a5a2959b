#define _GNU_SOURCE
#include "sandbox/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "sandbox/cluster.h"
#include "sandbox/duration.h"
#include "sandbox/listener.h"
#include "sandbox/loop.h"
#include "sandbox/request.h"
#include "sandbox/route.h"
#include "sandbox/world.h"

enum {
	CONNECTIONS_MAX = 4096,
	IDLE_SECONDS = 120, /* of a connection in the middle of nothing */
	WAIT_DEFAULT_MS = 300 * 1000,
	WAIT_MAX_MS = 600 * 1000,
};

/* The listener of one cluster. */
struct port {
	struct server *server;
	struct cluster *cluster;
	struct MHD_Daemon *daemon;
	int fd, epoll;
};

struct server {
	struct loop *loop;
	struct world *world;
	struct dialer *dialer;
	struct port **ports;
	size_t count, cap;
	struct exchange *waiting; /* a list of the suspended ones */
};

/* One request and its reply, from the first header line to the last byte. */
struct exchange {
	struct request req; /* first: server_finish casts back */
	struct port *port;
	struct MHD_Connection *connection;
	struct reply reply;
	char *path;
	bool dispatched;
	bool suspended;
	uint64_t min_index; /* a waiting query; else 0 */
	int64_t deadline;   /* when it answers at the latest, world_ms */
	struct exchange *next, **link;
};

static void unlink_waiting(struct exchange *x)
{
	if (!x->link)
		return;
	*x->link = x->next;
	if (x->next)
		x->next->link = x->link;
	x->next = NULL;
	x->link = NULL;
}

static int connection_fd(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->connection,
					MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

static void resume(struct exchange *x)
{
	loop_unwatch(x->port->server->loop, connection_fd(x));
	unlink_waiting(x);
	x->suspended = false;
	MHD_resume_connection(x->connection);
}

/* Whoever waited has gone; libmicrohttpd does not look at a suspended
 * connection, so that we must. */
static void on_hangup(void *ctx, int fd, short events)
{
	(void)fd, (void)events;
	resume(ctx);
}

static void suspend(struct exchange *x)
{
	struct server *server = x->port->server;

	MHD_suspend_connection(x->connection);
	x->suspended = true;
	x->next = server->waiting;
	x->link = &server->waiting;
	if (x->next)
		x->next->link = &x->next;
	server->waiting = x;
	loop_watch(server->loop, connection_fd(x), POLLRDHUP, on_hangup, x);
}

static void set_date(struct MHD_Response *response, const struct world *world)
{
	static const char format[] = "%a, %d %b %Y %H:%M:%S GMT";
	time_t now = (time_t)world_now(world).sec;
	struct tm tm;
	char text[40];

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), format, &tm);
	MHD_add_response_header(response, "Date", text);
}

static void add_query_headers(struct MHD_Response *response,
			      const struct reply *reply)
{
	char index[24];

	snprintf(index, sizeof(index), "%llu",
		 (unsigned long long)reply->index);
	MHD_add_response_header(response, "X-Consul-Index", index);
	MHD_add_response_header(response, "X-Consul-Knownleader",
				reply->leaderless ? "false" : "true");
	MHD_add_response_header(response, "X-Consul-Lastcontact", "0");
	MHD_add_response_header(response, "X-Consul-Query-Backend",
				"blocking-query");
}

static const char *content_type(const struct reply *reply)
{
	if (reply->status == 307)
		return "text/html; charset=utf-8";
	return reply->json ? "application/json" : "text/plain; charset=utf-8";
}

static void add_headers(struct MHD_Response *response, const struct exchange *x)
{
	const struct reply *reply = &x->reply;

	MHD_add_response_header(response, "Content-Type", content_type(reply));
	if (!reply->plain) {
		MHD_add_response_header(response, "Vary", "Accept-Encoding");
		MHD_add_response_header(response, "X-Consul-Default-Acl-Policy",
					x->req.cluster->acl ? "deny" : "allow");
	}
	if (reply->index && !reply->untold)
		add_query_headers(response, reply);
	for (size_t i = 0; i < reply->headers.count; i++)
		MHD_add_response_header(response, reply->headers.pairs[i].key,
					reply->headers.pairs[i].value);
	set_date(response, x->port->server->world);
}

static struct MHD_Response *make_response(struct exchange *x)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(x->reply.body.len,
						x->reply.body.data,
						MHD_RESPMEM_PERSISTENT);

	add_headers(response, x);
	return response;
}

static enum MHD_Result send_reply(struct exchange *x)
{
	struct MHD_Response *response = make_response(x);
	enum MHD_Result result =
		MHD_queue_response(x->connection, (unsigned)x->reply.status,
				   response);

	MHD_destroy_response(response); /* ours; the connection has its own */
	return result;
}

static void dispatch(struct exchange *x)
{
	reply_release(&x->reply);
	x->reply = (struct reply)REPLY_INIT;
	route_dispatch(&x->req, &x->reply);
}

/* Consul stretches a wait by up to a sixteenth, so that clients that began
 * together do not come back together. */
static int64_t wait_ms(const struct request *req)
{
	int64_t ms = WAIT_DEFAULT_MS;

	duration_parse(request_query(req, "wait"), &ms);
	if (ms <= 0)
		ms = WAIT_DEFAULT_MS;
	if (ms > WAIT_MAX_MS)
		ms = WAIT_MAX_MS;
	return ms + ms / 16 * (rand() % 16) / 16;
}

/*
 * A waiting query is answered at once when there is news, or when the reply
 * is no query's. Otherwise the reply that was made stays: that is what a
 * time-out answers with.
 */
static bool must_wait(struct exchange *x)
{
	const char *index = request_query(&x->req, "index");

	if (!x->reply.index || strcmp(x->req.method, "GET") != 0 ||
	    (x->reply.status != 200 && !x->reply.missing))
		return false;
	x->min_index = strtoull(index, NULL, 10);
	if (!x->min_index || x->reply.index > x->min_index)
		return false;
	x->deadline = world_ms(x->port->server->world) + wait_ms(&x->req);
	return true;
}

static enum MHD_Result collect_header(void *ctx, enum MHD_ValueKind kind,
				      const char *key, const char *value)
{
	struct request *req = ctx;
	char *name = mem_dup(key);

	(void)kind;
	for (char *p = name; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	kv_add(&req->headers, name, value ? value : "");
	free(name);
	return MHD_YES;
}

static enum MHD_Result collect_query(void *ctx, enum MHD_ValueKind kind,
				     const char *key, const char *value)
{
	struct request *req = ctx;

	(void)kind;
	if (!kv_get(&req->query, key))
		kv_add(&req->query, key, value ? value : "");
	return MHD_YES;
}

static struct exchange *begin(struct port *port, struct MHD_Connection *conn,
			      const char *url, const char *method)
{
	struct exchange *x = mem_new(1, sizeof(*x));

	x->port = port;
	x->connection = conn;
	x->path = mem_dup(url);
	x->req = (struct request){
		.server = port->server,
		.dialer = port->server->dialer,
		.cluster = port->cluster,
		.method = method,
		.path = x->path,
		.rest = "",
		.body = BUF_SECRET(REQUEST_BODY_MAX),
	};
	x->reply = (struct reply)REPLY_INIT;
	MHD_get_connection_values(conn, MHD_HEADER_KIND, collect_header,
				  &x->req);
	MHD_get_connection_values(conn, MHD_GET_ARGUMENT_KIND, collect_query,
				  &x->req);
	return x;
}

static enum MHD_Result answer(struct exchange *x)
{
	if (x->dispatched)
		return send_reply(x);
	x->dispatched = true;
	dispatch(x);
	x->deadline = INT64_MAX;
	if (!x->reply.later && !must_wait(x))
		return send_reply(x);
	suspend(x);
	return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *data,
				  size_t *data_size, void **con_ctx)
{
	struct exchange *x = *con_ctx;

	(void)version;
	if (!x) {
		*con_ctx = begin(ctx, connection, url, method);
		return MHD_YES;
	}
	if (*data_size) {
		if (!buf_add(&x->req.body, data, *data_size))
			x->req.too_large = true;
		*data_size = 0;
		return MHD_YES;
	}
	return answer(x);
}

static void on_completed(void *ctx, struct MHD_Connection *connection,
			 void **con_ctx, enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *con_ctx;

	(void)ctx, (void)connection, (void)code;
	if (!x)
		return;
	if (x->suspended)
		loop_unwatch(x->port->server->loop, connection_fd(x));
	unlink_waiting(x);
	if (x->req.cancel)
		x->req.cancel(x->req.job);
	reply_release(&x->reply);
	kv_release(&x->req.query);
	kv_release(&x->req.headers);
	buf_release(&x->req.body);
	free(x->path);
	free(x);
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
	int client;

	(void)events;
	client = accept4(fd, (struct sockaddr *)&address, &len,
			 SOCK_NONBLOCK | SOCK_CLOEXEC);
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

bool server_listen(struct server *server, struct cluster *c, struct err *err)
{
	struct port *port = mem_new(1, sizeof(*port));
	const union MHD_DaemonInfo *info = NULL;

	*port = (struct port){ .server = server, .cluster = c };
	port->fd = listener_open(c->host, &c->http_port, err);
	if (port->fd < 0) {
		free(port);
		return false;
	}
	port->daemon = start(port);
	if (port->daemon)
		info = MHD_get_daemon_info(port->daemon,
					   MHD_DAEMON_INFO_EPOLL_FD);
	if (!info) {
		close(port->fd);
		free(port);
		return err_set(err, ERR_SYSTEM, "libmicrohttpd did not start");
	}
	port->epoll = info->epoll_fd;
	server->ports = mem_grow(server->ports, server->count, &server->cap,
				 sizeof(*server->ports));
	server->ports[server->count++] = port;
	loop_watch(server->loop, port->fd, POLLIN, on_accept, port);
	loop_watch(server->loop, port->epoll, POLLIN, on_epoll, port);
	return true;
}

struct server *server_new(struct loop *loop, struct world *world,
			  struct dialer *dialer)
{
	struct server *server = mem_new(1, sizeof(*server));

	server->dialer = dialer;
	server->loop = loop;
	server->world = world;
	return server;
}

void server_free(struct server *server)
{
	if (!server)
		return;
	while (server->waiting)
		resume(server->waiting);
	for (size_t i = 0; i < server->count; i++) {
		struct port *port = server->ports[i];

		loop_unwatch(server->loop, port->fd);
		loop_unwatch(server->loop, port->epoll);
		MHD_stop_daemon(port->daemon);
		close(port->fd);
		free(port);
	}
	free(server->ports);
	free(server);
}

/* Ask a waiting query again; true when it has something new to say. */
static bool has_news(struct exchange *x)
{
	struct reply before = x->reply;

	x->reply = (struct reply)REPLY_INIT;
	route_dispatch(&x->req, &x->reply);
	/* What was missing and still is, is no news. */
	if (!x->reply.index || (x->reply.index > x->min_index &&
				!(before.missing && x->reply.missing))) {
		reply_release(&before);
		return true;
	}
	reply_release(&x->reply);
	x->reply = before;
	return false;
}

void server_finish(struct request *req)
{
	/* `req` is the first member */
	struct exchange *x = (struct exchange *)req;

	if (x->suspended)
		resume(x);
}

void server_turn(struct server *server)
{
	int64_t now = world_ms(server->world);
	struct exchange *next;

	for (struct exchange *x = server->waiting; x; x = next) {
		next = x->next;
		if (x->deadline <= now ||
		    (x->min_index && x->port->cluster->changed && has_news(x)))
			resume(x);
	}
	for (size_t i = 0; i < server->count; i++) {
		server->ports[i]->cluster->changed = false;
		MHD_run(server->ports[i]->daemon);
	}
}

int64_t server_wait(const struct server *server)
{
	int64_t now = world_ms(server->world), wait = INT64_MAX;

	for (struct exchange *x = server->waiting; x; x = x->next)
		if (x->deadline != INT64_MAX && x->deadline - now < wait)
			wait = x->deadline - now;
	for (size_t i = 0; i < server->count; i++) {
		MHD_UNSIGNED_LONG_LONG ms;

		if (MHD_get_timeout(server->ports[i]->daemon, &ms) == MHD_YES &&
		    (int64_t)ms < wait)
			wait = (int64_t)ms;
	}
	if (wait == INT64_MAX)
		return -1;
	return wait < 0 ? 0 : wait;
}
