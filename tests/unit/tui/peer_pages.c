/* The screen of one peering: the pages behind its overview. */
#include "tests/unit/tui/peer.h"

/* --- imported, exported ----------------------------------------------------
 */

#define SERVICES "GET /v1/internal/ui/services?peer=west"

static void imported_services_have_their_health(void **state)
{
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	desk_keys(&s.d, "\t");
	wire_reply(
		desk_request(&s.d, SERVICES), 200, NULL,
		"[{\"Name\":\"api\",\"InstanceCount\":2,\"ChecksPassing\":2},"
		"{\"Name\":\"web\",\"InstanceCount\":3,\"ChecksPassing\":1,"
		"\"ChecksWarning\":1,\"ChecksCritical\":1}]");
	desk_expect(&s.d, "▸ web             ✗ critical            3        1"
			  "        1         1");
	desk_expect(&s.d, "  api             ✓ passing             2        2"
			  "        0         0");
	close_peer(&s);
}

static const struct denial {
	int status;
	const char *headers, *body, *says;
} denials[] = {
	{ 200, "X-Consul-Results-Filtered-By-Acls: true\r\n", "[]",
	  "service_prefix \"\" { policy = \"read\" }" },
	{ 403, NULL, "Permission denied", "policy = \"read\"" },
	{ 404, NULL, "Invalid URL path", "not known: Invalid URL path" },
	{ 200, NULL, "<html>", "not known:" },
};

static void without_the_right_the_names_are_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(denials); i++) {
		struct stage s;

		open_peer(&s, &usual);
		desk_keys(&s.d, "\t");
		wire_reply(desk_request(&s.d, SERVICES), denials[i].status,
			   denials[i].headers, denials[i].body);
		desk_expect(&s.d, denials[i].says);
		desk_expect(&s.d, "– not known");
		desk_expect(&s.d, "web");
		close_peer(&s);
	}
}

static void the_health_is_asked_again_only_while_it_is_seen(void **state)
{
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	desk_keys(&s.d, "\t");
	wire_reply(desk_request(&s.d, SERVICES), 200, NULL, "[]");
	desk_pass(&s.d, 11000);
	wire_reply(desk_request(&s.d, SERVICES), 200, NULL, "[]");
	desk_keys(&s.d, "\t");
	desk_expect(&s.d, "billing");
	desk_pass(&s.d, 11000);
	desk_expect(&s.d, "live");
	assert_int_equal(wire_count(s.d.wire, SERVICES), 2);
	close_peer(&s);
}

static void nothing_imported_is_said(void **state)
{
	struct record r = usual;
	struct stage s;

	(void)state;
	r.imported = "null";
	open_peer(&s, &r);
	desk_keys(&s.d, "\t");
	desk_expect(&s.d, "Nothing is imported from this peer");
	close_peer(&s);
}

/* --- addresses -------------------------------------------------------------
 */

static void an_acceptor_has_no_addresses(void **state)
{
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	desk_keys(&s.d, "P");
	desk_expect(&s.d, "the other side dials");
	close_peer(&s);
}

static void probing_from_the_list_opens_and_tries(void **state)
{
	struct record r = usual;
	struct stage s = { 0 };

	(void)state;
	r.more = DIALED;
	desk_open(&s.d, 80, 24);
	set(&s, &r);
	desk_expect(&s.d, "Peers 1");
	desk_keys(&s.d, "P");
	desk_expect(&s.d, "FROM THIS HOST");
	desk_expect(&s.d, "not tried");
	answer_record(&s);
	desk_expect(&s.d, "127.0.0.1:1");
	desk_expect(&s.d, "✗ refused: nothing listens there");
	desk_expect(&s.d, "dialed instead");
	close_peer(&s);
}

/* --- certificates ----------------------------------------------------------
 */

