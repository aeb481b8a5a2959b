/* Establish once it is sent: followed, failed, lost, left, stopped. */
#include "tests/unit/tui/establish.h"

/* --- sending ---------------------------------------------------------------
 */

static void it_is_followed_until_it_is_heard(void **state)
{
	_cleanup_(mem_freep) char *bare = NULL;
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	r = submit_new(&d);
	bare = good_token(&d);
	assert_non_null(strstr(r->body, bare));
	assert_non_null(strstr(r->body, "\"PeerName\":\"dc9\""));
	desk_expect(&d, "Consul dials the token's addresses");
	wire_reply(r, 200, DESK_DATE, "{}");
	reads(&d, 200, record(PEER_ID, "ACTIVE", "null", "null", 5));
	desk_expect(&d, "The other side took the token");
	desk_pass(&d, 1000);
	desk_expect(&d, "no heartbeat has come yet; one is due within "
			"15 s");
	reads(&d, 200, HEARD);
	desk_expect(&d, "Connected");
	desk_keys(&d, "\r");
	desk_expect(&d, "This cluster has no peerings");
	desk_close(&d);
}

static void a_peering_that_stays_silent_is_told_after_a_minute(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit_new(&d), 200, DESK_DATE, "{}");
	reads(&d, 200, record(PEER_ID, "ESTABLISHING", "null", "null", 5));
	desk_turn(&d);
	d.holds = "GET /v1/peering/dc9";
	desk_pass(&d, 60001);
	reads(&d, 200, record(PEER_ID, "ESTABLISHING", "null", "null", 5));
	desk_expect(&d, "It is not connected");
	desk_expect(&d, "it is ESTABLISHING");
	desk_close(&d);
}

#define DIAL(why)                                                              \
	"\t* failed to exchange peering secret through address "               \
	"\"127.0.0.1:9\": rpc error: code = " why "\n"

static const struct failing {
	int status;
	const char *body, *headline, *says;
} failing[] = {
	{ 403,
	  "a new peering token must be generated: invalid peering "
	  "establishment secret",
	  "This token cannot be used", "used already, or a newer one" },
	{ 503,
	  "2 errors occurred:\n" DIAL("Unavailable desc = connection error: "
				      "desc = \"transport: dial tcp: connect: "
				      "connection refused\"")
		  DIAL("Unavailable desc = connection error: desc = "
		       "\"transport: dial tcp: connect: connection refused\""),
	  "No server of the other cluster could be reached",
	  "127.0.0.1:9   connection refused   2 tries" },
	{ 503,
	  "1 error occurred:\n" DIAL("DeadlineExceeded desc = context deadline "
				     "exceeded"),
	  "No server of the other cluster could be reached",
	  "An address stayed silent" },
	{ 403, "Permission denied: lacks permission 'peering:write'",
	  "It was not allowed", "To write peerings the" },
	{ 500, "peering must be enabled to use this endpoint",
	  "Consul refused it", "turned off" },
	{ 500, "cannot create a peering within the same cluster \"x\"",
	  "Consul refused it", "This very cluster issued the token" },
};

static void a_failure_says_why_and_what_is_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(failing) * 2; i++) {
		const struct failing *f = &failing[i / 2];
		bool left = i % 2;
		struct desk d;

		desk_open(&d, 80, 24);
		wire_reply(submit_new(&d), f->status, NULL, f->body);
		reads(&d, left ? 200 : 404, left ? PENDING : "");
		desk_expect(&d, f->headline);
		desk_expect(&d, f->says);
		assert_int_equal(desk_shows(&d, "Remove the record"), left);
		desk_keys(&d, "\r");
		desk_expect(&d, "Establish a peering");
		assert_int_equal(sent(&d), 1);
		desk_close(&d);
	}
}

