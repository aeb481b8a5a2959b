#include "tui/saving.h"

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "tui/app.h"
#include "tui/savefile.h"

static void ask(struct app *app, const struct saving *what, const char *path,
		const char *problem);

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(SAVING_MAX);
	const struct saving *what = ctx;
	struct err err = ERR_INIT;

	if (button != 1)
		return;
	what->fill(app, &all);
	if (savefile_write(text, all.data, all.len, false, &err))
		app_toast(app, ROLE_GOOD, "Saved to %s.", text);
	else
		ask(app, what, text, err.msg);
}

/* What was typed stays when it is refused. */
static void ask(struct app *app, const struct saving *what, const char *path,
		const char *problem)
{
	struct dialog *d =
		app_dialog(app, what->title, answer, (void *)(uintptr_t)what);

	text_add(&d->text, ROLE_TEXT, "%s", what->about);
	if (problem) {
		text_line(&d->text, 0);
		text_add(&d->text, ROLE_BAD, "Not saved: %s.", problem);
	}
	dialog_ask(d, "Path", path);
	d->input.assist = &app->suggest.kinds[SUGGEST_PATH];
	d->buttons[0] = "Cancel";
	d->buttons[1] = "Save";
	d->button_count = 2;
	app_dialog_open(app);
}

void saving_ask(struct app *app, const struct saving *what)
{
	ask(app, what, what->path, NULL);
}
