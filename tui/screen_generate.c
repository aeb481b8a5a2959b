#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/equivalent.h"
#include "net/peering_api.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/generate_form.h"
#include "widgets/key.h"
#include "widgets/text.h"

#define HEAD_ROWS   3 /* title, what it is, a blank */
#define PANEL_MIN   3
#define FORM_MIN    2  /* a field and its note */
#define LOW_H	    17 /* below 20 rows of screen: no blank, a small panel */
#define COMMAND_MAX 4096

/*
 * The record is read before anything is sent (what is there decides what a
 * token would do), and again when an answer was lost: a write is never
 * repeated by itself.
 */
enum step {
	STEP_EDIT,
	STEP_READ_BEFORE,
	STEP_SEND,
	STEP_READ_AFTER,
};

struct generate {
	struct screen base;
	struct generate_form fields;
	enum step step;
	struct http_request *request;	 /* of the step */
	struct http_request *partitions; /* are there any? */
	int64_t started_ms;		 /* the step */
	struct kv meta;			 /* what was sent, for the record's */
	struct strlist addresses;	 /* comparison */
	char shown_id[64]; /* the existing record that the user has been told
			    * of: submitting again generates for it */
	bool existed;
	char lost[160];	   /* what came instead of an answer */
	uint64_t before;   /* its ModifyIndex before sending */
	struct text panel; /* what stands under the form */
	bool panel_kept; /* it tells an outcome: stays until the form changes */
	int w, h, panel_h;
};

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

/* An outcome: stays there until the form is changed. */
static struct text *panel_tell(struct generate *s)
{
	text_clear(&s->panel);
	s->panel_kept = true;
	s->base.app->dirty = true;
	return &s->panel;
}

static void panel_headline(struct generate *s, enum role role, enum glyph glyph,
			   const char *text)
{
	struct text *p = panel_tell(s);

	text_line(p, 2);
	text_add(p, role, "%s ", theme_glyph(glyph, s->base.app->ascii));
	text_add(p, ROLE_STRONG, "%s", text);
}

static void panel_line(struct generate *s, const char *text)
{
	text_line(&s->panel, 2);
	text_add(&s->panel, ROLE_TEXT, "%s", text);
}

/* --- the steps --------------------------------------------------------------
 */

static void begin(struct generate *s, enum step step)
{
	s->step = step;
	s->started_ms = s->base.app->now_ms;
	s->base.app->dirty = true;
}

static void check(struct generate *s)
{
	generate_form_check(&s->fields, s->base.cluster->watch);
	panel_update(s);
}

static void edit_again(struct generate *s)
{
	s->request = NULL;
	begin(s, STEP_EDIT);
	check(s);
}

static void tell_regenerate(struct generate *s, const struct peering *p)
{
	char line[200];
	bool live = p->state == PEERING_ACTIVE || p->state == PEERING_FAILING;

	snprintf(line, sizeof(line), "%s exists here (%s).", p->name,
		 p->state_text);
	panel_headline(s, ROLE_WARN, GLYPH_WARN, line);
	panel_line(s, live ? "A new token leaves the connection as it is; an "
			     "unused older token stops working."
			   : "A new token replaces the older one, which stops "
			     "working if it was not used.");
	panel_line(s, "The meta stays as stored. Addresses given before are "
		      "forgotten: give them again. Press Generate again.");
}

/* Nothing can be generated for such a record. */
static bool refused_record(struct generate *s, const struct peering *p)
{
	if (p->state == PEERING_TERMINATED)
		panel_headline(s, ROLE_BAD, GLYPH_BAD,
			       "The other side deleted this peering.");
	else if (peering_role(p) == PEERING_DIALER)
		panel_headline(s, ROLE_BAD, GLYPH_BAD,
			       "This cluster dialed that peering itself.");
	else if (p->state == PEERING_DELETING)
		panel_headline(s, ROLE_BAD, GLYPH_BAD,
			       "That peering is just being deleted.");
	else
		return false;
	if (p->state == PEERING_TERMINATED)
		panel_line(s, "Consul would hand out a token that cannot work. "
			      "Delete the record first (Esc, then D), or use "
			      "another name.");
	else if (p->state == PEERING_DELETING)
		panel_line(s, "Try again in a moment, or use another name.");
	else
		panel_line(s, "Consul gives no token for it. Delete the record "
			      "first (Esc, then D), or use another name.");
	return true;
}

static void sent(void *ctx, const struct http_reply *reply, const char *token,
		 size_t len);

