/* Why a peering fails, from the server's log. */
#include "base/mem.h"
#include "tests/unit/tui/desk.h"

#define ID "77a8aaf1-3aa7-1fb5-d629-9478fb5895c5"
#define RECORD(more)                                                           \
	"[{\"ID\":\"" ID "\",\"Name\":\"west\",\"State\":\"FAILING\"," more    \
	"\"StreamStatus\":{\"LastHeartbeat\":\"2026-09-21T14:11:20Z\"}}]"
#define DIALER                                                                 \
	RECORD("\"PeerID\":\"y\",\"PeerServerAddresses\":[\"10.2.0.4:8503\"],")
#define AGENT                                                                  \
	"{\"Config\":{\"Datacenter\":\"dc1\"},\"Member\":{\"Addr\":"           \
	"\"127.0.0.1\",\"Tags\":{\"port\":\"8300\"}}}"
#define BEGIN "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define LINE                                                                   \
	"2026-09-21T14:13:%02dZ [ERROR] agent.server.peering-syncer: error "   \
	"managing peering stream: peer_id=" ID                                 \
	" peer_name=west error=\"%s\"\n"

static void open_list(struct desk *d, const char *list)
{
	desk_open(d, 80, 24);
	d->list = list;
	wire_reply(desk_request(d, "GET /v1/agent/self"), 200, NULL, AGENT);
	desk_expect(d, "west");
}

/* Open the screen; the stream of the log waits for what is sent. */
static struct wire_request *open_why(struct desk *d, const char *list)
{
	struct wire_request *r;

	open_list(d, list);
	desk_keys(d, "W");
	r = desk_request(d, "GET /v1/agent/monitor?loglevel=info");
	desk_expect(d, "Why is west");
	return r;
}

static void send_line(struct wire_request *r, int second, const char *reason)
{
	struct buf line = BUF_INIT(4096), chunk = BUF_INIT(8192);

	buf_addf(&line, LINE, second, reason);
	buf_addf(&chunk, "%zx\r\n%s\r\n", line.len, line.data);
	wire_sends(r, chunk.data);
	buf_release(&line);
	buf_release(&chunk);
}

static void nothing_yet_is_said_with_when_to_expect_it(void **state)
{
	struct desk d;

	(void)state;
	open_why(&d, DIALER);
	desk_expect(&d, "Nothing logged yet");
	desk_expect(&d, "within 64 s");
	desk_pass(&d, 5000);
	desk_expect(&d, "for 5 s now");
	assert_false(desk_shows(&d, "not the leader"));
	assert_false(desk_shows(&d, "While Consul says ACTIVE"));
	desk_close(&d);
}

static const struct {
	const char *reason, *says, *next;
} reasons[] = {
	{ "dial tcp 127.0.0.1:1: connect: connection refused",
	  "connection refused", "Look there" },
	{ "dial tcp 10.9.9.9:8503: i/o timeout", "no answer", "firewall" },
	{ "dial tcp: lookup x: no such host", "the name is not known", "DNS" },
	{ "tls: failed to verify certificate: x509: certificate signed by "
	  "unknown authority",
	  "CA is not known", "new token" },
	{ "x509: certificate has expired or is not yet valid", "has expired",
	  "clocks" },
	{ "x509: certificate is valid for a.b, not c.d",
	  "another cluster answers", "Correct the address" },
	{ "authentication handshake failed: tls: first record does not look "
	  "like a TLS handshake",
	  "does not speak TLS", "8503" },
	{ "transport: authentication handshake failed: context deadline "
	  "exceeded",
	  "TLS is not answered", "load balancer" },
	{ "code = InvalidArgument desc = initial subscription for unknown "
	  "PeerID: x",
	  "no such peering any more", "Delete the record" },
	{ "code = PermissionDenied desc = invalid peering stream secret",
	  "does not take this one's secret", "new token" },
	{ "error reading from server: EOF", "ended the connection",
	  "tried again" },
	{ "something new", "does not know", "Look at the other" },
};

static void each_known_reason_has_a_meaning_and_a_next_step(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
		struct wire_request *r;
		struct desk d;

		r = open_why(&d, DIALER);
		wire_sends(r, BEGIN);
		send_line(r, 1, reasons[i].reason);
		desk_expect(&d, "Logged once");
		desk_expect(&d, reasons[i].says);
		desk_expect(&d, reasons[i].next);
		desk_expect(&d, "14:13:01 UTC");
		if (strstr(reasons[i].reason, "127.0.0.1:1"))
			desk_expect(&d, "refused  127.0.0.1:1\n");
		desk_close(&d);
	}
}

static void the_newest_line_counts_and_stands_first(void **state)
{
	struct wire_request *r;
	struct desk d;
	char *all;

	(void)state;
	r = open_why(&d, DIALER);
	wire_sends(r, BEGIN);
	send_line(r, 1, "connection refused");
	desk_expect(&d, "Logged once");
	send_line(r, 5, "no such host");
	desk_expect(&d, "Logged 2 times");
	desk_expect(&d, "the name is not known");
	all = desk_text(&d);
	assert_true(strstr(all, "14:13:05") < strstr(all, "14:13:01"));
	free(all);
	desk_close(&d);
}

