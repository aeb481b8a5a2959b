#include "tui/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/config_file.h"
#include "net/context.h"
#include "net/token_command.h"
#include "tui/app.h"
#include "tui/columns.h"

static bool check_columns(const struct strlist *names, struct err *err)
{
	struct columns columns;

	return !names->count || columns_set(&columns, names, err);
}

static bool check_colours(const struct config_file *file, struct err *err)
{
	enum role role;

	for (size_t i = 0; i < file->count; i++)
		if (file->contexts[i].colour &&
		    !theme_badge(file->contexts[i].colour, &role, err))
			return err_wrap(err, "context \"%s\"",
					file->contexts[i].name);
	return true;
}

static bool load_file(struct app *app, struct err *err)
{
	_cleanup_(mem_freep) char *path = config_file_path(getenv);

	if (!path)
		return true;
	if (!config_file_load(path, &app->file, err))
		return false;
	if (app->file.readonly && !app->readonly)
		app->readonly = "the config file";
	app->local_time = app->file.local_times;
	if (!keymap_load(&app->keymap, &app->file.keys, err))
		return err_wrap(err, "%s: keys", path);
	if (!check_columns(&app->file.columns, err))
		return err_wrap(err, "%s: columns", path);
	return check_colours(&app->file, err) || err_wrap(err, "%s", path);
}

/* A cluster of its context, not watched yet. */
static struct cluster *open_context(struct app *app,
				    const struct config_context *context,
				    const struct client_flags *flags,
				    struct err *err)
{
	struct cluster *c = app_open(app, context->name);

	if (!c) {
		err_set(err, ERR_USAGE, "%d clusters are open already",
			APP_CLUSTERS_MAX);
		return NULL;
	}
	if (context->readonly && !c->readonly) {
		c->readonly = true;
		c->readonly_from = "the context";
	}
	c->confirm_typed =
		context->confirm && !strcmp(context->confirm, "typed");
	if (context->colour)
		theme_badge(context->colour, &c->title_role, NULL);
	c->acl_token.wanted = context_has_command(context, flags);
	if (context_resolve(context, flags, &c->config, err))
		return c;
	app_close(app, c);
	return NULL;
}

bool settings_open(struct app *app, const char *context,
		   const struct client_flags *flags, struct err *err)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	const struct config_context *chosen;

	if (!load_file(app, err) ||
	    !context_choose(context, flags, getenv, &file, &chosen, err))
		return false;
	if (chosen)
		return open_context(app, chosen, flags, err) != NULL;
	return client_config_load(flags, getenv, &app_open(app, "")->config,
				  err);
}

struct cluster *settings_open_context(struct app *app, const char *name,
				      struct err *err)
{
	const struct client_flags none = { 0 };
	const struct config_context *context;
	struct cluster *c;

	for (size_t i = 0; i < app->cluster_count; i++)
		if (!strcmp(app->clusters[i]->name, name))
			return app->clusters[i];
	context = config_file_context(&app->file, name);
	if (!context) {
		err_set(err, ERR_USAGE, "there is no context \"%.60s\"", name);
		return NULL;
	}
	c = open_context(app, context, &none, err);
	if (c)
		settings_watch(c);
	return c;
}

/* --- the token_command -----------------------------------------------------
 */

static void no_token(struct cluster *c, const struct err *err)
{
	c->acl_token.failed = mem_dup(err->msg);
	app_changed(c->app, c);
}

/* A token that was typed meanwhile is used instead. */
static void printed(void *ctx, const struct child_end *end)
{
	struct cluster *c = ctx;
	const struct config_context *context =
		config_file_context(&c->app->file, c->name);
	int status =
		end->status == CHILD_LATE ? TOKEN_COMMAND_LATE : end->status;
	struct err err = ERR_INIT;

	c->acl_token.command = NULL;
	if (!c->acl_token.wanted)
		return;
	if (!token_command_judge(context->token_command.items[0], status,
				 context->token_timeout_ms, end->output,
				 end->errors, &err)) {
		no_token(c, &err);
		return;
	}
	context_set_token(&c->config, end->output->data);
	cluster_watch(c);
}

static void run_command(struct cluster *c)
{
	const struct config_context *context =
		config_file_context(&c->app->file, c->name);
	_cleanup_(mem_freep) const char **argv =
		strlist_argv(&context->token_command);
	const struct child_start start = {
		.argv = argv,
		.errors_apart = true,
		.until_ms = clock_ms(c->app->clock) + context->token_timeout_ms,
		.done = printed,
		.ctx = c,
	};
	struct err err = ERR_INIT;

	free(c->acl_token.failed);
	c->acl_token.failed = NULL;
	c->acl_token.command = context->token_command.items[0];
	if (child_spawn(&c->app->children, &start, &err)) {
		app_changed(c->app, c);
		return;
	}
	c->acl_token.command = NULL;
	no_token(c, &err);
}

void settings_watch(struct cluster *c)
{
	if (!c->acl_token.wanted)
		cluster_watch(c);
	else if (!c->acl_token.command)
		run_command(c);
}
