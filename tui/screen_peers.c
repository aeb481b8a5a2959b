#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peers_view.h"
#include "widgets/key.h"
#include "widgets/table.h"
#include "widgets/text.h"
#include "widgets/textfield.h"

#define REST_MS	    120 /* the cursor rests: what is below the list follows */
#define FILTER_MAX  200
#define HEAD_ROWS   2  /* title, and the line of filter or failure */
#define LOW_H	    17 /* below 20 rows of screen: one line of explanation */
#define EXPLAIN_MAX 3

enum column {
	COLUMN_NAME,
	COLUMN_HEALTH,
	COLUMN_STATE,
	COLUMN_ROLE,
	COLUMN_IMP,
	COLUMN_EXP,
	COLUMN_SEEN,
	COLUMN_META,
};

/* Dropped in the order META, EXP, IMP, ROLE, STATE. */
static const struct table_column columns[] = {
	[COLUMN_NAME] = { "NAME", 12, 32, 0, false, true },
	[COLUMN_HEALTH] = { "HEALTH", 12, 12, 0, false, false },
	[COLUMN_STATE] = { "STATE", 10, 12, 1, false, false },
	[COLUMN_ROLE] = { "ROLE", 8, 8, 2, false, false },
	[COLUMN_IMP] = { "IMP", 3, 6, 3, true, false },
	[COLUMN_EXP] = { "EXP", 3, 6, 4, true, false },
	[COLUMN_SEEN] = { "SEEN", 5, 5, 0, true, false },
	[COLUMN_META] = { "META", 8, 60, 5, false, false },
};

struct peers {
	struct screen base;
	struct table table;
	struct peers_view view;
	struct textfield filter;
	bool filtering; /* the filter's field has the focus */
	struct text explain;
	struct text empty; /* instead of the table */
	int64_t rest_ms;   /* when the explanation follows; -1 = it is there */
	int w, h, explain_h;
};

static struct peers *peers_of(struct screen *s)
{
	return (struct peers *)(void *)s;
}

static const struct peers *peers_const(const struct screen *s)
{
	return (const struct peers *)(const void *)s;
}

/* --- what the table shows ------------------------------------------------ */

static size_t row_count(void *ctx)
{
	return ((struct peers *)ctx)->view.count;
}

static const char *row_id(void *ctx, size_t row)
{
	return ((struct peers *)ctx)->view.rows[row]->peering->id;
}

static bool row_grey(void *ctx, size_t row)
{
	const struct peers *s = ctx;

	(void)row;
	return !watch_is_live(s->base.cluster->watch);
}

static void meta_cell(const struct peering *p, struct buf *out)
{
	if (!p->meta.items || p->meta.count < 2)
		return;
	buf_addf(out, "%s=%s", p->meta.items[0], p->meta.items[1]);
	if (p->meta.count > 2)
		buf_addf(out, " +%u", p->meta.count / 2 - 1);
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	const struct peers *s = ctx;
	const struct watch_row *r = s->view.rows[row];
	const struct peering *p = r->peering;
	char age[EXPLAIN_AGE_MAX];

	switch ((enum column)column) {
	case COLUMN_NAME:
		buf_adds(&cell->text, p->name);
		break;
	case COLUMN_HEALTH:
		buf_adds(&cell->text, health_name(r->health));
		cell->role = explain_health_role(r->health);
		cell->glyph = explain_health_glyph(r->health);
		cell->has_glyph = true;
		break;
	case COLUMN_STATE:
		buf_adds(&cell->text, p->state_text);
		break;
	case COLUMN_ROLE:
		buf_adds(&cell->text, peering_role_name(peering_role(p)));
		break;
	case COLUMN_IMP:
		buf_addf(&cell->text, "%u", p->imported.count);
		break;
	case COLUMN_EXP:
		buf_addf(&cell->text, "%u", p->exported.count);
		break;
	case COLUMN_SEEN:
		explain_age(r->seen_s, s->base.app->ascii, age);
		buf_adds(&cell->text, age);
		break;
	case COLUMN_META:
		meta_cell(p, &cell->text);
		cell->role = ROLE_MUTED;
		break;
	}
}

static const struct watch_row *selected(const struct peers *s)
{
	return s->view.count ? s->view.rows[s->table.selected] : NULL;
}

/* --- state --------------------------------------------------------------- */

static void explain(struct peers *s)
{
	const struct watch_row *row = selected(s);

	text_clear(&s->explain);
	if (row)
		explain_peering(&s->explain, s->base.app, row);
	s->rest_ms = -1;
}

