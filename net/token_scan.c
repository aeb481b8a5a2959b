#include "net/token_scan.h"

#include <string.h>

#include "net/jsonx.h"

struct walk {
	char *at, *end;
	int depth;
	struct token_scan_string string; /* the key stays between strings */
	token_scan_fn *each;
	void *ctx;
};

static enum token_scan_result value(struct walk *w);

/* The next character after white space, not taken; NUL at the end. */
static char peek(struct walk *w)
{
	while (w->at < w->end && strchr(" \t\r\n", *w->at) && *w->at)
		w->at++;
	return w->at < w->end ? *w->at : '\0';
}

/* Why something expected is not there. */
static enum token_scan_result missing(const struct walk *w)
{
	return w->at == w->end ? TOKEN_SCAN_CUT : TOKEN_SCAN_BAD;
}

static enum token_scan_result take(struct walk *w, char c)
{
	if (peek(w) != c)
		return missing(w);
	w->at++;
	return TOKEN_SCAN_WHOLE;
}

/* A string and its quotes; `ret` is what stands between them. */
static enum token_scan_result quoted(struct walk *w, char **ret, size_t *len)
{
	enum token_scan_result result = take(w, '"');
	char *start = w->at;

	if (result != TOKEN_SCAN_WHOLE)
		return result;
	while (w->at < w->end && *w->at != '"') {
		if ((unsigned char)*w->at < 0x20)
			return TOKEN_SCAN_BAD;
		w->at += *w->at == '\\' && w->at + 1 < w->end ? 2 : 1;
	}
	*ret = start;
	*len = (size_t)(w->at - start);
	return take(w, '"');
}

static enum token_scan_result member(struct walk *w)
{
	struct token_scan_string outer = w->string;
	char *key = NULL;
	enum token_scan_result result = quoted(w, &key, &w->string.key_len);

	if (result == TOKEN_SCAN_WHOLE)
		result = take(w, ':');
	if (result != TOKEN_SCAN_WHOLE) {
		w->string = outer;
		return result;
	}
	w->string.key = key;
	result = value(w);
	if (result == TOKEN_SCAN_WHOLE)
		w->string = outer;
	return result;
}

/* An object or a list, up to its closing bracket. */
static enum token_scan_result container(struct walk *w, char close)
{
	enum token_scan_result result = TOKEN_SCAN_WHOLE;

	w->at++;
	if (++w->depth > JSONX_DEPTH_MAX)
		return TOKEN_SCAN_BAD;
	if (peek(w) != close) {
		do
			result = close == '}' ? member(w) : value(w);
		while (result == TOKEN_SCAN_WHOLE && peek(w) == ',' && w->at++);
	}
	w->depth--;
	return result == TOKEN_SCAN_WHOLE ? take(w, close) : result;
}

/* A number, true, false or null. */
static enum token_scan_result word(struct walk *w)
{
	static const char letters[] = "+-.0123456789Eaeflnrstu";
	char *start = w->at;

	while (w->at < w->end && *w->at && strchr(letters, *w->at))
		w->at++;
	return w->at > start ? TOKEN_SCAN_WHOLE : missing(w);
}

static enum token_scan_result value(struct walk *w)
{
	enum token_scan_result result;

	switch (peek(w)) {
	case '{':
		return container(w, '}');
	case '[':
		return container(w, ']');
	case '"':
		result = quoted(w, &w->string.value, &w->string.len);
		if (result == TOKEN_SCAN_WHOLE)
			w->each(w->ctx, &w->string);
		return result;
	default:
		return word(w);
	}
}

enum token_scan_result token_scan(char *text, size_t len, token_scan_fn *each,
				  void *ctx, struct token_scan_string *ret_last)
{
	struct walk w = {
		.at = text,
		.end = text + len,
		.string = { .key = "" },
		.each = each,
		.ctx = ctx,
	};
	enum token_scan_result result = value(&w);

	if (result == TOKEN_SCAN_WHOLE && (peek(&w) || w.at < w.end))
		result = TOKEN_SCAN_BAD;
	*ret_last = w.string;
	return result;
}

bool token_scan_key_is(const struct token_scan_string *string, const char *key)
{
	return strlen(key) == string->key_len &&
	       !memcmp(string->key, key, string->key_len);
}
