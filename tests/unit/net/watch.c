/* A watch against a server that the test plays, on a clock of the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/watch.h"
#include "tests/lib/wire.h"

#define WALL   1790853753 /* 2026-10-01T11:22:33Z */
#define DATE   "Date: Thu, 01 Oct 2026 11:22:33 GMT\r\n"
#define INDEX  "X-Consul-Index: 41\r\n"
#define RIGHTS "POST /v1/internal/acl/authorize"
#define LIST   "GET /v1/peerings"
#define WAIT   "GET /v1/peerings?"
#define ONE                                                                    \
	"[{\"ID\":\"1\",\"Name\":\"west\",\"State\":\"ACTIVE\","               \
	"\"StreamStatus\":{\"LastHeartbeat\":\"2026-10-01T11:22:30Z\"}}]"

struct bench {
	struct clock_fake clock;
	struct http *http;
	struct wire *wire;
	struct client_config config;
	struct client client;
	struct watch *watch;
	int changes;
};

static void on_change(void *ctx)
{
	struct bench *b = ctx;

	b->changes++;
}

static int setup(void **state)
{
	struct bench *b = mem_new(1, sizeof(*b));

	clock_fake_init(&b->clock, WALL);
	b->http = http_new(&b->clock.clock);
	b->wire = wire_new();
	b->config.endpoint.base = wire_base(b->wire);
	b->client = (struct client){ b->http, &b->config };
	b->watch = watch_new(&b->client, &b->clock.clock, on_change, b);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	watch_free(b->watch);
	http_free(b->http);
	wire_free(b->wire);
	free(b);
	return 0;
}

static void turn(struct bench *b)
{
	watch_tick(b->watch);
	wire_turn(b->wire, b->http);
}

/* Turn until such a request comes. A plain list is meant by LIST, so waits on
 * the way to it are left hanging. */
static struct wire_request *expect(struct bench *b, const char *line)
{
	struct wire_request *r;

	for (int i = 0; i < 5000; i++) {
		while ((r = wire_take(b->wire, line)))
			if (strcmp(line, LIST) != 0 || !strcmp(r->line, LIST))
				return r;
		turn(b);
	}
	fail_msg("no request \"%s\" has come", line);
	return NULL;
}

static void until_told(struct bench *b)
{
	int before = b->changes;

	for (int i = 0; i < 5000 && b->changes == before; i++)
		turn(b);
	assert_true(b->changes > before);
}

static void reply(struct bench *b, const char *line, int status,
		  const char *headers, const char *body)
{
	wire_reply(expect(b, line), status, headers, body);
	until_told(b);
}

/* No access control, an agent that says who it is, and then a list. */
static void begin(struct bench *b, const char *headers, const char *list)
{
	wire_reply(expect(b, RIGHTS), 401, NULL, "ACL support disabled");
	reply(b, "GET /v1/agent/self", 200, NULL,
	      "{\"Config\":{\"Datacenter\":\"dc1\"}}");
	reply(b, LIST, 200, headers, list);
}

static const struct watch_status *status(struct bench *b)
{
	return watch_status(b->watch);
}

/* Let time pass up to what the watch waits for, and no further. */
static void advance_to_deadline(struct bench *b)
{
	int64_t at = watch_deadline(b->watch);

	assert_true(at >= 0);
	if (at > b->clock.ms)
		clock_fake_advance(&b->clock, at - b->clock.ms);
}

/* --- the order of things -------------------------------------------------- */

static void rights_come_first_and_then_a_plain_list(void **state)
{
	struct bench *b = *state;
	const struct watch_row *rows;
	size_t count;

	assert_int_equal(status(b)->phase, WATCH_STARTING);
	begin(b, DATE INDEX, ONE);
	assert_int_equal(status(b)->phase, WATCH_LIVE);
	assert_true(status(b)->rights.acl_disabled);
	assert_int_equal(status(b)->rights.peering_write, RIGHT_YES);
	assert_string_equal(status(b)->agent->datacenter, "dc1");
	assert_int_equal(status(b)->date, WALL);
	assert_int_equal(status(b)->skew_s, 0);
	assert_true(watch_is_live(b->watch));
	rows = watch_rows(b->watch, &count);
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].peering->name, "west");
	assert_int_equal(rows[0].health, HEALTH_OK);
	assert_int_equal(rows[0].seen_s, 3);
	/* without a token there is nobody to ask about */
	assert_int_equal(wire_count(b->wire, "GET /v1/acl/token/self"), 0);
}

