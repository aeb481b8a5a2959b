/*
 * Curses draws into a file in memory, not at the terminal: a frame then goes
 * out in one write of ours, is counted, and curses can neither change the
 * terminal's modes nor wait for it. It gets only the cells that changed.
 */
#define _GNU_SOURCE /* memfd_create */
#include "widgets/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "widgets/canvas.h"
#include "widgets/theme.h"
#include "widgets/tty.h"

#include <term.h> /* last: its macros have names such as `columns` */

static struct {
	SCREEN *screen; /* NULL: not started */
	FILE *out;	/* what curses writes to */
	bool away;	/* suspended */
	bool ascii, mono, can_hide;
	enum theme theme;
	struct grid shown; /* what curses was given last */
	cchar_t *row;	   /* scratch, of shown.w cells */
} term;

static bool foreign_charset; /* the environment's locale is not UTF-8 */

/* --- locale and looks ---------------------------------------------------- */

static bool is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

void term_locale(void)
{
	setlocale(LC_CTYPE, "");
	foreign_charset = !is_utf8();
	if (foreign_charset)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static bool glyphs_are_narrow(void)
{
	for (int g = 0; g < GLYPH_COUNT; g++) {
		const char *s = theme_glyph((enum glyph)g, false);
		uint32_t cp;

		utf8_decode(s, strlen(s), &cp);
		if (wcwidth((wchar_t)cp) != 1)
			return false;
	}
	return true;
}

/* The fonts of Linux's own console have hardly any of the glyphs. */
static bool wants_ascii(const struct term_options *options)
{
	const char *type = getenv("TERM");

	return options->ascii || foreign_charset || !is_utf8() || !type ||
	       !strncmp(type, "linux", 5) || !glyphs_are_narrow();
}

static bool wants_mono(const struct term_options *options)
{
	const char *no_color = getenv("NO_COLOR");

	return options->mono || (no_color && *no_color) || !has_colors() ||
	       start_color() == ERR || use_default_colors() == ERR;
}

static short pair_of(enum theme_colour colour)
{
	return (short)(colour + 1);
}

static void init_pairs(void)
{
	for (int c = THEME_RED; c <= THEME_CYAN && !term.mono; c++)
		init_pair(pair_of((enum theme_colour)c), (short)c, -1);
}

/* --- start and stop ------------------------------------------------------ */

static void set_number(const char *name, int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	setenv(name, text, true);
}

static void set_back(const char *name, const char *value)
{
	if (value)
		setenv(name, value, true);
	else
		unsetenv(name);
}

/* Curses asks what it writes to for its size. That is no terminal, so it would
 * take 24 rows and have only those scroll; and below the scrolling rows
 * libvterm 0.1.4 deletes no characters. */
static SCREEN *sized_screen(FILE *out)
{
	const char *h_set = getenv("LINES"), *w_set = getenv("COLUMNS");
	_cleanup_(mem_freep) char *h_before = h_set ? mem_dup(h_set) : NULL;
	_cleanup_(mem_freep) char *w_before = w_set ? mem_dup(w_set) : NULL;
	SCREEN *screen;
	int w, h;

	tty_size(&w, &h);
	set_number("LINES", h);
	set_number("COLUMNS", w);
	screen = newterm(NULL, out, stdin);
	set_back("LINES", h_before);
	set_back("COLUMNS", w_before);
	return screen;
}

/* Curses would take over signals that are the loop's. */
static SCREEN *new_screen(FILE *out)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	struct sigaction kept[ARRAY_LEN(taken)];
	SCREEN *screen;

	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		sigaction(taken[i], NULL, &kept[i]);
	screen = sized_screen(out);
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		sigaction(taken[i], &kept[i], NULL);
	return screen;
}

static void close_screen(void)
{
	if (term.screen)
		delscreen(term.screen);
	if (term.out)
		fclose(term.out);
	grid_release(&term.shown);
	free(term.row);
	memset(&term, 0, sizeof(term));
}

static bool has(const char *capability)
{
	const char *s = tigetstr((char *)(uintptr_t)capability);

	return s && s != (const char *)-1 && *s;
}

