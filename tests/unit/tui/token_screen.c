/* The token screen: what is shown for a time, saved and said of the record. */
#include <unistd.h>

#include "base/mem.h"
#include "net/base64.h"
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/desk.h"
#include "tui/token_text.h"

#define TOKEN                                                                  \
	"{\"CA\":[],\"ServerAddresses\":[\"10.0.0.1:8503\"],"                  \
	"\"ServerName\":\"server.dc1.peering.x.consul\",\"PeerID\":\"p\","     \
	"\"EstablishmentSecret\":\"s\",\"Remote\":{\"Datacenter\":\"dc1\"}"
#define TOKEN_END "}"

#define RECORD(meta)                                                           \
	"{\"ID\":\"11111111-1111-1111-1111-111111111111\",\"Name\":\"west\","  \
	"\"State\":\"PENDING\",\"ModifyIndex\":5,\"Meta\":{" meta "}}"

/* As Consul replies, the token `more` bytes longer. */
static char *reply_of(size_t more)
{
	_cleanup_(buf_release) struct buf json = BUF_INIT(SIZE_MAX);
	_cleanup_(buf_release) struct buf text = BUF_INIT(SIZE_MAX);
	struct buf reply = BUF_INIT(SIZE_MAX);

	buf_adds(&json, TOKEN);
	while (more--)
		buf_addc(&json, ' ');
	buf_adds(&json, TOKEN_END);
	base64_encode(json.data, json.len, &text);
	buf_addf(&reply, "{\"PeeringToken\":\"%s\"}", text.data);
	return buf_take(&reply);
}

/* Generate with one pair of meta; the record is read afterwards. */
static void generate(struct desk *d, size_t more, const char *record)
{
	_cleanup_(mem_freep) char *reply = reply_of(more);

	desk_open(d, 80, 24);
	desk_expect(d, "This cluster has no peerings");
	desk_keys(d, "gwest\tenv\tprod");
	desk_keys(d, "\017");
	wire_reply(desk_request(d, "GET /v1/peering/west"), 404, NULL, "");
	wire_reply(desk_request(d, "POST /v1/peering/token"), 200, NULL, reply);
	wire_reply(desk_request(d, "GET /v1/peering/west"), 200, NULL, record);
	desk_expect(d, "Token for west");
}

