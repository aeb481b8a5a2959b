#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/rfc3339.h"
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
	COLUMN_TOOK
};

static const struct table_column columns[] = {
	[COLUMN_TIME] = { "TIME UTC", 8, 8, 0, false, false },
	[COLUMN_METHOD] = { "METHOD", 6, 6, 1, false, false },
	[COLUMN_WHAT] = { "PATH", 20, 120, 0, false, true },
	[COLUMN_STATUS] = { "STATUS", 6, 10, 0, false, false },
	[COLUMN_TOOK] = { "TOOK", 8, 9, 2, true, false },
};

struct activity_screen {
	struct screen base;
	struct table table;
};

static struct activity_screen *activity_of(struct screen *s)
{
	return (struct activity_screen *)(void *)s;
}

/* The newest on top. */
static const struct activity_entry *entry_at(const struct activity_screen *s,
					     size_t row)
{
	const struct activity *a = &s->base.app->activity;

	return activity_at(a, a->count - 1 - row);
}

static size_t row_count(void *ctx)
{
	return ((struct activity_screen *)ctx)->base.app->activity.count;
}

static const char *row_id(void *ctx, size_t row)
{
	(void)ctx, (void)row;
	return ""; /* the selection stays at its place while entries arrive */
}

static void status_cell(const struct activity_entry *e, struct table_cell *cell)
{
	if (e->cancelled) {
		buf_adds(&cell->text, "cancelled");
		cell->role = ROLE_MUTED;
	} else if (!e->method) {
		buf_adds(&cell->text, "");
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
	const struct activity_entry *e = entry_at(ctx, row);
	struct timestamp at = { .sec = e->wall, .set = true };
	char time[RFC3339_MAX];

	switch ((enum column)column) {
	case COLUMN_TIME:
		timestamp_json(&at, time);
		buf_add(&cell->text, time + 11, 8);
		break;
	case COLUMN_METHOD:
		buf_adds(&cell->text, e->method ? e->method : "change");
		break;
	case COLUMN_WHAT:
		buf_adds(&cell->text, e->what);
		break;
	case COLUMN_STATUS:
		status_cell(e, cell);
		break;
	case COLUMN_TOOK:
		if (e->method)
			buf_addf(&cell->text, "%lld ms", (long long)e->took_ms);
		break;
	}
}

static void activity_layout(struct screen *screen, int w, int h)
{
	struct activity_screen *s = activity_of(screen);

	table_reload(&s->table);
	table_layout(&s->table, w, h - HEAD_ROWS - FOOT_ROWS);
}

static void draw_selected(const struct activity_screen *s,
			  const struct canvas *c)
{
	_cleanup_(text_release) struct text text = TEXT_INIT;
	const struct activity_entry *e;

	if (!s->base.app->activity.count)
		return;
	e = entry_at(s, s->table.selected);
	text_line(&text, 2);
	if (e->problem[0])
		text_add(&text, ROLE_BAD, "%s", e->problem);
	else
		text_add(&text, ROLE_MUTED,
			 e->command ? "The same as a command:" : "%s", e->what);
	text_line(&text, 2);
	if (e->command)
		text_add_lines(&text, ROLE_TEXT, e->command);
	text_draw(&text, c, 0);
}

static void activity_draw(const struct screen *screen, const struct canvas *c)
{
	const struct activity_screen *s = (const void *)screen;
	struct canvas area;
	char order[128];

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Activity");
	snprintf(order, sizeof(order), "the newest first%s%s",
		 screen->app->log.path ? "; logged to " : "",
		 screen->app->log.path ? screen->app->log.path : "");
	canvas_text_right(c, 12, 0, c->w - 13, ROLE_MUTED, order);
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w, s->table.h });
	table_draw(&s->table, &area);
	bars_rule(c, c->h - FOOT_ROWS);
	area = canvas_sub(c, (struct rect){ 1, c->h - FOOT_ROWS + 1, c->w - 2,
					    FOOT_ROWS - 1 });
	draw_selected(s, &area);
}

static bool activity_key(struct screen *screen, const struct key *key)
{
	return table_key(&activity_of(screen)->table, key);
}

static void activity_close(struct screen *screen)
{
	free(activity_of(screen));
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
	s->table = (struct table){
		.source = { s, row_count, row_cell, row_id, NULL },
		.columns = columns,
		.column_count = ARRAY_LEN(columns),
		.y = HEAD_ROWS,
	};
	return &s->base;
}

/* --- commands --------------------------------------------------------------
 */

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
	const struct activity_screen *s = activity_of(app_top(app));
	char save[KEY_NAME_MAX], instead[KEY_NAME_MAX + 32] = "";
	const struct activity_entry *e;

	if (!app->activity.count)
		return;
	e = entry_at(s, s->table.selected);
	if (!e->command)
		return;
	if (keymap_first(&app->keymap, "activity.save", false, save))
		snprintf(instead, sizeof(instead), "%s saves them all", save);
	clipboard_copy(app,
		       &(struct clipboard_item){ e->command, strlen(e->command),
						 "command", instead },
		       copied, NULL);
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
