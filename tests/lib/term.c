#include "tests/lib/term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "base/utf8.h"
#include "tests/lib/tmpdir.h"

#ifdef SANITIZED
enum { LIMIT_MS = 60000 };
#else
enum { LIMIT_MS = 10000 };
#endif

struct term {
	struct term *next; /* of `live` */
	pid_t pid;
	int master, slave;
	bool eof; /* no process has the terminal open any more */
	bool ended;
	int status; /* once ended, as waitpid has it */
	struct rusage usage;
	struct termios modes;
	char *home;
	VTerm *vterm;
	VTermScreen *screen;
	bool cursor_visible, altscreen;
	struct buf raw, out, text; /* received, to be sent, scratch */
};

/* Those not yet freed: a failed cmocka test jumps over its clean-up. */
static struct term *live;

static void kill_live(void)
{
	for (struct term *t = live; t; t = t->next)
		if (!t->ended)
			kill(t->pid, SIGKILL);
}

/* --- starting ------------------------------------------------------------ */

static int on_prop(VTermProp prop, VTermValue *value, void *user)
{
	struct term *t = user;

	if (prop == VTERM_PROP_CURSORVISIBLE)
		t->cursor_visible = value->boolean;
	else if (prop == VTERM_PROP_ALTSCREEN)
		t->altscreen = value->boolean;
	return 1;
}

/* The terminal answers a question of the program. */
static void on_output(const char *bytes, size_t len, void *user)
{
	struct term *t = user;

	buf_add(&t->out, bytes, len);
}

static void start_vterm(struct term *t, int rows, int cols)
{
	static const VTermScreenCallbacks callbacks = {
		.settermprop = on_prop,
	};

	t->vterm = vterm_new(rows, cols);
	vterm_set_utf8(t->vterm, 1);
	vterm_output_set_callback(t->vterm, on_output, t);
	t->screen = vterm_obtain_screen(t->vterm);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
}

static void set_below(const char *name, const char *home, const char *sub)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/%s", home, sub);
	setenv(name, path, 1);
}

static void set_env(const char *home, const char *const env[])
{
	static const char *const kept[] = { "PATH", "TMPDIR", "ASAN_OPTIONS",
					    "LSAN_OPTIONS", "UBSAN_OPTIONS" };
	char *value[ARRAY_LEN(kept)];

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		value[i] = mem_dup(getenv(kept[i]));
	clearenv();
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (value[i])
			setenv(kept[i], value[i], 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "UTC", 1);
	setenv("HOME", home, 1);
	set_below("XDG_CONFIG_HOME", home, ".config");
	set_below("XDG_DATA_HOME", home, ".local/share");
	set_below("XDG_STATE_HOME", home, ".local/state");
	set_below("XDG_CACHE_HOME", home, ".cache");
	for (; env && *env; env++)
		if (strchr(*env, '='))
			putenv((char *)(uintptr_t)*env);
		else
			unsetenv(*env);
}

static _Noreturn void run(struct term *t, const char *const argv[],
			  const char *const env[])
{
	login_tty(t->slave);
	/* A pipe of the test's that stayed open here would keep what waits for
	 * its end, a sandbox, from ending. */
	for (int fd = STDERR_FILENO + 1; fd < 256; fd++)
		close(fd);
	set_env(t->home, env);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

struct term *term_spawn(int rows, int cols, const char *const argv[],
			const char *const env[])
{
	static int registered;
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };
	struct term *t = mem_new(1, sizeof(*t));

	if (!registered++)
		atexit(kill_live);
	t->raw = t->out = t->text = (struct buf)BUF_INIT(SIZE_MAX);
	t->home = tmpdir_new();
	start_vterm(t, rows, cols);
	if (openpty(&t->master, &t->slave, NULL, NULL, &size) < 0)
		fail_msg("openpty: %s", strerror(errno));
	tcgetattr(t->slave, &t->modes);
	t->pid = fork();
	if (t->pid == 0)
		run(t, argv, env);
	close(t->slave); /* else its end would not be seen */
	fcntl(t->master, F_SETFL, O_NONBLOCK);
	fcntl(t->master, F_SETFD, FD_CLOEXEC);
	t->next = live;
	return live = t;
}

