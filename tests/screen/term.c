/*
 * The terminal layer in a terminal. This program plays both parts: with
 * --child it is the one that draws, and does what the keys tell it.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/mem.h"
#include "tests/lib/term.h"
#include "widgets/canvas.h"
#include "widgets/term.h"

#define OSC52 "\033]52;c;aGk=\007"

/* --- the child ----------------------------------------------------------- */

struct child {
	struct grid grid;
	int selected;
	char status[64];
	bool hostile, show_cursor, quit;
};

static volatile sig_atomic_t ended;

static void on_signal(int sig)
{
	ended |= sig == SIGTERM;
}

static void draw(struct child *ch)
{
	struct canvas c = canvas_of(&ch->grid);
	char line[128];

	grid_clear(&ch->grid);
	snprintf(line, sizeof(line), "%dx%d ascii=%d mono=%d %s", c.w, c.h,
		 term_ascii(), term_mono(), ch->status);
	canvas_text(&c, 0, 0, c.w, ROLE_STRONG, line);
	canvas_text(&c, 0, 1, 5, ROLE_BAD, "red");
	canvas_text(&c, 5, 1, 5, ROLE_FIELD, "field");
	canvas_text(&c, 11, 1, 5, ROLE_MUTED, "muted");
	canvas_text(&c, 20, 1, 20, ROLE_TEXT, "日本 e\314\201|");
	for (int i = 0; i < 4; i++) {
		bool on = i == ch->selected;

		snprintf(line, sizeof(line), " west-dc-%d", i);
		if (on)
			canvas_glyph(&c, 0, 2 + i, ROLE_SELECTED, GLYPH_MARKER);
		canvas_text(&c, 1, 2 + i, 20, on ? ROLE_SELECTED : ROLE_TEXT,
			    line);
	}
	if (ch->hostile)
		canvas_text(&c, 0, 6, c.w, ROLE_TEXT,
			    "\033]0;owned\007\033[2J\302\2332J\r\n\b");
	canvas_text(&c, 0, c.h - 1, c.w, ROLE_MUTED, "L");
	canvas_text_right(&c, 0, c.h - 1, c.w, ROLE_KEY, "R");
	if (ch->show_cursor)
		canvas_cursor(&c, 7, 2);
}

static size_t show(struct child *ch, bool all)
{
	int w, h;

	term_size(&w, &h);
	if (w != ch->grid.w || h != ch->grid.h) {
		grid_release(&ch->grid);
		grid_init(&ch->grid, w, h);
	}
	ch->grid.ascii = term_ascii();
	draw(ch);
	return term_flush(&ch->grid, all);
}

static void suspend(void)
{
	static int times;
	char c;

	term_suspend();
	printf("outside %d\n", ++times);
	fflush(stdout);
	while (read(0, &c, 1) == 1 && c != '\n')
		;
	term_resume();
}

static void plain(void)
{
	char c, text[101];

	memset(text, 'T', 99);
	memcpy(text + 99, "\033", 2);
	term_plain(text, 100);
	while (term_read(&c, 1) < 1)
		;
}

static void act(struct child *ch, char key)
{
	size_t bytes;

	switch (key) {
	case 'q':
		ch->quit = true;
		break;
	case 'u':
		bytes = show(ch, false);
		snprintf(ch->status, sizeof(ch->status), "unchanged=%zu",
			 bytes);
		break;
	case 'm':
		ch->selected++;
		bytes = show(ch, false);
		snprintf(ch->status, sizeof(ch->status), "moved=%03zu", bytes);
		break;
	case 'h':
		ch->hostile = true;
		break;
	case 'k':
		ch->show_cursor = true;
		break;
	case 'a':
		abort();
	case 's':
		raise(SIGSEGV);
		break;
	case 'o': { /* out of memory: the hook must give the terminal back */
		mem_freep(&(void *){ mem_new(SIZE_MAX / 4, 2) });
		break;
	}
	case 'z':
		suspend();
		break;
	case 'p':
		plain();
		show(ch, true);
		break;
	case 'w':
		term_write(OSC52, strlen(OSC52));
		snprintf(ch->status, sizeof(ch->status), "written");
		break;
	case 'g':
		term_write("\033[Hgarbage", 10);
		break;
	case '\014':
		show(ch, true);
		break;
	default:
		break;
	}
}

