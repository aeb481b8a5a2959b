/* Connect as an operator does it: from two contexts to two ACTIVE records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "tests/lib/console.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

static const char *const two_clusters[] = { "-cluster", "east,dc=dc1",
					    "-cluster", "west,dc=dc2", NULL };

/* The console with both as contexts, on east; `dir` holds its config. */
static struct term *console_on_both(const struct sandbox *consul,
				    const char *dir, int rows, int cols)
{
	char path[300], home[300];
	const char *const env[] = { home, "CONSUL_HTTP_ADDR", NULL };
	struct term *t;
	FILE *f;

	snprintf(home, sizeof(home), "XDG_CONFIG_HOME=%s", dir);
	snprintf(path, sizeof(path), "%s/peerdeck", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/peerdeck/config", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f,
		"default = \"east\"\n"
		"context \"east\" { address = \"%s\" }\n"
		"context \"west\" { address = \"%s\" }\n",
		sandbox_url(consul, "east"), sandbox_url(consul, "west"));
	fclose(f);
	t = console_start(rows, cols, "", env);
	term_expect(t, "This cluster has no peerings");
	return t;
}

static void two_clusters_are_connected_step_by_step(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(two_clusters);
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(mem_freep) char *body = NULL;
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_on_both(consul, dir, 24, 80);
	term_keys(t, "c");
	term_expect(t, "Connect two clusters");
	term_match(t, "connect-form.screen");
	term_keys(t, TAB TAB "west" TAB "east" TAB "env" TAB "prod" CTRL_O);
	term_expect(t, "Generate a token for west on east");
	term_match(t, "connect-plan.screen");
	term_keys(t, ENTER);
	term_expect(t, "west   ACTIVE, but no heartbeat has come yet");
	term_match(t, "connect-wait.screen");
	sandbox_advance(consul, 16);
	term_expect(t, "They are connected");
	term_match(t, "connect-done.screen");
	body = sandbox_request(consul, "POST", "/v1/peering/establish");
	assert_non_null(strstr(body, "\"PeerName\":\"east\""));
	assert_non_null(strstr(body, "\"Meta\":{\"env\":\"prod\"}"));
	assert_null(strstr(term_raw(t), "eyJDQSI6"));

	term_keys(t, ENTER);
	term_expect(t, "Peers 1");
	term_keys(t, ":context west" ENTER);
	term_expect(t, "dialer");
	term_expect(t, "env=prod");
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

static void what_failed_is_taken_up_again(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(two_clusters);
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_on_both(consul, dir, 15, 60);
	sandbox_fault(consul, "west",
		      "status=403,method=POST,path=/v1/peering/establish,"
		      "times=1");
	term_keys(t, "c");
	term_expect(t, "Connect two clusters");
	term_match(t, "connect-form-small.screen");
	term_keys(t, CTRL_O);
	term_expect(t, "Generate a token for dc2 on east");
	term_keys(t, ENTER);
	term_expect(t, "They are not connected");
	term_match(t, "connect-failed-small.screen");
	term_keys(t, ENTER);
	term_expect(t, "Connect two clusters");
	term_keys(t, CTRL_O);
	term_expect(t, "Generate a token for dc2 on east (an");
	term_keys(t, ENTER);
	term_expect(t, "no heartbeat has come yet");
	term_expect(t, "Esc leaves, this goes on");
	sandbox_advance(consul, 16);
	term_expect(t, "They are connected");
}

static void what_was_made_is_removed(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul =
		sandbox_start(two_clusters);
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_on_both(consul, dir, 24, 80);
	term_keys(t, "c" CTRL_O);
	term_expect(t, "Generate a token for dc2 on east");
	term_keys(t, ENTER);
	term_expect(t, "no heartbeat has come yet");
	term_keys(t, CTRL_C);
	term_expect(t, "Left behind: dc2 on east and dc1 on west");
	term_match(t, "connect-stopped.screen");
	term_keys(t, TAB ENTER);
	term_expect(t, "What this made is removed");
	term_keys(t, ESC);
	term_expect(t, "This cluster has no peerings");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_clusters_are_connected_step_by_step),
		cmocka_unit_test(what_failed_is_taken_up_again),
		cmocka_unit_test(what_was_made_is_removed),
	};

	return cmocka_run_group_tests_name("connect", tests, NULL, NULL);
}
