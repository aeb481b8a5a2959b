#include "tui/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tui/acl_ask.h"
#include "tui/clipboard.h"
#include "tui/command.h"
#include "tui/delete.h"
#include "tui/explain.h"
#include "tui/frame.h"
#include "widgets/input.h"

#define DIALOG_TEXT_MAX 65536

/* All screens, the parked ones last. */
static size_t screen_count(const struct app *app)
{
	return app->depth + app->parked_count;
}

static struct screen *screen_at(const struct app *app, size_t i)
{
	return i < app->depth ? app->screens[i] : app->parked[i - app->depth];
}

static void request_over(void *ctx, const struct http_trace *trace)
{
	activity_request(ctx, trace);
	acl_ask_observe(ctx, trace);
}

void app_init(struct app *app, const struct clock *clock)
{
	*app = (struct app){
		.clock = clock,
		.now_ms = clock_ms(clock),
		.http = http_new(clock),
		.dirty = true,
	};
	suggest_init(&app->suggest, app, NULL);
	http_observe(app->http, request_over, app);
	app->interrupts[0] = app->interrupts[1] = -APP_INTERRUPTS_MS;
}

void app_release(struct app *app)
{
	for (size_t i = 0; i < screen_count(app); i++)
		screen_at(app, i)->ops->close(screen_at(app, i));
	app->depth = app->parked_count = 0;
	delete_release(app);
	if (app->dialog_shown)
		dialog_release(&app->dialog);
	palette_release(&app->palette);
	http_observe(app->http, NULL, NULL);
	for (size_t i = 0; i < app->cluster_count; i++)
		cluster_free(app->clusters[i]);
	child_release(&app->children);
	http_free(app->http);
	activity_release(&app->activity);
	logfile_release(&app->log);
	tokens_release(&app->tokens);
	keymap_release(&app->keymap);
	config_file_release(&app->file);
	suggest_release(&app->suggest);
	for (int i = 0; i < SUGGEST_KINDS; i++)
		assist_history_release(&app->typed[i]);
	free(app->state_dir);
}

struct cluster *app_open(struct app *app, const char *name)
{
	struct cluster *c;

	if (app->cluster_count == APP_CLUSTERS_MAX)
		return NULL;
	c = cluster_new(app, name);
	c->readonly = app->readonly != NULL;
	c->readonly_from = app->readonly;
	app->clusters[app->cluster_count++] = c;
	if (!app->cluster)
		app->cluster = c;
	return c;
}

void app_close(struct app *app, struct cluster *cluster)
{
	app->cluster_count--;
	if (app->cluster == cluster)
		app->cluster = NULL;
	cluster_free(cluster);
}

void app_switch(struct app *app, struct cluster *cluster)
{
	struct screen *s = app_top(app);

	app->cluster = s->cluster = cluster;
	s->ops->changed(s);
	app->dirty = true;
}

void app_changed(struct app *app, struct cluster *cluster)
{
	size_t count = 0;
	const struct watch_row *rows =
		cluster->watch ? watch_rows(cluster->watch, &count) : NULL;

	app->dirty = true;
	if (cluster->watch && watch_status(cluster->watch)->have_rows)
		tokens_follow(&app->tokens, cluster, rows, count);
	delete_changed(app, cluster);
	if (app->tmux_holds_ours && tokens_all_used(&app->tokens))
		clipboard_forget(app);
	for (size_t i = 0; i < screen_count(app); i++) {
		struct screen *s = screen_at(app, i);

		if (s->cluster == cluster && s->ops->changed)
			s->ops->changed(s);
	}
}

struct screen *app_top(const struct app *app)
{
	return app->screens[app->depth - 1];
}

const char *app_peering(const struct app *app)
{
	const struct screen *s = app_top(app);

	return s->ops->peering ? s->ops->peering(s) : NULL;
}

void app_focus(struct app *app, bool on)
{
	struct screen *s = app->depth ? app_top(app) : NULL;

	if (!s)
		return;
	app->cluster = s->cluster;
	if (s->ops->focus)
		s->ops->focus(s, on);
}

void app_push(struct app *app, struct screen *screen)
{
	if (app->depth == APP_SCREENS_MAX) {
		screen->ops->close(screen);
		return;
	}
	app_focus(app, false);
	app->screens[app->depth++] = screen;
	app_focus(app, true);
	app->dirty = true;
}

