/* What an operator sets in the config file or by a flag, on a sandbox. */
#include <setjmp.h>
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
#include "base/err.h"
#include "base/mem.h"
#include "base/ownfile.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

#define PATH_SIZE 512

static const char *const one_cluster[] = { "-cluster", "east,dc=dc1", NULL };

struct desk {
	struct sandbox *consul;
	char *dir;
	char config[PATH_SIZE];
	char out[PATH_SIZE]; /* a file that the console is to write */
	struct term *term;
};

static void desk_open(struct desk *d)
{
	*d = (struct desk){ .consul = sandbox_start(one_cluster),
			    .dir = tmpdir_new() };
	snprintf(d->config, PATH_SIZE, "XDG_CONFIG_HOME=%s", d->dir);
	snprintf(d->out, PATH_SIZE, "%s/out", d->dir);
}

static void desk_release(struct desk *d)
{
	term_freep(&d->term);
	sandbox_freep(&d->consul);
	tmpdir_freep(&d->dir);
}

/* Start it so wide with that config file and that flag, or NULL; "%s" in the
 * file is d->out. */
static void start_with(struct desk *d, const char *config, int columns,
		       const char *flag)
{
	const char *build = getenv("PEERDECK_BUILD");
	_cleanup_(buf_release) struct buf text = BUF_INIT(4096);
	char path[PATH_SIZE], where[PATH_SIZE];
	const char *const argv[] = { path, flag, NULL };
	const char *const env[] = { d->config, where, NULL };
	struct err err = ERR_INIT;
	const char *gap = strstr(config, "%s");

	buf_add(&text, config, gap ? (size_t)(gap - config) : strlen(config));
	if (gap)
		buf_addf(&text, "%s%s", d->out, gap + 2);
	snprintf(path, sizeof(path), "%s/peerdeck", d->dir);
	assert_true(ownfile_replace(ownfile_dir(path, &err), "config",
				    text.data, text.len, &err));
	snprintf(path, sizeof(path), "%s/peerdeck", build ? build : "build");
	snprintf(where, sizeof(where), "CONSUL_HTTP_ADDR=%s",
		 sandbox_address(d->consul, "east"));
	d->term = term_spawn(24, columns, argv, env);
}

static void start(struct desk *d, const char *config)
{
	start_with(d, config, 80, NULL);
}

static void generate(struct desk *d)
{
	term_expect(d->term, "live");
	term_keys(d->term, "g");
	term_expect(d->term, "Generate a peering token");
	term_keys(d->term, "west");
	term_expect(d->term, "free here");
	term_keys(d->term, CTRL_O);
	term_expect(d->term, "Token for west");
	term_expect(d->term, "not used yet");
}

static char *written(const struct desk *d)
{
	struct buf all = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	if (!ownfile_read(d->out, &all, &err))
		fail_msg("%s", err.msg);
	return buf_take(&all);
}

/* tee writes it to its standard output too: of that nothing is shown. */
static void the_configured_command_gets_the_token(void **state)
{
	_cleanup_(desk_release) struct desk d;
	_cleanup_(mem_freep) char *token = NULL;

	(void)state;
	desk_open(&d);
	start(&d, "copy_command = {\"sh\", \"-c\", "
		  "\"umask 077; tee %s\"}\n");
	generate(&d);
	term_keys(d.term, "y");
	term_expect(d.term, "characters given to sh");
	token = written(&d);
	assert_memory_equal(token, "eyJ", 3);
	assert_null(strstr(token, "\n"));
	assert_null(strstr(term_raw(d.term), "\033]52"));
	assert_null(strstr(term_raw(d.term), "eyJDQSI6W"));
	assert_null(strstr(term_raw(d.term), token));
}

static void a_command_that_fails_is_said(void **state)
{
	static const char *const commands[] = {
		"copy_command = {\"false\"}\n",
		"copy_command = {\"/nowhere/copy\"}\n",
	};
	static const char *const says[] = {
		"false did not take the token",
		"/nowhere/copy could not be started",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		_cleanup_(desk_release) struct desk d;

		desk_open(&d);
		start(&d, commands[i]);
		generate(&d);
		term_keys(d.term, "y");
		term_expect(d.term, says[i]);
		assert_null(strstr(term_raw(d.term), "\033]52"));
	}
}

