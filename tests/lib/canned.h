/*
 * An HTTP server on loopback that gives canned replies and records what it
 * was asked. It serves one connection at a time, in a thread of its own, one
 * request each ("Connection: close").
 */
#ifndef TESTS_LIB_CANNED_H
#define TESTS_LIB_CANNED_H

#include <stdbool.h>
#include <stddef.h>

struct canned;

struct canned_reply {
	int status;	     /* 0 = 200 */
	const char *type;    /* Content-Type; NULL = application/json */
	const char *headers; /* further ones, each ending in \r\n; NULL */
	const char *body;
	size_t len;    /* bytes of the body */
	long truncate; /* send only so many of them, announce all; -1 */
	bool drop;     /* close the connection without a reply */
};

struct canned_request {
	char *method; /* "GET" */
	char *path;   /* as sent, without the query */
	char *query;  /* as sent; "" if none */
	char *head;   /* all header lines */
	char *body;   /* "" if none */
};

/*
 * Listen on a free port. Replies are given in order, the last one again and
 * again; with none, or NULL, each request is answered with 500. They are
 * borrowed. Fails the process when the socket cannot be had.
 */
struct canned *canned_new(const struct canned_reply *replies, size_t count);

/* "127.0.0.1:PORT". */
const char *canned_addr(const struct canned *c);

/* What was asked so far; borrowed until canned_free. */
size_t canned_count(struct canned *c);
const struct canned_request *canned_request(struct canned *c, size_t at);

/* A header's value without blanks around it; the caller frees. NULL if the
 * request has none. */
char *canned_header(const struct canned_request *r, const char *name);

/* Stop and forget. NULL is fine. */
void canned_free(struct canned *c);
void canned_freep(struct canned **c);

#endif
