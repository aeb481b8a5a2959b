/* The HTTP client against a server that the test plays, on good days and bad.
 * Time-outs are driven by a clock of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/http.h"
#include "tests/lib/tmpdir.h"
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

static int setup(void **state)
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

static int teardown(void **state)
{
	struct bench *b = *state;

	http_free(b->http);
	wire_free(b->wire);
	free(b);
	return 0;
}

static void on_done(void *ctx, const struct http_reply *reply)
{
	struct seen *s = ctx;

	s->done++;
	s->reply = *reply;
	snprintf(s->body, sizeof(s->body), "%s", reply->body);
	s->reply.body = s->body;
	if (s->cancel_in_done)
		http_cancel(s->request);
}

static bool on_data(void *ctx, const char *bytes, size_t len, struct err *err)
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

static void on_slow(void *ctx)
{
	struct seen *s = ctx;

	s->slow++;
}

static void on_release(void *ctx)
{
	struct seen *s = ctx;

	s->released++;
}

static bool is_done(void *ctx)
{
	return ((struct seen *)ctx)->done > 0;
}

static struct http_call get(struct bench *b)
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

static struct wire_request *start(struct bench *b, const struct http_call *call)
{
	b->seen.request = http_start(b->http, &b->endpoint, call);
	return wire_expect(b->wire, b->http, call->method);
}

static struct wire_request *start_get(struct bench *b)
{
	struct http_call call = get(b);

	return start(b, &call);
}

static struct wire_request *start_stream(struct bench *b)
{
	struct http_call call = get(b);

	call.data = on_data;
	return start(b, &call);
}

static void finish(struct bench *b)
{
	wire_until(b->wire, b->http, is_done, &b->seen);
	assert_int_equal(b->seen.done, 1);
	assert_true(b->seen.released > 0);
}

static void expect_error(struct bench *b, enum err_kind kind, const char *text)
{
	finish(b);
	if (!strstr(b->seen.reply.err.msg, text))
		fail_msg("\"%s\" is not in \"%s\"", text,
			 b->seen.reply.err.msg);
	assert_int_equal(b->seen.reply.err.kind, kind);
}

/* --- good days ------------------------------------------------------------ */

static void reads_a_reply_with_its_headers(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);
	_cleanup_(mem_freep) char *gzip = wire_header(r, "Accept-Encoding");

	assert_string_equal(r->line, "GET /v1/peerings");
	assert_string_equal(gzip, "gzip");
	wire_reply(r, 200,
		   "Date: Thu, 01 Oct 2026 11:22:33 GMT\r\n"
		   "X-Consul-Index: 41\r\nX-Consul-Knownleader: false\r\n"
		   "X-Consul-Results-Filtered-By-Acls: true\r\n",
		   "[]");
	finish(b);
	assert_int_equal(b->seen.reply.err.kind, ERR_NONE);
	assert_int_equal(b->seen.reply.status, 200);
	assert_string_equal(b->seen.body, "[]");
	assert_int_equal(b->seen.reply.body_len, 2);
	assert_int_equal(b->seen.reply.date, 1790853753);
	assert_int_equal(b->seen.reply.index, 41);
	assert_false(b->seen.reply.known_leader);
	assert_true(b->seen.reply.filtered);
	assert_true(b->seen.reply.sent);
}

static void sends_what_the_endpoint_carries(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);
	char base[64];
	struct wire_request *r;

	snprintf(base, sizeof(base), "%s/consul/api", wire_base(b->wire));
	b->endpoint.base = base;
	b->endpoint.acl_token = "s3cret";
	b->endpoint.auth = "user:pa:ss";
	call.method = "POST";
	call.path = "/v1/peering/token";
	call.query = "partition=team-a";
	call.body = "{\"PeerName\":\"west\"}";
	call.patience = HTTP_WRITE;
	r = start(b, &call);
	_cleanup_(mem_freep) char *token = wire_header(r, "X-Consul-Token");
	_cleanup_(mem_freep) char *auth = wire_header(r, "Authorization");
	_cleanup_(mem_freep) char *type = wire_header(r, "Content-Type");

	assert_string_equal(r->line, "POST /consul/api/v1/peering/token"
				     "?partition=team-a");
	assert_string_equal(r->body, "{\"PeerName\":\"west\"}");
	assert_string_equal(token, "s3cret");
	assert_string_equal(auth, "Basic dXNlcjpwYTpzcw==");
	assert_string_equal(type, "application/json");
	wire_reply(r, 200, NULL, "{}");
	finish(b);
}