static void a_record_of_before_is_not_offered_for_removal(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	form_with_token(&d);
	desk_keys(&d, CTRL_O);
	reads(&d, 200, record("x", "FAILING", "null", "null", 5));
	wire_reply(desk_request(&d, "POST /v1/peering/establish"), 403, NULL,
		   failing[0].body);
	reads(&d, 200, PENDING);
	desk_expect(&d, "This token cannot be used");
	assert_false(desk_shows(&d, "Remove the record"));
	desk_close(&d);
}

static void the_leftover_is_removed_when_asked(void **state)
{
	_cleanup_(mem_freep) char *kept = PENDING;
	char list[2048];
	struct desk d;

	(void)state;
	snprintf(list, sizeof(list), "[%s]", kept);
	desk_open(&d, 80, 24);
	wire_reply(submit_new(&d), 403, NULL, failing[0].body);
	d.list = list;
	reads(&d, 200, PENDING);
	desk_expect(&d, "Remove the record");
	desk_keys(&d, "\t\r");
	reads(&d, 200, PENDING);
	desk_expect(&d, "Delete the peering?");
	desk_keys(&d, "\t\r");
	wire_reply(desk_request(&d, "DELETE /v1/peering/dc9"), 200, NULL, "");
	d.list = "[]";
	reads(&d, 404, "");
	desk_expect(&d, "The record is gone");
	desk_expect_gone(&d, "Remove the record");
	desk_close(&d);
}

/* --- answers that are lost -------------------------------------------------
 */

static void reply_nothing(struct wire_request *r)
{
	wire_hang_up(r);
}

static void reply_cut(struct wire_request *r)
{
	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{");
	wire_hang_up(r);
}

static void reply_gateway(struct wire_request *r)
{
	wire_reply(r, 504, NULL, "<html>Gateway Time-out</html>");
}

static void reply_gateway_503(struct wire_request *r)
{
	wire_reply(r, 503, NULL, "<html>Service Unavailable</html>");
}

static void (*const losses[])(struct wire_request *) = {
	reply_nothing,
	reply_cut,
	reply_gateway,
	reply_gateway_503,
};

static void a_lost_answer_is_looked_up_and_not_repeated(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(losses); i++) {
		struct desk d;

		desk_open(&d, 80, 24);
		losses[i](submit_new(&d));
		reads(&d, 404, "");
		desk_expect(&d, "Consul's answer was lost");
		desk_expect(&d, "Not done");
		assert_int_equal(sent(&d), 1);
		desk_close(&d);
	}
}

static void a_lost_answer_that_did_it_is_followed(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_hang_up(submit_new(&d));
	reads(&d, 200, record(PEER_ID, "ACTIVE", "null", "null", 5));
	reads(&d, 200, HEARD);
	desk_expect(&d, "Connected");
	assert_int_equal(sent(&d), 1);
	desk_close(&d);
}

/* It may still be dialing: 25 s later it is not. */
static void a_lost_answer_that_is_pending_is_waited_for(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_hang_up(submit_new(&d));
	reads(&d, 200, PENDING);
	reads(&d, 200, PENDING);
	desk_expect(&d, "of 25");
	d.holds = "GET /v1/peering/dc9";
	desk_pass(&d, 25001);
	reads(&d, 200, PENDING);
	desk_expect(&d, "It is not connected");
	desk_expect(&d, "Remove the record");
	desk_close(&d);
}

static void a_lost_answer_that_cannot_be_looked_up_is_unknown(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_hang_up(submit_new(&d));
	reads(&d, 500, "No cluster leader");
	desk_expect(&d, "Whether it was done is not known");
	desk_close(&d);
}

static void a_server_that_is_gone_got_nothing(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	form_with_token(&d);
	client_config_set_address(&d.app.cluster->config, "127.0.0.1:9", NULL);
	desk_keys(&d, CTRL_O);
	desk_expect(&d, "Nothing was sent");
	desk_expect(&d, "connection refused");
	desk_expect(&d, "Establish a peering");
	desk_close(&d);
}

/* --- leaving and stopping --------------------------------------------------
 */

