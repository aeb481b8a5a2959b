#include "base/strlist.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/delete.h"
#include "tui/settings.h"

const char *common_cannot_write(const struct app *app)
{
	return cluster_write_refused(app->cluster);
}

void common_read(struct app *app)
{
	if (app->cluster->watch)
		watch_refresh(app->cluster->watch);
	else if (app->cluster->acl_token.failed)
		settings_watch(app->cluster);
	if (app_top(app)->ops->scope == SCOPE_PEER)
		peer_read(app);
}

const char *common_no_peering(const struct app *app)
{
	return app_peering(app) ? NULL : "No peering is selected.";
}

const char *common_cannot_delete(const struct app *app)
{
	const char *why = common_no_peering(app);

	return why ? why : common_cannot_write(app);
}

void common_delete(struct app *app)
{
	delete_start(app, app_peering(app));
}

const char *common_cannot_export(const struct app *app)
{
	const char *why = common_no_peering(app);

	return why ? why : exports_cannot_read(app);
}

void common_exports(struct app *app)
{
	app_push(app, screen_exports_new(app, app_peering(app)));
}

void common_zone(struct app *app)
{
	app->local_time = !app->local_time;
	app_toast(app, ROLE_TEXT, "Times are %s.",
		  app->local_time ? "local" : "UTC");
}

void common_help(struct app *app)
{
	enum scope scope = app_top(app)->ops->scope;

	if (scope != SCOPE_HELP)
		app_push(app, screen_help_new(app, scope));
}

void common_theme(struct app *app, const char *name)
{
	enum theme theme;

	if (!theme_named(name, &theme)) {
		app_toast(app, ROLE_WARN, "There is no theme \"%.40s\".", name);
		return;
	}
	if (app->terminal.theme)
		app->terminal.theme(theme);
	app->repaint = true;
}

void common_complete_theme(const struct app *app, struct strlist *out)
{
	(void)app;
	for (int i = 0; i < THEME_COUNT; i++)
		strlist_add(out, theme_name((enum theme)i));
}

void common_mouse(struct app *app)
{
	app_mouse(app, !app->mouse);
	app_toast(app, ROLE_TEXT,
		  app->mouse ? "Clicks and the wheel are taken."
			     : "The mouse is the terminal's again.");
}

void common_redraw(struct app *app)
{
	app->repaint = true;
}

void common_suspend(struct app *app)
{
	if (app->terminal.suspend)
		app->terminal.suspend();
	app->repaint = true;
}
