#include "widgets/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/err.h"

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* Presses and the wheel (1000), told with decimal numbers (1006). */
#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

/* Ends an escape sequence that was cut. */
#define CANCEL "\030"

#define WAIT_MS 200 /* for the terminal, before tty_hurry is looked for */

static struct termios before;
static volatile sig_atomic_t entered;
static volatile sig_atomic_t mouse;
static volatile sig_atomic_t hurried;
static volatile sig_atomic_t unblocked; /* by us: others use the terminal too */

bool tty_open(struct err *err)
{
	for (int fd = 0; fd <= 1; fd++)
		if (!isatty(fd))
			return err_set(
				err, ERR_SYSTEM,
				"standard %s is not a terminal: run it in one, or use the commands that need none (--help lists them)",
				fd ? "output" : "input");
	if (tcgetattr(0, &before) < 0)
		return err_errno(err, errno, "terminal");
	return true;
}

static void set_raw(void)
{
	struct termios raw = before;

	raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR |
				   IGNCR | ICRNL | IXON | IXOFF);
	raw.c_oflag &= ~(tcflag_t)OPOST;
	raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	raw.c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
	raw.c_cflag |= CS8;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(0, TCSADRAIN, &raw);
}

/* A write that waits comes back by the signal, and none waits any more. */
static void unblock(void)
{
	int flags = fcntl(1, F_GETFL);

	if (flags >= 0 && !(flags & O_NONBLOCK) &&
	    fcntl(1, F_SETFL, flags | O_NONBLOCK) == 0)
		unblocked = 1;
}

static void block_again(void)
{
	if (unblocked)
		fcntl(1, F_SETFL, fcntl(1, F_GETFL) & ~O_NONBLOCK);
	unblocked = 0;
}

void tty_hurry(void)
{
	int saved = errno;

	hurried = 1;
	if (entered)
		unblock();
	errno = saved;
}

void tty_enter(void)
{
	set_raw();
	entered = 1;
	if (hurried)
		unblock();
	tty_write(PASTE_ON, strlen(PASTE_ON));
	if (mouse)
		tty_write(MOUSE_ON, strlen(MOUSE_ON));
}

void tty_mouse(bool on)
{
	mouse = on;
	if (entered)
		tty_write(on ? MOUSE_ON : MOUSE_OFF,
			  strlen(on ? MOUSE_ON : MOUSE_OFF));
}

void tty_leave(void)
{
	if (mouse)
		tty_write(MOUSE_OFF, strlen(MOUSE_OFF));
	tty_write(PASTE_OFF, strlen(PASTE_OFF));
	if (hurried) {
		/* TCSAFLUSH would wait until all is written. */
		tcsetattr(0, TCSANOW, &before);
		tcflush(0, TCIFLUSH);
	} else {
		tcsetattr(0, TCSAFLUSH, &before);
	}
	entered = 0;
	block_again();
}

static bool make_room(void)
{
	return tcflush(1, TCOFLUSH) == 0 && write(1, CANCEL, 1) == 1;
}

bool tty_write(const char *bytes, size_t len)
{
	struct pollfd out = { .fd = 1, .events = POLLOUT };
	bool made_room = false;
	size_t at = 0;

	while (at < len) {
		ssize_t n = write(1, bytes + at, len - at);

		if (n >= 0) {
			at += (size_t)n;
		} else if (errno == EAGAIN && !hurried) {
			poll(&out, 1, WAIT_MS);
		} else if (errno == EAGAIN && !made_room && make_room()) {
			made_room = true;
			at = 0;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

void tty_size(int *ret_w, int *ret_h)
{
	struct winsize size = { 0 };

	ioctl(1, TIOCGWINSZ, &size);
	*ret_w = size.ws_col ? size.ws_col : 80;
	*ret_h = size.ws_row ? size.ws_row : 24;
}

/* --- crashes ------------------------------------------------------------- */

#ifdef SANITIZED

void tty_guard(const char *restore, size_t len)
{
	(void)restore, (void)len;
}

void tty_unguard(void)
{
}

#else

static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
static struct sigaction old_actions[ARRAY_LEN(crashes)];
static stack_t old_stack;
static char crash_stack[64 * 1024]; /* a stack that overflowed is no use */
static char restore_bytes[TTY_RESTORE_MAX];
static volatile sig_atomic_t restore_len;
static bool guarded;

/* Async-signal-safe calls only. SA_RESETHAND has put the default back. */
static void on_crash(int sig)
{
	if (entered) {
		ssize_t n = write(1, restore_bytes, (size_t)restore_len);

		n += write(1, PASTE_OFF, sizeof(PASTE_OFF) - 1);
		if (mouse)
			n += write(1, MOUSE_OFF, sizeof(MOUSE_OFF) - 1);
		(void)n;
		tcsetattr(0, TCSANOW, &before);
	}
	raise(sig);
}

static void set_handlers(void)
{
	stack_t stack = { .ss_sp = crash_stack,
			  .ss_size = sizeof(crash_stack) };
	struct sigaction action = { .sa_handler = on_crash,
				    .sa_flags = SA_RESETHAND | SA_NODEFER |
						SA_ONSTACK };

	sigaltstack(&stack, &old_stack);
	for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
		sigaction(crashes[i], &action, &old_actions[i]);
	guarded = true;
}

void tty_guard(const char *restore, size_t len)
{
	if (len > sizeof(restore_bytes))
		len = sizeof(restore_bytes);
	restore_len = 0;
	memcpy(restore_bytes, restore, len);
	restore_len = (sig_atomic_t)len;
	if (!guarded)
		set_handlers();
}

void tty_unguard(void)
{
	if (!guarded)
		return;
	guarded = false;
	for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
		sigaction(crashes[i], &old_actions[i], NULL);
	sigaltstack(&old_stack, NULL);
}

#endif
