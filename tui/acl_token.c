#include "tui/actions.h"

#include "net/watch.h"
#include "tui/app.h"

/* A typed token is kept for this run alone: in locked memory, in no file. */
static void answer(struct app *app, int button, void *ctx, const char *text)
{
	struct cluster *c = ctx;

	(void)app;
	if (button != 1)
		return;
	client_config_set_token(&c->config, text, "what was typed");
	cluster_watch(c);
}

static void say_present(struct text *out, const struct cluster *c)
{
	const struct client_setting *token = &c->config.token;
	const char *accessor = c->watch ? watch_status(c->watch)->accessor : "";

	text_add(out, ROLE_MUTED, "Now: ");
	if (!token->value) {
		text_add(out, ROLE_TEXT, "none, the anonymous token");
		return;
	}
	if (*accessor)
		text_add(out, ROLE_TEXT, "accessor %s", accessor);
	else
		text_add(out, ROLE_TEXT, "one that is not shown");
	text_add(out, ROLE_MUTED, ", from %s", token->origin);
}

static void say_rights(struct text *out, const struct cluster *c)
{
	static const char *const words[] = {
		[RIGHT_UNKNOWN] = "not known",
		[RIGHT_YES] = "yes",
		[RIGHT_NO] = "no",
	};
	const struct peering_rights *r;

	if (!c->watch)
		return;
	r = &watch_status(c->watch)->rights;
	text_line(out, 0);
	if (r->acl_disabled) {
		text_add(out, ROLE_TEXT,
			 "This Consul has no access control: none is needed.");
		return;
	}
	text_add(out, ROLE_MUTED, "Rights: ");
	text_add(out, ROLE_TEXT,
		 "peering:read %s, peering:write %s, mesh:read %s, mesh:write "
		 "%s",
		 words[r->peering_read], words[r->peering_write],
		 words[r->mesh_read], words[r->mesh_write]);
}

/* What is open there holds nothing that was read with the token, or reads it
 * anew: the list, and forms while they only are filled in. */
static bool may_change_under(const struct screen *s)
{
	const char *busy = s->ops->busy ? s->ops->busy(s) : NULL;

	switch (s->ops->scope) {
	case SCOPE_GENERATE:
	case SCOPE_ESTABLISH:
		return !busy || !*busy;
	case SCOPE_PEERS:
	case SCOPE_CHECK:
	case SCOPE_CONTEXTS:
	case SCOPE_TOKEN:
	case SCOPE_TOKENS:
	case SCOPE_ACTIVITY:
	case SCOPE_HELP:
		return true;
	default:
		return false;
	}
}

static bool may_change(const struct app *app)
{
	for (size_t i = 0; i < app->depth; i++)
		if (!may_change_under(app->screens[i]))
			return false;
	return true;
}

void acl_token_ask(struct app *app)
{
	struct dialog *d = app_dialog(app, "ACL token", answer, app->cluster);

	say_present(&d->text, app->cluster);
	say_rights(&d->text, app->cluster);
	text_line(&d->text, 0);
	if (!may_change(app)) {
		text_add(&d->text, ROLE_TEXT,
			 "Another one can be typed on Peers; what is open here "
			 "goes on with this one.");
		d->buttons[0] = "Close";
		d->button_count = 1;
		app_dialog_open(app);
		return;
	}
	text_add(&d->text, ROLE_TEXT,
		 "Another one is kept for this run only. Empty: the anonymous "
		 "token.");
	dialog_ask_secret(d, "Token");
	d->buttons[0] = "Cancel";
	d->buttons[1] = "Use it";
	d->button_count = 2;
	app_dialog_open(app);
}
