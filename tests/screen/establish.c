/* Establish as an operator does it: two clusters of the sandbox that really
 * dial each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "tests/lib/console.h"
#include "tests/lib/fetch.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

#define F6 "\033[17~"
#define F7 "\033[18~"

static const char *const two_clusters[] = { "-cluster", "east,dc=dc1",
					    "-cluster", "west,dc=dc2", NULL };

/* What east answers to "generate a token for west": JSON around the token. */
static char *generate(const struct sandbox *consul)
{
	struct buf url = BUF_INIT(300), paste = BUF_INIT(16384);
	struct fetch f;

	buf_addf(&url, "%s/v1/peering/token", sandbox_url(consul, "east"));
	f = fetch("POST", url.data, NULL, "{\"PeerName\":\"west\"}");
	assert_int_equal(f.status, 200);
	buf_addf(&paste, "\033[200~%s\033[201~", f.body.data);
	fetch_release(&f);
	buf_release(&url);
	return buf_take(&paste);
}

static struct term *console_on_west(const struct sandbox *consul, int rows,
				    int cols)
{
	struct term *t =
		console_start(rows, cols, sandbox_url(consul, "west"), NULL);

	term_expect(t, "This cluster has no peerings");
	return t;
}

static void a_token_is_pasted_probed_spent_and_followed(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(two_clusters);
	_cleanup_(mem_freep) char *paste = generate(consul);
	_cleanup_(mem_freep) char *body = NULL;
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_on_west(consul, 24, 80);
	term_keys(t, "e");
	term_expect(t, "Paste the token");
	term_match(t, "establish-empty.screen");
	term_keys(t, paste);
	term_expect(t, "dc1, trust domain");
	term_keys(t, TAB TAB "env" TAB "prod");
	term_expect(t, "-meta env=prod");
	term_match(t, "establish.screen");
	term_keys(t, F6);
	term_expect(t, "ms from this host");

	term_keys(t, CTRL_O);
	term_expect(t, "no heartbeat has come yet");
	term_match(t, "establish-follow.screen");
	sandbox_advance(consul, 15);
	term_expect(t, "Connected");
	term_match(t, "establish-done.screen");
	body = sandbox_request(consul, "POST", "/v1/peering/establish");
	assert_non_null(strstr(body, "\"PeerName\":\"dc1\""));
	assert_non_null(strstr(body, "\"Meta\":{\"env\":\"prod\"}"));

	term_keys(t, ENTER);
	term_expect(t, "Peers 1");
	term_expect(t, "env=prod");
	assert_null(strstr(term_raw(t), "eyJDQSI6"));
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

static void a_used_token_is_explained_and_its_leftover_removed(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(two_clusters);
	_cleanup_(mem_freep) char *paste = generate(consul);
	_cleanup_(mem_freep) char *newer = generate(consul);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_on_west(consul, 24, 80);
	term_keys(t, paste);
	term_expect(t, "free here");
	term_keys(t, CTRL_O);
	term_expect(t, "This token cannot be used");
	term_match(t, "establish-used.screen");
	term_keys(t, TAB ENTER);
	term_expect(t, "Delete the peering?");
	term_keys(t, TAB ENTER);
	term_expect(t, "The record is gone");
	term_keys(t, ENTER);
	term_expect(t, "Establish a peering");
	term_keys(t, newer);
	term_keys(t, CTRL_O);
	term_expect(t, "The other side took the token");
}

static void a_leftover_is_established_again_with_its_meta(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(two_clusters);
	_cleanup_(mem_freep) char *paste = generate(consul);
	_cleanup_(mem_freep) char *newer = generate(consul);
	_cleanup_(mem_freep) char *body = NULL;
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_on_west(consul, 24, 80);
	term_keys(t, paste);
	term_expect(t, "free here");
	term_keys(t, TAB TAB "env" TAB "prod" CTRL_O);
	term_expect(t, "This token cannot be used");
	term_keys(t, ESC);
	term_expect(t, "leftover");
	term_keys(t, "R");
	term_expect(t, "leftover: is written over");
	term_keys(t, newer);
	term_expect(t, "-meta env=prod");
	term_keys(t, CTRL_O);
	term_expect(t, "The other side took the token");
	body = sandbox_request(consul, "POST", "/v1/peering/establish");
	assert_non_null(strstr(body, "\"Meta\":{\"env\":\"prod\"}"));
}

static void the_smallest_screen_has_it_all(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(two_clusters);
	_cleanup_(mem_freep) char *paste = generate(consul);
	_cleanup_(mem_freep) char *newer = generate(consul);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_on_west(consul, 15, 60);
	term_keys(t, paste);
	term_expect(t, "free here");
	term_match(t, "establish-small.screen");
	term_keys(t, CTRL_O);
	term_expect(t, "Remove the record");
	term_match(t, "establish-used-small.screen");
	term_keys(t, ENTER);
	term_keys(t, newer);
	term_keys(t, CTRL_O);
	term_expect(t, "no heartbeat has come yet");
	sandbox_advance(consul, 15);
	term_expect(t, "Connected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_pasted_probed_spent_and_followed),
		cmocka_unit_test(
			a_used_token_is_explained_and_its_leftover_removed),
		cmocka_unit_test(a_leftover_is_established_again_with_its_meta),
		cmocka_unit_test(the_smallest_screen_has_it_all),
	};

	return cmocka_run_group_tests_name("establish", tests, NULL, NULL);
}
