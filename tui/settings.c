#include "tui/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/config_file.h"
#include "net/context.h"
#include "tui/app.h"
#include "tui/columns.h"

static bool check_columns(const struct strlist *names, struct err *err)
{
	struct columns columns;

	return !names->count || columns_set(&columns, names, err);
}

static bool load_file(struct app *app, struct err *err)
{
	_cleanup_(mem_freep) char *path = config_file_path(getenv);

	if (!path)
		return true;
	if (!config_file_load(path, &app->file, err))
		return false;
	if (!keymap_load(&app->keymap, &app->file.keys, err))
		return err_wrap(err, "%s: keys", path);
	return check_columns(&app->file.columns, err) ||
	       err_wrap(err, "%s: columns", path);
}

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
	c->readonly = context->readonly;
	if (context_load(context, flags, &c->config, err))
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
		cluster_watch(c);
	return c;
}
