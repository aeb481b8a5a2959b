#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/mem.h"
#include "net/connect.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/connect_end.h"
#include "tui/connect_form.h"
#include "tui/connect_text.h"
#include "widgets/key.h"
#include "widgets/viewer.h"

#define HEAD_ROWS    3 /* title, what it is, a blank */
#define PANEL_ROWS   1
#define LOW_H	     17 /* below 20 rows of screen: no commands */
#define BUTTONS_ROWS 2	/* a blank and the buttons */
#define BUTTONS_X    2
#define SECOND_MS    1000
#define LABELS_MAX   300

/* What is on the screen; each has buttons of its own. */
enum phase {
	PHASE_FORM,
	PHASE_LOOKING,
	PHASE_PLANNED,
	PHASE_ACTING,
	PHASE_OVER,
};

enum button { BUTTON_CONNECT, BUTTON_BACK, BUTTON_REMOVE, BUTTON_CLOSE };

struct connect_screen {
	struct screen base;
	struct connect_form fields;
	struct text panel; /* under the form */

	/* What the form came to; the engine borrows it. */
	struct connect_end from, to;
	struct kv meta;
	struct strlist addresses, exports;
	struct connect_plan plan;
	struct connect *run; /* NULL while the form is shown */

	bool going;	    /* the plan was agreed to */
	enum phase shown;   /* that the buttons are for */
	int64_t step_ms;    /* monotonic: when the running step began, … */
	int64_t begun_ms;   /* … when all of it did, … */
	int64_t shown_ms;   /* … when its text was made; 0 = soon */
	struct viewer view; /* of the run */
	bool scrolled;	    /* by the user, in this phase */
	struct text commands;
	struct form buttons;
	enum button buttons_do[FORM_BUTTONS_MAX];
	char busy[48];
	int w, h, panel_h;
};

static struct connect_screen *connect_of(struct screen *s)
{
	return (struct connect_screen *)(void *)s;
}

static const struct connect_screen *connect_const(const struct screen *s)
{
	return (const struct connect_screen *)(const void *)s;
}

static enum phase phase_of(const struct connect_screen *s)
{
	if (!s->run)
		return PHASE_FORM;
	if (connect_is_over(s->run))
		return PHASE_OVER;
	if (connect_is_planned(s->run))
		return PHASE_PLANNED;
	return s->going ? PHASE_ACTING : PHASE_LOOKING;
}

static bool is_running(const struct connect_screen *s)
{
	return phase_of(s) == PHASE_LOOKING || phase_of(s) == PHASE_ACTING;
}

/* --- the form --------------------------------------------------------------
 */

static void check(struct connect_screen *s)
{
	size_t count;
	const char *problem;

	connect_form_check(&s->fields, s->base.app);
	problem = form_first_problem(&s->fields.form, &count);
	text_clear(&s->panel);
	text_line(&s->panel, 2);
	if (problem) {
		text_add(&s->panel, ROLE_BAD, "%s ",
			 theme_glyph(GLYPH_BAD, s->base.app->ascii));
		text_add(&s->panel, ROLE_TEXT, "%s ",
			 count == 1 ? "One field is not right yet:"
				    : "Not right yet, the first:");
		text_add(&s->panel, ROLE_STRONG, "%s", problem);
	} else {
		text_add(&s->panel, ROLE_TEXT,
			 "Nothing is written before you have seen the plan.");
	}
	s->base.app->dirty = true;
}

static void forget_run(struct connect_screen *s)
{
	connect_free(s->run);
	s->run = NULL;
	s->going = false;
	s->busy[0] = '\0';
	connect_end_release(&s->from);
	connect_end_release(&s->to);
	kv_release(&s->meta);
	strlist_release(&s->addresses);
}

static void back_to_form(struct connect_screen *s)
{
	forget_run(s);
	s->shown = PHASE_FORM;
	form_focus(&s->fields.form, s->fields.form.focus);
	check(s);
}

/* --- the run ---------------------------------------------------------------
 */

/* Shown in the next turn: the engine is at work while this runs. */
static void run_changed(void *ctx, enum connect_step step)
{
	struct connect_screen *s = ctx;

	s->shown_ms = 0;
	if (connect_items(s->run)[step].mark == CONNECT_RUNNING)
		s->step_ms = clock_ms(s->base.app->clock);
}

static void show_run(struct connect_screen *s)
{
	const struct app *app = s->base.app;

	text_clear(&s->view.text);
	connect_text(&s->view.text, app, s->run, &s->plan, s->step_ms);
	text_clear(&s->commands);
	connect_text_commands(&s->commands, s->run, &s->plan);
	s->busy[0] = '\0';
	if (is_running(s))
		snprintf(s->busy, sizeof(s->busy), "connecting %d s",
			 (int)((app->now_ms - s->begun_ms) / SECOND_MS));
	if (is_running(s) && !s->scrolled)
		s->view.top = s->view.rows; /* what it does now is last */
	s->shown_ms = app->now_ms;
	s->base.app->dirty = true;
}

