/* The Peers screen, as its keys and commands are used. */
#include "base/utf8.h"
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"

#define ROW(id, name, state, more)                                             \
	"{\"ID\":\"" id "\",\"Name\":\"" name "\",\"State\":\"" state          \
	"\"," more "}"
#define HEARD(time)                                                            \
	"\"StreamStatus\":{\"LastHeartbeat\":\"2026-09-21T" time "Z\"}"
#define META(env) "\"Meta\":{\"env\":\"" env "\"}"

/* DESK_DATE is 14:13:20. */
static const char three[] =
	"[" ROW("1", "eu", "ACTIVE", HEARD("14:13:18") "," META("prod")) "," ROW(
		"2", "us", "FAILING",
		HEARD("14:03:20") "," META(
			"test")) "," ROW("3", "ap", "ACTIVE",
					 HEARD("14:12:40") ",\"Remote\":{"
							   "\"Datacenter\":\"dc9\"}") "]";

static const char changed[] =
	"[" ROW("1", "eu", "ACTIVE", HEARD("14:13:18") "," META("prod")) "," ROW(
		"2", "us", "ACTIVE",
		HEARD("14:13:10") "," META(
			"test")) "," ROW("3", "ap", "ACTIVE",
					 HEARD("14:12:40") ",\"Remote\":{"
							   "\"Datacenter\":\"dc9\"}") "]";

static void open_three(struct desk *d, int w, int h)
{
	desk_open(d, w, h);
	d->list = three;
	desk_expect(d, "Peers 3");
}

/* The names of the rows on screen, in order. */
static void assert_rows(struct desk *d, const char *names)
{
	static const char *const known[] = { "eu ", "us ", "ap " };
	_cleanup_(buf_release) struct buf got = BUF_INIT(64);

	app_draw(&d->app, &d->grid);
	for (int y = 4; y < d->grid.h; y++) {
		char *row = grid_row_text(&d->grid, y);
		const char *name = NULL;

		for (size_t i = 0; !name && i < ARRAY_LEN(known); i++) {
			const char *at = strstr(row, known[i]);

			if (at && at - row < 8) /* a marker has some bytes */
				name = known[i];
		}
		if (strstr(row, "───"))
			y = d->grid.h;
		else if (name)
			buf_adds(&got, name);
		free(row);
	}
	assert_string_equal(got.data, names);
}

static void the_worst_come_first_and_are_counted(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	assert_rows(&d, "us ap eu ");
	desk_expect(&d, "2 need a look: 1 failing, 1 late");
	desk_expect(&d, "sorted by health");
	desk_expect(&d, "HEALTH↓");
	desk_close(&d);
}

/* An acceptor has no addresses to probe and no token to establish with. */
static void only_what_is_possible_is_the_next_step(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = "[" ROW("1", "eu", "FAILING", HEARD("14:03:20")) "]";
	desk_expect(&d, "Next: W why");
	assert_false(desk_shows(&d, "W why   "));
	desk_close(&d);

	desk_open(&d, 80, 24);
	d.list = "[" ROW("1", "eu", "TERMINATED", "\"PeerID\":\"9\"") "]";
	desk_expect(&d, "Next: D delete the record   R establish anew");
	desk_close(&d);

	desk_open(&d, 80, 24);
	d.list = "[" ROW("1", "eu", "TERMINATED", "\"PeerID\":\"9\"") "]";
	d.app.cluster->readonly = true;
	desk_expect(&d, "Next: It can be deleted with the right to write.");
	desk_close(&d);
}

static const struct desk_answer may_not_write[] = {
	{ "POST /v1/internal/acl/authorize", 200,
	  "[{\"Allow\":true},{\"Allow\":false},{\"Allow\":true},"
	  "{\"Allow\":false}]" },
	{ NULL, 0, NULL },
};

static void missing_rights_stand_in_the_header(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 100, 24);
	d.answers = may_not_write;
	desk_expect(&d, "[no peering:write, mesh:write]");
	d.app.cluster->readonly = true;
	d.app.dirty = true;
	desk_expect(&d, "[RO]");
	assert_false(desk_shows(&d, "[no "));
	desk_close(&d);

	desk_open(&d, 60, 15); /* what else is there comes first */
	d.answers = may_not_write;
	desk_expect(&d, "peering:write is missing");
	assert_false(desk_shows(&d, "mesh:write"));
	desk_expect(&d, "127.0.0.1:");
	desk_close(&d);
}

