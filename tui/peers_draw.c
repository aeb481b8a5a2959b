/* The Peers screen: where things stand, and the drawing of them. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peers.h"
#include "widgets/bars.h"

#define HEAD_ROWS   2	/* title, and the line of filter or failure */
#define LOW_H	    17	/* below 20 rows of screen: one line of explanation */
#define WIDE_W	    120 /* list and details side by side */
#define EXPLAIN_MAX 3
#define TITLE_MAX   240
#define MARGIN	    1 /* right of the title */
#define GAP	    3 /* columns between two facts of the title */
#define MORE_W	    5 /* of ", ..." */

void peers_layout(struct screen *screen, int w, int h)
{
	struct peers *s = (struct peers *)(void *)screen;
	bool wide = w >= WIDE_W;

	if (s->said_old != cluster_old_s(s->base.cluster))
		peers_explain(s);
	s->w = w;
	s->h = h;
	s->explain_h = wide ? 0 : h < LOW_H ? 1 : EXPLAIN_MAX;
	s->list_w = wide ? w * 13 / 20 : w;
	s->table.sorted = 0;
	for (size_t i = 0; i < s->columns.count; i++)
		if (column_equal(&s->columns.items[i], &s->by))
			s->table.sorted = (int)i + 1;
	s->table.upwards = s->view.reverse;
	table_layout(&s->table, s->list_w,
		     h - HEAD_ROWS - (wide ? 0 : s->explain_h + 1));
}

/* --- the title ----------------------------------------------------------- */

/* "12 shown, by seen, reversed"; `brief` is what stays of it where the counts
 * need the room: "12 shown", or nothing. Returns what is left of `room`. */
static int say_order(const struct peers *s, size_t total, bool brief, int room,
		     char *text, size_t size)
{
	char name[PEERING_META_KEY_MAX + 8], shown[EXPLAIN_AGE_MAX];
	bool some =
		s->view.shown.count < total || filter_prompt_used(&s->prompt);
	int len = 0;

	column_name(&s->by, name, sizeof(name));
	explain_count(s->view.shown.count, shown);
	text[0] = '\0';
	if (some)
		len = snprintf(text, size, "%s shown", shown);
	if (!brief)
		snprintf(text + len, size - (size_t)len, "%s %s%s",
			 some ? ", by" : "sorted by", name,
			 s->view.reverse ? ", reversed" : "");
	len = (int)strlen(text);
	return room - MARGIN - (len ? len + GAP : 0);
}

/* Append ": 1 failing, 3 late", what needs a look or what does not; what has
 * no room is left out. False when something was. */
static bool add_healths(const struct peers *s, bool look, const char *before,
			int room, struct buf *out)
{
	for (int i = 0; i < HEALTH_COUNT; i++) {
		size_t n = s->view.shown.healths[i];
		char item[EXPLAIN_AGE_MAX + 32], count[EXPLAIN_AGE_MAX];

		if (!n || health_needs_look((enum health)i) != look)
			continue;
		explain_count(n, count);
		snprintf(item, sizeof(item), "%s%s %s", before, count,
			 health_name((enum health)i));
		if ((int)(out->len + strlen(item)) > room)
			return false;
		buf_adds(out, item);
		before = ", ";
	}
	return true;
}

/* The counts by health in `room` columns. */
static bool say_healths(const struct peers *s, bool look, int room,
			struct buf *out)
{
	size_t count = peers_view_need_look(&s->view);
	char words[EXPLAIN_AGE_MAX + 16] = "", n[EXPLAIN_AGE_MAX];

	explain_count(count, n);
	if (look)
		snprintf(words, sizeof(words), "%s need%s a look", n,
			 count == 1 ? "s" : "");
	buf_clear(out);
	buf_adds(out, words);
	if (add_healths(s, look, look ? ": " : "", room, out))
		return true;
	buf_clear(out);
	buf_adds(out, words);
	add_healths(s, look, look ? ": " : "", room - MORE_W, out);
	if (out->len > strlen(words))
		buf_addf(out, ", %s",
			 theme_glyph(GLYPH_MORE, s->base.app->ascii));
	return false;
}

/* What needs a look comes as far as there is room; how the list is sorted
 * gives way to it, and the other counts to both. */
static void draw_counts(const struct peers *s, const struct canvas *c, int x,
			size_t total)
{
	bool old = cluster_old_s(s->base.cluster) >= 0;
	_cleanup_(buf_release) struct buf text = BUF_INIT(TITLE_MAX);
	bool look = peers_view_need_look(&s->view) > 0;
	char order[TITLE_MAX];
	int room = say_order(s, total, false, c->w - x, order, sizeof(order));

	if (look && !say_healths(s, true, room, &text)) {
		room = say_order(s, total, true, c->w - x, order,
				 sizeof(order));
		say_healths(s, true, room, &text);
	}
	canvas_text_right(c, 0, 0, c->w - MARGIN, ROLE_MUTED, order);
	if (look) {
		int w = canvas_text(c, x, 0, room, old ? ROLE_MUTED : ROLE_WARN,
				    text.data);

		x += w + GAP;
		room -= w + GAP;
	}
	say_healths(s, false, room, &text);
	canvas_text(c, x, 0, room, ROLE_MUTED, text.data);
}

