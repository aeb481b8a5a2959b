#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/connect_private.h"
#include "tui/connect_text.h"
#include "tui/explain.h"
#include "tui/form_screen.h"
#include "widgets/key.h"

#define HEAD_ROWS    3 /* title, what it is, a blank */
#define PANEL_ROWS   1
#define LOW_H	     17 /* below 20 rows of screen: no commands */
#define BUTTONS_ROWS 2	/* a blank and the buttons */
#define SECOND_MS    1000
#define LABELS_MAX   300

static struct connect_screen *connect_of(struct screen *s)
{
	return (struct connect_screen *)(void *)s;
}

static const struct connect_screen *connect_const(const struct screen *s)
{
	return (const struct connect_screen *)(const void *)s;
}

/* --- the form --------------------------------------------------------------
 */

void connect_check(struct connect_screen *s)
{
	size_t count;
	const char *problem;

	connect_form_check(&s->fields, s->base.app);
	problem = form_first_problem(&s->fields.form, &count);
	text_clear(&s->panel);
	text_line(&s->panel, 2);
	if (s->waits) {
		text_add(&s->panel, ROLE_TEXT,
			 "Asking for the ACL token of %s… Ctrl-C stops.",
			 connect_end_waits(&s->from) ? s->from.name
						     : s->to.name);
	} else if (problem) {
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

/* What waited to start was for the form as it was. */
static void form_changed(struct connect_screen *s)
{
	s->waits = false;
	connect_check(s);
}

void connect_submit(struct app *app)
{
	struct connect_screen *s = connect_of(app_top(app));
	size_t count;

	s->fields.tried = true;
	connect_check(s);
	if (form_first_problem(&s->fields.form, &count)) {
		form_focus_problem(&s->fields.form);
		return;
	}
	form_remember(&s->fields.form);
	connect_run_start(s);
	if (s->waits)
		connect_check(s);
}

/* --- keys ------------------------------------------------------------------
 */

static bool connect_key(struct screen *screen, const struct key *key)
{
	struct connect_screen *s = connect_of(screen);
	enum form_result result;

	if (s->run)
		return connect_run_key(s, key);
	result = form_screen_key(screen, &s->fields.form, key, connect_submit);
	if (result == FORM_CHANGED)
		form_changed(s);
	return result != FORM_IGNORED;
}

static bool connect_paste(struct screen *screen, const char *text, size_t len)
{
	struct connect_screen *s = connect_of(screen);

	if (s->run || form_paste(&s->fields.form, text, len) == FORM_IGNORED)
		return false;
	form_changed(s);
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
		return connect_run_may_start(s) ? screen->app->now_ms : -1;
	if (!s->shown_ms || s->shown != connect_run_phase(s))
		return screen->app->now_ms;
	if (!connect_run_is_on(s))
		return -1;
	at = s->step_ms +
	     ((s->shown_ms - s->step_ms) / SECOND_MS + 1) * SECOND_MS;
	due = connect_deadline(s->run);
	return due >= 0 && due < at ? due : at;
}

static void connect_tick_of(struct screen *screen)
{
	struct connect_screen *s = connect_of(screen);

	if (!s->run) {
		connect_run_go_on(s);
		connect_check(s);
		return;
	}
	connect_tick(s->run);
	if (s->shown != connect_run_phase(s))
		connect_run_new_phase(s);
	connect_run_show(s);
}

static const char *connect_busy(const struct screen *screen)
{
	return connect_const(screen)->busy;
}

static bool connect_cancel(struct screen *screen)
{
	struct connect_screen *s = connect_of(screen);

	if (s->waits || connect_run_phase(s) == CONNECT_SHOWS_LOOKING)
		connect_run_leave(s);
	else if (connect_run_phase(s) == CONNECT_SHOWS_ACTING)
		connect_stop(s->run, CONNECT_TEXT_STOPPED);
	else
		return false;
	return true;
}

static bool connect_leave(struct screen *screen)
{
	struct connect_screen *s = connect_of(screen);
	struct app *app = screen->app;
	char key[EXPLAIN_KEY_MAX];

	switch (connect_run_phase(s)) {
	case CONNECT_SHOWS_FORM:
		return form_screen_leave(app, connect_form_dirty(&s->fields),
					 "");
	case CONNECT_SHOWS_LOOKING:
	case CONNECT_SHOWS_PLANNED:
		connect_run_leave(s);
		return false;
	case CONNECT_SHOWS_ACTING:
		explain_key(app, "peering.connect", key);
		app_toast(app, ROLE_INFO,
			  "Connecting %s and %s goes on; %s shows it again.",
			  s->from.name, s->to.name, key);
		app_park(app);
		return false;
	case CONNECT_SHOWS_OVER:
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
	canvas_text(
		c, 1, 1, c->w - 2, ROLE_MUTED,
		"A token goes from one to the other without leaving memory.");
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
	if (!connect_run_is_on(s))
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

	connect_run_forget(s);
	strlist_release(&s->exports);
	connect_form_release(&s->fields);
	text_release(&s->panel);
	text_release(&s->commands);
	viewer_release(&s->view);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_CONNECT,
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
	connect_check(s);
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
	if (names.count < 2)
		return "It takes two clusters: write contexts into the config "
		       "file.";
	return cluster_write_refused(app->cluster);
}

const char *connect_not_form(const struct app *app)
{
	return connect_of(app_top(app))->run ? "The form is not open." : NULL;
}

void connect_swap(struct app *app)
{
	struct connect_screen *s = connect_of(app_top(app));

	connect_form_swap(&s->fields);
	form_changed(s);
}
