#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/peering_api.h"
#include "net/peering_body.h"
#include "net/probe.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/establish_panel.h"
#include "tui/establish_private.h"
#include "tui/explain.h"
#include "tui/form_screen.h"
#include "widgets/key.h"

#define HEAD_ROWS    3 /* title, what it is, a blank */
#define PANEL_MIN    3
#define FORM_LEAST   9	/* rows of the form, and the rule */
#define LOW_H	     17 /* below 20 rows of screen: a small panel */
#define LOW_PANEL    3
#define BUTTONS_ROWS 2 /* a blank and the buttons */
#define SECOND_MS    1000

static struct establish_screen *establish_of(struct screen *s)
{
	return (struct establish_screen *)(void *)s;
}

static const struct establish_screen *establish_const(const struct screen *s)
{
	return (const struct establish_screen *)(const void *)s;
}

void establish_check(struct establish_screen *s)
{
	establish_form_check(&s->fields, s->base.cluster);
	if (!s->panel_kept) {
		text_clear(&s->panel);
		establish_panel(&s->panel, s->base.cluster, &s->fields,
				s->probe);
	}
	s->base.app->dirty = true;
}

void establish_form_changed(struct establish_screen *s)
{
	s->panel_kept = false;
	establish_check(s);
}

void establish_token_changed(struct establish_screen *s)
{
	probe_free(s->probe);
	s->probe = NULL;
	establish_form_changed(s);
}

void establish_submit(struct app *app)
{
	struct establish_screen *s = establish_of(app_top(app));
	const char *refused = cluster_write_refused(s->base.cluster);
	size_t count;

	if (!establish_is_form(s))
		return;
	if (refused) {
		app_toast(app, ROLE_WARN, "%s", refused);
		return;
	}
	s->fields.tried = true;
	establish_form_changed(s);
	if (form_first_problem(&s->fields.form, &count)) {
		form_focus_problem(&s->fields.form);
		return;
	}
	form_remember(&s->fields.form);
	establish_run_start(s);
}

/* --- keys ------------------------------------------------------------------
 */

static bool form_keys(struct establish_screen *s, const struct key *key)
{
	enum form_result result = form_screen_key(&s->base, &s->fields.form,
						  key, establish_submit);

	if (result == FORM_CHANGED &&
	    s->fields.form.focus == ESTABLISH_FORM_TOKEN) {
		establish_form_decode(&s->fields,
				      clock_wall(s->base.app->clock));
		establish_token_changed(s);
	} else if (result == FORM_CHANGED) {
		establish_form_changed(s);
	}
	return result != FORM_IGNORED;
}

static bool establish_key(struct screen *screen, const struct key *key)
{
	struct establish_screen *s = establish_of(screen);

	return establish_is_form(s) ? form_keys(s, key)
				    : establish_run_key(s, key);
}

/* A token goes where tokens go, whatever has the focus; in its field what is
 * pasted replaces what was there. */
static bool establish_paste(struct screen *screen, const char *text, size_t len)
{
	struct establish_screen *s = establish_of(screen);
	int64_t now = clock_wall(screen->app->clock);
	struct token token;
	bool is_token;

	if (!establish_is_form(s))
		return false;
	is_token = token_decode(text, len, &token, NULL);
	if (is_token)
		token_release(&token);
	if (is_token || s->fields.form.focus == ESTABLISH_FORM_TOKEN) {
		if (!establish_form_set_token(&s->fields, text, len, now))
			app_toast(screen->app, ROLE_WARN,
				  "What was pasted is too long for a token.");
		establish_token_changed(s);
		return true;
	}
	if (form_paste(&s->fields.form, text, len) == FORM_IGNORED)
		return false;
	establish_form_changed(s);
	return true;
}

static bool establish_typing(const struct screen *screen)
{
	const struct establish_screen *s = establish_const(screen);

	return establish_is_form(s) &&
	       s->fields.form.focus < ESTABLISH_FORM_ITEMS;
}

/* --- what happens meanwhile ------------------------------------------------
 */

static void establish_changed(struct screen *screen)
{
	struct establish_screen *s = establish_of(screen);

	if (establish_is_over(s) && establish_run_status(s)->leftover)
		establish_run_follow_leftover(s);
	establish_check(s);
	form_refresh(&s->fields.form);
}

static int64_t establish_deadline_of(const struct screen *screen)
{
	const struct establish_screen *s = establish_const(screen);
	int64_t begun, at, due;

	if (!establish_is_running(s))
		return -1;
	begun = establish_run_status(s)->step_ms;
	at = begun + ((s->shown_ms - begun) / SECOND_MS + 1) * SECOND_MS;
	due = establish_deadline(s->run);
	return due >= 0 && due < at ? due : at;
}

static void establish_tick_of(struct screen *screen)
{
	struct establish_screen *s = establish_of(screen);

	establish_tick(s->run);
	if (!establish_is_running(s))
		return;
	establish_run_show(s);
	if (establish_run_status(s)->question)
		establish_run_ask(s);
}

static const char *establish_busy(const struct screen *screen)
{
	const struct establish_screen *s = establish_const(screen);

	if (s->probe && !probe_is_done(s->probe))
		return "probing";
	return s->busy;
}

static bool establish_cancel_of(struct screen *screen)
{
	struct establish_screen *s = establish_of(screen);

	if (!establish_is_running(s))
		return false;
	establish_cancel(s->run);
	return true;
}

