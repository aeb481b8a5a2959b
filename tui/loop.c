#include "tui/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/http.h"
#include "tui/app.h"
#include "widgets/input.h"
#include "widgets/term.h"

#define HTTP_FDS 64
#define WORK_MS	 2 /* of handing on replies before the terminal is looked at */

/* A signal handler can reach nothing but file scope. */
static int signal_pipe[2] = { -1, -1 };

static void on_signal(int number)
{
	unsigned char byte = (unsigned char)number;
	int saved = errno;

	/* A full pipe already holds enough to wake the loop. */
	if (write(signal_pipe[1], &byte, 1) < 0)
		errno = saved;
	errno = saved;
}

/* The loop may be waiting for a terminal that takes nothing more. */
static void on_end(int number)
{
	term_hurry();
	on_signal(number);
}

static const struct {
	int number;
	void (*handler)(int number);
} signals[] = {
	{ SIGWINCH, on_signal }, { SIGCHLD, on_signal }, { SIGTSTP, on_signal },
	{ SIGCONT, on_signal },	 { SIGTERM, on_end },	 { SIGHUP, on_end },
	{ SIGINT, on_end },	 { SIGQUIT, on_end },
};

bool loop_start(struct err *err)
{
	struct sigaction action = { .sa_flags = SA_RESTART };

	if (pipe(signal_pipe) < 0)
		return err_errno(err, errno, "no pipe for signals");
	for (int i = 0; i < 2; i++) {
		fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
		fcntl(signal_pipe[i], F_SETFL, O_NONBLOCK);
	}
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		action.sa_handler = signals[i].handler;
		sigaction(signals[i].number, &action, NULL);
	}
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	return true;
}

void loop_stop(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		sigaction(signals[i].number, &action, NULL);
	close(signal_pipe[0]);
	close(signal_pipe[1]);
}

struct loop {
	struct app *app;
	struct input *input;
	struct grid grid;
	int ended_by; /* a signal, or 0 */
};

static void fit(struct loop *l)
{
	int w, h;

	term_size(&w, &h);
	if (w == l->grid.w && h == l->grid.h)
		return;
	grid_release(&l->grid);
	grid_init(&l->grid, w, h);
	l->grid.ascii = term_ascii();
	l->app->dirty = true;
}

static void stop(struct loop *l)
{
	if (l->app->terminal.suspend)
		l->app->terminal.suspend();
}

/* A shell may have changed the modes, and SIGWINCH goes to the foreground
 * only: the size may be another one too. */
static void go_on(struct loop *l)
{
	term_resume();
	fit(l);
	l->app->plain = false;
	l->app->repaint = l->app->dirty = true;
}

static void take_signals(struct loop *l)
{
	unsigned char number;

	while (read(signal_pipe[0], &number, 1) == 1) {
		if (number == SIGWINCH)
			fit(l);
		else if (number == SIGTSTP)
			stop(l);
		else if (number == SIGCONT)
			go_on(l);
		else if (number != SIGCHLD)
			l->ended_by = number;
	}
}

static void give_events(struct loop *l)
{
	struct input_event event;

	while (!l->app->quit && input_next(l->input, &event))
		app_input(l->app, &event);
}

/* Read what was typed, if anything; the terminal gone is a hang-up. */
static void take_keys(struct loop *l)
{
	struct pollfd fd = { term_fd(), POLLIN, 0 };
	char bytes[4096];
	ssize_t n;

	give_events(l); /* an ESC may have become a key by time */
	if (poll(&fd, 1, 0) <= 0)
		return;
	n = term_read(bytes, sizeof(bytes));
	if (n > 0)
		input_feed(l->input, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		l->ended_by = SIGHUP;
	explicit_bzero(bytes, sizeof(bytes));
	give_events(l);
}

static void draw(struct loop *l)
{
	struct app *app = l->app;

	if (!app->dirty && !app->repaint)
		return;
	if (app->plain) {
		app->dirty = false;
		return;
	}
	app_draw(app, &l->grid);
	term_flush(&l->grid, app->repaint);
	app->repaint = false;
}

/* Between two pieces of work: what a key does is on screen before the next. */
static void look(struct loop *l)
{
	take_keys(l);
	draw(l);
}

/* Replies in slices: after each few milliseconds the terminal is looked at,
 * so that a key pressed meanwhile is on screen first. */
static void hand_on(struct loop *l)
{
	int64_t until = clock_ms(l->app->clock) + WORK_MS;

	while (http_work(l->app->http))
		if (clock_ms(l->app->clock) >= until)
			return;
}

static int timeout_of(const struct loop *l)
{
	int64_t first = app_deadline(l->app);
	int64_t input = input_deadline(l->input);
	int64_t left;

	if (input >= 0 && (first < 0 || input < first))
		first = input;
	if (first < 0)
		return -1;
	left = first - clock_ms(l->app->clock);
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void turn(struct loop *l)
{
	struct pollfd fds[2 + CHILD_FDS + HTTP_FDS] = {
		{ term_fd(), POLLIN, 0 },
		{ signal_pipe[0], POLLIN, 0 },
	};
	size_t children = child_fds(&l->app->children, fds + 2, CHILD_FDS);
	size_t first_http = 2 + children;
	size_t count =
		first_http + http_fds(l->app->http, fds + first_http, HTTP_FDS);

	if (poll(fds, count, timeout_of(l)) < 0 && errno != EINTR)
		l->ended_by = SIGHUP;
	l->app->now_ms = clock_ms(l->app->clock);
	take_signals(l);
	look(l);
	for (size_t i = 2; i < first_http; i++)
		if (fds[i].revents)
			child_ready(&l->app->children, &fds[i]);
	for (size_t i = first_http; i < count; i++) {
		if (!fds[i].revents)
			continue;
		http_socket(l->app->http, &fds[i]);
		look(l);
	}
	http_tick(l->app->http);
	hand_on(l);
	look(l);
	app_tick(l->app);
	draw(l);
}

int loop_run(struct app *app, void (*started)(struct app *app))
{
	struct loop l = { .app = app };

	l.input = input_new(app->clock);
	fit(&l);
	draw(&l);
	if (started)
		started(app);
	while (!app->quit && !l.ended_by)
		turn(&l);
	input_free(l.input);
	grid_release(&l.grid);
	return l.ended_by;
}
