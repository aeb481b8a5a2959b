/* The screen of one peering: its overview, its keys, and what is said when it
 * cannot be read. */
#include <time.h>

#include "tests/unit/tui/peer.h"

/* --- overview --------------------------------------------------------------
 */

static void the_overview_has_what_is_known(void **state)
{
	static const char *const has[] = {
		"west  ✓ ok   dialer · remote dc2",
		"Imported 2   Exported 1",
		"State          ACTIVE",
		"Heard          4 s ago      14:13:16 UTC",
		"Sent           not yet",
		"|  one mark is 15 s",
		"dc2   region eu   zone eu-1",
		"Meta           env   = prod",
		"               owner = net",
		"ID             " ID,
		"Peer's ID      22222222-2222-2222-2222-222222222222",
		"pri-12a.consul.ca.11111111.consul  expires in 10 years",
		"not readable",
		"created 5, changed 9",
		"no change of State since this run began",
	};
	struct record r = usual;
	struct stage s;

	(void)state;
	r.more = DIALED;
	open_peer(&s, &r);
	for (size_t i = 0; i < ARRAY_LEN(has); i++)
		desk_expect(&s.d, has[i]);
	close_peer(&s);
}

static void before_the_record_is_read_the_row_is_shown(void **state)
{
	struct stage s;

	(void)state;
	open_unread(&s, &usual, 80, 24);
	desk_expect(&s.d, "changed 9");
	desk_expect(&s.d, "Peer's CA      reading");
	close_peer(&s);
}

static void a_change_is_recorded_and_the_record_read_again(void **state)
{
	struct record r = usual;
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	r.state = "FAILING";
	r.index = 10;
	set(&s, &r);
	desk_keys(&s.d, "\033[15~");
	answer_record(&s);
	desk_expect(&s.d, "ACTIVE → FAILING");
	desk_expect(&s.d, "14:13:20 UTC  ACTIVE");
	desk_expect(&s.d, "since 14:13:20 UTC");
	desk_expect(&s.d, "Consul retries at least every 64 s");
	desk_expect(&s.d, "changed 10");
	close_peer(&s);
}

/* By the watch alone, and only when it is another one. */
static void an_unchanged_row_is_not_read_again(void **state)
{
	struct record r = usual;
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	r.heard = "2026-09-21T14:13:19Z";
	set(&s, &r);
	desk_pass(&s.d, 11000);
	desk_expect(&s.d, "1 s ago");
	assert_int_equal(wire_count(s.d.wire, "GET /v1/peering/west"), 1);
	r.imported = "[\"api\"]";
	set(&s, &r);
	desk_pass(&s.d, 11000);
	answer_record(&s);
	desk_expect(&s.d, "Imported 1");
	close_peer(&s);
}

static void missed_heartbeats_are_marked(void **state)
{
	struct record r = usual;
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	r.heard = "2026-09-21T14:12:40Z"; /* 40 s before */
	set(&s, &r);
	desk_pass(&s.d, 15000);
	desk_expect(&s.d, "|·  one mark is 15 s");
	desk_expect(&s.d, "late");
	set(&s, &usual);
	desk_pass(&s.d, 15000);
	desk_expect(&s.d, "|·|  one mark is 15 s");
	close_peer(&s);
}

static void times_can_be_local(void **state)
{
	struct stage s;

	(void)state;
	setenv("TZ", "XST-3", 1);
	tzset();
	open_peer(&s, &usual);
	desk_expect(&s.d, "14:13:16 UTC");
	desk_keys(&s.d, "u");
	desk_expect(&s.d, "17:13:16 XST");
	desk_keys(&s.d, "u");
	desk_expect(&s.d, "14:13:16 UTC");
	close_peer(&s);
	unsetenv("TZ");
	tzset();
}

static void a_peering_that_goes_stays_on_the_screen_greyed(void **state)
{
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	set(&s, NULL);
	desk_keys(&s.d, "\033[15~");
	desk_expect(&s.d, "This peering is gone; what is shown is from before");
	desk_expect(&s.d, "Meta           env   = prod");
	for (int x = 3; x < 40; x++) /* "State          ACTIVE" */
		assert_int_equal(s.d.grid.cells[5 * 80 + x].role, ROLE_MUTED);
	desk_keys(&s.d, "D");
	desk_expect(&s.d, "No peering is selected");
	desk_keys(&s.d, "\t\t\t\t\t");
	desk_expect(&s.d, "\"Name\": \"west\"");
	desk_keys(&s.d, "\033");
	desk_expect(&s.d, "Peers 0");
	close_peer(&s);
}

static void what_a_deletion_takes_is_kept(void **state)
{
	static const char *const left = "[{\"ID\":\"" ID "\",\"Name\":\"west\","
					"\"State\":\"DELETING\",\"DeletedAt\":"
					"\"2026-09-21T14:13:19Z\"}]";
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	s.d.list = left;
	desk_keys(&s.d, "\033[15~");
	wire_reply(desk_request(&s.d, "GET /v1/peering/west"), 200, NULL,
		   "{\"ID\":\"" ID "\",\"State\":\"DELETING\"}");
	desk_expect(&s.d, "ACTIVE → DELETING");
	set(&s, NULL);
	desk_keys(&s.d, "\033[15~");
	desk_expect(&s.d, "This peering is gone");
	desk_expect(&s.d, "Meta           env   = prod");
	close_peer(&s);
}

