/* The Peers screen: where things stand, and the drawing of them. */
#include <stdio.h>
#include <string.h>

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

void peers_layout(struct screen *screen, int w, int h)
{
	struct peers *s = (struct peers *)(void *)screen;
	bool wide = w >= WIDE_W;

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

/* "12 of 100,000 shown, by seen, reversed" */
static void say_order(const struct peers *s, size_t total, char *text,
		      size_t size)
{
	char name[PEERING_META_KEY_MAX + 8], shown[EXPLAIN_AGE_MAX];
	const char *reversed = s->view.reverse ? ", reversed" : "";

	column_name(&s->by, name, sizeof(name));
	explain_count(s->view.shown.count, shown);
	if (s->view.shown.count < total || filter_prompt_used(&s->prompt))
		snprintf(text, size, "%s shown, by %s%s", shown, name,
			 reversed);
	else
		snprintf(text, size, "sorted by %s%s", name, reversed);
}

/* ": 1 failing, 3 late": what it is that needs a look; "" when there is only
 * one health, which the list tells as well. */
static void say_healths(const struct peers *s, char *text, size_t size)
{
	size_t len = 0, kinds = 0;

	text[0] = '\0';
	for (int i = 0; i < HEALTH_COUNT && len < size; i++) {
		size_t n = s->view.shown.healths[i];
		char count[EXPLAIN_AGE_MAX];

		if (!n || !health_needs_look((enum health)i))
			continue;
		explain_count(n, count);
		len += (size_t)snprintf(text + len, size - len, "%s %s %s",
					kinds++ ? "," : ":", count,
					health_name((enum health)i));
	}
	if (kinds < 2)
		text[0] = '\0';
}

static void draw_title(const struct peers *s, const struct canvas *c)
{
	const struct watch *watch = s->base.cluster->watch;
	char text[TITLE_MAX], healths[TITLE_MAX / 2], count[EXPLAIN_AGE_MAX];
	char right[TITLE_MAX];
	size_t total = 0, look = peers_view_need_look(&s->view);
	int x = 1 + canvas_text(c, 1, 0, c->w, ROLE_STRONG, "Peers"), room;

	if (!watch || !watch_status(watch)->have_rows)
		return;
	watch_rows(watch, &total);
	explain_count(total, count);
	x += 1 + canvas_text(c, x + 1, 0, c->w - x, ROLE_TEXT, count);
	say_order(s, total, right, sizeof(right));
	room = c->w - x - 3 - (int)strlen(right) - 3;
	explain_count(look, count);
	say_healths(s, healths, sizeof(healths));
	snprintf(text, sizeof(text), "%s need%s a look%s", count,
		 look == 1 ? "s" : "", healths);
	if ((int)strlen(text) > room)
		text[strlen(text) - strlen(healths)] = '\0';
	if (look)
		canvas_text(c, x + 3, 0, room > 0 ? room : 0, ROLE_WARN, text);
	canvas_text_right(c, 0, 0, c->w - 1, ROLE_MUTED, right);
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

static void draw_below(const struct peers *s, const struct canvas *c)
{
	struct canvas area =
		canvas_sub(c, (struct rect){ 1, c->h - s->explain_h, c->w - 2,
					     s->explain_h });

	bars_rule(c, c->h - s->explain_h - 1);
	if (s->explain_h == 1)
		text_draw_line(&s->explain, &area);
	else
		text_draw(&s->explain, &area, 0);
}

static void draw_beside(const struct peers *s, const struct canvas *c)
{
	int x = s->list_w + 2;
	struct canvas area =
		canvas_sub(c, (struct rect){ x, HEAD_ROWS, c->w - x - 1,
					     c->h - HEAD_ROWS });

	int h;

	for (int y = HEAD_ROWS; y < c->h; y++)
		canvas_glyph(c, s->list_w, y, ROLE_RULE, GLYPH_WALL);
	text_draw(&s->explain, &area, 0);
	h = text_height(&s->explain, area.w);
	area = canvas_sub(&area, (struct rect){ 0, h, area.w, area.h - h });
	text_draw(&s->details, &area, 0);
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