static void deletes_and_takes_an_empty_reply(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);
	struct wire_request *r;

	call.method = "DELETE";
	call.path = "/v1/peering/west";
	r = start(b, &call);
	assert_string_equal(r->line, "DELETE /v1/peering/west");
	wire_reply(r, 200, NULL, "");
	finish(b);
	assert_int_equal(b->seen.reply.err.kind, ERR_NONE);
	assert_int_equal(b->seen.reply.date, -1);
	assert_true(b->seen.reply.known_leader);
	assert_string_equal(b->seen.body, "");
}

static void talks_to_a_unix_socket(void **state)
{
	struct bench *b = *state;
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	char path[256];
	struct wire_request *r;

	snprintf(path, sizeof(path), "%s/s", dir);
	wire_free(b->wire);
	b->wire = wire_new_unix(path);
	b->endpoint.base = "http://localhost";
	b->endpoint.unix_path = path;
	r = start_get(b);
	_cleanup_(mem_freep) char *host = wire_header(r, "Host");
	assert_string_equal(host, "localhost");
	wire_reply(r, 200, NULL, "[]");
	finish(b);
	assert_int_equal(b->seen.reply.err.kind, ERR_NONE);
	unlink(path);
}

static void reads_chunks_as_they_trickle(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (const char *p = "1\r\n[\r\n1\r\n]\r\n0\r\n\r\n"; *p; p++) {
		wire_send(r, p, 1);
		wire_turn(b->wire, b->http);
	}
	finish(b);
	assert_string_equal(b->seen.body, "[]");
}

static bool is_requested_twice(void *ctx)
{
	return wire_count(ctx, "GET") == 2;
}

static void uses_a_connection_again(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);
	struct wire_request *r = start_get(b);

	wire_reply(r, 200, NULL, "[]");
	finish(b);
	http_start(b->http, &b->endpoint, &call);
	wire_until(b->wire, b->http, is_requested_twice, b->wire);
	assert_int_equal(wire_take(b->wire, "GET")->connection, r->connection);
}

/* --- slices --------------------------------------------------------------- */

static void hands_on_slices_of_16_kib_at_most(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);
	_cleanup_(mem_freep) char *body = mem_new(100001, 1);

	memset(body, 'x', 100000);
	wire_reply(r, 200, NULL, body);
	finish(b);
	assert_int_equal(b->seen.streamed, 100000);
	assert_true(b->seen.largest <= 16384);
	assert_string_equal(b->seen.body, "");
}

/* The loop is free to look at the terminal between two slices. */
static void work_hands_on_one_slice_at_a_time(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);
	_cleanup_(mem_freep) char *body = mem_new(40001, 1);
	struct pollfd fds[4];

	memset(body, 'x', 40000);
	wire_reply(r, 200, NULL, body);
	while (http_deadline(b->http) != 0 || http_fds(b->http, fds, 4)) {
		size_t count = http_fds(b->http, fds, 4);

		wire_turn(b->wire, NULL);
		poll(fds, count, 20);
		for (size_t i = 0; i < count; i++)
			http_socket(b->http, &fds[i]);
	}
	assert_int_equal(b->seen.slices, 0); /* moving bytes calls nobody */
	assert_int_equal(http_deadline(b->http), 0);
	assert_true(http_work(b->http));
	assert_int_equal(b->seen.slices, 1);
	assert_int_equal(b->seen.largest, 16384);
	finish(b);
	assert_int_equal(b->seen.streamed, 40000);
}

/* Nobody calls http_work: the transfer pauses, memory stays bounded, and all
 * of it arrives in the end. */
static void pauses_when_too_much_is_queued(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);
	_cleanup_(mem_freep) char *body = mem_new(BIG + 1, 1);
	struct pollfd fds[4];
	size_t count;

	memset(body, 'x', BIG);
	wire_reply(r, 200, NULL, body);
	for (int idle = 0; idle < 3;) {
		wire_turn(b->wire, NULL);
		count = http_fds(b->http, fds, 4);
		idle = poll(fds, count, 0) > 0 ? 0 : idle + 1;
		for (size_t i = 0; i < count; i++)
			http_socket(b->http, &fds[i]);
	}
	assert_true(wire_unsent(r) > 0);
	finish(b);
	assert_int_equal(b->seen.reply.err.kind, ERR_NONE);
	assert_int_equal(b->seen.streamed, BIG);
}

