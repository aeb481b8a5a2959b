/* What a command keeps of a reply, and how it tells a failure. */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include <stdint.h>

#include "base/err.h"

struct http_reply;

struct answer {
	struct err err;
	int status;
	int64_t date; /* of the reply, seconds since 1970; -1 */
	char *body;   /* "" unless the reply failed; owned */
};

/* Keep it; for use in callbacks. */
void answer_keep(struct answer *a, const struct http_reply *reply);
void answer_release(struct answer *a);

/* http_done_fn whose `ctx` is a struct answer. */
void answer_done(void *ctx, const struct http_reply *reply);

/*
 * Say on stderr what was tried (fmt) and what came of it, in Consul's words
 * ("Unexpected response code: 403 (Permission denied)", Consul 1.21) and with
 * all of its text. Returns 1, the exit status.
 */
int answer_failed(const struct answer *a, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

#endif
