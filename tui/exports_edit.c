#include "tui/exports_edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/linediff.h"
#include "base/mem.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/failure.h"

#define CONTEXT 2 /* lines around a change */

static void changed(struct exports_edit *e)
{
	e->app->dirty = true;
	e->changed(e->ctx);
}

/* --- what is shown ----------------------------------------------------------
 */

static const char *entry_of(const struct exports_edit *e)
{
	return e->entry.len ? e->entry.data : NULL;
}

static void diff_line(void *ctx, enum linediff_kind kind, const char *line,
		      size_t count)
{
	static const struct {
		const char *mark;
		enum role role;
	} looks[] = {
		[LINEDIFF_SAME] = { "  ", ROLE_MUTED },
		[LINEDIFF_REMOVED] = { "- ", ROLE_BAD },
		[LINEDIFF_ADDED] = { "+ ", ROLE_GOOD },
		[LINEDIFF_SKIPPED] = { "  ", ROLE_MUTED },
	};
	struct text *out = ctx;

	text_line(out, 4);
	text_add(out, looks[kind].role, "%s", looks[kind].mark);
	if (line)
		text_add(out, looks[kind].role, "%s", line);
	else
		text_add(out, ROLE_MUTED, "(%zu more line%s)", count,
			 count == 1 ? "" : "s");
}

static void lines_of(const struct buf *entry, struct strlist *ret)
{
	struct err err;

	if (entry->len)
		exports_lines(entry->data, entry->len, ret, &err);
}

static void add_diff(struct text *out, const struct buf *before,
		     const struct buf *after)
{
	_cleanup_(strlist_release) struct strlist from = { 0 };
	_cleanup_(strlist_release) struct strlist to = { 0 };

	lines_of(before, &from);
	lines_of(after, &to);
	linediff(&from, &to, CONTEXT, diff_line, out);
}

static void close_answer(struct app *app, int button, void *ctx,
			 const char *text)
{
	(void)app;
	(void)button;
	(void)ctx;
	(void)text;
}

/* A dialog must not come between someone and what he does by now. */
static bool is_looked_at(const struct exports_edit *e)
{
	return app_can_ask(e->app) && app_top(e->app) == e->screen;
}

static void show(struct exports_edit *e, struct dialog *d)
{
	if (!d->button_count)
		d->buttons[d->button_count++] = "Close";
	app_dialog_open(e->app);
}

static void tell_failure(struct exports_edit *e, const char *title,
			 const char *what, const struct http_reply *reply)
{
	struct dialog *d;

	if (!is_looked_at(e)) {
		app_toast(e->app, ROLE_BAD, "%s: %s", title,
			  explain_short(&reply->err));
		return;
	}
	d = failure_dialog(e->app, title, what, reply);
	text_line(&d->text, 2);
	text_add(&d->text, ROLE_TEXT,
		 "Nothing was written; what is marked stays marked.");
	show(e, d);
}

/* --- reading ----------------------------------------------------------------
 */

static void ask_to_write(struct exports_edit *e);
static void ask_to_merge(struct exports_edit *e);

static void got_entry(void *ctx, const struct http_reply *reply);

static void read_entry(struct exports_edit *e, enum exports_step step)
{
	e->step = step;
	e->request = exports_read(&e->cluster->client, got_entry, e);
	changed(e);
}

static void wish_of(const struct exports_edit *e, struct strlist *add,
		    struct strlist *remove, struct exports_wish *ret)
{
	exports_model_wish(&e->model, add, remove);
	*ret = (struct exports_wish){
		.partition = e->cluster->config.partition.value,
		.peer = e->peer,
		.add = add,
		.remove = remove,
	};
}

/* Make `change` anew from what is marked and the entry as it is now. */
static bool prepare(struct exports_edit *e, struct err *err)
{
	_cleanup_(strlist_release) struct strlist add = { 0 };
	_cleanup_(strlist_release) struct strlist remove = { 0 };
	struct exports_wish wish;

	wish_of(e, &add, &remove, &wish);
	exports_change_release(&e->change);
	return exports_apply(entry_of(e), e->entry.len, &wish, &e->change, err);
}

/* What came instead of an entry that can be read. */
static bool refuse(struct exports_edit *e, const struct http_reply *reply)
{
	if (e->step == EXPORTS_LOOK_UP && is_looked_at(e)) {
		struct dialog *d = app_dialog(e->app, "Written or not?",
					      close_answer, NULL);

		text_add(
			&d->text, ROLE_TEXT,
			"The answer was lost, and the entry cannot be read, so "
			"whether it was written is not known:");
		explain_failure(&d->text, e->app, "Reading the entry", reply);
		show(e, d);
	} else if (e->have) {
		tell_failure(e,
			     e->step == EXPORTS_LOOK_UP
				     ? "Whether it was written is not known"
				     : "Not read",
			     "Reading the entry", reply);
	} else {
		text_clear(&e->problem);
		explain_failure(&e->problem, e->app,
				"Reading the exported services", reply);
		explain_next(&e->problem, e->app, reply->body);
	}
	return false;
}

