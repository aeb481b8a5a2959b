#include "tui/screen.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/watch_list.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peers.h"
#include "widgets/key.h"

#define REST_MS	  120 /* the cursor rests: what is beside the list follows */
#define WORK_MS	  2   /* of making a view, each turn */
#define WORK_ROWS 512 /* between two looks at the clock */
#define HEAD_ROWS 2   /* title, and the line of filter or failure */

static struct peers *peers_of(struct screen *s)
{
	return (struct peers *)(void *)s;
}

static const struct peers *peers_const(const struct screen *s)
{
	return (const struct peers *)(const void *)s;
}

struct peers *peers_on_top(const struct app *app)
{
	return peers_of(app_top(app));
}

/* --- what the table shows ------------------------------------------------ */

static size_t row_count(void *ctx)
{
	return ((struct peers *)ctx)->view.shown.count;
}

static const char *row_id(void *ctx, size_t row)
{
	const struct peers *s = ctx;

	return peers_view_row(&s->view, row)->peering->id;
}

static bool row_grey(void *ctx, size_t row)
{
	const struct watch *watch = ((struct peers *)ctx)->base.cluster->watch;

	(void)row;
	return !watch || !watch_is_live(watch);
}

bool peers_is_fresh(const struct peers *s, const struct watch_row *row)
{
	return row->changed_s &&
	       s->base.app->now_ms / 1000 - row->changed_s < PEERS_CHANGED_S;
}

static bool row_changed(void *ctx, size_t row)
{
	const struct peers *s = ctx;

	return peers_is_fresh(s, peers_view_row(&s->view, row));
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	const struct peers *s = ctx;

	column_cell(&s->columns.items[column], peers_view_row(&s->view, row),
		    s->base.app->ascii, cell);
}

const struct watch_row *peers_selected(const struct peers *s)
{
	return s->view.shown.count ? peers_view_row(&s->view, s->table.selected)
				   : NULL;
}

/* --- state --------------------------------------------------------------- */

void peers_explain(struct peers *s)
{
	const struct watch_row *row = peers_selected(s);

	text_clear(&s->explain);
	text_clear(&s->brief);
	text_clear(&s->step);
	text_clear(&s->details);
	text_clear(&s->empty);
	if (row) {
		explain_peering(&s->explain, s->base.app, row);
		explain_brief(&s->brief, &s->step, s->base.app, row);
		peers_explain_details(&s->details, s, row);
	} else if (!peers_view_busy(&s->view)) {
		peers_explain_empty(&s->empty, s->base.cluster,
				    filter_prompt_used(&s->prompt));
	}
	s->said_old = cluster_old_s(s->base.cluster);
	s->rest_ms = -1;
}

/* A view is whole: the selection is what it was before the filter, or stays
 * with its record, or at its place. */
static void show(struct peers *s)
{
	size_t at = s->view.shown.count;

	if (s->before_id[0])
		at = peers_view_find(&s->view, s->before_id);
	if (at == s->view.shown.count)
		at = peers_view_find(&s->view, s->table.selected_id);
	table_select(&s->table,
		     at < s->view.shown.count ? at : s->table.selected);
	if (!filter_prompt_used(&s->prompt) && !s->prompt.focused)
		s->before_id[0] = '\0';
	peers_explain(s);
	s->base.app->dirty = true;
}

static void work(struct peers *s)
{
	const struct clock *clock = s->base.app->clock;
	int64_t until = clock_ms(clock) + WORK_MS;

	while (peers_view_busy(&s->view) && clock_ms(clock) < until)
		if (peers_view_step(&s->view, WORK_ROWS))
			show(s);
}

/* What is shown is of another cluster, or of an address or ACL token of
 * before: no command may act on it. */
static bool is_of_another(const struct peers *s)
{
	return s->of != s->base.cluster ||
	       s->watched != s->base.cluster->watched;
}

static void begin(struct peers *s)
{
	const struct watch *watch = s->base.cluster->watch;
	bool anew = is_of_another(s);

	if (anew) {
		peers_view_release(&s->view);
		s->before_id[0] = '\0';
	}
	s->of = s->base.cluster;
	s->watched = s->base.cluster->watched;
	peers_view_begin(&s->view, watch ? watch_hold(watch) : NULL, &s->by,
			 &s->prompt.filter);
	if (anew)
		peers_explain(s);
	s->base.app->dirty = true;
}

void peers_rebuild(struct peers *s)
{
	begin(s);
	work(s);
}

/* Only the status may have changed: then the view is as it was. */
static void peers_changed(struct screen *screen)
{
	struct peers *s = peers_of(screen);
	const struct watch *watch = screen->cluster->watch;
	struct watch_list *list = watch ? watch_hold(watch) : NULL;
	bool same = list && list == s->view.shown.list &&
		    !peers_view_busy(&s->view);

	watch_list_drop(list);
	if (same)
		peers_explain(s);
	else if (is_of_another(s))
		peers_rebuild(s);
	else
		begin(s); /* the watch has worked: the rest waits for a tick */
	screen->app->dirty = true;
}