static void send_it(struct generate *s)
{
	struct peering_generate g;

	kv_release(&s->meta);
	strlist_release(&s->addresses);
	generate_form_request(&s->fields, &s->meta, &s->addresses, &g);
	begin(s, STEP_SEND);
	s->request =
		peering_api_generate(&s->base.cluster->client, &g, sent, s);
}

static void show_existing(struct generate *s, const struct peering *p)
{
	snprintf(s->shown_id, sizeof(s->shown_id), "%s", p->id);
	generate_form_show_stored(&s->fields, p);
}

static void read_before(void *ctx, const struct http_reply *reply,
			struct peerings *list)
{
	struct generate *s = ctx;
	const struct peering *p = list->count ? &list->rows[0] : NULL;

	s->request = NULL;
	s->existed = p != NULL;
	s->before = p ? p->modify_index : 0;
	if (!p && reply->status != 404) {
		explain_failure(panel_tell(s), s->base.app,
				"Reading the record", reply);
		panel_line(s, "Nothing was generated; the form is as it was.");
	} else if (!p && !s->shown_id[0]) {
		send_it(s);
		return;
	} else if (!p) {
		s->shown_id[0] = '\0';
		generate_form_show_typed(&s->fields);
		panel_headline(s, ROLE_WARN, GLYPH_WARN,
			       "The peering is not there any more.");
		panel_line(s, "The meta that was typed is back. Press Generate "
			      "to create it anew.");
	} else if (!refused_record(s, p)) {
		if (!strcmp(s->shown_id, p->id)) {
			send_it(s);
			return;
		}
		show_existing(s, p);
		tell_regenerate(s, p);
	}
	edit_again(s);
}

static void read_after(void *ctx, const struct http_reply *reply,
		       struct peerings *list)
{
	struct generate *s = ctx;
	const struct peering *p = list->count ? &list->rows[0] : NULL;
	bool done = p && (!s->existed || p->modify_index != s->before);

	if (!p && reply->status != 404) {
		panel_headline(s, ROLE_WARN, GLYPH_WARN,
			       "Whether a token was made is not known.");
		panel_line(s, s->lost);
		panel_line(s, "And the record cannot be read:");
		panel_line(s, *reply->body ? reply->body
					   : explain_short(&reply->err));
		panel_line(s, "Press Generate to read it again; that tells.");
	} else if (!done) {
		panel_headline(s, ROLE_WARN, GLYPH_WARN,
			       "Not done: no token was made.");
		panel_line(s, s->lost);
		panel_line(s, "The record shows that nothing happened. Press "
			      "Generate to try again.");
	} else {
		panel_headline(s, ROLE_WARN, GLYPH_WARN,
			       "Done, but the token is lost.");
		panel_line(s, s->lost);
		panel_line(s, "Consul made it, but cannot show it again. Press "
			      "Generate again for another, which replaces it.");
		show_existing(s, p);
	}
	watch_refresh(s->base.cluster->watch);
	edit_again(s);
}

static void look_after(struct generate *s)
{
	begin(s, STEP_READ_AFTER);
	s->request = peering_api_read(&s->base.cluster->client,
				      textfield_text(&s->fields.name),
				      textfield_text(&s->fields.partition),
				      read_after, s);
}

/* The one that was typed, unless it is that of the list. */
static const char *other_partition(const struct generate *s)
{
	const char *here = s->base.cluster->config.partition.value;
	const char *typed = textfield_text(&s->fields.partition);

	return *typed && strcmp(typed, here ? here : "default") != 0 ? typed
								     : NULL;
}

static void got_token(struct generate *s, const char *token, size_t len)
{
	struct app *app = s->base.app;
	const struct tokens_peering of = {
		.cluster = s->base.cluster,
		.name = textfield_text(&s->fields.name),
		.partition = other_partition(s),
	};
	size_t index = tokens_add(&app->tokens, &of, token, len, app->now_ms);
	struct token_entry *e = app->tokens.items[index];

	e->again = s->existed;
	if (!s->existed)
		kv_copy(&e->asked, &s->meta);
	watch_refresh(app->cluster->watch);
	app_replace(app, screen_token_new(app, index));
}

static void sent(void *ctx, const struct http_reply *reply, const char *token,
		 size_t len)
{
	struct generate *s = ctx;

	s->request = NULL;
	if (token) {
		got_token(s, token, len);
		return;
	}
	if (http_outcome_open(reply)) {
		snprintf(s->lost, sizeof(s->lost), "The answer: %.140s",
			 explain_short(&reply->err));
		look_after(s);
		return;
	}
	explain_failure(panel_tell(s), s->base.app, "Generating the token",
			reply);
	edit_again(s);
}