static void what_it_is_doing_is_on_the_screen(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	submit_new(&d);
	desk_expect(&d, "establishing 0 s");
	assert_false(desk_shows(&d, "stays silent"));
	desk_pass(&d, 7000);
	desk_expect(&d, "establishing 7 s");
	desk_expect(&d, "silent 20 s");
	desk_close(&d);
}

static void leaving_goes_on_and_the_outcome_is_told(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	r = submit_new(&d);
	desk_expect(&d, "establishing");
	desk_keys(&d, ESC);
	desk_expect(&d, "Establishing dc9 goes on");
	desk_expect(&d, "This cluster has no peerings");
	desk_expect(&d, "establishing");
	desk_keys(&d, "e");
	desk_expect(&d, "Consul dials");
	desk_keys(&d, ESC);
	desk_expect(&d, "This cluster has no peerings");
	wire_reply(r, 403, NULL, failing[0].body);
	reads(&d, 404, "");
	desk_expect(&d, "dc9: This token cannot be used (any more). e tells");
	desk_keys(&d, "e");
	desk_expect(&d, "used already, or a newer one");
	desk_keys(&d, ESC);
	desk_keys(&d, "e");
	desk_expect(&d, "Establish a peering");
	desk_close(&d);
}

/* Without a key, by what is typed. */
static void leaving_says_how_to_come_back(void **state)
{
	_cleanup_(kv_release) struct kv keys = { 0 }, wrong = { 0 };
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	submit_new(&d);
	kv_add(&keys, "peering.establish", "");
	assert_true(keymap_load(&d.app.keymap, &keys, &wrong));
	desk_keys(&d, ESC);
	desk_expect(&d, "goes on; :peering.establish shows it again");
	desk_keys(&d, ":peering.establish\r");
	desk_expect(&d, "Consul dials");
	desk_close(&d);
}

/* While it runs the ACL token stays; the activity may cover how it ends. */
static void activity_and_acl_token_are_a_key_away(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	r = submit_new(&d);
	desk_expect(&d, "establishing");
	desk_keys(&d, "T");
	desk_expect(&d, "Another one can be typed on Peers");
	assert_false(desk_shows(&d, "Use it"));
	desk_keys(&d, ESC);
	desk_keys(&d, "A");
	desk_expect(&d, "the newest first");
	wire_reply(r, 403, NULL, failing[0].body);
	reads(&d, 404, "");
	desk_expect(&d, "/v1/peering/establish");
	desk_expect(&d, "the newest first");
	desk_keys(&d, ESC);
	desk_expect(&d, failing[0].headline);
	desk_keys(&d, "T");
	desk_expect(&d, "Use it");
	desk_keys(&d, "another\r");
	desk_expect(&d, failing[0].headline);
	desk_keys(&d, "\r");
	desk_expect(&d, "dc9, trust domain there.consul");
	desk_close(&d);
}

/* One that was not seen to its end is shown instead. */
static void a_token_that_is_not_taken_is_told(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	submit_new(&d);
	desk_keys(&d, ESC);
	desk_expect(&d, "This cluster has no peerings");
	text = good_token(&d);
	desk_paste(&d, text);
	desk_expect(&d, "Consul dials");
	desk_expect(&d, "pasted was not taken");
	desk_close(&d);
}

static void one_that_connected_meanwhile_is_not_in_the_way(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit_new(&d), 200, DESK_DATE, "{}");
	desk_expect(&d, "Waiting for ACTIVE");
	desk_keys(&d, ESC);
	desk_expect(&d, "This cluster has no peerings");
	reads(&d, 200, HEARD);
	desk_expect(&d, "dc9 is connected");
	desk_keys(&d, "e");
	desk_expect(&d, "Establish a peering");
	desk_expect(&d, "paste it here");
	desk_close(&d);
}

