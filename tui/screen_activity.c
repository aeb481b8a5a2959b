#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/explain.h"
#include "tui/saving.h"
#include "widgets/bars.h"
#include "widgets/key.h"
#include "widgets/table.h"
#include "widgets/text.h"

#define HEAD_ROWS 2
#define FOOT_ROWS 4 /* rule, and the command of the selected one */

enum column {
	COLUMN_TIME,
	COLUMN_METHOD,
	COLUMN_WHAT,
	COLUMN_STATUS,
	COLUMN_TOOK,
	COLUMN_TIMES,
	COLUMN_COUNT
};

static const struct table_column columns[COLUMN_COUNT] = {
	[COLUMN_TIME] = { "TIME UTC", 8, 11, 0, false, false },
	[COLUMN_METHOD] = { "METHOD", 6, 6, 1, false, false },
	[COLUMN_WHAT] = { "PATH", 20, 120, 0, false, true },
	[COLUMN_STATUS] = { "STATUS", 9, 9, 0, false, false },
	[COLUMN_TOOK] = { "TOOK", 7, 9, 2, true, false },
	[COLUMN_TIMES] = { "TIMES", 5, 7, 3, true, false },
};

struct activity_screen {
	struct screen base;
	struct table table;
	struct table_column columns[COLUMN_COUNT];
	bool changes; /* only writes and changes are shown */
	bool follows; /* the newest stays selected, whichever that is */
	const struct activity_entry **shown; /* the newest first; borrowed,
					      * until the next request ends */
	size_t count;
	char id[24]; /* what row_id returns */
};

static struct activity_screen *activity_of(struct screen *s)
{
	return (struct activity_screen *)(void *)s;
}

static size_t row_count(void *ctx)
{
	return ((const struct activity_screen *)ctx)->count;
}

static const char *row_id(void *ctx, size_t row)
{
	struct activity_screen *s = ctx;

	snprintf(s->id, sizeof(s->id), "%llu",
		 (unsigned long long)s->shown[row]->serial);
	return s->id;
}

/* What arrived above pushes rows down: the view goes with the selected one. */
static void keep_place(struct table *t)
{
	size_t before = t->selected;

	table_reload(t);
	if (t->selected >= before)
		t->top += t->selected - before;
	else
		t->top -= t->top < before - t->selected ? t->top
							: before - t->selected;
}

/* To be called before the rows are looked at: entries come and go at any time.
 */
static void reload(struct activity_screen *s)
{
	const struct activity *a = &s->base.app->activity;

	s->count = 0;
	for (size_t i = a->count; i-- > 0;)
		if (!s->changes || a->items[i]->kind == ACTIVITY_CHANGE)
			s->shown[s->count++] = a->items[i];
	if (s->follows)
		table_select(&s->table, 0);
	else
		keep_place(&s->table);
}

static const struct activity_entry *selected(const struct activity_screen *s)
{
	return s->count ? s->shown[s->table.selected] : NULL;
}

/* "14:13:20", of another day "09-20 14:13". */
static void time_cell(const struct app *app, int64_t wall, struct buf *out)
{
	char time[EXPLAIN_TIME_MAX];

	explain_time(app, wall, time);
	if (time[4] == '-')
		buf_addf(out, "%.11s", time + strlen("2026-"));
	else
		buf_addf(out, "%.8s", time);
}

static void status_cell(const struct activity_entry *e, struct table_cell *cell)
{
	if (e->cancelled) {
		buf_adds(&cell->text, "cancelled");
		cell->role = ROLE_MUTED;
	} else if (e->status) {
		buf_addf(&cell->text, "%d", e->status);
		cell->role = e->status >= 400 ? ROLE_BAD : ROLE_GOOD;
	} else {
		buf_adds(&cell->text, "failed");
		cell->role = ROLE_BAD;
	}
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	const struct activity_screen *s = ctx;
	const struct activity_entry *e = s->shown[row];

	switch ((enum column)column) {
	case COLUMN_TIME:
		time_cell(s->base.app, e->wall, &cell->text);
		break;
	case COLUMN_METHOD:
		buf_adds(&cell->text, e->method ? e->method : "change");
		break;
	case COLUMN_WHAT:
		buf_adds(&cell->text, e->what);
		cell->spans = !e->method;
		break;
	case COLUMN_STATUS:
		status_cell(e, cell);
		break;
	case COLUMN_TOOK:
		buf_addf(&cell->text, "%lld ms", (long long)e->took_ms);
		break;
	case COLUMN_TIMES:
		if (e->times > 1)
			buf_addf(&cell->text, "%u", e->times);
		break;
	case COLUMN_COUNT:
		break;
	}
}

static void activity_layout(struct screen *screen, int w, int h)
{
	struct activity_screen *s = activity_of(screen);

	s->columns[COLUMN_TIME].title =
		screen->app->local_time ? "TIME" : columns[COLUMN_TIME].title;
	reload(s);
	table_layout(&s->table, w, h - HEAD_ROWS - FOOT_ROWS);
}