static void add_button(struct connect_screen *s, enum button what)
{
	static const char *const titles[] = {
		[BUTTON_CONNECT] = "Connect",
		[BUTTON_BACK] = "Back to the form",
		[BUTTON_REMOVE] = "Remove what it made",
		[BUTTON_CLOSE] = "Close",
	};
	size_t at = s->buttons.button_count++;

	s->buttons.buttons[at] = titles[what];
	s->buttons_do[at] = what;
}

static void set_buttons(struct connect_screen *s)
{
	bool made = connect_made_from(s->run) || connect_made_to(s->run);

	s->buttons = (struct form){ .label_width = BUTTONS_X };
	if (s->shown == PHASE_PLANNED) {
		add_button(s, BUTTON_CONNECT);
		add_button(s, BUTTON_BACK);
	} else if (!connect_succeeded(s->run)) {
		add_button(s, BUTTON_BACK);
		if (made)
			add_button(s, BUTTON_REMOVE);
		add_button(s, BUTTON_CLOSE);
	} else {
		add_button(s, BUTTON_CLOSE);
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
	bool good = connect_succeeded(s->run);
	char key[KEY_NAME_MAX];

	keymap_first(&app->keymap, "peering.connect", false, key);
	app_toast(app, good ? ROLE_GOOD : ROLE_WARN,
		  good ? "%s and %s are connected. %s tells more."
		       : "%s and %s are not connected. %s tells more.",
		  s->from.name, s->to.name, key);
}

/* A phase has come to its end. */
static void new_phase(struct connect_screen *s)
{
	s->shown = phase_of(s);
	s->view.top = 0;
	s->scrolled = false;
	if (s->shown == PHASE_PLANNED || s->shown == PHASE_OVER)
		set_buttons(s);
	if (s->shown != PHASE_OVER)
		return;
	refresh(&s->from);
	refresh(&s->to);
	if (app_is_parked(s->base.app, &s->base))
		tell_parked(s);
}

static void start_run(struct connect_screen *s)
{
	struct connect_form *f = &s->fields;
	struct app *app = s->base.app;
	const char *name_from = connect_form_text(f, CONNECT_FORM_NAME_TO);
	const char *name_to = connect_form_text(f, CONNECT_FORM_NAME_FROM);
	struct err err = ERR_INIT;

	if (!connect_end_open(&s->from, app,
			      connect_form_text(f, CONNECT_FORM_FROM), &err) ||
	    !connect_end_open(&s->to, app,
			      connect_form_text(f, CONNECT_FORM_TO), &err)) {
		forget_run(s);
		app_toast(app, ROLE_BAD, "%s", err.msg);
		return;
	}
	rows_get_kv(&f->meta, &s->meta);
	rows_get_list(&f->addresses, &s->addresses);
	s->plan = (struct connect_plan){
		.from = { s->from.name, &s->from.client,
			  *name_from ? name_from : NULL },
		.to = { s->to.name, &s->to.client, *name_to ? name_to : NULL },
		.meta = &s->meta,
		.addresses = &s->addresses,
		.exports = &s->exports,
		.timeout_ms = CONNECT_TIMEOUT_MS,
		.keep = true,
	};
	form_blur(&f->form);
	s->run = connect_new(&s->plan, app->clock, run_changed, s);
	s->begun_ms = s->step_ms = app->now_ms;
	s->shown = PHASE_LOOKING;
	show_run(s);
}

void connect_submit(struct app *app)
{
	struct connect_screen *s = connect_of(app_top(app));
	size_t count;

	s->fields.tried = true;
	check(s);
	if (form_first_problem(&s->fields.form, &count))
		form_focus_problem(&s->fields.form);
	else
		start_run(s);
}

static void press(struct connect_screen *s, enum button what)
{
	switch (what) {
	case BUTTON_CONNECT:
		s->going = true;
		s->begun_ms = s->base.app->now_ms;
		connect_go(s->run);
		break;
	case BUTTON_BACK:
		back_to_form(s);
		break;
	case BUTTON_REMOVE:
		connect_undo(s->run);
		break;
	case BUTTON_CLOSE:
		app_pop(s->base.app);
		break;
	}
}

/* --- keys ------------------------------------------------------------------
 */

static bool run_key(struct connect_screen *s, const struct key *key)
{
	size_t button;

	if (viewer_key(&s->view, key)) {
		s->scrolled = true;
		return true;
	}
	if (is_running(s))
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

static bool connect_key(struct screen *screen, const struct key *key)
{
	struct connect_screen *s = connect_of(screen);
	size_t button;

	if (s->run)
		return run_key(s, key);
	if ((key_is(key, SYM_RIGHT) || key_is(key, SYM_END)) &&
	    connect_form_take_proposal(&s->fields)) {
		check(s);
		return true;
	}
	switch (form_key(&s->fields.form, key, &button)) {
	case FORM_IGNORED:
		return false;
	case FORM_CHANGED:
		check(s);
		break;
	case FORM_PRESSED:
		if (button == 0)
			connect_submit(screen->app);
		else
			app_back(screen->app);
		break;
	case FORM_HANDLED:
		break;
	}
	return true;
}

static bool connect_paste(struct screen *screen, const char *text, size_t len)
{
	struct connect_screen *s = connect_of(screen);

	if (s->run || form_paste(&s->fields.form, text, len) == FORM_IGNORED)
		return false;
	check(s);
	return true;
}

static bool connect_typing(const struct screen *screen)
{
	const struct connect_screen *s = connect_const(screen);

	return !s->run && s->fields.form.focus < CONNECT_FORM_ITEMS;
}

/* --- time ------------------------------------------------------------------
 */

static int64_t connect_deadline_of(const struct screen *screen)
{
	const struct connect_screen *s = connect_const(screen);
	int64_t at, due;

	if (!s->run)
		return -1;
	if (!s->shown_ms || s->shown != phase_of(s))
		return screen->app->now_ms;
	if (!is_running(s))
		return -1;
	at = s->step_ms +
	     ((s->shown_ms - s->step_ms) / SECOND_MS + 1) * SECOND_MS;
	due = connect_deadline(s->run);
	return due >= 0 && due < at ? due : at;
}

static void connect_tick_of(struct screen *screen)
{
	struct connect_screen *s = connect_of(screen);

	connect_tick(s->run);
	if (s->shown != phase_of(s))
		new_phase(s);
	show_run(s);
}

static const char *connect_busy(const struct screen *screen)
{
	return connect_const(screen)->busy;
}

static bool connect_cancel(struct screen *screen)
{
	struct connect_screen *s = connect_of(screen);

	if (phase_of(s) == PHASE_LOOKING)
		back_to_form(s);
	else if (phase_of(s) == PHASE_ACTING)
		connect_stop(s->run, CONNECT_TEXT_STOPPED);
	else
		return false;
	return true;
}

static void leave_answer(struct app *app, int button, void *ctx,
			 const char *text)
{
	(void)ctx;
	(void)text;
	if (button == 1)
		app_pop(app);
}

static bool leave_form(struct connect_screen *s)
{
	struct dialog *d;

	if (!connect_form_dirty(&s->fields))
		return true;
	d = app_dialog(s->base.app, "Leave the form?", leave_answer, s);
	text_add(&d->text, ROLE_TEXT, "What was typed would be lost.");
	d->buttons[0] = "Stay";
	d->buttons[1] = "Leave";
	d->button_count = 2;
	app_dialog_open(s->base.app);
	return false;
}

static bool connect_leave(struct screen *screen)
{
	struct connect_screen *s = connect_of(screen);
	struct app *app = screen->app;
	char key[KEY_NAME_MAX];

	switch (phase_of(s)) {
	case PHASE_FORM:
		return leave_form(s);
	case PHASE_LOOKING:
	case PHASE_PLANNED:
		back_to_form(s);
		return false;
	case PHASE_ACTING:
		keymap_first(&app->keymap, "peering.connect", false, key);
		app_toast(app, ROLE_INFO,
			  "Connecting %s and %s goes on; %s shows it again.",
			  s->from.name, s->to.name, key);
		app_park(app);
		return false;
	case PHASE_OVER:
		break;
	}
	return true;
}

static void connect_focus(struct screen *screen, bool on)
{
	struct connect_screen *s = connect_of(screen);

	if (s->run)
		return;
	if (on)
		form_focus(&s->fields.form, s->fields.form.focus);
	else
		form_blur(&s->fields.form);
}

/* --- drawing ---------------------------------------------------------------
 */

static void connect_layout(struct screen *screen, int w, int h)
{
	struct connect_screen *s = connect_of(screen);

	s->w = w;
	s->h = h;
	if (!s->run) {
		form_layout(&s->fields.form, w, h - HEAD_ROWS - PANEL_ROWS - 1);
		return;
	}
	s->panel_h = h < LOW_H ? 0 : text_height(&s->commands, w - 2) + 1;
	if (s->panel_h > h / 3)
		s->panel_h = h / 3;
	viewer_layout(&s->view, w - 2,
		      h - HEAD_ROWS + 1 - s->panel_h - BUTTONS_ROWS);
	form_layout(&s->buttons, w, 1);
}

static void draw_form(const struct connect_screen *s, const struct canvas *c)
{
	struct canvas area;

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Connect two clusters");
	canvas_text(c, 1, 1, c->w - 2, ROLE_MUTED,
		    "A token is generated on one and spent on the other; it "
		    "never leaves memory.");
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w,
					    s->fields.form.h });
	form_draw(&s->fields.form, &area);
	bars_rule(c, c->h - PANEL_ROWS - 1);
	area = canvas_sub(c, (struct rect){ 1, c->h - PANEL_ROWS, c->w - 2,
					    PANEL_ROWS });
	text_draw(&s->panel, &area, 0);
}

