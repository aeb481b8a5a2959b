/* An await against a cluster that the test plays, on a clock of the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/await.h"
#include "net/http.h"
#include "tests/lib/play.h"

#define READ	   "GET /v1/peering/west"
#define TIMEOUT_MS 60000
#define ANY	   (-1) /* heartbeat counts */

struct bench {
	struct play play;
	struct await *await;
};

static int64_t deadline(const void *engine)
{
	return await_deadline(engine);
}

static void tick(void *engine)
{
	await_tick(engine);
}

static void start(struct bench *b, enum await_goal goal, int64_t since)
{
	static const struct play_engine ops = { deadline, tick };

	play_open(&b->play);
	b->await = await_new(&b->play.clusters[0].client, &b->play.clock.clock,
			     "west", goal, since, TIMEOUT_MS);
	b->play.ops = &ops;
	b->play.engine = b->await;
}

static void stop(struct bench *b)
{
	await_free(b->await);
	b->play.engine = NULL;
	play_close(&b->play);
}

static bool is_over(const void *await)
{
	return await_over(await);
}

static void expect(struct bench *b, bool over, enum err_kind kind,
		   const char *text)
{
	struct err err = ERR_INIT;

	assert_int_equal(await_over(b->await), over);
	assert_int_equal(await_reached(b->await, &err), kind == ERR_NONE);
	if (!strstr(err.msg, text))
		fail_msg("\"%s\" is not in \"%s\"", text, err.msg);
	assert_int_equal(err.kind, kind);
	assert_int_equal(await_deadline(b->await) < 0, over);
}

/* --- what a record says ----------------------------------------------------
 */

static const struct {
	const char *state;
	bool heard;
	int beat, since; /* from PLAY_WALL, which is the reply's Date */
	bool over;
	enum err_kind kind;
	const char *text;
} records[] = {
	{ "ACTIVE", true, 0, 0, true, ERR_NONE, "" },
	{ "ACTIVE", true, 5, 0, true, ERR_NONE, "" },
	{ "ACTIVE", true, -30, -60, true, ERR_NONE, "" },
	{ "ACTIVE", true, -31, -60, false, ERR_TIMEOUT, "no heartbeat has" },
	/* Date is in whole seconds, and another server's: two more count. */
	{ "ACTIVE", true, -2, 0, true, ERR_NONE, "" },
	{ "ACTIVE", true, -3, 0, false, ERR_TIMEOUT, "no heartbeat has" },
	{ "ACTIVE", false, 0, 0, false, ERR_TIMEOUT,
	  "it is ACTIVE, but no heartbeat has come yet" },
	{ "PENDING", false, 0, 0, false, ERR_TIMEOUT, "it is PENDING" },
	{ "ESTABLISHING", true, 0, 0, false, ERR_TIMEOUT, "it is ESTABLIS" },
	{ "FAILING", true, 0, 0, false, ERR_TIMEOUT, "it is FAILING" },
	{ "NEW", true, 0, 0, false, ERR_TIMEOUT, "it is NEW" },
	{ "TERMINATED", true, 0, 0, true, ERR_STATUS,
	  "it is TERMINATED: it was deleted on the other side" },
	{ "DELETING", true, 0, 0, true, ERR_STATUS,
	  "it is DELETING: it was deleted" },
};

static void a_record_is_judged_by_state_and_heartbeat(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		const struct play_record record = {
			.state = records[i].state,
			.heard = records[i].heard,
			.beat = records[i].beat,
		};
		struct bench b;

		start(&b, AWAIT_HEARD, PLAY_WALL + records[i].since);
		play_answer_record(&b.play, 0, READ, &record);
		expect(&b, records[i].over, records[i].kind, records[i].text);
		stop(&b);
	}
}

static void any_heartbeat_counts_when_none_is_told(void **state)
{
	const struct play_record old = { .state = "ACTIVE",
					 .heard = true,
					 .beat = -29 };
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, ANY);
	play_answer_record(&b.play, 0, READ, &old);
	expect(&b, true, ERR_NONE, "");
	stop(&b);
}

/* Without a Date nobody can say that it is late. */
static void a_reply_without_a_date_makes_no_heartbeat_old(void **state)
{
	const struct play_record old = { .state = "ACTIVE",
					 .heard = true,
					 .beat = -3600 };
	_cleanup_(mem_freep) char *body = play_record(&old);
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, ANY);
	wire_reply(play_request(&b.play, 0, READ), 200, NULL, body);
	play_until(&b.play, is_over, b.await);
	expect(&b, true, ERR_NONE, "");
	stop(&b);
}