static void one_row_of_explanation_keeps_the_next_step(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 60, 15);
	d.list = "[" ROW("1", "eu", "FAILING", HEARD("14:03:20")) "]";
	desk_expect(&d, "eu  Last heard 10 min ago.");
	desk_expect(&d, "  W why\n");
	assert_false(desk_shows(&d, "retries"));
	desk_close(&d);

	desk_open(&d, 60, 15); /* a long meaning is cut instead */
	d.list = "[" ROW("1", "eu", "TERMINATED", "\"PeerID\":\"9\"") "]";
	desk_expect(&d, "…   D delete the record\n");
	desk_close(&d);
}

#define HEARD_ROW(id, state, time) ROW(id, "p" id, state, HEARD(time)) ","

static const char many[] = "[" HEARD_ROW("1", "FAILING", "14:03:20")
	HEARD_ROW("2", "ACTIVE", "14:03:20")
		HEARD_ROW("3", "ACTIVE", "14:12:40")
			HEARD_ROW("4", "TERMINATED", "14:03:20")
				HEARD_ROW("5", "ACTIVE", "14:13:18")
					ROW("6", "f", "PENDING", META("x")) "]";

static void counts_come_as_far_as_they_fit(void **state)
{
	static const char counts[] =
		"4 need a look: 1 failing, 1 stale, 1 late, 1 terminated";
	struct desk d;

	(void)state;
	desk_open(&d, 120, 24);
	d.list = many;
	desk_expect(&d, counts);
	desk_expect(&d, "1 terminated   1 unused, 1 ok");
	desk_expect(&d, "sorted by health");
	desk_close(&d);

	desk_open(&d, 80, 24);
	d.list = many;
	desk_expect(&d, counts);
	assert_false(desk_shows(&d, "sorted by health"));
	desk_close(&d);

	desk_open(&d, 60, 15);
	d.list = many;
	desk_expect(&d, "4 need a look: 1 failing, 1 stale, 1 late, …");
	desk_close(&d);
}

static void an_acceptor_is_not_probed(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	assert_false(desk_shows(&d, "P Probe"));
	desk_keys(&d, "P");
	desk_expect(&d, "Nothing to probe: an acceptor");
	desk_close(&d);

	desk_open(&d, 80, 24);
	d.list = "[" ROW("1", "eu", "FAILING", "\"PeerID\":\"9\"") "]";
	desk_expect(&d, "P Probe");
	desk_close(&d);
}

#define LONG "a-name-that-is-as-long-as-it-may-be-and-then-has-some-more"

static void long_explanations_keep_the_next_step(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.list = "[" ROW("1", LONG, "FAILING",
			 HEARD("14:03:20") ",\"PeerID\":\"9\","
					   "\"PeerServerAddresses\":["
					   "\"127.2.0.4:8503\"]") "]";
	desk_expect(&d, "64 s.\n Next: W why   P probe");
	desk_close(&d);
}

/* The role of the first cell of `text`. */
static enum role role_of(struct desk *d, const char *text)
{
	app_draw(&d->app, &d->grid);
	for (int y = 0; y < d->grid.h; y++) {
		char *row = grid_row_text(&d->grid, y);
		const char *at = strstr(row, text);
		int x = at ? utf8_shown_columns(row, (size_t)(at - row)) : -1;

		free(row);
		if (x >= 0)
			return (enum role)d->grid.cells[y * d->grid.w + x].role;
	}
	desk_fail(d, text);
	return ROLE_TEXT;
}

static void old_data_look_old(void **state)
{
	static const int widths[] = { 80, 140 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		struct desk d;

		open_three(&d, widths[i], 24);
		desk_expect(&d, "Last heard 10 min ago.");
		assert_int_equal(role_of(&d, "2 need"), ROLE_WARN);
		d.holds = "GET /v1/peerings";
		desk_pass(&d, 35000);
		desk_expect(&d, "As read 35 s ago");
		assert_int_equal(role_of(&d, "Last heard"), ROLE_MUTED);
		assert_int_equal(role_of(&d, "Next:"), ROLE_MUTED);
		assert_int_equal(role_of(&d, "2 need"), ROLE_MUTED);
		desk_pass(&d, 5000);
		desk_expect(&d, "As read 40 s ago");
		d.holds = "";
		desk_keys(&d, "\033[15~");
		desk_expect_gone(&d, "As read");
		assert_int_equal(role_of(&d, "Last heard"), ROLE_TEXT);
		desk_close(&d);
	}
}

static void the_footer_keeps_the_help(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	app_open(&d.app, "west"); /* one more command */
	d.app.dirty = true;
	desk_expect(&d, "sorted by health");
	desk_expect(&d, "? Help");
	desk_close(&d);
}