static void a_refused_slice_ends_it(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);

	b->seen.refuse = true;
	wire_reply(r, 200, NULL, "<html>");
	expect_error(b, ERR_DECODE, "not to my taste");
	assert_int_equal(b->seen.slices, 1);
}

/* --- cancelling ----------------------------------------------------------- */

static bool server_sees_it_gone(void *ctx)
{
	return wire_is_gone(ctx);
}

static void cancelled_it_never_calls_back(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	http_cancel(b->seen.request);
	assert_int_equal(b->seen.released, 1);
	wire_until(b->wire, b->http, server_sees_it_gone, r);
	assert_int_equal(http_deadline(b->http) == 0, 0);
	assert_int_equal(b->seen.done, 0);
}

static void cancelled_when_ended_it_never_calls_back(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);
	struct pollfd fds[4];

	wire_reply(r, 200, NULL, "[]");
	while (http_deadline(b->http) != 0) {
		size_t count = http_fds(b->http, fds, 4);

		wire_turn(b->wire, NULL);
		poll(fds, count, 20);
		for (size_t i = 0; i < count; i++)
			http_socket(b->http, &fds[i]);
	}
	http_cancel(b->seen.request);
	assert_false(http_work(b->http));
	assert_int_equal(b->seen.done + b->seen.slices, 0);
}

static bool has_a_slice(void *ctx)
{
	return ((struct seen *)ctx)->slices > 0;
}

static void cancelled_by_its_own_slice_it_stops(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);
	_cleanup_(mem_freep) char *body = mem_new(100001, 1);

	memset(body, 'x', 100000);
	b->seen.cancel_in_data = true;
	wire_reply(r, 200, NULL, body);
	wire_until(b->wire, b->http, has_a_slice, &b->seen);
	assert_int_equal(b->seen.slices, 1);
	assert_int_equal(b->seen.released, 1);
	assert_int_equal(b->seen.done, 0);
}

static void cancelling_inside_done_is_harmless(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	b->seen.cancel_in_done = true;
	wire_reply(r, 200, NULL, "[]");
	finish(b);
}

/* --- bad days ------------------------------------------------------------- */

/* A socket of a port of its own, not listening yet; `base` gets its URL. */
static int reserve_port(char base[48], struct sockaddr_in *at)
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

static void refused_says_who_refused(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);
	struct sockaddr_in at;
	char base[48], want[256];
	int fd = reserve_port(base, &at);

	b->endpoint.base = base;
	http_start(b->http, &b->endpoint, &call);
	snprintf(want, sizeof(want),
		 "Get \"%s/v1/peerings\": dial tcp %s: connect: connection "
		 "refused",
		 base, base + 7);
	expect_error(b, ERR_CONNECT, want);
	assert_false(b->seen.reply.sent);
	assert_int_equal(b->seen.reply.status, 0);
	close(fd);
}

static void closed_without_a_reply_is_lost(void **state)
{
	struct bench *b = *state;

	wire_hang_up(start_get(b));
	expect_error(b, ERR_LOST, "EOF");
	assert_true(b->seen.reply.sent);
}

static void cut_off_it_says_where(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"");
	wire_hang_up(r);
	expect_error(b, ERR_LOST, "cut off after 3 of 1000 bytes");
	assert_int_equal(b->seen.reply.status, 200);
}

static void cut_off_in_a_chunk_it_is_lost(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		      "5\r\n[");
	wire_hang_up(r);
	expect_error(b, ERR_LOST, "cut off after");
}

/* libcurl by itself would send it again on a new connection. */
static void a_write_is_never_repeated(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);

	wire_reply(start_get(b), 200, NULL, "[]");
	finish(b);
	b->seen.done = 0;
	call.method = "POST";
	call.body = "{}";
	wire_hang_up(start(b, &call));
	expect_error(b, ERR_LOST, "EOF");
	assert_int_equal(wire_count(b->wire, "POST"), 1);
}