static void with_a_token_its_accessor_is_asked_for(void **state)
{
	struct bench *b = *state;

	b->config.endpoint.acl_token = "s3cret";
	wire_reply(expect(b, RIGHTS), 200, NULL,
		   "[{\"Allow\":true},{\"Allow\":false},{\"Allow\":false},"
		   "{\"Allow\":false}]");
	reply(b, "GET /v1/acl/token/self", 200, NULL,
	      "{\"AccessorID\":\"acc-1\"}");
	wire_reply(expect(b, "GET /v1/agent/self"), 403, NULL, "no");
	reply(b, LIST, 200, DATE INDEX, ONE);
	assert_string_equal(status(b)->accessor, "acc-1");
	assert_int_equal(status(b)->rights.peering_write, RIGHT_NO);
	assert_null(status(b)->agent); /* refused: done without */
	assert_int_equal(status(b)->phase, WATCH_LIVE);

	/* Another token: asked again, and the old name is gone at once. */
	b->config.endpoint.acl_token = "other";
	watch_refresh(b->watch);
	wire_reply(expect(b, RIGHTS), 404, NULL, "");
	reply(b, LIST, 200, DATE INDEX, ONE);
	assert_string_equal(status(b)->accessor, "");
	expect(b, "GET /v1/acl/token/self");
}

static void a_consul_that_cannot_say_rights_is_listed(void **state)
{
	struct bench *b = *state;

	wire_reply(expect(b, RIGHTS), 404, NULL, "");
	reply(b, LIST, 200, DATE INDEX, ONE);
	assert_int_equal(status(b)->phase, WATCH_LIVE);
	assert_int_equal(status(b)->rights.peering_read, RIGHT_UNKNOWN);
}

/* --- denials -------------------------------------------------------------- */

static void expect_denied(struct bench *b, const char *text)
{
	assert_int_equal(status(b)->phase, WATCH_DENIED);
	assert_int_equal(status(b)->err.kind, ERR_DENIED);
	assert_non_null(strstr(status(b)->body, text));
	assert_int_equal(watch_deadline(b->watch), -1);
	clock_fake_advance(&b->clock, 3600000);
	turn(b);
	assert_int_equal(watch_deadline(b->watch), -1);
	assert_false(status(b)->reading);
}

static void without_the_right_nothing_is_polled(void **state)
{
	struct bench *b = *state;

	reply(b, RIGHTS, 200, NULL,
	      "[{\"Allow\":false},{\"Allow\":false},{\"Allow\":false},"
	      "{\"Allow\":false}]");
	expect_denied(b, "peering:read");
	assert_int_equal(wire_count(b->wire, LIST), 0);
}

static void an_unknown_token_is_denied(void **state)
{
	struct bench *b = *state;

	reply(b, RIGHTS, 403, NULL, "ACL not found");
	expect_denied(b, "ACL not found");
	assert_int_equal(wire_count(b->wire, LIST), 0);
}

static void after_a_denied_list_only_a_refresh_helps(void **state)
{
	struct bench *b = *state;

	begin(b, DATE INDEX, ONE);
	clock_fake_advance(&b->clock, 10000);
	reply(b, LIST, 403, NULL, "Permission denied");
	expect_denied(b, "Permission denied");
	assert_true(status(b)->have_rows);

	watch_refresh(b->watch);
	wire_reply(expect(b, RIGHTS), 401, NULL, "");
	reply(b, LIST, 200, DATE INDEX, ONE);
	assert_int_equal(status(b)->phase, WATCH_LIVE);
}

/* --- the bell ------------------------------------------------------------- */

static void the_bell_brings_a_plain_list(void **state)
{
	struct bench *b = *state;
	struct wire_request *wait;

	begin(b, DATE INDEX, ONE);
	wait = expect(b, WAIT);
	assert_string_equal(wait->line,
			    "GET /v1/peerings?index=41&wait=45000ms");
	clock_fake_advance(&b->clock, 3000);
	wire_reply(wait, 200, "X-Consul-Index: 42\r\n",
		   "[{\"ID\":\"1\",\"Name\":\"old\"}]");
	reply(b, LIST, 200, DATE "X-Consul-Index: 42\r\n", "[]");
	assert_string_equal(expect(b, WAIT)->line,
			    "GET /v1/peerings?index=42&wait=45000ms");
	assert_int_equal(wire_count(b->wire, LIST), 4); /* with the waits */
	/* gone: it is lively for a minute */
	assert_int_equal(status(b)->pace_ms, 2000);
}