static int child(void)
{
	struct child ch = { 0 };
	struct err err = ERR_INIT;
	struct term_options options = { 0 };
	struct sigaction action = { .sa_handler = on_signal };
	fd_set in;
	sigset_t blocked, open;
	char key;

	term_locale();
	if (!term_start(&options, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		return 1;
	}
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGWINCH);
	sigprocmask(SIG_BLOCK, &blocked, &open);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGWINCH, &action, NULL);
	FD_ZERO(&in);
	while (!ch.quit && !ended) {
		show(&ch, false);
		FD_SET(term_fd(), &in);
		if (pselect(term_fd() + 1, &in, NULL, NULL, NULL, &open) > 0 &&
		    term_read(&key, 1) == 1)
			act(&ch, key);
	}
	grid_release(&ch.grid);
	term_stop();
	term_stop();
	return 0;
}

/* --- the tests ----------------------------------------------------------- */

static const char *self;

static struct term *spawn(int rows, int cols, const char *const env[])
{
	const char *argv[] = { self, "--child", NULL };

	return term_spawn(rows, cols, argv, env);
}

static void expect_restored(struct term *t)
{
	assert_false(term_altscreen(t));
	assert_true(term_cursor(t).visible);
	assert_true(term_tty_modes_equal(t));
	term_expect_raw(t, "\033[?2004l");
}

static void test_a_frame(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);

	(void)state;
	term_expect(t, "80x24 ascii=0 mono=0");
	term_expect_row(t, 1, "red  field muted    日本 e\314\201|");
	term_expect_row(t, 2, "▸ west-dc-0");
	assert_true(term_attr(t, 0, 0).bold);
	assert_int_equal(term_attr(t, 1, 0).fg, 1);
	assert_int_equal(term_attr(t, 1, 0).bg, -1);
	assert_true(term_attr(t, 1, 5).underline);
	assert_false(term_attr(t, 2, 30).bold);
	assert_memory_equal(term_line(t, 23), "L", 1);
	assert_int_equal(strlen(term_line(t, 23)), 80); /* the last cell */
	assert_true(term_altscreen(t));
	assert_false(term_cursor(t).visible);
	assert_false(term_tty_modes_equal(t));
	term_expect_raw(t, "\033[?2004h");
	term_keys(t, "k");
	term_expect(t, "80x24");
	term_keys(t, "u");
	term_expect(t, "unchanged=0");
	assert_true(term_cursor(t).visible);
	assert_int_equal(term_cursor(t).row, 2);
	assert_int_equal(term_cursor(t).col, 7);
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
	expect_restored(t);
}

static void test_few_bytes(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);
	const char *moved;

	(void)state;
	term_expect(t, "80x24");
	term_keys(t, "u");
	term_expect(t, "unchanged=0");
	term_keys(t, "m");
	term_expect(t, "moved=");
	moved = strstr(term_text(t), "moved=") + 6;
	assert_in_range(strtol(moved, NULL, 10), 1, 50);
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

/* What it opened to draw into, by the name that memfd_create was given. */
static int drawn_into(struct term *t)
{
	char path[64], target[64];

	for (int fd = 3; fd < 64; fd++) {
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%d/fd/%d", term_pid(t), fd);
		n = readlink(path, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		if (strstr(target, "memfd:screen"))
			return open(path, O_RDONLY);
	}
	return -1;
}

/* Nothing of a frame stands there. */
static bool is_wiped(struct term *t, void *ctx)
{
	char bytes[65536];
	int fd = drawn_into(t);
	ssize_t n = read(fd, bytes, sizeof(bytes));

	(void)ctx;
	close(fd);
	for (ssize_t i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return n > 0;
}

/* It may have been a token that was revealed. */
static void test_a_frame_leaves_nothing_behind(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);

	(void)state;
	term_expect_row(t, 2, "▸ west-dc-0");
	assert_true(term_wait(t, is_wiped, NULL));
}

static void test_hostile_text_is_never_sent(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);

	(void)state;
	term_expect(t, "80x24");
	term_keys(t, "h");
	term_expect_row(t, 6, "^[]0;owned^G^[[2J\\u{9b}2J^M^J^H");
	assert_null(strstr(term_raw(t), "\033]"));
	assert_null(strstr(term_raw(t), "\302\233"));
	assert_null(strchr(term_raw(t), '\a'));
}