static void draw_title(const struct peers *s, const struct canvas *c)
{
	const struct watch *watch = s->base.cluster->watch;
	char count[EXPLAIN_AGE_MAX];
	size_t total = 0;
	int x = 1 + canvas_text(c, 1, 0, c->w, ROLE_STRONG, "Peers");

	if (!watch || !watch_status(watch)->have_rows)
		return;
	watch_rows(watch, &total);
	explain_count(total, count);
	x += 1 + canvas_text(c, x + 1, 0, c->w - x, ROLE_TEXT, count);
	if (total)
		draw_counts(s, c, x + GAP, total);
}

/* The line between title and table: the filter, or why the data are old. */
static void draw_second(const struct peers *s, const struct canvas *c)
{
	const struct watch *watch = s->base.cluster->watch;
	const struct watch_status *st = watch ? watch_status(watch) : NULL;
	char text[400];

	if (s->prompt.focused || filter_prompt_used(&s->prompt)) {
		filter_prompt_draw(&s->prompt, c, 1);
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

/* --- the selected row ---------------------------------------------------- */

/* Old data look old, as the rows do. */
static void tint_old(const struct peers *s, const struct canvas *c)
{
	if (cluster_old_s(s->base.cluster) >= 0)
		canvas_tint(c, (struct rect){ 0, 0, c->w, c->h }, ROLE_MUTED);
}

/* One row: the next step stays, and what it means is cut. */
static void draw_brief(const struct peers *s, const struct canvas *area)
{
	int w = utf8_shown_columns(s->step.bytes.data, s->step.bytes.len);
	struct canvas left =
		canvas_sub(area,
			   (struct rect){ 0, 0, w ? area->w - w - GAP : area->w,
					  1 });
	struct canvas right =
		canvas_sub(area, (struct rect){ area->w - w, 0, w, 1 });

	text_draw_line(&s->brief, &left);
	text_draw_line(&s->step, &right);
}

/* Some rows: when there is more to say the last one has the next step. */
static void draw_lines(const struct peers *s, const struct canvas *area)
{
	const struct text *t = &s->explain;
	size_t last = t->count;
	struct canvas end =
		canvas_sub(area, (struct rect){ 0, area->h - 1, area->w, 1 });

	text_draw(t, area, 0);
	if (text_height(t, area->w) <= area->h)
		return;
	while (last > 0 && t->spans[--last].indent < 0)
		;
	canvas_fill(&end, (struct rect){ 0, 0, end.w, 1 }, ROLE_TEXT);
	text_draw(t, &end, text_row_of(t, area->w, t->spans[last].start));
}

static void draw_below(const struct peers *s, const struct canvas *c)
{
	struct canvas area =
		canvas_sub(c, (struct rect){ 1, c->h - s->explain_h, c->w - 2,
					     s->explain_h });

	bars_rule(c, c->h - s->explain_h - 1);
	if (s->explain_h == 1)
		draw_brief(s, &area);
	else
		draw_lines(s, &area);
	tint_old(s, &area);
}

static void draw_beside(const struct peers *s, const struct canvas *c)
{
	int x = s->list_w + 2, h;
	struct canvas side =
		canvas_sub(c, (struct rect){ x, HEAD_ROWS, c->w - x - 1,
					     c->h - HEAD_ROWS });
	struct canvas area = side;

	for (int y = HEAD_ROWS; y < c->h; y++)
		canvas_glyph(c, s->list_w, y, ROLE_RULE, GLYPH_WALL);
	text_draw(&s->explain, &area, 0);
	h = text_height(&s->explain, area.w);
	area = canvas_sub(&area, (struct rect){ 0, h, area.w, area.h - h });
	text_draw(&s->details, &area, 0);
	tint_old(s, &side);
}

void peers_draw(const struct screen *screen, const struct canvas *c)
{
	const struct peers *s = (const struct peers *)(const void *)screen;
	struct canvas area;

	draw_title(s, c);
	draw_second(s, c);
	if (!s->view.shown.count) {
		area = canvas_sub(c, (struct rect){ 1, HEAD_ROWS, c->w - 2,
						    c->h - HEAD_ROWS });
		text_draw(&s->empty, &area, 0);
		return;
	}
	area = canvas_sub(c,
			  (struct rect){ 0, HEAD_ROWS, s->list_w, s->table.h });
	table_draw(&s->table, &area);
	if (s->list_w < s->w)
		draw_beside(s, c);
	else
		draw_below(s, c);
}
