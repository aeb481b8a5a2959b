/* What a connect takes back when it fails, and what it names as left. */
#include "tests/unit/net/connect_bench.h"

#define OTHER "7777eeee-0000-0000-0000-000000000000"

/* Both records are made and the token is refused: both are to go. */
static void fail_both(struct bench *b)
{
	generate(b);
	play_answer(&b->play, WEST, ESTABLISH, 403, USED);
}

static void open_failed(struct bench *b, bool keep)
{
	prepare(b);
	b->plan.keep = keep;
	start(b);
	fail_both(b);
}

/* The two are looked at; what is there is what this run made. */
static void find_own(struct bench *b)
{
	play_answer_record(&b->play, EAST, READ, &unused);
	play_answer_record(&b->play, WEST, READ, &dialing);
}

static void expect_over(struct bench *b, enum connect_mark mark,
			const char *text, bool made_east, bool made_west)
{
	play_settle(&b->play);
	assert_true(connect_is_over(b->c));
	expect_item(b, CONNECT_UNDO, mark, text);
	assert_int_equal(connect_made_from(b->c), made_east);
	assert_int_equal(connect_made_to(b->c), made_west);
}

/* --- keeping ---------------------------------------------------------------
 */

static void what_is_kept_goes_when_told(void **state)
{
	struct bench b;

	(void)state;
	open_failed(&b, true);
	expect_over(&b, CONNECT_TODO, "", true, true);
	connect_undo(b.c);
	assert_false(connect_is_over(b.c));
	find_own(&b);
	play_answer(&b.play, EAST, DELETE "dc2", 200, "");
	assert_false(connect_is_over(b.c));
	play_answer(&b.play, WEST, DELETE "dc1", 200, "");
	expect_over(&b, CONNECT_DONE, "what this run made is removed", false,
		    false);
	connect_undo(b.c);
	expect_over(&b, CONNECT_SKIPPED, "nothing", false, false);
	assert_int_equal(count(&b, DELETE), 2);
	stop(&b);
}

static void only_what_is_over_can_be_undone(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	generate(&b);
	connect_undo(b.c);
	expect_item(&b, CONNECT_UNDO, CONNECT_TODO, "");
	play_settle(&b.play);
	assert_int_equal(count(&b, DELETE), 0);
	stop(&b);
}

/* --- what is there by now --------------------------------------------------
 */

static const struct {
	struct play_record east;
	bool removed;
	enum connect_mark mark;
	const char *text;
} by_now[] = {
	{ { .id = LINK, .state = "PENDING" }, true, CONNECT_DONE, "" },
	{ { .id = LINK, .state = "ACTIVE" }, true, CONNECT_DONE, "" },
	{ { .id = LINK, .state = "TERMINATED" }, true, CONNECT_DONE, "" },
	{ { .id = LINK, .state = "DELETING" }, false, CONNECT_DONE, "" },
	{ { .id = OTHER, .state = "ACTIVE" },
	  false,
	  CONNECT_WARNED,
	  "dc2 on east stays: another peering has taken the name" },
	{ { .id = OTHER, .state = "PENDING" },
	  false,
	  CONNECT_WARNED,
	  "dc2 on east stays" },
	{ { .id = OTHER, .peer_id = "1", .state = "PENDING" },
	  false,
	  CONNECT_WARNED,
	  "dc2 on east stays" },
};

static void another_peering_of_that_name_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(by_now); i++) {
		struct bench b;

		open_failed(&b, false);
		play_answer_record(&b.play, EAST, READ, &by_now[i].east);
		play_answer_record(&b.play, WEST, READ, &dialing);
		play_answer(&b.play, WEST, DELETE "dc1", 200, "");
		if (by_now[i].removed)
			play_answer(&b.play, EAST, DELETE "dc2", 200, "");
		expect_over(&b, by_now[i].mark, by_now[i].text, false, false);
		assert_int_equal(play_count(&b.play, EAST, DELETE),
				 by_now[i].removed);
		stop(&b);
	}
}

/* The ID came with the token, which was lost. */
static const struct {
	struct play_record record;
	bool removed;
} without_token[] = {
	{ { .id = LINK, .state = "PENDING" }, true },
	{ { .id = LINK, .state = "PENDING", .datacenter = "dc3" }, false },
	{ { .id = LINK, .state = "ACTIVE", .datacenter = "dc3" }, false },
	{ { .id = LINK, .state = "PENDING", .peer_id = OTHER }, false },
};

static void without_the_token_only_what_is_unused_goes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(without_token); i++) {
		bool removed = without_token[i].removed;
		struct bench b;

		open_bench(&b);
		go(&b);
		play_lose(&b.play, EAST, GENERATE, PLAY_EOF, "");
		play_answer_record(&b.play, EAST, READ,
				   &without_token[i].record);
		if (removed)
			play_answer(&b.play, EAST, DELETE, 200, "");
		expect_over(&b, removed ? CONNECT_DONE : CONNECT_WARNED, "",
			    false, false);
		assert_int_equal(count(&b, DELETE), removed);
		stop(&b);
	}
}

/* --- when that fails as well -----------------------------------------------
 */

