/* An HTTP client whose server the test plays, on a clock of the test's, for the
 * tests of net/http*.c. */
#ifndef TESTS_UNIT_NET_HTTP_BENCH_H
#define TESTS_UNIT_NET_HTTP_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/http.h"
#include "tests/lib/wire.h"

#define BIG (16 * 1024 * 1024) /* more than sockets hold */

/* What the callbacks saw. */
struct seen {
	struct http *http;
	struct http_request *request; /* to cancel from inside */
	int done, slices, slow, released;
	bool refuse; /* the data callback ends it */
	bool cancel_in_data;
	bool cancel_in_done;
	size_t largest;
	size_t streamed;
	struct http_reply reply;
	char body[256];
};

struct bench {
	struct clock_fake clock;
	struct http *http;
	struct wire *wire;
	struct http_endpoint endpoint;
	struct seen seen;
};

static inline int setup(void **state)
{
	struct bench *b = mem_new(1, sizeof(*b));

	clock_fake_init(&b->clock, 1790000000);
	b->http = http_new(&b->clock.clock);
	b->wire = wire_new();
	b->endpoint.base = wire_base(b->wire);
	b->seen.http = b->http;
	*state = b;
	return 0;
}

static inline int teardown(void **state)
{
	struct bench *b = *state;

	http_free(b->http);
	wire_free(b->wire);
	free(b);
	return 0;
}

static inline void on_done(void *ctx, const struct http_reply *reply)
{
	struct seen *s = ctx;

	s->done++;
	s->reply = *reply;
	snprintf(s->body, sizeof(s->body), "%s", reply->body);
	s->reply.body = s->body;
	if (s->cancel_in_done)
		http_cancel(s->request);
}

static inline bool on_data(void *ctx, const char *bytes, size_t len,
			   struct err *err)
{
	struct seen *s = ctx;

	(void)bytes;
	s->slices++;
	s->streamed += len;
	s->largest = len > s->largest ? len : s->largest;
	if (s->cancel_in_data)
		http_cancel(s->request);
	return s->refuse ? err_set(err, ERR_DECODE, "not to my taste") : true;
}

static inline void on_slow(void *ctx)
{
	struct seen *s = ctx;

	s->slow++;
}

static inline void on_release(void *ctx)
{
	struct seen *s = ctx;

	s->released++;
}

static inline bool is_done(void *ctx)
{
	return ((struct seen *)ctx)->done > 0;
}

static inline struct http_call get(struct bench *b)
{
	return (struct http_call){
		.method = "GET",
		.path = "/v1/peerings",
		.done = on_done,
		.slow = on_slow,
		.release = on_release,
		.ctx = &b->seen,
	};
}

static inline struct wire_request *start(struct bench *b,
					 const struct http_call *call)
{
	b->seen.request = http_start(b->http, &b->endpoint, call);
	return wire_expect(b->wire, b->http, call->method);
}

static inline struct wire_request *start_get(struct bench *b)
{
	struct http_call call = get(b);

	return start(b, &call);
}

static inline struct wire_request *start_stream(struct bench *b)
{
	struct http_call call = get(b);

	call.data = on_data;
	return start(b, &call);
}

static inline void finish(struct bench *b)
{
	wire_until(b->wire, b->http, is_done, &b->seen);
	assert_int_equal(b->seen.done, 1);
	assert_true(b->seen.released > 0);
}

static inline void expect_error(struct bench *b, enum err_kind kind,
				const char *text)
{
	finish(b);
	if (!strstr(b->seen.reply.err.msg, text))
		fail_msg("\"%s\" is not in \"%s\"", text,
			 b->seen.reply.err.msg);
	assert_int_equal(b->seen.reply.err.kind, kind);
}

/* A socket of a port of its own, not listening yet; `base` gets its URL. */
static inline int reserve_port(char base[48], struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	socklen_t len = sizeof(*at);

	*at = (struct sockaddr_in){ .sin_family = AF_INET,
				    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	assert_int_equal(bind(fd, (struct sockaddr *)at, len), 0);
	getsockname(fd, (struct sockaddr *)at, &len);
	snprintf(base, 48, "http://127.0.0.1:%d", ntohs(at->sin_port));
	return fd;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
