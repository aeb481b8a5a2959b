#include "tui/connect_end.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/config_file.h"
#include "net/context.h"
#include "tui/app.h"

static struct cluster *open_one(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->cluster_count; i++)
		if (*name && !strcmp(cluster_title(app->clusters[i]), name))
			return app->clusters[i];
	return NULL;
}

void connect_end_names(const struct app *app, struct strlist *out)
{
	for (size_t i = 0; i < app->cluster_count; i++)
		if (*cluster_title(app->clusters[i]))
			strlist_add(out, cluster_title(app->clusters[i]));
	for (size_t i = 0; i < app->file.count; i++)
		if (!strlist_has(out, app->file.contexts[i].name))
			strlist_add(out, app->file.contexts[i].name);
}

const char *connect_end_refused(const struct app *app, const char *name)
{
	const struct config_context *context =
		config_file_context(&app->file, name);
	const struct cluster *c = open_one(app, name);

	if (c)
		return cluster_write_refused(c);
	if (!context)
		return "No cluster has that name.";
	return context->readonly ? "Writing is off: this context is read-only."
				 : NULL;
}

bool connect_end_open(struct connect_end *end, struct app *app,
		      const char *name, struct err *err)
{
	const struct client_flags none = { 0 };
	const struct config_context *context =
		config_file_context(&app->file, name);

	*end = (struct connect_end){ .cluster = open_one(app, name) };
	end->client.http = app->http;
	if (end->cluster)
		end->client.config = &end->cluster->config;
	else if (!context)
		return err_set(err, ERR_USAGE, "there is no context \"%.60s\"",
			       name);
	else if (!context_load(context, &none, &end->own, err))
		return false;
	else
		end->client.config = &end->own;
	end->name = mem_dup(name);
	return true;
}

void connect_end_release(struct connect_end *end)
{
	client_config_release(&end->own);
	free(end->name);
	*end = (struct connect_end){ 0 };
}
