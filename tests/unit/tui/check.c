/* The doctor's screen: what comes when, what it leads to, and how it ends. */
#include "base/mem.h"
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"

#define RIGHTS	"POST /v1/internal/acl/authorize"
#define EXPORTS "GET /v1/config/exported-services/default"
#define F5	"\033[15~"
#define CTRL_C	"\003"
#define CTRL_U	"\025"

/* One that this cluster dialed, of `server`'s trust domain. */
#define DIALER(state, server, beat)                                            \
	"[{\"ID\":\"a\",\"Name\":\"to-west\",\"State\":\"" state               \
	"\",\"PeerID\":\"gone\",\"PeerServerName\":\"" server                  \
	"\",\"StreamStatus\":{\"LastHeartbeat\":\"" beat "\"}}]"
#define FRESH "2026-09-21T14:13:19Z"
#define OLD   "2026-09-21T14:11:20Z"

/* The screen, of which the first request waits for the test. */
static struct wire_request *open_check(struct desk *d, int w, int h)
{
	desk_open(d, w, h);
	desk_expect(d, "live");
	d->holds = "GET /v1/status/leader";
	desk_keys(d, "K");
	return desk_request(d, "GET /v1/status/leader");
}

static void say_leader(struct wire_request *r)
{
	wire_reply(r, 200, NULL, "\"127.0.0.1:8300\"");
}

static void no_exports(struct desk *d)
{
	wire_reply(desk_request(d, EXPORTS), 404, NULL, "none");
}

static int row_of(struct desk *d, const char *text)
{
	for (int y = 0; y < d->grid.h; y++) {
		_cleanup_(mem_freep) char *row = grid_row_text(&d->grid, y);

		if (strstr(row, text))
			return y;
	}
	desk_fail(d, text);
	return -1;
}

static void results_appear_as_they_come(void **state)
{
	struct wire_request *leader, *rights;
	struct desk d;

	(void)state;
	leader = open_check(&d, 80, 24);
	desk_expect(&d, "waiting  reach          asked");
	desk_expect(&d, "looking…");
	d.holds = RIGHTS;
	say_leader(leader);
	desk_expect(&d, "ok       leader         127.0.0.1:8300");
	rights = desk_request(&d, RIGHTS);
	desk_expect(&d, "waiting  rights         asked");
	desk_expect(&d, "ok       version        Consul 1.21.0");
	assert_int_equal(wire_count(d.wire, EXPORTS), 0);
	wire_reply(rights, 401, NULL, "ACL support disabled");
	desk_expect(&d, "waiting  exports        asked");
	no_exports(&d);
	desk_expect(&d, "ok       exports        0, all to peerings");
	desk_expect_gone(&d, "looking…");
	desk_expect(&d, "1 unknown, 13 ok"); /* the desk's CA names no end */
	desk_close(&d);
}

static void the_worst_stands_first_with_its_next_step(void **state)
{
	struct wire_request *leader;
	struct desk d;

	(void)state;
	leader = open_check(&d, 100, 24);
	d.list = DIALER("FAILING", "x", OLD);
	say_leader(leader);
	no_exports(&d);
	desk_expect(&d, "1 failure, 1 unknown, 12 ok");
	desk_expect(&d, "to-west is FAILING");
	desk_expect(&d, "→ see that its servers run and can be reached");
	desk_expect(&d, "W on Peers tells why");
	assert_int_equal(row_of(&d, "failure  peerings"), 3);
	assert_true(row_of(&d, "ok       reach") > row_of(&d, "unknown"));
	desk_close(&d);
}

static void a_cluster_out_of_reach_is_one_failure(void **state)
{
	struct desk d;

	(void)state;
	wire_reply(open_check(&d, 100, 24), 503, NULL, "no backend");
	desk_expect(&d, "failure  reach          no backend");
	desk_expect(&d, "a types another address");
	desk_expect(&d, "1 failure");
	assert_false(desk_shows(&d, "peering:write"));
	desk_close(&d);
}

