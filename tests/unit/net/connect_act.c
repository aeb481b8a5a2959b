/* A connect once it was agreed to: each write, and what a failure leaves. */
#include "tests/unit/net/connect_bench.h"

#define FAR 100000 /* ms: longer than any of its waits */

static bool is_over(const void *c)
{
	return connect_is_over(c);
}

/* --- a good day ------------------------------------------------------------
 */

static void it_goes_step_by_step_until_both_are_heard(void **state)
{
	struct wire_request *r;
	struct bench b;

	(void)state;
	prepare(&b);
	kv_add(&b.meta, "env", "prod");
	strlist_add(&b.addresses, "lb:8503");
	start(&b);
	go(&b);
	expect_item(&b, CONNECT_GENERATE, CONNECT_RUNNING, "");
	assert_false(connect_is_planned(b.c));
	_cleanup_(mem_freep) char *reply = token_reply(&b);
	r = play_request(&b.play, EAST, GENERATE);
	assert_string_equal(r->body,
			    "{\"PeerName\":\"dc2\",\"Meta\":{\"env\":\"prod\"},"
			    "\"ServerExternalAddresses\":[\"lb:8503\"]}");
	wire_reply(r, 200, PLAY_DATE, reply);
	r = play_request(&b.play, WEST, ESTABLISH);
	expect_item(&b, CONNECT_GENERATE, CONNECT_DONE, "for dc2 on east");
	expect_item(&b, CONNECT_PROBE, CONNECT_WARNED, "0 of 1 addresses");
	expect_item(&b, CONNECT_ESTABLISH, CONNECT_RUNNING, "");
	assert_non_null(strstr(r->body, "\"PeerName\":\"dc1\""));
	assert_non_null(strstr(r->body, "\"Meta\":{\"env\":\"prod\"}"));
	wire_reply(r, 200, PLAY_DATE, "{}");
	play_answer_record(&b.play, EAST, READ, &connected[EAST]);
	expect_item(&b, CONNECT_WAIT, CONNECT_RUNNING, "");
	assert_false(connect_is_over(b.c));
	play_answer_record(&b.play, WEST, READ, &connected[WEST]);
	play_until(&b.play, is_over, b.c);
	expect_item(&b, CONNECT_WAIT, CONNECT_DONE, "both are ACTIVE");
	expect_item(&b, CONNECT_IMPORT, CONNECT_SKIPPED, "");
	expect_item(&b, CONNECT_UNDO, CONNECT_TODO, "");
	assert_true(connect_succeeded(b.c));
	assert_true(connect_made_from(b.c) && connect_made_to(b.c));
	stop(&b);
}

static void what_is_connected_already_is_only_waited_for(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	look(&b, &connected[EAST], &connected[WEST]);
	connect_go(b.c);
	play_answer_record(&b.play, EAST, READ, &connected[EAST]);
	play_answer_record(&b.play, WEST, READ, &connected[WEST]);
	play_until(&b.play, is_over, b.c);
	assert_true(connect_succeeded(b.c));
	assert_int_equal(count(&b, "POST /v1/peering/"), 0);
	assert_false(connect_made_from(b.c) || connect_made_to(b.c));
	stop(&b);
}

/* --- generate --------------------------------------------------------------
 */

static const struct {
	int status;
	const char *body, *text;
} refused_tokens[] = {
	{ 403, DENIED, "east: 403: Permission denied: token with" },
	{ 404, "", "404 ()" },
	{ 500,
	  "cannot create peering with name: \"dc2\"; there is already an "
	  "established peering",
	  "east: 500: cannot create peering with name: \"dc2\"" },
	{ 500, "peering must be enabled to use this endpoint", "east: 500" },
	{ 500, "", "500 ()" },
};

static void a_token_that_is_refused_leaves_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused_tokens); i++) {
		struct bench b;

		open_bench(&b);
		go(&b);
		play_answer(&b.play, EAST, GENERATE, refused_tokens[i].status,
			    refused_tokens[i].body);
		expect_failure(&b, CONNECT_GENERATE, refused_tokens[i].text);
		expect_undone(&b, false, false);
		assert_int_equal(count(&b, ESTABLISH), 0);
		stop(&b);
	}
}