static void draw_selected(const struct activity_screen *s,
			  const struct canvas *c)
{
	_cleanup_(text_release) struct text text = TEXT_INIT;
	const struct activity_entry *e = selected(s);
	char since[EXPLAIN_TIME_MAX];

	if (!e)
		return;
	text_line(&text, 2);
	if (e->problem[0])
		text_add(&text, ROLE_BAD, "%s", e->problem);
	else
		text_add(&text, ROLE_MUTED,
			 e->command ? "The same as a command" : "%s", e->what);
	if (e->times > 1) {
		explain_time(s->base.app, e->since, since);
		text_add(&text, ROLE_MUTED, ", %u times since %s", e->times,
			 since);
	}
	if (e->command)
		text_add(&text, ROLE_MUTED, ":");
	text_line(&text, 2);
	if (e->command)
		text_add_lines(&text, ROLE_TEXT, e->command);
	text_draw(&text, c, 0);
}

static void draw_head(const struct activity_screen *s, const struct canvas *c)
{
	const char *log = s->base.app->log.path;
	char what[160];

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Activity");
	snprintf(what, sizeof(what), "%sthe newest first%s%s",
		 s->changes ? "writes and changes, " : "",
		 log ? "; logged to " : "", log ? log : "");
	canvas_text_right(c, 12, 0, c->w - 13, ROLE_MUTED, what);
}

static void activity_draw(const struct screen *screen, const struct canvas *c)
{
	const struct activity_screen *s = (const void *)screen;
	struct canvas area;

	draw_head(s, c);
	if (!s->count)
		canvas_text(c, 2, HEAD_ROWS, c->w - 3, ROLE_TEXT,
			    s->changes ? "Nothing was written yet, and no "
					 "change was seen."
				       : "Nothing was asked yet.");
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w, s->table.h });
	table_draw(&s->table, &area);
	bars_rule(c, c->h - FOOT_ROWS);
	area = canvas_sub(c, (struct rect){ 1, c->h - FOOT_ROWS + 1, c->w - 2,
					    FOOT_ROWS - 1 });
	draw_selected(s, &area);
}

static bool activity_key(struct screen *screen, const struct key *key)
{
	struct activity_screen *s = activity_of(screen);

	reload(s);
	if (!table_key(&s->table, key))
		return false;
	s->follows = !s->table.selected;
	return true;
}

static void activity_close(struct screen *screen)
{
	struct activity_screen *s = activity_of(screen);

	free(s->shown);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_ACTIVITY,
	.close = activity_close,
	.layout = activity_layout,
	.draw = activity_draw,
	.key = activity_key,
};

struct screen *screen_activity_new(struct app *app)
{
	struct activity_screen *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->follows = true;
	s->shown = mem_new((size_t)ACTIVITY_KINDS * ACTIVITY_MAX,
			   sizeof(s->shown[0]));
	memcpy(s->columns, columns, sizeof(columns));
	s->table = (struct table){
		.source = { s, row_count, row_cell, row_id, NULL },
		.columns = s->columns,
		.column_count = COLUMN_COUNT,
		.y = HEAD_ROWS,
	};
	return &s->base;
}

/* --- commands --------------------------------------------------------------
 */

const char *activity_is_open(const struct app *app)
{
	return app_shows(app, SCOPE_ACTIVITY)
		       ? "The activity is open already; Esc goes back to it."
		       : NULL;
}

void activity_show(struct app *app)
{
	app_push(app, screen_activity_new(app));
}

static void copied(struct app *app, void *ctx, bool done, const char *said)
{
	(void)ctx;
	app_toast(app, done ? ROLE_GOOD : ROLE_WARN, "The command: %s", said);
}

void activity_copy(struct app *app)
{
	struct activity_screen *s = activity_of(app_top(app));
	char save[KEY_NAME_MAX], instead[KEY_NAME_MAX + 32] = "";
	const struct activity_entry *e;

	reload(s);
	e = selected(s);
	if (!e || !e->command)
		return;
	if (keymap_first(&app->keymap, "activity.save", false, save))
		snprintf(instead, sizeof(instead), "%s saves them all", save);
	clipboard_copy(app,
		       &(struct clipboard_item){ e->command, strlen(e->command),
						 "command", instead },
		       copied, NULL);
}

void activity_filter(struct app *app)
{
	struct activity_screen *s = activity_of(app_top(app));

	s->changes = !s->changes;
	app->dirty = true;
}

static void fill(const struct app *app, struct buf *out)
{
	activity_text(&app->activity, out);
}

void activity_save(struct app *app)
{
	static const struct saving all = {
		.title = "Save the activity",
		.about = "All requests and changes of this run, without "
			 "secrets.",
		.path = "./peerdeck-activity.txt",
		.fill = fill,
	};

	saving_ask(app, &all);
}
