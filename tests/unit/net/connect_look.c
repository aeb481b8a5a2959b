/* The first step of a connect: what it finds on the two sides, what it plans
 * then, and what stops it before anything was written. */
#include "tests/unit/net/connect_bench.h"

/* Over, with this in the item of the first step, and nothing was written. */
static void expect_refusal(struct bench *b, const char *text)
{
	play_settle(&b->play);
	expect_item(b, CONNECT_LOOK, CONNECT_FAILED, text);
	assert_true(connect_is_over(b->c));
	assert_false(connect_succeeded(b->c));
	assert_false(connect_is_planned(b->c));
	expect_item(b, CONNECT_UNDO, CONNECT_TODO, "");
	assert_int_equal(connect_deadline(b->c), -1);
	assert_false(connect_made_from(b->c) || connect_made_to(b->c));
}

/* --- the plan --------------------------------------------------------------
 */

static void it_looks_and_stops_with_a_plan(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	assert_string_equal(connect_name_from(b.c), "");
	assert_string_equal(connect_datacenter_to(b.c), "");
	assert_int_equal(connect_deadline(b.c), 0);
	look(&b, NULL, NULL);
	assert_true(connect_is_planned(b.c));
	assert_false(connect_is_over(b.c));
	assert_string_equal(connect_name_from(b.c), "dc2");
	assert_string_equal(connect_name_to(b.c), "dc1");
	assert_string_equal(connect_datacenter_from(b.c), "dc1");
	assert_string_equal(connect_datacenter_to(b.c), "dc2");
	expect_item(&b, CONNECT_LOOK, CONNECT_DONE,
		    "west is dc2 on east, east is dc1 on west");
	expect_item(&b, CONNECT_GENERATE, CONNECT_TODO, "for dc2 on east");
	expect_item(&b, CONNECT_ESTABLISH, CONNECT_TODO, "dc1 on west");
	expect_item(&b, CONNECT_WAIT, CONNECT_TODO, "both are ACTIVE");
	expect_item(&b, CONNECT_EXPORT, CONNECT_SKIPPED, "no service");
	assert_int_equal(connect_deadline(b.c), -1);
	play_settle(&b.play);
	assert_int_equal(count(&b, ""), 8); /* and it waits to be told */
	stop(&b);
}

static void names_that_are_given_are_taken(void **state)
{
	struct bench b;

	(void)state;
	prepare(&b);
	b.plan.from.name = "partner";
	b.plan.to.name = "origin";
	start(&b);
	introduce(&b, EAST, NULL);
	introduce(&b, WEST, NULL);
	play_answer(&b.play, EAST, READ "partner", 404, "");
	play_answer(&b.play, WEST, READ "origin", 404, "");
	assert_true(connect_is_planned(b.c));
	stop(&b);
}

static void what_stands_in_the_way_of_nothing_is_planned_over(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	look(&b, &unused, &leftover);
	assert_true(connect_is_planned(b.c));
	expect_item(&b, CONNECT_GENERATE, CONNECT_TODO,
		    "an unused older one stops working");
	expect_item(&b, CONNECT_ESTABLISH, CONNECT_TODO,
		    "over what is left there");
	stop(&b);
}

static void what_is_connected_is_skipped(void **state)
{
	static const char *const states[] = { "ACTIVE", "FAILING",
					      "ESTABLISHING" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		struct play_record west = connected[WEST];
		struct bench b;

		west.state = states[i];
		open_bench(&b);
		look(&b, &connected[EAST], &west);
		assert_true(connect_is_planned(b.c));
		expect_item(&b, CONNECT_GENERATE, CONNECT_SKIPPED,
			    "east and west are peered already");
		expect_item(&b, CONNECT_ESTABLISH, CONNECT_SKIPPED, "already");
		expect_item(&b, CONNECT_WAIT, CONNECT_TODO, "both are ACTIVE");
		stop(&b);
	}
}

/* --- records in the way ----------------------------------------------------
 */

#define OTHER "2222dddd-0000-0000-0000-000000000000"