static void the_list_is_sorted_by_any_column(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_keys(&d, "s"); /* state */
	desk_expect(&d, "STATE↓");
	assert_rows(&d, "ap eu us ");
	desk_keys(&d, "S");
	desk_expect(&d, "sorted by state, reversed");
	desk_expect(&d, "STATE↑");
	assert_rows(&d, "us eu ap ");
	desk_keys(&d, ":list.sort meta.env\r");
	desk_expect(&d, "sorted by meta.env");
	assert_rows(&d, "eu us ap ");
	desk_keys(&d, ":list.sort nonsense\r");
	desk_expect(&d, "there is no column \"nonsense\"");
	assert_rows(&d, "eu us ap ");
	desk_close(&d);
}

static void a_filter_narrows_as_it_is_typed(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_keys(&d, "/a");
	assert_rows(&d, "us ap eu ");
	desk_keys(&d, "p");
	assert_rows(&d, "ap ");
	desk_expect(&d, "1 shown, by health");
	desk_keys(&d, "\177\177seen>1m");
	assert_rows(&d, "us ");
	desk_keys(&d, "\r");
	desk_keys(&d, "/\025xx:y");
	desk_expect(&d, "no field \"xx\"");
	desk_keys(&d, "\033");
	assert_rows(&d, "us ap eu ");
	desk_keys(&d, "/\033[A"); /* Up: what was entered before */
	desk_expect(&d, "Filter xx:y");
	desk_keys(&d, "\033[A");
	desk_expect(&d, "Filter seen>1m");
	assert_rows(&d, "us ");
	desk_keys(&d, "\033[B");
	desk_expect(&d, "Filter xx:y");
	desk_close(&d);
}

static void tab_completes_what_is_there(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_keys(&d, "/he\t");
	desk_expect(&d, "Filter health:");
	desk_keys(&d, "\t");
	desk_expect(&d, "health:failing  health:late  health:ok");
	desk_keys(&d, "l\t");
	desk_expect(&d, "Filter health:late");
	assert_rows(&d, "ap ");
	desk_keys(&d, "remote:\t");
	desk_expect(&d, "Filter health:late remote:dc9");
	desk_keys(&d, "\025me\t\t");
	desk_expect(&d, "Filter meta.env=");
	desk_keys(&d, "\t");
	desk_expect(&d, "meta.env=prod  meta.env=test");
	desk_close(&d);
}

static void an_unfinished_field_takes_no_rows_away(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_keys(&d, "/hea");
	desk_expect(&d, "health:");
	assert_rows(&d, "us ap eu ");
	desk_keys(&d, "lth:l");
	assert_rows(&d, "ap ");
	desk_keys(&d, " !s");
	desk_expect(&d, "seen>  state:");
	assert_rows(&d, "ap ");
	desk_keys(&d, "\025hea\r"); /* entered it is a word as any other */
	desk_expect(&d, "No peering matches");
	desk_close(&d);
}

static void the_selection_comes_back_after_a_filter(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_keys(&d, "j");
	desk_expect(&d, "▸ ap");
	desk_keys(&d, "/eu");
	desk_expect(&d, "▸ eu");
	desk_keys(&d, "\177\177");
	desk_expect(&d, "▸ ap");
	desk_keys(&d, "u\r");
	desk_expect(&d, "2 shown");
	desk_keys(&d, "k\033"); /* another one is chosen */
	desk_expect(&d, "3   2 need");
	desk_expect(&d, "▸ us");
	desk_close(&d);
}

static void the_selection_stays_with_its_record(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_expect(&d, "▸ us");
	desk_keys(&d, "j");
	desk_expect(&d, "▸ ap");
	desk_keys(&d, "s");
	desk_expect(&d, "▸ ap");
	desk_keys(&d, "S");
	desk_expect(&d, "▸ ap");
	desk_keys(&d, "/x");
	desk_expect(&d, "No peering matches");
	desk_keys(&d, "\177");
	desk_expect(&d, "▸ ap");
	desk_close(&d);
}

static void what_changed_is_marked_for_a_while(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	assert_false(desk_shows(&d, "•"));
	d.list = changed;
	desk_keys(&d, "\033[15~");
	desk_expect(&d, "▸•us");
	assert_false(desk_shows(&d, "•eu"));
	assert_true(app_deadline(&d.app) <= d.app.now_ms + 6000);
	desk_pass(&d, 6000);
	desk_expect_gone(&d, "•");
	desk_close(&d);
}

static void columns_are_chosen_and_ordered(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_keys(&d, ":list.columns meta.env, name\r");
	desk_expect(&d, "  ENV     NAME");
	desk_expect(&d, "test    us");
	assert_false(desk_shows(&d, "ROLE"));
	desk_keys(&d, ":list.columns name name\r");
	desk_expect(&d, "\"name\" comes twice");
	desk_keys(&d, ":list.columns default\r");
	desk_expect(&d, "ROLE");
	desk_close(&d);
}

