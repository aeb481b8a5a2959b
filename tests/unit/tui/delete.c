/* Deleting a peering: what is asked, sent and said, also when it goes wrong or
 * when one has gone on to something else. */
#include "tests/unit/tui/desk.h"

#define RECORD(state)                                                          \
	"{\"ID\":\"11111111-1111-1111-1111-111111111111\",\"Name\":\"west\","  \
	"\"State\":\"" state "\",\"ModifyIndex\":5,\"Meta\":{}}"
#define LIST(state) "[" RECORD(state) "]"

static void open_desk(struct desk *d)
{
	desk_open(d, 80, 24);
	d->list = LIST("ACTIVE");
	desk_expect(d, "ACTIVE");
}

/* Returns when the record is being read. */
static struct wire_request *ask(struct desk *d)
{
	open_desk(d);
	desk_keys(d, "D");
	return desk_request(d, "GET /v1/peering/west");
}

/* Returns when the delete has arrived. */
static struct wire_request *confirm(struct desk *d)
{
	wire_reply(ask(d), 200, NULL, RECORD("ACTIVE"));
	desk_expect(d, "Delete the peering?");
	desk_keys(d, "west\r\r");
	return desk_request(d, "DELETE /v1/peering/west");
}

static void it_is_gone_when_a_read_says_so(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(confirm(&d), 200, NULL, "");
	desk_expect(&d, "was requested");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 404, NULL, "");
	desk_expect(&d, "west is gone.");
	desk_close(&d);
}

#define GOING                                                                  \
	"{\"ID\":\"11111111-1111-1111-1111-111111111111\",\"Name\":\"west\","  \
	"\"State\":\"ACTIVE\",\"DeletedAt\":\"2026-09-21T14:13:19Z\"}"

/* Its State may still be that of its stream; that it goes is said elsewhere. */
static void one_that_takes_its_time_is_followed_in_the_list(void **state)
{
	static const char *const records[] = { RECORD("DELETING"), GOING };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(records); i++) {
		char list[1024];
		struct desk d;

		wire_reply(confirm(&d), 200, NULL, "");
		snprintf(list, sizeof(list), "[%s]", records[i]);
		d.list = list;
		wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
			   records[i]);
		desk_expect(&d, "is being deleted");
		desk_expect(&d, "deleting");
		d.list = "[]";
		desk_pass(&d, 3000);
		desk_expect(&d, "west is gone.");
		desk_close(&d);
	}
}

static void nothing_is_sent_unless_the_name_is_typed(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 200, NULL, RECORD("ACTIVE"));
	desk_expect(&d, "Delete the peering?");
	desk_keys(&d, "wes\r\r\t\r");
	desk_expect_gone(&d, "Delete the peering?");
	assert_int_equal(wire_count(d.wire, "DELETE"), 0);
	desk_close(&d);
}

static void a_lost_answer_is_looked_up_and_not_repeated(void **state)
{
	struct desk d;

	(void)state;
	wire_hang_up(confirm(&d));
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 500, NULL,
		   "No cluster leader");
	desk_expect(&d, "whether it is gone is not known");
	assert_int_equal(wire_count(d.wire, "DELETE"), 1);
	desk_close(&d);
}

static void a_refusal_is_explained(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(confirm(&d), 403, NULL, "Permission denied: lacks it");
	desk_expect(&d, "Not deleted");
	desk_expect(&d, "Permission denied: lacks it");
	desk_close(&d);
}

static void ctrl_c_gives_up_what_is_under_way(void **state)
{
	struct desk d;

	(void)state;
	ask(&d);
	desk_keys(&d, "\003");
	desk_expect(&d, "Cancelled; west was not deleted.");
	desk_close(&d);
	confirm(&d);
	desk_keys(&d, "\003");
	desk_expect(&d, "may be deleted all the same");
	desk_close(&d);
}

/* What is typed there must not end in a question that came meanwhile. */
static void it_asks_nothing_on_another_screen(void **state)
{
	static const char *const elsewhere[] = { "g", "a", "?" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
		struct wire_request *r;
		struct desk d;

		r = ask(&d);
		desk_keys(&d, elsewhere[i]);
		wire_reply(r, 200, NULL, RECORD("ACTIVE"));
		desk_expect(&d, "west was not deleted");
		assert_false(desk_shows(&d, "Delete the peering?"));
		desk_close(&d);
	}
}

static void a_refusal_does_not_cover_another_screen(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	r = confirm(&d);
	desk_keys(&d, "g");
	desk_expect(&d, "Generate a peering token");
	wire_reply(r, 403, NULL, "Permission denied: lacks it");
	desk_expect(&d, "west was not deleted: ");
	assert_false(desk_shows(&d, "Not deleted"));
	desk_close(&d);
}

/* The list of another agent says nothing of it. */
static void another_agent_does_not_make_it_gone(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(confirm(&d), 200, NULL, "");
	d.list = LIST("DELETING");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
		   RECORD("DELETING"));
	desk_expect(&d, "is being deleted");
	d.list = "[]";
	cluster_watch(d.app.cluster);
	desk_expect(&d, "not followed any more");
	desk_expect(&d, "This cluster has no peerings");
	assert_false(desk_shows(&d, "west is gone."));
	desk_close(&d);
}

/* --- what it would take down --- */

#define IMPORTS "GET /v1/internal/ui/services?peer=west"
#define KIND	"GET /v1/config/"

/* Answer all that is asked beside the record. */
static void answer_all(struct desk *d, const char *imports,
		       const char *resolvers, const char *headers)
{
	static const char *const others[] = { KIND "service-intentions",
					      KIND "service-splitter",
					      KIND "exported-services",
					      KIND "sameness-group" };

	wire_reply(desk_request(d, IMPORTS), 200, headers, imports);
	wire_reply(desk_request(d, KIND "service-resolver"), 200, headers,
		   resolvers);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		wire_reply(desk_request(d, others[i]), 200, headers, "[]");
}