static const struct {
	struct play_record east, west; /* no id: there is none */
	const char *text;
} in_the_way[] = {
	{ { .id = LINK, .state = "ACTIVE", .datacenter = "dc3" },
	  { 0 },
	  "on east, dc2 is connected with another cluster" },
	{ { .id = LINK, .state = "FAILING", .datacenter = "dc3" },
	  { 0 },
	  "on east, dc2 is connected with another cluster" },
	{ { .id = LINK, .state = "PENDING", .datacenter = "dc3" },
	  { 0 },
	  "on east, dc2 is connected with another cluster" },
	{ { .id = LINK, .state = "PENDING", .peer_id = OTHER },
	  { 0 },
	  "on east, dc2 is dialed from there" },
	{ { .id = LINK, .state = "TERMINATED" },
	  { 0 },
	  "on east, dc2 was deleted by the other side" },
	{ { .id = LINK, .state = "DELETING" },
	  { 0 },
	  "on east, dc2 is being deleted" },
	{ { .id = LINK, .state = "PENDING", .deleted = "2026-09-21T14:13:20Z" },
	  { 0 },
	  "on east, dc2 is being deleted" },
	{ { 0 },
	  { .id = "1", .state = "PENDING" },
	  "on west, dc1 waits to be dialed" },
	{ { 0 },
	  { .id = "1", .state = "ACTIVE", .peer_id = OTHER },
	  "on west, dc1 is connected with another cluster" },
	{ { 0 },
	  { .id = "1", .state = "FAILING", .peer_id = OTHER },
	  "on west, dc1 is connected with another cluster" },
	{ { 0 },
	  { .id = "1", .state = "DELETING", .peer_id = OTHER },
	  "on west, dc1 is being deleted" },
	/* Each is connected, but not with the other. */
	{ { .id = LINK, .state = "ACTIVE", .datacenter = "dc2" },
	  { .id = "1", .state = "ACTIVE", .peer_id = OTHER },
	  "on east, dc2 is connected with another cluster" },
};

static void a_record_in_the_way_is_named_and_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(in_the_way); i++) {
		const struct play_record *east = &in_the_way[i].east;
		const struct play_record *west = &in_the_way[i].west;
		struct bench b;

		open_bench(&b);
		look(&b, east->id ? east : NULL, west->id ? west : NULL);
		expect_refusal(&b, in_the_way[i].text);
		stop(&b);
	}
}

/* A dialer may be established over, whatever has become of the other side. */
static void a_terminated_dialer_is_established_over(void **state)
{
	struct play_record west = leftover;
	struct bench b;

	(void)state;
	west.state = "TERMINATED";
	open_bench(&b);
	look(&b, NULL, &west);
	assert_true(connect_is_planned(b.c));
	stop(&b);
}

/* --- answers that end it ---------------------------------------------------
 */

static const struct {
	const char *question;
	int status;
	const char *body, *text;
} refusals[] = {
	{ AGENT, 200,
	  "{\"DebugConfig\":{\"PeeringEnabled\":false,\"ConnectEnabled\":"
	  "true}}",
	  "peering is off" },
	{ AGENT, 200,
	  "{\"DebugConfig\":{\"PeeringEnabled\":true,\"ConnectEnabled\":"
	  "false}}",
	  "the mesh is off" },
	{ RIGHTS, 200,
	  "[{\"Allow\":true},{\"Allow\":false},{\"Allow\":true},"
	  "{\"Allow\":true}]",
	  "peering:write is missing; its policy needs peering = \"write\"" },
	{ READ, 403, DENIED, "403: Permission denied: token with" },
	{ READ, 500, "No cluster leader", "500: No cluster leader" },
	{ READ, 500, "peering must be enabled to use this endpoint",
	  "500: peering must be enabled" },
	{ READ, 500, "", "500 ()" },
	{ READ, 200, "<html>", "peering: " },
};

/* What is asked; the other side has answered all but for its record. */
static void ask(struct bench *b, int side, const char *question)
{
	introduce(b, !side, NULL);
	introduce(b, side, question);
}

static void an_answer_that_forbids_it_ends_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(refusals); i++) {
		int side = i % 2;
		struct bench b;

		open_bench(&b);
		ask(&b, side, refusals[i / 2].question);
		play_answer(&b.play, side, refusals[i / 2].question,
			    refusals[i / 2].status, refusals[i / 2].body);
		expect_refusal(&b, refusals[i / 2].text);
		expect_item(&b, CONNECT_LOOK, CONNECT_FAILED,
			    side == EAST ? "east" : "west");
		stop(&b);
	}
}

