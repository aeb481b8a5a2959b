/* The form of Establish: how a token gets in, what is refused early, what is
 * asked before anything is sent. */
#include "tests/lib/tmpdir.h"
#include "tests/unit/tui/establish.h"

/* --- the form --------------------------------------------------------------
 */

static void a_token_pasted_on_peers_opens_the_form(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct buf wrapped = BUF_INIT(8192);
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	text = good_token(&d);
	buf_addf(&wrapped, "{\"PeeringToken\": \"%s\"}\r\n", text);
	for (size_t i = 60; i < wrapped.len; i += 62)
		buf_insert(&wrapped, i, "\r\n", 2);
	desk_expect(&d, "This cluster has no peerings");
	desk_paste(&d, wrapped.data);
	desk_expect(&d, "Establish a peering");
	desk_expect(&d, "dc9, trust domain there.consul");
	desk_expect(&d, "Dialed        127.0.0.1:");
	desk_expect(&d, "establish -name dc9 -peering-token");
	assert_false(desk_shows(&d, "eyJ"));
	buf_release(&wrapped);
	desk_close(&d);
}

static void other_pastes_on_peers_do_nothing(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_paste(&d, "eg\rq");
	desk_expect(&d, "4 characters were pasted outside of a field");
	desk_expect(&d, "This cluster has no peerings");
	desk_close(&d);
}

static void what_consul_would_refuse_is_refused_early(void **state)
{
	_cleanup_(mem_freep) char *own = token("here.consul", "10.0.0.1:8503");
	_cleanup_(mem_freep) char *bad = token("there.consul", "10.0.0.1");
	struct {
		const char *token, *says;
	} refused[] = {
		{ own, "this very cluster issued it" },
		{ bad, "will be refused" },
		{ "eyJDQSI6bnVsbCwiU2VydmVyQWRk", "it is cut" },
		{ "!!!!", "does not belong into one" },
		{ "bm90IGpzb24=", "not JSON" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct desk d;

		desk_open(&d, 80, 24);
		desk_expect(&d, "This cluster has no peerings");
		desk_keys(&d, "e");
		desk_paste(&d, refused[i].token);
		desk_expect(&d, refused[i].says);
		desk_keys(&d, "\tdc9" CTRL_O);
		desk_expect(&d, "One field is not right yet: Token");
		desk_turn(&d);
		assert_int_equal(wire_count(d.wire, "GET /v1/peering/"), 0);
		desk_close(&d);
	}
}

static void an_empty_form_says_what_is_needed(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "e" CTRL_O);
	desk_expect(&d, "a token is needed");
	desk_expect(&d, "a name is needed");
	desk_keys(&d, "\tWest_1");
	desk_expect(&d, "Right takes west-1");
	desk_keys(&d, "\033[C");
	desk_expect(&d, "free here");
	desk_close(&d);
}

static void the_name_follows_the_token_until_it_is_typed(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	form_with_token(&d);
	text = good_token(&d);
	desk_keys(&d, "\t" CTRL_U "west" SHIFT_TAB);
	desk_paste(&d, text);
	desk_expect(&d, "-name west");
	desk_close(&d);
}

/* What the list has under the name. */
static void a_name_in_use_is_noted(void **state)
{
	const struct {
		char *record;
		const char *says;
	} notes[] = {
		{ ACCEPTOR, "in use: it waits to be dialed" },
		{ record(PEER_ID, "DELETING", "null", "null", 5),
		  "is being deleted" },
		{ record(PEER_ID, "FAILING", "null", "null", 5),
		  "failing: is written over" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
		_cleanup_(mem_freep) char *kept = notes[i].record;
		char list[2048];
		struct desk d;

		snprintf(list, sizeof(list), "[%s]", kept);
		desk_open(&d, 80, 24);
		d.list = list;
		desk_expect(&d, "dc9");
		desk_keys(&d, "e\tdc9");
		desk_expect(&d, notes[i].says);
		desk_close(&d);
	}
}

static void a_token_comes_from_a_file(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(mem_freep) char *text = NULL;
	struct desk d;
	char path[300];
	FILE *f;

	(void)state;
	desk_open(&d, 80, 24);
	text = good_token(&d);
	snprintf(path, sizeof(path), "%s/t", dir);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "e" F3);
	desk_expect(&d, "A token from a file");
	desk_keys(&d, path);
	desk_keys(&d, "\r");
	desk_expect(&d, "no such file");
	f = fopen(path, "w");
	fprintf(f, "%s\n", text);
	fclose(f);
	desk_keys(&d, "\r");
	desk_expect(&d, "dc9, trust domain there.consul");
	desk_close(&d);
}