static void it_goes_on_until_the_heartbeat_comes(void **state)
{
	struct play_record record = { .state = "PENDING" };
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, PLAY_WALL);
	play_answer_record(&b.play, 0, READ, &record);
	expect(&b, false, ERR_TIMEOUT, "it is PENDING");
	record.state = "ACTIVE";
	play_pass(&b.play, 1000);
	play_answer_record(&b.play, 0, READ, &record);
	expect(&b, false, ERR_TIMEOUT, "no heartbeat");
	record.heard = true;
	play_pass(&b.play, 1000);
	play_answer_record(&b.play, 0, READ, &record);
	expect(&b, true, ERR_NONE, "");
	play_pass(&b.play, TIMEOUT_MS); /* and then it is over */
	assert_true(await_reached(b.await, NULL));
	assert_int_equal(play_count(&b.play, 0, READ), 3);
	stop(&b);
}

static void deleted_meanwhile_it_is_over(void **state)
{
	const struct play_record record = { .state = "ESTABLISHING" };
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, PLAY_WALL);
	play_answer_record(&b.play, 0, READ, &record);
	expect(&b, false, ERR_TIMEOUT, "it is ESTABLISHING");
	play_pass(&b.play, 1000);
	play_answer(&b.play, 0, READ, 404, "Peering not found for \"west\"");
	expect(&b, true, ERR_STATUS, "there is no such peering");
	stop(&b);
}

static void it_is_gone_when_there_is_no_record(void **state)
{
	const struct play_record record = { .state = "DELETING" };
	struct bench b;

	(void)state;
	start(&b, AWAIT_GONE, ANY);
	play_answer_record(&b.play, 0, READ, &record);
	expect(&b, false, ERR_TIMEOUT, "it is DELETING");
	play_pass(&b.play, 1000);
	play_answer(&b.play, 0, READ, 404, "Peering not found for \"west\"");
	expect(&b, true, ERR_NONE, "");
	stop(&b);
}

/* --- what is no record -----------------------------------------------------
 */

static const struct {
	int status;
	const char *body;
	bool over;
	enum err_kind kind;
	const char *text;
} failures[] = {
	{ 403,
	  "Permission denied: token with AccessorID "
	  "'7f3c0000-0000-0000-0000-000000000000' lacks permission "
	  "'peering:read'",
	  true, ERR_DENIED, "lacks permission" },
	{ 403, "ACL not found", true, ERR_DENIED, "ACL not found" },
	{ 500, "No cluster leader", false, ERR_STATUS, "No cluster leader" },
	{ 500, "peering must be enabled to use this endpoint", false,
	  ERR_STATUS, "peering must be enabled" },
	{ 500, "", false, ERR_STATUS, "500 ()" },
	{ 429, "Your IP is issuing too many concurrent connections", false,
	  ERR_STATUS, "too many" },
	{ 200, "<html>", false, ERR_DECODE, "peering" },
	{ 200, "null", false, ERR_DECODE, "peering" },
	{ 200, "[]", false, ERR_DECODE, "peering" },
	{ 200, "", false, ERR_DECODE, "peering" },
};

/* A denial will not change, a server that has no leader may. */
static void a_failure_ends_it_only_when_it_will_stay(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(failures); i++) {
		enum await_goal goal = i % 2 ? AWAIT_GONE : AWAIT_HEARD;
		struct bench b;

		start(&b, goal, PLAY_WALL);
		play_answer(&b.play, 0, READ, failures[i / 2].status,
			    failures[i / 2].body);
		expect(&b, failures[i / 2].over, failures[i / 2].kind,
		       failures[i / 2].text);
		stop(&b);
	}
}

static void a_lost_answer_is_asked_for_again(void **state)
{
	const struct play_record record = { .state = "ACTIVE", .heard = true };

	(void)state;
	for (enum play_loss loss = PLAY_EOF; loss <= PLAY_CUT; loss++) {
		struct bench b;

		start(&b, AWAIT_HEARD, PLAY_WALL);
		play_lose(&b.play, 0, READ, loss, "{}");
		expect(&b, false, ERR_LOST, loss == PLAY_CUT ? "cut" : "EOF");
		play_pass(&b.play, 100);
		play_answer_record(&b.play, 0, READ, &record);
		expect(&b, true, ERR_NONE, "");
		stop(&b);
	}
}