/* A server that answers every wait at once, with whatever index. */
static void no_server_makes_it_run_hot(void **state)
{
	struct bench *b = *state;
	int64_t end = b->clock.ms + 60000;
	char headers[96];
	int index = 41;

	begin(b, DATE INDEX, ONE);
	while (b->clock.ms < end) {
		struct wire_request *r;

		for (int i = 0; i < 3; i++)
			turn(b);
		while ((r = wire_take(b->wire, LIST))) {
			index += r->line[strlen(LIST)] == '?';
			snprintf(headers, sizeof(headers),
				 DATE "X-Consul-Index: %d\r\n", index);
			wire_reply(r, 200, headers, ONE);
		}
		clock_fake_advance(&b->clock, 500);
	}
	assert_in_range(wire_count(b->wire, WAIT), 30, 61);
	assert_in_range(wire_count(b->wire, LIST), 60, 130);
}

static void a_lost_index_means_plain_lists_only(void **state)
{
	static const char *const lost[] = {
		DATE "X-Consul-Index: 1\r\n",
		DATE INDEX "X-Consul-Knownleader: false\r\n",
		DATE,
	};
	struct bench *b = *state;

	begin(b, lost[0], ONE);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(watch_deadline(b->watch), b->clock.ms + 10000);
		advance_to_deadline(b);
		reply(b, LIST, 200, lost[i % ARRAY_LEN(lost)], ONE);
	}
	assert_int_equal(wire_count(b->wire, WAIT), 0);
	advance_to_deadline(b);
	reply(b, LIST, 200, DATE INDEX, ONE);
	expect(b, WAIT); /* it is back */
}

static void a_bell_that_fails_is_no_error(void **state)
{
	struct bench *b = *state;
	int64_t list_at;

	begin(b, DATE INDEX, ONE);
	wire_hang_up(expect(b, WAIT));
	list_at = b->clock.ms + 10000;
	for (int i = 0; i < 5; i++)
		turn(b);
	assert_int_equal(status(b)->phase, WATCH_LIVE);
	assert_int_equal(watch_deadline(b->watch), list_at);
}

/* --- failures ------------------------------------------------------------- */

static void a_failure_keeps_the_rows_and_backs_off(void **state)
{
	struct bench *b = *state;
	int64_t data_ms;
	size_t count;

	begin(b, DATE INDEX, ONE);
	data_ms = status(b)->data_ms;
	clock_fake_advance(&b->clock, 20000);
	reply(b, LIST, 500, NULL, "No cluster leader");
	assert_int_equal(status(b)->phase, WATCH_FAILING);
	assert_string_equal(status(b)->body, "No cluster leader");
	assert_int_equal(status(b)->err.status, 500);
	assert_int_equal(status(b)->data_ms, data_ms);
	watch_rows(b->watch, &count);
	assert_int_equal(count, 1);
	assert_false(watch_is_live(b->watch));
	assert_in_range(status(b)->retry_ms - b->clock.ms, 1500, 2000);
	clock_fake_advance(&b->clock, 2000);
	reply(b, LIST, 200, DATE INDEX, ONE);
	assert_int_equal(status(b)->phase, WATCH_LIVE);
	assert_int_equal(status(b)->err.kind, ERR_NONE);
	assert_string_equal(status(b)->body, "");
}

static void unreachable_it_tries_again(void **state)
{
	struct bench *b = *state;

	wire_hang_up(expect(b, RIGHTS));
	until_told(b);
	assert_int_equal(status(b)->phase, WATCH_FAILING);
	assert_int_equal(status(b)->err.kind, ERR_LOST);
	assert_false(status(b)->have_rows);
	advance_to_deadline(b);
	begin(b, DATE INDEX, ONE);
	assert_int_equal(status(b)->phase, WATCH_LIVE);
}

static void a_list_cut_in_its_middle_changes_nothing(void **state)
{
	struct bench *b = *state;
	struct wire_request *r;
	size_t count;

	begin(b, DATE INDEX, ONE);
	clock_fake_advance(&b->clock, 10000);
	r = expect(b, LIST);
	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
		      "[{\"ID\":\"9\",\"Name\":\"half\"},{");
	wire_hang_up(r);
	until_told(b);
	assert_int_equal(status(b)->phase, WATCH_FAILING);
	assert_int_equal(status(b)->err.kind, ERR_LOST);
	assert_string_equal(watch_rows(b->watch, &count)->peering->name,
			    "west");
}

static void a_slow_list_asks_who_leads(void **state)
{
	struct bench *b = *state;

	begin(b, DATE INDEX, ONE);
	clock_fake_advance(&b->clock, 10000);
	expect(b, LIST);
	assert_true(status(b)->reading);
	assert_int_equal(status(b)->reading_since_ms, b->clock.ms);
	clock_fake_advance(&b->clock, 10000);
	reply(b, "GET /v1/status/leader", 200, NULL, "\"\"");
	assert_non_null(strstr(status(b)->learned, "no leader"));
	assert_true(status(b)->reading);
	assert_false(watch_is_live(b->watch));
}