/* Only the side that exports needs that right, and only when it is to. */
static void exporting_needs_a_right_of_its_own(void **state)
{
	static const char may_not[] =
		"[{\"Allow\":true},{\"Allow\":true},{\"Allow\":true},"
		"{\"Allow\":false}]";
	struct bench b;

	(void)state;
	prepare(&b);
	strlist_add(&b.exports, "api");
	start(&b);
	ask(&b, EAST, RIGHTS);
	play_answer(&b.play, EAST, RIGHTS, 200, may_not);
	expect_refusal(&b, "may not export services: mesh:write is missing");
	stop(&b);
	open_bench(&b);
	ask(&b, EAST, RIGHTS);
	play_answer(&b.play, EAST, RIGHTS, 200, may_not);
	play_answer(&b.play, EAST, ROOTS, 200, "<html>");
	expect_item(&b, CONNECT_LOOK, CONNECT_RUNNING, "");
	stop(&b);
}

static const struct {
	const char *question;
	int status;
	const char *body;
} shrugs[] = {
	{ AGENT, 403, "Permission denied: lacks permission 'agent:read'" },
	{ AGENT, 404, "" },
	{ AGENT, 500, "" },
	{ RIGHTS, 200, "[]" },
	{ RIGHTS, 200, "<html>" },
	{ RIGHTS, 403, "ACL not found" },
	{ RIGHTS, 404, "Invalid URL path: not a recognized HTTP API endpoint" },
	{ RIGHTS, 500, "No cluster leader" },
	{ ROOTS, 500, "No cluster leader" },
	{ ROOTS, 404, "" },
	{ ROOTS, 200, "<html>" },
};

/* What cannot be known is not held against it. */
static void without_an_answer_it_goes_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(shrugs); i++) {
		const char *question = shrugs[i / 2].question;
		int side = i % 2;
		struct bench b;

		prepare(&b);
		b.plan.from.name = "dc2";
		b.plan.to.name = "dc1";
		start(&b);
		ask(&b, side, question);
		play_answer(&b.play, side, question, shrugs[i / 2].status,
			    shrugs[i / 2].body);
		if (!strcmp(question, AGENT))
			play_answer(&b.play, side, RIGHTS, 404, "");
		if (strcmp(question, ROOTS) != 0)
			play_answer(&b.play, side, ROOTS, 200, roots[side]);
		answer_record(&b, EAST, NULL);
		answer_record(&b, WEST, NULL);
		assert_true(connect_is_planned(b.c));
		stop(&b);
	}
}

static void without_a_datacenter_there_must_be_names(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	ask(&b, WEST, AGENT);
	play_answer(&b.play, WEST, AGENT, 403, DENIED);
	play_answer(&b.play, WEST, RIGHTS, 404, "");
	play_answer(&b.play, WEST, ROOTS, 200, roots[WEST]);
	expect_refusal(&b, "without agent:read the datacenters are not known");
	stop(&b);
}

static void one_cluster_is_not_connected_with_itself(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	ask(&b, WEST, ROOTS);
	play_answer(&b.play, WEST, ROOTS, 200, roots[EAST]);
	expect_refusal(&b, "east and west are the same cluster");
	stop(&b);
}

/* --- no answers ------------------------------------------------------------
 */

static const char *const loss_texts[] = {
	[PLAY_EOF] = "EOF",
	[PLAY_CUT] = "cut off after",
	[PLAY_SILENCE] = "no reply within 80 s",
	[PLAY_GATEWAY] = "504: <html>Gateway Time-out</html>",
};

static void a_record_whose_answer_is_lost_is_not_known(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * PLAY_LOSSES; i++) {
		enum play_loss loss = (enum play_loss)(i / 2);
		int side = i % 2;
		struct bench b;

		open_bench(&b);
		ask(&b, side, NULL);
		answer_record(&b, !side, NULL);
		play_lose(&b.play, side, READ, loss, "{\"Name\":\"x\"}");
		expect_refusal(&b, loss_texts[loss]);
		stop(&b);
	}
}