static void what_the_record_has_otherwise_is_said(void **state)
{
	static const struct {
		const char *record, *says;
	} cases[] = {
		{ RECORD("\"env\":\"test\""), "another value for env" },
		{ RECORD(""), "no env" },
		{ RECORD("\"env\":\"prod\",\"a\":\"b\""), "2 pairs of meta" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk d;

		generate(&d, 0, cases[i].record);
		desk_expect(&d, cases[i].says);
		desk_close(&d);
	}
}

static void a_record_as_it_was_asked_for_needs_no_word(void **state)
{
	struct desk d;

	(void)state;
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	d.list = "[" RECORD("\"env\":\"prod\"") "]";
	desk_pass(&d, 3000);
	desk_expect(&d, "not used yet");
	assert_false(desk_shows(&d, "Otherwise"));
	desk_close(&d);
}

static void it_is_revealed_for_30_seconds(void **state)
{
	struct desk d;

	(void)state;
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	desk_keys(&d, "r");
	desk_expect(&d, "masked again in 30 s");
	desk_expect(&d, "eyJDQSI6W10s");
	desk_pass(&d, 29000);
	desk_expect(&d, "masked again in 1 s");
	desk_pass(&d, 1000);
	assert_false(desk_shows(&d, "masked again"));
	assert_false(desk_shows(&d, "eyJDQSI6W10s"));
	desk_close(&d);
}

static size_t plain_len;

static void on_plain(const char *text, size_t len)
{
	(void)text;
	plain_len = len;
}

static void the_plain_view_ends_by_a_key_or_after_a_minute(void **state)
{
	struct desk d;

	(void)state;
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	d.app.terminal.plain = on_plain;
	for (int by_key = 0; by_key < 2; by_key++) {
		plain_len = 0;
		desk_keys(&d, "p");
		assert_true(d.app.plain);
		assert_true(plain_len > 0);
		desk_pass(&d, 59999);
		assert_true(d.app.plain);
		if (by_key)
			desk_keys(&d, "y"); /* and does nothing else */
		else
			desk_pass(&d, 1);
		assert_false(d.app.plain);
	}
	desk_close(&d);
}

/* The terminal's own selection would get only the end of it. */
static void a_token_of_more_rows_than_the_screen_has_no_plain_view(void **state)
{
	struct desk d;

	(void)state;
	generate(&d, 80 * 24, RECORD("\"env\":\"prod\""));
	d.app.terminal.plain = on_plain;
	plain_len = 0;
	desk_keys(&d, "p");
	desk_expect(&d, "more rows than the screen");
	assert_false(d.app.plain);
	assert_int_equal(plain_len, 0);
	desk_close(&d);
}

static long size_of(const char *path)
{
	FILE *f = fopen(path, "r");
	long size;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fclose(f);
	return size;
}

static void what_is_there_is_overwritten_only_when_told_to(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct buf keys = BUF_INIT(4096);
	_cleanup_(mem_freep) char *save = NULL;
	char path[512];
	struct desk d;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/token", dir);
	buf_addf(&keys, "\025%s\r", path);
	save = buf_take(&keys);
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	desk_keys(&d, "w");
	desk_expect(&d, "Save the token");
	desk_keys(&d, save);
	desk_expect(&d, "Overwrite the file?");
	desk_keys(&d, "\r"); /* the harmless button has the focus */
	desk_expect(&d, "Save the token");
	assert_int_equal(size_of(path), 0);
	desk_keys(&d, "\r");
	desk_expect(&d, "Overwrite the file?");
	desk_keys(&d, "\t\r");
	desk_expect(&d, "Saved to");
	desk_expect(&d, "saved: ");
	assert_true(size_of(path) > 0);
	desk_close(&d);
}

/* Keys are named only where they are: on this screen, and as they are bound. */
static void a_copy_that_fails_names_the_keys_of_its_screen(void **state)
{
	static const char none[] = "this terminal has no clipboard";
	_cleanup_(kv_release) struct kv keys = { 0 };
	_cleanup_(kv_release) struct kv wrong = { 0 };
	char *term = mem_dup(getenv("TERM")), *tmux = mem_dup(getenv("TMUX"));
	struct desk d;

	(void)state;
	setenv("TERM", "linux", 1);
	unsetenv("TMUX");
	unsetenv("STY");
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	kv_add(&keys, "token.save", "F4");
	assert_true(keymap_load(&d.app.keymap, &keys, &wrong));
	desk_keys(&d, "y");
	desk_expect(&d, "no clipboard: F4 saves it, p shows it plain");
	desk_keys(&d, "o");
	desk_expect(&d, "Their command");
	assert_true(desk_shows(&d, none));
	assert_false(desk_shows(&d, "saves it"));
	desk_keys(&d, "\033");
	desk_expect(&d, "Peers");
	desk_keys(&d, "A");
	desk_expect(&d, "the newest first");
	desk_keys(&d, "y");
	desk_expect(&d, "no clipboard: w saves them all");
	desk_close(&d);
	if (tmux)
		setenv("TMUX", tmux, 1);
	if (term)
		setenv("TERM", term, 1);
	free(term);
	free(tmux);
}

static void a_fingerprint_looks_alike_on_both_screens(void **state)
{
	char groups[TOKEN_TEXT_GROUPS_MAX];
	struct desk d;

	(void)state;
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	token_text_groups(d.app.tokens.items[0]->fingerprint, groups);
	assert_int_equal(strlen(groups), 19);
	assert_true(desk_shows(&d, groups));
	desk_keys(&d, "\033");
	desk_expect(&d, "Peers");
	desk_keys(&d, "t");
	desk_expect(&d, "Tokens of this run");
	assert_true(desk_shows(&d, groups));
	desk_close(&d);
}

/* The record of another partition than the list's is read there, and a list
 * that has the same name tells nothing of it. */
static void a_typed_partition_is_asked_afterwards_too(void **state)
{
	_cleanup_(mem_freep) char *reply = reply_of(0);
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "g");
	wire_reply(desk_request(&d, "GET /v1/partitions"), 200, NULL,
		   "[{\"Name\":\"default\"},{\"Name\":\"two\"}]");
	desk_expect(&d, "Partition");
	desk_keys(&d, "west\t\t\ttwo\017");
	wire_reply(desk_request(&d, "GET /v1/peering/west?partition=two"), 404,
		   NULL, "");
	wire_reply(desk_request(&d, "POST /v1/peering/token?partition=two"),
		   200, NULL, reply);
	wire_reply(desk_request(&d, "GET /v1/peering/west?partition=two"), 200,
		   NULL, RECORD(""));
	d.list = "[{\"ID\":\"2\",\"Name\":\"west\",\"State\":\"ACTIVE\"}]";
	desk_pass(&d, 3000);
	desk_expect(&d, "Token for west");
	assert_int_equal(d.app.tokens.items[0]->use, TOKEN_UNKNOWN);
	desk_close(&d);
}

