/* The exports of a peer, from key to request to screen, and what goes wrong
 * on the way. */
#include "tests/unit/tui/desk.h"

#define PEERS                                                                  \
	"[{\"ID\":\"11111111-1111-1111-1111-111111111111\",\"Name\":\"west\"," \
	"\"State\":\"PENDING\"}]"
#define HEAD "{\"Kind\":\"exported-services\",\"Name\":\"default\""
#define WEB_TO_WEST                                                            \
	"{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"west\"},"                \
	"{\"Peer\":\"east\"}]}"
#define TAIL                                                                   \
	"\"Meta\":{\"owner\":\"ops\"},\"CreateIndex\":5,\"ModifyIndex\":%d}"
#define CATALOG                                                                \
	"{\"web\":[],\"web-sidecar-proxy\":[],\"api\":[],\"billing\":[],"      \
	"\"consul\":[]}"

#define READ  "GET /v1/config/exported-services/default"
#define WRITE "PUT /v1/config?cas="

static char entry_text[4096];

static const char *entry(const char *services, int index)
{
	snprintf(entry_text, sizeof(entry_text),
		 HEAD ",\"Services\":[%s]," TAIL, services, index);
	return entry_text;
}

/* Open the screen; the read of the entry waits for its answer. */
static struct wire_request *open_exports(struct desk *d)
{
	desk_open(d, 80, 24);
	d->list = PEERS;
	desk_expect(d, "west");
	desk_keys(d, "x");
	wire_reply(desk_request(d, "GET /v1/catalog/services"), 200, NULL,
		   CATALOG);
	return desk_request(d, READ);
}

static void open_with(struct desk *d, const char *services)
{
	struct wire_request *r = open_exports(d);

	wire_reply(r, 200, NULL, entry(services, 7));
	desk_expect(d, "CATALOG");
}

/* Mark `api` to be added and ask for it to be written. */
static struct wire_request *add_api(struct desk *d)
{
	open_with(d, WEB_TO_WEST);
	desk_expect(d, "there");
	desk_keys(d, "aapi\r\r");
	desk_expect(d, "+ to be added");
	desk_keys(d, "w");
	return desk_request(d, READ);
}

static struct wire_request *write_api(struct desk *d)
{
	struct wire_request *r = add_api(d);