static void a_slow_start_asks_who_leads_too(void **state)
{
	struct bench *b = *state;

	expect(b, RIGHTS);
	clock_fake_advance(&b->clock, 10000);
	reply(b, "GET /v1/status/leader", 200, NULL, "\"10.0.0.4:8300\"");
	assert_non_null(strstr(status(b)->learned, "10.0.0.4:8300"));
}

/* --- refresh -------------------------------------------------------------- */

static void a_refresh_lists_again_after_what_is_under_way(void **state)
{
	struct bench *b = *state;
	struct wire_request *r;

	begin(b, DATE INDEX, ONE);
	watch_refresh(b->watch);
	wire_reply(expect(b, RIGHTS), 401, NULL, "");
	r = expect(b, LIST);
	watch_refresh(b->watch); /* this list may be older than the write */
	wire_reply(r, 200, DATE INDEX, "[]");
	until_told(b);
	wire_reply(expect(b, RIGHTS), 401, NULL, "");
	reply(b, LIST, 200, DATE INDEX, ONE);
}

static void a_refresh_gives_up_what_hangs(void **state)
{
	struct bench *b = *state;
	struct wire_request *r;

	begin(b, DATE INDEX, ONE);
	clock_fake_advance(&b->clock, 10000);
	r = expect(b, LIST);
	clock_fake_advance(&b->clock, 12000);
	watch_refresh(b->watch);
	wire_reply(expect(b, RIGHTS), 401, NULL, "");
	reply(b, LIST, 200, DATE INDEX, ONE);
	assert_true(wire_is_gone(r));
}

/* --- clocks and filters --------------------------------------------------- */

static void clocks_that_differ_are_told(void **state)
{
	struct bench *b = *state;

	begin(b, "Date: Thu, 01 Oct 2026 11:32:33 GMT\r\n" INDEX,
	      "[{\"ID\":\"1\",\"State\":\"ACTIVE\",\"StreamStatus\":"
	      "{\"LastHeartbeat\":\"2026-10-01T11:32:43Z\"}}]");
	assert_int_equal(status(b)->skew_s, 600);
	assert_int_equal(status(b)->ahead_s, 10);
}

static void a_filtered_list_is_told(void **state)
{
	struct bench *b = *state;

	begin(b, DATE "X-Consul-Results-Filtered-By-Acls: true\r\n", "[]");
	assert_true(status(b)->filtered);
	assert_true(status(b)->have_rows);
}

static void live_ends_after_two_paces(void **state)
{
	struct bench *b = *state;

	begin(b, DATE INDEX, ONE);
	clock_fake_advance(&b->clock, 19999);
	assert_true(watch_is_live(b->watch));
	clock_fake_advance(&b->clock, 1);
	assert_false(watch_is_live(b->watch));
}

static void freed_it_is_silent(void **state)
{
	struct bench *b = *state;
	struct wire_request *r;

	begin(b, DATE INDEX, ONE);
	clock_fake_advance(&b->clock, 10000);
	r = expect(b, LIST);
	watch_free(b->watch);
	b->watch = NULL;
	b->changes = 0;
	wire_reply(r, 200, DATE INDEX, ONE);
	for (int i = 0; i < 3; i++)
		wire_turn(b->wire, b->http);
	assert_int_equal(b->changes, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(rights_come_first_and_then_a_plain_list),
		CASE(with_a_token_its_accessor_is_asked_for),
		CASE(a_consul_that_cannot_say_rights_is_listed),
		CASE(without_the_right_nothing_is_polled),
		CASE(an_unknown_token_is_denied),
		CASE(after_a_denied_list_only_a_refresh_helps),
		CASE(the_bell_brings_a_plain_list),
		CASE(no_server_makes_it_run_hot),
		CASE(a_lost_index_means_plain_lists_only),
		CASE(a_bell_that_fails_is_no_error),
		CASE(a_failure_keeps_the_rows_and_backs_off),
		CASE(unreachable_it_tries_again),
		CASE(a_list_cut_in_its_middle_changes_nothing),
		CASE(a_slow_list_asks_who_leads),
		CASE(a_slow_start_asks_who_leads_too),
		CASE(a_refresh_lists_again_after_what_is_under_way),
		CASE(a_refresh_gives_up_what_hangs),
		CASE(clocks_that_differ_are_told),
		CASE(a_filtered_list_is_told),
		CASE(live_ends_after_two_paces),
		CASE(freed_it_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