static void a_token_of_this_run_is_taken(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct cluster *other;
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	text = good_token(&d);
	other = app_open(&d.app, "east");
	tokens_add(&d.app.tokens,
		   &(struct tokens_peering){ d.app.cluster, "x", NULL }, text,
		   strlen(text), 0);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "e" F4);
	desk_expect(&d, "No usable token of another cluster");
	tokens_add(&d.app.tokens,
		   &(struct tokens_peering){ other, "here", NULL }, text,
		   strlen(text), 0);
	desk_keys(&d, F4);
	desk_expect(&d, "The token for here, generated on east");
	desk_expect(&d, "dc9, trust domain there.consul");
	desk_close(&d);
}

static void leaving_asks_and_tells_that_nothing_is_spent(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	form_with_token(&d);
	desk_keys(&d, ESC);
	desk_expect(&d, "The token is not spent");
	desk_keys(&d, "\r");
	desk_expect(&d, "Establish a peering");
	desk_keys(&d, ESC);
	desk_expect(&d, "Leave the form?");
	desk_keys(&d, "\t\r");
	desk_expect(&d, "This cluster has no peerings");
	desk_close(&d);
}

/* --- probes ----------------------------------------------------------------
 */

static void probes_on_request_say_where_they_come_from(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	form_with_token(&d);
	desk_expect(&d, "loopback");
	desk_keys(&d, F6);
	desk_expect(&d, "answers; the token has no CA");
	/* Looked at already: it is not probed again. */
	desk_keys(&d, CTRL_O);
	reads(&d, 404, "");
	desk_request(&d, "POST /v1/peering/establish");
	desk_expect(&d, "Addresses probed from this host");
	desk_close(&d);
}

static void no_answer_warns_and_does_not_forbid(void **state)
{
	_cleanup_(mem_freep) char *text = token("there.consul", "127.0.0.1:9");

	(void)state;
	for (int go = 0; go < 2; go++) {
		struct desk d;

		desk_open(&d, 80, 24);
		desk_expect(&d, "This cluster has no peerings");
		desk_paste(&d, text);
		desk_expect(&d, "free here");
		desk_keys(&d, CTRL_O);
		reads(&d, 404, "");
		desk_expect(&d, "Establish all the same?");
		desk_expect(&d, "refused: nothing listens there");
		desk_keys(&d, go ? "\t\r" : "\r");
		if (go)
			desk_request(&d, "POST /v1/peering/establish");
		else
			desk_expect(&d, "Nothing was sent");
		assert_int_equal(sent(&d), go);
		desk_close(&d);
	}
}

/* --- what is there already -------------------------------------------------
 */

static void a_name_that_waits_to_be_dialed_is_not_sent(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	form_with_token(&d);
	desk_keys(&d, CTRL_O);
	reads(&d, 200, ACCEPTOR);
	desk_expect(&d, "That name is in use");
	desk_expect(&d, "Establish a peering");
	assert_int_equal(sent(&d), 0);
	desk_close(&d);
}

static void a_record_that_cannot_be_read_sends_nothing(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	wire_reply(submit(&d), 500, NULL, "No cluster leader");
	desk_expect(&d, "Nothing was sent: the record cannot be read");
	desk_expect(&d, "No cluster leader");
	assert_int_equal(sent(&d), 0);
	desk_close(&d);
}

static const struct choice {
	const char *keys, *body;
} choices[] = {
	{ "\r", NULL },
	{ "\t\r", "\"Meta\":{\"env\":\"prod\",\"team\":\"net\"}" },
	{ "\t\t\r", "\"Meta\":{\"team\":\"net\"}" },
};

static void meta_that_would_be_erased_is_asked_about(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		struct wire_request *r;
		struct desk d;

		desk_open(&d, 80, 24);
		form_with_token(&d);
		desk_keys(&d, "\t\tteam\tnet" CTRL_O);
		reads(&d, 200,
		      record("x", "FAILING", "null",
			     "{\"env\":\"prod\",\"team\":\"old\"}", 5));
		desk_expect(&d, "Meta would be erased");
		desk_expect(&d, "env=prod");
		assert_false(desk_shows(&d, "team=old"));
		desk_keys(&d, choices[i].keys);
		if (choices[i].body) {
			r = desk_request(&d, "POST /v1/peering/establish");
			assert_non_null(strstr(r->body, choices[i].body));
		} else {
			desk_expect(&d, "Nothing was sent");
			assert_int_equal(sent(&d), 0);
		}
		desk_close(&d);
	}
}

