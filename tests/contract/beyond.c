/* Contexts, token inspect, check, watch and connect, on two sandboxes. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "tests/lib/cases.h"
#include "tests/lib/run.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

#define WORDS_MAX 16

/* Two clusters, and a config file with a context for each. */
struct world {
	struct sandbox *sandbox;
	char *dir; /* XDG_CONFIG_HOME */
	char xdg[512];
};

static int setup(void **state)
{
	static const char *const args[] = { "-cluster", "east",
					    "-cluster", "west",
					    "-cluster", "locked,acl=management",
					    NULL };
	static struct world world;
	char path[512];
	FILE *file;

	world.sandbox = sandbox_start(args);
	world.dir = tmpdir_new();
	snprintf(world.xdg, sizeof(world.xdg), "XDG_CONFIG_HOME=%s", world.dir);
	snprintf(path, sizeof(path), "%s/peerdeck", world.dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/peerdeck/config", world.dir);
	file = fopen(path, "w");
	if (!file)
		return -1;
	fprintf(file,
		"context east { address = \"%s\" }\n"
		"context west { address = \"%s\" }\n"
		"context locked { address = \"%s\" }\n"
		"context admin { address = \"%s\"\n"
		"  token_command = {echo, management} }\n"
		"context frozen { address = \"%s\" readonly = true }\n"
		"context dead { address = \"127.0.0.1:1\" }\n",
		sandbox_url(world.sandbox, "east"),
		sandbox_url(world.sandbox, "west"),
		sandbox_url(world.sandbox, "locked"),
		sandbox_url(world.sandbox, "locked"),
		sandbox_url(world.sandbox, "east"));
	fclose(file);
	*state = &world;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	sandbox_freep(&w->sandbox);
	tmpdir_freep(&w->dir);
	return 0;
}

/* Split at blanks; peerdeck comes first. */
static void split(char *line, const char *argv[WORDS_MAX])
{
	size_t n = 0;

	argv[n++] = cases_build("peerdeck");
	while (line)
		argv[n++] = strsep(&line, " ");
	argv[n] = NULL;
}

/* Run "peerdeck LINE" to its end. */
static struct run run(struct world *w, const char *line, const char *in)
{
	static const char *argv[WORDS_MAX];
	static const char *env[] = { NULL, "PATH=/usr/bin:/bin", NULL };
	static char words[1024];
	struct run r = { .argv = argv, .env = env, .in = in };

	snprintf(words, sizeof(words), "%s", line);
	split(words, argv);
	env[0] = w->xdg;
	run_program(&r);
	return r;
}

static void expect(struct world *w, const char *line, int status,
		   const char *text)
{
	_cleanup_(run_release) struct run r = run(w, line, NULL);

	if (r.status != status || !strstr(r.out.data, text))
		fprintf(stderr, "# %s: %d\n%s%s", line, r.status, r.out.data,
			r.err.data);
	assert_int_equal(r.status, status);
	assert_non_null(strstr(r.out.data, text));
}

/* Start "peerdeck LINE" in a terminal. */
static struct term *start(struct world *w, const char *line)
{
	const char *argv[WORDS_MAX], *env[] = { w->xdg, NULL };
	char words[1024];

	snprintf(words, sizeof(words), "%s", line);
	split(words, argv);
	return term_spawn(24, 250, argv, env);
}

/* --- contexts --------------------------------------------------------------
 */

static void test_contexts_tell_no_secret(void **state)
{
	struct world *w = *state;
	_cleanup_(run_release) struct run r = run(w, "contexts", NULL);

	assert_int_equal(r.status, 0);
	assert_non_null(strstr(r.out.data, "token_command echo"));
	assert_non_null(strstr(r.out.data, "read-only"));
	assert_null(strstr(r.out.data, "management"));
	expect(w, "list -context admin", 0, "no peering connections");
}

static void test_a_read_only_context_is_not_written_to(void **state)
{
	struct world *w = *state;

	expect(w, "generate-token -context frozen -name x", 1, "");
	expect(w, "delete -context frozen -name x", 1, "");
	expect(w, "connect -from frozen -to west -yes", 1, "");
	expect(w, "list -context frozen", 0, "no peering connections");
}

/* --- token inspect ---------------------------------------------------------
 */

static void test_inspect(void **state)
{
	struct world *w = *state;
	_cleanup_(run_release) struct run token =
		run(w, "generate-token -context east -name inspected", NULL);
	_cleanup_(run_release) struct run pretty = { 0 }, json = { 0 };

	pretty = run(w, "token inspect -probe", token.out.data);
	assert_int_equal(pretty.status, 2); /* a loopback address */
	assert_non_null(strstr(pretty.out.data, "Datacenter:   east"));
	assert_non_null(strstr(pretty.out.data, "probed from this host"));
	assert_non_null(strstr(pretty.out.data, "answers with the token's"));
	assert_non_null(strstr(pretty.out.data, "loopback"));
	assert_null(strstr(pretty.out.data, "Secret"));

	json = run(w, "token inspect -format=json -", token.out.data);
	assert_int_equal(json.status, 2);
	assert_memory_equal(json.out.data, "{\"Fingerprint\":\"", 16);
	assert_memory_equal(json.out.data + 16, pretty.out.data + 14, 16);
	assert_null(strstr(json.out.data, "\"Probe\""));
	expect(w, "delete -context east -name inspected", 0, "");
}

static void test_what_is_no_token(void **state)
{
	struct world *w = *state;
	_cleanup_(run_release) struct run r = run(w, "token inspect", "ab!");

	assert_int_equal(r.status, 1);
	assert_string_equal(r.out.data, "");
	assert_true(r.err.len > 0);
	expect(w, "token inspect /nonexistent", 1, "");
	expect(w, "token inspect a b", 1, "");
}

/* --- check -----------------------------------------------------------------
 */

static void test_check(void **state)
{
	struct world *w = *state;

	expect(w, "check east", 0, "datacenter east");
	expect(w, "check east west", 0, "ok  west  leader");
	expect(w, "check dead", 2, "refused");
	expect(w, "check nowhere", 2, "no context");
	expect(w, "check -format=json admin", 0,
	       "\"Check\":\"peering:write\",\"Text\":\"granted\"");
	expect(w, "check locked", 2, "peering:read   not granted");
	expect(w, "check locked", 2, "no ACL token: the anonymous one");
	expect(w, "check -token=wrong locked", 2,
	       "the token from -token is not known here");
	expect(w, "check locked", 2, "may not be read without peering:read");
}

static void test_check_finds_what_one_side_lacks(void **state)
{
	struct world *w = *state;
	_cleanup_(run_release) struct run token =
		run(w, "generate-token -context east -name sided", NULL);
	_cleanup_(run_release) struct run r =
		run(w, "establish -context west -name sided -peering-token=-",
		    token.out.data);

	assert_int_equal(r.status, 0);
	sandbox_advance(w->sandbox, 20);
	expect(w, "check east west", 0, "1 of 1 need no look");
	expect(w, "delete -context east -name sided -wait", 0, "");
	sandbox_advance(w->sandbox, 20);
	expect(w, "check east west", 1, "deleted by the other side");
	expect(w, "delete -context west -name sided -wait", 0, "");
}

/* --- watch -----------------------------------------------------------------
 */

static void test_watch(void **state)
{
	struct world *w = *state;

	expect(w, "watch -context east -until gone", 0, "");
	expect(w, "watch -context east -until soon", 1, "");
	expect(w, "watch -context east -until ok -timeout 100ms", 1, "");
	expect(w, "watch -context locked -timeout 5s", 1, "");
}

static void test_watch_until(void **state)
{
	struct world *w = *state;
	_cleanup_(term_freep) struct term *t = NULL;

	expect(w, "generate-token -context east -name seen", 0, "");
	t = start(w, "watch -context east -until terminated -format=json seen");
	term_expect(t, "\"To\":{\"State\":\"PENDING\",\"Health\":\"unused\"}");
	expect(w, "delete -context east -name seen", 0, "");
	term_expect(t, "\"To\":null");
	term_signal(t, SIGTERM);
	assert_int_equal(term_exit_status(t), 128 + SIGTERM);
	expect(w, "watch -context east -until gone -timeout 5s seen", 0, "");
}

/* --- connect ---------------------------------------------------------------
 */

static void test_connect(void **state)
{
	struct world *w = *state;
	_cleanup_(term_freep) struct term *t = NULL;

	expect(w, "connect -from east -to west -dry-run -meta a=b", 0,
	       "consul peering generate-token -name west -meta a=b");
	expect(w, "list -context east", 0, "no peering connections");

	t = start(w, "connect -from east -to west -meta a=b -export web");
	term_expect(t, "Do it? [y/N]");
	term_keys(t, "y" ENTER);
	term_expect(t, "done     establish");
	sandbox_advance(w->sandbox, 16);
	term_expect(t, "both are ACTIVE");
	sandbox_advance(w->sandbox, 1);
	assert_int_equal(term_exit_status(t), 0);
	term_expect(t, "done     import");
	assert_null(strstr(term_raw(t), "eyJ"));

	expect(w, "list -context east", 0, "west  ACTIVE");
	expect(w, "list -context west", 0, "east  ACTIVE  1");
	expect(w, "connect -from east -to west -yes -export web", 0,
	       "east and west are peered already");
	/* The other way round, the names are taken. */
	expect(w, "connect -from west -to east -yes", 1, "");
	expect(w, "delete -context east -name west -wait", 0, "");
	expect(w, "delete -context west -name east -wait", 0, "");
}

static void test_connect_undoes_only_its_own(void **state)
{
	struct world *w = *state;

	sandbox_fault(w->sandbox, "west",
		      "status=503,method=POST,path=/v1/peering/establish");
	expect(w, "connect -from east -to west -yes", 1,
	       "what this run made is removed");
	expect(w, "list -context east", 0, "no peering connections");

	expect(w, "generate-token -context east -name west", 0, "");
	expect(w, "connect -from east -to west -yes", 1, "failed   establish");
	expect(w, "list -context east", 0, "west  PENDING");
	sandbox_no_faults(w->sandbox, "west");
	expect(w, "delete -context east -name west -wait", 0, "");
}

static void test_connect_is_interrupted(void **state)
{
	struct world *w = *state;
	_cleanup_(term_freep) struct term *t =
		start(w, "connect -from east -to west -yes");

	term_expect(t, "done     establish");
	term_signal(t, SIGINT);
	assert_int_equal(term_exit_status(t), 1);
	term_expect(t, "failed   wait       interrupted");
	term_expect(t, "what this run made is removed");
	expect(w, "list -context east", 0, "no peering connections");
	expect(w, "list -context west", 0, "no peering connections");
}

static void test_a_second_interrupt_says_what_is_left(void **state)
{
	struct world *w = *state;
	_cleanup_(term_freep) struct term *t = NULL;

	sandbox_fault(w->sandbox, "east", "hang,method=DELETE");
	t = start(w, "connect -from east -to west -yes");
	term_expect(t, "done     establish");
	term_signal(t, SIGINT);
	term_expect(t, "removing what this run made");
	term_signal(t, SIGINT);
	assert_int_equal(term_exit_status(t), 1);
	term_expect(t, "this may still be there: west on east");
	sandbox_no_faults(w->sandbox, "east");
}

static void test_connect_needs_both(void **state)
{
	struct world *w = *state;

	expect(w, "connect -from east", 1, "");
	expect(w, "connect -from east -to dead -yes", 1, "");
	expect(w, "connect -from east -to west", 1, ""); /* nobody to ask */
	expect(w, "list -context east", 0, "no peering connections");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_contexts_tell_no_secret),
		TEST(test_a_read_only_context_is_not_written_to),
		TEST(test_inspect),
		TEST(test_what_is_no_token),
		TEST(test_check),
		TEST(test_check_finds_what_one_side_lacks),
		TEST(test_watch),
		TEST(test_watch_until),
		TEST(test_connect),
		TEST(test_connect_undoes_only_its_own),
		TEST(test_connect_is_interrupted),
		TEST(test_a_second_interrupt_says_what_is_left),
		TEST(test_connect_needs_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
