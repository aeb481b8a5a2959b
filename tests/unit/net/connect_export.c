/* A connect hands services to the new peer: the config entry, and what the
 * other side imports. The peering itself stays, whatever comes of it. */
#include "tests/unit/net/connect_bench.h"

#define ENTRY	"GET /v1/config/exported-services/default"
#define WRITE	"PUT /v1/config?"
#define ABSENT	"Config entry not found for \"exported-services\" / \"default\""
#define PACE_MS 1000
#define HAS_WEB                                                                \
	"{\"Kind\":\"exported-services\",\"Name\":\"default\",\"Services\":"   \
	"[{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"dc2\"}]}],"             \
	"\"ModifyIndex\":9}"
#define HAS_NONE                                                               \
	"{\"Kind\":\"exported-services\",\"Name\":\"default\",\"Services\":"   \
	"[],\"ModifyIndex\":7}"

static bool is_over(const void *c)
{
	return connect_is_over(c);
}

/* Connected, and the entry is asked for. */
static void open_with(struct bench *b, const char *service)
{
	prepare(b);
	strlist_add(&b->exports, service);
	start(b);
	connect_both(b);
}

/* And written: now the other side is looked at. */
static void exported(struct bench *b, const char *service)
{
	open_with(b, service);
	play_answer(&b->play, EAST, ENTRY, 404, ABSENT);
	play_answer(&b->play, EAST, WRITE, 200, "true");
	expect_item(b, CONNECT_EXPORT, CONNECT_DONE, "exported to dc2 on east");
}

static void expect_kept(struct bench *b, enum connect_step step,
			const char *text)
{
	play_until(&b->play, is_over, b->c);
	expect_item(b, step, CONNECT_FAILED, text);
	assert_false(connect_succeeded(b->c));
	play_settle(&b->play);
	expect_item(b, CONNECT_UNDO, CONNECT_TODO, "");
	assert_int_equal(count(b, DELETE), 0);
	assert_true(connect_made_from(b->c) && connect_made_to(b->c));
}

static void imports(struct bench *b, const char *services)
{
	struct play_record record = connected[WEST];

	record.imported = services;
	play_answer_record(&b->play, WEST, READ, &record);
}

/* --- export ----------------------------------------------------------------
 */

static void the_entry_is_written_and_the_imports_are_seen(void **state)
{
	struct wire_request *r;
	struct bench b;

	(void)state;
	open_with(&b, "web");
	expect_item(&b, CONNECT_EXPORT, CONNECT_RUNNING, "export 1 services");
	play_answer(&b.play, EAST, ENTRY, 404, ABSENT);
	r = play_request(&b.play, EAST, WRITE);
	assert_string_equal(r->line, "PUT /v1/config?cas=0");
	assert_non_null(strstr(r->body, "\"Peer\":\"dc2\""));
	wire_reply(r, 200, PLAY_DATE, "true");
	imports(&b, "[]");
	expect_item(&b, CONNECT_IMPORT, CONNECT_RUNNING, "");
	assert_int_equal(connect_deadline(b.c), b.play.clock.ms + PACE_MS);
	play_pass(&b.play, PACE_MS - 1);
	assert_int_equal(play_count(&b.play, WEST, READ), 3);
	play_pass(&b.play, 1);
	imports(&b, "[\"api\",\"web\"]");
	play_until(&b.play, is_over, b.c);
	expect_item(&b, CONNECT_IMPORT, CONNECT_DONE, "west has them");
	assert_true(connect_succeeded(b.c));
	stop(&b);
}

static void what_is_exported_already_is_not_written(void **state)
{
	struct bench b;

	(void)state;
	open_with(&b, "web");
	play_answer(&b.play, EAST, ENTRY, 200, HAS_WEB);
	expect_item(&b, CONNECT_EXPORT, CONNECT_SKIPPED, "already");
	imports(&b, "[\"web\"]");
	play_until(&b.play, is_over, b.c);
	assert_true(connect_succeeded(b.c));
	assert_int_equal(count(&b, WRITE), 0);
	stop(&b);
}

