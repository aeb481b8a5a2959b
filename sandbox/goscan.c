#include "sandbox/goscan.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 60 }; /* json-c parses to 64 */

struct scan {
	const char *text;
	size_t len, at;
	int depth;
	bool stream;
	struct buf *error;
};

static bool value(struct scan *s);

static int peek(const struct scan *s)
{
	return s->at < s->len ? (unsigned char)s->text[s->at] : -1;
}

static void space(struct scan *s)
{
	while (s->at < s->len && strchr(" \t\r\n", s->text[s->at]) &&
	       s->text[s->at])
		s->at++;
}

/* The character under the scanner, as Go's scanner quotes it. */
static void quote_char(struct buf *out, unsigned char c)
{
	if (c == '\'')
		buf_adds(out, "'\\''");
	else if (c == '"')
		buf_adds(out, "'\"'");
	else if (c == '\\')
		buf_adds(out, "'\\\\'");
	else if (c == '\n' || c == '\r' || c == '\t')
		buf_addf(out, "'\\%c'",
			 c == '\n'   ? 'n'
			 : c == '\r' ? 'r'
				     : 't');
	else if (c < 0x20 || c == 0x7f)
		buf_addf(out, "'\\x%02x'", c);
	else if (c < 0x7f)
		buf_addf(out, "'%c'", c);
	else if (c < 0xa1 || c == 0xad)
		buf_addf(out, "'\\u%04x'", c);
	else /* the byte taken as a code point */
		buf_addf(out, "'%c%c'", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
}

static bool bad(struct scan *s, const char *context)
{
	if (s->at >= s->len) {
		buf_adds(s->error, s->stream ? "unexpected EOF"
					     : "unexpected end of JSON input");
		return false;
	}
	buf_adds(s->error, "invalid character ");
	quote_char(s->error, (unsigned char)s->text[s->at]);
	buf_addf(s->error, " %s", context);
	return false;
}

static bool literal(struct scan *s, const char *word)
{
	char context[64];

	for (const char *p = word + 1; *p; p++) {
		s->at++;
		snprintf(context, sizeof(context),
			 "in literal %s (expecting '%c')", word, *p);
		if (peek(s) != *p)
			return bad(s, context);
	}
	s->at++;
	return true;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static void digits(struct scan *s)
{
	while (is_digit(peek(s)))
		s->at++;
}

static bool number(struct scan *s)
{
	if (peek(s) == '-')
		s->at++;
	if (!is_digit(peek(s)))
		return bad(s, "in numeric literal");
	if (peek(s) == '0')
		s->at++;
	else
		digits(s);
	if (peek(s) == '.') {
		s->at++;
		if (!is_digit(peek(s)))
			return bad(s, "after decimal point in numeric literal");
		digits(s);
	}
	if (peek(s) == 'e' || peek(s) == 'E') {
		s->at++;
		if (peek(s) == '+' || peek(s) == '-')
			s->at++;
		if (!is_digit(peek(s)))
			return bad(s, "in exponent of numeric literal");
		digits(s);
	}
	return true;
}

static bool is_hex(int c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool escape(struct scan *s)
{
	s->at++;
	if (peek(s) == 'u') {
		for (int i = 0; i < 4; i++) {
			s->at++;
			if (!is_hex(peek(s)))
				return bad(s, "in \\u hexadecimal character "
					      "escape");
		}
	} else if (peek(s) <= 0 || !strchr("bfnrt\\/\"", peek(s))) {
		return bad(s, "in string escape code");
	}
	s->at++;
	return true;
}

static bool string(struct scan *s)
{
	s->at++;
	for (;;) {
		int c = peek(s);

		if (c < 0x20)
			return bad(s, "in string literal");
		if (c == '\\') {
			if (!escape(s))
				return false;
			continue;
		}
		s->at++;
		if (c == '"')
			return true;
	}
}

static bool member(struct scan *s)
{
	if (peek(s) != '"')
		return bad(s, "looking for beginning of object key string");
	if (!string(s))
		return false;
	space(s);
	if (peek(s) != ':')
		return bad(s, "after object key");
	s->at++;
	return value(s);
}

/* What stands between `open` and `close`: members of an object or elements
 * of an array. */
static bool group(struct scan *s, char close, bool (*item)(struct scan *),
		  const char *after)
{
	s->at++;
	space(s);
	if (peek(s) == close) {
		s->at++;
		return true;
	}
	if (++s->depth > DEPTH_MAX) {
		buf_adds(s->error, "exceeded max depth");
		return false;
	}
	for (;;) {
		space(s);
		if (!item(s))
			return false;
		space(s);
		if (peek(s) != ',' && peek(s) != close)
			return bad(s, after);
		if (s->text[s->at++] == close)
			break;
	}
	s->depth--;
	return true;
}

static bool value(struct scan *s)
{
	space(s);
	switch (peek(s)) {
	case '{':
		return group(s, '}', member, "after object key:value pair");
	case '[':
		return group(s, ']', value, "after array element");
	case '"':
		return string(s);
	case 't':
		return literal(s, "true");
	case 'f':
		return literal(s, "false");
	case 'n':
		return literal(s, "null");
	default:
		if (peek(s) == '-' || is_digit(peek(s)))
			return number(s);
		return bad(s, "looking for beginning of value");
	}
}

bool goscan_value(const char *text, size_t len, bool stream, size_t *ret_end,
		  struct buf *error)
{
	struct scan s = {
		.text = text, .len = len, .stream = stream, .error = error
	};

	space(&s);
	if (stream && s.at == s.len) {
		buf_adds(error, "EOF");
		return false;
	}
	if (!value(&s))
		return false;
	*ret_end = s.at;
	space(&s);
	return stream || s.at == s.len || bad(&s, "after top-level value");
}

void goscan_utf8(struct buf *out, const char *text, size_t len)
{
	char encoded[4];

	for (size_t at = 0; at < len;) {
		uint32_t cp;
		size_t n = utf8_decode(text + at, len - at, &cp);

		if (n == 1 && cp == 0xfffd)
			buf_add(out, encoded, utf8_encode(cp, encoded));
		else
			buf_add(out, text + at, n);
		at += n;
	}
}

void goscan_quote(struct buf *out, const char *s)
{
	static const char plain[] = "\a\b\f\n\r\t\v";
	static const char letter[] = "abfnrtv";
	size_t len = strlen(s);

	buf_addc(out, '"');
	for (size_t at = 0; at < len;) {
		uint32_t cp;
		size_t n = utf8_decode(s + at, len - at, &cp);
		const char *p = strchr(plain, s[at]);

		if (s[at] == '"' || s[at] == '\\')
			buf_addf(out, "\\%c", s[at]);
		else if (p)
			buf_addf(out, "\\%c", letter[p - plain]);
		else if (n == 1 && (cp == 0xfffd || cp < 0x20 || cp == 0x7f))
			buf_addf(out, "\\x%02x", (unsigned char)s[at]);
		else if (utf8_is_control(cp))
			buf_addf(out, cp < 0x10000 ? "\\u%04x" : "\\U%08x", cp);
		else
			buf_add(out, s + at, n);
		at += n;
	}
	buf_addc(out, '"');
}
