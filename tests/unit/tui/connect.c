/* Connect: two clusters, the plan, the steps, and where it can stop. */
#include <unistd.h>

#include "tests/unit/tui/establish.h"

#define FROM_BEAT "\"2026-09-21T14:13:21Z\""

/* A context of the file; the first one is the desk's own cluster. */
static void add_context(struct desk *d, const char *name, const char *address,
			bool readonly)
{
	struct config_file *file = &d->app.file;
	size_t cap = file->count;

	file->contexts = mem_grow(file->contexts, file->count, &cap,
				  sizeof(*file->contexts));
	file->contexts[file->count++] = (struct config_context){
		.name = mem_dup(name),
		.address = mem_dup(address),
		.readonly = readonly,
	};
}

/* The desk's cluster is dc1; west is dc2. */
static void open_two(struct desk *d, int w, int h)
{
	desk_open(d, w, h);
	d->other = wire_new();
	add_context(d, "west", wire_addr(d->other), false);
	desk_expect(d, "does both, for two of your contexts");
}

static void look_at_both(struct desk *d)
{
	desk_keys(d, "c");
	desk_expect(d, "Connect two clusters");
	desk_keys(d, CTRL_O);
}

static void plan(struct desk *d)
{
	open_two(d, 80, 24);
	look_at_both(d);
}

/* No record on either side. */
static void find_nothing(struct desk *d)
{
	wire_reply(desk_request(d, "GET /v1/peering/dc2"), 404, NULL, "");
	wire_reply(desk_request_at(d, d->other, "GET /v1/peering/dc1"), 404,
		   NULL, "");
}

/* Agreed to; returns when the token is asked for. */
static struct wire_request *go(struct desk *d)
{
	plan(d);
	find_nothing(d);
	desk_expect(d, "Generate a token for dc2 on dc1");
	desk_keys(d, "\r");
	return desk_request(d, "POST /v1/peering/token");
}

/* With a token; returns when the other side is to dial. */
static struct wire_request *dial(struct desk *d)
{
	struct wire_request *r = go(d);
	_cleanup_(mem_freep) char *text =
		token("here.consul", wire_addr(d->wire));
	char body[4096];

	snprintf(body, sizeof(body), "{\"PeeringToken\":\"%s\"}", text);
	wire_reply(r, 200, DESK_DATE, body);
	r = desk_request_at(d, d->other, "POST /v1/peering/establish");
	assert_non_null(strstr(r->body, text));
	return r;
}

static void heard(struct desk *d, struct wire *wire, const char *line,
		  const char *beat)
{
	_cleanup_(mem_freep) char *body =
		record(wire == d->other ? PEER_ID : "", "ACTIVE", beat, "null",
		       9);

	wire_reply(desk_request_at(d, wire, line), 200, DESK_DATE, body);
	for (int i = 0; i < 5; i++)
		desk_turn(d);
}

/* --- the form --------------------------------------------------------------
 */

static void the_only_other_cluster_is_proposed(void **state)
{
	struct desk d;

	(void)state;
	open_two(&d, 80, 24);
	add_context(&d, "lab", "127.0.0.1:9", true);
	desk_keys(&d, "c");
	desk_expect(&d, "From         dc1");
	desk_expect(&d, "To           west");
	desk_expect(&d, "Nothing is written before you have seen the plan");
	desk_keys(&d, "\033OS");
	desk_expect(&d, "From         west");
	desk_expect(&d, "To           dc1");
	desk_close(&d);
}

static const struct typed {
	const char *to, *says;
} typed[] = {
	{ "", "a cluster is needed" }, { "nowhere", "no such cluster" },
	{ "we", "Right takes west" },  { "dc1", "the same as From" },
	{ "lab", "read-only" },
};

static void what_cannot_be_chosen_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		struct desk d;

		open_two(&d, 80, 24);
		add_context(&d, "lab", "127.0.0.1:9", true);
		desk_keys(&d, "c\t" CTRL_U);
		desk_keys(&d, typed[i].to);
		desk_keys(&d, CTRL_O);
		desk_expect(&d, typed[i].says);
		desk_expect(&d, "Connect two clusters");
		desk_turn(&d);
		assert_int_equal(wire_count(d.other, ""), 0);
		desk_close(&d);
	}
}

static void one_cluster_is_not_enough(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "c");
	desk_expect(&d, "It takes two clusters");
	desk_close(&d);
}