static void where_nothing_listens_any_longer_nothing_was_made(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	go(&b);
	play_leave(&b.play, EAST);
	play_until(&b.play, is_over, b.c);
	expect_failure(&b, CONNECT_GENERATE, "connection refused");
	expect_item(&b, CONNECT_UNDO, CONNECT_SKIPPED, "");
	assert_false(connect_made_from(b.c));
	stop(&b);
}

static const char *const write_losses[] = {
	[PLAY_EOF] = "EOF",
	[PLAY_CUT] = "cut off after",
	[PLAY_SILENCE] = "no reply within 3",
	[PLAY_GATEWAY] = "504: <html>Gateway Time-out</html>",
};

static void a_token_that_is_lost_is_not_asked_for_again(void **state)
{
	(void)state;
	for (enum play_loss loss = 0; loss < PLAY_LOSSES; loss++) {
		_cleanup_(mem_freep) char *reply = NULL;
		struct bench b;

		open_bench(&b);
		go(&b);
		reply = token_reply(&b);
		play_lose(&b.play, EAST, GENERATE, loss, reply);
		expect_failure(&b, CONNECT_GENERATE, write_losses[loss]);
		expect_item(&b, CONNECT_UNDO, CONNECT_RUNNING, "");
		remove_record(&b, EAST, &unused);
		expect_undone(&b, true, false);
		stop(&b);
	}
}

static void a_lost_token_may_have_made_nothing(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	go(&b);
	play_lose(&b.play, EAST, GENERATE, PLAY_EOF, "");
	answer_record(&b, EAST, NULL);
	play_until(&b.play, is_over, b.c);
	assert_false(connect_made_from(b.c));
	assert_int_equal(count(&b, DELETE), 0);
	expect_item(&b, CONNECT_UNDO, CONNECT_DONE, "this run");
	stop(&b);
}

/* A record that was there before is never removed. */
static void what_was_there_before_stays(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	look(&b, &unused, &leftover);
	connect_go(b.c);
	play_lose(&b.play, EAST, GENERATE, PLAY_EOF, "");
	expect_failure(&b, CONNECT_GENERATE, "EOF");
	expect_undone(&b, false, false);
	stop(&b);
}

static const char *const no_tokens[] = {
	"", "null", "{}", "{\"PeeringToken\":\"\"}", "<html>", "{\"a\":",
};

static void a_200_without_a_token_may_have_made_the_record(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(no_tokens); i++) {
		struct bench b;

		open_bench(&b);
		go(&b);
		play_answer(&b.play, EAST, GENERATE, 200, no_tokens[i]);
		expect_failure(&b, CONNECT_GENERATE, "east: ");
		remove_record(&b, EAST, &unused);
		expect_undone(&b, true, false);
		stop(&b);
	}
}

/* --- establish -------------------------------------------------------------
 */

static const struct {
	int status;
	const char *body, *text;
	bool leaves; /* a record on the dialing side (Consul 1.21) */
} refused_dials[] = {
	{ 403, USED, "west: 403: a new peering token must be", true },
	{ 503,
	  "1 error occurred:\n\t* failed to exchange peering secret through "
	  "address \"127.0.0.1:9\": rpc error: code = Unavailable\n",
	  "west: 503: 1 error occurred: ", true },
	{ 403, DENIED, "west: 403: Permission denied", false },
	{ 500, "cannot create a peering within the same cluster \"x\"",
	  "west: 500: cannot create", false },
	{ 500, "nope is not a valid peering server address",
	  "west: 500: nope is not", false },
	{ 400, "Body decoding failed: EOF", "west: 400", false },
	{ 404, "", "404 ()", false },
	{ 504, "", "504 ()", true },
	{ 200, "<html>", "not that of a Consul", true },
};

static void an_establish_that_fails_takes_both_halves_away(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused_dials); i++) {
		bool leaves = refused_dials[i].leaves;
		struct bench b;

		open_bench(&b);
		generate(&b);
		play_answer(&b.play, WEST, ESTABLISH, refused_dials[i].status,
			    refused_dials[i].body);
		expect_failure(&b, CONNECT_ESTABLISH, refused_dials[i].text);
		remove_record(&b, EAST, &unused);
		if (leaves)
			remove_record(&b, WEST, &dialing);
		expect_undone(&b, true, leaves);
		assert_int_equal(count(&b, ESTABLISH), 1);
		stop(&b);
	}
}

