#include "tui/tui.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/addressbook.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/demo.h"
#include "tui/loop.h"
#include "tui/settings.h"
#include "tui/start_options.h"
#include "widgets/lineedit.h"
#include "widgets/term.h"

static int fail(const char *what)
{
	fprintf(stderr, "peerdeck: %s\n", what);
	return 1;
}

/* The loop catches SIGTSTP, and hears by SIGCONT that it goes on. */
static void suspend(void)
{
	const struct sigaction stop = { .sa_handler = SIG_DFL };
	struct sigaction ours;

	term_suspend();
	sigaction(SIGTSTP, &stop, &ours);
	raise(SIGTSTP); /* goes on here when the shell says fg */
	sigaction(SIGTSTP, &ours, NULL);
	term_resume();
}

/* The demo's clusters are its own: no CONSUL_* reaches them. */
static char *no_environment(const char *name)
{
	(void)name;
	return NULL;
}

static bool open_cluster(struct app *app, const struct start_options *o,
			 struct err *err)
{
	const struct client_flags none = { 0 };

	if (o->demo) {
		demo_open(app);
		return client_config_load(&none, no_environment,
					  &app->cluster->config, err);
	}
	app->state_dir = addressbook_dir(getenv);
	return settings_open(app, o->context, &o->client, err);
}

/* All that is wrong with the config file is said at once. */
static bool configure(struct app *app, const struct start_options *o)
{
	_cleanup_(strlist_release) struct strlist problems = { 0 };

	app->readonly = o->readonly ? "-readonly" : NULL;
	if (settings_read(app, !o->demo, &problems))
		return true;
	for (size_t i = 0; i < problems.count; i++)
		fail(problems.items[i]);
	return false;
}

static bool open_log(struct app *app, const struct start_options *o,
		     struct err *err)
{
	const char *path = o->log ? o->log : app->file.log;

	return !path || logfile_open(app, path, err) ||
	       err_wrap(err, "the log cannot be opened");
}

static int run(struct app *app, const struct start_options *o)
{
	struct term_options term;
	struct err err = ERR_INIT;
	int ended_by;

	if (!configure(app, o))
		return 1;
	if (!open_cluster(app, o, &err) || !open_log(app, o, &err))
		return fail(err.msg);
	term = o->term;
	term.ascii |= app->file.ascii;
	term.mono |= app->file.mono;
	if (app->file.theme)
		theme_named(app->file.theme, &term.theme);
	lineedit_start();
	if (!loop_start(&err))
		return fail(err.msg);
	if (!term_start(&term, &err)) {
		loop_stop();
		return fail(err.msg);
	}
	mem_set_abort_hook(term_stop);
	app->terminal.write = term_write;
	app->terminal.plain = term_plain;
	app->terminal.suspend = suspend;
	app->terminal.theme = term_set_theme;
	app->terminal.mouse = term_set_mouse;
	if (o->mouse || app->file.mouse)
		app_mouse(app, true);
	if (!o->demo)
		settings_watch(app->cluster);
	app_push(app, screen_peers_new(app));
	ended_by = loop_run(app, o->demo ? demo_start : NULL);
	term_stop();
	loop_stop();
	clipboard_forget_now(app);
	return ended_by ? 128 + ended_by : 0;
}

int tui_main(int argc, char **argv)
{
	struct start_options o = { 0 };
	struct app app;
	int status;

	term_locale();
	if (!start_options_parse(argc, argv, &o, &status))
		return status;
	app_init(&app, &clock_system);
	status = run(&app, &o);
	app_release(&app);
	lineedit_stop();
	return status;
}