static void a_server_that_does_not_lead_says_so(void **state)
{
	struct desk d;

	(void)state;
	open_list(&d, DIALER);
	desk_keys(&d, "W");
	wire_reply(desk_request(&d, "GET /v1/status/leader"), 200, NULL,
		   "\"10.0.0.4:8300\"\n");
	desk_expect(&d, "This agent (127.0.0.1:8300) is not the leader "
			"(10.0.0.4:8300)");
	desk_expect(&d, "Open the console on the leader's");
	desk_keys(&d, "\033[15~");
	wire_reply(desk_request(&d, "GET /v1/status/leader"), 200, NULL,
		   "\"\"");
	desk_expect(&d, "no leader just now");
	desk_close(&d);
}

static void an_agent_that_hides_itself_may_lead_or_not(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = DIALER;
	wire_reply(desk_request(&d, "GET /v1/agent/self"), 403, NULL, "no");
	desk_expect(&d, "west");
	desk_keys(&d, "W");
	desk_expect(&d, "the leader is not known");
	desk_close(&d);
}

static void the_acceptors_side_does_not_dial(void **state)
{
	struct desk d;

	(void)state;
	open_why(&d, RECORD(""));
	desk_expect(&d, "The other side dials");
	desk_expect(&d, "the other side's leader.");
	desk_close(&d);
}

static void a_refusal_names_the_right(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(open_why(&d, DIALER), 403, NULL,
		   "Permission denied: token lacks permission 'agent:read' on "
		   "\"c\"");
	desk_expect(&d, "Following the server's log failed");
	desk_expect(&d, "agent_prefix");
	desk_close(&d);
}

static void a_log_that_ends_can_be_followed_again(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	r = open_why(&d, DIALER);
	wire_sends(r, BEGIN);
	send_line(r, 1, "connection refused");
	desk_expect(&d, "Logged once");
	wire_sends(r, "0\r\n\r\n");
	desk_expect(&d, "The agent ended the log");
	desk_expect(&d, "Logged once");
	desk_keys(&d, "\033[15~");
	desk_request(&d, "GET /v1/agent/monitor?loglevel=info");
	desk_expect(&d, "Nothing logged yet");
	desk_close(&d);
}

static bool is_gone(struct desk *d, struct wire_request *r)
{
	for (int i = 0; i < DESK_TURNS && !wire_is_gone(r); i++)
		desk_turn(d);
	return wire_is_gone(r);
}

static void leaving_cancels_the_stream(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	r = open_why(&d, DIALER);
	desk_keys(&d, "q");
	desk_expect(&d, "Peers 1");
	assert_true(is_gone(&d, r));
	desk_close(&d);
}

static void only_what_fails_has_a_why(void **state)
{
	struct desk d;

	(void)state;
	open_list(&d, "[{\"ID\":\"" ID "\",\"Name\":\"west\",\"State\":"
		      "\"PENDING\"}]");
	desk_keys(&d, "W");
	desk_expect(&d, "not failing");
	assert_false(desk_shows(&d, "W Why"));
	assert_int_equal(wire_count(d.wire, "GET /v1/agent/monitor"), 0);
	desk_close(&d);
}

static void coming_back_is_told(void **state)
{
	struct desk d;

	(void)state;
	open_why(&d, DIALER);
	d.list = "[{\"ID\":\"" ID "\",\"Name\":\"west\",\"State\":\"ACTIVE\","
		 "\"PeerID\":\"y\",\"StreamStatus\":{\"LastHeartbeat\":"
		 "\"2026-09-21T14:13:19Z\"}}]";
	desk_pass(&d, 11000);
	desk_expect(&d, "come back");
	desk_close(&d);
}

static void hostile_reasons_are_made_visible(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	r = open_why(&d, DIALER);
	wire_sends(r, BEGIN);
	send_line(r, 1, "bad \033[2J \xc2\x9b 31m");
	desk_expect(&d, "bad ^[[2J");
	for (int i = 0; i < d.grid.w * d.grid.h; i++)
		assert_true(d.grid.cells[i].ch[0] != 0x1b &&
			    d.grid.cells[i].ch[0] != 0x9b);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_yet_is_said_with_when_to_expect_it),
		cmocka_unit_test(
			each_known_reason_has_a_meaning_and_a_next_step),
		cmocka_unit_test(the_newest_line_counts_and_stands_first),
		cmocka_unit_test(a_server_that_does_not_lead_says_so),
		cmocka_unit_test(an_agent_that_hides_itself_may_lead_or_not),
		cmocka_unit_test(the_acceptors_side_does_not_dial),
		cmocka_unit_test(a_refusal_names_the_right),
		cmocka_unit_test(a_log_that_ends_can_be_followed_again),
		cmocka_unit_test(leaving_cancels_the_stream),
		cmocka_unit_test(only_what_fails_has_a_why),
		cmocka_unit_test(coming_back_is_told),
		cmocka_unit_test(hostile_reasons_are_made_visible),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
