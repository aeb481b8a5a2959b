#include "tui/filter_prompt.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "widgets/canvas.h"
#include "widgets/key.h"
#include "widgets/lineedit.h"

#define LINE_BYTES (FILTER_MAX - 1)
#define NOTE_MIN   20 /* columns that a note is worth drawing in */

void filter_prompt_init(struct filter_prompt *p)
{
	*p = (struct filter_prompt){ 0 };
	textfield_init(&p->field, "", LINE_BYTES);
	p->assist = (struct assist){ .history = &p->history };
	p->field.assist = &p->assist;
	filter_parse(&p->filter, "");
}

void filter_prompt_release(struct filter_prompt *p)
{
	textfield_release(&p->field);
	assist_history_release(&p->history);
	strlist_release(&p->offers);
}

static const char *line(const struct filter_prompt *p)
{
	return textfield_text(&p->field);
}

bool filter_prompt_used(const struct filter_prompt *p)
{
	return *line(p) != '\0';
}

void filter_prompt_lend(struct filter_prompt *p, bool on)
{
	if (p->focused && on)
		textfield_focus(&p->field);
	else if (p->focused)
		textfield_blur(&p->field);
}

void filter_prompt_focus(struct filter_prompt *p)
{
	p->focused = true;
	textfield_focus(&p->field);
}

/* The line is another one. */
static void parse(struct filter_prompt *p)
{
	size_t len = strlen(line(p)), start = len;
	char text[FILTER_MAX];

	strlist_release(&p->offers);
	if (p->focused && lineedit_point(p->field.line) == len &&
	    filter_unfinished(line(p), &start))
		filter_complete(line(p), len, NULL, 0, &start, &p->offers);
	snprintf(text, sizeof(text), "%.*s", (int)start, line(p));
	filter_parse(&p->filter, text);
}

static void set(struct filter_prompt *p, const char *text)
{
	textfield_set(&p->field, text);
	parse(p);
}

void filter_prompt_leave(struct filter_prompt *p, bool keep)
{
	strlist_release(&p->offers);
	if (p->focused)
		textfield_blur(&p->field);
	p->focused = false;
	assist_remember(&p->field);
	if (keep)
		parse(p);
	else
		set(p, "");
}

static void complete(struct filter_prompt *p, const struct watch_row *rows,
		     size_t count)
{
	_cleanup_(strlist_release) struct strlist offers = { 0 };
	_cleanup_(buf_release) struct buf all = BUF_INIT(LINE_BYTES);
	size_t point = lineedit_point(p->field.line), start, len;

	filter_complete(line(p), point, rows, count, &start, &offers);
	if (!offers.count)
		return;
	len = strlist_shared(&offers);
	buf_add(&all, line(p), start);
	if (len >= point - start) {
		buf_add(&all, offers.items[0], len);
		if (offers.count == 1 &&
		    !strchr(":.=<>", offers.items[0][len - 1]))
			buf_addc(&all, ' ');
		buf_adds(&all, line(p) + point);
		set(p, all.data);
	}
	strlist_release(&p->offers);
	if (offers.count > 1) {
		p->offers = offers;
		offers = (struct strlist){ 0 };
	}
}

bool filter_prompt_key(struct filter_prompt *p, const struct key *key,
		       const struct watch_row *rows, size_t count)
{
	strlist_release(&p->offers);
	if (key_is(key, SYM_ESC) || key_is(key, SYM_ENTER)) {
		filter_prompt_leave(p, key_is(key, SYM_ENTER));
	} else if (key_is(key, SYM_TAB)) {
		complete(p, rows, count);
	} else if (key_is(key, SYM_UP) || key_is(key, SYM_DOWN)) {
		assist_recall(&p->field, key_is(key, SYM_UP));
		parse(p);
	} else if (textfield_key(&p->field, key)) {
		parse(p);
	} else {
		return false;
	}
	return true;
}

void filter_prompt_paste(struct filter_prompt *p, const char *text, size_t len)
{
	textfield_paste(&p->field, text, len);
	parse(p);
}

/* Offers, or the problem, behind what is typed. */
static void draw_note(const struct filter_prompt *p, const struct canvas *c,
		      int x, int y)
{
	if (!p->offers.count)
		canvas_text(c, x, y, c->w - x - 1, ROLE_WARN,
			    p->filter.problem);
	for (size_t i = 0; i < p->offers.count && x < c->w - 1; i++)
		x += 2 + canvas_text(c, x, y, c->w - x - 1, ROLE_MUTED,
				     p->offers.items[i]);
}

void filter_prompt_draw(const struct filter_prompt *p, const struct canvas *c,
			int y)
{
	int x = 1 + canvas_text(c, 1, y, c->w, ROLE_MUTED, "Filter ");
	int w = utf8_shown_columns(line(p), strlen(line(p))) + 2;
	bool note = p->filter.problem[0] || p->offers.count;
	int room = c->w - x - 2;

	if (!note)
		w = room;
	else if (w > room - NOTE_MIN)
		w = room > 2 * NOTE_MIN ? room - NOTE_MIN : room;
	textfield_draw(&p->field, c, x, y, w, p->focused);
	if (note && w < room)
		draw_note(p, c, x + w + 2, y);
}