static void an_establish_whose_answer_is_lost_is_not_repeated(void **state)
{
	(void)state;
	for (enum play_loss loss = 0; loss < PLAY_LOSSES; loss++) {
		struct bench b;

		open_bench(&b);
		generate(&b);
		play_lose(&b.play, WEST, ESTABLISH, loss, "{}");
		expect_failure(&b, CONNECT_ESTABLISH, write_losses[loss]);
		remove_record(&b, EAST, &unused);
		remove_record(&b, WEST, &dialing);
		expect_undone(&b, true, true);
		assert_int_equal(count(&b, ESTABLISH), 1);
		stop(&b);
	}
}

static void an_establish_that_was_not_sent_leaves_one_half(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	go(&b);
	_cleanup_(mem_freep) char *reply = token_reply(&b);
	play_leave(&b.play, WEST);
	play_answer(&b.play, EAST, GENERATE, 200, reply);
	remove_record(&b, EAST, &unused);
	expect_failure(&b, CONNECT_ESTABLISH, "connection refused");
	expect_undone(&b, true, false);
	stop(&b);
}

/* --- wait ------------------------------------------------------------------
 */

static void no_heartbeat_comes(struct bench *b)
{
	struct play_record silent = connected[WEST];

	silent.heard = false;
	play_answer_record(&b->play, EAST, READ, &connected[EAST]);
	play_answer_record(&b->play, WEST, READ, &silent);
	clock_fake_advance(&b->play.clock, CONNECT_TIMEOUT_MS);
}

static void it_stays_pending(struct bench *b)
{
	play_answer_record(&b->play, EAST, READ, &unused);
	play_answer_record(&b->play, WEST, READ, &dialing);
	clock_fake_advance(&b->play.clock, CONNECT_TIMEOUT_MS);
}

static void nobody_answers(struct bench *b)
{
	play_request(&b->play, EAST, READ);
	play_request(&b->play, WEST, READ);
	clock_fake_advance(&b->play.clock, CONNECT_TIMEOUT_MS);
}

static void east_deletes(struct bench *b)
{
	struct play_record gone = connected[WEST];

	gone.state = "TERMINATED";
	play_request(&b->play, EAST, READ); /* is taken back */
	play_answer_record(&b->play, WEST, READ, &gone);
}

static void west_deletes(struct bench *b)
{
	play_request(&b->play, EAST, READ); /* is taken back */
	play_answer(&b->play, WEST, READ, 404, "Peering not found for \"dc1\"");
}

static void rights_go(struct bench *b)
{
	play_request(&b->play, WEST, READ); /* is taken back */
	play_answer(&b->play, EAST, READ, 403, DENIED);
}

/* Somebody deleted it and made one of that name with a third cluster. */
static void another_takes_its_place(struct bench *b)
{
	struct play_record other = connected[EAST];

	other.id = "7777eeee-0000-0000-0000-000000000000";
	other.datacenter = "dc3";
	play_request(&b->play, WEST, READ); /* is taken back */
	play_answer_record(&b->play, EAST, READ, &other);
}

static void west_is_established_over(struct bench *b)
{
	struct play_record other = connected[WEST];

	other.peer_id = "7777eeee-0000-0000-0000-000000000000";
	play_request(&b->play, EAST, READ); /* is taken back */
	play_answer_record(&b->play, WEST, READ, &other);
}

static const struct {
	void (*play)(struct bench *b);
	const char *text;
} bad_waits[] = {
	{ no_heartbeat_comes,
	  "dc1 on west: it is ACTIVE, but no heartbeat has come yet" },
	{ it_stays_pending, "dc2 on east: it is PENDING" },
	{ nobody_answers, "dc2 on east: no answer yet" },
	{ east_deletes, "dc1 on west: it is TERMINATED" },
	{ west_deletes, "dc1 on west: there is no such peering" },
	{ rights_go, "dc2 on east: Unexpected response code: 403" },
	{ another_takes_its_place,
	  "dc2 on east: another peering has taken its name" },
	{ west_is_established_over,
	  "dc1 on west: another peering has taken its name" },
};

