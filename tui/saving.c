#include "tui/saving.h"

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "tui/app.h"
#include "tui/question.h"
#include "tui/savefile.h"

static void ask(struct app *app, const struct saving *what, const char *path,
		const char *problem);

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(SAVING_MAX);
	_cleanup_(buf_release) struct buf problem = BUF_INIT(512);
	const struct saving *what = ctx;
	struct err err = ERR_INIT;

	if (button != 1)
		return;
	what->fill(app, &all);
	if (savefile_write(text, all.data, all.len, false, &err)) {
		app_toast(app, ROLE_GOOD, "Saved to %s.", text);
		return;
	}
	buf_addf(&problem, "Not saved: %s.", err.msg);
	ask(app, what, text, problem.data);
}

static void ask(struct app *app, const struct saving *what, const char *path,
		const char *problem)
{
	const struct question question = {
		.title = what->title,
		.about = what->about,
		.label = "Path",
		.verb = "Save",
		.kind = SUGGEST_PATH,
	};

	question_ask(app, &question, path, problem, answer,
		     (void *)(uintptr_t)what);
}

void saving_ask(struct app *app, const struct saving *what)
{
	ask(app, what, what->path, NULL);
}
