/* The steps of generating a token, and what comes of each. */
#include <stdio.h>
#include <string.h>

#include "net/peering_api.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/generate_private.h"

/* --- what came of it, under the form ---------------------------------------
 */

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

static void begin(struct generate *s, enum generate_step step)
{
	s->step = step;
	s->started_ms = s->base.app->now_ms;
	s->base.app->dirty = true;
}

static void edit_again(struct generate *s)
{
	s->request = NULL;
	begin(s, GENERATE_STEP_EDIT);
	generate_check(s);
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
	panel_line(s, "The meta stays as stored. ");
	generate_last_tell(&s->last, &s->panel);
	text_add(&s->panel, ROLE_TEXT, " Press Generate again.");
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
	begin(s, GENERATE_STEP_SEND);
	s->request =
		peering_api_generate(&s->base.cluster->client, &g, sent, s);
}

static void show_existing(struct generate *s, const struct peering *p)
{
	snprintf(s->shown_id, sizeof(s->shown_id), "%s", p->id);
	generate_form_show_stored(&s->fields, p);
	generate_last_look(&s->last, s->shown_id);
	generate_last_fill(&s->last);
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
		explain_next(&s->panel, s->base.app, reply->body);
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
	begin(s, GENERATE_STEP_READ_AFTER);
	s->request = peering_api_read(&s->base.cluster->client,
				      textfield_text(&s->fields.name),
				      textfield_text(&s->fields.partition),
				      read_after, s);
}

const char *generate_other_partition(const struct generate *s)
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
		.partition = generate_other_partition(s),
	};
	size_t index = tokens_add(&app->tokens, &of, token, len, app->now_ms);
	struct token_entry *e = app->tokens.items[index];

	e->again = s->existed;
	if (!s->existed)
		kv_copy(&e->asked, &s->meta);
	if (e->decoded)
		generate_last_keep(app, &e->token, e->name, &s->addresses);
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
	explain_next(&s->panel, s->base.app, reply->body);
	edit_again(s);
}

void generate_run_start(struct generate *s)
{
	begin(s, GENERATE_STEP_READ_BEFORE);
	s->request = peering_api_read(&s->base.cluster->client,
				      textfield_text(&s->fields.name),
				      textfield_text(&s->fields.partition),
				      read_before, s);
}

bool generate_run_cancel(struct generate *s)
{
	if (s->step == GENERATE_STEP_EDIT)
		return false;
	http_cancel(s->request);
	s->request = NULL;
	if (s->step == GENERATE_STEP_SEND) {
		snprintf(s->lost, sizeof(s->lost),
			 "It was cancelled after it was sent.");
		look_after(s);
		return true;
	}
	panel_headline(s, ROLE_WARN, GLYPH_WARN, "Cancelled.");
	panel_line(s, s->step == GENERATE_STEP_READ_BEFORE
			      ? "Nothing was generated; the form is as it was."
			      : "Whether a token was made is not known. Press "
				"Generate to read the record again.");
	edit_again(s);
	return true;
}

const char *generate_run_busy(const struct generate *s)
{
	static const char *const names[] = {
		[GENERATE_STEP_EDIT] = "",
		[GENERATE_STEP_READ_BEFORE] = "reading the record",
		[GENERATE_STEP_SEND] = "generating",
		[GENERATE_STEP_READ_AFTER] = "reading what became of it",
	};

	return names[s->step];
}