static void a_wait_that_fails_says_of_which_side(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_waits); i++) {
		struct bench b;

		open_bench(&b);
		establish(&b);
		bad_waits[i].play(&b);
		play_settle(&b.play);
		expect_failure(&b, CONNECT_WAIT, bad_waits[i].text);
		remove_record(&b, EAST, &unused);
		remove_record(&b, WEST, &dialing);
		expect_undone(&b, true, true);
		stop(&b);
	}
}

/* The one that was reached does not hold up the other, nor the other's end. */
static void the_slower_side_ends_the_wait(void **state)
{
	struct play_record silent = connected[WEST];
	struct err east, west;
	struct bench b;

	(void)state;
	silent.heard = false;
	open_bench(&b);
	establish(&b);
	play_answer_record(&b.play, EAST, READ, &connected[EAST]);
	play_answer_record(&b.play, WEST, READ, &silent);
	connect_seen(b.c, &east, &west);
	assert_int_equal(east.kind, ERR_NONE);
	assert_string_equal(west.msg,
			    "it is ACTIVE, but no heartbeat has come yet");
	play_pass(&b.play, 15000);
	play_answer_record(&b.play, WEST, READ, &connected[WEST]);
	play_until(&b.play, is_over, b.c);
	assert_true(connect_succeeded(b.c));
	assert_int_equal(play_count(&b.play, EAST, READ), 2);
	stop(&b);
}

/* --- giving up -------------------------------------------------------------
 */

static void (*const phases[])(struct bench *b) = { go, generate, establish };

static void freed_in_any_phase_nothing_comes_after(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(phases); i++) {
		struct bench b;
		size_t asked;
		int changes;

		open_bench(&b);
		phases[i](&b);
		play_settle(&b.play);
		connect_free(b.c);
		b.play.engine = b.c = NULL;
		changes = b.changes;
		asked = count(&b, "");
		play_pass(&b.play, FAR);
		assert_int_equal(b.changes, changes);
		assert_int_equal(count(&b, ""), asked);
		stop(&b);
	}
}

static void stopped_in_any_phase_it_removes_what_it_made(void **state)
{
	static const enum connect_step steps[] = {
		CONNECT_GENERATE,
		CONNECT_ESTABLISH,
		CONNECT_WAIT,
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(phases); i++) {
		struct bench b;

		open_bench(&b);
		phases[i](&b);
		play_settle(&b.play);
		while (wire_take(b.play.clusters[EAST].wire, READ) ||
		       wire_take(b.play.clusters[WEST].wire, READ))
			; /* those of the wait are taken back */
		connect_stop(b.c, "stopped here");
		expect_failure(&b, steps[i], "stopped here");
		remove_record(&b, EAST, &unused);
		if (i > 0)
			remove_record(&b, WEST, &dialing);
		expect_undone(&b, true, i > 0);
		stop(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_step_by_step_until_both_are_heard),
		cmocka_unit_test(what_is_connected_already_is_only_waited_for),
		cmocka_unit_test(a_token_that_is_refused_leaves_nothing),
		cmocka_unit_test(
			where_nothing_listens_any_longer_nothing_was_made),
		cmocka_unit_test(a_token_that_is_lost_is_not_asked_for_again),
		cmocka_unit_test(a_lost_token_may_have_made_nothing),
		cmocka_unit_test(what_was_there_before_stays),
		cmocka_unit_test(
			a_200_without_a_token_may_have_made_the_record),
		cmocka_unit_test(
			an_establish_that_fails_takes_both_halves_away),
		cmocka_unit_test(
			an_establish_whose_answer_is_lost_is_not_repeated),
		cmocka_unit_test(
			an_establish_that_was_not_sent_leaves_one_half),
		cmocka_unit_test(a_wait_that_fails_says_of_which_side),
		cmocka_unit_test(the_slower_side_ends_the_wait),
		cmocka_unit_test(freed_in_any_phase_nothing_comes_after),
		cmocka_unit_test(stopped_in_any_phase_it_removes_what_it_made),
	};

	return cmocka_run_group_tests_name("connect_act", tests, NULL, NULL);
}
