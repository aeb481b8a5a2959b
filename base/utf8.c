#include "base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/buf.h"

#define REPLACEMENT 0xfffd

static bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c = p[0];
	size_t n = c < 0x80   ? 1
		   : c < 0xc2 ? 0
		   : c < 0xe0 ? 2
		   : c < 0xf0 ? 3
			      : 4;

	if (n == 1) {
		*cp = c;
		return 1;
	}
	*cp = REPLACEMENT;
	if (n == 0 || c > 0xf4 || n > len)
		return 1;
	c &= 0xffu >> (n + 1);
	for (size_t i = 1; i < n; i++) {
		if (!is_tail(p[i]))
			return 1;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 1;
	*cp = c;
	return n;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

bool utf8_incomplete(const char *s, size_t len)
{
	/* A byte that would complete it, where it is one. */
	static const char tails[] = "\x80\x90\xa0\xbf";
	char whole[4];
	uint32_t cp;

	if (len < 1 || len > 3 || (unsigned char)s[0] < 0xc2)
		return false;
	memcpy(whole, s, len);
	for (const char *t = tails; *t; t++) {
		memset(whole + len, 0x80, sizeof(whole) - len);
		whole[len] = *t;
		if (utf8_decode(whole, sizeof(whole), &cp) > len)
			return true;
	}
	return false;
}

bool utf8_valid(const char *s, size_t len)
{
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		size_t n = 1;

		if ((unsigned char)s[i] >= 0x80) {
			n = utf8_decode(s + i, len - i, &cp);
			if (n == 1)
				return false;
		}
		i += n;
	}
	return true;
}

/* Characters that no terminal shows but some obey, or that reorder a line. */
static bool is_format(uint32_t cp)
{
	return cp == 0x00ad || cp == 0x061c || cp == 0x180e ||
	       (cp >= 0x200b && cp <= 0x200f) ||
	       (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
	       (cp >= 0xfff9 && cp <= 0xfffb) ||
	       (cp >= 0xe0000 && cp <= 0xe007f);
}

bool utf8_is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || is_format(cp) ||
	       (cp >= 0x80 && wcwidth((wchar_t)cp) < 0);
}

int utf8_width(uint32_t cp)
{
	int w = cp < 0x80 ? 1 : wcwidth((wchar_t)cp);

	return w < 0 ? 1 : w;
}

int utf8_columns(const char *s, size_t len)
{
	int columns = 0;
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		i += utf8_decode(s + i, len - i, &cp);
		columns += utf8_width(cp);
	}
	return columns;
}

static void add_visible(struct buf *out, uint32_t cp)
{
	if (cp < 0x20)
		buf_addf(out, "^%c", (int)(cp + '@'));
	else if (cp == 0x7f)
		buf_adds(out, "^?");
	else
		buf_addf(out, "\\u{%x}", cp);
}

void utf8_scrub(struct buf *out, const char *s, size_t len)
{
	char bytes[4];
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		i += utf8_decode(s + i, len - i, &cp);
		if (cp != REPLACEMENT && utf8_is_control(cp))
			add_visible(out, cp);
		else
			buf_add(out, bytes, utf8_encode(cp, bytes));
	}
}

int utf8_shown_columns(const char *s, size_t len)
{
	int columns = 0;
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		i += utf8_decode(s + i, len - i, &cp);
		if (cp == REPLACEMENT || !utf8_is_control(cp))
			columns += utf8_width(cp);
		else if (cp < 0x20 || cp == 0x7f)
			columns += 2;
		else
			columns += snprintf(NULL, 0, "\\u{%x}", cp);
	}
	return columns;
}

size_t utf8_fit(const char *s, size_t len, int columns)
{
	int used = 0;
	uint32_t cp;

	for (size_t i = 0; i < len;) {
		size_t n = utf8_decode(s + i, len - i, &cp);

		used += utf8_width(cp);
		if (used > columns)
			return i;
		i += n;
	}
	return len;
}

static const char *ellipsis(bool ascii, int columns)
{
	if (!ascii)
		return columns > 0 ? "…" : "";
	return columns >= 3 ? "..." : columns == 2 ? ".." : columns ? "." : "";
}

void utf8_cut(struct buf *out, const char *s, int columns, bool ascii)
{
	size_t len = strlen(s);
	const char *dots;

	if (utf8_fit(s, len, columns) == len) {
		buf_add(out, s, len);
		return;
	}
	dots = ellipsis(ascii, columns);
	columns -= ascii ? (int)strlen(dots) : *dots ? 1 : 0;
	buf_add(out, s, utf8_fit(s, len, columns));
	buf_adds(out, dots);
}

void utf8_cut_middle(struct buf *out, const char *s, int columns, bool ascii)
{
	size_t len = strlen(s), head, tail = len;
	const char *dots;
	int room, width = 0;

	if (utf8_fit(s, len, columns) == len) {
		buf_add(out, s, len);
		return;
	}
	dots = ellipsis(ascii, columns);
	room = columns - (ascii ? (int)strlen(dots) : *dots ? 1 : 0);
	head = utf8_fit(s, len, (room + 1) / 2);
	while (tail > head) {
		size_t before = utf8_prev(s, tail);

		width = utf8_columns(s + before, len - before);
		if (width > room - utf8_columns(s, head))
			break;
		tail = before;
	}
	buf_add(out, s, head);
	buf_adds(out, dots);
	buf_add(out, s + tail, len - tail);
}

void utf8_trim(char *s)
{
	size_t len = strlen(s);
	size_t start = len;
	uint32_t cp;

	while (start > 0 && len - start < 3 &&
	       is_tail((unsigned char)s[start - 1]))
		start--;
	if (start > 0 && (unsigned char)s[start - 1] >= 0xc0 &&
	    utf8_decode(s + start - 1, len - start + 1, &cp) == 1)
		s[start - 1] = '\0';
}

size_t utf8_next(const char *s, size_t len, size_t at)
{
	uint32_t cp;

	if (at >= len)
		return len;
	at += utf8_decode(s + at, len - at, &cp);
	while (at < len) {
		size_t n = utf8_decode(s + at, len - at, &cp);

		if (utf8_width(cp) != 0)
			break;
		at += n;
	}
	return at;
}

size_t utf8_prev(const char *s, size_t at)
{
	uint32_t cp;

	while (at > 0) {
		size_t start = at - 1;

		while (start > 0 && at - start < 4 &&
		       is_tail((unsigned char)s[start]))
			start--;
		if (start + utf8_decode(s + start, at - start, &cp) != at) {
			start = at - 1;
			cp = REPLACEMENT;
		}
		at = start;
		if (utf8_width(cp) != 0)
			break;
	}
	return at;
}
