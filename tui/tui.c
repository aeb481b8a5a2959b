#include "tui/tui.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/flags.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/addressbook.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/demo.h"
#include "tui/loop.h"
#include "tui/manual.h"
#include "tui/settings.h"
#include "widgets/lineedit.h"
#include "widgets/term.h"

#define HELP_MAX     16384
#define HELP_COLUMNS 79

struct options {
	bool demo, readonly, mouse;
	const char *context, *log;
	struct term_options term;
	struct client_flags client;
};

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

static int help(const struct flag_group *groups, size_t count)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(HELP_MAX);

	buf_adds(&out, "Usage: peerdeck [options]\n\n"
		       "Open the console on a Consul cluster's peerings.\n");
	flags_help(&out, groups, count, HELP_COLUMNS);
	fputs(out.data, stdout);
	return 0;
}

/* True to go on; else `*ret_status` is the program's. */
static bool parse(int argc, char **argv, struct options *o, int *ret_status)
{
	struct flag client[CLIENT_FLAGS_COUNT];
	bool manual = false;
	const struct flag own[] = {
		{ .name = "context",
		  .type = FLAG_STRING,
		  .value = &o->context,
		  .arg = "name",
		  .help = "The context of the config file to open." },
		{ .name = "demo",
		  .type = FLAG_BOOL,
		  .value = &o->demo,
		  .help = "Start a sandbox cluster with peerings in every state, and "
			  "open it." },
		{ .name = "readonly",
		  .type = FLAG_BOOL,
		  .value = &o->readonly,
		  .help = "Refuse every command that writes, on every "
			  "cluster." },
		{ .name = "log",
		  .type = FLAG_STRING,
		  .value = &o->log,
		  .arg = "file",
		  .help = "Append every request and change to a file (0600), "
			  "never a secret.",
		  .from = "file" },
		{ .name = "mouse",
		  .type = FLAG_BOOL,
		  .value = &o->mouse,
		  .help = "Take clicks and the wheel; M switches it off." },
		{ .name = "ascii",
		  .type = FLAG_BOOL,
		  .value = &o->term.ascii,
		  .help = "Draw with ASCII only." },
		{ .name = "mono",
		  .type = FLAG_BOOL,
		  .value = &o->term.mono,
		  .help = "Draw without colours." },
	};
	const struct flag hidden[] = {
		{ .name = "manual-keys", .type = FLAG_BOOL, .value = &manual },
	};
	const struct flag_group groups[] = {
		{ "Console options", own, ARRAY_LEN(own) },
		{ "Client options", client, CLIENT_FLAGS_COUNT },
		{ NULL, hidden, ARRAY_LEN(hidden) }, /* for make manual */
	};
	struct err err = ERR_INIT;
	bool wants_help = false;
	int rest;

	client_flags_table(&o->client, client);
	if (!flags_parse(groups, ARRAY_LEN(groups), argc, argv, &rest,
			 &wants_help, &err)) {
		*ret_status = fail(err.msg);
		return false;
	}
	if (manual) {
		*ret_status = manual_print();
		return false;
	}
	if (wants_help) {
		*ret_status = help(groups, ARRAY_LEN(groups) - 1);
		return false;
	}
	if (rest < argc) {
		fprintf(stderr,
			"peerdeck: no command \"%s\"; peerdeck --help lists "
			"them\n",
			argv[rest]);
		*ret_status = 1;
		return false;
	}
	return true;
}

/* The demo's clusters are its own: no CONSUL_* reaches them. */
static char *no_environment(const char *name)
{
	(void)name;
	return NULL;
}

static bool open_cluster(struct app *app, const struct options *o,
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
static bool configure(struct app *app, const struct options *o)
{
	_cleanup_(strlist_release) struct strlist problems = { 0 };

	app->readonly = o->readonly ? "-readonly" : NULL;
	if (settings_read(app, !o->demo, &problems))
		return true;
	for (size_t i = 0; i < problems.count; i++)
		fail(problems.items[i]);
	return false;
}

static bool open_log(struct app *app, const struct options *o, struct err *err)
{
	const char *path = o->log ? o->log : app->file.log;

	return !path || logfile_open(app, path, err) ||
	       err_wrap(err, "the log cannot be opened");
}

static int run(struct app *app, const struct options *o)
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
	struct options o = { 0 };
	struct app app;
	int status;

	term_locale();
	if (!parse(argc, argv, &o, &status))
		return status;
	app_init(&app, &clock_system);
	status = run(&app, &o);
	app_release(&app);
	lineedit_stop();
	return status;
}
