/* The screen of one peering: what it shows, and what is said when it cannot. */
#include <time.h>

#include "base/mem.h"
#include "tests/unit/tui/desk.h"

#define CA                                                                     \
	"-----BEGIN CERTIFICATE-----\\n"                                       \
	"MIIBrTCCAVOgAwIBAgIUVldKaJG51V2drib8lJ11CdBHS+kwCgYIKoZIzj0EAwIw\\n"  \
	"LDEqMCgGA1UEAwwhcHJpLTEyYS5jb25zdWwuY2EuMTExMTExMTEuY29uc3VsMB4X\\n"  \
	"DTI2MTEyNDA2MzUwOFoXDTM2MTEyMTA2MzUwOFowLDEqMCgGA1UEAwwhcHJpLTEy\\n"  \
	"YS5jb25zdWwuY2EuMTExMTExMTEuY29uc3VsMFkwEwYHKoZIzj0CAQYIKoZIzj0D\\n"  \
	"AQcDQgAEW5rGOJxCv7PoxfXq5nVlii9m/hdMS+BIBN7ErI8Nq0bVUsaVaB1QBvdD\\n"  \
	"sjWCxeaU8KmRIkb5L835U0Hi6v6CDKNTMFEwHQYDVR0OBBYEFA/gsFqKCElwkycK\\n"  \
	"Ny/DstgxV1c8MB8GA1UdIwQYMBaAFA/gsFqKCElwkycKNy/DstgxV1c8MA8GA1Ud\\n"  \
	"EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgUT+bXlRbgRIh7eMIg+DjLgtS\\n"  \
	"Q/YteDmw21LWGgWd7xgCIQDmjzb9mK8fBgL5WgLT/Jia21z8uQDSOf1OpwzHYwBP\\n"  \
	"nQ==\\n-----END CERTIFICATE-----\\n"
#define CA_END 2110862108 /* 2036-11-21T06:35:08Z */

#define ID    "11111111-1111-1111-1111-111111111111"
#define HEARD "2026-09-21T14:13:16.5Z" /* 4 s before DESK_DATE */
#define DIALED                                                                 \
	"\"PeerID\":\"22222222-2222-2222-2222-222222222222\","                 \
	"\"PeerServerName\":\"server.dc2.peering.x.consul\","                  \
	"\"PeerServerAddresses\":[\"127.0.0.1:1\"],"                           \
	"\"PeerCAPems\":[\"" CA "\",\"none\"],"

/* What a record of these tests differs by. */
struct record {
	const char *id, *state, *more, *imported, *heard;
	int index;
};

static const struct record usual = { ID,    "ACTIVE", "", "[\"api\",\"web\"]",
				     HEARD, 9 };

static void add_record(struct buf *out, const struct record *r)
{
	buf_addf(out,
		 "{\"ID\":\"%s\",\"Name\":\"west\",\"State\":\"%s\",%s"
		 "\"Meta\":{\"env\":\"prod\",\"owner\":\"net\"},"
		 "\"StreamStatus\":{\"ImportedServices\":%s,"
		 "\"ExportedServices\":[\"billing\"],\"LastHeartbeat\":\"%s\","
		 "\"LastReceive\":\"%s\",\"LastSend\":null},"
		 "\"CreateIndex\":5,\"ModifyIndex\":%d,"
		 "\"Remote\":{\"Partition\":\"\",\"Datacenter\":\"dc2\","
		 "\"Locality\":{\"Region\":\"eu\",\"Zone\":\"eu-1\"}}}",
		 r->id, r->state, r->more, r->imported, r->heard, r->heard,
		 r->index);
}

struct stage {
	struct desk d;
	char *list, *record;
};

/* From now on the cluster has this; NULL: nothing. */
static void set(struct stage *s, const struct record *r)
{
	struct buf list = BUF_INIT(65536), record = BUF_INIT(65536);

	buf_addc(&list, '[');
	if (r) {
		add_record(&list, r);
		add_record(&record, r);
	}
	buf_addc(&list, ']');
	free(s->list);
	free(s->record);
	s->list = buf_take(&list);
	s->record = buf_take(&record);
	s->d.list = s->list;
}

static void answer_record(struct stage *s)
{
	wire_reply(desk_request(&s->d, "GET /v1/peering/west"), 200, NULL,
		   s->record);
}

/* Open the screen; the record is asked for and not answered yet. */
static void open_unread(struct stage *s, const struct record *r, int w, int h)
{
	*s = (struct stage){ 0 };
	desk_open(&s->d, w, h);
	set(s, r);
	desk_expect(&s->d, "Peers 1");
	desk_keys(&s->d, "\r");
	desk_expect(&s->d, "Overview");
}

static void open_peer(struct stage *s, const struct record *r)
{
	open_unread(s, r, 80, 24);
	answer_record(s);
	desk_expect_gone(&s->d, "reading");
}

static void close_peer(struct stage *s)
{
	desk_close(&s->d);
	free(s->list);
	free(s->record);
}

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
		assert_int_equal(s.d.grid.cells[4 * 80 + x].role, ROLE_MUTED);
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
	struct err err = ERR_INIT;
	struct stage s;

	(void)state;
	open_peer(&s, &usual);
	kv_add(&keys, "peering.delete", "X");
	assert_true(keymap_load(&s.d.app.keymap, &keys, &err));
	desk_keys(&s.d, "X");
	answer_record(&s);
	desk_expect(&s.d, "Delete the peering?");
	close_peer(&s);
}

/* What is bound on both must be free on both. */
static void a_key_taken_on_either_screen_is_refused(void **state)
{
	_cleanup_(kv_release) struct kv keys = { 0 };
	struct keymap map = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	kv_add(&keys, "peering.delete", "Tab");
	assert_false(keymap_load(&map, &keys, &err));
	assert_non_null(strstr(err.msg, "peer.next"));
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
		cmocka_unit_test(a_new_token_is_for_this_name),
		cmocka_unit_test(a_dialed_peering_gets_no_token_here),
		cmocka_unit_test(it_is_deleted_from_here_too),
		cmocka_unit_test(a_rebound_key_acts_on_both_screens),
		cmocka_unit_test(a_key_taken_on_either_screen_is_refused),
		cmocka_unit_test(hostile_text_is_made_visible),
	};

	return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
