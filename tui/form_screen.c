#include "tui/form_screen.h"

#include "tui/app.h"

enum form_result form_screen_key(struct screen *screen, struct form *form,
				 const struct key *key,
				 void (*submit)(struct app *app))
{
	size_t button;
	enum form_result result = form_key(form, key, &button);

	if (result != FORM_PRESSED)
		return result;
	if (button == 0)
		submit(screen->app);
	else
		app_back(screen->app);
	return FORM_HANDLED;
}

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	(void)ctx, (void)text;
	if (button == 1)
		app_pop(app);
}

bool form_screen_leave(struct app *app, bool dirty, const char *also)
{
	struct dialog *d;

	if (!dirty)
		return true;
	d = app_dialog(app, "Leave the form?", answer, NULL);
	text_add(&d->text, ROLE_TEXT, "What was typed would be lost.%s%s",
		 *also ? " " : "", also);
	d->buttons[0] = "Stay";
	d->buttons[1] = "Leave";
	d->button_count = 2;
	app_dialog_open(app);
	return false;
}