static void test_terminals(void **state)
{
	static const struct {
		const char *term, *row;
	} cases[] = {
		{ "TERM=vt100", "80x24 ascii=0 mono=1" },
		{ "TERM=linux", "80x24 ascii=1 mono=0" },
		{ "TERM=screen", "80x24 ascii=0 mono=0" },
		{ "TERM=screen-256color", "80x24 ascii=0 mono=0" },
		{ "TERM=tmux-256color", "80x24 ascii=0 mono=0" },
		{ "TERM=xterm", "80x24 ascii=0 mono=0" },
		{ "TERM=xterm-256color", "80x24 ascii=0 mono=0" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *env[] = { cases[i].term, NULL };
		_cleanup_(term_freep) struct term *t = spawn(24, 80, env);

		term_expect_row(t, 0, cases[i].row);
		term_expect_row(t, 2, "west-dc-0");
		assert_int_equal(strlen(term_line(t, 23)), 80);
		term_keys(t, "m");
		term_expect_row(t, 3, i == 1 ? "> west-dc" : "▸ west-dc");
		term_keys(t, "q");
		assert_int_equal(term_exit_status(t), 0);
		assert_false(term_altscreen(t));
		assert_true(term_tty_modes_equal(t));
	}
}

static void test_looks_from_the_environment(void **state)
{
	static const struct {
		const char *var, *row;
	} cases[] = {
		{ "NO_COLOR=1", "ascii=0 mono=1" },
		{ "NO_COLOR=", "ascii=0 mono=0" },
		{ "LC_ALL=C", "ascii=1 mono=0" },
		{ "LC_ALL=no_SUCH", "ascii=1 mono=0" },
		{ "LINES=7", "80x24" }, /* the terminal knows better */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *env[] = { cases[i].var, NULL };
		_cleanup_(term_freep) struct term *t = spawn(24, 80, env);

		term_expect_row(t, 0, cases[i].row);
		term_expect_row(t, 1, i == 2 ? "???? e|" : "muted");
	}
}

/* One line that names the way out, and not a byte that steers. */
static void test_what_is_no_terminal(void **state)
{
	static const struct {
		const char *script, *text;
	} cases[] = {
		{ "TERM=dumb; export TERM; exec $0 --child", "TERM=dumb" },
		{ "TERM=no-such; export TERM; exec $0 --child",
		  "TERM=no-such is not known" },
		{ "TERM=; export TERM; exec $0 --child", "TERM is not set" },
		{ "unset TERM; exec $0 --child", "TERM is not set" },
		{ "exec $0 --child </dev/null", "standard input is not" },
		{ "exec $0 --child >/dev/null", "standard output is not" },
		{ "exec $0 --child | cat", "standard output is not" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *argv[] = { "/bin/sh", "-c", cases[i].script, self,
				       NULL };
		_cleanup_(term_freep) struct term *t =
			term_spawn(24, 200, argv, NULL);

		assert_int_equal(term_exit_status(t), i == 6 ? 0 : 1);
		term_expect_row(t, 0, cases[i].text);
		term_expect_row(t, 0, "--help");
		assert_string_equal(term_line(t, 1), "");
		assert_null(strchr(term_raw(t), '\033'));
		assert_true(term_tty_modes_equal(t));
	}
}

static void test_resize(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);
	static const int sizes[][2] = { { 1, 1 },    { 1, 2 },	 { 100, 300 },
					{ 24, 80 },  { 5, 300 }, { 100, 7 },
					{ 40, 120 }, { 1, 1 },	 { 30, 90 } };
	char text[32];

	(void)state;
	term_expect(t, "80x24");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		int h = sizes[i][0], w = sizes[i][1];

		term_resize(t, h, w);
		snprintf(text, sizeof(text), "%dx%d", w, h);
		if (w > 20 && h > 1)
			term_expect_row(t, 0, text);
		term_expect_row(t, h - 1, "R");
		if (w > 20)
			assert_int_equal(strlen(term_line(t, h - 1)), w);
	}
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
	expect_restored(t);
}