static void details_stand_beside_a_wide_list(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 120, 24);
	desk_expect(&d, "│ us  ");
	desk_expect(&d, "│ Next: ");
	desk_expect(&d, "State          FAILING");
	desk_expect(&d, "env=test");
	desk_expect(&d, "Heartbeat      10 min ago, 14:03:20 UTC");
	desk_close(&d);
}

static void pairs_are_shown_as_far_as_they_fit(void **state)
{
	static const char list[] =
		"[" ROW("1", "eu", "ACTIVE",
			"\"Meta\":{\"a\":\"11111111\",\"b\":"
			"\"22222222\",\"c\":\"33333333\"}") "]";
	struct desk d;

	(void)state;
	desk_open(&d, 200, 24);
	d.list = list;
	desk_expect(&d, "a=11111111  b=22222222  c=33333333");
	desk_close(&d);

	desk_open(&d, 88, 24);
	d.list = list;
	desk_expect(&d, "a=11111111 +2");
	desk_close(&d);
}

/* "q quits." is of no use over a form. */
static void a_hint_goes_with_its_screen(void **state)
{
	struct desk d;

	(void)state;
	open_three(&d, 80, 24);
	desk_keys(&d, "\033");
	desk_expect(&d, "q quits.");
	desk_keys(&d, "j");
	desk_expect(&d, "q quits.");
	desk_keys(&d, "e");
	desk_expect(&d, "Establish");
	assert_false(desk_shows(&d, "q quits."));
	app_toast(&d.app, ROLE_GOOD, "It is done.");
	desk_keys(&d, "\033");
	desk_expect(&d, "Peers 3");
	desk_expect(&d, "It is done.");
	desk_close(&d);
}

static void no_rows_name_the_way_out(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(desk_request(&d, "GET /v1/peerings"), 200,
		   DESK_DATE "X-Consul-Results-Filtered-By-ACLs: true\r\n",
		   "[]");
	desk_expect(&d, "peering = \"read\"");
	desk_expect(&d, "T tells which ACL token is in use");
	desk_close(&d);

	desk_open(&d, 80, 24);
	d.app.cluster->readonly = true;
	desk_expect(&d, "read-only");
	desk_close(&d);

	desk_open(&d, 80, 24);
	wire_reply(desk_request(&d, "GET /v1/peerings"), 403, NULL,
		   "Permission denied");
	desk_expect(&d, "T use another ACL token");
	desk_close(&d);
}

static void assert_file(const char *path, const char *want)
{
	char got[1000] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, want);
}

static void write_as(struct desk *d, const char *path)
{
	desk_keys(d, ":list.write ");
	desk_keys(d, path);
	desk_keys(d, "\r");
}

static const char odd[] =
	"[" ROW("1", "eu", "ACTIVE", HEARD("14:13:18") "," META("a,\\\"b")) "," ROW(
		"2", "us", "FAILING",
		HEARD("14:03:20") "," META(
			"=1+1")) "," ROW("3", "ap", "PENDING",
					 META("\\u001b[2J")) "]";

static void the_view_is_written_as_shown(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	char csv[300], json[300];
	struct desk d;

	(void)state;
	snprintf(csv, sizeof(csv), "%s/list.csv", dir);
	snprintf(json, sizeof(json), "%s/list.json", dir);
	desk_open(&d, 80, 24);
	d.list = odd;
	desk_expect(&d, "Peers 3");
	desk_keys(&d, ":list.columns name,meta.env,seen,imp\r");
	desk_keys(&d, "/!zz\r");
	write_as(&d, csv);
	desk_expect(&d, "3 rows written");
	assert_file(csv, "name,meta.env,seen_s,imp\n"
			 "us,\"'=1+1\",600,0\n"
			 "ap,^[[2J,,0\n"
			 "eu,\"a,\"\"b\",2,0\n");
	write_as(&d, json);
	desk_expect(&d, "list.json");
	assert_file(json,
		    "[\n"
		    "  {\"name\":\"us\",\"meta.env\":\"=1+1\",\"seen_s\":600,"
		    "\"imp\":0},\n"
		    "  {\"name\":\"ap\",\"meta.env\":\"\\u001b[2J\","
		    "\"seen_s\":null,\"imp\":0},\n"
		    "  {\"name\":\"eu\",\"meta.env\":\"a,\\\"b\","
		    "\"seen_s\":2,\"imp\":0}\n]\n");
	desk_keys(&d, "/\025name:us\r");
	write_as(&d, csv);
	desk_expect(&d, "Overwrite it?");
	desk_keys(&d, "\r"); /* Keep */
	write_as(&d, csv);
	desk_keys(&d, "\t\r");
	desk_expect(&d, "1 row written");
	assert_file(csv, "name,meta.env,seen_s,imp\nus,\"'=1+1\",600,0\n");
	write_as(&d, "list.txt");
	desk_expect(&d, "must end in .csv or .json");
	desk_close(&d);
}

