#include "tui/actions.h"

#include "base/err.h"
#include "tui/app.h"
#include "tui/settings.h"

static void ask(struct app *app, const char *text, const char *problem);

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	struct err err = ERR_INIT;

	(void)ctx;
	if (button != 1)
		return;
	if (!client_config_set_address(&app->cluster->config, text, &err))
		ask(app, text, err.msg);
	else
		settings_watch(app->cluster);
}

/* What was typed stays when it is refused. */
static void ask(struct app *app, const char *text, const char *problem)
{
	struct dialog *d = app_dialog(app, "Another agent", answer, NULL);

	text_add(&d->text, ROLE_TEXT,
		 "host:port, http://…, https://… or unix:///path. The ACL "
		 "token and TLS settings of this run are used for it too.");
	if (problem) {
		text_line(&d->text, 0);
		text_add(&d->text, ROLE_BAD, "%s", problem);
	}
	dialog_ask(d, "Address", text);
	d->input.assist = &app->suggest.kinds[SUGGEST_AGENT];
	d->buttons[0] = "Cancel";
	d->buttons[1] = "Connect";
	d->button_count = 2;
	app_dialog_open(app);
}

void address_ask(struct app *app)
{
	ask(app,
	    app->cluster->config.address.value
		    ? app->cluster->config.address.value
		    : "",
	    NULL);
}
