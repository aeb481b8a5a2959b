/*
 * The token decoder, given bytes as the pasted text and as the JSON inside a
 * token. Cleaning a text twice must change nothing, and what was decoded
 * must be found again in the cleaned text.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/base64.h"
#include "net/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void decode(const char *text, size_t len)
{
	_cleanup_(token_release) struct token token = { 0 };
	_cleanup_(buf_release) struct buf once = BUF_SECRET(TOKEN_TEXT_MAX);
	_cleanup_(buf_release) struct buf twice = BUF_SECRET(TOKEN_TEXT_MAX);
	char print[TOKEN_FINGERPRINT_LEN + 1], other[TOKEN_FINGERPRINT_LEN + 1];
	struct err err = ERR_INIT;
	bool refused;

	if (!token_decode(text, len, &token, &err)) {
		check(err.kind == ERR_DECODE && *err.msg);
		return;
	}
	check(token_clean(text, len, &once, NULL));
	check(token_clean(once.data, once.len, &twice, NULL));
	check(once.len == twice.len && !strcmp(once.data, twice.data));
	token_fingerprint(text, len, print);
	token_fingerprint(once.data, once.len, other);
	check(!strcmp(print, other));
	check(token_trust_domain(&token) != NULL);
	for (size_t i = 0; i < token_dialed(&token)->count; i++)
		token_address_warning(token_dialed(&token)->items[i], &refused);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(2 * TOKEN_TEXT_MAX);

	decode((const char *)data, size);
	if (base64_encode(data, size, &text))
		decode(text.data, text.len);
	return 0;
}
