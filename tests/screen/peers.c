/* The list at its sizes, in ASCII and without colours. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "tests/lib/console.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

static const char *const seeded[] = { "-cluster", "east", "-seed", "demo",
				      NULL };

static void write_config(const char *dir, const char *text)
{
	char path[400];
	FILE *f;

	snprintf(path, sizeof(path), "%s/peerdeck", dir);
	assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
	snprintf(path, sizeof(path), "%s/peerdeck/config", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

static void a_wide_list_has_the_details_beside_it(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(50, 200, sandbox_url(consul, "east"), NULL);
	term_expect(t, "4 need a look: 1 failing");
	term_expect(t, "Imports");
	term_match(t, "peers-wide.screen");
	term_keys(t, "/health:t" TAB ENTER);
	term_expect(t, "1 shown, by health");
	term_expect(t, "TERMINATED");
	term_keys(t, ESC);
	term_expect(t, "sorted by health");
	term_keys(t, "s");
	term_expect(t, "sorted by state");
}

static void a_small_ascii_list_keeps_name_health_and_seen(void **state)
{
	static const char *const ascii[] = { "LC_ALL=C", NULL };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(15, 60, sandbox_url(consul, "east"), ascii);
	term_expect(t, "4 need a look");
	term_match(t, "peers-small-ascii.screen");
	term_keys(t, "/heath:ok");
	term_expect(t, "no field \"heath\"");
	term_keys(t, CTRL_U "lab");
	term_expect(t, "1 shown");
	term_match(t, "peers-small-filter.screen");
}

static void without_colours_words_and_glyphs_say_it(void **state)
{
	static const char *const mono[] = { "NO_COLOR=1", NULL };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), mono);
	term_expect(t, "4 need a look");
	term_expect(t, "failing");
	term_match(t, "peers-mono.screen");
	for (int row = 0; row < 24; row++)
		for (int col = 0; col < 80; col++)
			assert_int_equal(term_attr(t, row, col).fg, -1);
}

/* From the file; one that there is not is told before the start. */
static void columns_and_colours_come_from_the_config_file(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	const char *env[] = { NULL, NULL };
	char xdg[300];

	(void)state;
	snprintf(xdg, sizeof(xdg), "XDG_CONFIG_HOME=%s", dir);
	env[0] = xdg;
	write_config(dir, "columns = {\"seen\", \"name\", \"meta.env\"}\n");
	t = console_start(24, 80, sandbox_url(consul, "east"), env);
	term_expect(t, "   SEEN  NAME");
	term_expect(t, "ENV");
	term_free(t);
	write_config(dir, "columns = {\"nome\"}\n");
	t = console_start(24, 200, sandbox_url(consul, "east"), env);
	term_expect(t, "there is no column \"nome\"");
	assert_int_equal(term_exit_status(t), 1);
	term_free(t);
	write_config(dir, "context a { address = x colour = pink }\n");
	t = console_start(24, 200, sandbox_url(consul, "east"), env);
	term_expect(t, "context \"a\": there is no colour \"pink\": red");
	assert_int_equal(term_exit_status(t), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wide_list_has_the_details_beside_it),
		cmocka_unit_test(a_small_ascii_list_keeps_name_health_and_seen),
		cmocka_unit_test(without_colours_words_and_glyphs_say_it),
		cmocka_unit_test(columns_and_colours_come_from_the_config_file),
	};

	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
