#include "tui/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/mem.h"
#include "net/config_file.h"
#include "net/context.h"
#include "net/token_command.h"
#include "tui/app.h"
#include "tui/columns.h"

/* --- the file ----------------------------------------------------------------
 */

struct reading {
	const struct config_file *file;
	struct strlist *problems;
};

/* What the option of that path (net/config_file.h) says is wrong. */
static void problem(struct reading *r, const char *option, const char *text)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(4096);
	int line = config_file_line(r->file, option);

	buf_adds(&all, r->file->path);
	if (line)
		buf_addf(&all, ":%d", line);
	buf_addf(&all, ": %s", text);
	strlist_add(r->problems, all.data);
}

static void take_keys(struct reading *r, struct keymap *map)
{
	_cleanup_(kv_release) struct kv wrong = { 0 };

	keymap_load(map, &r->file->keys, &wrong);
	for (size_t i = 0; i < wrong.count; i++) {
		_cleanup_(buf_release) struct buf option = BUF_INIT(256);

		buf_addf(&option, "keys|%s", wrong.pairs[i].key);
		problem(r, option.data, wrong.pairs[i].value);
	}
}

static void check_columns(struct reading *r)
{
	const struct strlist *names = &r->file->columns;
	struct columns columns;
	struct err err = ERR_INIT;

	if (names->count && !columns_set(&columns, names, &err))
		problem(r, "columns", err.msg);
}

static void check_theme(struct reading *r)
{
	struct err err = ERR_INIT;
	enum theme theme;

	if (!r->file->theme || theme_named(r->file->theme, &theme))
		return;
	err_set(&err, ERR_USAGE, "there is no theme \"%s\"", r->file->theme);
	problem(r, "theme", err.msg);
}

static void check_colours(struct reading *r)
{
	for (size_t i = 0; i < r->file->count; i++) {
		const struct config_context *c = &r->file->contexts[i];
		_cleanup_(buf_release) struct buf option = BUF_INIT(512);
		struct err err = ERR_INIT;
		enum role role;

		if (!c->colour || theme_badge(c->colour, &role, &err))
			continue;
		err_wrap(&err, "context \"%s\"", c->name);
		buf_addf(&option, "context=%s|colour", c->name);
		problem(r, option.data, err.msg);
	}
}

/* Nor are they written to the file: its path is forgotten. */
static void forget_contexts(struct config_file *file)
{
	for (size_t i = 0; i < file->count; i++)
		config_file_release_context(&file->contexts[i]);
	file->count = 0;
	free(file->path);
	file->path = NULL;
}

bool settings_read(struct app *app, bool contexts, struct strlist *problems)
{
	_cleanup_(mem_freep) char *path = config_file_path(getenv);
	struct reading r = { &app->file, problems };
	size_t before = problems->count;
	struct err err = ERR_INIT;

	if (!path)
		return true;
	if (!config_file_load(path, &app->file, &err)) {
		strlist_add(problems, err.msg);
		return false;
	}
	if (app->file.readonly && !app->readonly)
		app->readonly = "the config file";
	app->local_time = app->file.local_times;
	take_keys(&r, &app->keymap);
	check_columns(&r);
	check_theme(&r);
	if (contexts)
		check_colours(&r);
	else
		forget_contexts(&app->file);
	return problems->count == before;
}

/* --- clusters ----------------------------------------------------------------
 */

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
	const struct config_context *chosen;

	if (!context_choose(context, flags, getenv, &app->file, &chosen, err))
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
