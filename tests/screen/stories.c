/*
 * Jobs from key to cluster, on a sandbox in make check and on real agents in
 * make check-consul. Each cleans up after itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/token.h"
#include "tests/lib/console.h"
#include "tests/lib/target.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

static void forget(const struct target *t, char cluster, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/v1/peering/%s", name);
	free(target_ask(t, cluster, "DELETE", path, NULL));
}

static void generate_and_copy(void **state)
{
	_cleanup_(target_freep) struct target *target = target_open();
	_cleanup_(mem_freep) char *record = NULL;
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, target_url(target, 'a'), NULL);
	term_expect(t, "live");
	term_keys(t, "g");
	term_expect(t, "Generate a peering token");
	term_keys(t, "story-copy");
	term_expect(t, "free here");
	term_keys(t, TAB "env" TAB "prod" CTRL_O);
	term_expect(t, "Token for story-copy");
	term_expect(t, "not used yet");
	term_keys(t, "y");
	term_expect_raw(t, "\033]52;c;");
	term_expect(t, "copied");
	record = target_ask(target, 'a', "GET", "/v1/peering/story-copy", NULL);
	assert_non_null(strstr(record, "\"env\":\"prod\""));

	term_keys(t, ESC);
	term_expect(t, "story-copy");
	term_expect(t, "unused");
	forget(target, 'a', "story-copy");
	term_expect_gone(t, "unused");
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

/* The token of a reply, into a file of the console's home. */
static void save_token(struct term *t, const char *reply)
{
	_cleanup_(buf_release) struct buf path = BUF_INIT(512);
	const char *from = strchr(reply, ':');
	FILE *f;

	assert_non_null(from);
	buf_addf(&path, "%s/story.token", term_home(t));
	f = fopen(path.data, "w");
	assert_non_null(f);
	fprintf(f, "%.*s", (int)strcspn(from + 2, "\""), from + 2);
	fclose(f);
}

/* Establish what was generated on a, from its token in a file. */
static void establish_from_file(struct term *t, const char *name)
{
	term_keys(t, "e");
	term_expect(t, "Paste the token");
	term_keys(t, "\033OR"); /* F3: from a file */
	term_expect(t, "Path");
	term_keys(t, CTRL_U "~/story.token" ENTER);
	term_expect(t, "dc1, trust domain");
	term_keys(t, TAB CTRL_U);
	term_keys(t, name);
	term_expect(t, name);
	term_keys(t, CTRL_O);
	term_expect(t, "The other side took the token");
}

static void establish_with_a_token_file(void **state)
{
	_cleanup_(target_freep) struct target *target = target_open();
	_cleanup_(mem_freep) char *reply = NULL;
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	reply = target_ask(target, 'a', "POST", "/v1/peering/token",
			   "{\"PeerName\":\"story-b\"}");
	t = console_start(24, 80, target_url(target, 'b'), NULL);
	save_token(t, reply);
	term_expect(t, "live");
	establish_from_file(t, "story-a");
	target_expect_heartbeat(target, t, "Connected");
	term_keys(t, ENTER);
	term_expect(t, "story-a");
	term_expect(t, "ACTIVE");
	assert_null(strstr(term_raw(t), "eyJDQSI6"));
	forget(target, 'a', "story-b");
	term_expect(t, "terminated");
	forget(target, 'b', "story-a");
	term_expect_gone(t, "story-a");
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

/* A real agent may have others, of tests before. */
static void select_only(struct term *t, const char *name)
{
	term_keys(t, "/");
	term_keys(t, name);
	term_keys(t, ENTER);
	term_expect(t, "1 shown");
}

static void connect_two_clusters_and_export_a_service(void **state)
{
	_cleanup_(target_freep) struct target *target = target_open();
	_cleanup_(mem_freep) char *reply = NULL;
	_cleanup_(term_freep) struct term *a = NULL, *b = NULL;

	(void)state;
	free(target_ask(target, 'a', "PUT", "/v1/agent/service/register",
			"{\"Name\":\"story-web\",\"ID\":\"story-1\","
			"\"Port\":8080}"));
	reply = target_ask(target, 'a', "POST", "/v1/peering/token",
			   "{\"PeerName\":\"story-b\"}");
	b = console_start(24, 80, target_url(target, 'b'), NULL);
	save_token(b, reply);
	term_expect(b, "live");
	establish_from_file(b, "story-a");
	target_expect_heartbeat(target, b, "Connected");
	term_keys(b, ENTER);
	term_expect(b, "story-a");

	a = console_start(24, 80, target_url(target, 'a'), NULL);
	term_expect(a, "story-b");
	select_only(a, "story-b");
	term_keys(a, "x");
	term_expect(a, "Nothing is exported to story-b");
	term_keys(a, "a");
	term_expect(a, "Add a service");
	term_keys(a, "story-web");
	term_keys(a, ENTER ENTER);
	term_expect(a, "1 change not written");
	term_keys(a, "w");
	term_expect(a, "as it will be");
	term_keys(a, TAB ENTER);
	term_expect(a, "are written");

	select_only(b, "story-a");
	term_keys(b, ENTER);
	term_expect(b, "Overview");
	term_keys(b, TAB);
	target_expect_heartbeat(target, b, "story-web");
	free(target_ask(target, 'a', "DELETE",
			"/v1/config/exported-services/default", NULL));
	free(target_ask(target, 'a', "PUT",
			"/v1/agent/service/deregister/story-1", NULL));
	forget(target, 'a', "story-b");
	forget(target, 'b', "story-a");
}

/* The addresses of a token are those of the next, in another run too. */
static void regenerate_with_the_addresses_of_last_time(void **state)
{
	_cleanup_(target_freep) struct target *target = target_open();
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(term_freep) struct term *first = NULL, *next = NULL;
	_cleanup_(buf_release) struct buf home = BUF_INIT(512);

	(void)state;
	buf_addf(&home, "XDG_STATE_HOME=%s", dir);
	first = console_start(24, 80, target_url(target, 'a'),
			      (const char *const[]){ home.data, NULL });
	term_expect(first, "live");
	term_keys(first, "g");
	term_expect(first, "Generate a peering token");
	term_keys(first, "story-again");
	term_expect(first, "free here");
	term_keys(first, TAB TAB "lb.example.com:8503");
	term_expect(first, "lb.example.com:8503");
	term_keys(first, CTRL_O);
	term_expect(first, "Token for story-again");
	term_keys(first, ESC);

	next = console_start(24, 80, target_url(target, 'a'),
			     (const char *const[]){ home.data, NULL });
	term_expect(next, "story-again");
	select_only(next, "story-again");
	term_keys(next, ENTER);
	term_expect(next, "Overview");
	term_keys(next, "g");
	term_expect(next, "as today, from this machine; F3 clears them");
	term_keys(next, CTRL_O);
	term_expect(next, "The addresses are as today");
	term_keys(next, CTRL_O);
	term_expect(next, "Token for story-again");
	term_expect(next, "lb.example.com:8503");
	forget(target, 'a', "story-again");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generate_and_copy),
		cmocka_unit_test(establish_with_a_token_file),
		cmocka_unit_test(connect_two_clusters_and_export_a_service),
		cmocka_unit_test(regenerate_with_the_addresses_of_last_time),
	};

	return cmocka_run_group_tests_name("stories", tests, NULL, NULL);
}
