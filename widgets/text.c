#include "widgets/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

void text_release(struct text *t)
{
	buf_release(&t->bytes);
	free(t->spans);
	*t = (struct text)TEXT_INIT;
}

void text_clear(struct text *t)
{
	buf_clear(&t->bytes);
	t->count = 0;
}

static void add_span(struct text *t, enum role role, int indent)
{
	if (!t->bytes.limit) /* it was `{0}` */
		t->bytes = (struct buf)BUF_INIT(TEXT_MAX);
	t->spans = mem_grow(t->spans, t->count, &t->cap, sizeof(*t->spans));
	t->spans[t->count++] = (struct text_span){
		.start = t->bytes.len,
		.role = role,
		.indent = indent,
	};
}

void text_line(struct text *t, int indent)
{
	add_span(t, ROLE_TEXT, indent > 0 ? indent : 0);
}

/* The indent of the line begun last. */
static int last_indent(const struct text *t)
{
	for (size_t i = t->count; i-- > 0;)
		if (t->spans[i].indent >= 0)
			return t->spans[i].indent;
	return 0;
}

void text_add(struct text *t, enum role role, const char *fmt, ...)
{
	_cleanup_(buf_release) struct buf raw = BUF_INIT(TEXT_MAX);
	va_list args;

	if (!t->count)
		text_line(t, 0);
	va_start(args, fmt);
	buf_addv(&raw, fmt, args);
	va_end(args);
	add_span(t, role, -1);
	utf8_scrub(&t->bytes, raw.data, raw.len);
}

void text_add_lines(struct text *t, enum role role, const char *text)
{
	const char *end;

	if (!t->count)
		text_line(t, 0);
	for (; (end = strchr(text, '\n')); text = end + 1) {
		bool crlf = end > text && end[-1] == '\r';

		add_span(t, role, -1);
		utf8_scrub(&t->bytes, text, (size_t)(end - text) - crlf);
		text_line(t, last_indent(t));
	}
	add_span(t, role, -1);
	utf8_scrub(&t->bytes, text, strlen(text));
}

/* --- wrapping ------------------------------------------------------------ */

/* Where the walk over the rows is. A line is the spans from one that begins a
 * line to the next; a row is what of it stands on the screen in one row. */
struct walk {
	const struct text *text;
	int width;
	size_t line;	   /* span that begins the line */
	size_t span;	   /* span of the row's first byte */
	size_t line_end;   /* byte after the line */
	size_t start, end; /* the row's bytes */
	size_t next;	   /* where the next row of the line begins */
	int indent;	   /* of this row */
};

static size_t span_end(const struct text *t, size_t span)
{
	return span + 1 < t->count ? t->spans[span + 1].start : t->bytes.len;
}

static bool enter_line(struct walk *w, size_t span)
{
	const struct text *t = w->text;

	if (span >= t->count)
		return false;
	w->line = w->span = span++;
	while (span < t->count && t->spans[span].indent < 0)
		span++;
	w->start = t->spans[w->line].start;
	w->line_end = span_end(t, span - 1);
	w->indent = 0;
	return true;
}

/* Of the rows after a line's first. */
static int row_indent(const struct walk *w)
{
	int indent = w->text->spans[w->line].indent;

	return indent < w->width / 2 ? indent : 0;
}

/* The word at `start` has room in a row of its own. */
static bool fits_a_row(const struct walk *w, size_t start)
{
	const char *s = w->text->bytes.data;
	size_t end = start;

	while (end < w->line_end && s[end] != ' ')
		end++;
	return utf8_fit(s + start, end - start, w->width - row_indent(w)) ==
	       end - start;
}

/* End the row that begins at .start: all that fits, back to a word's end,
 * unless the next word would have to be broken in its own row too. */
static void end_row(struct walk *w)
{
	const char *s = w->text->bytes.data;
	size_t room = utf8_fit(s + w->start, w->line_end - w->start,
			       w->width - w->indent);
	size_t end = w->start + room, at = end, first = w->start;

	while (first < w->line_end && s[first] == ' ')
		first++;
	if (end < w->line_end) {
		if (!room) /* a wide character, a narrow screen */
			at = end = utf8_next(s, w->line_end, w->start);
		while (at > first && s[at] != ' ')
			at--;
		if (at > first && (s[end] == ' ' || fits_a_row(w, at + 1)))
			end = at;
	}
	w->next = end;
	while (w->next < w->line_end && s[w->next] == ' ')
		w->next++;
	while (end > first && s[end - 1] == ' ')
		end--;
	w->end = end;
}

static bool next_row(struct walk *w)
{
	const struct text *t = w->text;

	if (w->next >= w->line_end) {
		size_t span = w->line + 1;

		while (span < t->count && t->spans[span].indent < 0)
			span++;
		if (!enter_line(w, span))
			return false;
	} else {
		w->start = w->next;
		w->indent = row_indent(w);
		while (span_end(t, w->span) <= w->start)
			w->span++;
	}
	end_row(w);
	return true;
}

static bool first_row(struct walk *w, const struct text *t, int width)
{
	*w = (struct walk){ .text = t, .width = width > 1 ? width : 1 };
	if (!enter_line(w, 0))
		return false;
	end_row(w);
	return true;
}

int text_height(const struct text *t, int width)
{
	struct walk w;
	int rows = 0;

	for (bool more = first_row(&w, t, width); more; more = next_row(&w))
		rows++;
	return rows;
}

int text_row_of(const struct text *t, int width, size_t at)
{
	struct walk w;
	int row = 0;

	for (bool more = first_row(&w, t, width); more && at >= w.next;
	     more = next_row(&w))
		row++;
	return row;
}

/* --- drawing ------------------------------------------------------------- */

static void draw_row(const struct walk *w, const struct canvas *c, int y)
{
	const struct text *t = w->text;
	int x = w->indent;

	for (size_t i = w->span; i < t->count; i++) {
		size_t from = t->spans[i].start, to = span_end(t, i);
		char *part;

		if (from >= w->end)
			break;
		from = from > w->start ? from : w->start;
		to = to < w->end ? to : w->end;
		if (from >= to)
			continue;
		part = mem_dup_n(t->bytes.data + from, to - from);
		x += canvas_text(c, x, y, c->w - x, t->spans[i].role, part);
		free(part);
	}
}

void text_draw_line(const struct text *t, const struct canvas *c)
{
	struct walk w;

	if (!first_row(&w, t, c->w))
		return;
	w.end = w.line_end;
	draw_row(&w, c, 0);
}

void text_draw(const struct text *t, const struct canvas *c, int top)
{
	struct walk w;
	int y = -top;

	for (bool more = first_row(&w, t, c->w); more && y < c->h;
	     more = next_row(&w), y++)
		if (y >= 0)
			draw_row(&w, c, y);
}
