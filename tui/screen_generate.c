#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/equivalent.h"
#include "net/peering_api.h"
#include "net/peering_body.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/form_rules.h"
#include "tui/form_screen.h"
#include "tui/generate_private.h"
#include "widgets/key.h"
#include "widgets/text.h"

#define HEAD_ROWS   3 /* title, what it is, a blank */
#define PANEL_MIN   3
#define FORM_MIN    2  /* a field and its note */
#define LOW_H	    17 /* below 20 rows of screen: no blank, a small panel */
#define COMMAND_MAX 4096

static struct generate *generate_of(struct screen *s)
{
	return (struct generate *)(void *)s;
}

static const struct generate *generate_const(const struct screen *s)
{
	return (const struct generate *)(const void *)s;
}

/* --- the panel under the form ----------------------------------------------
 */

static void panel_problem(struct generate *s, const char *problem, size_t count)
{
	const char *bad = theme_glyph(GLYPH_BAD, s->base.app->ascii);

	text_line(&s->panel, 2);
	text_add(&s->panel, ROLE_BAD, "%s ", bad);
	if (count == 1)
		text_add(&s->panel, ROLE_TEXT, "One field is not right yet: ");
	else
		text_add(&s->panel, ROLE_TEXT,
			 "%zu fields are not right yet; the first: ", count);
	text_add(&s->panel, ROLE_STRONG, "%s", problem);
	text_line(&s->panel, 2);
	text_add(&s->panel, ROLE_MUTED,
		 "  Then the equivalent command stands here.");
}

static void panel_command(struct generate *s)
{
	_cleanup_(kv_release) struct kv meta = { 0 };
	_cleanup_(strlist_release) struct strlist addresses = { 0 };
	_cleanup_(buf_release) struct buf command = BUF_INIT(COMMAND_MAX);
	struct peering_generate g;

	if (!*textfield_text(&s->fields.name)) {
		text_line(&s->panel, 2);
		text_add(&s->panel, ROLE_MUTED,
			 "A name is all that is needed.");
		return;
	}
	generate_form_request(&s->fields, &meta, &addresses, &g);
	equivalent_generate(&command, &g, &s->base.cluster->config);
	text_line(&s->panel, 2);
	text_add(&s->panel, ROLE_MUTED, "The same as a command:");
	text_line(&s->panel, 2);
	text_add(&s->panel, ROLE_TEXT, "%s", command.data);
}

static void panel_update(struct generate *s)
{
	size_t count;
	const char *problem = form_first_problem(&s->fields.form, &count);

	if (s->panel_kept)
		return;
	text_clear(&s->panel);
	if (problem)
		panel_problem(s, problem, count);
	else
		panel_command(s);
}

/* The ID of the peering that the form is about; NULL = there is none, as far
 * as is known. */
static const char *existing_id(const struct generate *s)
{
	const struct watch_row *row =
		form_rules_listed(s->base.cluster->watch,
				  textfield_text(&s->fields.name));

	if (s->shown_id[0])
		return s->shown_id;
	return row && !generate_other_partition(s) ? row->peering->id : NULL;
}

void generate_check(struct generate *s)
{
	generate_form_check(&s->fields, s->base.cluster->watch);
	generate_last_look(&s->last, existing_id(s));
	panel_update(s);
}

void generate_submit(struct app *app)
{
	struct generate *s = generate_of(app_top(app));
	size_t count;

	if (s->step != GENERATE_STEP_EDIT)
		return;
	if (cluster_write_refused(s->base.cluster)) {
		app_toast(app, ROLE_WARN, "%s",
			  cluster_write_refused(s->base.cluster));
		return;
	}
	s->fields.tried = true;
	s->panel_kept = false;
	generate_check(s);
	if (form_first_problem(&s->fields.form, &count)) {
		form_focus_problem(&s->fields.form);
		return;
	}
	form_remember(&s->fields.form);
	generate_run_start(s);
}

const char *generate_no_last(const struct app *app)
{
	const struct generate *s = generate_const(app_top(app));

	return generate_last_none(&s->last);
}

void generate_last(struct app *app)
{
	struct generate *s = generate_of(app_top(app));

	if (s->step != GENERATE_STEP_EDIT)
		return;
	generate_last_toggle(&s->last);
	s->panel_kept = false;
	generate_check(s);
}

/* --- the screen --------------------------------------------------------------
 */

static void name_changed(struct generate *s)
{
	if (s->shown_id[0]) {
		s->shown_id[0] = '\0';
		generate_form_show_typed(&s->fields);
	}
}

static void form_changed(struct generate *s, const char *name_before)
{
	if (strcmp(name_before, textfield_text(&s->fields.name)) != 0)
		name_changed(s);
	s->panel_kept = false;
	generate_check(s);
}

/* What acts while a request is under way; the form stays as it was sent. */
static bool acts_while_busy(const struct key *key)
{
	return key_is(key, SYM_ESC) || key_is_ctrl(key, 'l') ||
	       key_is_ctrl(key, 'z');
}

static bool generate_key(struct screen *screen, const struct key *key)
{
	struct generate *s = generate_of(screen);
	_cleanup_(mem_freep) char *name =
		mem_dup(textfield_text(&s->fields.name));
	enum form_result result;

	if (s->step != GENERATE_STEP_EDIT)
		return !acts_while_busy(key);
	result = form_screen_key(screen, &s->fields.form, key, generate_submit);
	if (result == FORM_CHANGED)
		form_changed(s, name);
	return result != FORM_IGNORED;
}

