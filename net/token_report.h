/*
 * What is to be said of a token before it is handed on or spent: what Consul
 * (1.21) will refuse, and what may not work from another network or for long.
 */
#ifndef NET_TOKEN_REPORT_H
#define NET_TOKEN_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct token;

#define TOKEN_REPORT_EXPIRY_DAYS 30 /* a CA that ends sooner is named */

struct token_finding {
	char *text;   /* one line; holds texts of the token, so scrub it */
	bool refused; /* the establishing Consul will not take the token */
};

/* `{0}` is an empty one. */
struct token_report {
	struct token_finding *items; /* refusals first */
	size_t count, cap;
};

/* Append the findings; `now` in seconds since 1970. */
void token_report(const struct token *token, int64_t now,
		  struct token_report *ret);
void token_report_release(struct token_report *report);

#endif