static void draw_title(const struct connect_screen *s, const struct canvas *c)
{
	const char *dc_from = connect_datacenter_from(s->run);
	const char *dc_to = connect_datacenter_to(s->run);
	char title[LABELS_MAX];

	if (*dc_from && *dc_to)
		snprintf(title, sizeof(title),
			 "Connect %.60s (%.60s) and %.60s (%.60s)",
			 s->from.name, dc_from, s->to.name, dc_to);
	else
		snprintf(title, sizeof(title), "Connect %.60s and %.60s",
			 s->from.name, s->to.name);
	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, title);
}

static void draw_commands(const struct connect_screen *s,
			  const struct canvas *c)
{
	int y = c->h - BUTTONS_ROWS - s->panel_h;
	struct canvas area;

	if (s->panel_h <= 1)
		return;
	bars_rule(c, y);
	area = canvas_sub(c,
			  (struct rect){ 1, y + 1, c->w - 2, s->panel_h - 1 });
	text_draw(&s->commands, &area, 0);
}

static void draw_run(const struct connect_screen *s, const struct canvas *c)
{
	struct canvas area;

	draw_title(s, c);
	area = canvas_sub(c, (struct rect){ 1, 2, c->w - 2, s->view.h });
	viewer_draw(&s->view, &area);
	draw_commands(s, c);
	area = canvas_sub(c, (struct rect){ 0, c->h - 1, c->w, 1 });
	if (!is_running(s))
		form_draw(&s->buttons, &area);
	else if (s->going)
		canvas_text(
			&area, 1, 0, c->w - 2, ROLE_MUTED,
			"Esc leaves, this goes on. Ctrl-C stops; records stay.");
}

