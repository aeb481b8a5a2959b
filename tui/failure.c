#include "tui/failure.h"

#include "net/policy.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	if (button == 1)
		acl_ask_open(app);
}

struct dialog *failure_dialog(struct app *app, const char *title,
			      const char *what, const struct http_reply *reply)
{
	struct dialog *d = app_dialog(app, title, answer, NULL);

	explain_failure(&d->text, app, what, reply);
	d->buttons[d->button_count++] = "Close";
	if (policy_named(reply->body))
		d->buttons[d->button_count++] = "What to ask for";
	return d;
}