static bool establish_leave(struct screen *screen)
{
	struct establish_screen *s = establish_of(screen);
	struct app *app = screen->app;
	char key[EXPLAIN_KEY_MAX];

	if (establish_is_running(s)) {
		explain_key(app, "peering.establish", key);
		app_toast(app, ROLE_INFO,
			  "Establishing %s goes on; %s shows it again.",
			  establish_name(s->run), key);
		app_park(app);
		return false;
	}
	return form_screen_leave(app,
				 establish_is_form(s) &&
					 establish_form_dirty(&s->fields),
				 "The token is not spent.");
}

static void establish_focus(struct screen *screen, bool on)
{
	struct establish_screen *s = establish_of(screen);

	s->shown_ms = 0; /* a question that waited is asked in the next turn */
	if (!establish_is_form(s))
		return;
	if (on)
		form_focus(&s->fields.form, s->fields.form.focus);
	else
		form_blur(&s->fields.form);
}

/* --- drawing ---------------------------------------------------------------
 */

static void layout_form(struct establish_screen *s, int w, int h)
{
	int wanted = text_height(&s->panel, w - 2);
	int most = h < LOW_H ? LOW_PANEL : h - HEAD_ROWS - FORM_LEAST;

	s->panel_h = wanted < PANEL_MIN ? PANEL_MIN : wanted;
	if (s->panel_h > most)
		s->panel_h = most;
	form_layout(&s->fields.form, w, h - HEAD_ROWS - s->panel_h - 1);
}

static void establish_layout(struct screen *screen, int w, int h)
{
	struct establish_screen *s = establish_of(screen);

	s->w = w;
	s->h = h;
	if (establish_is_form(s)) {
		layout_form(s, w, h);
		return;
	}
	viewer_layout(&s->view, w - 2, h - HEAD_ROWS - BUTTONS_ROWS + 1);
	form_layout(&s->buttons, w, 1);
}

static void draw_form(const struct establish_screen *s, const struct canvas *c)
{
	int form_h = c->h - HEAD_ROWS - s->panel_h - 1;
	struct canvas area;

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Establish a peering");
	canvas_text(
		c, 1, 1, c->w - 2, ROLE_MUTED,
		"With a token that the other cluster made; this one dials.");
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w, form_h });
	form_draw(&s->fields.form, &area);
	bars_rule(c, HEAD_ROWS + form_h);
	area = canvas_sub(c, (struct rect){ 1, c->h - s->panel_h, c->w - 2,
					    s->panel_h });
	text_draw(&s->panel, &area, 0);
}

static void draw_run(const struct establish_screen *s, const struct canvas *c)
{
	struct canvas area;
	char title[128];

	snprintf(title, sizeof(title), "Establish %s", establish_name(s->run));
	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, title);
	area = canvas_sub(c, (struct rect){ 1, 2, c->w - 2, s->view.h });
	viewer_draw(&s->view, &area);
	area = canvas_sub(c, (struct rect){ 0, c->h - 1, c->w, 1 });
	if (establish_is_over(s))
		form_draw(&s->buttons, &area);
	else
		canvas_text(&area, 1, 0, c->w - 2, ROLE_MUTED,
			    "Esc leaves, and this goes on. Ctrl-C stops it "
			    "here.");
}

static void establish_draw(const struct screen *screen, const struct canvas *c)
{
	const struct establish_screen *s = establish_const(screen);

	if (establish_is_form(s))
		draw_form(s, c);
	else
		draw_run(s, c);
}

static void establish_close(struct screen *screen)
{
	struct establish_screen *s = establish_of(screen);

	http_cancel(s->roots);
	probe_free(s->probe);
	establish_free(s->run);
	establish_form_release(&s->fields);
	text_release(&s->panel);
	viewer_release(&s->view);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_ESTABLISH,
	.close = establish_close,
	.layout = establish_layout,
	.draw = establish_draw,
	.key = establish_key,
	.paste = establish_paste,
	.typing = establish_typing,
	.changed = establish_changed,
	.deadline = establish_deadline_of,
	.tick = establish_tick_of,
	.cancel = establish_cancel_of,
	.leave = establish_leave,
	.focus = establish_focus,
	.busy = establish_busy,
};

/* --- opening it ------------------------------------------------------------
 */

static void got_roots(void *ctx, const struct http_reply *reply)
{
	struct establish_screen *s = ctx;

	s->roots = NULL;
	if (reply->err.kind == ERR_NONE)
		s->fields.trust_domain =
			peering_body_trust_domain(reply->body, reply->body_len);
	establish_check(s);
}

struct screen *screen_establish_new(struct app *app)
{
	struct establish_screen *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->panel = (struct text)TEXT_INIT;
	s->view = (struct viewer)VIEWER_INIT;
	establish_form_init(&s->fields, app);
	form_start(&s->fields.form);
	s->roots = peering_api_get(&app->cluster->client,
				   "/v1/connect/ca/roots", got_roots, s);
	establish_check(s);
	return &s->base;
}

void establish_fill(struct establish_screen *s, const char *name,
		    const char *token, size_t len)
{
	if (name) {
		textfield_set(&s->fields.name, name);
		establish_check(s);
		establish_form_keep_meta(&s->fields);
	}
	if (token)
		establish_form_set_token(&s->fields, token, len,
					 clock_wall(s->base.app->clock));
	establish_token_changed(s);
}
