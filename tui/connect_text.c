#include "tui/connect_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "net/connect.h"
#include "net/equivalent.h"
#include "net/peering_api.h"
#include "tui/app.h"
#include "tui/checklist.h"
#include "tui/explain.h"
#include "widgets/text.h"

#define COMMAND_MAX   4096
#define HINT_AFTER_MS 3000

/* A step before, while and after it is done; "%s" is the cluster that does it,
 * NULL the item's own text. */
static const struct {
	const char *running, *done, *failed;
	bool by_to; /* To does it, not From */
	bool aside; /* the item's text says more of what was done */
} steps[CONNECT_STEPS] = {
	[CONNECT_LOOK] = { "Looking at both clusters",
			   "Both answer, peering and mesh are on, and may be "
			   "written",
			   "They cannot be connected so", false, false },
	[CONNECT_GENERATE] = { "Generating a token on %s",
			       "Token generated on %s, kept in memory",
			       "No token was generated on %s", false, false },
	[CONNECT_PROBE] = { "Probing its addresses from this host",
			    "Addresses probed", "Addresses probed", false,
			    true },
	[CONNECT_ESTABLISH] = { "%s dials the other", "%s accepted the token",
				"%s did not establish it", true, false },
	[CONNECT_WAIT] = { "Waiting for both sides to be ACTIVE with a fresh "
			   "heartbeat",
			   "Both sides are ACTIVE with a fresh heartbeat",
			   "Not both sides are ACTIVE with a fresh heartbeat",
			   false, false },
	[CONNECT_UNDO] = { "Removing what this made",
			   "What this made is "
			   "removed",
			   "Not all that this made could be removed", false,
			   false },
};

static const enum checklist_mark marks[] = {
	[CONNECT_TODO] = CHECKLIST_TODO,
	[CONNECT_RUNNING] = CHECKLIST_RUNNING,
	[CONNECT_DONE] = CHECKLIST_DONE,
	[CONNECT_SKIPPED] = CHECKLIST_DONE,
	[CONNECT_WARNED] = CHECKLIST_WARNED,
	[CONNECT_FAILED] = CHECKLIST_FAILED,
};

/* The item's own text; what is to do begins as a sentence. */
static void add_own(struct text *out, const struct app *app,
		    const struct connect_item *item)
{
	char first = item->text[0];

	if (item->mark == CONNECT_TODO)
		first = (char)toupper((unsigned char)first);
	checklist_step(out, app, marks[item->mark], "%c%s", first,
		       item->text + 1);
}

static void add_titled(struct text *out, const struct app *app,
		       const char *title, const char *who,
		       enum connect_mark mark)
{
	const char *hole = strstr(title, "%s");

	if (hole)
		checklist_step(out, app, marks[mark], "%.*s%s%s",
			       (int)(hole - title), title, who, hole + 2);
	else
		checklist_step(out, app, marks[mark], "%s", title);
}

static void add_side(struct text *out, const char *label,
		     const struct err *seen)
{
	static const char prefix[] = "it is ";
	bool has = !strncmp(seen->msg, prefix, strlen(prefix));

	if (seen->kind == ERR_NONE)
		checklist_under(out, "%s   ACTIVE, heard", label);
	else
		checklist_under(out, "%s   %s%s", label,
				seen->msg + (has ? strlen(prefix) : 0),
				strstr(seen->msg, "heartbeat")
					? "; one is due within 15 s"
					: "");
}

/* What can be said while it takes its time. */
static void add_running(struct text *out, const struct app *app,
			const struct connect *c,
			const struct connect_plan *plan, enum connect_step step,
			int64_t step_ms)
{
	int seconds = (int)((app->now_ms - step_ms) / 1000);
	struct err from, to;

	if (step == CONNECT_WAIT) {
		checklist_aside(out, "%d s of %d", seconds,
				plan->timeout_ms / 1000);
		connect_seen(c, &from, &to);
		add_side(out, plan->from.label, &from);
		add_side(out, plan->to.label, &to);
	} else if (app->now_ms - step_ms >= HINT_AFTER_MS) {
		checklist_aside(out, "%d s", seconds);
		if (step == CONNECT_ESTABLISH)
			checklist_under(
				out,
				"An address that refuses costs 3 s, one that "
				"stays silent 20 s; those after it are not "
				"dialed then.");
	}
}

static void add_step(struct text *out, const struct app *app,
		     const struct connect *c, const struct connect_plan *plan,
		     enum connect_step step, int64_t step_ms)
{
	const struct connect_item *item = &connect_items(c)[step];
	const char *who = steps[step].by_to ? plan->to.label : plan->from.label;

	switch (item->mark) {
	case CONNECT_RUNNING:
		add_titled(out, app, steps[step].running, who, item->mark);
		add_running(out, app, c, plan, step, step_ms);
		break;
	case CONNECT_TODO:
	case CONNECT_SKIPPED:
		add_own(out, app, item);
		break;
	case CONNECT_FAILED:
		add_titled(out, app, steps[step].failed, who, item->mark);
		break;
	case CONNECT_DONE:
	case CONNECT_WARNED:
		add_titled(out, app, steps[step].done, who, item->mark);
		if (steps[step].aside)
			checklist_aside(out, "%s", item->text);
		break;
	}
}

/* --- the outcome -----------------------------------------------------------
 */

static void add_headline(struct text *out, const struct app *app,
			 enum role role, enum glyph glyph, const char *text)
{
	text_line(out, 2);
	text_add(out, role, "%s ", theme_glyph(glyph, app->ascii));
	text_add(out, ROLE_STRONG, "%s", text);
}

