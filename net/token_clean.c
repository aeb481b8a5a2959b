#include "net/token.h"

#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "net/token_scan.h"

/* What chats, editors and shells put around or into a copied word. */
static bool is_wrapping(uint32_t cp)
{
	static const uint32_t wrapping[] = {
		' ',	'\t',	'\r',	'\n',	'\v',	'\f',
		'"',	'\'',	'`',	0x00a0, 0x200b, 0x2018,
		0x2019, 0x201c, 0x201d, 0x2060, 0xfeff,
	};

	for (size_t i = 0; i < ARRAY_LEN(wrapping); i++)
		if (cp == wrapping[i])
			return true;
	return false;
}

static bool is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

/* Append the characters that are not wrapping; `*ret_bad` is the offset of
 * the first that is not of base64, else `len`. */
static void unwrap(const char *text, size_t len, struct buf *out,
		   size_t *ret_bad)
{
	uint32_t cp;
	size_t n;

	*ret_bad = len;
	for (size_t i = 0; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &cp);
		if (is_wrapping(cp))
			continue;
		if (!is_base64(text[i]) && *ret_bad == len)
			*ret_bad = i;
		buf_add(out, text + i, n);
	}
}

/* A token_scan_fn: keep what a JSON reply calls the token. */
static void keep_token(void *ctx, const struct token_scan_string *string)
{
	struct buf *token = ctx;

	if (!token_scan_key_is(string, "PeeringToken"))
		return;
	buf_clear(token);
	buf_add(token, string->value, string->len);
	/* The one escape that base64 may get: a slash as \/. */
	for (size_t i = token->len; i-- > 1;)
		if (token->data[i] == '/' && token->data[i - 1] == '\\')
			buf_remove(token, i - 1, 1);
}

static bool clean_word(const char *text, size_t len, struct buf *out,
		       struct err *err)
{
	size_t bad;

	unwrap(text, len, out, &bad);
	if (out->full)
		return err_set(err, ERR_DECODE, "peering token: too long");
	if (bad < len)
		return err_set(err, ERR_DECODE,
			       "peering token: character %zu does not belong "
			       "into one",
			       bad + 1);
	return true;
}

static bool clean_json(const char *text, size_t len, struct buf *out,
		       struct err *err)
{
	_cleanup_(buf_release) struct buf json = BUF_SECRET(TOKEN_TEXT_MAX);
	_cleanup_(buf_release) struct buf token = BUF_SECRET(TOKEN_TEXT_MAX);
	struct token_scan_string last;

	/* Also within its strings a terminal may have broken its lines. */
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\r' && text[i] != '\n')
			buf_addc(&json, text[i]);
	if (json.full)
		return err_set(err, ERR_DECODE, "peering token: too long");
	switch (token_scan(json.data, json.len, keep_token, &token, &last)) {
	case TOKEN_SCAN_CUT:
		return err_set(err, ERR_DECODE,
			       "peering token: the JSON around it breaks off");
	case TOKEN_SCAN_BAD:
		return err_set(err, ERR_DECODE,
			       "peering token: the JSON around it is not JSON");
	default:
		break;
	}
	if (!token.len)
		return err_set(err, ERR_DECODE,
			       "peering token: none in this JSON");
	return clean_word(token.data, token.len, out, err);
}

static bool is_ascii_wrapping(char c)
{
	return (unsigned char)c < 0x80 && is_wrapping((unsigned char)c);
}

bool token_clean(const char *text, size_t len, struct buf *out, struct err *err)
{
	size_t start = 0, end = len;

	while (start < len && is_ascii_wrapping(text[start]))
		start++;
	while (end > start && is_ascii_wrapping(text[end - 1]))
		end--;
	if (start < end && text[start] == '{')
		return clean_json(text + start, end - start, out, err);
	return clean_word(text, len, out, err);
}