static bool open_screen(struct err *err)
{
	static const char out[] =
		"set TERM to what your terminal is (such as xterm-256color), or use the commands that need none (--help lists them)";
	const char *type = getenv("TERM");
	int fd, found;

	if (!type || !*type)
		return err_set(err, ERR_SYSTEM, "TERM is not set: %s", out);
	fd = memfd_create("screen", MFD_CLOEXEC);
	term.out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!term.out)
		return err_errno(err, errno, "no memory for the screen");
	if (setupterm(NULL, fd, &found) ==
	    OK) { /* newterm leaks if it is not */
		del_curterm(cur_term);
		term.screen = new_screen(term.out);
	}
	if (!term.screen)
		err_set(err, ERR_SYSTEM, "TERM=%s is not known here: %s", type,
			out);
	else if (!has("cup") || !has("clear"))
		err_set(err, ERR_SYSTEM, "TERM=%s can not draw a screen: %s",
			type, out);
	else
		return true;
	close_screen();
	return false;
}

/* Send what curses has written since the last time. It may be a token that was
 * revealed: nothing of it stays, here or in the file. */
static size_t drain(void)
{
	int fd = fileno(term.out);
	off_t len = lseek(fd, 0, SEEK_CUR);
	_cleanup_(mem_freep) char *bytes = NULL;
	bool wiped;

	if (len <= 0)
		return 0;
	bytes = mem_new((size_t)len, 1);
	if (pread(fd, bytes, (size_t)len, 0) == len)
		tty_write(bytes, (size_t)len);
	explicit_bzero(bytes, (size_t)len);
	wiped = pwrite(fd, bytes, (size_t)len, 0) == len ||
		ftruncate(fd, 0) == 0;
	(void)wiped; /* it is memory: there is nothing else to try */
	lseek(fd, 0, SEEK_SET);
	return (size_t)len;
}

static struct buf *collected; /* by collect, for tputs has no context */

static int collect(int c)
{
	buf_addc(collected, (char)c);
	return c;
}

static void add_capability(struct buf *out, const char *name)
{
	collected = out;
	if (has(name))
		tputs(tigetstr((char *)(uintptr_t)name), 1, collect);
}

/* What a crash must send: colours off, out of the alternate screen or below
 * what is on this one, the cursor shown. */
static void guard(int h)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(TTY_RESTORE_MAX);

	add_capability(&out, "sgr0");
	add_capability(&out, "op");
	tputs(tiparm(tigetstr("cup"), h - 1, 0), 1, collect);
	if (has("rmcup"))
		add_capability(&out, "rmcup");
	else
		buf_adds(&out, "\r\n");
	add_capability(&out, "cnorm");
	tty_guard(out.data, out.len);
}

bool term_start(const struct term_options *options, struct err *err)
{
	if (!tty_open(err) || !open_screen(err))
		return false;
	term.ascii = wants_ascii(options);
	term.mono = wants_mono(options);
	term.theme = options->theme;
	term.can_hide = has("civis");
	init_pairs();
	guard(LINES);
	mem_set_abort_hook(term_stop);
	tty_enter();
	return true;
}

void term_suspend(void)
{
	if (!term.screen || term.away)
		return;
	endwin();
	drain();
	tty_leave();
	term.away = true;
}

void term_resume(void)
{
	if (!term.screen)
		return;
	tty_enter(); /* curses comes back with the next frame */
	term.away = false;
}

void term_stop(void)
{
	if (!term.screen)
		return;
	term_suspend();
	tty_unguard();
	close_screen();
}

void term_hurry(void)
{
	tty_hurry();
}

bool term_ascii(void)
{
	return term.ascii;
}

bool term_mono(void)
{
	return term.mono;
}

void term_set_mouse(bool on)
{
	tty_mouse(on);
}

void term_set_theme(enum theme theme)
{
	term.theme = theme;
}

void term_size(int *ret_w, int *ret_h)
{
	tty_size(ret_w, ret_h);
}

/* --- frames -------------------------------------------------------------- */