void peers_columns_changed(struct peers *s)
{
	table_set_columns(&s->table, s->columns.looks, (int)s->columns.count);
	s->base.app->dirty = true;
}

/* --- time ---------------------------------------------------------------- */

/* When the mark of the row that changed last goes; -1 = there is none. */
static int64_t marks_until(const struct peers *s)
{
	int64_t at =
		((int64_t)s->view.shown.changed_s + PEERS_CHANGED_S) * 1000;

	return s->view.shown.changed_s && at > s->base.app->now_ms ? at : -1;
}

static int64_t peers_deadline(const struct screen *screen)
{
	const struct peers *s = peers_const(screen);
	int64_t marks = marks_until(s);

	if (peers_view_busy(&s->view))
		return screen->app->now_ms;
	if (s->rest_ms < 0)
		return marks;
	return marks >= 0 && marks < s->rest_ms ? marks : s->rest_ms;
}

static void peers_tick(struct screen *screen)
{
	struct peers *s = peers_of(screen);

	work(s);
	if (s->rest_ms >= 0 && screen->app->now_ms >= s->rest_ms)
		peers_explain(s);
}

/* --- keys ---------------------------------------------------------------- */

static bool filter_key(struct peers *s, const struct key *key)
{
	const struct watch *watch = s->base.cluster->watch;
	size_t count = 0;
	const struct watch_row *rows = watch ? watch_rows(watch, &count) : NULL;

	if (!filter_prompt_key(&s->prompt, key, rows, count))
		return false;
	peers_rebuild(s);
	return true;
}

static bool peers_key(struct screen *screen, const struct key *key)
{
	struct peers *s = peers_of(screen);

	if (s->prompt.focused && filter_key(s, key))
		return true;
	if (!s->view.shown.count || !table_key(&s->table, key))
		return false;
	s->before_id[0] = '\0';
	s->rest_ms = screen->app->now_ms + REST_MS;
	return true;
}

static bool peers_paste(struct screen *screen, const char *text, size_t len)
{
	struct peers *s = peers_of(screen);

	if (establish_take(screen->app, text, len))
		return true;
	if (!s->prompt.focused || len >= FILTER_MAX)
		return false;
	filter_prompt_paste(&s->prompt, text, len);
	peers_rebuild(s);
	return true;
}

static bool peers_typing(const struct screen *screen)
{
	return peers_const(screen)->prompt.focused;
}

static void peers_focus(struct screen *screen, bool on)
{
	filter_prompt_lend(&peers_of(screen)->prompt, on);
}

static bool peers_leave(struct screen *screen)
{
	struct peers *s = peers_of(screen);

	if (!filter_prompt_used(&s->prompt))
		return true;
	filter_prompt_leave(&s->prompt, false);
	peers_rebuild(s);
	return false;
}

/* The row may be of the list before the one that has just come. */
static const char *peers_peering(const struct screen *screen)
{
	const struct watch_row *row = peers_selected(peers_const(screen));
	const struct watch *watch = screen->cluster->watch;
	struct watch_list *list = row && watch ? watch_hold(watch) : NULL;
	bool listed = list && watch_list_find(list, row->peering->id) !=
				      WATCH_LIST_NONE;

	watch_list_drop(list);
	return listed ? row->peering->name : NULL;
}

static void peers_close(struct screen *screen)
{
	struct peers *s = peers_of(screen);

	peers_view_release(&s->view);
	filter_prompt_release(&s->prompt);
	text_release(&s->explain);
	text_release(&s->brief);
	text_release(&s->step);
	text_release(&s->details);
	text_release(&s->empty);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_PEERS,
	.close = peers_close,
	.layout = peers_layout,
	.draw = peers_draw,
	.key = peers_key,
	.paste = peers_paste,
	.typing = peers_typing,
	.changed = peers_changed,
	.deadline = peers_deadline,
	.tick = peers_tick,
	.leave = peers_leave,
	.focus = peers_focus,
	.peering = peers_peering,
};

struct screen *screen_peers_new(struct app *app)
{
	struct peers *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->table = (struct table){
		.source = { s, row_count, row_cell, row_id, row_grey,
			    row_changed },
		.y = HEAD_ROWS,
	};
	s->explain = (struct text)TEXT_INIT;
	s->brief = (struct text)TEXT_INIT;
	s->step = (struct text)TEXT_INIT;
	s->details = (struct text)TEXT_INIT;
	s->empty = (struct text)TEXT_INIT;
	s->rest_ms = -1;
	columns_default(&s->columns);
	column_named("health", &s->by, NULL);
	if (app->file.columns.count) /* checked when the file was read */
		columns_set(&s->columns, &app->file.columns, NULL);
	peers_columns_changed(s);
	filter_prompt_init(&s->prompt);
	peers_rebuild(s);
	return &s->base;
}