static void it_says_what_it_would_take_down(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 200, NULL, RECORD("ACTIVE"));
	desk_expect(&d, "Imported  asking");
	desk_expect(&d, "Named in  asking");
	answer_all(&d,
		   "[{\"Name\":\"web\",\"InstanceCount\":3,"
		   "\"ChecksPassing\":2}]",
		   "[{\"Name\":\"res\",\"Redirect\":{\"Peer\":\"west\"}}]",
		   NULL);
	desk_expect(&d, "1 service, 2 of 3 instances healthy: web");
	desk_expect(&d, "service-resolver res (it stays)");
	desk_expect_gone(&d, "asking");
	assert_false(desk_shows(&d, "Not seen"));
	desk_keys(&d, "west\r\r");
	desk_request(&d, "DELETE /v1/peering/west");
	desk_close(&d);
}

static void typing_goes_on_while_answers_come(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 200, NULL, RECORD("ACTIVE"));
	desk_expect(&d, "Imported  asking");
	desk_keys(&d, "we");
	answer_all(&d, "[]", "[]", NULL);
	desk_expect(&d, "Imported  nothing");
	desk_expect(&d, "Named in  no config entry");
	desk_keys(&d, "st\r\r");
	desk_request(&d, "DELETE /v1/peering/west");
	desk_close(&d);
}

static void what_may_not_be_read_is_said_with_the_right(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 200, NULL, RECORD("ACTIVE"));
	answer_all(&d, "[]", "[]",
		   "X-Consul-Results-Filtered-By-Acls: true\r\n");
	desk_expect(&d, "none that may be seen");
	desk_expect(&d, "no config entry that may be seen");
	desk_expect(&d, "needs service:read");
	desk_expect(&d, "needs intention:read");
	desk_expect(&d, "needs mesh:read");
	desk_close(&d);
}

static void reads_that_hang_do_not_keep_the_question(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 200, NULL, RECORD("ACTIVE"));
	desk_expect(&d, "Type west");
	desk_pass(&d, 3001);
	desk_expect(&d, "Imported  not known");
	desk_expect(&d, "no reply within 3 s");
	desk_close(&d);
}

/* Nothing is lost by such a record: the harmless button is enough. */
static void an_unused_record_is_deleted_without_typing(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 200, NULL, RECORD("PENDING"));
	desk_expect(&d, "Delete the peering?");
	assert_false(desk_shows(&d, "Type west"));
	desk_keys(&d, "\r");
	desk_expect_gone(&d, "Delete the peering?");
	assert_int_equal(wire_count(d.wire, "DELETE"), 0);
	desk_keys(&d, "D");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
		   RECORD("PENDING"));
	desk_expect(&d, "Delete the peering?");
	desk_keys(&d, "\t\r");
	desk_request(&d, "DELETE /v1/peering/west");
	desk_close(&d);
}

static void the_config_file_can_ask_for_the_name_always(void **state)
{
	struct desk d;

	(void)state;
	open_desk(&d);
	d.app.cluster->confirm_typed = true;
	desk_keys(&d, "D");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
		   RECORD("PENDING"));
	desk_expect(&d, "Type west");
	desk_close(&d);
}

/* The record says nothing of it, the services do. */
static void imports_that_come_to_light_ask_for_the_name(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 200, NULL, RECORD("FAILING"));
	desk_expect(&d, "Delete the peering?");
	desk_keys(&d, "\t"); /* on Delete already */
	wire_reply(desk_request(&d, IMPORTS), 200, NULL,
		   "[{\"Name\":\"web\",\"InstanceCount\":1}]");
	desk_expect(&d, "Type west");
	desk_keys(&d, "\r");
	assert_int_equal(wire_count(d.wire, "DELETE"), 0);
	desk_expect(&d, "Type west");
	desk_keys(&d, "west\r\r");
	desk_request(&d, "DELETE /v1/peering/west");
	desk_close(&d);
}

static void one_that_is_not_there_is_said_so(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(ask(&d), 404, NULL, "Peering not found for \"west\"");
	desk_expect(&d, "There is no peering west");
	assert_int_equal(wire_count(d.wire, "DELETE"), 0);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_gone_when_a_read_says_so),
		cmocka_unit_test(
			one_that_takes_its_time_is_followed_in_the_list),
		cmocka_unit_test(nothing_is_sent_unless_the_name_is_typed),
		cmocka_unit_test(a_lost_answer_is_looked_up_and_not_repeated),
		cmocka_unit_test(a_refusal_is_explained),
		cmocka_unit_test(ctrl_c_gives_up_what_is_under_way),
		cmocka_unit_test(it_asks_nothing_on_another_screen),
		cmocka_unit_test(a_refusal_does_not_cover_another_screen),
		cmocka_unit_test(another_agent_does_not_make_it_gone),
		cmocka_unit_test(it_says_what_it_would_take_down),
		cmocka_unit_test(typing_goes_on_while_answers_come),
		cmocka_unit_test(what_may_not_be_read_is_said_with_the_right),
		cmocka_unit_test(reads_that_hang_do_not_keep_the_question),
		cmocka_unit_test(an_unused_record_is_deleted_without_typing),
		cmocka_unit_test(the_config_file_can_ask_for_the_name_always),
		cmocka_unit_test(imports_that_come_to_light_ask_for_the_name),
		cmocka_unit_test(one_that_is_not_there_is_said_so),
	};

	return cmocka_run_group_tests_name("delete", tests, NULL, NULL);
}
