#include "tui/actions.h"

#include "base/err.h"
#include "tui/app.h"
#include "tui/question.h"
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

static void ask(struct app *app, const char *text, const char *problem)
{
	static const struct question question = {
		.title = "Another agent",
		.about = "host:port, http://…, https://… or unix:///path. The "
			 "ACL token and TLS settings of this run are used for "
			 "it too.",
		.label = "Address",
		.verb = "Connect",
		.kind = SUGGEST_AGENT,
	};

	question_ask(app, &question, text, problem, answer, NULL);
}

void address_ask(struct app *app)
{
	ask(app,
	    app->cluster->config.address.value
		    ? app->cluster->config.address.value
		    : "",
	    NULL);
}
