/* What a Connect does after the form: look, plan, steps and outcome on the
 * screen. */
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/connect_private.h"
#include "tui/connect_text.h"
#include "tui/explain.h"
#include "tui/generate_last.h"
#include "tui/settings.h"
#include "widgets/key.h"

#define BUTTONS_X 2
#define SECOND_MS 1000

enum connect_shows connect_run_phase(const struct connect_screen *s)
{
	if (!s->run)
		return CONNECT_SHOWS_FORM;
	if (connect_is_over(s->run))
		return CONNECT_SHOWS_OVER;
	if (connect_is_planned(s->run))
		return CONNECT_SHOWS_PLANNED;
	return s->going ? CONNECT_SHOWS_ACTING : CONNECT_SHOWS_LOOKING;
}

bool connect_run_is_on(const struct connect_screen *s)
{
	return connect_run_phase(s) == CONNECT_SHOWS_LOOKING ||
	       connect_run_phase(s) == CONNECT_SHOWS_ACTING;
}

void connect_run_forget(struct connect_screen *s)
{
	connect_free(s->run);
	s->run = NULL;
	s->waits = false;
	s->going = false;
	s->busy[0] = '\0';
	connect_end_release(&s->from);
	connect_end_release(&s->to);
	kv_release(&s->meta);
	strlist_release(&s->addresses);
}

void connect_run_leave(struct connect_screen *s)
{
	connect_run_forget(s);
	s->shown = CONNECT_SHOWS_FORM;
	form_focus(&s->fields.form, s->fields.form.focus);
	connect_check(s);
}

/* Shown in the next turn: the engine is at work while this runs. */
static void run_changed(void *ctx, enum connect_step step)
{
	struct connect_screen *s = ctx;

	s->shown_ms = 0;
	if (connect_items(s->run)[step].mark == CONNECT_RUNNING)
		s->step_ms = clock_ms(s->base.app->clock);
	if (step == CONNECT_GENERATE && connect_token(s->run) &&
	    connect_items(s->run)[step].mark == CONNECT_DONE)
		generate_last_keep(s->base.app, connect_token(s->run),
				   connect_name_from(s->run), &s->addresses);
}

void connect_run_show(struct connect_screen *s)
{
	const struct app *app = s->base.app;

	text_clear(&s->view.text);
	connect_text(&s->view.text, app, s->run, &s->plan, s->step_ms);
	text_clear(&s->commands);
	connect_text_commands(&s->commands, s->run, &s->plan);
	s->busy[0] = '\0';
	if (connect_run_is_on(s))
		snprintf(s->busy, sizeof(s->busy), "connecting %d s",
			 (int)((app->now_ms - s->begun_ms) / SECOND_MS));
	if (connect_run_is_on(s) && !s->scrolled)
		s->view.top = s->view.rows; /* what it does now is last */
	s->shown_ms = app->now_ms;
	s->base.app->dirty = true;
}

static void add_button(struct connect_screen *s, enum connect_button what)
{
	static const char *const titles[] = {
		[CONNECT_BUTTON_CONNECT] = "Connect",
		[CONNECT_BUTTON_BACK] = "Back to the form",
		[CONNECT_BUTTON_REMOVE] = "Remove what it made",
		[CONNECT_BUTTON_CLOSE] = "Close",
	};
	size_t at = s->buttons.button_count++;

	s->buttons.buttons[at] = titles[what];
	s->buttons_do[at] = what;
}

static void set_buttons(struct connect_screen *s)
{
	bool made = connect_made_from(s->run) || connect_made_to(s->run);

	s->buttons = (struct form){ .label_width = BUTTONS_X };
	if (s->shown == CONNECT_SHOWS_PLANNED) {
		add_button(s, CONNECT_BUTTON_CONNECT);
		add_button(s, CONNECT_BUTTON_BACK);
	} else if (!connect_succeeded(s->run)) {
		add_button(s, CONNECT_BUTTON_BACK);
		if (made)
			add_button(s, CONNECT_BUTTON_REMOVE);
		add_button(s, CONNECT_BUTTON_CLOSE);
	} else {
		add_button(s, CONNECT_BUTTON_CLOSE);
	}
	form_start(&s->buttons);
}

static void refresh(const struct connect_end *end)
{
	if (end->cluster && end->cluster->watch)
		watch_refresh(end->cluster->watch);
}