static void names_meta_and_addresses_are_sent(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	open_two(&d, 80, 24);
	desk_keys(&d, "c\t\tthe-west\tthe-east\tenv\tprod\t\tlb:8503");
	desk_keys(&d, CTRL_O);
	wire_reply(desk_request(&d, "GET /v1/peering/the-west"), 404, NULL, "");
	wire_reply(desk_request_at(&d, d.other, "GET /v1/peering/the-east"),
		   404, NULL, "");
	desk_expect(&d, "Establish the-east on west");
	desk_expect(&d, "dc1$ consul peering generate-token -name the-west "
			"-meta env=prod");
	desk_expect(&d, "west$ read -rs T; consul peering establish");
	assert_int_equal(wire_count(d.wire, "POST /v1/peering"), 0);
	desk_keys(&d, "\r");
	r = desk_request(&d, "POST /v1/peering/token");
	assert_string_equal(r->body,
			    "{\"PeerName\":\"the-west\",\"Meta\":{\"env\":"
			    "\"prod\"},\"ServerExternalAddresses\":[\"lb:8503"
			    "\"]}");
	desk_close(&d);
}

/* --- the look --------------------------------------------------------------
 */

/* West's ACL token comes from a command that waits for the test. */
static void open_waiting(struct desk *d, int ready[2])
{
	struct config_context *west;
	char script[64];

	assert_int_equal(pipe(ready), 0);
	open_two(d, 80, 24);
	west = &d->app.file.contexts[0];
	snprintf(script, sizeof(script), "read t </proc/%d/fd/%d; echo $t",
		 (int)getpid(), ready[0]);
	strlist_add(&west->token_command, "sh");
	strlist_add(&west->token_command, "-c");
	strlist_add(&west->token_command, script);
	west->token_timeout_ms = 30000;
	look_at_both(d);
	desk_expect(d, "Asking for the ACL token of west");
}

static void close_waiting(struct desk *d, const int ready[2])
{
	desk_close(d);
	close(ready[0]);
	close(ready[1]);
}

static void it_waits_for_a_token_command(void **state)
{
	int ready[2];
	struct desk d;

	(void)state;
	open_waiting(&d, ready);
	desk_keys(&d, "\003");
	desk_expect(&d, "Nothing is written before you have seen the plan");
	desk_keys(&d, CTRL_O);
	desk_expect(&d, "Asking for the ACL token of west");
	assert_int_equal(write(ready[1], "t\n", 2), 2);
	find_nothing(&d);
	desk_expect(&d, "Generate a token for dc2 on dc1");
	close_waiting(&d, ready);
}

static void swap_ends(struct desk *d)
{
	desk_keys(d, "\033OS");
}

static void paste_a_name(struct desk *d)
{
	desk_keys(d, "\t\t");
	desk_paste(d, "the-west");
}

/* What it waited for was the form of before. */
static void a_form_that_changes_waits_no_more(void **state)
{
	static void (*const change[])(struct desk * d) = { swap_ends,
							   paste_a_name };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(change); i++) {
		int ready[2];
		struct desk d;

		open_waiting(&d, ready);
		change[i](&d);
		desk_expect(&d, "Nothing is written before");
		assert_int_equal(write(ready[1], "t\n", 2), 2);
		while (d.app.clusters[1]->acl_token.command)
			desk_turn(&d);
		desk_turn(&d);
		desk_expect(&d, "Connect two clusters");
		close_waiting(&d, ready);
	}
}

static void esc_goes_back_from_the_plan(void **state)
{
	struct desk d;

	(void)state;
	plan(&d);
	find_nothing(&d);
	desk_expect(&d, "Connect dc1 (dc1) and west (dc2)");
	desk_keys(&d, ESC);
	desk_expect(&d, "Connect two clusters");
	assert_int_equal(wire_count(d.wire, "POST /v1/peering"), 0);
	desk_close(&d);
}

static const struct refusal {
	struct desk_answer answer;
	const char *says;
} refusals[] = {
	{ { "GET /v1/agent/self", 200,
	    "{\"Config\":{\"Datacenter\":\"dc2\"},\"DebugConfig\":"
	    "{\"PeeringEnabled\":false,\"ConnectEnabled\":true}}" },
	  "on west peering is off" },
	{ { "GET /v1/agent/self", 200,
	    "{\"Config\":{\"Datacenter\":\"dc2\"},\"DebugConfig\":"
	    "{\"PeeringEnabled\":true,\"ConnectEnabled\":false}}" },
	  "on west the mesh is off" },
	{ { "POST /v1/internal/acl/authorize", 200,
	    "[{\"Resource\":\"peering\",\"Access\":\"read\",\"Allow\":true},"
	    "{\"Resource\":\"peering\",\"Access\":\"write\",\"Allow\":false},"
	    "{\"Resource\":\"mesh\",\"Access\":\"read\",\"Allow\":true},"
	    "{\"Resource\":\"mesh\",\"Access\":\"write\",\"Allow\":true}]" },
	  "on west the ACL token may not generate" },
	{ { "GET /v1/connect/ca/roots", 200,
	    "{\"TrustDomain\":\"here.consul\"}" },
	  "dc1 and west are the same cluster" },
	{ { "GET /v1/peering/dc1", 200,
	    "{\"ID\":\"x\",\"Name\":\"dc1\",\"State\":\"PENDING\"}" },
	  "waits to be dialed" },
	{ { "GET /v1/peering/dc1", 500, "No cluster leader" },
	  "No cluster leader" },
};

