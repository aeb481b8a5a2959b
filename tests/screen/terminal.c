/* The console and its terminal: sizes, kinds, ends, pastes, the demo. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "tests/lib/console.h"
#include "tests/lib/fetch.h"
#include "tests/lib/run.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

static const char *const seeded[] = { "-cluster", "east,dc=dc1", "-seed",
				      "demo", NULL };

static const struct size {
	int rows, cols;
	const char *shows;
} sizes[] = {
	{ 1, 1, "…" },
	{ 2, 5, "peer" },
	{ 14, 59, "make the window" },
	{ 15, 60, "Peers" },
	{ 24, 80, "META" },
	{ 50, 200, "META" },
	{ 100, 300, "META" },
	{ 15, 60, "Peers" },
};

static void it_survives_every_size(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		term_resize(t, sizes[i].rows, sizes[i].cols);
		term_expect(t, sizes[i].shows);
	}
	term_keys(t, "g");
	term_expect(t, "Generate a peering token");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		term_resize(t, sizes[i].rows, sizes[i].cols);
		term_keys(t, "a");
	}
	term_resize(t, 24, 80);
	term_expect(t, "Generate a peering token");
}

static const char *const kinds[] = {
	"TERM=vt100", "TERM=linux",	     "TERM=screen",
	"TERM=xterm", "TERM=xterm-256color", "TERM=tmux-256color"
};

static void it_works_in_every_kind_of_terminal(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const char *env[] = { kinds[i], NULL };
		_cleanup_(term_freep) struct term *t =
			console_start(24, 80, sandbox_url(consul, "east"), env);

		term_expect(t, "eu-west");
		term_keys(t, "q");
		assert_int_equal(term_exit_status(t), 0);
		assert_true(term_tty_modes_equal(t));
	}
}

static void without_utf8_everything_is_ascii(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	const char *env[] = { "LC_ALL=C", NULL };
	_cleanup_(term_freep) struct term *t =
		console_start(24, 80, sandbox_url(consul, "east"), env);

	(void)state;
	term_expect(t, "x failing");
	for (const char *p = term_raw(t); *p; p++)
		assert_true((unsigned char)*p < 0x80);
}

static void without_colours_every_word_is_there(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	const char *env[] = { "NO_COLOR=1", NULL };
	_cleanup_(term_freep) struct term *t =
		console_start(24, 80, sandbox_url(consul, "east"), env);

	(void)state;
	term_expect(t, "failing");
	for (int row = 0; row < 24; row++)
		for (int col = 0; col < 80; col++)
			assert_int_equal(term_attr(t, row, col).fg, -1);
}

static void end_of(struct term *t, int signal)
{
	term_signal(t, signal);
	term_exit_status(t);
	assert_true(term_tty_modes_equal(t));
	assert_false(term_altscreen(t));
	assert_true(term_cursor(t).visible);
}

static void a_signal_leaves_the_terminal_as_it_was(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		_cleanup_(term_freep) struct term *t =
			console_start(24, 80, sandbox_url(consul, "east"),
				      NULL);

		term_expect(t, "eu-west");
		end_of(t, signals[i]);
	}
}

/* A stopped tmux, a link that is gone: nobody reads what is written. */
static void a_signal_ends_it_while_the_terminal_hangs(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		_cleanup_(term_freep) struct term *t =
			console_start(24, 80, sandbox_url(consul, "east"),
				      NULL);

		term_expect(t, "eu-west");
		term_stuff(t, CTRL_L); /* it draws, and waits */
		term_signal(t, signals[i]);
		assert_true(term_ends_unread(t));
		end_of(t, 0);
		assert_int_equal(term_status(t), 128 + signals[i]);
	}
}

/* The signal comes when it is leaving, and cannot for the terminal. */
static void a_signal_is_no_harm_while_it_leaves(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	term_stuff(t, "q");
	term_signal(t, SIGTERM);
	assert_true(term_ends_unread(t));
	end_of(t, 0);
}

/* The shell's child. */
static int console_pid(struct term *t)
{
	char path[64];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", term_pid(t),
		 term_pid(t));
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

/* A shell sets the terminal's modes to its own, and a size that changes while
 * the shell has the terminal is not told. */
