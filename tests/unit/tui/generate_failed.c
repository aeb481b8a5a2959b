/* A generate that is refused or fails, or whose answer is lost. */
#include "base/mem.h"
#include "tests/unit/tui/desk.h"

#define WEST                                                                   \
	"{\"ID\":\"11111111-1111-1111-1111-111111111111\",\"Name\":\"west\","  \
	"\"State\":\"PENDING\",\"StreamStatus\":{\"ImportedServices\":null,"   \
	"\"ExportedServices\":null,\"LastHeartbeat\":null,\"LastReceive\":"    \
	"null,\"LastSend\":null},\"CreateIndex\":5,\"ModifyIndex\":%s,"        \
	"\"Remote\":{\"Partition\":\"\",\"Datacenter\":\"\"},"                 \
	"\"Meta\":{\"env\":\"prod\"}}"

static char *west(const char *index)
{
	struct buf b = BUF_INIT(4096);

	buf_addf(&b, WEST, index);
	return buf_take(&b);
}

/* Fill the name in and send; returns when the record is being read. */
static struct wire_request *submit(struct desk *d)
{
	desk_expect(d, "This cluster has no peerings");
	desk_keys(d, "g");
	desk_expect(d, "Generate a peering token");
	desk_keys(d, "west");
	desk_keys(d, "\017");
	return desk_request(d, "GET /v1/peering/west");
}

static struct wire_request *submit_new(struct desk *d)
{
	wire_reply(submit(d), 404, NULL, "Peering not found for \"west\"");
	return desk_request(d, "POST /v1/peering/token");
}

static void form_is_as_it_was(struct desk *d)
{
	desk_expect(d, "Generate a peering token");
	if (!desk_shows(d, "west"))
		desk_fail(d, "what was typed has gone");
}

static const struct {
	int status;
	const char *body, *says, *means;
} failing[] = {
	{ 403, "Permission denied: lacks permission 'peering:write'",
	  "Consul said (403)", "To write peerings the" },
	{ 500, "peering must be enabled to use this endpoint",
	  "peering must be enabled", "turned off" },
	{ 500, "", "Consul said (500): nothing", "log" },
	{ 400, "Body decoding failed", "Body decoding failed", "refused" },
};

static void a_failed_generate_says_why_and_keeps_the_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(failing); i++) {
		struct desk d;

		desk_open(&d, 80, 24);
		wire_reply(submit_new(&d), failing[i].status, NULL,
			   failing[i].body);
		desk_expect(&d, failing[i].says);
		desk_expect(&d, failing[i].means);
		form_is_as_it_was(&d);
		desk_close(&d);
	}
}

/* Its end is the next step. */
static void an_outcome_is_shown_to_its_end_on_a_small_screen(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 60, 15);
	wire_reply(submit_new(&d), 403, NULL,
		   "Permission denied: token with AccessorID "
		   "'11111111-1111-1111-1111-111111111111' lacks permission "
		   "'peering:write'");
	desk_expect(&d, "peering = \"write\"");
	form_is_as_it_was(&d);
	desk_close(&d);
}

/* Where there are few rows they are the form's. */
static void a_small_screen_has_no_equivalent_command(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 60, 15);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "gwest");
	desk_expect(&d, "free here");
	assert_false(desk_shows(&d, "The same as a command"));
	assert_true(desk_shows(&d, "dialed instead"));
	desk_keys(&d, "_");
	desk_expect(&d, "One field is not right yet");
	desk_close(&d);
}

static void a_failed_read_before_sends_nothing(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit(&d), 500, NULL, "No cluster leader");
	desk_expect(&d, "No cluster leader");
	desk_expect(&d, "Nothing was generated");
	assert_int_equal(wire_count(d.wire, "POST /v1/peering/token"), 0);
	desk_close(&d);
}

/* Ways for an answer to get lost after the request was sent. */
static void reply_nothing(struct wire_request *r)
{
	wire_hang_up(r);
}

static void reply_cut(struct wire_request *r)
{
	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n"
		      "{\"PeeringToken\":\"eyJ");
	wire_hang_up(r);
}

static void reply_half_json(struct wire_request *r)
{
	wire_reply(r, 200, NULL, "{\"PeeringToken\":");
}

static void reply_empty(struct wire_request *r)
{
	wire_reply(r, 200, NULL, "");
}

static void reply_gateway(struct wire_request *r)
{
	wire_reply(r, 504, NULL, "<html>Gateway Time-out</html>");
}

static void (*const losses[])(struct wire_request *) = {
	reply_nothing, reply_cut, reply_half_json, reply_empty, reply_gateway,
};

static void a_lost_answer_is_looked_up_and_not_repeated(void **state)
{
	_cleanup_(mem_freep) char *record = west("5");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(losses); i++) {
		struct desk d;

		desk_open(&d, 80, 24);
		losses[i](submit_new(&d));
		wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
			   record);
		desk_expect(&d, "Done, but the token is lost");
		desk_expect(&d, "Generate again");
		form_is_as_it_was(&d);
		assert_int_equal(wire_count(d.wire, "POST /v1/peering/token"),
				 1);
		desk_close(&d);
	}
}

static void a_lost_answer_that_did_nothing_is_said_so(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_hang_up(submit_new(&d));
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 404, NULL,
		   "Peering not found for \"west\"");
	desk_expect(&d, "Not done");
	form_is_as_it_was(&d);
	desk_close(&d);
}

