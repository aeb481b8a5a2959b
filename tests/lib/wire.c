#include "tests/lib/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/http.h"

#define CONNECTIONS_MAX 128
#define REQUESTS_MAX	4096
#define BYTES_MAX	(64 * 1024 * 1024)
#define TURN_MS		2
#define PATIENCE_MS	10000 /* then the test has failed */

struct connection {
	int fd; /* -1: closed by us */
	bool gone, closing;
	struct buf in, out;
};

struct wire {
	int listener;
	char base[48];
	const char *greeting; /* NULL = none */
	struct connection connections[CONNECTIONS_MAX];
	size_t connection_count;
	struct wire_request *requests[REQUESTS_MAX];
	size_t request_count;
};

static int listen_at(const struct sockaddr *at, socklen_t len)
{
	int fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, at, len) || listen(fd, 64) ||
	    fcntl(fd, F_SETFL, O_NONBLOCK))
		fail_msg("no listening socket: %s", strerror(errno));
	return fd;
}

struct wire *wire_new(void)
{
	struct wire *w = mem_new(1, sizeof(*w));
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);

	w->listener = listen_at((struct sockaddr *)&at, len);
	getsockname(w->listener, (struct sockaddr *)&at, &len);
	snprintf(w->base, sizeof(w->base), "http://127.0.0.1:%d",
		 ntohs(at.sin_port));
	return w;
}

struct wire *wire_new_unix(const char *path)
{
	struct wire *w = mem_new(1, sizeof(*w));
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	w->listener = listen_at((struct sockaddr *)&at, sizeof(at));
	snprintf(w->base, sizeof(w->base), "http://localhost");
	return w;
}

void wire_free(struct wire *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->connection_count; i++) {
		if (w->connections[i].fd >= 0)
			close(w->connections[i].fd);
		buf_release(&w->connections[i].in);
		buf_release(&w->connections[i].out);
	}
	for (size_t i = 0; i < w->request_count; i++) {
		free(w->requests[i]->line);
		free(w->requests[i]->head);
		free(w->requests[i]->body);
		free(w->requests[i]);
	}
	close(w->listener);
	free(w);
}

void wire_freep(struct wire **w)
{
	wire_free(*w);
	*w = NULL;
}

const char *wire_addr(const struct wire *w)
{
	return strstr(w->base, "//") + 2;
}

const char *wire_base(const struct wire *w)
{
	return w->base;
}

void wire_greet(struct wire *w, const char *text)
{
	w->greeting = text;
}

static const char *find_header(const char *head, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = head; *p; p = strstr(p, "\r\n") + 2)
		if (!strncasecmp(p, name, len) && p[len] == ':')
			return p + len + 1 + strspn(p + len + 1, " ");
	return NULL;
}

/* Move one whole request out of what has arrived; false if there is none. */
static bool parse(struct wire *w, size_t connection)
{
	struct buf *in = &w->connections[connection].in;
	const char *line_end = strstr(in->data, "\r\n");
	const char *head_end = strstr(in->data, "\r\n\r\n");
	struct wire_request *r;
	const char *length;
	size_t body;

	if (!head_end)
		return false;
	r = mem_new(1, sizeof(*r));
	r->wire = w;
	r->connection = connection;
	r->line = mem_dup_n(in->data, (size_t)(line_end - in->data));
	*strrchr(r->line, ' ') = '\0'; /* HTTP/1.1 */
	r->head = mem_dup_n(line_end + 2, (size_t)(head_end - line_end));
	length = find_header(r->head, "Content-Length");
	body = length ? strtoul(length, NULL, 10) : 0;
	head_end += 4;
	if (in->len - (size_t)(head_end - in->data) < body) {
		free(r->line);
		free(r->head);
		free(r);
		return false;
	}
	r->body = mem_dup_n(head_end, body);
	assert_true(w->request_count < REQUESTS_MAX);
	w->requests[w->request_count++] = r;
	buf_remove(in, 0, (size_t)(head_end - in->data) + body);
	return true;
}

static void accept_all(struct wire *w)
{
	int fd;

	while ((fd = accept(w->listener, NULL, NULL)) >= 0) {
		assert_true(w->connection_count < CONNECTIONS_MAX);
		fcntl(fd, F_SETFL, O_NONBLOCK);
		w->connections[w->connection_count++] = (struct connection){
			.fd = fd,
			.in = BUF_INIT(BYTES_MAX),
			.out = BUF_INIT(BYTES_MAX),
		};
		if (w->greeting)
			buf_adds(&w->connections[w->connection_count - 1].out,
				 w->greeting);
	}
}