static void stored_meta_is_kept_by_a_key(void **state)
{
	_cleanup_(mem_freep) char *kept =
		record("x", "FAILING", "null", "{\"env\":\"prod\"}", 5);
	char list[2048];
	struct desk d;

	(void)state;
	snprintf(list, sizeof(list), "[%s]", kept);
	desk_open(&d, 80, 24);
	d.list = list;
	desk_expect(&d, "dc9");
	desk_keys(&d, "e\tdc9");
	desk_expect(&d, "erased unless given: env=prod; F7 keeps it");
	desk_keys(&d, F7);
	desk_expect_gone(&d, "erased unless given");
	desk_expect(&d, "prod");
	desk_close(&d);
}

static void an_active_peering_is_replaced_only_by_its_typed_name(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	form_with_token(&d);
	desk_keys(&d, CTRL_O);
	reads(&d, 200, record("x", "ACTIVE", "null", "null", 5));
	desk_expect(&d, "Replace a connection?");
	desk_keys(&d, "dc\t\t\r");
	desk_expect(&d, "Replace a connection?");
	desk_keys(&d, SHIFT_TAB SHIFT_TAB "9\t\t\r");
	desk_request(&d, "POST /v1/peering/establish");
	desk_close(&d);
}

static void a_dialed_peering_is_established_again(void **state)
{
	_cleanup_(mem_freep) char *kept =
		record("x", "FAILING", "null", "{\"env\":\"prod\"}", 5);
	_cleanup_(mem_freep) char *text = NULL;
	struct wire_request *r;
	char list[2048];
	struct desk d;

	(void)state;
	snprintf(list, sizeof(list), "[%s]", kept);
	desk_open(&d, 80, 24);
	text = good_token(&d);
	d.list = list;
	desk_expect(&d, "establish anew");
	desk_keys(&d, "R");
	desk_expect(&d, "failing: is written over");
	desk_expect(&d, "prod");
	desk_paste(&d, text);
	desk_keys(&d, CTRL_O);
	reads(&d, 200, mem_dup(kept));
	r = desk_request(&d, "POST /v1/peering/establish");
	assert_non_null(strstr(r->body, "\"Meta\":{\"env\":\"prod\"}"));
	desk_close(&d);
}

static void an_issued_peering_is_not_established_again(void **state)
{
	_cleanup_(mem_freep) char *kept = ACCEPTOR;
	char list[2048];
	struct desk d;

	(void)state;
	snprintf(list, sizeof(list), "[%s]", kept);
	desk_open(&d, 80, 24);
	d.list = list;
	desk_expect(&d, "dc9");
	desk_keys(&d, "R");
	desk_expect(&d, "only the other side can establish");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_pasted_on_peers_opens_the_form),
		cmocka_unit_test(other_pastes_on_peers_do_nothing),
		cmocka_unit_test(what_consul_would_refuse_is_refused_early),
		cmocka_unit_test(an_empty_form_says_what_is_needed),
		cmocka_unit_test(the_name_follows_the_token_until_it_is_typed),
		cmocka_unit_test(a_name_in_use_is_noted),
		cmocka_unit_test(a_token_comes_from_a_file),
		cmocka_unit_test(a_token_of_this_run_is_taken),
		cmocka_unit_test(leaving_asks_and_tells_that_nothing_is_spent),
		cmocka_unit_test(probes_on_request_say_where_they_come_from),
		cmocka_unit_test(no_answer_warns_and_does_not_forbid),
		cmocka_unit_test(a_name_that_waits_to_be_dialed_is_not_sent),
		cmocka_unit_test(a_record_that_cannot_be_read_sends_nothing),
		cmocka_unit_test(meta_that_would_be_erased_is_asked_about),
		cmocka_unit_test(stored_meta_is_kept_by_a_key),
		cmocka_unit_test(
			an_active_peering_is_replaced_only_by_its_typed_name),
		cmocka_unit_test(a_dialed_peering_is_established_again),
		cmocka_unit_test(an_issued_peering_is_not_established_again),
	};

	return cmocka_run_group_tests_name("establish form", tests, NULL, NULL);
}