static void errors_keep_consuls_words(void **state)
{
	struct bench *b = *state;
	static const struct {
		int status;
		const char *body;
		enum err_kind kind;
		const char *msg;
	} cases[] = {
		{ 403, "Permission denied: lacks permission 'peering:write'\n",
		  ERR_DENIED,
		  "Unexpected response code: 403 (Permission denied: lacks "
		  "permission 'peering:write')" },
		{ 401, "ACL support disabled", ERR_DENIED,
		  "Unexpected response code: 401 (ACL support disabled)" },
		{ 403, "a new peering token must be generated: used",
		  ERR_STATUS,
		  "Unexpected response code: 403 (a new peering token must be "
		  "generated: used)" },
		{ 500, "", ERR_STATUS, "Unexpected response code: 500 ()" },
		{ 404, "Peering not found for \"x\"", ERR_STATUS,
		  "Unexpected response code: 404 (Peering not found for "
		  "\"x\")" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		b->seen.done = 0;
		wire_reply(start_stream(b), cases[i].status, NULL,
			   cases[i].body);
		expect_error(b, cases[i].kind, cases[i].msg);
		assert_string_equal(b->seen.reply.err.msg, cases[i].msg);
		assert_int_equal(b->seen.reply.err.status, cases[i].status);
		assert_string_equal(b->seen.body, cases[i].body);
		assert_int_equal(b->seen.slices, 0);
	}
}

static void a_redirect_is_told_and_not_followed(void **state)
{
	struct bench *b = *state;

	b->endpoint.acl_token = "s3cret";
	wire_reply(start_get(b), 301, "Location: https://elsewhere/v1\r\n", "");
	expect_error(b, ERR_STATUS, "redirects to https://elsewhere/v1");
	assert_int_equal(wire_count(b->wire, ""), 1);
}

static void a_huge_error_is_cut(void **state)
{
	struct bench *b = *state;
	_cleanup_(mem_freep) char *body = mem_new(200001, 1);

	memset(body, 'x', 200000);
	wire_reply(start_get(b), 500, NULL, body);
	expect_error(b, ERR_STATUS, "500 (xxxx");
	assert_int_equal(b->seen.reply.body_len, HTTP_ERROR_MAX);
}

static void a_huge_reply_is_refused(void **state)
{
	struct bench *b = *state;
	_cleanup_(mem_freep) char *body = mem_new(BIG + 1, 1);

	memset(body, 'x', BIG);
	wire_reply(start_get(b), 200, NULL, body);
	expect_error(b, ERR_DECODE, "larger than 4 MiB");
}

static void endless_headers_are_refused(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 2000; i++)
		wire_sends(r, "X-Padding: 0123456789012345678901234567890\r\n");
	expect_error(b, ERR_DECODE, "headers");
}

static void something_else_than_http_is_told(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "SSH-2.0-OpenSSH_9.2p1\r\n");
	wire_hang_up(r);
	expect_error(b, ERR_DECODE, "not an HTTP server");
}

static void a_bad_address_arrives_at_done(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);

	b->endpoint.base = "ftp://x";
	http_start(b->http, &b->endpoint, &call);
	assert_int_equal(b->seen.done, 0);
	expect_error(b, ERR_USAGE, "ftp://x: this is not an address");
}

static void a_token_cannot_smuggle_a_header(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);

	b->endpoint.acl_token = "a\r\nX-Evil: b";
	http_start(b->http, &b->endpoint, &call);
	expect_error(b, ERR_USAGE, "invalid header field value");
	assert_null(strstr(b->seen.reply.err.msg, "Evil"));
	assert_int_equal(wire_count(b->wire, ""), 0);
}

/* --- time ----------------------------------------------------------------- */

static void a_slow_read_tells_once_and_then_ends(void **state)
{
	struct bench *b = *state;

	start_get(b);
	clock_fake_advance(&b->clock, 9999);
	wire_turn(b->wire, b->http);
	assert_int_equal(b->seen.slow, 0);
	clock_fake_advance(&b->clock, 1);
	wire_turn(b->wire, b->http);
	wire_turn(b->wire, b->http);
	assert_int_equal(b->seen.slow, 1);
	clock_fake_advance(&b->clock, 70000);
	expect_error(b, ERR_TIMEOUT, "no reply within 80 s");
	assert_true(b->seen.reply.sent);
	assert_int_equal(b->seen.reply.took_ms, 80000);
}

static void a_stalled_reply_ends(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
	for (int i = 0; i < 5; i++)
		wire_turn(b->wire, b->http);
	clock_fake_advance(&b->clock, 15000);
	expect_error(b, ERR_TIMEOUT, "stalled");
}