static void connect_draw(const struct screen *screen, const struct canvas *c)
{
	const struct connect_screen *s = connect_const(screen);

	if (s->run)
		draw_run(s, c);
	else
		draw_form(s, c);
}

static void connect_close(struct screen *screen)
{
	struct connect_screen *s = connect_of(screen);

	forget_run(s);
	strlist_release(&s->exports);
	connect_form_release(&s->fields);
	text_release(&s->panel);
	text_release(&s->commands);
	viewer_release(&s->view);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_CONNECT,
	.title = "Connect",
	.close = connect_close,
	.layout = connect_layout,
	.draw = connect_draw,
	.key = connect_key,
	.paste = connect_paste,
	.typing = connect_typing,
	.deadline = connect_deadline_of,
	.tick = connect_tick_of,
	.cancel = connect_cancel,
	.leave = connect_leave,
	.focus = connect_focus,
	.busy = connect_busy,
};

struct screen *screen_connect_new(struct app *app)
{
	struct connect_screen *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->panel = (struct text)TEXT_INIT;
	s->commands = (struct text)TEXT_INIT;
	s->view = (struct viewer)VIEWER_INIT;
	connect_form_init(&s->fields, app);
	form_start(&s->fields.form);
	check(s);
	return &s->base;
}

/* --- commands --------------------------------------------------------------
 */

void connect_open(struct app *app)
{
	struct screen *s = app_unpark(app, SCOPE_CONNECT, NULL);

	if (s && connect_const(s)->run &&
	    connect_succeeded(connect_const(s)->run)) {
		s->ops->close(s);
		s = NULL;
	}
	app_push(app, s ? s : screen_connect_new(app));
}

const char *connect_only_one(const struct app *app)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };

	connect_end_names(app, &names);
	return names.count > 1
		       ? NULL
		       : "It takes two clusters: write contexts into the config "
			 "file.";
}

const char *connect_not_form(const struct app *app)
{
	return connect_of(app_top(app))->run ? "The form is not open." : NULL;
}

void connect_swap(struct app *app)
{
	struct connect_screen *s = connect_of(app_top(app));

	connect_form_swap(&s->fields);
	check(s);
}