void term_free(struct term *t)
{
	struct term **link = &live;

	if (!t)
		return;
	while (*link != t)
		link = &(*link)->next;
	*link = t->next;
	if (!t->ended) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
	}
	close(t->master);
	vterm_free(t->vterm);
	tmpdir_freep(&t->home);
	buf_release(&t->raw);
	buf_release(&t->out);
	buf_release(&t->text);
	free(t);
}

void term_freep(struct term **t)
{
	term_free(*t);
	*t = NULL;
}

/* --- moving bytes -------------------------------------------------------- */

static void send_out(struct term *t)
{
	ssize_t n = write(t->master, t->out.data, t->out.len);

	if (n > 0)
		buf_remove(&t->out, 0, (size_t)n);
}

static void receive(struct term *t)
{
	char bytes[65536];
	ssize_t n = read(t->master, bytes, sizeof(bytes));

	if (n > 0) {
		buf_add(&t->raw, bytes, (size_t)n);
		vterm_input_write(t->vterm, bytes, (size_t)n);
	} else {
		t->eof = n == 0 || errno != EAGAIN;
	}
}

/* Wait up to `ms` and move what can be moved; false when there was nothing. */
static bool pump(struct term *t, int ms)
{
	struct pollfd fd = {
		.fd = t->eof ? -1 : t->master,
		.events = t->out.len ? POLLIN | POLLOUT : POLLIN,
	};

	if (poll(&fd, 1, ms) <= 0)
		return false;
	if (fd.revents & POLLOUT)
		send_out(t);
	if (fd.revents & (POLLIN | POLLHUP))
		receive(t);
	return true;
}

bool term_ended(struct term *t)
{
	if (!t->ended)
		t->ended =
			wait4(t->pid, &t->status, WNOHANG, &t->usage) == t->pid;
	return t->ended;
}

int term_status(struct term *t)
{
	return WIFEXITED(t->status) ? WEXITSTATUS(t->status)
				    : 128 + WTERMSIG(t->status);
}

long term_peak_rss(struct term *t)
{
	return t->usage.ru_maxrss;
}

bool term_wait(struct term *t, term_fn *holds, void *ctx)
{
	int64_t end = clock_ms(&clock_system) + LIMIT_MS;

	while (!holds(t, ctx)) {
		bool over = term_ended(
			t); /* asked before the last bytes are read */

		if (!pump(t, over ? 0 : 20) && over)
			return holds(t, ctx);
		if (clock_ms(&clock_system) > end)
			return false;
	}
	return true;
}

/* Or has ended. */
static bool sleeps(pid_t pid)
{
	char path[64], state = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%*d %*s %c", &state) != 1)
		state = 0;
	fclose(f);
	return state == 'S' || state == 'Z';
}

static bool fill(int fd)
{
	bool any = false;

	while (write(fd, "x", 1) == 1)
		any = true;
	return any;
}

void term_stuff(struct term *t, const char *keys)
{
	int slave = open(ptsname(t->master), O_WRONLY | O_NOCTTY | O_NONBLOCK);
	int64_t end = clock_ms(&clock_system) + LIMIT_MS;
	int unread = 1;

	while (fill(slave))
		poll(NULL, 0, 10); /* the kernel may still make room */
	if (write(t->master, keys, strlen(keys)) < 0)
		fail_msg("write: %s", strerror(errno));
	while ((unread || !sleeps(t->pid)) && clock_ms(&clock_system) < end)
		ioctl(slave, FIONREAD, &unread);
	close(slave);
}

bool term_ends_unread(struct term *t)
{
	int64_t end = clock_ms(&clock_system) + LIMIT_MS;

	while (!term_ended(t) && clock_ms(&clock_system) < end)
		poll(NULL, 0, 5);
	return t->ended;
}

void term_settle(struct term *t, int ms)
{
	while (pump(t, ms))
		;
}

static bool all_sent(struct term *t, void *ctx)
{
	(void)ctx;
	return t->out.len == 0;
}

