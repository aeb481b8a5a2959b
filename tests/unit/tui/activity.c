/* What is kept of requests and changes, and the screen that shows it. */
#include <time.h>

#include "base/mem.h"
#include "tests/unit/tui/desk.h"

static void change(struct desk *d, int number)
{
	char words[32];

	snprintf(words, sizeof(words), "change %d", number);
	activity_change(&d->app, words);
}

/* As http tells of a request that is over. */
static void request(struct desk *d, const char *method, const char *path,
		    int status)
{
	struct err err = ERR_INIT;
	char url[128];

	snprintf(url, sizeof(url), "http://127.0.0.1:8500%s", path);
	activity_request(&d->app, &(struct http_trace){
					  .method = method,
					  .url = url,
					  .status = status,
					  .took_ms = 7,
					  .cancelled = status == 0,
					  .err = &err,
				  });
}

static void open_activity(struct desk *d, int w)
{
	desk_open(d, w, 24);
	desk_expect(d, "This cluster has no peerings");
	desk_keys(d, "A");
	desk_expect(d, "the newest first");
}

/* The only row of the screen with the selection's marker. */
static void expect_selected(struct desk *d, const char *text)
{
	char *row = NULL;

	app_draw(&d->app, &d->grid);
	for (int y = 0; y < d->grid.h; y++) {
		row = grid_row_text(&d->grid, y);
		if (strstr(row, "▸"))
			break;
		free(row);
		row = NULL;
	}
	if (!row || !strstr(row, text))
		desk_fail(d, text);
	free(row);
}

static void the_activity_shows_requests_as_commands(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct buf all = BUF_INIT(65536);
	struct desk d;

	(void)state;
	desk_open(&d, 100, 24);
	client_config_set_token(&d.app.cluster->config, "s3cret",
				"what was typed");
	cluster_watch(d.app.cluster);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "A");
	desk_expect(&d, "Activity");
	desk_expect(&d, "/v1/peerings");
	desk_expect(&d, "401");
	desk_expect(&d, "curl -s");
	desk_expect(&d, "-H @TOKEN_HEADER_FILE");
	activity_text(&d.app.activity, &all);
	text = buf_take(&all);
	assert_non_null(strstr(text, "GET /v1/peerings 200"));
	assert_non_null(strstr(text, "consul peering list"));
	assert_null(strstr(text, "s3cret"));
	desk_close(&d);
}

static void changes_are_told_but_not_the_first_list(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 100, 24);
	d.list = "[{\"ID\":\"1\",\"Name\":\"one\",\"State\":\"PENDING\"}]";
	desk_expect(&d, "one");
	d.list = "[{\"ID\":\"1\",\"Name\":\"one\",\"State\":\"TERMINATED\"},"
		 "{\"ID\":\"2\",\"Name\":\"two\",\"State\":\"PENDING\"}]";
	desk_keys(&d, "\033[15~");
	desk_expect(&d, "two");
	d.list = "[]";
	desk_pass(&d, 2000);
	desk_keys(&d, "\033[15~");
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "A");
	desk_expect(&d, "one: unused -> terminated (PENDING -> TERMINATED)");
	desk_expect(&d, "two is there: unused (PENDING)");
	desk_expect(&d, "two is gone");
	assert_false(desk_shows(&d, "one is there"));
	desk_close(&d);
}

static void what_repeats_is_one_entry(void **state)
{
	const struct activity *a;
	size_t before;
	struct desk d;

	(void)state;
	open_activity(&d, 80);
	a = &d.app.activity;
	before = a->count;
	request(&d, "GET", "/v1/x?index=1&wait=9s", 200);
	request(&d, "GET", "/v1/y?index=1&wait=9s", 200);
	clock_fake_advance(&d.clock, 60000);
	request(&d, "GET", "/v1/x?index=23&wait=9s", 200);
	assert_int_equal(a->count, before + 2);
	assert_int_equal(a->items[before + 1]->times, 2);
	assert_int_equal(a->items[before + 1]->wall -
				 a->items[before + 1]->since,
			 60);
	expect_selected(&d, "/v1/x?index=23");
	desk_expect(&d, ", 2 times since 14:13:20 UTC:");

	request(&d, "GET", "/v1/x?index=23&wait=9s", 500);
	request(&d, "GET", "/v1/x?index=23&wait=9s", 200);
	assert_int_equal(a->count, before + 4);
	request(&d, "GET", "/v1/x?index=23&wait=8s", 200);
	assert_int_equal(a->count, before + 5);
	desk_close(&d);
}

static void writes_are_never_folded(void **state)
{
	struct desk d;
	size_t before;

	(void)state;
	open_activity(&d, 80);
	before = d.app.activity.count;
	request(&d, "DELETE", "/v1/peering/x", 200);
	request(&d, "DELETE", "/v1/peering/x", 200);
	assert_int_equal(d.app.activity.count, before + 2);
	desk_close(&d);
}