static void add_names(struct text *out, const struct connect *c,
		      const struct connect_plan *plan)
{
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "  %s is called ", plan->to.label);
	text_add(out, ROLE_STRONG, "%s", connect_name_from(c));
	text_add(out, ROLE_TEXT, " on %s, and %s ", plan->from.label,
		 plan->from.label);
	text_add(out, ROLE_STRONG, "%s", connect_name_to(c));
	text_add(out, ROLE_TEXT, " on %s.", plan->to.label);
}

static void add_next(struct text *out, const struct app *app)
{
	char key[KEY_NAME_MAX];

	if (!keymap_first(&app->keymap, "peering.exports", false, key))
		return;
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "  Nothing is exported yet: ");
	text_add(out, ROLE_KEY, "%s", key);
	text_add(out, ROLE_TEXT,
		 " on Peers says which services the other one gets.");
}

static const struct connect_item *failed_item(const struct connect *c)
{
	const struct connect_item *items = connect_items(c);

	for (int i = CONNECT_LOOK; i < CONNECT_UNDO; i++)
		if (items[i].mark == CONNECT_FAILED)
			return &items[i];
	return NULL;
}

/* An establish that got no answer, or a gateway's, may have left a record. */
static bool to_is_sure(const struct connect *c)
{
	const struct connect_item *item = &connect_items(c)[CONNECT_ESTABLISH];

	return item->mark == CONNECT_DONE ||
	       strstr(item->text, "through address") ||
	       strstr(item->text, "peering token must be generated");
}

static void add_left(struct text *out, const struct connect *c,
		     const struct connect_plan *plan)
{
	bool from = connect_made_from(c), to = connect_made_to(c);
	bool from_is_sure =
		connect_items(c)[CONNECT_GENERATE].mark == CONNECT_DONE;

	if (!from && !to)
		return;
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "  Left behind: ");
	if (from)
		text_add(out, ROLE_TEXT, "%s%s on %s",
			 from_is_sure ? "" : "perhaps ", connect_name_from(c),
			 plan->from.label);
	if (to)
		text_add(out, ROLE_TEXT, "%s%s%s on %s", from ? " and " : "",
			 to_is_sure(c) ? "" : "perhaps ", connect_name_to(c),
			 plan->to.label);
	text_add(out, ROLE_TEXT,
		 ". It stays, and the next plan goes on from there; or remove "
		 "it.");
}

static void add_outcome(struct text *out, const struct app *app,
			const struct connect *c,
			const struct connect_plan *plan)
{
	const struct connect_item *failed = failed_item(c);
	const struct err err = ERR_INIT;
	const char *meaning;

	if (!failed) {
		add_headline(out, app, ROLE_GOOD, GLYPH_OK,
			     "They are connected.");
		add_names(out, c, plan);
		if (connect_items(c)[CONNECT_GENERATE].mark == CONNECT_DONE)
			add_next(out, app);
		return;
	}
	if (!strcmp(failed->text, CONNECT_TEXT_STOPPED)) {
		add_headline(out, app, ROLE_WARN, GLYPH_WARN, "Stopped here.");
		add_left(out, c, plan);
		return;
	}
	meaning = explain_meaning(&err, failed->text);
	add_headline(out, app, ROLE_BAD, GLYPH_BAD, "They are not connected.");
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "  %s", failed->text);
	if (meaning) {
		text_line(out, 2);
		text_add(out, ROLE_TEXT, "  %s", meaning);
	}
	explain_next(out, app, failed->text);
	add_left(out, c, plan);
}

/* Of what is peered already the first step that is skipped tells enough. */
static bool is_worth_telling(const struct connect_item *item,
			     enum connect_step step)
{
	return item->text[0] || item->mark == CONNECT_RUNNING
		       ? item->mark != CONNECT_SKIPPED ||
				 step == CONNECT_GENERATE
		       : false;
}

/* Once it is over the outcome stands first: what is below may be cut. */
void connect_text(struct text *out, const struct app *app,
		  const struct connect *c, const struct connect_plan *plan,
		  int64_t step_ms)
{
	const struct connect_item *items = connect_items(c);

	if (connect_is_over(c)) {
		add_outcome(out, app, c, plan);
		text_line(out, 0);
	}
	for (int i = CONNECT_LOOK; i <= CONNECT_WAIT; i++)
		if (is_worth_telling(&items[i], (enum connect_step)i))
			add_step(out, app, c, plan, (enum connect_step)i,
				 step_ms);
	if (items[CONNECT_UNDO].mark)
		add_step(out, app, c, plan, CONNECT_UNDO, step_ms);
}

/* --- commands --------------------------------------------------------------
 */

static void add_command(struct text *out, const char *label,
			const struct buf *command)
{
	text_line(out, (int)strlen(label) + 2);
	text_add(out, ROLE_MUTED, "%s$ ", label);
	text_add(out, ROLE_TEXT, "%s", command->data);
}

void connect_text_commands(struct text *out, const struct connect *c,
			   const struct connect_plan *plan)
{
	_cleanup_(buf_release) struct buf generate = BUF_INIT(COMMAND_MAX);
	_cleanup_(buf_release) struct buf establish = BUF_INIT(COMMAND_MAX);
	const struct peering_generate g = {
		.name = connect_name_from(c),
		.meta = plan->meta,
		.addresses = plan->addresses,
	};
	const struct peering_establish e = {
		.name = connect_name_to(c),
		.token = "",
		.meta = plan->meta,
	};

	if (!*g.name || !*e.name)
		return;
	equivalent_generate(&generate, &g, NULL);
	equivalent_establish_with(&establish, &e, NULL);
	text_line(out, 0);
	text_add(out, ROLE_MUTED, "The same as commands:");
	add_command(out, plan->from.label, &generate);
	add_command(out, plan->to.label, &establish);
}