/* What is on the screen is like nothing that may be drawn. */
static void forget_shown(void)
{
	int count = term.shown.w * term.shown.h;

	for (int i = 0; i < count; i++)
		term.shown.cells[i].width = UINT8_MAX;
}

static void resize(int w, int h)
{
	if (w != COLS || h != LINES)
		resizeterm(h, w);
	clearok(curscr, TRUE);
	grid_release(&term.shown);
	grid_init(&term.shown, w, h);
	forget_shown();
	term.row = mem_resize(term.row, (size_t)w, sizeof(*term.row));
	guard(h);
}

static bool cell_equal(const struct cell *a, const struct cell *b)
{
	return a->width == b->width && a->role == b->role &&
	       !memcmp(a->ch, b->ch, sizeof(a->ch));
}

static void to_curses(cchar_t *to, const struct cell *from)
{
	static const struct {
		unsigned theme;
		attr_t curses;
	} map[] = {
		{ THEME_BOLD, A_BOLD },
		{ THEME_DIM, A_DIM },
		{ THEME_UNDERLINE, A_UNDERLINE },
		{ THEME_REVERSE, A_REVERSE },
	};
	struct theme_style style =
		theme_style((enum role)from->role,
			    term.mono ? THEME_MONO : term.theme);
	wchar_t text[CELL_CHARS + 1] = { L' ' };
	attr_t attrs = A_NORMAL;

	for (size_t i = 0; i < ARRAY_LEN(map); i++)
		if (style.attrs & map[i].theme)
			attrs |= map[i].curses;
	for (int i = 0; i < CELL_CHARS && from->ch[i]; i++)
		text[i] = (wchar_t)from->ch[i];
	setcchar(to, text, attrs, pair_of(style.colour), NULL);
}

static void put_row(const struct grid *grid, int y)
{
	const struct cell *now = grid->cells + (size_t)y * (size_t)grid->w;
	struct cell *old = term.shown.cells + (size_t)y * (size_t)grid->w;
	int from = 0, to = grid->w, n = 0;

	while (from < to && cell_equal(&now[from], &old[from]))
		from++;
	while (to > from && cell_equal(&now[to - 1], &old[to - 1]))
		to--;
	if (from == to)
		return;
	while (from > 0 && now[from].width == 0)
		from--;
	for (int x = from; x < to; x++)
		if (now[x].width)
			to_curses(&term.row[n++], &now[x]);
	mvadd_wchnstr(y, from, term.row, n);
	memcpy(old + from, now + from, (size_t)(to - from) * sizeof(*now));
}

static void put_cursor(const struct grid *grid)
{
	bool hidden = grid->cursor_x < 0;

	curs_set(hidden ? 0 : 1);
	leaveok(stdscr, hidden && term.can_hide);
	if (hidden)
		wmove(stdscr, grid->h - 1, 0);
	else
		wmove(stdscr, grid->cursor_y, grid->cursor_x);
}

size_t term_flush(const struct grid *grid, bool all)
{
	if (!term.screen || term.away || grid->w < 1 || grid->h < 1)
		return 0;
	if (grid->w != term.shown.w || grid->h != term.shown.h)
		resize(grid->w, grid->h);
	if (all) {
		clearok(curscr, TRUE);
		forget_shown(); /* the theme may be another */
	}
	for (int y = 0; y < grid->h; y++)
		put_row(grid, y);
	put_cursor(grid);
	refresh();
	return drain();
}

/* --- bytes --------------------------------------------------------------- */

int term_fd(void)
{
	return STDIN_FILENO;
}

ssize_t term_read(char *bytes, size_t size)
{
	return read(STDIN_FILENO, bytes, size);
}

bool term_write(const char *bytes, size_t len)
{
	return tty_write(bytes, len);
}

void term_plain(const char *text, size_t len)
{
	_cleanup_(buf_release) struct buf out = BUF_SECRET(SIZE_MAX);

	add_capability(&out, "clear");
	utf8_scrub(&out, text, len);
	tty_write(out.data, out.len);
}