static void when_another_was_faster_it_reads_again(void **state)
{
	struct wire_request *r;
	struct bench b;

	(void)state;
	open_with(&b, "web");
	play_answer(&b.play, EAST, ENTRY, 404, ABSENT);
	play_answer(&b.play, EAST, WRITE, 200, "false");
	play_answer(&b.play, EAST, ENTRY, 200, HAS_NONE);
	r = play_request(&b.play, EAST, WRITE);
	assert_string_equal(r->line, "PUT /v1/config?cas=7");
	wire_reply(r, 200, PLAY_DATE, "true");
	imports(&b, "[\"web\"]");
	play_until(&b.play, is_over, b.c);
	assert_true(connect_succeeded(b.c));
	stop(&b);
}

static void it_gives_way_after_five_tries(void **state)
{
	struct bench b;

	(void)state;
	open_with(&b, "web");
	for (int i = 0; i < 5; i++) {
		play_answer(&b.play, EAST, ENTRY, 200, HAS_NONE);
		play_answer(&b.play, EAST, WRITE, 200, "false");
	}
	expect_kept(&b, CONNECT_EXPORT, "others keep changing the entry");
	assert_int_equal(count(&b, WRITE), 5);
	stop(&b);
}

static const struct {
	const char *question;
	int status;
	const char *body, *text;
} refusals[] = {
	{ ENTRY, 403, "Permission denied: lacks permission 'mesh:read'",
	  "east: 403: Permission denied" },
	{ ENTRY, 500, "No cluster leader", "east: 500: No cluster leader" },
	{ ENTRY, 500, "", "500 ()" },
	{ ENTRY, 200, "<html>", "east: " },
	{ WRITE, 403, "Permission denied: lacks permission 'mesh:write'",
	  "east: 403: Permission denied" },
	{ WRITE, 404, "", "404 ()" },
	{ WRITE, 500, "No cluster leader", "east: 500: No cluster leader" },
};

static void a_no_is_told_and_the_peering_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		struct bench b;

		open_with(&b, "web");
		if (!strcmp(refusals[i].question, WRITE))
			play_answer(&b.play, EAST, ENTRY, 404, ABSENT);
		play_answer(&b.play, EAST, refusals[i].question,
			    refusals[i].status, refusals[i].body);
		expect_kept(&b, CONNECT_EXPORT, refusals[i].text);
		stop(&b);
	}
}

/* The entry tells whether it was written; it is not written again. */
static void a_lost_answer_is_looked_up_in_the_entry(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * PLAY_LOSSES; i++) {
		enum play_loss loss = (enum play_loss)(i / 2);
		bool written = i % 2;
		struct bench b;

		open_with(&b, "web");
		play_answer(&b.play, EAST, ENTRY, 404, ABSENT);
		play_lose(&b.play, EAST, WRITE, loss, "true");
		play_answer(&b.play, EAST, ENTRY, written ? 200 : 404,
			    written ? HAS_WEB : ABSENT);
		if (written) {
			expect_item(&b, CONNECT_EXPORT, CONNECT_DONE,
				    "exported to dc2 on east");
			imports(&b, "[\"web\"]");
			play_until(&b.play, is_over, b.c);
			assert_true(connect_succeeded(b.c));
		} else {
			expect_kept(&b, CONNECT_EXPORT,
				    "no answer came, and it is not written");
		}
		assert_int_equal(count(&b, WRITE), 1);
		stop(&b);
	}
}

static void a_200_that_is_no_consuls_is_looked_up_too(void **state)
{
	struct bench b;

	(void)state;
	open_with(&b, "web");
	play_answer(&b.play, EAST, ENTRY, 404, ABSENT);
	play_answer(&b.play, EAST, WRITE, 200, "<html>");
	play_answer(&b.play, EAST, ENTRY, 403, DENIED);
	expect_kept(&b, CONNECT_EXPORT, "403: Permission denied");
	assert_int_equal(count(&b, WRITE), 1);
	stop(&b);
}

/* --- import ----------------------------------------------------------------
 */

static void what_does_not_come_is_named_when_the_time_is_up(void **state)
{
	struct bench b;

	(void)state;
	exported(&b, "web");
	imports(&b, "[]");
	play_pass(&b.play, CONNECT_TIMEOUT_MS - 1);
	assert_false(connect_is_over(b.c));
	clock_fake_advance(&b.play.clock, 1);
	expect_kept(&b, CONNECT_IMPORT,
		    "west does not have web yet: it needs an instance");
	stop(&b);
}