static void a_shell_stops_it_and_brings_it_back(void **state)
{
	static const int signals[] = { 0, SIGTSTP, SIGSTOP };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		_cleanup_(term_freep) struct term *t =
			console_in_shell(24, 80, sandbox_url(consul, "east"));

		term_expect(t, "eu-west");
		if (signals[i])
			kill(console_pid(t), signals[i]);
		else
			term_keys(t, CTRL_Z);
		term_expect_raw(t, "topped");
		term_resize(t, 40, 100);
		term_keys(t, "stty cooked echo; fg; echo status $?\n");
		term_expect_row(t, 39, "Generate");
		term_expect_row(t, 0, "live");
		term_keys(t, "g"); /* no line end: the modes are ours again */
		term_expect(t, "Generate a peering token");
		term_keys(t, ESC);
		term_expect_row(t, 1, "Peers");
		term_keys(t, "q");
		term_expect(t, "status 0");
	}
}

static void three_interrupts_quit_at_once(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	term_keys(t, "gsomething");
	term_expect(t, "something");
	term_keys(t, CTRL_C CTRL_C CTRL_C);
	assert_int_equal(term_exit_status(t), 0);
	assert_true(term_tty_modes_equal(t));
}

/* Without a terminal: one line, exit 1. */
static void without_a_terminal_one_line_says_so(void **state)
{
	const char *build = getenv("PEERDECK_BUILD");
	_cleanup_(mem_freep) char *path = NULL;
	struct buf b = BUF_INIT(512);
	const char *env[] = { "TERM=xterm", "HOME=/nonexistent", NULL };
	struct run r = { 0 };
	const char *argv[2] = { 0 };

	(void)state;
	buf_addf(&b, "%s/peerdeck", build ? build : "build");
	path = buf_take(&b);
	argv[0] = path;
	r.argv = argv;
	r.env = env;
	run_program(&r);
	assert_int_equal(r.status, 1);
	assert_int_equal(r.out.len, 0);
	assert_ptr_equal(strchr(r.err.data, '\n'), r.err.data + r.err.len - 1);
	assert_non_null(strstr(r.err.data, "terminal"));
	run_release(&r);
}

static void a_dumb_terminal_is_refused_in_one_line(void **state)
{
	static const char *const dumb[] = { "TERM=dumb", "TERM=no-such-kind",
					    "TERM" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(dumb); i++) {
		const char *env[] = { dumb[i], NULL };
		_cleanup_(term_freep) struct term *t =
			console_start(24, 80, "127.0.0.1:9", env);

		assert_int_equal(term_exit_status(t), 1);
		assert_non_null(strstr(term_text(t), "TERM"));
		assert_true(term_tty_modes_equal(t));
	}
}

#define TOKEN                                                                  \
	"eyJDQSI6WyJ4Il0sIlNlcnZlckFkZHJlc3NlcyI6WyIxMC4wLjAuMTo4NTAzIl0sIkVz" \
	"dGFibGlzaG1lbnRTZWNyZXQiOiJzIn0="

static void a_token_pasted_into_the_list_opens_establish(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	term_keys(t, PASTE(TOKEN));
	term_expect(t, "Establish a peering");
	term_expect(t, "Fingerprint");
	assert_null(strstr(term_raw(t), "JDQSI6"));
}

/* A terminal without brackets: line ends within one read tell a paste. */
static void a_paste_without_brackets_does_nothing_either(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	term_keys(t, "gDqt text of several lines\ngDqt and more\n");
	term_expect(t, "characters were pasted");
	term_expect(t, "live");
}

/* Reports of the mouse, as xterm sends them: 1-based column and row. */
static void the_mouse_is_taken_only_when_asked(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect_row(t, 4, "▸ eu-west");
	assert_null(strstr(term_raw(t), "\033[?1000h"));
	term_keys(t, "M");
	term_expect_raw(t, "\033[?1000h");
	term_keys(t, "\033[<0;5;7M\033[<0;5;7m");
	term_expect_row(t, 6, "▸");
	term_keys(t, "\033[<65;5;7M");
	term_expect_row(t, 9, "▸");
	term_keys(t, "\033[<64;5;7M\033[<64;5;7M");
	term_expect_row(t, 4, "▸ eu-west");
	term_keys(t, "\033[<0;5;1M\033[<0;500;500M");
	term_expect_row(t, 4, "▸ eu-west");
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
	assert_non_null(strstr(term_raw(t), "\033[?1000l"));
}