static bool take_entry(struct exports_edit *e, const struct http_reply *reply)
{
	struct exports_list list = { 0 };
	struct http_reply r = *reply;
	bool none = r.status == 404 && !r.filtered;

	if (r.err.kind != ERR_NONE && !none)
		return refuse(e, &r);
	if (!exports_list_decode(none ? NULL : r.body, r.body_len, e->peer,
				 &list, &r.err))
		return refuse(e, &r);
	buf_clear(&e->entry);
	if (!none)
		buf_add(&e->entry, r.body, r.body_len);
	exports_model_load(&e->model, &list);
	exports_list_release(&list);
	text_clear(&e->problem);
	e->have = true;
	e->read_ms = e->app->now_ms;
	return prepare(e, &r.err) ? true : refuse(e, &r);
}

/* All that was marked is in the entry now: nothing is left to do. */
static void settle(struct exports_edit *e, const char *how)
{
	exports_model_forget(&e->model);
	app_toast(e->app, ROLE_GOOD, "The exports to %s are written%s.",
		  e->peer, how);
	watch_refresh(e->cluster->watch);
}

static void tell_outcome(struct exports_edit *e, enum exports_step step)
{
	bool confirmed = step == EXPORTS_CONFIRM;

	if (!e->change.changed)
		settle(e, confirmed ? "" : ", though the answer was lost");
	else
		app_toast(e->app, ROLE_WARN,
			  confirmed ? "Written, but changed again by someone "
				      "else since."
				    : "Not written: the answer was lost, and "
				      "the entry is as it was.");
}

/* From now on the user knows the entry as it is. */
static void make_known(struct exports_edit *e)
{
	buf_clear(&e->known);
	buf_add(&e->known, e->entry.data, e->entry.len);
	e->known_index = e->change.cas;
}

static void go_on(struct exports_edit *e, enum exports_step step)
{
	bool moved = e->change.cas != e->known_index;
	bool asks = step == EXPORTS_PREPARE || step == EXPORTS_COMPARE;

	if (asks && !is_looked_at(e)) {
		app_toast(e->app, ROLE_WARN,
			  "The exports to %s were not written: the entry came "
			  "when you had gone on.",
			  e->peer);
		return;
	}
	if (asks && (moved || step == EXPORTS_COMPARE))
		ask_to_merge(e);
	else if (asks)
		ask_to_write(e);
	else if (step != EXPORTS_READ)
		tell_outcome(e, step);
	make_known(e);
}

static void got_entry(void *ctx, const struct http_reply *reply)
{
	struct exports_edit *e = ctx;
	enum exports_step step = e->step;

	e->request = NULL;
	if (take_entry(e, reply)) {
		e->step = EXPORTS_IDLE;
		go_on(e, step);
	}
	e->step = EXPORTS_IDLE;
	changed(e);
}

static void got_catalog(void *ctx, const struct http_reply *reply)
{
	struct exports_edit *e = ctx;
	struct err err;

	e->catalog = NULL;
	strlist_release(&e->model.catalog);
	e->model.catalog_filtered = reply->filtered;
	e->model.catalog_read =
		reply->err.kind == ERR_NONE &&
		exports_catalog_decode(reply->body, reply->body_len,
				       &e->model.catalog, &err);
	changed(e);
}

void exports_edit_read(struct exports_edit *e)
{
	if (!e->catalog)
		e->catalog =
			exports_catalog(&e->cluster->client, got_catalog, e);
	if (e->step == EXPORTS_IDLE)
		read_entry(e, EXPORTS_READ);
}

/* --- writing ----------------------------------------------------------------
 */

static void written(void *ctx, const struct http_reply *reply)
{
	struct exports_edit *e = ctx;

	e->request = NULL;
	switch (exports_outcome(reply)) {
	case EXPORTS_WRITTEN:
		read_entry(e, EXPORTS_CONFIRM);
		return;
	case EXPORTS_FASTER:
		read_entry(e, EXPORTS_COMPARE);
		return;
	case EXPORTS_OPEN:
		read_entry(e, EXPORTS_LOOK_UP);
		return;
	case EXPORTS_REFUSED:
		e->step = EXPORTS_IDLE;
		tell_failure(e, "Not written", "Writing the entry", reply);
	}
	changed(e);
}

static void write_answer(struct app *app, int button, void *ctx,
			 const char *text)
{
	struct exports_edit *e = ctx;

	(void)text;
	if (button != 1)
		return;
	e->step = EXPORTS_WRITE;
	e->request = exports_write(&e->cluster->client, e->change.body.data,
				   e->change.cas, written, e);
	app_toast(app, ROLE_INFO, "Writing the exports was requested.");
	changed(e);
}

