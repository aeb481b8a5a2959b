/* What an Establish does after the form: its steps, questions and outcome on
 * the screen. */
#include <stdio.h>

#include "net/probe.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/delete.h"
#include "tui/establish_private.h"
#include "tui/establish_text.h"
#include "tui/explain.h"
#include "tui/form_rules.h"
#include "widgets/key.h"

#define BUTTONS_X 2
#define SECOND_MS 1000

const struct establish_status *establish_run_status(
	const struct establish_screen *s)
{
	return s->run ? establish_status(s->run) : NULL;
}

bool establish_is_over(const struct establish_screen *s)
{
	return s->run && establish_run_status(s)->step == ESTABLISH_OVER;
}

bool establish_is_running(const struct establish_screen *s)
{
	return s->run && !establish_is_over(s);
}

bool establish_is_form(const struct establish_screen *s)
{
	return !s->run ||
	       (establish_is_over(s) && !establish_run_status(s)->sent) ||
	       (establish_is_over(s) &&
		establish_run_status(s)->end == ESTABLISH_UNSENT);
}

static void say_busy(struct establish_screen *s)
{
	int64_t for_ms = s->base.app->now_ms - establish_run_status(s)->step_ms;

	if (establish_is_running(s))
		snprintf(s->busy, sizeof(s->busy), "establishing %d s",
			 (int)(for_ms / SECOND_MS));
	else
		s->busy[0] = '\0';
}

void establish_run_show(struct establish_screen *s)
{
	text_clear(&s->view.text);
	establish_text(&s->view.text, s->base.app, s->run, s->probe);
	say_busy(s);
	if (establish_is_running(s) && !s->scrolled)
		s->view.top = s->view.rows; /* what it does now is last */
	s->shown_ms = s->base.app->now_ms;
	s->base.app->dirty = true;
}

static void answered(struct app *app, int button, void *ctx, const char *text)
{
	struct establish_screen *s = ctx;
	bool meta = establish_run_status(s)->question == ESTABLISH_META;

	(void)app;
	(void)text;
	establish_answer(s->run, button == 0	       ? ESTABLISH_BACK
				 : meta && button == 1 ? ESTABLISH_KEEP
						       : ESTABLISH_GO);
}

void establish_run_ask(struct establish_screen *s)
{
	static const char *const titles[] = {
		[ESTABLISH_META] = "Meta would be erased",
		[ESTABLISH_REPLACE] = "Replace a connection?",
		[ESTABLISH_UNANSWERED] = "Establish all the same?",
	};
	struct app *app = s->base.app;
	struct dialog *d;

	if (!app_can_ask(app) || app_top(app) != &s->base)
		return; /* the next tick asks */
	d = app_dialog(app, titles[establish_run_status(s)->question], answered,
		       s);
	establish_text_question(d, s->run);
	app_dialog_open(app);
}

static void add_button(struct establish_screen *s, enum end_button what)
{
	static const char *const titles[] = {
		[END_BACK] = "Back to the form",
		[END_REMOVE] = "Remove the record",
		[END_CLOSE] = "Close",
	};
	size_t at = s->buttons.button_count++;

	s->buttons.buttons[at] = titles[what];
	s->ends[at] = what;
}

/* What can be done when it is over, the harmless first. */
static void set_buttons(struct establish_screen *s)
{
	enum establish_end end = establish_run_status(s)->end;

	s->buttons = (struct form){ .label_width = BUTTONS_X };
	if (end != ESTABLISH_CONNECTED && end != ESTABLISH_UNWATCHED)
		add_button(s, END_BACK);
	if (establish_run_status(s)->leftover)
		add_button(s, END_REMOVE);
	add_button(s, END_CLOSE);
	form_start(&s->buttons);
}

/* Nothing was sent: the form is there again, and says why. */
static void back_unsent(struct establish_screen *s)
{
	text_clear(&s->panel);
	establish_text_unsent(&s->panel, s->base.app, s->run);
	s->panel_kept = true;
	if (app_top(s->base.app) == &s->base && app_can_ask(s->base.app))
		form_focus(&s->fields.form, s->fields.form.focus);
}

static void tell_parked(struct establish_screen *s)
{
	struct app *app = s->base.app;
	const char *name = establish_name(s->run);
	bool good = establish_run_status(s)->end == ESTABLISH_CONNECTED;
	char key[EXPLAIN_KEY_MAX];

	explain_key(app, "peering.establish", key);
	if (good)
		app_toast(app, ROLE_GOOD, "%s is connected.", name);
	else
		app_toast(app, ROLE_WARN, "%s: %s %s tells more.", name,
			  establish_text_outcome(s->run), key);
}

