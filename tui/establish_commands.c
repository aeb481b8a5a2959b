/* The commands of the Establish screen besides sending: ways for a token to get
 * in, and what can be done with it. */
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "net/probe.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/establish_private.h"
#include "tui/form_rules.h"
#include "tui/question.h"
#include "tui/savefile.h"

static struct establish_screen *on_top(const struct app *app)
{
	return (struct establish_screen *)(void *)app_top(app);
}

/* --- opening it ------------------------------------------------------------
 */

static bool is_done(const struct establish_screen *s)
{
	return establish_is_over(s) &&
	       establish_run_status(s)->end == ESTABLISH_CONNECTED;
}

/* One under way is shown again instead; NULL then. */
static struct establish_screen *open_fresh(struct app *app)
{
	struct screen *s = app_unpark(app, SCOPE_ESTABLISH, app->cluster);

	if (s && !is_done((struct establish_screen *)(void *)s)) {
		app_push(app, s);
		return NULL;
	}
	if (s)
		s->ops->close(s);
	app_push(app, screen_establish_new(app));
	return on_top(app);
}

void establish_open(struct app *app)
{
	open_fresh(app);
}

const char *establish_not_again(const struct app *app)
{
	const char *name = app_peering(app);
	const struct watch_row *row =
		name ? form_rules_listed(app->cluster->watch, name) : NULL;

	if (!row)
		return "No peering is selected.";
	if (peering_role(row->peering) == PEERING_ACCEPTOR)
		return "This cluster issued the token for it: only the other "
		       "side can establish it again.";
	if (row->peering->state == PEERING_DELETING)
		return "It is being deleted.";
	return cluster_write_refused(app->cluster);
}

void establish_again(struct app *app)
{
	_cleanup_(mem_freep) char *name = mem_dup(app_peering(app));
	struct establish_screen *s = open_fresh(app);

	if (s)
		establish_fill(s, name, NULL, 0);
}

bool establish_take(struct app *app, const char *text, size_t len)
{
	struct establish_screen *s;
	struct token token;

	if (cluster_write_refused(app->cluster) ||
	    !token_decode(text, len, &token, NULL))
		return false;
	token_release(&token);
	s = open_fresh(app);
	if (s)
		establish_fill(s, NULL, text, len);
	else
		app_toast(app, ROLE_WARN,
			  "The token that was pasted was not taken: this one "
			  "comes first.");
	return true;
}

/* --- in the form -----------------------------------------------------------
 */

const char *establish_not_form(const struct app *app)
{
	return establish_is_form(on_top(app)) ? NULL : "The form is not open.";
}

const char *establish_no_token(const struct app *app)
{
	const struct establish_screen *s = on_top(app);

	return establish_is_form(s) && s->fields.decoded
		       ? NULL
		       : "There is no token yet.";
}

const char *establish_no_meta(const struct app *app)
{
	const struct establish_screen *s = on_top(app);

	return establish_is_form(s) && s->fields.erased.count
		       ? NULL
		       : "No meta is stored that would be erased.";
}

static void probe_changed(void *ctx)
{
	establish_form_changed(ctx);
}

void establish_probe_now(struct app *app)
{
	struct establish_screen *s = on_top(app);

	probe_free(s->probe);
	s->probe = probe_new(app->http, &s->fields.holds, probe_changed, s);
	establish_form_changed(s);
}

void establish_keep(struct app *app)
{
	struct establish_screen *s = on_top(app);

	establish_form_keep_meta(&s->fields);
	establish_form_changed(s);
}

static void ask_file(struct app *app, struct establish_screen *s,
		     const char *problem);

static void file_answer(struct app *app, int button, void *ctx,
			const char *text)
{
	_cleanup_(buf_release) struct buf token = BUF_SECRET(TOKEN_TEXT_MAX);
	struct establish_screen *s = ctx;
	struct err err = ERR_INIT;
	char path[PATH_MAX];

	if (button != 1)
		return;
	snprintf(s->path, sizeof(s->path), "%s", text);
	if (!savefile_expand(text, path, &err) ||
	    !file_read_regular(path, &token, &err)) {
		ask_file(app, s, err.msg);
		return;
	}
	establish_form_set_token(&s->fields, token.data, token.len,
				 clock_wall(app->clock));
	establish_token_changed(s);
}

static void ask_file(struct app *app, struct establish_screen *s,
		     const char *problem)
{
	static const struct question question = {
		.title = "A token from a file",
		.about = "The file is read, and stays. Delete it when the "
			 "token was used.",
		.label = "Path",
		.verb = "Read",
		.kind = SUGGEST_PATH,
	};

	question_ask(app, &question, s->path, problem, file_answer, s);
}

void establish_file(struct app *app)
{
	ask_file(app, on_top(app), NULL);
}

/* Generated on another cluster, and not known to be of no use. */
static bool is_usable(const struct token_entry *e, const struct app *app)
{
	return e->cluster != app->cluster && e->decoded &&
	       (e->use == TOKEN_UNKNOWN || e->use == TOKEN_UNUSED ||
		e->use == TOKEN_WAS_ACTIVE);
}

/* Each press takes the next one. */
void establish_own(struct app *app)
{
	struct establish_screen *s = on_top(app);
	const struct tokens *t = &app->tokens;

	for (size_t i = 0; i < t->count; i++) {
		size_t at = (s->own_token + i) % t->count;
		const struct token_entry *e = t->items[at];

		if (!is_usable(e, app))
			continue;
		s->own_token = at + 1;
		establish_form_set_token(&s->fields, e->text.data, e->text.len,
					 clock_wall(app->clock));
		establish_token_changed(s);
		app_toast(app, ROLE_INFO, "The token for %s, generated on %s.",
			  e->name, cluster_title(e->cluster));
		return;
	}
	app_toast(app, ROLE_WARN,
		  "No usable token of another cluster was generated in this "
		  "run.");
}