static void a_certificate_that_ends_soon_is_a_warning(void **state)
{
	static const struct {
		int64_t before;
		const char *says;
	} cases[] = {
		{ 400 * (int64_t)86400, "expires in 400 days" },
		{ 29 * 86400, "! expires in 29 days" },
		{ 86400, "! expires in 1 day" },
		{ -1, "✗ expired" },
	};
	struct record r = usual;

	(void)state;
	r.more = DIALED;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct stage s;

		open_peer(&s, &r);
		desk_keys(&s.d, "\t\t\t\t");
		s.d.clock.wall = CA_END - cases[i].before;
		desk_expect(&s.d, cases[i].says);
		desk_expect(&s.d, "Serial         56:57:4a:68:");
		desk_expect(&s.d, "cannot be read");
		desk_expect(&s.d, "server.dc2.peering.x.consul");
		close_peer(&s);
	}
}

/* --- raw -------------------------------------------------------------------
 */

static void the_raw_record_can_be_searched(void **state)
{
	struct stage s;

	(void)state;
	open_unread(&s, &usual, 60, 15);
	answer_record(&s);
	desk_keys(&s.d, "\t\t\t\t\t");
	desk_expect(&s.d, "\"ID\": \"" ID "\"");
	desk_keys(&s.d, "/INDEX");
	desk_expect(&s.d, "\"CreateIndex\": 5");
	desk_expect(&s.d, "1 of 2");
	desk_keys(&s.d, "\rn");
	desk_expect(&s.d, "2 of 2");
	desk_keys(&s.d, "n");
	desk_expect(&s.d, "1 of 2");
	desk_keys(&s.d, "/zzz");
	desk_expect(&s.d, "not found");
	desk_keys(&s.d, "\033");
	desk_expect_gone(&s.d, "not found");
	close_peer(&s);
}

static struct buf written;

static bool take_bytes(const char *bytes, size_t len)
{
	return buf_add(&written, bytes, len);
}

static void y_copies_what_the_page_is_about(void **state)
{
	static const struct {
		const char *keys, *says;
	} cases[] = {
		{ "", "ID: 36 characters sent" },
		{ "\t\t\t\t\t", "JSON: " },
		{ "\033[Z\033[Z", "certificates: " },
	};
	struct record r = usual;

	(void)state;
	unsetenv("TMUX");
	unsetenv("STY");
	setenv("TERM", "xterm", 1);
	r.more = DIALED;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct stage s;

		written = (struct buf)BUF_INIT(1 << 20);
		open_peer(&s, &r);
		s.d.app.terminal.write = take_bytes;
		if (i == 2) {
			desk_keys(&s.d, "\033[Z");
			desk_keys(&s.d, "\033[Z");
		} else {
			desk_keys(&s.d, cases[i].keys);
		}
		desk_keys(&s.d, "y");
		desk_expect(&s.d, cases[i].says);
		assert_true(written.len > 36);
		buf_release(&written);
		close_peer(&s);
	}
}

static void hostile_text_is_made_visible(void **state)
{
	struct record r = usual;
	struct stage s;

	(void)state;
	r.imported = "[\"\\u001b[2Jevil\"]";
	open_peer(&s, &r);
	desk_keys(&s.d, "\t");
	desk_expect(&s.d, "^[[2Jevil");
	desk_keys(&s.d, "\t\t\t\t");
	desk_expect(&s.d, "u001b[2Jevil");
	close_peer(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imported_services_have_their_health),
		cmocka_unit_test(without_the_right_the_names_are_shown),
		cmocka_unit_test(
			the_health_is_asked_again_only_while_it_is_seen),
		cmocka_unit_test(nothing_imported_is_said),
		cmocka_unit_test(an_acceptor_has_no_addresses),
		cmocka_unit_test(probing_from_the_list_opens_and_tries),
		cmocka_unit_test(a_certificate_that_ends_soon_is_a_warning),
		cmocka_unit_test(the_raw_record_can_be_searched),
		cmocka_unit_test(y_copies_what_the_page_is_about),
		cmocka_unit_test(hostile_text_is_made_visible),
	};

	return cmocka_run_group_tests_name("peer_pages", tests, NULL, NULL);
}