static void what_is_in_the_way_is_found_before_anything_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		const struct refusal *f = &refusals[i];
		struct wire_request *r;
		struct desk d;

		open_two(&d, 80, 24);
		d.says = &f->answer;
		look_at_both(&d);
		if ((r = i >= 4 ? desk_request(&d, "GET /v1/peering/dc2")
				: NULL))
			wire_reply(r, 404, NULL, "");
		desk_expect(&d, "They are not connected");
		desk_expect(&d, f->says);
		assert_false(desk_shows(&d, "Left behind"));
		desk_keys(&d, "\r");
		desk_expect(&d, "Connect two clusters");
		assert_int_equal(wire_count(d.wire, "POST /v1/peering"), 0);
		desk_close(&d);
	}
}

static void a_cluster_that_is_gone_is_said(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	add_context(&d, "dead", "127.0.0.1:9", false);
	desk_expect(&d, "does both");
	desk_keys(&d, "c" CTRL_O);
	desk_expect(&d, "They are not connected");
	desk_expect(&d, "connection refused");
	desk_close(&d);
}

static void the_look_can_be_stopped(void **state)
{
	struct desk d;

	(void)state;
	plan(&d);
	desk_request(&d, "GET /v1/peering/dc2");
	desk_expect(&d, "Looking at both clusters");
	desk_keys(&d, CTRL_C);
	desk_expect(&d, "Connect two clusters");
	desk_close(&d);
}

/* --- the steps -------------------------------------------------------------
 */

static void both_sides_are_followed_until_they_are_heard(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(dial(&d), 200, DESK_DATE, "{}");
	desk_expect(&d, "west accepted the token");
	heard(&d, d.wire, "GET /v1/peering/dc2", FROM_BEAT);
	heard(&d, d.other, "GET /v1/peering/dc1", "null");
	desk_pass(&d, 1000);
	desk_expect(&d, "dc1   ACTIVE, heard");
	desk_expect(&d, "west   ACTIVE, but no heartbeat has come yet");
	heard(&d, d.other, "GET /v1/peering/dc1", FROM_BEAT);
	desk_expect(&d, "They are connected");
	desk_expect(&d, "west is called dc2 on dc1, and dc1 dc1 on west");
	assert_false(desk_shows(&d, "eyJ"));
	desk_keys(&d, "\r");
	desk_expect(&d, "This cluster has no peerings");
	desk_close(&d);
}

static void a_step_that_takes_long_says_why(void **state)
{
	struct desk d;

	(void)state;
	dial(&d);
	desk_expect(&d, "west dials the other");
	desk_pass(&d, 7000);
	desk_expect(&d, "connecting 7 s");
	desk_expect(&d, "silent 20 s");
	desk_close(&d);
}

static void leaving_goes_on_and_tells(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	r = dial(&d);
	desk_expect(&d, "west dials the other");
	desk_keys(&d, ESC);
	desk_expect(&d, "Connecting dc1 and west goes on");
	desk_expect(&d, "This cluster has no peerings");
	wire_reply(r, 200, DESK_DATE, "{}");
	heard(&d, d.wire, "GET /v1/peering/dc2", FROM_BEAT);
	heard(&d, d.other, "GET /v1/peering/dc1", FROM_BEAT);
	desk_expect(&d, "dc1 and west are connected");
	desk_keys(&d, "c");
	desk_expect(&d, "Connect two clusters");
	desk_close(&d);
}

static const struct stop {
	int status;
	const char *body, *says, *left;
} stops[] = {
	{ 403,
	  "a new peering token must be generated: invalid peering "
	  "establishment secret",
	  "used already", "dc2 on dc1 and dc1 on west" },
	{ 500, "peering must be enabled to use this endpoint", "turned off",
	  "Left behind: dc2 on dc1. It stays" },
	{ 504, "<html>", "504", "dc2 on dc1 and perhaps dc1 on west" },
};

static void a_failure_says_the_step_and_what_is_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stops); i++) {
		struct desk d;

		wire_reply(dial(&d), stops[i].status, NULL, stops[i].body);
		desk_expect(&d, "They are not connected");
		desk_expect(&d, "west did not establish it");
		desk_expect(&d, stops[i].says);
		desk_expect(&d, stops[i].left);
		desk_turn(&d);
		assert_int_equal(wire_count(d.wire, "DELETE"), 0);
		assert_int_equal(wire_count(d.other, "DELETE"), 0);
		desk_close(&d);
	}
}