void generate_submit(struct app *app)
{
	struct generate *s = generate_of(app_top(app));
	size_t count;

	if (s->step != STEP_EDIT)
		return;
	if (cluster_write_refused(s->base.cluster)) {
		app_toast(app, ROLE_WARN, "%s",
			  cluster_write_refused(s->base.cluster));
		return;
	}
	s->fields.tried = true;
	s->panel_kept = false;
	check(s);
	if (form_first_problem(&s->fields.form, &count)) {
		form_focus_problem(&s->fields.form);
		return;
	}
	begin(s, STEP_READ_BEFORE);
	s->request = peering_api_read(&app->cluster->client,
				      textfield_text(&s->fields.name),
				      textfield_text(&s->fields.partition),
				      read_before, s);
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
	check(s);
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
	size_t button;

	if (s->step != STEP_EDIT)
		return !acts_while_busy(key);
	if ((key_is(key, SYM_RIGHT) || key_is(key, SYM_END)) &&
	    generate_form_take_proposal(&s->fields)) {
		form_changed(s, name);
		return true;
	}
	switch (form_key(&s->fields.form, key, &button)) {
	case FORM_IGNORED:
		return false;
	case FORM_CHANGED:
		form_changed(s, name);
		break;
	case FORM_PRESSED:
		if (button == 0)
			generate_submit(screen->app);
		else
			app_back(screen->app);
		break;
	case FORM_HANDLED:
		break;
	}
	return true;
}

static bool generate_paste(struct screen *screen, const char *text, size_t len)
{
	struct generate *s = generate_of(screen);
	_cleanup_(mem_freep) char *name =
		mem_dup(textfield_text(&s->fields.name));

	if (s->step != STEP_EDIT ||
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
	check(generate_of(screen));
}

static int64_t generate_deadline(const struct screen *screen)
{
	const struct generate *s = generate_const(screen);
	int64_t gone = screen->app->now_ms - s->started_ms;

	return s->step == STEP_EDIT ? -1
				    : s->started_ms + (gone / 1000 + 1) * 1000;
}

static void generate_tick(struct screen *screen)
{
	(void)screen; /* the seconds in the header are drawn anew */
}

static const char *generate_busy(const struct screen *screen)
{
	static const char *const names[] = {
		[STEP_EDIT] = "",
		[STEP_READ_BEFORE] = "reading the record",
		[STEP_SEND] = "generating",
		[STEP_READ_AFTER] = "reading what became of it",
	};

	return names[generate_const(screen)->step];
}

static bool generate_cancel(struct screen *screen)
{
	struct generate *s = generate_of(screen);

	if (s->step == STEP_EDIT)
		return false;
	http_cancel(s->request);
	s->request = NULL;
	if (s->step == STEP_SEND) {
		snprintf(s->lost, sizeof(s->lost),
			 "It was cancelled after it was sent.");
		look_after(s);
		return true;
	}
	panel_headline(s, ROLE_WARN, GLYPH_WARN, "Cancelled.");
	panel_line(s, s->step == STEP_READ_BEFORE
			      ? "Nothing was generated; the form is as it was."
			      : "Whether a token was made is not known. Press "
				"Generate to read the record again.");
	edit_again(s);
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

static bool generate_leave(struct screen *screen)
{
	struct generate *s = generate_of(screen);
	struct dialog *d;

	if (generate_cancel(screen))
		return false;
	if (!generate_form_dirty(&s->fields))
		return true;
	d = app_dialog(screen->app, "Leave the form?", leave_answer, s);
	text_add(&d->text, ROLE_TEXT, "What was typed would be lost.");
	d->buttons[0] = "Stay";
	d->buttons[1] = "Leave";
	d->button_count = 2;
	app_dialog_open(screen->app);
	return false;
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
		    "The other cluster establishes the peering with it. Single "
		    "use.");
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

	s->partitions = NULL;
	if (reply->status == 200)
		generate_form_partitions(&s->fields);
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
	generate_form_init(&s->fields, app->cluster->config.partition.value);
	if (name)
		generate_form_give_name(&s->fields, name);
	form_start(&s->fields.form);
	s->partitions = peering_api_get(&app->cluster->client, "/v1/partitions",
					got_partitions, s);
	check(s);
	return &s->base;
}