static void a_lost_answer_that_cannot_be_looked_up_is_unknown(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_hang_up(submit_new(&d));
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 500, NULL,
		   "No cluster leader");
	desk_expect(&d, "not known");
	desk_expect(&d, "No cluster leader");
	desk_close(&d);
}

/* A known peering: whether its index moved tells what happened. */
static void a_lost_regenerate_is_told_by_the_index(void **state)
{
	_cleanup_(mem_freep) char *before = west("5");
	_cleanup_(mem_freep) char *after = west("9");

	(void)state;
	for (int moved = 0; moved < 2; moved++) {
		struct desk d;

		desk_open(&d, 80, 24);
		wire_reply(submit(&d), 200, NULL, before);
		desk_expect(&d, "west exists here (PENDING)");
		desk_keys(&d, "\017");
		wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
			   before);
		wire_hang_up(desk_request(&d, "POST /v1/peering/token"));
		wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
			   moved ? after : before);
		desk_expect(&d,
			    moved ? "Done, but the token is lost" : "Not done");
		desk_close(&d);
	}
}

static void a_cancelled_generate_is_looked_up(void **state)
{
	_cleanup_(mem_freep) char *record = west("5");
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	r = submit_new(&d);
	desk_expect(&d, "generating");
	desk_keys(&d, "\003");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL, record);
	desk_expect(&d, "Done, but the token is lost");
	wire_hang_up(r);
	desk_close(&d);
}

static int suspended;

static void on_suspend(void)
{
	suspended++;
}

/* The form stays as it was sent; the screen can still be left to itself. */
static void while_generating_only_repaint_and_suspend_act(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.app.terminal.suspend = on_suspend;
	r = submit_new(&d);
	desk_expect(&d, "generating");
	desk_keys(&d, "x?\032\014");
	assert_int_equal(suspended, 1);
	assert_true(d.app.repaint);
	desk_expect(&d, "Generate a peering token");
	assert_false(desk_shows(&d, "westx"));
	wire_hang_up(r);
	desk_close(&d);
}

static void a_hanging_generate_ends_by_time(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_sends(submit_new(&d), "HTTP/1.1 200 OK\r\nContent-Le");
	desk_turn(&d);
	desk_pass(&d, 30001);
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 404, NULL, "");
	desk_expect(&d, "Not done");
	desk_close(&d);
}

static void a_token_that_is_no_base64_is_told(void **state)
{
	_cleanup_(mem_freep) char *record = west("5");
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit_new(&d), 200, NULL,
		   "{\"PeeringToken\":\"*** not base64 ***\"}");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL, record);
	desk_expect(&d, "Done, but the token is lost");
	desk_expect(&d, "holds no peering token");
	desk_close(&d);
}

static void a_terminated_record_gets_no_token(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit(&d), 200, NULL,
		   "{\"ID\":\"x\",\"Name\":\"west\",\"State\":\"TERMINATED\"}");
	desk_expect(&d, "other side deleted this peering");
	desk_expect(&d, "Delete the record first");
	assert_int_equal(wire_count(d.wire, "POST /v1/peering/token"), 0);
	desk_close(&d);
}

static void a_dialed_record_gets_no_token(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit(&d), 200, NULL,
		   "{\"ID\":\"x\",\"Name\":\"west\",\"State\":\"ACTIVE\","
		   "\"PeerID\":\"y\"}");
	desk_expect(&d, "dialed that peering itself");
	assert_int_equal(wire_count(d.wire, "POST /v1/peering/token"), 0);
	desk_close(&d);
}

/* Consul keeps the meta of an existing peering, whatever is sent. */
static void stored_meta_is_shown_and_typed_meta_comes_back(void **state)
{
	_cleanup_(mem_freep) char *record = west("5");
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "g");
	desk_keys(&d, "west\tteam\tnet\t");
	desk_keys(&d, "\017");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL, record);
	desk_expect(&d, "exists here");
	desk_expect(&d, "prod");
	assert_false(desk_shows(&d, "team"));
	desk_keys(&d, "\033[Z");
	desk_keys(&d, "\033[Z");
	desk_keys(&d, "\033[Z");
	for (int i = 0; i < 8 && !desk_shows(&d, "team"); i++) {
		desk_keys(&d, "x");
		desk_keys(&d, "\033[Z");
	}
	assert_true(desk_shows(&d, "team"));
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_generate_says_why_and_keeps_the_form),
		cmocka_unit_test(
			an_outcome_is_shown_to_its_end_on_a_small_screen),
		cmocka_unit_test(a_small_screen_has_no_equivalent_command),
		cmocka_unit_test(a_failed_read_before_sends_nothing),
		cmocka_unit_test(a_lost_answer_is_looked_up_and_not_repeated),
		cmocka_unit_test(a_lost_answer_that_did_nothing_is_said_so),
		cmocka_unit_test(
			a_lost_answer_that_cannot_be_looked_up_is_unknown),
		cmocka_unit_test(a_lost_regenerate_is_told_by_the_index),
		cmocka_unit_test(a_cancelled_generate_is_looked_up),
		cmocka_unit_test(while_generating_only_repaint_and_suspend_act),
		cmocka_unit_test(a_hanging_generate_ends_by_time),
		cmocka_unit_test(a_token_that_is_no_base64_is_told),
		cmocka_unit_test(a_terminated_record_gets_no_token),
		cmocka_unit_test(a_dialed_record_gets_no_token),
		cmocka_unit_test(
			stored_meta_is_shown_and_typed_meta_comes_back),
	};

	return cmocka_run_group_tests_name("failed generates", tests, NULL,
					   NULL);
}