/* With no leader Consul is silent for a minute: that is no stall. */
static void a_reply_that_begins_late_has_not_stalled(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	clock_fake_advance(&b->clock, 60000);
	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[");
	for (int i = 0; i < 5; i++)
		wire_turn(b->wire, b->http);
	assert_int_equal(b->seen.done, 0);
	clock_fake_advance(&b->clock, 14999);
	wire_turn(b->wire, b->http);
	assert_int_equal(b->seen.done, 0);
	clock_fake_advance(&b->clock, 1);
	expect_error(b, ERR_TIMEOUT, "stalled");
}

static void a_reply_that_keeps_coming_does_not_end(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);
	char bytes[2000];

	memset(bytes, 'x', sizeof(bytes));
	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n");
	for (int i = 0; i < 4; i++) {
		wire_send(r, bytes, sizeof(bytes));
		for (int turn = 0; turn < 3; turn++)
			wire_turn(b->wire, b->http);
		clock_fake_advance(&b->clock, 15000);
	}
	finish(b);
	assert_int_equal(b->seen.reply.err.kind, ERR_NONE);
}

static void each_kind_has_its_own_time(void **state)
{
	struct bench *b = *state;
	static const struct {
		enum http_patience patience;
		int ms;
	} cases[] = {
		{ HTTP_READ, 80000 },
		{ HTTP_WRITE, 30000 },
		{ HTTP_DIAL, 35000 },
		{ HTTP_WAIT, 45000 + 2812 + 5000 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_call call = get(b);

		call.patience = cases[i].patience;
		call.wait_ms = 45000;
		call.slow = NULL;
		b->seen.done = 0;
		start(b, &call);
		clock_fake_advance(&b->clock, cases[i].ms - 1);
		wire_turn(b->wire, b->http);
		assert_int_equal(b->seen.done, 0);
		clock_fake_advance(&b->clock, 1);
		expect_error(b, ERR_TIMEOUT, "no reply within");
	}
}

/* The listener's queue is full, so the connection never comes about. */
static void a_connection_that_does_not_come_ends(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);
	struct sockaddr_in at;
	char base[48];
	int fds[4] = { reserve_port(base, &at) };

	listen(fds[0], 0);
	for (int i = 1; i < 4; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)!connect(fds[i], (struct sockaddr *)&at, sizeof(at));
	}
	b->endpoint.base = base;
	http_start(b->http, &b->endpoint, &call);
	wire_turn(b->wire, b->http);
	clock_fake_advance(&b->clock, 4999);
	wire_turn(b->wire, b->http);
	assert_int_equal(b->seen.done, 0);
	clock_fake_advance(&b->clock, 1);
	expect_error(b, ERR_CONNECT, "i/o timeout");
	assert_false(b->seen.reply.sent);
	for (int i = 0; i < 4; i++)
		close(fds[i]);
}

static bool stop_at_done(void *ctx)
{
	return ((struct seen *)ctx)->done > 0;
}

static void runs_without_a_loop(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);

	b->endpoint.base = "http://127.0.0.1:1";
	http_start(b->http, &b->endpoint, &call);
	http_run(b->http, stop_at_done, &b->seen);
	assert_int_equal(b->seen.done, 1);
	http_run(b->http, NULL, NULL); /* nothing is under way */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(reads_a_reply_with_its_headers),
		CASE(sends_what_the_endpoint_carries),
		CASE(deletes_and_takes_an_empty_reply),
		CASE(talks_to_a_unix_socket),
		CASE(reads_chunks_as_they_trickle),
		CASE(uses_a_connection_again),
		CASE(hands_on_slices_of_16_kib_at_most),
		CASE(work_hands_on_one_slice_at_a_time),
		CASE(pauses_when_too_much_is_queued),
		CASE(a_refused_slice_ends_it),
		CASE(cancelled_it_never_calls_back),
		CASE(cancelled_when_ended_it_never_calls_back),
		CASE(cancelled_by_its_own_slice_it_stops),
		CASE(cancelling_inside_done_is_harmless),
		CASE(refused_says_who_refused),
		CASE(closed_without_a_reply_is_lost),
		CASE(cut_off_it_says_where),
		CASE(cut_off_in_a_chunk_it_is_lost),
		CASE(a_write_is_never_repeated),
		CASE(errors_keep_consuls_words),
		CASE(a_redirect_is_told_and_not_followed),
		CASE(a_huge_error_is_cut),
		CASE(a_huge_reply_is_refused),
		CASE(endless_headers_are_refused),
		CASE(something_else_than_http_is_told),
		CASE(a_bad_address_arrives_at_done),
		CASE(a_token_cannot_smuggle_a_header),
		CASE(a_slow_read_tells_once_and_then_ends),
		CASE(a_stalled_reply_ends),
		CASE(a_reply_that_begins_late_has_not_stalled),
		CASE(a_reply_that_keeps_coming_does_not_end),
		CASE(each_kind_has_its_own_time),
		CASE(a_connection_that_does_not_come_ends),
		CASE(runs_without_a_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