static bool has_no_colour(struct term *t, void *ctx)
{
	(void)ctx;
	return term_attr(t, 4, 20).fg == -1;
}

/* What stood there before is drawn anew, too. */
static void another_theme_is_seen_at_once_and_everywhere(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect_row(t, 4, "failing");
	assert_int_not_equal(term_attr(t, 4, 20).fg, -1);
	term_keys(t, ":theme mono");
	term_expect(t, ":theme mono");
	term_keys(t, "\r");
	assert_true(term_wait(t, has_no_colour, NULL));
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

static void core_files_are_off(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;
	char path[64], line[256];
	bool found = false;
	FILE *f;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	snprintf(path, sizeof(path), "/proc/%d/limits", term_pid(t));
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		long soft = -1, hard = -1;

		if (sscanf(line, "Max core file size %ld %ld", &soft, &hard) ==
		    2)
			found = soft == 0 && hard == 0;
	}
	fclose(f);
	assert_true(found);
}

/* The header names the sandbox's address. */
static void demo_url(struct term *t, char url[64])
{
	const char *at;
	int port = 0;

	term_expect(t, "eu-west");
	at = strstr(term_line(t, 0), "127.0.0.1:");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "127.0.0.1:%d", &port), 1);
	snprintf(url, 64, "http://127.0.0.1:%d/v1/status/leader", port);
}

static bool sandbox_answers(const char *url)
{
	struct fetch f = fetch("GET", url, NULL, NULL);
	bool answers = f.status == 200;

	fetch_release(&f);
	return answers;
}

static void the_demos_sandbox_goes_with_it_however_it_ends(void **state)
{
	static const int signals[] = { 0, SIGTERM, SIGKILL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		_cleanup_(term_freep) struct term *t = console_demo(24, 80);
		char url[64];

		demo_url(t, url);
		assert_true(sandbox_answers(url));
		if (signals[i])
			term_signal(t, signals[i]);
		else
			term_keys(t, "q");
		term_exit_status(t);
		while (sandbox_answers(url))
			; /* the process is on its way out */
	}
}

static const char *const healths[] = {
	"failing", "stale",  "late",	   "terminated",
	"waiting", "unused", "connecting", "ok",
};

static void the_demo_shows_every_health(void **state)
{
	_cleanup_(term_freep) struct term *t = console_demo(24, 80);

	(void)state;
	term_expect(t, "eu-west");
	for (size_t i = 0; i < ARRAY_LEN(healths); i++)
		term_expect(t, healths[i]);
	term_keys(t, "?");
	term_expect(t, "Help");
	term_expect(t, "Create a token that another cluster");
	term_keys(t, PAGE_DOWN);
	term_expect(t, "Show the next of the clusters");
	term_keys(t, END);
	term_expect(t, "ACTIVE, heard within 30 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_survives_every_size),
		cmocka_unit_test(it_works_in_every_kind_of_terminal),
		cmocka_unit_test(without_utf8_everything_is_ascii),
		cmocka_unit_test(without_colours_every_word_is_there),
		cmocka_unit_test(a_signal_leaves_the_terminal_as_it_was),
		cmocka_unit_test(a_signal_ends_it_while_the_terminal_hangs),
		cmocka_unit_test(a_signal_is_no_harm_while_it_leaves),
		cmocka_unit_test(a_shell_stops_it_and_brings_it_back),
		cmocka_unit_test(three_interrupts_quit_at_once),
		cmocka_unit_test(without_a_terminal_one_line_says_so),
		cmocka_unit_test(a_dumb_terminal_is_refused_in_one_line),
		cmocka_unit_test(a_token_pasted_into_the_list_opens_establish),
		cmocka_unit_test(a_paste_without_brackets_does_nothing_either),
		cmocka_unit_test(the_mouse_is_taken_only_when_asked),
		cmocka_unit_test(another_theme_is_seen_at_once_and_everywhere),
		cmocka_unit_test(core_files_are_off),
		cmocka_unit_test(
			the_demos_sandbox_goes_with_it_however_it_ends),
		cmocka_unit_test(the_demo_shows_every_health),
	};

	return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