	wire_reply(r, 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(d, "as it will be");
	desk_keys(d, "\t\r");
	return desk_request(d, WRITE);
}

static void what_the_entry_and_the_catalog_say_is_shown(void **state)
{
	struct desk d;

	(void)state;
	open_with(&d, WEB_TO_WEST
		  ",{\"Name\":\"gone\",\"Consumers\":[{\"Peer\":\"west\"}]}"
		  ",{\"Name\":\"other\",\"Consumers\":[{\"Peer\":\"east\"}]}");
	desk_expect(&d, "2 services");
	desk_expect(&d, "web");
	desk_expect(&d, "It is in the catalog");
	desk_expect(&d, "Also exported to east");
	assert_false(desk_shows(&d, "other"));
	desk_keys(&d, "j");
	desk_expect(&d, "once it is registered");
	desk_close(&d);
}

static void no_entry_is_nothing_exported(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(open_exports(&d), 404, NULL, "Config entry not found");
	desk_expect(&d, "Nothing is exported to west");
	desk_expect(&d, "no exported-services entry yet");
	desk_keys(&d, "a*\r\rw");
	wire_reply(desk_request(&d, READ), 404, NULL, "not found");
	desk_expect(&d, "as it will be");
	desk_keys(&d, "\t\r");
	assert_string_equal(desk_request(&d, WRITE "0")->body,
			    HEAD ",\"Services\":[{\"Name\":\"*\","
				 "\"Consumers\":[{\"Peer\":\"west\"}]}]}");
	desk_close(&d);
}

static void a_cancelled_read_is_not_under_way(void **state)
{
	struct desk d;

	(void)state;
	open_exports(&d);
	desk_expect(&d, "Reading the exports");
	desk_keys(&d, "\003");
	desk_expect(&d, "The exports were not read. F5 reads them.");
	desk_keys(&d, "\033[15~");
	wire_reply(desk_request(&d, READ), 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "It is in the catalog");
	desk_close(&d);
}

/* A 404 that was filtered by rights does not say that there is none. */
static void a_filtered_none_is_not_none(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(open_exports(&d), 404,
		   "X-Consul-Results-Filtered-By-Acls: true\r\n", "not found");
	desk_expect(&d, "Reading the exported services failed");
	assert_false(desk_shows(&d, "Nothing is exported"));
	desk_close(&d);
}

static void a_change_is_shown_and_then_written_as_shown(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	r = add_api(&d);
	wire_reply(r, 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "as it will be");
	desk_expect(&d, "+   {\"Name\":\"api\"");
	assert_int_equal(wire_count(d.wire, WRITE), 0);
	desk_keys(&d, "\r"); /* Back has the focus */
	desk_expect_gone(&d, "as it will be");
	desk_expect(&d, "1 change not written");
	desk_keys(&d, "w");
	wire_reply(desk_request(&d, READ), 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "as it will be");
	desk_keys(&d, "\t\r");
	r = desk_request(&d, WRITE "7");
	assert_string_equal(r->body, HEAD
			    ",\"Services\":[" WEB_TO_WEST ",{\"Name\":\"api\","
			    "\"Consumers\":[{\"Peer\":\"west\"}]}],"
			    "\"Meta\":{\"owner\":\"ops\"},\"CreateIndex\":5,"
			    "\"ModifyIndex\":7}");
	wire_reply(r, 200, NULL, "true\n");
	wire_reply(desk_request(&d, READ), 200, NULL,
		   entry(WEB_TO_WEST ",{\"Name\":\"api\",\"Consumers\":"
				     "[{\"Peer\":\"west\"}]}",
			 8));
	desk_expect(&d, "are written");
	desk_expect(&d, "2 services");
	desk_close(&d);
}

static void removing_takes_only_this_peer_out(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	open_with(&d, WEB_TO_WEST);
	desk_expect(&d, "1 service");
	desk_keys(&d, "-");
	desk_expect(&d, "- to be removed");
	desk_keys(&d, "-");
	desk_expect_gone(&d, "- to be removed");
	desk_keys(&d, "dw");
	wire_reply(desk_request(&d, READ), 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "as it will be");
	desk_keys(&d, "\t\r");
	r = desk_request(&d, WRITE "7");
	assert_non_null(strstr(r->body, "{\"Name\":\"web\",\"Consumers\":"
					"[{\"Peer\":\"east\"}]}"));
	desk_close(&d);
}

static void candidates_come_from_the_catalog(void **state)
{
	struct desk d;

	(void)state;
	open_with(&d, WEB_TO_WEST);
	desk_keys(&d, "a");
	desk_expect(&d, "*  api  billing");
	assert_false(desk_shows(&d, "sidecar"));
	assert_false(desk_shows(&d, "consul "));
	desk_keys(&d, "b");
	desk_expect_gone(&d, "api");
	desk_keys(&d, "\033[C");
	desk_keys(&d, "\r");
	desk_expect(&d, "+ to be added");
	desk_keys(&d, "later");
	desk_expect(&d, "not in the catalog");
	desk_keys(&d, "\r\r");
	desk_expect(&d, "2 changes not written");
	desk_keys(&d, "aweb\r");
	desk_expect(&d, "web is exported to west already");
	desk_close(&d);
}

/* Consul takes any name; what looks like a slip is said where it stands. */
static void a_name_that_is_hardly_meant_is_said_to_be_odd(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	open_with(&d, WEB_TO_WEST);
	desk_keys(&d, "aBad Name!");
	desk_expect(&d, "one name with a blank in it; commas part names");
	desk_keys(&d, "\r");
	desk_expect(&d, "1 change not written");
	desk_expect(&d, "odd name");
	desk_keys(&d, "web*");
	desk_expect(&d, "only * alone stands for all");
	desk_keys(&d, "\r\r");
	desk_expect(&d, "An odd name: only * alone");
	desk_keys(&d, "-a under_score");
	desk_expect(&d, "no DNS name");
	desk_keys(&d, "\r\r-w");
	r = desk_request(&d, READ);
	wire_reply(r, 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "+   {\"Name\":\"Bad Name!\"");
	desk_close(&d);
}

static void commas_part_names(void **state)
{
	struct desk d;

	(void)state;
	open_with(&d, WEB_TO_WEST);
	desk_keys(&d, "a api , billing,,later \r\r");
	desk_expect(&d, "3 changes not written");
	assert_false(desk_shows(&d, "odd name"));
	desk_close(&d);
}

static void a_name_of_the_catalog_is_never_odd(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = PEERS;
	desk_expect(&d, "west");
	desk_keys(&d, "x");
	wire_reply(desk_request(&d, "GET /v1/catalog/services"), 200, NULL,
		   "{\"a,b\":[],\"under_score\":[]}");
	wire_reply(desk_request(&d, READ), 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "CATALOG");
	desk_keys(&d, "aa,b\runder_score\r\r");
	desk_expect(&d, "2 changes not written");
	assert_false(desk_shows(&d, "odd name"));
	assert_false(desk_shows(&d, "not there   + to be added"));
	desk_close(&d);
}

static void consul_itself_is_refused(void **state)
{
	struct desk d;

	(void)state;
	open_with(&d, WEB_TO_WEST);
	desk_keys(&d, "aapi,consul\r");
	desk_expect(&d, "Consul never exports the service \"consul\"");
	assert_false(desk_shows(&d, "not written"));
	desk_keys(&d, "2\r\r");
	desk_expect(&d, "2 changes not written");
	desk_keys(&d, ":add consul\r");
	desk_expect(&d, "Consul never exports");
	desk_close(&d);
}

static void a_refused_read_names_the_right(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(open_exports(&d), 403, NULL,
		   "Permission denied: token lacks permission 'mesh:read'");
	desk_expect(&d, "To read exports the ACL token needs");
	desk_keys(&d, "a");
	desk_expect(&d, "were not read");
	desk_close(&d);
}

static void missing_rights_are_known_before(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = PEERS;
	wire_reply(desk_request(&d, "POST /v1/internal/acl/authorize"), 200,
		   NULL,
		   "[{\"Allow\":true},{\"Allow\":true},{\"Allow\":true},"
		   "{\"Allow\":false}]");
	desk_expect(&d, "west");
	desk_keys(&d, "x");
	wire_reply(desk_request(&d, READ), 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "mesh:write is missing");
	assert_false(desk_shows(&d, "a Add"));
	desk_keys(&d, "a");
	assert_false(desk_shows(&d, "Add a service"));
	desk_close(&d);
}

static void without_the_right_to_read_it_is_not_opened(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = PEERS;
	wire_reply(desk_request(&d, "POST /v1/internal/acl/authorize"), 200,
		   NULL,
		   "[{\"Allow\":true},{\"Allow\":true},{\"Allow\":false},"
		   "{\"Allow\":false}]");
	desk_expect(&d, "west");
	assert_false(desk_shows(&d, "x Exports"));
	desk_keys(&d, "x");
	desk_expect(&d, "mesh:read is missing");
	assert_int_equal(wire_count(d.wire, READ), 0);
	desk_close(&d);
}

/* Someone else writes between our read and our write, or before our read. */
static void a_faster_change_is_shown_and_merged_only_when_asked(void **state)
{
	static const char theirs[] =
		WEB_TO_WEST ",{\"Name\":\"billing\",\"Consumers\":"
			    "[{\"Peer\":\"east\"}]}";
	struct wire_request *r;

	(void)state;
	for (int before = 0; before < 2; before++) {
		struct desk d;

		if (before) {
			r = add_api(&d);
			wire_reply(r, 200, NULL, entry(theirs, 9));
		} else {
			wire_reply(write_api(&d), 200, NULL, "false\n");
			wire_reply(desk_request(&d, READ), 200, NULL,
				   entry(theirs, 9));
		}
		desk_expect(&d, "Someone else changed the entry");
		desk_expect(&d, "+   {\"Name\":\"billing\"");
		assert_false(desk_shows(&d, "\"api\""));
		desk_keys(&d, "\r"); /* Back: nothing is merged */
		desk_expect_gone(&d, "Someone else");
		desk_expect(&d, "1 change not written");
		assert_int_equal(wire_count(d.wire, WRITE), !before);
		desk_keys(&d, "w");
		wire_reply(desk_request(&d, READ), 200, NULL, entry(theirs, 9));
		desk_expect(&d, "as it will be");
		desk_keys(&d, "\t\r");
		r = desk_request(&d, WRITE "9");
		assert_non_null(strstr(r->body, "billing"));
		assert_non_null(strstr(r->body, "api"));
		desk_close(&d);
	}
}

static void merge_shows_mine_on_theirs_before_it_is_written(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(write_api(&d), 200, NULL, "false\n");
	wire_reply(desk_request(&d, READ), 200, NULL, entry("", 9));
	desk_expect(&d, "Someone else changed the entry");
	desk_expect(&d, "-   {\"Name\":\"web\"");
	desk_keys(&d, "\t\r");
	desk_expect(&d, "as it will be");
	assert_false(desk_shows(&d, "\"web\""));
	desk_keys(&d, "\t\r");
	wire_reply(desk_request(&d, WRITE "9"), 200, NULL, "true");
	desk_close(&d);
}

/* What is typed elsewhere must not end in a question that came meanwhile;
 * their change is told once one is back. */
static void nothing_is_asked_on_another_screen(void **state)
{
	struct wire_request *r;
	struct desk d;

	(void)state;
	r = add_api(&d);
	desk_keys(&d, "?");
	wire_reply(r, 200, NULL, entry("", 9));
	desk_expect(&d, "were not written");
	assert_false(desk_shows(&d, "Someone else"));
	desk_keys(&d, "qw");
	r = desk_request(&d, READ);
	wire_reply(r, 200, NULL, entry("", 9));
	desk_expect(&d, "Someone else changed the entry");
	desk_expect(&d, "-   {\"Name\":\"web\"");
	desk_close(&d);
}

static void the_same_change_of_someone_else_ends_it(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(write_api(&d), 200, NULL, "false\n");
	wire_reply(desk_request(&d, READ), 200, NULL,
		   entry(WEB_TO_WEST ",{\"Name\":\"api\",\"Consumers\":"
				     "[{\"Peer\":\"west\"}]}",
			 9));
	desk_expect(&d, "nothing is left to write");
	desk_keys(&d, "\r");
	desk_expect(&d, "2 services");
	desk_close(&d);
}

static void a_deleted_entry_is_told(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(add_api(&d), 404, NULL, "Config entry not found");
	desk_expect(&d, "They deleted it");
	desk_close(&d);
}

static void a_refused_write_says_why_and_keeps_the_marks(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(write_api(&d), 403, NULL,
		   "Permission denied: token lacks permission 'mesh:write'");
	desk_expect(&d, "Not written");
	desk_expect(&d, "mesh = \"write\"");
	desk_keys(&d, "\r");
	desk_expect(&d, "1 change not written");
	desk_close(&d);
}

static void a_lost_answer_is_looked_up_and_not_repeated(void **state)
{
	(void)state;
	for (int done = 0; done < 2; done++) {
		struct desk d;

		wire_hang_up(write_api(&d));
		wire_reply(desk_request(&d, READ), 200, NULL,
			   done ? entry(WEB_TO_WEST
					",{\"Name\":\"api\",\"Consumers\":"
					"[{\"Peer\":\"west\"}]}",
					8)
				: entry(WEB_TO_WEST, 7));
		desk_expect(&d, done ? "though the answer was lost"
				     : "Not written: the answer was lost");
		desk_expect(&d, done ? "2 services" : "1 change not written");
		assert_int_equal(wire_count(d.wire, WRITE), 1);
		desk_close(&d);
	}
}

static void a_lost_answer_that_cannot_be_looked_up_is_unknown(void **state)
{
	struct desk d;

	(void)state;
	wire_hang_up(write_api(&d));
	wire_reply(desk_request(&d, READ), 500, NULL, "No cluster leader");
	desk_expect(&d, "Written or not?");
	desk_expect(&d, "is not known");
	desk_close(&d);
}

static void a_cancelled_write_is_looked_up(void **state)
{
	struct desk d;

	(void)state;
	write_api(&d);
	desk_expect(&d, "writing the exports");
	desk_keys(&d, "\003");
	wire_reply(desk_request(&d, READ), 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "Not written");
	desk_close(&d);
}

static void what_is_no_entry_is_told(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(open_exports(&d), 200, NULL, "<html>Sign in</html>");
	desk_expect(&d, "Reading the exported services failed");
	desk_close(&d);
}

static void a_catalog_that_is_not_all_seen_says_so(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = PEERS;
	desk_expect(&d, "west");
	desk_keys(&d, "x");
	wire_reply(desk_request(&d, "GET /v1/catalog/services"), 200,
		   "X-Consul-Results-Filtered-By-Acls: true\r\n", "{}");
	wire_reply(desk_request(&d, READ), 200, NULL, entry(WEB_TO_WEST, 7));
	desk_expect(&d, "not known");
	desk_expect(&d, "service:read");
	desk_close(&d);
}

static void leaving_with_changes_asks(void **state)
{
	struct desk d;

	(void)state;
	open_with(&d, WEB_TO_WEST);
	desk_expect(&d, "1 service");
	desk_keys(&d, "-q");
	desk_expect(&d, "One change was not written");
	desk_keys(&d, "\r");
	desk_expect_gone(&d, "One change");
	desk_keys(&d, "q\t\r");
	desk_expect(&d, "Peers 1");
	desk_close(&d);
}

static void hostile_names_are_made_visible(void **state)
{
	struct desk d;

	(void)state;
	open_with(&d, "{\"Name\":\"w\\u001b[2Jb\",\"Consumers\":"
		      "[{\"Peer\":\"west\"},{\"Peer\":\"a\\u001b]0;x\"}]}");
	desk_expect(&d, "w^[[2Jb");
	desk_keys(&d, "-w");
	wire_reply(desk_request(&d, READ), 200, NULL,
		   entry("{\"Name\":\"w\\u001b[2Jb\",\"Consumers\":"
			 "[{\"Peer\":\"west\"}]}",
			 7));
	desk_expect(&d, "as it will be");
	for (int i = 0; i < d.grid.w * d.grid.h; i++)
		assert_true(d.grid.cells[i].ch[0] != 0x1b);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_entry_and_the_catalog_say_is_shown),
		cmocka_unit_test(no_entry_is_nothing_exported),
		cmocka_unit_test(a_cancelled_read_is_not_under_way),
		cmocka_unit_test(a_filtered_none_is_not_none),
		cmocka_unit_test(a_change_is_shown_and_then_written_as_shown),
		cmocka_unit_test(removing_takes_only_this_peer_out),
		cmocka_unit_test(candidates_come_from_the_catalog),
		cmocka_unit_test(a_name_that_is_hardly_meant_is_said_to_be_odd),
		cmocka_unit_test(commas_part_names),
		cmocka_unit_test(a_name_of_the_catalog_is_never_odd),
		cmocka_unit_test(consul_itself_is_refused),
		cmocka_unit_test(a_refused_read_names_the_right),
		cmocka_unit_test(missing_rights_are_known_before),
		cmocka_unit_test(without_the_right_to_read_it_is_not_opened),
		cmocka_unit_test(
			a_faster_change_is_shown_and_merged_only_when_asked),
		cmocka_unit_test(
			merge_shows_mine_on_theirs_before_it_is_written),
		cmocka_unit_test(nothing_is_asked_on_another_screen),
		cmocka_unit_test(the_same_change_of_someone_else_ends_it),
		cmocka_unit_test(a_deleted_entry_is_told),
		cmocka_unit_test(a_refused_write_says_why_and_keeps_the_marks),
		cmocka_unit_test(a_lost_answer_is_looked_up_and_not_repeated),
		cmocka_unit_test(
			a_lost_answer_that_cannot_be_looked_up_is_unknown),
		cmocka_unit_test(a_cancelled_write_is_looked_up),
		cmocka_unit_test(what_is_no_entry_is_told),
		cmocka_unit_test(a_catalog_that_is_not_all_seen_says_so),
		cmocka_unit_test(leaving_with_changes_asks),
		cmocka_unit_test(hostile_names_are_made_visible),
	};

	return cmocka_run_group_tests_name("exports", tests, NULL, NULL);
}