void term_keys(struct term *t, const char *keys)
{
	buf_adds(&t->out, keys);
	term_wait(t, all_sent, NULL);
}

void term_resize(struct term *t, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };

	vterm_set_size(t->vterm, rows, cols); /* before the program draws */
	ioctl(t->master, TIOCSWINSZ, &size);
}

void term_signal(struct term *t, int signal)
{
	kill(t->pid, signal);
}

/* --- reading the screen -------------------------------------------------- */

static void add_row(struct term *t, int row, int cols)
{
	size_t start = t->text.len, end = start;
	VTermScreenCell cell;

	for (int col = 0; col < cols; col++) {
		VTermPos pos = { .row = row, .col = col };

		vterm_screen_get_cell(t->screen, pos, &cell);
		if (cell.chars[0] ==
		    (uint32_t)-1) /* right half of a wide one */
			continue;
		if (!cell.chars[0])
			buf_addc(&t->text, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL; i++) {
			char bytes[4];

			if (!cell.chars[i])
				break;
			buf_add(&t->text, bytes,
				utf8_encode(cell.chars[i], bytes));
		}
		if (cell.chars[0] && cell.chars[0] != ' ')
			end = t->text.len;
	}
	buf_cut(&t->text, end);
}

const char *term_line(struct term *t, int row)
{
	int rows, cols;

	vterm_get_size(t->vterm, &rows, &cols);
	buf_clear(&t->text);
	if (row < rows)
		add_row(t, row, cols);
	return t->text.data;
}

const char *term_text(struct term *t)
{
	int rows, cols;

	vterm_get_size(t->vterm, &rows, &cols);
	buf_clear(&t->text);
	for (int row = 0; row < rows; row++) {
		if (row)
			buf_addc(&t->text, '\n');
		add_row(t, row, cols);
	}
	return t->text.data;
}

struct term_cursor term_cursor(struct term *t)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(t->vterm), &pos);
	return (struct term_cursor){ pos.row, pos.col, t->cursor_visible };
}

bool term_altscreen(struct term *t)
{
	return t->altscreen;
}

static int color(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return -1;
	if (VTERM_COLOR_IS_INDEXED(c))
		return c->indexed.idx;
	return 0x1000000 | c->rgb.red << 16 | c->rgb.green << 8 | c->rgb.blue;
}

struct term_attr term_attr(struct term *t, int row, int col)
{
	VTermPos pos = { .row = row, .col = col };
	VTermScreenCell cell;

	vterm_screen_get_cell(t->screen, pos, &cell);
	return (struct term_attr){
		.bold = cell.attrs.bold,
		.underline = cell.attrs.underline != 0,
		.italic = cell.attrs.italic,
		.blink = cell.attrs.blink,
		.reverse = cell.attrs.reverse,
		.fg = color(&cell.fg),
		.bg = color(&cell.bg),
	};
}

const char *term_raw(struct term *t)
{
	return t->raw.data;
}

size_t term_raw_len(struct term *t)
{
	return t->raw.len;
}

int term_pid(struct term *t)
{
	return t->pid;
}

const char *term_home(struct term *t)
{
	return t->home;
}

bool term_tty_modes_equal(struct term *t)
{
	struct termios now;

	return tcgetattr(t->master, &now) == 0 &&
	       now.c_iflag == t->modes.c_iflag &&
	       now.c_oflag == t->modes.c_oflag &&
	       now.c_cflag == t->modes.c_cflag &&
	       now.c_lflag == t->modes.c_lflag &&
	       !memcmp(now.c_cc, t->modes.c_cc, sizeof(now.c_cc));
}

void term_dump(struct term *t)
{
	_cleanup_(strlist_release) struct strlist rows = { 0 };

	strlist_split(&rows, term_text(t), '\n');
	for (size_t i = 0; i < rows.count; i++)
		fprintf(stderr, "# %2zu|%s\n", i, rows.items[i]);
	if (term_ended(t))
		fprintf(stderr, "# ended with status %d\n", term_status(t));
}