static void what_cannot_be_looked_at_is_named_and_stays(void **state)
{
	static const struct {
		int status;
		const char *body;
	} cases[] = {
		{ 403, DENIED },
		{ 500, "No cluster leader" },
		{ 200, "<html>" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct bench b;

		open_failed(&b, false);
		answer_record(&b, WEST, NULL);
		play_answer(&b.play, EAST, READ, cases[i].status,
			    cases[i].body);
		expect_over(&b, CONNECT_FAILED,
			    "dc2 on east could not be removed: ", true, false);
		assert_int_equal(count(&b, DELETE), 0);
		stop(&b);
	}
}

static void a_delete_that_fails_is_told_and_not_repeated(void **state)
{
	static const struct {
		int status;
		const char *body, *text;
	} cases[] = {
		{ 403, DENIED, "403 (Permission denied: token with" },
		{ 500, "No cluster leader", "500 (No cluster leader)" },
		{ 404, "", "404 ()" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct bench b;

		open_failed(&b, false);
		find_own(&b);
		play_answer(&b.play, EAST, DELETE, 200, "");
		play_answer(&b.play, WEST, DELETE, cases[i].status,
			    cases[i].body);
		expect_over(&b, CONNECT_FAILED,
			    "dc1 on west could not be removed: ", false, true);
		expect_item(&b, CONNECT_UNDO, CONNECT_FAILED, cases[i].text);
		assert_int_equal(count(&b, DELETE), 2);
		stop(&b);
	}
}

static void a_delete_whose_answer_is_lost_is_not_repeated(void **state)
{
	(void)state;
	for (enum play_loss loss = 0; loss < PLAY_LOSSES; loss++) {
		struct bench b;

		if (loss == PLAY_CUT)
			continue; /* its answer is empty */
		open_failed(&b, false);
		find_own(&b);
		play_answer(&b.play, EAST, DELETE, 200, "");
		play_lose(&b.play, WEST, DELETE, loss, "");
		expect_over(&b, CONNECT_FAILED,
			    "dc1 on west could not be removed: ", false, true);
		assert_int_equal(play_count(&b.play, WEST, DELETE), 1);
		stop(&b);
	}
}

static void both_are_named_when_both_are_left(void **state)
{
	struct bench b;

	(void)state;
	open_failed(&b, false);
	find_own(&b);
	play_answer(&b.play, EAST, DELETE, 403, DENIED);
	play_answer(&b.play, WEST, DELETE, 403, DENIED);
	expect_over(&b, CONNECT_FAILED,
		    "dc2 on east and dc1 on west could not be removed: ", true,
		    true);
	connect_undo(b.c); /* told to, it tries again */
	find_own(&b);
	play_answer(&b.play, EAST, DELETE, 200, "");
	play_answer(&b.play, WEST, DELETE, 200, "");
	expect_over(&b, CONNECT_DONE, "removed", false, false);
	stop(&b);
}

/* --- giving up on that -----------------------------------------------------
 */

static void stopped_while_it_removes_it_names_what_may_be_left(void **state)
{
	struct wire_request *r;
	struct bench b;
	int changes;

	(void)state;
	open_failed(&b, false);
	find_own(&b);
	r = play_request(&b.play, EAST, DELETE);
	play_request(&b.play, WEST, DELETE);
	connect_stop(b.c, "stopped");
	changes = b.changes;
	wire_reply(r, 200, NULL, "");
	expect_over(&b, CONNECT_FAILED,
		    "stopped; this may still be there: dc2 on east and dc1 on "
		    "west",
		    true, true);
	assert_true(wire_is_gone(r));
	assert_int_equal(b.changes, changes);
	stop(&b);
}

/* One that had failed before is left, too. */
static void stopped_it_names_what_failed_before(void **state)
{
	struct bench b;

	(void)state;
	open_failed(&b, false);
	find_own(&b);
	play_answer(&b.play, EAST, DELETE, 403, DENIED);
	play_request(&b.play, WEST, DELETE);
	connect_stop(b.c, "stopped");
	expect_over(&b, CONNECT_FAILED, "dc2 on east and dc1 on west", true,
		    true);
	stop(&b);
}

static void freed_while_it_removes_nothing_comes_after(void **state)
{
	struct wire_request *r;
	struct bench b;
	int changes;

	(void)state;
	open_failed(&b, false);
	find_own(&b);
	r = play_request(&b.play, EAST, DELETE);
	wire_reply(r, 200, NULL, "");
	connect_free(b.c);
	b.play.engine = b.c = NULL;
	changes = b.changes;
	play_settle(&b.play);
	assert_int_equal(b.changes, changes);
	stop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_goes_when_told),
		cmocka_unit_test(only_what_is_over_can_be_undone),
		cmocka_unit_test(another_peering_of_that_name_stays),
		cmocka_unit_test(without_the_token_only_what_is_unused_goes),
		cmocka_unit_test(what_cannot_be_looked_at_is_named_and_stays),
		cmocka_unit_test(a_delete_that_fails_is_told_and_not_repeated),
		cmocka_unit_test(a_delete_whose_answer_is_lost_is_not_repeated),
		cmocka_unit_test(both_are_named_when_both_are_left),
		cmocka_unit_test(
			stopped_while_it_removes_it_names_what_may_be_left),
		cmocka_unit_test(stopped_it_names_what_failed_before),
		cmocka_unit_test(freed_while_it_removes_nothing_comes_after),
	};

	return cmocka_run_group_tests_name("connect_undo", tests, NULL, NULL);
}
