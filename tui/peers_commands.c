/* What the commands of the Peers screen do. */
#include <string.h>

#include "base/err.h"
#include "base/strlist.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/peers.h"

void peers_open(struct app *app)
{
	app_push(app, screen_peer_new(app, app_peering(app), false));
}

void peers_generate(struct app *app)
{
	app_push(app, screen_generate_new(app, NULL));
}

const char *peers_no_tokens(const struct app *app)
{
	return app->tokens.count ? NULL
				 : "No token was generated in this run. "
				   "Consul cannot show an earlier one again.";
}

void peers_tokens(struct app *app)
{
	app_push(app, screen_tokens_new(app));
}

void peers_filter(struct app *app)
{
	struct peers *s = peers_on_top(app);

	if (!s->before_id[0] || !filter_prompt_used(&s->prompt))
		memcpy(s->before_id, s->table.selected_id,
		       sizeof(s->before_id));
	filter_prompt_focus(&s->prompt);
	app->dirty = true;
}

/* --- order --------------------------------------------------------------- */

static void sort_by(struct peers *s, const struct column *by)
{
	s->by = *by;
	s->view.reverse = false;
	peers_rebuild(s);
}

/* By the next of the columns that are shown. */
void peers_sort(struct app *app)
{
	struct peers *s = peers_on_top(app);
	size_t i = 0;

	while (i < s->columns.count &&
	       !column_equal(&s->columns.items[i], &s->by))
		i++;
	sort_by(s, &s->columns.items[i < s->columns.count
					     ? (i + 1) % s->columns.count
					     : 0]);
}

void peers_sort_by(struct app *app, const char *name)
{
	struct err err = ERR_INIT;
	struct column by;

	if (column_named(name, &by, &err))
		sort_by(peers_on_top(app), &by);
	else
		app_toast(app, ROLE_WARN, "Not sorted: %s.", err.msg);
}

void peers_reverse(struct app *app)
{
	struct peers *s = peers_on_top(app);
	struct peers_view *v = &s->view;

	v->reverse = !v->reverse;
	if (v->shown.count)
		table_select(&s->table, v->shown.count - 1 - s->table.selected);
	app->dirty = true;
}

/* --- columns ------------------------------------------------------------- */

/* Names with commas or blanks between them; "default" for the usual ones. */
void peers_choose_columns(struct app *app, const char *text)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };
	struct peers *s = peers_on_top(app);
	struct err err = ERR_INIT;

	for (size_t len; *text; text += len) {
		text += strspn(text, ", ");
		len = strcspn(text, ", ");
		if (len)
			strlist_add_n(&names, text, len);
	}
	if (names.count == 1 && !strcmp(names.items[0], "default")) {
		columns_default(&s->columns);
	} else if (!columns_set(&s->columns, &names, &err)) {
		app_toast(app, ROLE_WARN, "Not changed: %s.", err.msg);
		return;
	}
	peers_columns_changed(s);
}

void peers_complete_columns(const struct app *app, struct strlist *out)
{
	size_t count = 0;
	const struct watch_row *rows =
		app->cluster->watch ? watch_rows(app->cluster->watch, &count)
				    : NULL;

	columns_names(out, rows, count);
}