static void reads_push_no_change_out(void **state)
{
	const struct activity *a;
	struct desk d;

	(void)state;
	open_activity(&d, 80);
	a = &d.app.activity;
	change(&d, 0);
	request(&d, "PUT", "/v1/config", 200);
	for (int i = 0; i < 2 * ACTIVITY_MAX; i++) {
		char path[32];

		snprintf(path, sizeof(path), "/v1/peering/p%d", i);
		request(&d, "GET", path, 200);
	}
	assert_int_equal(a->kept[ACTIVITY_READ], ACTIVITY_MAX);
	assert_int_equal(a->kept[ACTIVITY_CHANGE], 2);
	assert_string_equal(a->items[0]->what, "change 0");
	assert_string_equal(a->items[2]->what, "/v1/peering/p1000");

	for (int i = 1; i < ACTIVITY_MAX + 10; i++)
		change(&d, i);
	assert_int_equal(a->kept[ACTIVITY_READ], ACTIVITY_MAX);
	assert_int_equal(a->kept[ACTIVITY_CHANGE], ACTIVITY_MAX);
	assert_string_equal(a->items[a->count - 1]->what, "change 1009");
	assert_string_equal(a->items[a->count - ACTIVITY_MAX]->what,
			    "change 10");
	desk_close(&d);
}

static void the_selected_one_stays_selected(void **state)
{
	struct desk d;

	(void)state;
	open_activity(&d, 80);
	for (int i = 0; i < 40; i++)
		change(&d, i);
	expect_selected(&d, "change 39"); /* the newest, whichever it is */
	desk_keys(&d, "jjjjjjjjjj");
	expect_selected(&d, "change 29");
	for (int i = 40; i < 80; i++)
		change(&d, i);
	expect_selected(&d, "change 29");
	assert_true(desk_shows(&d, "change 39")); /* what was around it too */
	assert_false(desk_shows(&d, "change 79"));
	desk_keys(&d, "\033[H");
	change(&d, 80);
	expect_selected(&d, "change 80");
	desk_close(&d);
}

/* An entry that came since the screen was drawn moves nothing under a key. */
static void y_copies_the_one_that_was_seen(void **state)
{
	struct desk d;

	(void)state;
	open_activity(&d, 80);
	request(&d, "GET", "/v1/peering/one", 200);
	request(&d, "GET", "/v1/peering/two", 200);
	app_draw(&d.app, &d.grid);
	desk_keys(&d, "j");
	expect_selected(&d, "/v1/peering/one");
	request(&d, "GET", "/v1/peering/three", 200);
	desk_keys(&d, "j");
	desk_keys(&d, "k");
	request(&d, "GET", "/v1/peering/four", 200);
	desk_keys(&d, "y");
	expect_selected(&d, "/v1/peering/one");
	desk_expect(&d, "consul peering read -name one");
	desk_close(&d);
}

static void f_leaves_writes_and_changes(void **state)
{
	struct desk d;

	(void)state;
	open_activity(&d, 80);
	desk_keys(&d, "f");
	desk_expect(&d, "Nothing was written yet");
	request(&d, "PUT", "/v1/config", 200);
	request(&d, "GET", "/v1/peering/one", 200);
	change(&d, 1);
	desk_expect(&d, "writes and changes, the newest first");
	desk_expect(&d, "/v1/config");
	expect_selected(&d, "change 1");
	assert_false(desk_shows(&d, "/v1/peering/one"));
	assert_false(desk_shows(&d, "authorize"));
	desk_keys(&d, "f");
	desk_expect(&d, "/v1/peering/one");
	desk_close(&d);
}

static void u_shows_local_times(void **state)
{
	struct desk d;

	(void)state;
	setenv("TZ", "XST-2", 1);
	tzset();
	open_activity(&d, 80);
	request(&d, "GET", "/v1/peering/one", 200);
	expect_selected(&d, "14:13:20");
	desk_expect(&d, "TIME UTC");
	desk_keys(&d, "u");
	expect_selected(&d, "16:13:20");
	assert_false(desk_shows(&d, "TIME UTC"));
	clock_fake_advance(&d.clock, (int64_t)24 * 3600 * 1000);
	expect_selected(&d, "09-21 16:13  GET");
	desk_close(&d);
	unsetenv("TZ");
	tzset();
}

static void a_change_uses_the_whole_row(void **state)
{
	static const char words[] = "dc1: a-peering-in-us-east: ok -> failing "
				    "(ACTIVE -> FAILING)";
	struct desk d;

	(void)state;
	open_activity(&d, 80);
	request(&d, "GET", "/v1/peering/one", 0);
	activity_change(&d.app, words);
	expect_selected(&d, words);
	desk_expect(&d, "cancelled");
	desk_close(&d);
}

#define SHIFT_TAB "\033[Z" /* from the first field to the last button */

static void it_opens_over_a_form_which_stays(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "gAwest");
	desk_expect(&d, "Awest"); /* in a field it is a letter */
	desk_keys(&d, SHIFT_TAB);
	desk_keys(&d, "A");
	desk_expect(&d, "the newest first");
	desk_keys(&d, "\033");
	desk_expect(&d, "Generate a peering token");
	desk_expect(&d, "Awest");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_activity_shows_requests_as_commands),
		cmocka_unit_test(changes_are_told_but_not_the_first_list),
		cmocka_unit_test(what_repeats_is_one_entry),
		cmocka_unit_test(writes_are_never_folded),
		cmocka_unit_test(reads_push_no_change_out),
		cmocka_unit_test(the_selected_one_stays_selected),
		cmocka_unit_test(y_copies_the_one_that_was_seen),
		cmocka_unit_test(f_leaves_writes_and_changes),
		cmocka_unit_test(u_shows_local_times),
		cmocka_unit_test(a_change_uses_the_whole_row),
		cmocka_unit_test(it_opens_over_a_form_which_stays),
	};

	return cmocka_run_group_tests_name("activity", tests, NULL, NULL);
}