static void missing_rights_are_named_and_nothing_is_asked_for(void **state)
{
	struct wire_request *leader;
	size_t lists;
	struct desk d;

	(void)state;
	leader = open_check(&d, 80, 24);
	lists = wire_count(d.wire, "GET /v1/peerings");
	d.holds = RIGHTS;
	say_leader(leader);
	wire_reply(desk_request(&d, RIGHTS), 200, NULL,
		   "[{\"Allow\":false},{\"Allow\":false},{\"Allow\":false},"
		   "{\"Allow\":false}]");
	desk_expect(&d, "failure  peering:read   not granted");
	desk_expect(&d, "→ without it no peering can be seen");
	desk_expect(&d, "warning  mesh:write     not granted");
	desk_expect(&d, "unknown  exports        may not be read without");
	assert_int_equal(wire_count(d.wire, "GET /v1/peerings"), lists);
	assert_int_equal(wire_count(d.wire, EXPORTS), 0);
	desk_close(&d);
}

static void ctrl_c_cancels_and_keeps_what_came(void **state)
{
	struct wire_request *leader;
	struct desk d;

	(void)state;
	leader = open_check(&d, 80, 24);
	say_leader(leader);
	desk_request(&d, EXPORTS);
	desk_expect(&d, "waiting  exports");
	desk_keys(&d, CTRL_C);
	desk_expect(&d, "unknown  exports        not looked at: it was "
			"cancelled");
	desk_expect(&d, "ok       reach");
	assert_false(desk_shows(&d, "looking…"));
	desk_keys(&d, CTRL_C); /* with nothing to cancel it goes back */
	desk_expect(&d, "This cluster has no peerings");
	desk_close(&d);
}

static void f5_looks_again(void **state)
{
	struct wire_request *leader;
	struct desk d;

	(void)state;
	leader = open_check(&d, 80, 24);
	say_leader(leader);
	no_exports(&d);
	desk_expect(&d, "13 ok");
	d.list = DIALER("TERMINATED", "x", OLD);
	desk_keys(&d, F5);
	no_exports(&d);
	desk_expect(&d, "to-west was deleted by the other side");
	desk_expect(&d, "Enter on Peers opens it");
	desk_close(&d);
}

static void leaving_cancels_its_requests(void **state)
{
	struct wire_request *leader;
	struct desk d;

	(void)state;
	leader = open_check(&d, 80, 24);
	desk_keys(&d, "q");
	desk_expect(&d, "This cluster has no peerings");
	for (int i = 0; i < DESK_TURNS && !wire_is_gone(leader); i++)
		desk_turn(&d);
	assert_true(wire_is_gone(leader));
	desk_keys(&d, "A");
	desk_expect(&d, "/v1/status/leader");
	desk_expect(&d, "cancelled");
	desk_close(&d);
}

static void open_clusters_are_looked_at_together(void **state)
{
	struct client_flags flags = { 0 };
	struct err err = ERR_INIT;
	struct cluster *west;
	struct desk d;

	(void)state;
	desk_open(&d, 100, 40);
	d.list = DIALER("ACTIVE", "server.dc2.peering.other.consul", FRESH);
	d.other = wire_new();
	west = app_open(&d.app, "west");
	flags.http_addr = wire_addr(d.other);
	assert_true(client_config_load(&flags, getenv, &west->config, &err));
	cluster_watch(west);
	desk_expect(&d, "to-west");
	desk_keys(&d, "K");
	wire_reply(desk_request(&d, EXPORTS), 404, NULL, "none");
	wire_reply(desk_request_at(&d, d.other, EXPORTS), 404, NULL, "none");
	desk_expect(&d, "Check of all that are open");
	wire_reply(desk_request_at(&d, d.other, "GET /v1/peerings"), 200, NULL,
		   "[]");
	for (struct wire_request *r;
	     (r = wire_take(d.other, "GET /v1/peerings"));)
		wire_reply(r, 200, NULL, "[]");
	desk_expect(&d, "one-sided");
	desk_expect(&d, "to-west dials west, which has no such peering");
	desk_expect(&d, "D on Peers deletes it");
	d.app.cluster->readonly = true;
	desk_keys(&d, "\033[15~");
	desk_expect_gone(&d, "one-sided");
	wire_reply(desk_request(&d, EXPORTS), 404, NULL, "none");
	wire_reply(desk_request_at(&d, d.other, EXPORTS), 404, NULL, "none");
	wire_reply(desk_request_at(&d, d.other, "GET /v1/peerings"), 200, NULL,
		   "[]");
	desk_expect(&d, "one-sided");
	assert_false(desk_shows(&d, "on Peers deletes it"));
	desk_expect(&d, "warning  west");
	desk_close(&d);
}

