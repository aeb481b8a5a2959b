/* The reasons of a failing stream, out of the agent's log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "net/client.h"
#include "net/monitor.h"
#include "tests/lib/wire.h"

#define ID    "77a8aaf1-3aa7-1fb5-d629-9478fb5895c5"
#define OTHER "ebae8bd1-a57d-2aee-34cd-c30bee32ea73"
#define AT    "2026-11-24T07:23:41.772Z"
#define STREAM                                                                 \
	AT " [ERROR] agent.server.peering-syncer: error managing peering "     \
	   "stream: "

/* As Consul 1.21 wrote them. */
static const struct {
	const char *line, *reason; /* NULL: it is not for us */
} lines[] = {
	{ STREAM "peer_id=" ID " peer_name=x error=\"rpc error: code = "
		 "Unavailable desc = connection error: desc = \\\"transport: "
		 "Error while dialing: dial tcp 127.0.0.1:1: connect: "
		 "connection refused\\\"\"",
	  "rpc error: code = Unavailable desc = connection error: desc = "
	  "\"transport: Error while dialing: dial tcp 127.0.0.1:1: connect: "
	  "connection refused\"" },
	{ STREAM "peer_id=" OTHER " peer_name=x error=\"no\"", NULL },
	{ AT " [ERROR] agent.server.grpc-api.peerstream.stream-resources: "
	     "error handling stream: request_id=db9e01af peer_name=x "
	     "peer_id=" ID " error=\"context canceled\"",
	  "context canceled" },
	{ AT " [INFO]  agent.server.grpc-api.peerstream.stream: subscribing to "
	     "resource type: dialer=true peer_id=" ID " peer_name=x",
	  NULL },
	{ STREAM "peer_id=" ID " error=EOF", "EOF" },
	{ STREAM "peer_id=" ID "0 error=EOF", NULL },
	{ STREAM "peer_id=" ID " error=\"a\\nb\\\\c", "a\nb\\c" },
	{ STREAM "peer_id=" ID " error=\"\\", "\\" },
	{ "peer_id=" ID " error=x", NULL },
	{ "", NULL },
};

static void a_line_is_taken_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct monitor_line line = { 0 };
		bool ours = monitor_parse(lines[i].line, strlen(lines[i].line),
					  ID, &line);

		assert_int_equal(ours, lines[i].reason != NULL);
		if (ours) {
			assert_string_equal(line.reason, lines[i].reason);
			assert_string_equal(line.time, AT);
		}
		monitor_line_release(&line);
	}
	assert_false(monitor_parse(lines[0].line, strlen(lines[0].line), "",
				   &(struct monitor_line){ 0 }));
}

struct bench {
	struct clock_fake clock;
	struct wire *wire;
	struct http *http;
	struct client_config config;
	struct client client;
	struct monitor *monitor;
	struct wire_request *request;
	int changes, wanted;
};

static void changed(void *ctx)
{
	((struct bench *)ctx)->changes++;
}

static bool has_changed(void *ctx)
{
	const struct bench *b = ctx;

	return b->changes >= b->wanted;
}

static void open_stream(struct bench *b)
{
	*b = (struct bench){ .wire = wire_new() };
	clock_fake_init(&b->clock, 1790000000);
	b->http = http_new(&b->clock.clock);
	b->config.endpoint.base = wire_base(b->wire);
	b->client = (struct client){ b->http, &b->config };
	b->monitor = monitor_new(&b->client, ID, changed, b);
	b->request = wire_expect(b->wire, b->http,
				 "GET /v1/agent/monitor?loglevel=info");
}

static void close_stream(struct bench *b)
{
	monitor_free(b->monitor);
	http_free(b->http);
	wire_free(b->wire);
}

static void until_changed(struct bench *b, int times)
{
	b->wanted = times;
	wire_until(b->wire, b->http, has_changed, b);
}

#define BEGIN "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

static void send_text(struct bench *b, const char *text)
{
	struct buf chunk = BUF_INIT(1 << 20);

	buf_addf(&chunk, "%zx\r\n%s\r\n", strlen(text), text);
	wire_sends(b->request, chunk.data);
	buf_release(&chunk);
}

/* Consul sends nothing, no header either, before there is a line; and packing
 * would keep lines back. */
static void a_stream_may_be_silent_for_long(void **state)
{
	struct bench b;
	size_t count;

	(void)state;
	open_stream(&b);
	assert_null(wire_header(b.request, "Accept-Encoding"));
	clock_fake_advance(&b.clock, 3600 * 1000);
	wire_turn(b.wire, b.http);
	assert_null(monitor_over(b.monitor));
	wire_sends(b.request, BEGIN);
	send_text(&b, STREAM "peer_id=" ID " error=\"one\"\n" STREAM
			     "peer_id=" OTHER " error=\"not ours\"\n" STREAM
			     "peer_id=" ID " err");
	until_changed(&b, 1);
	clock_fake_advance(&b.clock, 3600 * 1000);
	send_text(&b, "or=two\n");
	until_changed(&b, 2);
	assert_string_equal(monitor_lines(b.monitor, &count)[1].reason, "two");
	assert_int_equal(count, 2);
	close_stream(&b);
}

static void only_the_newest_lines_are_kept(void **state)
{
	struct bench b;
	char line[200];
	size_t count;

	(void)state;
	open_stream(&b);
	wire_sends(b.request, BEGIN);
	for (int i = 0; i < MONITOR_LINES + 5; i++) {
		snprintf(line, sizeof(line),
			 STREAM "peer_id=" ID " error=\"%d\"\n", i);
		send_text(&b, line);
	}
	while (monitor_total(b.monitor) < MONITOR_LINES + 5)
		wire_turn(b.wire, b.http);
	assert_string_equal(monitor_lines(b.monitor, &count)[0].reason, "5");
	assert_int_equal(count, MONITOR_LINES);
	close_stream(&b);
}

static void a_line_without_end_is_cut(void **state)
{
	struct bench b;
	char dots[1001];
	size_t count;

	(void)state;
	memset(dots, '.', sizeof(dots) - 1);
	dots[1000] = '\0';
	open_stream(&b);
	wire_sends(b.request, BEGIN);
	send_text(&b, STREAM "peer_id=" ID " error=\"");
	for (int i = 0; i < 40; i++)
		send_text(&b, dots);
	send_text(&b, "\"\n");
	until_changed(&b, 1);
	assert_in_range(strlen(monitor_lines(b.monitor, &count)[0].reason),
			16000, 16384);
	close_stream(&b);
}

static void a_refusal_and_an_end_are_told(void **state)
{
	struct bench b;

	(void)state;
	open_stream(&b);
	wire_reply(b.request, 403, NULL,
		   "Permission denied: lacks permission 'agent:read'");
	until_changed(&b, 1);
	assert_int_equal(monitor_over(b.monitor)->err.kind, ERR_DENIED);
	assert_non_null(strstr(monitor_over(b.monitor)->body, "agent:read"));
	close_stream(&b);

	open_stream(&b);
	wire_sends(b.request, BEGIN "0\r\n\r\n");
	until_changed(&b, 1);
	assert_int_equal(monitor_over(b.monitor)->err.kind, ERR_NONE);
	close_stream(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_taken_apart),
		cmocka_unit_test(a_stream_may_be_silent_for_long),
		cmocka_unit_test(only_the_newest_lines_are_kept),
		cmocka_unit_test(a_line_without_end_is_cut),
		cmocka_unit_test(a_refusal_and_an_end_are_told),
	};

	return cmocka_run_group_tests_name("monitor", tests, NULL, NULL);
}