static void test_sigterm(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);

	(void)state;
	term_expect(t, "80x24");
	term_signal(t, SIGTERM);
	assert_int_equal(term_exit_status(t), 0);
	expect_restored(t);
}

static void test_crashes(void **state)
{
	static const struct {
		const char *key, *term;
		int status;
	} cases[] = {
		{ "a", "TERM=xterm-256color", 128 + SIGABRT },
		{ "s", "TERM=xterm-256color", 128 + SIGSEGV },
		{ "s", "TERM=vt100", 128 + SIGSEGV },
		{ "o", "TERM=xterm-256color", 128 + SIGABRT },
	};

	(void)state;
#ifdef SANITIZED
	skip();
#endif
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *env[] = { cases[i].term, NULL };
		_cleanup_(term_freep) struct term *t = spawn(24, 80, env);

		term_expect(t, "80x24");
		term_keys(t, cases[i].key);
		assert_int_equal(term_exit_status(t), cases[i].status);
		expect_restored(t);
	}
}

static void test_suspend(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);

	(void)state;
	term_expect(t, "80x24");
	term_keys(t, "z");
	term_expect(t, "outside 1");
	expect_restored(t);
	term_resize(t, 30, 100);
	term_keys(t, "\n");
	term_expect(t, "100x30");
	assert_true(term_altscreen(t));
	assert_false(term_cursor(t).visible);
	assert_false(term_tty_modes_equal(t));
	assert_null(strstr(term_text(t), "outside"));
	term_keys(t, "z");
	term_expect(t, "outside 2");
	term_keys(t, "\n");
	term_expect(t, "100x30");
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
	expect_restored(t);
}

static void test_plain_text_and_back(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);

	(void)state;
	term_expect(t, "80x24");
	term_keys(t, "p");
	term_expect_row(t, 1, "TTTTTTTTTTTTTTTTTTT^[");
	term_expect_gone(t, "80x24");
	term_keys(t, " ");
	term_expect(t, "80x24");
	term_expect_gone(t, "TTTT");
}

static void test_bytes_beside_the_screen(void **state)
{
	_cleanup_(term_freep) struct term *t = spawn(24, 80, NULL);

	(void)state;
	term_expect(t, "80x24");
	term_keys(t, "w");
	term_expect_raw(t, OSC52);
	term_expect(t, "written");
	term_expect_row(t, 2, "▸ west-dc-0");
	term_keys(t, "g");
	term_expect(t, "garbage");
	term_keys(t, CTRL_L);
	term_expect_gone(t, "garbage");
	term_expect_row(t, 0, "80x24");
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_frame),
		cmocka_unit_test(test_few_bytes),
		cmocka_unit_test(test_a_frame_leaves_nothing_behind),
		cmocka_unit_test(test_hostile_text_is_never_sent),
		cmocka_unit_test(test_terminals),
		cmocka_unit_test(test_looks_from_the_environment),
		cmocka_unit_test(test_what_is_no_terminal),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_sigterm),
		cmocka_unit_test(test_crashes),
		cmocka_unit_test(test_suspend),
		cmocka_unit_test(test_plain_text_and_back),
		cmocka_unit_test(test_bytes_beside_the_screen),
	};

	if (argc > 1 && !strcmp(argv[1], "--child"))
		return child();
	self = argv[0];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