static void another_acl_token_looks_anew(void **state)
{
	_cleanup_(mem_freep) char *header = NULL;
	struct wire_request *leader;
	struct desk d;

	(void)state;
	leader = open_check(&d, 80, 24);
	say_leader(leader);
	no_exports(&d);
	desk_expect(&d, "13 ok");
	desk_keys(&d, "T");
	desk_expect(&d, "ACL token");
	desk_keys(&d, "s3cret");
	d.holds = "GET /v1/status/leader";
	desk_keys(&d, "\r");
	leader = desk_request(&d, "GET /v1/status/leader");
	header = wire_header(leader, "X-Consul-Token");
	assert_string_equal(header, "s3cret");
	desk_expect(&d, "looking…");
	desk_close(&d);
}

static char *read_file(const char *path)
{
	struct buf all = BUF_INIT(1 << 16);
	FILE *f = fopen(path, "r");
	int c;

	assert_non_null(f);
	while ((c = fgetc(f)) != EOF)
		buf_addc(&all, (char)c);
	fclose(f);
	return buf_take(&all);
}

static void the_findings_are_saved_and_no_file_is_lost(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(mem_freep) char *all = NULL;
	struct wire_request *leader;
	char path[512], words[600];
	struct desk d;

	(void)state;
	snprintf(path, sizeof(path), "%s/check.txt", dir);
	snprintf(words, sizeof(words), CTRL_U "%s", path);
	leader = open_check(&d, 80, 24);
	d.list = "[{\"ID\":\"a\",\"Name\":\"x\\u001b[2J\",\"State\":"
		 "\"TERMINATED\"}]";
	say_leader(leader);
	no_exports(&d);
	desk_expect(&d, "x^[[2J was deleted");
	desk_keys(&d, "w");
	desk_expect(&d, "Save the findings");
	desk_keys(&d, words);
	desk_keys(&d, "\r");
	desk_expect(&d, "Saved to");
	all = read_file(path);
	assert_non_null(strstr(all, "warning  127.0.0.1:"));
	assert_non_null(strstr(all, "x^[[2J was deleted by the other side; "
				    "delete it here as well\n"));
	assert_non_null(strstr(all, "  peering  enabled\n"));
	assert_null(strchr(all, '\033'));
	desk_keys(&d, "w");
	desk_keys(&d, words);
	desk_keys(&d, "\r");
	desk_expect(&d, "Not saved");
	desk_expect(&d, "exists");
	desk_close(&d);
}

static void there_is_nothing_to_check_before_the_address(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	watch_free(d.app.cluster->watch);
	d.app.cluster->watch = NULL;
	desk_expect(&d, "Asking");
	desk_keys(&d, "K");
	desk_expect(&d, "The cluster is not there yet.");
	desk_close(&d);
}

static void a_narrow_window_puts_the_hint_below(void **state)
{
	struct wire_request *leader;
	struct desk d;

	(void)state;
	leader = open_check(&d, 60, 15);
	d.list = DIALER("FAILING", "x", OLD);
	say_leader(leader);
	no_exports(&d);
	desk_expect(&d, "to-west is FAILING");
	desk_expect(&d, "\n            → see that its servers run");
	desk_keys(&d, "\033[F"); /* End */
	desk_expect(&d, "exports        0, all to peerings");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_appear_as_they_come),
		cmocka_unit_test(the_worst_stands_first_with_its_next_step),
		cmocka_unit_test(a_cluster_out_of_reach_is_one_failure),
		cmocka_unit_test(
			missing_rights_are_named_and_nothing_is_asked_for),
		cmocka_unit_test(ctrl_c_cancels_and_keeps_what_came),
		cmocka_unit_test(f5_looks_again),
		cmocka_unit_test(leaving_cancels_its_requests),
		cmocka_unit_test(open_clusters_are_looked_at_together),
		cmocka_unit_test(another_acl_token_looks_anew),
		cmocka_unit_test(the_findings_are_saved_and_no_file_is_lost),
		cmocka_unit_test(there_is_nothing_to_check_before_the_address),
		cmocka_unit_test(a_narrow_window_puts_the_hint_below),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
