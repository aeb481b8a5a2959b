#define _GNU_SOURCE /* accept4 */
#include "sandbox/grpc.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "sandbox/cluster.h"
#include "sandbox/listener.h"
#include "sandbox/loop.h"
#include "sandbox/world.h"

enum { CALLS_MAX = 512, LINE_MAX_LEN = 256, IDLE_MS = 20000 };

struct port {
	struct grpc *grpc;
	struct cluster *cluster;
	int fd;
	bool tls;
};

/* One accepted connection. */
struct call {
	struct grpc *grpc;
	struct cluster *cluster;
	SSL *ssl; /* NULL: in clear */
	int fd;
	bool shaken; /* the handshake is over */
	char line[LINE_MAX_LEN];
	size_t len;
	int64_t until; /* when it is closed, world_ms */
	struct call *next;
};

struct grpc {
	struct loop *loop;
	struct world *world;
	struct port **ports;
	size_t count, cap;
	struct call *calls;
	size_t call_count;
};

static void hang_up(struct call *call)
{
	struct call **link = &call->grpc->calls;

	while (*link != call)
		link = &(*link)->next;
	*link = call->next;
	call->grpc->call_count--;
	loop_unwatch(call->grpc->loop, call->fd);
	if (call->ssl)
		SSL_shutdown(call->ssl);
	SSL_free(call->ssl);
	close(call->fd);
	ERR_clear_error();
	free(call);
}

static void say(struct call *call, const char *text)
{
	size_t len = strlen(text);

	if (call->ssl)
		SSL_write(call->ssl, text, (int)len);
	else
		send(call->fd, text, len, MSG_NOSIGNAL);
}

static void answer_line(struct call *call)
{
	char id[64], secret[64], stream[37], answer[96];

	if (sscanf(call->line, GRPC_EXCHANGE " %63s %63s", id, secret) != 2)
		return;
	if (strlen(id) != sizeof(stream) - 1)
		say(call, GRPC_BAD_ID "\n");
	else if (!cluster_exchange(call->cluster, id, secret, stream))
		say(call, GRPC_DENIED "\n");
	else
		say(call,
		    (snprintf(answer, sizeof(answer), GRPC_OK "%s\n", stream),
		     answer));
}

/* Bytes read; 0 at the end or on an error, -1 when there are none yet. */
static long take(struct call *call, char *to, size_t room)
{
	long n;

	if (!call->ssl) {
		n = recv(call->fd, to, room, 0);
		return n >= 0 ? n : errno == EAGAIN ? -1 : 0;
	}
	n = SSL_read(call->ssl, to, (int)room);
	if (n > 0)
		return n;
	return SSL_get_error(call->ssl, (int)n) == SSL_ERROR_WANT_READ ? -1 : 0;
}

/* True while there is more to come. */
static bool read_line(struct call *call)
{
	size_t room = sizeof(call->line) - 1 - call->len;
	long n = take(call, call->line + call->len, room);

	if (n <= 0)
		return n < 0;
	call->len += (size_t)n;
	call->line[call->len] = '\0';
	if (strchr(call->line, '\n')) {
		answer_line(call);
		return false;
	}
	/* Whatever else it is, we don't speak it. */
	return call->len < strlen(GRPC_EXCHANGE) ||
	       !strncmp(call->line, GRPC_EXCHANGE, strlen(GRPC_EXCHANGE));
}

static void on_call(void *ctx, int fd, short events)
{
	struct call *call = ctx;
	int rc, why;

	(void)fd, (void)events;
	ERR_clear_error();
	if (!call->shaken) {
		rc = SSL_accept(call->ssl);
		why = SSL_get_error(call->ssl, rc);
		if (rc != 1 && why != SSL_ERROR_WANT_READ &&
		    why != SSL_ERROR_WANT_WRITE) {
			hang_up(call);
			return;
		}
		loop_watch(call->grpc->loop, call->fd,
			   rc != 1 && why == SSL_ERROR_WANT_WRITE ? POLLOUT
								  : POLLIN,
			   on_call, call);
		call->shaken = rc == 1;
	}
	if (call->shaken && !read_line(call))
		hang_up(call);
}

static void greet(struct call *call)
{
	/* SETTINGS, max frame size 16384: what a TLS client then calls a
	 * wrong version number. */
	static const unsigned char settings[] = { 0, 0, 6, 4, 0, 0,    0, 0,
						  0, 0, 5, 0, 0, 0x40, 0 };

	call->shaken = true;
	send(call->fd, settings, sizeof(settings), MSG_NOSIGNAL);
}

static void on_accept(void *ctx, int listener, short events)
{
	struct port *port = ctx;
	struct grpc *grpc = port->grpc;
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct call *call;

	(void)events;
	if (fd < 0)
		return;
	if (grpc->call_count >= CALLS_MAX) {
		close(fd);
		return;
	}
	call = mem_new(1, sizeof(*call));
	*call = (struct call){
		.grpc = grpc,
		.cluster = port->cluster,
		.fd = fd,
		.until = world_ms(grpc->world) + IDLE_MS,
		.next = grpc->calls,
	};
	grpc->calls = call;
	grpc->call_count++;
	if (port->tls) {
		call->ssl = SSL_new(port->cluster->ca.server);
		SSL_set_fd(call->ssl, fd);
	} else {
		greet(call);
	}
	loop_watch(grpc->loop, fd, POLLIN, on_call, call);
}

static bool open_port(struct grpc *grpc, struct cluster *c, bool tls,
		      struct err *err)
{
	int *number = tls ? &c->grpc_tls_port : &c->grpc_port;
	int fd = listener_open(c->host, number, err);
	struct port *port;

	if (fd < 0)
		return false;
	port = mem_new(1, sizeof(*port));
	*port = (struct port){ grpc, c, fd, tls };
	grpc->ports = mem_grow(grpc->ports, grpc->count, &grpc->cap,
			       sizeof(*grpc->ports));
	grpc->ports[grpc->count++] = port;
	loop_watch(grpc->loop, fd, POLLIN, on_accept, port);
	return true;
}

bool grpc_listen(struct grpc *grpc, struct cluster *c, struct err *err)
{
	return open_port(grpc, c, true, err) && open_port(grpc, c, false, err);
}

struct grpc *grpc_new(struct loop *loop, struct world *world)
{
	struct grpc *grpc = mem_new(1, sizeof(*grpc));

	grpc->loop = loop;
	grpc->world = world;
	return grpc;
}

void grpc_free(struct grpc *grpc)
{
	if (!grpc)
		return;
	while (grpc->calls)
		hang_up(grpc->calls);
	for (size_t i = 0; i < grpc->count; i++) {
		loop_unwatch(grpc->loop, grpc->ports[i]->fd);
		close(grpc->ports[i]->fd);
		free(grpc->ports[i]);
	}
	free(grpc->ports);
	free(grpc);
}

void grpc_turn(struct grpc *grpc)
{
	int64_t now = world_ms(grpc->world);
	struct call *next;

	for (struct call *call = grpc->calls; call; call = next) {
		next = call->next;
		if (call->until <= now)
			hang_up(call);
	}
}