static void read_some(struct wire *w, size_t connection)
{
	struct connection *c = &w->connections[connection];
	char bytes[65536];
	ssize_t n;

	while ((n = read(c->fd, bytes, sizeof(bytes))) > 0)
		buf_add(&c->in, bytes, (size_t)n);
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		c->gone = true;
	while (parse(w, connection))
		;
}

static void write_some(struct connection *c)
{
	ssize_t n = 0;

	if (c->out.len)
		n = send(c->fd, c->out.data, c->out.len, MSG_NOSIGNAL);
	if (n > 0)
		buf_remove(&c->out, 0, (size_t)n);
	if (c->closing && (!c->out.len || (n < 0 && errno != EAGAIN))) {
		close(c->fd);
		c->fd = -1;
	}
}

static size_t gather(struct wire *w, struct pollfd *fds)
{
	size_t count = 0;

	fds[count++] = (struct pollfd){ .fd = w->listener, .events = POLLIN };
	for (size_t i = 0; i < w->connection_count; i++) {
		struct connection *c = &w->connections[i];

		fds[count++] = (struct pollfd){
			.fd = c->gone ? -1 : c->fd,
			.events = (short)(POLLIN | (c->out.len ? POLLOUT : 0)),
		};
	}
	return count;
}

void wire_turn(struct wire *w, struct http *http)
{
	struct pollfd fds[1 + 2 * CONNECTIONS_MAX];
	size_t ours = gather(w, fds);
	size_t count = ours;
	int wait_ms = TURN_MS;

	if (http) {
		http_tick(http);
		count += http_fds(http, fds + ours, CONNECTIONS_MAX);
		if (http_deadline(http) == 0)
			wait_ms = 0;
	}
	poll(fds, count, wait_ms);
	accept_all(w);
	for (size_t i = 0; i < w->connection_count; i++)
		if (w->connections[i].fd >= 0) {
			read_some(w, i);
			write_some(&w->connections[i]);
		}
	if (!http)
		return;
	for (size_t i = ours; i < count; i++)
		http_socket(http, &fds[i]);
	http_tick(http);
	while (http_work(http))
		;
}

void wire_until(struct wire *w, struct http *http, bool (*done)(void *ctx),
		void *ctx)
{
	int64_t end = clock_ms(&clock_system) + PATIENCE_MS;

	while (!done(ctx)) {
		if (clock_ms(&clock_system) > end)
			fail_msg("it did not come about within %d ms",
				 PATIENCE_MS);
		wire_turn(w, http);
	}
}

static bool begins(const struct wire_request *r, const char *line)
{
	return !strncmp(r->line, line, strlen(line));
}

struct wire_request *wire_take(struct wire *w, const char *line)
{
	for (size_t i = 0; i < w->request_count; i++) {
		struct wire_request *r = w->requests[i];

		if (!r->taken && begins(r, line)) {
			r->taken = true;
			return r;
		}
	}
	return NULL;
}

struct wire_request *wire_expect(struct wire *w, struct http *http,
				 const char *line)
{
	int64_t end = clock_ms(&clock_system) + PATIENCE_MS;
	struct wire_request *r;

	while (!(r = wire_take(w, line))) {
		if (clock_ms(&clock_system) > end)
			fail_msg("no request \"%s\" has come", line);
		wire_turn(w, http);
	}
	return r;
}

size_t wire_count(const struct wire *w, const char *line)
{
	size_t count = 0;

	for (size_t i = 0; i < w->request_count; i++)
		count += begins(w->requests[i], line);
	return count;
}

char *wire_header(const struct wire_request *r, const char *name)
{
	const char *value = find_header(r->head, name);

	return value ? mem_dup_n(value, strcspn(value, "\r")) : NULL;
}

void wire_send(struct wire_request *r, const char *bytes, size_t len)
{
	assert_true(
		buf_add(&r->wire->connections[r->connection].out, bytes, len));
}

void wire_sends(struct wire_request *r, const char *text)
{
	wire_send(r, text, strlen(text));
}

void wire_reply(struct wire_request *r, int status, const char *headers,
		const char *body)
{
	char line[128];

	snprintf(line, sizeof(line),
		 "HTTP/1.1 %d Said\r\nContent-Length: %zu\r\n", status,
		 strlen(body));
	wire_sends(r, line);
	wire_sends(r, headers ? headers : "");
	wire_sends(r, "\r\n");
	wire_sends(r, body);
}

void wire_hang_up(struct wire_request *r)
{
	r->wire->connections[r->connection].closing = true;
}

size_t wire_unsent(const struct wire_request *r)
{
	return r->wire->connections[r->connection].out.len;
}

bool wire_is_gone(const struct wire_request *r)
{
	return r->wire->connections[r->connection].gone;
}
