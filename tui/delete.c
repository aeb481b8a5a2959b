#include "tui/delete.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/impact.h"
#include "tui/app.h"
#include "tui/delete_impact.h"
#include "tui/explain.h"
#include "tui/failure.h"

struct delete
{
	struct cluster *cluster;
	const struct screen *screen; /* where it began; only compared */
	char *name;
	struct http_request *request; /* NULL while the dialog is open */
	struct peerings record;	      /* what the dialog is about */
	struct impact *impact;	      /* fills in while it is open */
	bool sent;		      /* the request under way deletes */
	bool following; /* DELETING: the list tells when it has gone */
};

void delete_release(struct app *app)
{
	struct delete *d = app->deleting;

	if (!d)
		return;
	http_cancel(d->request);
	impact_free(d->impact);
	peerings_release(&d->record);
	free(d->name);
	free(d);
	app->deleting = NULL;
}

/* It is over: the list is read, whatever came of it. */
static void end(struct app *app)
{
	struct watch *watch = app->deleting->cluster->watch;

	delete_release(app);
	watch_refresh(watch);
}

bool delete_busy(const struct app *app)
{
	return app->deleting && app->deleting->request;
}

bool delete_cancel(struct app *app)
{
	struct delete *d = app->deleting;
	bool sent;

	if (!d || !d->request)
		return false;
	sent = d->sent;
	app_toast(app, ROLE_WARN,
		  sent ? "No longer waiting; %s may be deleted all the same. "
			 "The list will tell."
		       : "Cancelled; %s was not deleted.",
		  d->name);
	end(app);
	return true;
}

/* A dialog must not come between someone and what he does by now. */
static bool is_looked_at(const struct app *app)
{
	const struct delete *d = app->deleting;

	return app_can_ask(app) && app_top(app) == d->screen &&
	       app->cluster == d->cluster;
}

/* Consul's words may be long: a dialog, not a toast. */
static void failed(struct app *app, const char *what,
		   const struct http_reply *reply)
{
	if (is_looked_at(app)) {
		failure_dialog(app, "Not deleted", what, reply);
		app_dialog_open(app);
	} else {
		app_toast(app, ROLE_BAD, "%s was not deleted: %s",
			  app->deleting->name, explain_short(&reply->err));
	}
	end(app);
}

static void follow(struct app *app)
{
	struct delete *d = app->deleting;

	d->following = true;
	app_toast(app, ROLE_INFO,
		  "%s is being deleted; it goes with its imported services.",
		  d->name);
	watch_refresh(d->cluster->watch);
}

void delete_changed(struct app *app, const struct cluster *cluster)
{
	struct delete *d = app->deleting;
	const struct watch_row *rows;
	size_t count;

	if (!d || !d->following || d->cluster != cluster ||
	    !watch_status(cluster->watch)->have_rows)
		return;
	rows = watch_rows(cluster->watch, &count);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].peering->name, d->name))
			return;
	app_toast(app, ROLE_GOOD, "%s is gone.", d->name);
	delete_release(app);
}

void delete_left(struct app *app, const struct cluster *cluster)
{
	struct delete *d = app->deleting;

	if (!d || d->cluster != cluster)
		return;
	if (d->sent)
		app_toast(
			app, ROLE_WARN,
			"Deleting %s was requested; whether it is gone is not "
			"followed any more.",
			d->name);
	delete_release(app);
}

/* While it goes its State may still be that of its stream (Consul 1.21). */
static bool is_going(const struct peering *p)
{
	return p->state == PEERING_DELETING || p->deleted_at.set;
}

/* The read after the delete: only it makes "deleted" true. */
static void confirmed(void *ctx, const struct http_reply *reply,
		      struct peerings *list)
{
	struct app *app = ctx;
	const char *name = app->deleting->name;

	app->deleting->request = NULL;
	if (list->count && is_going(&list->rows[0])) {
		follow(app);
		return;
	}
	if (reply->status == 404)
		app_toast(app, ROLE_GOOD, "%s is gone.", name);
	else
		app_toast(
			app, ROLE_WARN,
			"Deleting %s was requested; whether it is gone is not "
			"known. The list will tell.",
			name);
	end(app);
}

static void deleted(void *ctx, const struct http_reply *reply)
{
	struct app *app = ctx;
	struct delete *d = app->deleting;

	d->request = NULL;
	if (reply->err.kind != ERR_NONE && !(reply->sent && !reply->status)) {
		failed(app, "Deleting", reply);
		return;
	}
	/* An answer that was lost is not repeated: the record is read. */
	d->request = peering_api_read(&d->cluster->client, d->name, NULL,
				      confirmed, app);
}

