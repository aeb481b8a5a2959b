/* How long the HTTP client waits, on a driven clock. */
#include "tests/unit/net/http_bench.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