static void tell_question(struct establish_screen *s)
{
	char key[EXPLAIN_KEY_MAX];

	explain_key(s->base.app, "peering.establish", key);
	app_toast(s->base.app, ROLE_WARN,
		  "Establishing %s waits for an answer: %s shows it.",
		  establish_name(s->run), key);
}

static void run_over(struct establish_screen *s)
{
	struct watch *watch = s->base.cluster->watch;

	if (establish_run_status(s)->end == ESTABLISH_CONNECTED) {
		textfield_set(&s->fields.token, "");
		establish_form_decode(&s->fields, 0);
	}
	if (establish_run_status(s)->leftover)
		watch_establish_failed(watch, establish_name(s->run));
	if (establish_run_status(s)->sent)
		watch_refresh(watch);
	set_buttons(s);
	s->view.top = 0;
	if (establish_is_form(s))
		back_unsent(s);
	if (app_is_parked(s->base.app, &s->base))
		tell_parked(s);
	establish_check(s);
}

static void run_changed(void *ctx)
{
	struct establish_screen *s = ctx;

	if (!s->run)
		return; /* it is just being made */
	establish_run_show(s);
	if (establish_is_over(s))
		run_over(s);
	else if (establish_run_status(s)->question &&
		 app_is_parked(s->base.app, &s->base))
		tell_question(s);
	else if (establish_run_status(s)->question)
		establish_run_ask(s);
	else if (establish_run_status(s)->step == ESTABLISH_FOLLOW)
		watch_refresh(s->base.cluster->watch);
}

void establish_run_forget(struct establish_screen *s)
{
	establish_free(s->run);
	s->run = NULL;
	s->leftover_listed = s->scrolled = false;
	s->busy[0] = '\0';
}

void establish_run_start(struct establish_screen *s)
{
	_cleanup_(buf_release) struct buf token = BUF_SECRET(TOKEN_TEXT_MAX);
	_cleanup_(kv_release) struct kv meta = { 0 };
	struct establish_plan plan = {
		.name = textfield_text(&s->fields.name),
		.meta = &meta,
		.probe = !s->probe || !probe_is_done(s->probe),
	};

	establish_run_forget(s);
	if (plan.probe) {
		probe_free(s->probe);
		s->probe = NULL;
	}
	rows_get_kv(&s->fields.meta, &meta);
	establish_form_token(&s->fields, &token);
	plan.token = token.data;
	plan.token_len = token.len;
	form_blur(&s->fields.form);
	s->run = establish_new(&s->base.cluster->client, s->base.app->clock,
			       &plan, run_changed, s);
	establish_run_show(s);
}

/* --- afterwards ------------------------------------------------------------
 */

/* The record that was left is gone: there is nothing to remove any more. */
void establish_run_follow_leftover(struct establish_screen *s)
{
	bool listed = form_rules_listed(s->base.cluster->watch,
					establish_name(s->run)) != NULL;

	if (s->leftover_listed && !listed && s->buttons.button_count == 3) {
		s->buttons.buttons[1] = s->buttons.buttons[2];
		s->ends[1] = s->ends[2];
		s->buttons.button_count = 2;
		s->buttons.focus = 0;
		text_line(&s->view.text, 0);
		text_line(&s->view.text, 2);
		text_add(&s->view.text, ROLE_GOOD, "%s ",
			 theme_glyph(GLYPH_OK, s->base.app->ascii));
		text_add(&s->view.text, ROLE_STRONG, "The record is gone.");
	}
	s->leftover_listed = listed;
}

static void press_end(struct establish_screen *s, enum end_button what)
{
	struct app *app = s->base.app;

	switch (what) {
	case END_BACK:
		establish_run_forget(s);
		form_focus(&s->fields.form, s->fields.form.focus);
		establish_form_changed(s);
		break;
	case END_REMOVE:
		delete_start(app, establish_name(s->run));
		break;
	case END_CLOSE:
		app_pop(app);
		break;
	}
}

bool establish_run_key(struct establish_screen *s, const struct key *key)
{
	size_t button;

	if (viewer_key(&s->view, key)) {
		s->scrolled = true;
		return true;
	}
	if (!establish_is_over(s))
		return false;
	switch (form_key(&s->buttons, key, &button)) {
	case FORM_IGNORED:
		return false;
	case FORM_PRESSED:
		press_end(s, s->ends[button]);
		break;
	default:
		break;
	}
	return true;
}
