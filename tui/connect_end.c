#include "tui/connect_end.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strlist.h"
#include "net/config_file.h"
#include "tui/app.h"
#include "tui/settings.h"

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

	if (c && !c->acl_token.wanted)
		return cluster_write_refused(c);
	if (!context)
		return "No cluster has that name.";
	return context->readonly || app->readonly
		       ? "Writing is off: this context is read-only."
		       : NULL;
}

bool connect_end_open(struct connect_end *end, struct app *app,
		      const char *name, struct err *err)
{
	struct cluster *c = open_one(app, name);

	if (!c)
		c = settings_open_context(app, name, err);
	if (!c)
		return false;
	*end = (struct connect_end){ mem_dup(name), c };
	return true;
}

bool connect_end_waits(const struct connect_end *end)
{
	return end->cluster && end->cluster->acl_token.command;
}

void connect_end_release(struct connect_end *end)
{
	free(end->name);
	*end = (struct connect_end){ 0 };
}
