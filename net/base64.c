#include "net/base64.h"

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_encode(const void *bytes, size_t len, struct buf *out)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)p[i] << 16;
		char group[4];

		if (n > 1)
			bits |= (uint32_t)p[i + 1] << 8;
		if (n > 2)
			bits |= p[i + 2];
		for (size_t k = 0; k < 4; k++)
			group[k] = k > n ? '='
					 : alphabet[bits >> (18 - 6 * k) & 63];
		buf_add(out, group, sizeof(group));
	}
	return !out->full;
}

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t skip_breaks(const char *text, size_t len, size_t at)
{
	while (at < len && (text[at] == '\n' || text[at] == '\r'))
		at++;
	return at;
}

/* `have` characters of a group hold have - 1 whole bytes. */
static void add_group(struct buf *out, uint32_t bits, size_t have)
{
	unsigned char bytes[3];

	bits <<= 6 * (4 - have);
	for (size_t k = 0; k + 1 < have; k++)
		bytes[k] = (unsigned char)(bits >> (16 - 8 * k));
	buf_add(out, bytes, have - 1);
}

/* Decode up to the first `=`; `*ret_have` characters of a group are over. */
static size_t decode_groups(const char *text, size_t len, struct buf *out,
			    size_t *ret_have)
{
	uint32_t bits = 0;
	size_t at, have = 0;

	for (at = skip_breaks(text, len, 0); at < len;
	     at = skip_breaks(text, len, at + 1)) {
		int value = value_of(text[at]);

		if (value < 0)
			break;
		bits = bits << 6 | (uint32_t)value;
		if (++have == 4) {
			add_group(out, bits, 4);
			have = 0;
		}
	}
	if (have > 1)
		add_group(out, bits, have);
	*ret_have = have;
	return at;
}

/* What must follow: the `=` that fill up a group of `have`, line breaks. */
static bool skip_padding(const char *text, size_t len, size_t have, size_t *at)
{
	if (have == 1)
		return false;
	for (size_t fill = have ? 4 - have : 0; fill; fill--, ++*at) {
		*at = skip_breaks(text, len, *at);
		if (*at == len || text[*at] != '=')
			return false;
	}
	*at = skip_breaks(text, len, *at);
	return *at == len;
}

bool base64_decode(const char *text, size_t len, struct buf *out,
		   struct err *err)
{
	size_t start = out->len, have, at;

	at = decode_groups(text, len, out, &have);
	if (skip_padding(text, len, have, &at) && !out->full)
		return true;
	buf_cut(out, start);
	if (out->full)
		return err_set(err, ERR_DECODE, "base64: too long");
	if (at == len)
		return err_set(err, ERR_DECODE,
			       "base64: breaks off at offset %zu", at);
	return err_set(err, ERR_DECODE, "base64: bad character at offset %zu",
		       at);
}