static bool generate_paste(struct screen *screen, const char *text, size_t len)
{
	struct generate *s = generate_of(screen);
	_cleanup_(mem_freep) char *name =
		mem_dup(textfield_text(&s->fields.name));

	if (s->step != GENERATE_STEP_EDIT ||
	    form_paste(&s->fields.form, text, len) == FORM_IGNORED)
		return false;
	form_changed(s, name);
	return true;
}

static bool generate_typing(const struct screen *screen)
{
	const struct generate *s = generate_const(screen);

	return s->fields.form.focus < GENERATE_ITEMS;
}

static void generate_changed(struct screen *screen)
{
	generate_check(generate_of(screen));
	form_refresh(&generate_of(screen)->fields.form);
}

static int64_t generate_deadline(const struct screen *screen)
{
	const struct generate *s = generate_const(screen);
	int64_t gone = screen->app->now_ms - s->started_ms;

	return s->step == GENERATE_STEP_EDIT
		       ? -1
		       : s->started_ms + (gone / 1000 + 1) * 1000;
}

static void generate_tick(struct screen *screen)
{
	(void)screen; /* the seconds in the header are drawn anew */
}

static const char *generate_busy(const struct screen *screen)
{
	return generate_run_busy(generate_const(screen));
}

static bool generate_cancel(struct screen *screen)
{
	return generate_run_cancel(generate_of(screen));
}

static bool generate_leave(struct screen *screen)
{
	const struct generate *s = generate_of(screen);

	return !generate_cancel(screen) &&
	       form_screen_leave(screen->app, generate_form_dirty(&s->fields),
				 "");
}

static void generate_focus(struct screen *screen, bool on)
{
	struct generate *s = generate_of(screen);

	if (on)
		form_focus(&s->fields.form, s->fields.form.focus);
	else
		form_blur(&s->fields.form);
}

/* Rows of the panel. Where there are few, a problem gets one, the equivalent
 * command none; but what came of a request is shown to its end. */
static int panel_rows(const struct generate *s, int w, int h)
{
	int wanted = text_height(&s->panel, w - 2);
	int most = h < LOW_H ? h - HEAD_ROWS - 1 - FORM_MIN : h / 2 - 1;
	size_t problems;

	if (h < LOW_H && !s->panel_kept)
		return form_first_problem(&s->fields.form, &problems) ? 1 : 0;
	if (wanted < PANEL_MIN)
		wanted = PANEL_MIN;
	return wanted < most ? wanted : most;
}

static int form_rows(const struct generate *s, int h)
{
	return h - HEAD_ROWS - (s->panel_h ? s->panel_h + 1 : 0);
}

static void generate_layout(struct screen *screen, int w, int h)
{
	struct generate *s = generate_of(screen);

	s->w = w;
	s->h = h;
	s->panel_h = panel_rows(s, w, h);
	form_layout(&s->fields.form, w, form_rows(s, h));
}

static void generate_draw(const struct screen *screen, const struct canvas *c)
{
	const struct generate *s = generate_const(screen);
	int form_h = form_rows(s, c->h);
	struct canvas area;

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Generate a peering token");
	canvas_text(c, 1, 1, c->w - 2, ROLE_MUTED,
		    "The other cluster establishes with it. Single use.");
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w, form_h });
	form_draw(&s->fields.form, &area);
	if (!s->panel_h)
		return;
	bars_rule(c, HEAD_ROWS + form_h);
	area = canvas_sub(c, (struct rect){ 1, c->h - s->panel_h, c->w - 2,
					    s->panel_h });
	text_draw(&s->panel, &area, 0);
}

static void generate_close(struct screen *screen)
{
	struct generate *s = generate_of(screen);

	http_cancel(s->request);
	http_cancel(s->partitions);
	generate_last_release(&s->last);
	generate_form_release(&s->fields);
	text_release(&s->panel);
	kv_release(&s->meta);
	strlist_release(&s->addresses);
	free(s);
}

/* Community answers 404 (Consul 1.21): there are no partitions. */
static void got_partitions(void *ctx, const struct http_reply *reply)
{
	struct generate *s = ctx;
	_cleanup_(strlist_release) struct strlist names = { 0 };

	s->partitions = NULL;
	if (reply->status != 200)
		return;
	peering_body_partitions(reply->body, reply->body_len, &names);
	generate_form_partitions(&s->fields, &names);
	s->base.app->dirty = true;
}

static const struct screen_ops ops = {
	.scope = SCOPE_GENERATE,
	.close = generate_close,
	.layout = generate_layout,
	.draw = generate_draw,
	.key = generate_key,
	.paste = generate_paste,
	.typing = generate_typing,
	.changed = generate_changed,
	.deadline = generate_deadline,
	.tick = generate_tick,
	.cancel = generate_cancel,
	.leave = generate_leave,
	.focus = generate_focus,
	.busy = generate_busy,
};

struct screen *screen_generate_new(struct app *app, const char *name)
{
	struct generate *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->panel = (struct text)TEXT_INIT;
	generate_form_init(&s->fields, app);
	generate_last_init(&s->last, app->cluster, &s->fields);
	if (name)
		generate_form_give_name(&s->fields, name);
	form_start(&s->fields.form);
	s->partitions = peering_api_get(&app->cluster->client, "/v1/partitions",
					got_partitions, s);
	generate_check(s);
	if (name)
		generate_last_fill(&s->last);
	generate_check(s);
	return &s->base;
}