static void answer(struct app *app, int button, void *ctx, const char *text)
{
	struct delete *d = app->deleting;

	(void)ctx;
	(void)text;
	if (button != 1) {
		delete_release(app);
		return;
	}
	impact_free(d->impact);
	d->impact = NULL;
	d->sent = true;
	d->request = peering_api_delete(&d->cluster->client, d->name, NULL,
					deleted, app);
	app_toast(app, ROLE_INFO, "Deleting %s was requested.", d->name);
}

static void say_state(struct text *out, const struct peering *p)
{
	char count[EXPLAIN_AGE_MAX];

	text_add(out, ROLE_TEXT, "%s is ", p->name);
	text_add(out, ROLE_STRONG, "%s", p->state_text);
	explain_count(p->exported.count, count);
	text_add(out, ROLE_TEXT, "; it gets %s service%s from here.",
		 p->exported.count ? count : "no",
		 p->exported.count == 1 ? "" : "s");
}

static void say_loss(struct text *out, const struct peering *p)
{
	text_line(out, 0);
	if (p->state == PEERING_TERMINATED)
		text_add(out, ROLE_TEXT,
			 "The other side deleted it already: only this record "
			 "goes.");
	else if (p->state == PEERING_PENDING)
		text_add(out, ROLE_TEXT,
			 "A token that was not used yet stops working.");
	else
		text_add(out, ROLE_TEXT,
			 "What is imported can no longer be called from here, "
			 "and the other side reads TERMINATED.");
}

static void write_text(const struct delete *d, struct text *out)
{
	const struct peering *p = &d->record.rows[0];

	text_clear(out);
	say_state(out, p);
	delete_impact_add(out, impact_parts(d->impact));
	say_loss(out, p);
}

/* Where something would go missing, or the config says so, the name must be
 * typed. */
static bool must_type(const struct delete *d)
{
	const struct peering *p = &d->record.rows[0];

	return d->cluster->confirm_typed || p->state == PEERING_ACTIVE ||
	       p->imported.count || impact_parts(d->impact)[0].names.count;
}

/* It opens with the record and fills in what the other reads say: none of
 * them is worth waiting for, and a hung one must not keep the question. */
static void ask(struct app *app)
{
	struct delete *d = app->deleting;
	struct dialog *dialog =
		app_dialog(app, "Delete the peering?", answer, NULL);

	write_text(d, &dialog->text);
	if (must_type(d))
		dialog_must_type(dialog, d->name);
	dialog->buttons[0] = "Keep";
	dialog->buttons[1] = "Delete";
	dialog->button_count = 2;
	app_dialog_open(app);
}

static bool is_asking(const struct app *app)
{
	return app->dialog_shown && app->answer == answer;
}

/* That it imports may be news: then the question is asked anew. */
static void impact_changed(void *ctx)
{
	struct app *app = ctx;
	struct delete *d = app->deleting;

	if (!is_asking(app))
		return;
	if (must_type(d) && !app->dialog.must_type[0]) {
		app_dialog_close(app);
		ask(app);
	} else {
		write_text(d, &app->dialog.text);
	}
	app->dirty = true;
}

static void found(void *ctx, const struct http_reply *reply,
		  struct peerings *list)
{
	struct app *app = ctx;
	struct delete *d = app->deleting;

	d->request = NULL;
	if (reply->status == 404) {
		app_toast(app, ROLE_WARN, "There is no peering %s (any more).",
			  d->name);
		end(app);
		return;
	}
	if (reply->err.kind != ERR_NONE || !list->count) {
		failed(app, "Reading the record", reply);
		return;
	}
	if (!is_looked_at(app)) {
		app_toast(app, ROLE_WARN,
			  "%s was not deleted: its record came when you had "
			  "gone on.",
			  d->name);
		end(app);
		return;
	}
	d->record = *list;
	*list = (struct peerings){ 0 };
	ask(app);
}

void delete_start(struct app *app, const char *name)
{
	struct delete *d;

	if (app->deleting) {
		app_toast(app, ROLE_WARN, "Deleting %s is still under way.",
			  app->deleting->name);
		return;
	}
	d = mem_new(1, sizeof(*d));
	d->cluster = app->cluster;
	d->screen = app_top(app);
	d->name = mem_dup(name);
	app->deleting = d;
	d->impact = impact_new(&d->cluster->client, name, impact_changed, app);
	d->request =
		peering_api_read(&d->cluster->client, name, NULL, found, app);
}