static const struct {
	int status;
	const char *body, *text;
} unreadable[] = {
	{ 403, DENIED, "west: 403: Permission denied" },
	{ 404, "Peering not found for \"dc1\"",
	  "west: 404: Peering not found" },
	{ 500, "No cluster leader", "west: Unexpected response code: 500" },
	{ 200, "<html>", "west: peering: " },
};

/* Whether they are there was not to be seen: that is what is told, and at
 * once when it will stay so. */
static void a_record_that_cannot_be_read_is_told(void **state)
{
	static const char *const services[] = { "web", "*" };

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(unreadable); i++) {
		struct bench b;

		exported(&b, services[i % 2]);
		play_answer(&b.play, WEST, READ, unreadable[i / 2].status,
			    unreadable[i / 2].body);
		assert_int_equal(connect_is_over(b.c), i / 2 < 2);
		clock_fake_advance(&b.play.clock, CONNECT_TIMEOUT_MS);
		expect_kept(&b, CONNECT_IMPORT, unreadable[i / 2].text);
		stop(&b);
	}
}

static void where_nobody_answers_that_is_told(void **state)
{
	struct bench b;

	(void)state;
	exported(&b, "*");
	play_request(&b.play, WEST, READ);
	clock_fake_advance(&b.play.clock, CONNECT_TIMEOUT_MS);
	expect_kept(&b, CONNECT_IMPORT, "west: no answer yet");
	stop(&b);
}

static void a_wildcard_has_no_service_to_wait_for(void **state)
{
	struct bench b;

	(void)state;
	exported(&b, "*");
	imports(&b, "[]");
	play_until(&b.play, is_over, b.c);
	assert_true(connect_succeeded(b.c));
	stop(&b);
}

static void a_failed_look_is_made_again(void **state)
{
	struct bench b;

	(void)state;
	exported(&b, "web");
	play_lose(&b.play, WEST, READ, PLAY_EOF, "");
	play_pass(&b.play, PACE_MS);
	imports(&b, "[\"web\"]");
	play_until(&b.play, is_over, b.c);
	assert_true(connect_succeeded(b.c));
	stop(&b);
}

/* --- giving up -------------------------------------------------------------
 */

static void stopped_the_peering_stays(void **state)
{
	static const char *const questions[] = { ENTRY, WRITE, READ };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct wire_request *r;
		struct bench b;

		open_with(&b, "web");
		if (i > 0)
			play_answer(&b.play, EAST, ENTRY, 404, ABSENT);
		if (i > 1)
			play_answer(&b.play, EAST, WRITE, 200, "true");
		r = play_request(&b.play, i > 1 ? WEST : EAST, questions[i]);
		connect_stop(b.c, "stopped");
		wire_reply(r, 200, PLAY_DATE, "true");
		expect_kept(&b, i > 1 ? CONNECT_IMPORT : CONNECT_EXPORT,
			    "stopped");
		assert_true(wire_is_gone(r));
		stop(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_entry_is_written_and_the_imports_are_seen),
		cmocka_unit_test(what_is_exported_already_is_not_written),
		cmocka_unit_test(when_another_was_faster_it_reads_again),
		cmocka_unit_test(it_gives_way_after_five_tries),
		cmocka_unit_test(a_no_is_told_and_the_peering_stays),
		cmocka_unit_test(a_lost_answer_is_looked_up_in_the_entry),
		cmocka_unit_test(a_200_that_is_no_consuls_is_looked_up_too),
		cmocka_unit_test(
			what_does_not_come_is_named_when_the_time_is_up),
		cmocka_unit_test(a_record_that_cannot_be_read_is_told),
		cmocka_unit_test(where_nobody_answers_that_is_told),
		cmocka_unit_test(a_wildcard_has_no_service_to_wait_for),
		cmocka_unit_test(a_failed_look_is_made_again),
		cmocka_unit_test(stopped_the_peering_stays),
	};

	return cmocka_run_group_tests_name("connect_export", tests, NULL, NULL);
}