static void ask_to_write(struct exports_edit *e)
{
	struct dialog *d;

	if (!e->change.changed) {
		settle(e, " already");
		return;
	}
	d = app_dialog(e->app, "The exported-services entry as it will be",
		       write_answer, e);
	add_diff(&d->text, &e->entry, &e->change.body);
	d->buttons[0] = "Back";
	d->buttons[1] = "Write";
	d->button_count = 2;
	show(e, d);
}

static void merge_answer(struct app *app, int button, void *ctx,
			 const char *text)
{
	(void)app;
	(void)text;
	if (button == 1)
		ask_to_write(ctx);
}

static void ask_to_merge(struct exports_edit *e)
{
	struct dialog *d;

	d = app_dialog(e->app, "Someone else changed the entry meanwhile",
		       merge_answer, e);
	text_add(&d->text, ROLE_TEXT, "Nothing of yours was written. %s",
		 e->entry.len ? "They made it:" : "They deleted it.");
	add_diff(&d->text, &e->known, &e->entry);
	text_line(&d->text, 0);
	if (e->change.changed) {
		text_add(&d->text, ROLE_TEXT,
			 "Merge puts your change into theirs, and shows it "
			 "before it is written.");
		d->buttons[0] = "Back";
		d->buttons[1] = "Merge";
		d->button_count = 2;
	} else {
		text_add(&d->text, ROLE_TEXT,
			 "That is what you wanted: nothing is left to write.");
		exports_model_forget(&e->model);
	}
	show(e, d);
}

void exports_edit_write(struct exports_edit *e)
{
	if (e->step == EXPORTS_IDLE)
		read_entry(e, EXPORTS_PREPARE);
}

/* --- the rest ---------------------------------------------------------------
 */

bool exports_edit_cancel(struct exports_edit *e)
{
	bool sent = e->step == EXPORTS_WRITE;
	bool wrote = e->step == EXPORTS_CONFIRM || e->step == EXPORTS_LOOK_UP;
	char key[EXPLAIN_KEY_MAX];

	if (!e->request)
		return false;
	http_cancel(e->request);
	e->request = NULL;
	if (sent) {
		read_entry(e, EXPORTS_LOOK_UP);
		return true;
	}
	explain_key(e->app, "exports.read", key);
	if (wrote)
		app_toast(e->app, ROLE_WARN,
			  "No longer waiting; %s shows what was written.", key);
	else
		app_toast(e->app, ROLE_WARN, "Cancelled; nothing was written.");
	e->step = EXPORTS_IDLE;
	if (!e->have) {
		text_clear(&e->problem);
		text_line(&e->problem, 2);
		text_add(&e->problem, ROLE_TEXT,
			 "The exports were not read. %s reads them.", key);
	}
	changed(e);
	return true;
}

const char *exports_edit_busy(const struct exports_edit *e)
{
	static const char *const names[EXPORTS_STEPS] = {
		[EXPORTS_IDLE] = "",
		[EXPORTS_READ] = "reading the exports",
		[EXPORTS_PREPARE] = "reading the exports",
		[EXPORTS_WRITE] = "writing the exports",
		[EXPORTS_CONFIRM] = "reading what was written",
		[EXPORTS_LOOK_UP] = "reading what became of it",
		[EXPORTS_COMPARE] = "reading their change",
	};

	return names[e->step];
}

const char *exports_edit_refused(const struct exports_edit *e)
{
	const struct cluster *c = e->cluster;

	if (c->readonly)
		return "Writing is off: this cluster is opened read-only.";
	if (c->watch && watch_status(c->watch)->rights.mesh_write == RIGHT_NO)
		return "The ACL token in use may not change exports: "
		       "mesh:write is missing.";
	if (!e->have)
		return "The exports were not read yet.";
	return NULL;
}

void exports_edit_init(struct exports_edit *e, const struct screen *screen,
		       const char *peer, void (*on_change)(void *ctx),
		       void *ctx)
{
	const struct client *client = &screen->cluster->client;

	*e = (struct exports_edit){
		.app = screen->app,
		.cluster = screen->cluster,
		.screen = screen,
		.peer = mem_dup(peer),
		.entry = BUF_INIT(EXPORTS_ENTRY_MAX),
		.known = BUF_INIT(EXPORTS_ENTRY_MAX),
		.problem = TEXT_INIT,
		.changed = on_change,
		.ctx = ctx,
	};
	e->step = EXPORTS_READ;
	e->request = exports_read(client, got_entry, e);
	e->catalog = exports_catalog(client, got_catalog, e);
}

void exports_edit_release(struct exports_edit *e)
{
	http_cancel(e->request);
	http_cancel(e->catalog);
	exports_model_release(&e->model);
	exports_change_release(&e->change);
	buf_release(&e->entry);
	buf_release(&e->known);
	text_release(&e->problem);
	free(e->peer);
}