static void explain_nothing(struct peers *s)
{
	const struct watch_status *st = watch_status(s->base.cluster->watch);

	text_line(&s->empty, 2);
	if (textfield_text(&s->filter)[0]) {
		text_add(&s->empty, ROLE_TEXT,
			 "No peering matches the filter. ");
		text_add(&s->empty, ROLE_KEY, "Esc");
		text_add(&s->empty, ROLE_TEXT, " shows all.");
		return;
	}
	if (st->filtered) {
		text_add(&s->empty, ROLE_TEXT,
			 "Consul shows this ACL token no peering; there may be "
			 "some. It needs: peering = \"read\"");
		return;
	}
	text_add(&s->empty, ROLE_TEXT, "This cluster has no peerings.");
	if (cluster_write_refused(s->base.cluster)) {
		text_line(&s->empty, 2);
		text_add(&s->empty, ROLE_TEXT, "%s",
			 cluster_write_refused(s->base.cluster));
		return;
	}
	text_add(&s->empty, ROLE_TEXT, " To connect another cluster:");
	text_line(&s->empty, 2);
	text_line(&s->empty, 4);
	text_add(&s->empty, ROLE_KEY, "  g");
	text_add(&s->empty, ROLE_TEXT,
		 " generates a token here; the other cluster establishes with "
		 "it.");
}

static void explain_empty(struct peers *s)
{
	const struct cluster *c = s->base.cluster;

	text_clear(&s->empty);
	if (!c->watch) {
		text_line(&s->empty, 2);
		text_add(&s->empty, ROLE_TEXT, "Starting the sandbox…");
	} else if (watch_status(c->watch)->have_rows) {
		explain_nothing(s);
	} else if (watch_status(c->watch)->phase == WATCH_STARTING) {
		text_line(&s->empty, 2);
		text_add(&s->empty, ROLE_TEXT, "Asking %s…",
			 client_config_host(&c->config));
		text_line(&s->empty, 2);
		text_add(&s->empty, ROLE_TEXT, "%s",
			 watch_status(c->watch)->learned);
	} else {
		explain_unreachable(&s->empty, c);
	}
}

static void rebuild(struct peers *s)
{
	const struct cluster *c = s->base.cluster;
	size_t count = 0;
	const struct watch_row *rows =
		c->watch ? watch_rows(c->watch, &count) : NULL;

	peers_view_build(&s->view, rows, count, textfield_text(&s->filter));
	table_reload(&s->table);
	explain(s);
	if (!s->view.count)
		explain_empty(s);
	s->base.app->dirty = true;
}

static void peers_changed(struct screen *screen)
{
	rebuild(peers_of(screen));
}

static int64_t peers_deadline(const struct screen *screen)
{
	return peers_const(screen)->rest_ms;
}

static void peers_tick(struct screen *screen)
{
	explain(peers_of(screen));
}

static void end_filter(struct peers *s, bool clear)
{
	s->filtering = false;
	textfield_blur(&s->filter);
	if (clear)
		textfield_set(&s->filter, "");
	rebuild(s);
}

static bool filter_key(struct peers *s, const struct key *key)
{
	if (key_is(key, SYM_ESC)) {
		end_filter(s, true);
		return true;
	}
	if (key_is(key, SYM_ENTER)) {
		end_filter(s, false);
		return true;
	}
	if (textfield_key(&s->filter, key)) {
		rebuild(s);
		return true;
	}
	return table_key(&s->table, key);
}

static bool peers_key(struct screen *screen, const struct key *key)
{
	struct peers *s = peers_of(screen);

	if (s->filtering)
		return filter_key(s, key);
	if (!s->view.count || !table_key(&s->table, key))
		return false;
	s->rest_ms = s->base.app->now_ms + REST_MS;
	return true;
}

static bool peers_paste(struct screen *screen, const char *text, size_t len)
{
	struct peers *s = peers_of(screen);

	if (!s->filtering || len > FILTER_MAX)
		return false;
	textfield_paste(&s->filter, text, len);
	rebuild(s);
	return true;
}

static bool peers_typing(const struct screen *screen)
{
	return peers_const(screen)->filtering;
}

static void peers_focus(struct screen *screen, bool on)
{
	struct peers *s = peers_of(screen);

	if (s->filtering && on)
		textfield_focus(&s->filter);
	else if (s->filtering)
		textfield_blur(&s->filter);
}

static bool peers_leave(struct screen *screen)
{
	struct peers *s = peers_of(screen);

	if (!textfield_text(&s->filter)[0])
		return true;
	end_filter(s, true);
	return false;
}