static const char composed[] =
	"[{\"ID\":\"1\",\"Name\":\"eu\",\"State\":\"PENDING\",\"Meta\":"
	"{\"a\":\"1,b=2\",\"c\":\"\\\"\"},\"PeerServerAddresses\":"
	"[\"127.0.0.1:1\",\"127.0.0.2:2\"]},"
	"{\"ID\":\"2\",\"Name\":\"us\",\"State\":\"PENDING\"}]";

/* What has parts keeps them in JSON. */
static void json_has_objects_and_lists(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	char csv[300], json[300];
	struct desk d;

	(void)state;
	snprintf(csv, sizeof(csv), "%s/list.csv", dir);
	snprintf(json, sizeof(json), "%s/list.json", dir);
	desk_open(&d, 80, 24);
	d.list = composed;
	desk_expect(&d, "Peers 2");
	desk_keys(&d, ":list.columns name,meta,addresses\r");
	desk_keys(&d, ":list.sort name\r");
	write_as(&d, json);
	desk_expect(&d, "2 rows written");
	assert_file(json,
		    "[\n"
		    "  {\"name\":\"eu\",\"meta\":{\"a\":\"1,b=2\",\"c\":"
		    "\"\\\"\"},\"addresses\":[\"127.0.0.1:1\",\"127.0.0.2:2\"]}"
		    ",\n"
		    "  {\"name\":\"us\",\"meta\":{},\"addresses\":[]}\n]\n");
	write_as(&d, csv);
	desk_expect(&d, "list.csv");
	assert_file(csv, "name,meta,addresses\n"
			 "eu,\"a=1,b=2,c=\"\"\",\"127.0.0.1:1,127.0.0.2:2\"\n"
			 "us,,\n");
	desk_close(&d);
}

/* The list has come, and its view is not made yet. */
static void what_has_just_gone_is_not_opened(void **state)
{
	struct desk d;
	size_t count;

	(void)state;
	open_three(&d, 80, 24);
	d.list = "[]";
	desk_keys(&d, "\033[15~");
	for (int i = 0; i < DESK_TURNS; i++) {
		watch_rows(d.app.cluster->watch, &count);
		if (!count)
			break;
		wire_turn(d.wire, d.app.http);
		desk_serve(&d);
		watch_tick(d.app.cluster->watch);
	}
	assert_int_equal(count, 0);
	assert_true(desk_shows(&d, "us"));
	desk_keys(&d, "\r");
	desk_expect(&d, "No peering is selected");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_come_first_and_are_counted),
		cmocka_unit_test(what_has_just_gone_is_not_opened),
		cmocka_unit_test(counts_come_as_far_as_they_fit),
		cmocka_unit_test(only_what_is_possible_is_the_next_step),
		cmocka_unit_test(old_data_look_old),
		cmocka_unit_test(long_explanations_keep_the_next_step),
		cmocka_unit_test(an_acceptor_is_not_probed),
		cmocka_unit_test(one_row_of_explanation_keeps_the_next_step),
		cmocka_unit_test(missing_rights_stand_in_the_header),
		cmocka_unit_test(the_footer_keeps_the_help),
		cmocka_unit_test(the_list_is_sorted_by_any_column),
		cmocka_unit_test(a_filter_narrows_as_it_is_typed),
		cmocka_unit_test(tab_completes_what_is_there),
		cmocka_unit_test(an_unfinished_field_takes_no_rows_away),
		cmocka_unit_test(the_selection_stays_with_its_record),
		cmocka_unit_test(the_selection_comes_back_after_a_filter),
		cmocka_unit_test(what_changed_is_marked_for_a_while),
		cmocka_unit_test(a_hint_goes_with_its_screen),
		cmocka_unit_test(columns_are_chosen_and_ordered),
		cmocka_unit_test(details_stand_beside_a_wide_list),
		cmocka_unit_test(pairs_are_shown_as_far_as_they_fit),
		cmocka_unit_test(no_rows_name_the_way_out),
		cmocka_unit_test(the_view_is_written_as_shown),
		cmocka_unit_test(json_has_objects_and_lists),
	};

	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