static void a_question_waits_for_who_has_left(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	r = submit(&d);
	desk_keys(&d, ESC);
	wire_reply(r, 200, NULL,
		   "{\"ID\":\"x\",\"Name\":\"dc9\",\"PeerID\":\"y\","
		   "\"State\":\"FAILING\",\"Meta\":{\"env\":\"prod\"}}");
	desk_expect(&d, "waits for an answer");
	assert_false(desk_shows(&d, "Meta would be erased"));
	desk_keys(&d, "e");
	desk_pass(&d, 1000);
	desk_expect(&d, "Meta would be erased");
	desk_close(&d);
}

static void stopping_reads_what_became_of_it(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	submit_new(&d);
	desk_expect(&d, "establishing");
	desk_keys(&d, CTRL_C);
	reads(&d, 200, PENDING);
	desk_expect(&d, "It was stopped while Consul was dialing");
	desk_expect(&d, "Remove the record");
	desk_close(&d);
}

static void stopping_before_it_was_sent_sends_nothing(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	submit(&d);
	desk_keys(&d, CTRL_C);
	desk_expect(&d, "Nothing was sent");
	desk_expect(&d, "Establish a peering");
	assert_int_equal(sent(&d), 0);
	desk_close(&d);
}

static void stopping_the_wait_leaves_it_to_consul(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit_new(&d), 200, DESK_DATE, "{}");
	desk_expect(&d, "Waiting for ACTIVE");
	desk_keys(&d, CTRL_C);
	desk_expect(&d, "No longer waiting");
	desk_close(&d);
}

/* Strings of a server are shown, never sent. */
static void hostile_words_are_made_visible(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit_new(&d), 500, NULL, "bad \033[2J thing");
	reads(&d, 404, "");
	desk_expect(&d, "bad ^[[2J thing");
	desk_close(&d);
}

/* At the least size all is still there. */
static void it_fits_the_smallest_screen(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 60, 15);
	form_with_token(&d);
	wire_reply((desk_keys(&d, CTRL_O),
		    desk_request(&d, "GET /v1/peering/dc9")),
		   404, NULL, "");
	wire_reply(desk_request(&d, "POST /v1/peering/establish"), 503, NULL,
		   failing[1].body);
	reads(&d, 200, PENDING);
	desk_expect(&d, "Remove the record");
	desk_keys(&d, "\033[F");
	desk_expect(&d, "remove it, or establish again");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_followed_until_it_is_heard),
		cmocka_unit_test(
			a_peering_that_stays_silent_is_told_after_a_minute),
		cmocka_unit_test(activity_and_acl_token_are_a_key_away),
		cmocka_unit_test(a_failure_says_why_and_what_is_left),
		cmocka_unit_test(a_record_of_before_is_not_offered_for_removal),
		cmocka_unit_test(the_leftover_is_removed_when_asked),
		cmocka_unit_test(a_lost_answer_is_looked_up_and_not_repeated),
		cmocka_unit_test(a_lost_answer_that_did_it_is_followed),
		cmocka_unit_test(a_lost_answer_that_is_pending_is_waited_for),
		cmocka_unit_test(
			a_lost_answer_that_cannot_be_looked_up_is_unknown),
		cmocka_unit_test(a_server_that_is_gone_got_nothing),
		cmocka_unit_test(what_it_is_doing_is_on_the_screen),
		cmocka_unit_test(leaving_goes_on_and_the_outcome_is_told),
		cmocka_unit_test(leaving_says_how_to_come_back),
		cmocka_unit_test(a_token_that_is_not_taken_is_told),
		cmocka_unit_test(
			one_that_connected_meanwhile_is_not_in_the_way),
		cmocka_unit_test(a_question_waits_for_who_has_left),
		cmocka_unit_test(stopping_reads_what_became_of_it),
		cmocka_unit_test(stopping_before_it_was_sent_sends_nothing),
		cmocka_unit_test(stopping_the_wait_leaves_it_to_consul),
		cmocka_unit_test(hostile_words_are_made_visible),
		cmocka_unit_test(it_fits_the_smallest_screen),
	};

	return cmocka_run_group_tests_name("establish", tests, NULL, NULL);
}