/* --- drawing ------------------------------------------------------------- */

static void peers_layout(struct screen *screen, int w, int h)
{
	struct peers *s = peers_of(screen);

	s->w = w;
	s->h = h;
	s->explain_h = h < LOW_H ? 1 : EXPLAIN_MAX;
	table_layout(&s->table, w, h - HEAD_ROWS - s->explain_h - 1);
}

static void draw_title(const struct peers *s, const struct canvas *c)
{
	const struct cluster *cl = s->base.cluster;
	size_t total = 0;
	char text[80];
	int x;

	if (cl->watch)
		watch_rows(cl->watch, &total);
	x = 1 + canvas_text(c, 1, 0, c->w, ROLE_STRONG, "Peers");
	if (!cl->watch || !watch_status(cl->watch)->have_rows)
		return;
	snprintf(text, sizeof(text), "%zu", total);
	x += 1 + canvas_text(c, x + 1, 0, c->w - x, ROLE_TEXT, text);
	if (s->view.need_look) {
		snprintf(text, sizeof(text), "%zu need%s a look",
			 s->view.need_look, s->view.need_look == 1 ? "s" : "");
		canvas_text(c, x + 3, 0, c->w - x - 3, ROLE_WARN, text);
	}
	if (s->view.count < total || textfield_text(&s->filter)[0])
		snprintf(text, sizeof(text), "%zu shown", s->view.count);
	else
		snprintf(text, sizeof(text), "sorted by health");
	canvas_text_right(c, 0, 0, c->w - 1, ROLE_MUTED, text);
}

/* The line between title and table: the filter, or why the data are old. */
static void draw_second(const struct peers *s, const struct canvas *c)
{
	const struct cluster *cl = s->base.cluster;
	const struct watch_status *st =
		cl->watch ? watch_status(cl->watch) : NULL;
	char text[400];
	int x;

	if (s->filtering || textfield_text(&s->filter)[0]) {
		x = 1 + canvas_text(c, 1, 1, c->w, ROLE_MUTED, "Filter ");
		textfield_draw(&s->filter, c, x, 1, c->w - x - 2, s->filtering);
		return;
	}
	if (!st || !st->have_rows ||
	    (st->err.kind == ERR_NONE && !*st->learned))
		return;
	snprintf(text, sizeof(text), "%s %s",
		 theme_glyph(GLYPH_BAD, s->base.app->ascii),
		 *st->learned ? st->learned : explain_short(&st->err));
	canvas_text(c, 1, 1, c->w - 2, ROLE_BAD, text);
}

static void peers_draw(const struct screen *screen, const struct canvas *c)
{
	const struct peers *s = peers_const(screen);
	struct canvas area;

	draw_title(s, c);
	draw_second(s, c);
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w, s->table.h });
	if (!s->view.count) {
		area = canvas_sub(c, (struct rect){ 1, HEAD_ROWS, c->w - 2,
						    c->h - HEAD_ROWS });
		text_draw(&s->empty, &area, 0);
		return;
	}
	table_draw(&s->table, &area);
	bars_rule(c, c->h - s->explain_h - 1);
	area = canvas_sub(c, (struct rect){ 1, c->h - s->explain_h, c->w - 2,
					    s->explain_h });
	text_draw(&s->explain, &area, 0);
}

static const char *peers_peering(const struct screen *screen)
{
	const struct watch_row *row = selected(peers_const(screen));

	return row ? row->peering->name : NULL;
}

static void peers_close(struct screen *screen)
{
	struct peers *s = peers_of(screen);

	peers_view_release(&s->view);
	text_release(&s->explain);
	text_release(&s->empty);
	textfield_release(&s->filter);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_PEERS,
	.title = "Peers",
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
		.source = { s, row_count, row_cell, row_id, row_grey },
		.columns = columns,
		.column_count = ARRAY_LEN(columns),
		.y = HEAD_ROWS,
	};
	s->explain = (struct text)TEXT_INIT;
	s->empty = (struct text)TEXT_INIT;
	s->rest_ms = -1;
	textfield_init(&s->filter, "", FILTER_MAX);
	rebuild(s);
	return &s->base;
}

/* --- commands ------------------------------------------------------------ */

static struct peers *on_top(const struct app *app)
{
	return peers_of(app_top(app));
}

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
	struct peers *s = on_top(app);

	s->filtering = true;
	textfield_focus(&s->filter);
	app->dirty = true;
}