void app_pop(struct app *app)
{
	struct screen *s = app_top(app);

	app_focus(app, false);
	app->depth--;
	s->ops->close(s);
	app_focus(app, true);
	app->dirty = true;
}

void app_park(struct app *app)
{
	if (app->parked_count == APP_PARKED_MAX) {
		app_pop(app);
		return;
	}
	app_focus(app, false);
	app->parked[app->parked_count++] = app->screens[--app->depth];
	app_focus(app, true);
	app->dirty = true;
}

struct screen *app_unpark(struct app *app, enum scope scope,
			  const struct cluster *cluster)
{
	for (size_t i = 0; i < app->parked_count; i++) {
		struct screen *s = app->parked[i];

		if (s->ops->scope != scope ||
		    (cluster && s->cluster != cluster))
			continue;
		app->parked[i] = app->parked[--app->parked_count];
		return s;
	}
	return NULL;
}

bool app_is_parked(const struct app *app, const struct screen *screen)
{
	for (size_t i = 0; i < app->parked_count; i++)
		if (app->parked[i] == screen)
			return true;
	return false;
}

void app_replace(struct app *app, struct screen *screen)
{
	app_pop(app);
	app_push(app, screen);
}

bool app_shows(const struct app *app, enum scope scope)
{
	for (size_t i = 0; i < app->depth; i++)
		if (app->screens[i]->ops->scope == scope)
			return true;
	return false;
}

struct dialog *app_dialog(struct app *app, const char *title,
			  app_answer_fn *answer, void *ctx)
{
	dialog_init(&app->next.dialog, title);
	app->next.answer = answer;
	app->next.ctx = ctx;
	return &app->next.dialog;
}

bool app_can_ask(const struct app *app)
{
	return !app->dialog_shown && !app->palette.shown;
}

static void refuse_dialog(struct app *app)
{
	app_answer_fn *answer = app->next.answer;

	app_toast(app, ROLE_WARN,
		  "\"%s\" was not asked, as something else was open.",
		  app->next.dialog.title);
	dialog_release(&app->next.dialog);
	answer(app, 0, app->next.ctx, "");
}

void app_dialog_open(struct app *app)
{
	if (!app_can_ask(app)) {
		refuse_dialog(app);
		return;
	}
	app_focus(app, false);
	app->dialog = app->next.dialog;
	app->answer = app->next.answer;
	app->answer_ctx = app->next.ctx;
	dialog_open(&app->dialog);
	app->dialog_shown = true;
	app->dirty = true;
}

void app_dialog_close(struct app *app)
{
	app->dialog_shown = false;
	dialog_release(&app->dialog);
	app_focus(app, true);
	app->dirty = true;
}

/* The dialog is gone before its handler runs, which may open the next. */
void app_dialog_answer(struct app *app, int button)
{
	_cleanup_(buf_release) struct buf text = BUF_SECRET(DIALOG_TEXT_MAX);

	buf_adds(&text, dialog_text(&app->dialog));
	if (button && app->dialog.has_input)
		assist_remember(&app->dialog.input);
	app_dialog_close(app);
	app->answer(app, button, app->answer_ctx, text.data);
	app->dirty = true;
}

