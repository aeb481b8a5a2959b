#include "widgets/textfield.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "widgets/key.h"
#include "widgets/lineedit.h"
#include "widgets/secretedit.h"

void textfield_init(struct textfield *f, const char *text, size_t limit)
{
	*f = (struct textfield){
		.line = lineedit_new(text, limit),
		.limit = limit,
	};
}

void textfield_init_secret(struct textfield *f, size_t limit)
{
	*f = (struct textfield){ .is_secret = true, .limit = limit };
	secret_init(&f->secret, limit);
}

void textfield_release(struct textfield *f)
{
	lineedit_free(f->line);
	assist_release(f);
	secret_release(&f->secret);
	*f = (struct textfield){ 0 };
}

const char *textfield_text(const struct textfield *f)
{
	if (f->is_secret)
		return f->secret.data;
	return f->line ? lineedit_text(f->line) : "";
}

void textfield_set(struct textfield *f, const char *text)
{
	if (!f->is_secret) {
		lineedit_set(f->line, text);
		return;
	}
	secret_clear(&f->secret);
	f->secret_point = 0;
	secretedit_insert(&f->secret, &f->secret_point, f->limit, text,
			  strlen(text));
}

void textfield_focus(struct textfield *f)
{
	lineedit_focus(f->line);
	assist_refresh(f, true);
}

void textfield_blur(struct textfield *f)
{
	(void)f;
	lineedit_focus(NULL);
}

/* --- keys and pastes ----------------------------------------------------- */

/* Left to the application: submit, cancel, repaint, suspend. */
static bool is_reserved(const struct key *key)
{
	return key->mods == MOD_CTRL && key->ch < 0x80 &&
	       strchr("oclz", (int)key->ch);
}

static bool is_for_line(const struct key *key)
{
	switch (key->sym) {
	case SYM_CHAR:
		return !is_reserved(key);
	case SYM_ESC:
		return lineedit_wants_esc();
	case SYM_BACKSPACE:
	case SYM_DELETE:
	case SYM_LEFT:
	case SYM_RIGHT:
	case SYM_HOME:
	case SYM_END:
	case SYM_OTHER: /* bound in inputrc, or nothing */
		return true;
	default:
		return false;
	}
}

bool textfield_key(struct textfield *f, const struct key *key)
{
	if (f->readonly)
		return false;
	if (f->is_secret)
		return secretedit_key(&f->secret, &f->secret_point, f->limit,
				      key);
	lineedit_focus(f->line);
	if (!is_for_line(key))
		return false;
	if (assist_take(f, key))
		return true;
	lineedit_key(key);
	if (lineedit_recalls())
		assist_recall(f, lineedit_recalls() < 0);
	assist_refresh(f, false);
	return true;
}

/* One line of it: breaks and tabs are blanks, other controls go. */
static void flatten(struct buf *out, const char *text, size_t len)
{
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '\r' && i + 1 < len && text[i + 1] == '\n')
			continue;
		if (c == '\t' || c == '\r' || c == '\n')
			c = ' ';
		if ((c == ' ' && !out->len) || (c >= 0 && c < ' ') || c == 0x7f)
			continue;
		buf_addc(out, c);
	}
}

bool textfield_paste(struct textfield *f, const char *text, size_t len)
{
	_cleanup_(buf_release) struct buf flat = BUF_SECRET(len);
	bool whole;

	if (f->readonly)
		return false;
	if (f->is_secret)
		return secretedit_insert(&f->secret, &f->secret_point, f->limit,
					 text, len);
	flatten(&flat, text, len);
	lineedit_focus(f->line);
	whole = lineedit_insert(flat.data, flat.len);
	assist_refresh(f, false);
	return whole;
}

void textfield_note(struct textfield *f, enum role role, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(f->note, sizeof(f->note), fmt, args);
	va_end(args);
	utf8_trim(f->note);
	f->note_role = role;
}

/* --- drawing ------------------------------------------------------------- */

/* Columns scrolled away so that column `at` is seen: in steps of half the
 * field, so that a key typed moves the cursor and not the text. */
static int scrolled(int at, int w)
{
	int half = w / 2 > 0 ? w / 2 : 1;

	return at < w ? 0 : (at / half - 1) * half;
}

struct view {
	const struct canvas *c;
	int x, y, w;
	enum role role;
};

static int draw_masks(const struct textfield *f, const struct view *v,
		      bool focused)
{
	int count = 0, at = 0, offset;

	for (size_t i = 0; i < f->secret.len; count++) {
		if (i < f->secret_point)
			at++;
		i = utf8_next(f->secret.data, f->secret.len, i);
	}
	offset = focused ? scrolled(at, v->w) : 0;
	count = count - offset < v->w ? count - offset : v->w;
	canvas_repeat(v->c, v->x, v->y, count, v->role, GLYPH_MASK);
	return at - offset;
}

/* Draw what of `s` is seen from column `offset` on. */
static void draw_from(const struct view *v, const struct buf *s, int offset)
{
	_cleanup_(buf_release) struct buf part = BUF_INIT(s->len);
	size_t start = utf8_fit(s->data, s->len, offset);
	int skip = utf8_columns(s->data, start) - offset;

	if (skip < 0) { /* within a wide character */
		start = utf8_next(s->data, s->len, start);
		skip = utf8_columns(s->data, start) - offset;
	}
	buf_add(&part, s->data + start,
		utf8_fit(s->data + start, s->len - start, v->w - skip));
	canvas_text(v->c, v->x + skip, v->y, v->w - skip, v->role, part.data);
	if (offset)
		canvas_glyph(v->c, v->x, v->y, v->role, GLYPH_CUT);
}

static int draw_line(const struct textfield *f, const struct view *v,
		     bool focused)
{
	const char *text = textfield_text(f);
	size_t point = lineedit_point(f->line);
	_cleanup_(buf_release) struct buf shown = BUF_INIT(SIZE_MAX);
	int at, offset;

	if (!focused) {
		canvas_text(v->c, v->x, v->y, v->w, v->role, text);
		return 0;
	}
	utf8_scrub(&shown, text, point);
	at = utf8_columns(shown.data, shown.len);
	utf8_scrub(&shown, text + point, strlen(text + point));
	offset = scrolled(at, v->w);
	draw_from(v, &shown, offset);
	return at - offset;
}

void textfield_draw(const struct textfield *f, const struct canvas *c, int x,
		    int y, int w, bool focused)
{
	bool empty = !*textfield_text(f);
	struct view v = { c, x, y, w, ROLE_FIELD };
	int at = 0;

	if (w <= 0)
		return;
	if (f->readonly)
		v.role = ROLE_TEXT;
	else if (empty)
		v.role = ROLE_FIELD_HINT;
	canvas_fill(c, (struct rect){ x, y, w, 1 }, v.role);
	if (empty && !f->readonly && f->placeholder)
		canvas_text(c, x, y, w, v.role, f->placeholder);
	else if (f->is_secret)
		at = draw_masks(f, &v, focused);
	else if (!empty)
		at = draw_line(f, &v, focused);
	if (focused)
		canvas_cursor(c, x + at, y);
}
