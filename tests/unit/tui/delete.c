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

static void one_that_takes_its_time_is_followed_in_the_list(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(confirm(&d), 200, NULL, "");
	d.list = LIST("DELETING");
	wire_reply(desk_request(&d, "GET /v1/peering/west"), 200, NULL,
		   RECORD("DELETING"));
	desk_expect(&d, "is being deleted");
	desk_expect(&d, "DELETING");
	d.list = "[]";
	desk_pass(&d, 3000);
	desk_expect(&d, "west is gone.");
	desk_close(&d);
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
	};

	return cmocka_run_group_tests_name("delete", tests, NULL, NULL);
}