void app_toast(struct app *app, enum role role, const char *fmt, ...)
{
	char text[sizeof(app->toast.text)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	toast_show(&app->toast, app->now_ms, role, "%s", text);
	app->toast_is_hint = false;
	app->dirty = true;
}

void app_mouse(struct app *app, bool on)
{
	app->mouse = on;
	if (app->terminal.mouse)
		app->terminal.mouse(on);
}

static void quit_answer(struct app *app, int button, void *ctx,
			const char *text)
{
	(void)ctx;
	(void)text;
	if (button == 1)
		app->quit = true;
}

void app_quit(struct app *app)
{
	size_t tokens = tokens_at_risk(&app->tokens);
	struct dialog *d;

	if (!tokens && !app_busy(app)) {
		app->quit = true;
		return;
	}
	d = app_dialog(app, "Quit?", quit_answer, NULL);
	if (tokens)
		text_add(&d->text, ROLE_TEXT,
			 "%zu token%s of this run %s neither copied, saved nor "
			 "used. Consul cannot show a token again.",
			 tokens, tokens == 1 ? "" : "s",
			 tokens == 1 ? "was" : "were");
	else
		text_add(&d->text, ROLE_TEXT,
			 "A request is under way; its outcome would not be "
			 "seen.");
	d->buttons[0] = "Stay";
	d->buttons[1] = "Quit";
	d->button_count = 2;
	app_dialog_open(app);
}

static const char *doing(const struct screen *s)
{
	const char *busy = s->ops->busy ? s->ops->busy(s) : NULL;

	return busy && *busy ? busy : NULL;
}

bool app_busy(const struct app *app)
{
	if (delete_busy(app))
		return true;
	for (size_t i = 0; i < screen_count(app); i++)
		if (doing(screen_at(app, i)))
			return true;
	return false;
}

const char *app_doing(const struct app *app)
{
	const char *busy = doing(app_top(app));

	for (size_t i = 0; !busy && i < app->parked_count; i++)
		if (app->parked[i]->cluster == app->cluster)
			busy = doing(app->parked[i]);
	return busy;
}

void app_back(struct app *app)
{
	struct screen *s = app_top(app);

	if (s->ops->leave && !s->ops->leave(s))
		return;
	if (app->depth > 1)
		app_pop(app);
	else
		app_toast(app, ROLE_TEXT, "q quits.");
}

void app_leave(struct app *app)
{
	struct screen *s = app_top(app);

	if (app->depth == 1)
		app_quit(app);
	else if (!s->ops->leave || s->ops->leave(s))
		app_pop(app);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* While the header shows an age it is looked at again every 5 s. */
static int64_t header_deadline(const struct app *app)
{
	const struct watch *watch = app->cluster->watch;
	const struct watch_status *s = watch ? watch_status(watch) : NULL;
	int64_t age;

	if (!s || !s->have_rows)
		return -1;
	age = app->now_ms - s->data_ms;
	if (watch_is_live(watch))
		return s->data_ms + 2 * (int64_t)s->pace_ms + 1;
	return s->data_ms + (age / 5000 + 1) * 5000;
}

int64_t app_deadline(const struct app *app)
{
	int64_t first = header_deadline(app);

	for (size_t i = 0; i < screen_count(app); i++) {
		const struct screen *s = screen_at(app, i);

		if (s->ops->deadline)
			first = earlier(first, s->ops->deadline(s));
	}
	if (app->toast.until_ms)
		first = earlier(first, app->toast.until_ms);
	if (app->plain)
		first = earlier(first, app->plain_until_ms);
	for (size_t i = 0; i < app->cluster_count; i++)
		if (app->clusters[i]->watch)
			first = earlier(first,
					watch_deadline(
						app->clusters[i]->watch));
	first = earlier(first, child_deadline(&app->children));
	return earlier(first, http_deadline(app->http));
}

void app_tick(struct app *app)
{
	int64_t header = header_deadline(app);

	app->now_ms = clock_ms(app->clock);
	if (header >= 0 && app->now_ms >= header)
		app->dirty = true;
	if (app->toast.until_ms && app->now_ms >= app->toast.until_ms) {
		app->toast.until_ms = 0;
		app->dirty = true;
	}
	if (app->plain && app->now_ms >= app->plain_until_ms) {
		app->plain = false;
		app->repaint = app->dirty = true;
	}
	child_tick(&app->children, app->now_ms);
	for (size_t i = 0; i < app->cluster_count; i++)
		if (app->clusters[i]->watch)
			watch_tick(app->clusters[i]->watch);
	for (size_t i = 0; i < screen_count(app); i++) {
		struct screen *s = screen_at(app, i);
		int64_t due = s->ops->deadline ? s->ops->deadline(s) : -1;

		if (due >= 0 && app->now_ms >= due) {
			s->ops->tick(s);
			app->dirty = true;
		}
	}
}

void app_draw(struct app *app, struct grid *grid)
{
	struct screen *top = app_top(app);

	app->w = grid->w;
	app->h = grid->h;
	app->ascii = grid->ascii;
	grid_clear(grid);
	if (grid->w >= FRAME_MIN_W && grid->h >= FRAME_MIN_H)
		top->ops->layout(top, grid->w, grid->h - FRAME_ROWS);
	if (app->dialog_shown)
		dialog_layout(&app->dialog, grid->w, grid->h);
	frame_draw(app, grid);
	app->dirty = false;
}