static void the_log_has_every_request(void **state)
{
	_cleanup_(desk_release) struct desk d;
	_cleanup_(mem_freep) char *lines = NULL;
	struct stat st;

	(void)state;
	desk_open(&d);
	start(&d, "log = \"%s\"\n");
	generate(&d);
	term_keys(d.term, ESC);
	term_expect(d.term, "unused");
	lines = written(&d);
	assert_non_null(strstr(lines, "Z GET http://127.0.0.1:"));
	assert_non_null(strstr(lines, "/v1/peerings 200 "));
	assert_non_null(strstr(lines, "/v1/peering/token 200 "));
	assert_non_null(strstr(lines, "Z change "));
	assert_null(strstr(lines, "eyJ"));
	assert_int_equal(stat(d.out, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void the_file_sets_what_flags_set(void **state)
{
	_cleanup_(desk_release) struct desk d;

	(void)state;
	desk_open(&d);
	start(&d, "mouse = yes\nascii = yes\nreadonly = yes\nmono = yes\n");
	term_expect(d.term, "[RO]");
	term_expect(d.term, "live");
	term_expect_raw(d.term, "\033[?1000");
	assert_null(strstr(term_text(d.term), "\342\224\200")); /* a rule */
	term_keys(d.term, "g");
	term_expect(d.term, "Writing is off");
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
	_cleanup_(desk_release) struct desk d;

	(void)state;
	desk_open(&d);
	start(&d, "theme = dark\nmouse = perhaps\n");
	term_expect(d.term, "config:2: ");
	assert_int_equal(term_exit_status(d.term), 1);
}

static void all_that_is_wrong_is_said_at_once(void **state)
{
	static const char *const says[] = {
		"config:3: no command is called \"no.such\"",
		"config:4: e is bound to both peering.",
		"config:5: peering.probe: no key is called \"Hyper-Q\"",
		"config:7: there is no column \"nome\"",
		"config:1: there is no theme \"pink\"",
		"config:8: context \"a\": there is no colour \"pink\"",
	};
	_cleanup_(desk_release) struct desk d;

	(void)state;
	desk_open(&d);
	start_with(&d,
		   "theme = pink\n"
		   "keys {\n"
		   "  no.such = x\n"
		   "  peering.generate = \"e\"\n"
		   "  peering.probe = \"Hyper-Q\"\n"
		   "}\n"
		   "columns = {\"nome\"}\n"
		   "context a { address = x colour = pink }\n",
		   200, NULL);
	for (size_t i = 0; i < ARRAY_LEN(says); i++)
		term_expect(d.term, says[i]);
	assert_int_equal(term_exit_status(d.term), 1);
}

/* Neither CONSUL_HTTP_ADDR nor the file's contexts, which it could not even
 * show; all else is as the operator has it. */
static void the_demo_ignores_contexts_and_environment_alone(void **state)
{
	_cleanup_(desk_release) struct desk d;

	(void)state;
	desk_open(&d);
	start_with(&d,
		   "ascii = yes\nmouse = yes\ntimes = local\nlog = \"%s\"\n"
		   "default = mine\ncolumns = {\"seen\", \"name\"}\n"
		   "keys { peering.generate = \"F9\" }\n"
		   "context mine { address = x colour = pink }\n",
		   80, "--demo");
	term_expect(d.term, "east  dc1");
	term_expect(d.term, "need a look");
	term_expect(d.term, "   SEEN  NAME");
	term_expect(d.term, "F9 Generate");
	term_expect_raw(d.term, "\033[?1000");
	assert_null(strstr(term_text(d.term), "\342\224\200")); /* a rule */
	term_keys(d.term, "C");
	term_expect(d.term, "clusters of the demo");
	term_expect(d.term, "west");
	assert_null(strstr(term_text(d.term), "mine"));
	term_keys(d.term, "a");
	term_expect(d.term, "the demo's clusters are its own");
	term_keys(d.term, ESC);
	term_expect(d.term, "need a look");
	term_keys(d.term, "q");
	assert_int_equal(term_exit_status(d.term), 0);
	free(written(&d));
}

static void the_demo_says_what_is_wrong_too(void **state)
{
	_cleanup_(desk_release) struct desk d;

	(void)state;
	desk_open(&d);
	start_with(&d, "\nkeys { peering.generate = \"e\" }\n", 200, "--demo");
	term_expect(d.term, "config:2: e is bound to both");
	assert_int_equal(term_exit_status(d.term), 1);
}

/* From the form to a cluster that is open. */
static void a_context_is_added_and_opened(void **state)
{
	_cleanup_(desk_release) struct desk d;

	(void)state;
	desk_open(&d);
	start(&d, "# mine\n");
	term_expect(d.term, "live");
	term_keys(d.term, "C");
	term_expect(d.term, "There are no contexts");
	term_keys(d.term, "a");
	term_expect(d.term, "New context");
	term_keys(d.term, "east");
	term_expect(d.term, "context \"east\" {");
	term_keys(d.term, CTRL_O);
	term_expect(d.term, "east is in the config file");
	term_keys(d.term, ENTER);
	term_expect(d.term, "east  dc1");
	term_keys(d.term, "q");
	assert_int_equal(term_exit_status(d.term), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_configured_command_gets_the_token),
		cmocka_unit_test(a_command_that_fails_is_said),
		cmocka_unit_test(the_log_has_every_request),
		cmocka_unit_test(the_file_sets_what_flags_set),
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
		cmocka_unit_test(all_that_is_wrong_is_said_at_once),
		cmocka_unit_test(
			the_demo_ignores_contexts_and_environment_alone),
		cmocka_unit_test(the_demo_says_what_is_wrong_too),
		cmocka_unit_test(a_context_is_added_and_opened),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