static bool has_asked(const void *ctx)
{
	return ((const struct bench *)ctx)->play.over > 0;
}

static void nothing_that_listens_is_asked_until_the_time_is_up(void **state)
{
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, PLAY_WALL);
	play_leave(&b.play, 0);
	play_until(&b.play, has_asked, &b);
	expect(&b, false, ERR_CONNECT, "connection refused");
	play_pass(&b.play, TIMEOUT_MS);
	expect(&b, true, ERR_CONNECT, "connection refused");
	stop(&b);
}

/* --- time ------------------------------------------------------------------
 */

static void it_asks_at_once_and_then_more_and_more_slowly(void **state)
{
	static const int paces[] = { 100, 200, 400, 800, 1000, 1000 };
	const struct play_record record = { .state = "PENDING" };
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, PLAY_WALL);
	assert_true(await_deadline(b.await) <= b.play.clock.ms);
	for (size_t i = 0; i < ARRAY_LEN(paces); i++) {
		play_answer_record(&b.play, 0, READ, &record);
		assert_int_equal(await_deadline(b.await),
				 b.play.clock.ms + paces[i]);
		play_pass(&b.play, paces[i] - 1);
		assert_int_equal(play_count(&b.play, 0, READ), i + 1);
		clock_fake_advance(&b.play.clock, 1);
	}
	stop(&b);
}

static void between_two_questions_the_time_is_up(void **state)
{
	const struct play_record record = { .state = "PENDING" };
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, PLAY_WALL);
	play_turn(&b.play);
	clock_fake_advance(&b.play.clock, TIMEOUT_MS - 50);
	play_answer_record(&b.play, 0, READ, &record);
	expect(&b, false, ERR_TIMEOUT, "it is PENDING");
	assert_int_equal(await_deadline(b.await), b.play.clock.ms + 50);
	play_pass(&b.play, 49);
	assert_false(await_over(b.await));
	play_pass(&b.play, 1);
	expect(&b, true, ERR_TIMEOUT, "it is PENDING");
	assert_int_equal(play_count(&b.play, 0, READ), 1);
	stop(&b);
}

static void a_question_that_is_open_then_is_taken_back(void **state)
{
	struct wire_request *r;
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, PLAY_WALL);
	r = play_request(&b.play, 0, READ);
	assert_int_equal(await_deadline(b.await), b.play.clock.ms + TIMEOUT_MS);
	play_pass(&b.play, TIMEOUT_MS - 1);
	assert_false(await_over(b.await));
	clock_fake_advance(&b.play.clock, 1);
	play_until(&b.play, is_over, b.await);
	expect(&b, true, ERR_TIMEOUT, "no answer yet");
	play_settle(&b.play);
	assert_true(wire_is_gone(r));
	stop(&b);
}

static void freed_it_takes_its_question_back(void **state)
{
	struct wire_request *r;
	struct bench b;

	(void)state;
	start(&b, AWAIT_HEARD, PLAY_WALL);
	r = play_request(&b.play, 0, READ);
	wire_reply(r, 200, PLAY_DATE, "{}");
	await_freep(&b.await);
	assert_null(b.await);
	b.play.engine = NULL;
	play_settle(&b.play); /* a callback would use what was freed */
	assert_true(wire_is_gone(r));
	stop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_judged_by_state_and_heartbeat),
		cmocka_unit_test(any_heartbeat_counts_when_none_is_told),
		cmocka_unit_test(a_reply_without_a_date_makes_no_heartbeat_old),
		cmocka_unit_test(it_goes_on_until_the_heartbeat_comes),
		cmocka_unit_test(deleted_meanwhile_it_is_over),
		cmocka_unit_test(it_is_gone_when_there_is_no_record),
		cmocka_unit_test(a_failure_ends_it_only_when_it_will_stay),
		cmocka_unit_test(a_lost_answer_is_asked_for_again),
		cmocka_unit_test(
			nothing_that_listens_is_asked_until_the_time_is_up),
		cmocka_unit_test(it_asks_at_once_and_then_more_and_more_slowly),
		cmocka_unit_test(between_two_questions_the_time_is_up),
		cmocka_unit_test(a_question_that_is_open_then_is_taken_back),
		cmocka_unit_test(freed_it_takes_its_question_back),
	};

	return cmocka_run_group_tests_name("await", tests, NULL, NULL);
}