/* It is not a missing right that hides the datacenter then. */
static void a_side_that_gives_no_answer_at_all_ends_it(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * PLAY_GATEWAY; i++) {
		enum play_loss loss = (enum play_loss)(i / 2);
		int side = i % 2;
		struct bench b;

		open_bench(&b);
		introduce(&b, !side, NULL);
		play_lose(&b.play, side, AGENT, loss, agents[side]);
		expect_refusal(&b, loss_texts[loss]);
		stop(&b);
	}
}

static bool is_over(const void *c)
{
	return connect_is_over(c);
}

static void where_nothing_listens_it_is_over_at_once(void **state)
{
	(void)state;
	for (int side = EAST; side <= WEST; side++) {
		struct wire_request *other;
		struct bench b;

		open_bench(&b);
		play_leave(&b.play, side);
		other = play_request(&b.play, !side, AGENT);
		play_until(&b.play, is_over, b.c);
		expect_refusal(&b, "connection refused");
		assert_true(wire_is_gone(other));
		stop(&b);
	}
}

/* --- giving up -------------------------------------------------------------
 */

static const char *const questions[] = { AGENT, RIGHTS, ROOTS, READ };

static void it_can_be_stopped_at_each_question(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct wire_request *r[2];
		struct bench b;
		int changes;

		open_bench(&b);
		for (int side = EAST; side <= WEST; side++)
			introduce(&b, side, questions[i]);
		for (int side = EAST; side <= WEST; side++)
			r[side] = play_request(&b.play, side, questions[i]);
		connect_stop(b.c, "stopped");
		changes = b.changes;
		for (int side = EAST; side <= WEST; side++)
			wire_reply(r[side], 200, NULL, agents[side]);
		expect_refusal(&b, "stopped");
		assert_true(wire_is_gone(r[EAST]) && wire_is_gone(r[WEST]));
		assert_int_equal(b.changes, changes);
		connect_stop(b.c, "again");
		expect_refusal(&b, "stopped");
		stop(&b);
	}
}

static void freed_it_takes_its_questions_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct wire_request *r;
		struct bench b;
		int changes;

		open_bench(&b);
		for (int side = EAST; side <= WEST; side++)
			introduce(&b, side, questions[i]);
		r = play_request(&b.play, WEST, questions[i]);
		wire_reply(r, 200, NULL, "{}");
		connect_free(b.c);
		b.play.engine = b.c = NULL;
		changes = b.changes;
		play_settle(&b.play);
		assert_int_equal(b.changes, changes);
		assert_true(wire_is_gone(r));
		stop(&b);
	}
}

static void a_plan_can_be_left(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	look(&b, NULL, NULL);
	connect_stop(b.c, "not now");
	expect_refusal(&b, "not now");
	assert_int_equal(count(&b, GENERATE), 0);
	stop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_looks_and_stops_with_a_plan),
		cmocka_unit_test(names_that_are_given_are_taken),
		cmocka_unit_test(
			what_stands_in_the_way_of_nothing_is_planned_over),
		cmocka_unit_test(what_is_connected_is_skipped),
		cmocka_unit_test(a_record_in_the_way_is_named_and_stays),
		cmocka_unit_test(a_terminated_dialer_is_established_over),
		cmocka_unit_test(an_answer_that_forbids_it_ends_it),
		cmocka_unit_test(exporting_needs_a_right_of_its_own),
		cmocka_unit_test(without_an_answer_it_goes_on),
		cmocka_unit_test(without_a_datacenter_there_must_be_names),
		cmocka_unit_test(one_cluster_is_not_connected_with_itself),
		cmocka_unit_test(a_record_whose_answer_is_lost_is_not_known),
		cmocka_unit_test(a_side_that_gives_no_answer_at_all_ends_it),
		cmocka_unit_test(where_nothing_listens_it_is_over_at_once),
		cmocka_unit_test(it_can_be_stopped_at_each_question),
		cmocka_unit_test(freed_it_takes_its_questions_back),
		cmocka_unit_test(a_plan_can_be_left),
	};

	return cmocka_run_group_tests_name("connect_look", tests, NULL, NULL);
}