static void one_that_goes_before_it_was_read_says_so(void **state)
{
	struct stage s;

	(void)state;
	open_unread(&s, &usual, 80, 24);
	set(&s, NULL);
	desk_keys(&s.d, "\033[15~");
	desk_expect(&s.d, "before its record could be read");
	for (int i = 0; i < 6; i++) {
		desk_keys(&s.d, "\t");
		desk_expect(&s.d, "gone");
	}
	close_peer(&s);
}

static void another_peering_of_that_name_is_not_shown(void **state)
{
	struct record r = usual;
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	r.id = "33333333-3333-3333-3333-333333333333";
	set(&s, &r);
	desk_keys(&s.d, "\033[15~");
	answer_record(&s);
	desk_expect(&s.d, "This peering is gone");
	desk_expect(&s.d, ID);
	close_peer(&s);
}

static void a_record_that_cannot_be_read_is_told(void **state)
{
	struct stage s;

	(void)state;
	open_unread(&s, &usual, 80, 24);
	wire_reply(desk_request(&s.d, "GET /v1/peering/west"), 500, NULL,
		   "No cluster leader");
	desk_expect(&s.d, "could not be read: No cluster leader");
	desk_expect(&s.d, "F5 reads again");
	desk_expect(&s.d, "State          ACTIVE");
	desk_expect(&s.d, "Peer's CA      not known");
	desk_keys(&s.d, "\033[15~");
	answer_record(&s);
	desk_expect_gone(&s.d, "could not be read");
	close_peer(&s);
}

static void reading_can_be_cancelled(void **state)
{
	struct wire_request *r;
	struct stage s;

	(void)state;
	open_unread(&s, &usual, 80, 24);
	r = desk_request(&s.d, "GET /v1/peering/west");
	desk_keys(&s.d, "\003");
	wire_reply(r, 200, NULL, s.record);
	desk_turn(&s.d);
	desk_expect(&s.d, "Overview"); /* it did not leave */
	close_peer(&s);
}

/* --- keys ------------------------------------------------------------------
 */

static void a_new_token_is_for_this_name(void **state)
{
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	desk_keys(&s.d, "g");
	desk_expect(&s.d, "Generate a peering token");
	desk_expect(&s.d, "exists: ok");
	desk_keys(&s.d, "\033"); /* nothing typed is lost */
	desk_expect(&s.d, "Overview");
	close_peer(&s);
}

static void a_dialed_peering_gets_no_token_here(void **state)
{
	struct record r = usual;
	struct stage s;

	(void)state;
	r.more = DIALED;
	open_peer(&s, &r);
	desk_keys(&s.d, "g");
	desk_expect(&s.d, "the other side generates its tokens");
	close_peer(&s);
}

static void it_is_deleted_from_here_too(void **state)
{
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	desk_keys(&s.d, "D");
	answer_record(&s);
	desk_expect(&s.d, "Delete the peering?");
	close_peer(&s);
}

static void a_rebound_key_acts_on_both_screens(void **state)
{
	_cleanup_(kv_release) struct kv keys = { 0 };
	_cleanup_(kv_release) struct kv wrong = { 0 };
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	kv_add(&keys, "peering.delete", "X");
	assert_true(keymap_load(&s.d.app.keymap, &keys, &wrong));
	desk_keys(&s.d, "X");
	answer_record(&s);
	desk_expect(&s.d, "Delete the peering?");
	close_peer(&s);
}

/* What is bound on both must be free on both. */
static void a_key_taken_on_either_screen_is_refused(void **state)
{
	_cleanup_(kv_release) struct kv keys = { 0 };
	_cleanup_(kv_release) struct kv wrong = { 0 };
	struct keymap map = { 0 };

	(void)state;
	kv_add(&keys, "peering.delete", "Tab");
	assert_false(keymap_load(&map, &keys, &wrong));
	assert_non_null(strstr(wrong.pairs[0].value, "peer.next"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_overview_has_what_is_known),
		cmocka_unit_test(before_the_record_is_read_the_row_is_shown),
		cmocka_unit_test(
			a_change_is_recorded_and_the_record_read_again),
		cmocka_unit_test(an_unchanged_row_is_not_read_again),
		cmocka_unit_test(missed_heartbeats_are_marked),
		cmocka_unit_test(times_can_be_local),
		cmocka_unit_test(
			a_peering_that_goes_stays_on_the_screen_greyed),
		cmocka_unit_test(what_a_deletion_takes_is_kept),
		cmocka_unit_test(one_that_goes_before_it_was_read_says_so),
		cmocka_unit_test(another_peering_of_that_name_is_not_shown),
		cmocka_unit_test(a_record_that_cannot_be_read_is_told),
		cmocka_unit_test(reading_can_be_cancelled),
		cmocka_unit_test(a_new_token_is_for_this_name),
		cmocka_unit_test(a_dialed_peering_gets_no_token_here),
		cmocka_unit_test(it_is_deleted_from_here_too),
		cmocka_unit_test(a_rebound_key_acts_on_both_screens),
		cmocka_unit_test(a_key_taken_on_either_screen_is_refused),
	};

	return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
