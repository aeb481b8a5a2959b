#include "tests/lib/canned.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"

#define REQUEST_MAX (1024 * 1024)
#define PATIENCE_MS 10000 /* for the rest of a request */

struct canned {
	const struct canned_reply *replies;
	size_t reply_count;
	char addr[32];
	int listener;
	int stop[2]; /* a pipe: its end is closed to stop the thread */
	pthread_t thread;
	pthread_mutex_t lock; /* over what follows */
	struct canned_request *requests;
	size_t count, cap;
};

static void check(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	abort();
}

/* The value of a header in lines that begin with \r\n; NULL if none. */
static const char *find_header(const char *head, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = head; (p = strstr(p, "\r\n"));) {
		p += 2;
		if (!strncasecmp(p, name, len) && p[len] == ':')
			return p + len + 1 + strspn(p + len + 1, " ");
	}
	return NULL;
}

/* True when the header and as much as it announces is there. */
static bool is_whole(const struct buf *in)
{
	const char *end = strstr(in->data, "\r\n\r\n");
	const char *length;

	if (!end)
		return false;
	length = find_header(in->data, "Content-Length");
	return in->len - (size_t)(end + 4 - in->data) >=
	       (length ? strtoul(length, NULL, 10) : 0);
}

static bool read_request(int fd, struct buf *in)
{
	while (!is_whole(in)) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		char bytes[4096];
		ssize_t n;

		if (poll(&ready, 1, PATIENCE_MS) <= 0)
			return false;
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0 || !buf_add(in, bytes, (size_t)n))
			return false;
	}
	return true;
}

static struct canned_request parse(const struct buf *in)
{
	const char *space = strchr(in->data, ' ');
	const char *target = space + 1;
	const char *target_end = target + strcspn(target, " \r");
	const char *line_end = strstr(in->data, "\r\n");
	const char *head_end = strstr(in->data, "\r\n\r\n");
	size_t path = strcspn(target, "? \r");
	const char *query =
		target[path] == '?' ? target + path + 1 : target_end;

	return (struct canned_request){
		.method = mem_dup_n(in->data, (size_t)(space - in->data)),
		.path = mem_dup_n(target, path),
		.query = mem_dup_n(query, (size_t)(target_end - query)),
		.head = mem_dup_n(line_end, (size_t)(head_end + 2 - line_end)),
		.body = mem_dup(head_end + 4),
	};
}

static const struct canned_reply *record(struct canned *c, const struct buf *in)
{
	static const struct canned_reply none = { .status = 500,
						  .body = "no reply is left",
						  .len = 16,
						  .truncate = -1 };
	size_t at;

	pthread_mutex_lock(&c->lock);
	c->requests =
		mem_grow(c->requests, c->count, &c->cap, sizeof(*c->requests));
	at = c->count;
	c->requests[c->count++] = parse(in);
	pthread_mutex_unlock(&c->lock);
	if (!c->reply_count)
		return &none;
	return &c->replies[at < c->reply_count ? at : c->reply_count - 1];
}

static void send_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

static void serve(struct canned *c, int fd)
{
	_cleanup_(buf_release) struct buf in = BUF_INIT(REQUEST_MAX);
	_cleanup_(buf_release) struct buf out = BUF_INIT(64 * REQUEST_MAX);
	const struct canned_reply *r;
	size_t send_len;

	if (!read_request(fd, &in))
		return;
	r = record(c, &in);
	if (r->drop)
		return;
	buf_addf(&out,
		 "HTTP/1.1 %d Canned\r\nContent-Type: %s\r\n"
		 "Content-Length: %zu\r\nConnection: close\r\n%s\r\n",
		 r->status ? r->status : 200,
		 r->type ? r->type : "application/json", r->len,
		 r->headers ? r->headers : "");
	send_len = r->truncate >= 0 ? (size_t)r->truncate : r->len;
	if (send_len)
		buf_add(&out, r->body, send_len);
	send_all(fd, out.data, out.len);
}

static void *run(void *ctx)
{
	struct canned *c = ctx;
	struct pollfd fds[2] = {
		{ .fd = c->listener, .events = POLLIN },
		{ .fd = c->stop[0], .events = POLLIN },
	};

	while (poll(fds, 2, -1) >= 0 && !fds[1].revents) {
		int fd = accept(c->listener, NULL, NULL);

		if (fd < 0)
			continue;
		serve(c, fd);
		/* What is unread would make the close a reset. */
		shutdown(fd, SHUT_WR);
		close(fd);
	}
	return NULL;
}

struct canned *canned_new(const struct canned_reply *replies, size_t count)
{
	struct canned *c = mem_new(1, sizeof(*c));
	struct sockaddr_in sin = { .sin_family = AF_INET,
				   .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(sin);

	c->replies = replies;
	c->reply_count = replies ? count : 0;
	c->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	check(c->listener >= 0, "socket");
	check(!bind(c->listener, (struct sockaddr *)&sin, len), "bind");
	check(!listen(c->listener, 16), "listen");
	check(!getsockname(c->listener, (struct sockaddr *)&sin, &len), "port");
	snprintf(c->addr, sizeof(c->addr), "127.0.0.1:%d", ntohs(sin.sin_port));
	check(!pipe(c->stop), "pipe");
	pthread_mutex_init(&c->lock, NULL);
	check(!pthread_create(&c->thread, NULL, run, c), "thread");
	return c;
}

const char *canned_addr(const struct canned *c)
{
	return c->addr;
}

size_t canned_count(struct canned *c)
{
	size_t count;

	pthread_mutex_lock(&c->lock);
	count = c->count;
	pthread_mutex_unlock(&c->lock);
	return count;
}

const struct canned_request *canned_request(struct canned *c, size_t at)
{
	const struct canned_request *r;

	pthread_mutex_lock(&c->lock);
	r = at < c->count ? &c->requests[at] : NULL;
	pthread_mutex_unlock(&c->lock);
	return r;
}

char *canned_header(const struct canned_request *r, const char *name)
{
	const char *value = find_header(r->head, name);

	return value ? mem_dup_n(value, strcspn(value, "\r")) : NULL;
}

void canned_free(struct canned *c)
{
	if (!c)
		return;
	close(c->stop[1]);
	pthread_join(c->thread, NULL);
	close(c->stop[0]);
	close(c->listener);
	pthread_mutex_destroy(&c->lock);
	for (size_t i = 0; i < c->count; i++) {
		free(c->requests[i].method);
		free(c->requests[i].path);
		free(c->requests[i].query);
		free(c->requests[i].head);
		free(c->requests[i].body);
	}
	free(c->requests);
	free(c);
}

void canned_freep(struct canned **c)
{
	canned_free(*c);
	*c = NULL;
}
