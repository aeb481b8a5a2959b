#define _GNU_SOURCE /* accept4 */
#include "sandbox/grpc.h"

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

/* One accepted connection of a TLS port. */
struct call {
	struct grpc *grpc;
	struct cluster *cluster;
	SSL *ssl;
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
	SSL_shutdown(call->ssl);
	SSL_free(call->ssl);
	close(call->fd);
	ERR_clear_error();
	free(call);
}

static void answer_line(struct call *call)
{
	char id[64], secret[64];
	const char *answer = GRPC_DENIED;

	if (sscanf(call->line, GRPC_EXCHANGE " %63s %63s", id, secret) == 2 &&
	    cluster_exchange(call->cluster, id, secret))
		answer = GRPC_OK;
	SSL_write(call->ssl, answer, (int)strlen(answer));
}

/* True while there is more to come. */
static bool read_line(struct call *call)
{
	size_t room = sizeof(call->line) - 1 - call->len;
	int n = SSL_read(call->ssl, call->line + call->len, (int)room);

	if (n <= 0)
		return SSL_get_error(call->ssl, n) == SSL_ERROR_WANT_READ;
	call->len += (size_t)n;
	call->line[call->len] = '\0';
	if (strchr(call->line, '\n')) {
		answer_line(call);
		return false;
	}
	return call->len < sizeof(call->line) - 1;
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

static void greet_plain(int fd)
{
	/* SETTINGS, max frame size 16384: what a TLS client then calls a
	 * wrong version number. */
	static const unsigned char settings[] = { 0, 0, 6, 4, 0, 0,    0, 0,
						  0, 0, 5, 0, 0, 0x40, 0 };

	send(fd, settings, sizeof(settings), MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	close(fd);
}

static void greet_tls(struct port *port, int fd)
{
	struct grpc *grpc = port->grpc;
	struct call *call;
	SSL *ssl = NULL;

	if (grpc->call_count < CALLS_MAX)
		ssl = SSL_new(port->cluster->ca.server);
	if (!ssl || !SSL_set_fd(ssl, fd)) {
		SSL_free(ssl);
		close(fd);
		return;
	}
	call = mem_new(1, sizeof(*call));
	*call = (struct call){
		.grpc = grpc,
		.cluster = port->cluster,
		.ssl = ssl,
		.fd = fd,
		.until = world_ms(grpc->world) + IDLE_MS,
		.next = grpc->calls,
	};
	grpc->calls = call;
	grpc->call_count++;
	loop_watch(grpc->loop, fd, POLLIN, on_call, call);
}

static void on_accept(void *ctx, int listener, short events)
{
	struct port *port = ctx;
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	if (fd < 0)
		return;
	if (port->tls)
		greet_tls(port, fd);
	else
		greet_plain(fd);
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
