/*
 * Walks JSON that holds a secret where it lies: nothing is copied. It accepts
 * less than a JSON parser does (no comments, no single quotes), so that the
 * parser can find no string that was not seen here.
 */
#ifndef NET_TOKEN_SCAN_H
#define NET_TOKEN_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum token_scan_result {
	TOKEN_SCAN_WHOLE,
	TOKEN_SCAN_CUT, /* good so far, but it ends too early */
	TOKEN_SCAN_BAD, /* not JSON */
};

/* The name of a member and a string below it, both as they are written (with
 * escapes), without quotes. The value may be overwritten. */
struct token_scan_string {
	const char *key; /* of the nearest member; "" outside of objects */
	size_t key_len;
	char *value;
	size_t len;
};

typedef void token_scan_fn(void *ctx, const struct token_scan_string *string);

/*
 * Call `each` for every string in `text` that is not a key. `*ret_last` is
 * the member that was being read when the text ended or went wrong.
 */
enum token_scan_result token_scan(char *text, size_t len, token_scan_fn *each,
				  void *ctx,
				  struct token_scan_string *ret_last);

bool token_scan_key_is(const struct token_scan_string *string, const char *key);

#endif