/* Not at what is left of it when it is cut. */
static void a_long_path_is_taken_whole(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct buf keys = BUF_INIT(4096);
	_cleanup_(mem_freep) char *save = NULL;
	char path[512];
	struct desk d;

	(void)state;
	buf_addf(&keys, "\025%s/", dir);
	for (int i = 0; i < 150; i++)
		buf_adds(&keys, "./");
	buf_adds(&keys, "token\r");
	save = buf_take(&keys);
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	desk_keys(&d, "w");
	desk_expect(&d, "Save the token");
	desk_keys(&d, save);
	desk_expect(&d, "Saved to");
	snprintf(path, sizeof(path), "%s/token", dir);
	assert_true(size_of(path) > 0);
	desk_close(&d);
}

static void a_path_that_cannot_be_is_asked_again(void **state)
{
	struct desk d;

	(void)state;
	generate(&d, 0, RECORD("\"env\":\"prod\""));
	desk_keys(&d, "w");
	desk_expect(&d, "Save the token");
	desk_keys(&d, "\025/nowhere/token\r");
	desk_expect(&d, "No such file or directory");
	desk_expect(&d, "/nowhere/token");
	desk_keys(&d, "\033");
	desk_expect_gone(&d, "Save the token");
	desk_expect(&d, "y copies");
	desk_close(&d);
}

static void resize(struct desk *d, int w, int h)
{
	grid_release(&d->grid);
	grid_init(&d->grid, w, h);
	app_draw(&d->app, &d->grid);
}

/* A window that was made too small does not lose a token by one key. */
static void a_token_at_risk_is_asked_about_however_small_the_window(
	void **state)
{
	static const char *const keys[] = { "q", "\003" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct desk d;

		generate(&d, 0, RECORD("\"env\":\"prod\""));
		resize(&d, 59, 14);
		desk_expect(&d, "make the window larger (q");
		desk_keys(&d, keys[i]);
		assert_false(d.app.quit);
		desk_expect(&d, "peerdeck has a question");
		resize(&d, 80, 24);
		desk_expect(&d, "neither copied, saved nor used");
		resize(&d, 1, 1);
		desk_keys(&d, "\003\003\003");
		assert_true(d.app.quit);
		desk_close(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_record_has_otherwise_is_said),
		cmocka_unit_test(a_record_as_it_was_asked_for_needs_no_word),
		cmocka_unit_test(it_is_revealed_for_30_seconds),
		cmocka_unit_test(
			the_plain_view_ends_by_a_key_or_after_a_minute),
		cmocka_unit_test(
			a_token_of_more_rows_than_the_screen_has_no_plain_view),
		cmocka_unit_test(
			what_is_there_is_overwritten_only_when_told_to),
		cmocka_unit_test(
			a_copy_that_fails_names_the_keys_of_its_screen),
		cmocka_unit_test(a_fingerprint_looks_alike_on_both_screens),
		cmocka_unit_test(a_typed_partition_is_asked_afterwards_too),
		cmocka_unit_test(a_long_path_is_taken_whole),
		cmocka_unit_test(a_path_that_cannot_be_is_asked_again),
		cmocka_unit_test(
			a_token_at_risk_is_asked_about_however_small_the_window),
	};

	return cmocka_run_group_tests_name("token screen", tests, NULL, NULL);
}
