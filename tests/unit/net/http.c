/* The HTTP client on good days: replies, slices, cancelling. */
#include "tests/unit/net/http_bench.h"
#include "tests/lib/tmpdir.h"

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