static void tell_parked(struct connect_screen *s)
{
	struct app *app = s->base.app;
	char key[EXPLAIN_KEY_MAX];

	explain_key(app, "peering.connect", key);
	if (connect_succeeded(s->run))
		app_toast(app, ROLE_GOOD, "%s and %s are connected.",
			  s->from.name, s->to.name);
	else
		app_toast(app, ROLE_WARN,
			  "%s and %s are not connected. %s tells more.",
			  s->from.name, s->to.name, key);
}

/* A phase has come to its end. */
void connect_run_new_phase(struct connect_screen *s)
{
	s->shown = connect_run_phase(s);
	s->view.top = 0;
	s->scrolled = false;
	if (s->shown == CONNECT_SHOWS_PLANNED || s->shown == CONNECT_SHOWS_OVER)
		set_buttons(s);
	if (s->shown != CONNECT_SHOWS_OVER)
		return;
	refresh(&s->from);
	refresh(&s->to);
	if (app_is_parked(s->base.app, &s->base))
		tell_parked(s);
}

static void begin(struct connect_screen *s)
{
	struct connect_form *f = &s->fields;
	struct app *app = s->base.app;
	const char *name_from = connect_form_text(f, CONNECT_FORM_NAME_TO);
	const char *name_to = connect_form_text(f, CONNECT_FORM_NAME_FROM);

	rows_get_kv(&f->meta, &s->meta);
	rows_get_list(&f->addresses, &s->addresses);
	s->plan = (struct connect_plan){
		.from = { s->from.name, &s->from.cluster->client,
			  *name_from ? name_from : NULL },
		.to = { s->to.name, &s->to.cluster->client,
			*name_to ? name_to : NULL },
		.meta = &s->meta,
		.addresses = &s->addresses,
		.exports = &s->exports,
		.timeout_ms = CONNECT_TIMEOUT_MS,
		.keep = true,
	};
	form_blur(&f->form);
	s->run = connect_new(&s->plan, app->clock, run_changed, s);
	s->begun_ms = s->step_ms = app->now_ms;
	s->shown = CONNECT_SHOWS_LOOKING;
	connect_run_show(s);
}

/* Why it cannot be asked, or NULL. */
static const char *has_no_token(const struct connect_end *end)
{
	return end->cluster->acl_token.failed;
}

/* A token_command that failed is run again. */
static bool open_end(struct connect_screen *s, struct connect_end *end,
		     enum connect_item_of_form item, struct err *err)
{
	if (!connect_end_open(end, s->base.app,
			      connect_form_text(&s->fields, item), err))
		return false;
	if (has_no_token(end))
		settings_watch(end->cluster);
	return true;
}

void connect_run_start(struct connect_screen *s)
{
	struct err err = ERR_INIT;

	connect_run_forget(s);
	if (!open_end(s, &s->from, CONNECT_FORM_FROM, &err) ||
	    !open_end(s, &s->to, CONNECT_FORM_TO, &err)) {
		connect_run_forget(s);
		app_toast(s->base.app, ROLE_BAD, "%s", err.msg);
		return;
	}
	s->waits = true;
	if (connect_run_may_start(s))
		connect_run_go_on(s);
}

void connect_run_go_on(struct connect_screen *s)
{
	const char *failed = has_no_token(&s->from);

	if (!failed)
		failed = has_no_token(&s->to);
	s->waits = false;
	if (!failed) {
		begin(s);
		return;
	}
	app_toast(s->base.app, ROLE_BAD, "There is no ACL token: %s", failed);
	connect_run_forget(s);
}

bool connect_run_may_start(const struct connect_screen *s)
{
	return s->waits && !connect_end_waits(&s->from) &&
	       !connect_end_waits(&s->to);
}

/* --- what can be pressed ---------------------------------------------------
 */

static void press(struct connect_screen *s, enum connect_button what)
{
	switch (what) {
	case CONNECT_BUTTON_CONNECT:
		s->going = true;
		s->begun_ms = s->base.app->now_ms;
		connect_go(s->run);
		break;
	case CONNECT_BUTTON_BACK:
		connect_run_leave(s);
		break;
	case CONNECT_BUTTON_REMOVE:
		connect_undo(s->run);
		break;
	case CONNECT_BUTTON_CLOSE:
		app_pop(s->base.app);
		break;
	}
}

bool connect_run_key(struct connect_screen *s, const struct key *key)
{
	size_t button;

	if (viewer_key(&s->view, key)) {
		s->scrolled = true;
		return true;
	}
	if (connect_run_is_on(s))
		return false;
	switch (form_key(&s->buttons, key, &button)) {
	case FORM_IGNORED:
		return false;
	case FORM_PRESSED:
		press(s, s->buttons_do[button]);
		break;
	default:
		break;
	}
	return true;
}
