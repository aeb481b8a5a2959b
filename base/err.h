/*
 * One error value for the whole program. It lives on the caller's stack and
 * owns no memory, so reporting "out of memory" cannot fail, and copying an
 * error into a finished request is a plain assignment.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/attrs.h"

/* What the caller does differently, not what went wrong inside. */
enum err_kind {
	ERR_NONE,
	ERR_USAGE,     /* the input is wrong; mark the field, exit 1 */
	ERR_CONNECT,   /* no connection (DNS, refused, TLS); retry */
	ERR_TIMEOUT,   /* connected, but the answer did not come in time */
	ERR_LOST,      /* the connection broke after the request was sent */
	ERR_STATUS,    /* Consul answered with .status outside 2xx */
	ERR_DENIED,    /* 401/403: offer to change the ACL token */
	ERR_DECODE,    /* the answer is not what the API promises */
	ERR_CANCELLED, /* we gave up on it ourselves */
	ERR_SYSTEM,    /* a system call failed; .msg holds strerror() */
};

struct err {
	enum err_kind kind;
	int status;    /* HTTP status, or 0 */
	char msg[256]; /* one line, UTF-8, never a secret */
};

#define ERR_INIT                                                               \
	{                                                                      \
		0                                                              \
	}

/*
 * Fill `err` and return false, so a failing function ends in one line. A
 * message longer than the field is cut between two UTF-8 characters; line
 * breaks in it become spaces. `err` may be NULL: then nothing is kept.
 */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* As err_set, with the text of errno `code` behind ": ". */
bool err_errno(struct err *err, int code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Put "prefix: " before the message, keep the rest, return false. */
bool err_wrap(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
