#include "tui/question.h"

void question_ask(struct app *app, const struct question *q, const char *text,
		  const char *problem, app_answer_fn *answer, void *ctx)
{
	struct dialog *d = app_dialog(app, q->title, answer, ctx);

	text_add(&d->text, ROLE_TEXT, "%s", q->about);
	if (problem) {
		text_line(&d->text, 0);
		text_add(&d->text, ROLE_BAD, "%s", problem);
	}
	dialog_ask(d, q->label, text);
	d->input.assist = &app->suggest.kinds[q->kind];
	d->buttons[0] = "Cancel";
	d->buttons[1] = q->verb;
	d->button_count = 2;
	app_dialog_open(app);
}