static void a_token_that_is_refused_leaves_nothing(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(go(&d), 500, NULL,
		   "peering must be enabled to use this endpoint");
	desk_expect(&d, "No token was generated on dc1");
	assert_false(desk_shows(&d, "Left behind"));
	desk_close(&d);
}

static void what_it_made_is_removed_when_asked(void **state)
{
	_cleanup_(mem_freep) char *from = ACCEPTOR;
	_cleanup_(mem_freep) char *to = PENDING;
	struct desk d;

	(void)state;
	wire_reply(dial(&d), 403, NULL, stops[0].body);
	desk_expect(&d, "Remove what it made");
	desk_keys(&d, "\t\r");
	/* Whether it still is that. */
	wire_reply(desk_request(&d, "GET /v1/peering/dc2"), 200, NULL, from);
	wire_reply(desk_request_at(&d, d.other, "GET /v1/peering/dc1"), 200,
		   NULL, to);
	wire_reply(desk_request(&d, "DELETE /v1/peering/dc2"), 200, NULL, "");
	wire_reply(desk_request_at(&d, d.other, "DELETE /v1/peering/dc1"), 200,
		   NULL, "");
	desk_expect(&d, "What this made is removed");
	desk_expect_gone(&d, "Left behind");
	assert_false(desk_shows(&d, "Remove what it made"));
	desk_close(&d);
}

static void stopping_here_leaves_the_records(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(dial(&d), 200, DESK_DATE, "{}");
	desk_expect(&d, "Waiting for both sides");
	desk_keys(&d, CTRL_C);
	desk_expect(&d, "Stopped here");
	desk_expect(&d, "Left behind: dc2 on dc1 and dc1 on west");
	assert_int_equal(wire_count(d.wire, "DELETE"), 0);
	desk_close(&d);
}

static void one_that_stays_silent_ends_after_a_minute(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(dial(&d), 200, DESK_DATE, "{}");
	heard(&d, d.wire, "GET /v1/peering/dc2", FROM_BEAT);
	heard(&d, d.other, "GET /v1/peering/dc1", "null");
	d.holds = "GET /v1/peering/";
	desk_pass(&d, 60001);
	desk_expect(&d, "They are not connected");
	desk_expect(&d, "dc1 on west: it is ACTIVE, but no heartbeat");
	desk_close(&d);
}

/* It was stopped before: the two records belong together. */
static void what_is_connected_already_is_only_waited_for(void **state)
{
	static const char from[] =
		"{\"ID\":\"" PEER_ID "\",\"Name\":\"dc2\",\"State\":"
		"\"ACTIVE\",\"Remote\":{\"Datacenter\":\"dc2\"}}";
	_cleanup_(mem_freep) char *to =
		record(PEER_ID, "ACTIVE", "null", "null", 5);
	struct desk d;

	(void)state;
	plan(&d);
	wire_reply(desk_request(&d, "GET /v1/peering/dc2"), 200, NULL, from);
	wire_reply(desk_request_at(&d, d.other, "GET /v1/peering/dc1"), 200,
		   NULL, to);
	desk_expect(&d, "dc1 and west are peered already");
	desk_keys(&d, "\r");
	heard(&d, d.wire, "GET /v1/peering/dc2", FROM_BEAT);
	heard(&d, d.other, "GET /v1/peering/dc1", FROM_BEAT);
	desk_expect(&d, "They are connected");
	assert_int_equal(wire_count(d.wire, "POST /v1/peering"), 0);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_only_other_cluster_is_proposed),
		cmocka_unit_test(what_cannot_be_chosen_is_said),
		cmocka_unit_test(one_cluster_is_not_enough),
		cmocka_unit_test(names_meta_and_addresses_are_sent),
		cmocka_unit_test(it_waits_for_a_token_command),
		cmocka_unit_test(a_form_that_changes_waits_no_more),
		cmocka_unit_test(esc_goes_back_from_the_plan),
		cmocka_unit_test(
			what_is_in_the_way_is_found_before_anything_is_written),
		cmocka_unit_test(a_cluster_that_is_gone_is_said),
		cmocka_unit_test(the_look_can_be_stopped),
		cmocka_unit_test(both_sides_are_followed_until_they_are_heard),
		cmocka_unit_test(a_step_that_takes_long_says_why),
		cmocka_unit_test(leaving_goes_on_and_tells),
		cmocka_unit_test(a_failure_says_the_step_and_what_is_left),
		cmocka_unit_test(a_token_that_is_refused_leaves_nothing),
		cmocka_unit_test(what_it_made_is_removed_when_asked),
		cmocka_unit_test(stopping_here_leaves_the_records),
		cmocka_unit_test(one_that_stays_silent_ends_after_a_minute),
		cmocka_unit_test(what_is_connected_already_is_only_waited_for),
	};

	return cmocka_run_group_tests_name("connect", tests, NULL, NULL);
}
