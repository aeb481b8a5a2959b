/*
 * The server's end of HTTP connections, played by the test itself, turn by
 * turn and in the test's own thread: it takes the requests that arrived and
 * decides byte by byte what comes back, and when. Nothing here waits longer
 * than it must; what does not come within some seconds fails the test.
 */
#ifndef TESTS_LIB_WIRE_H
#define TESTS_LIB_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct http;
struct wire;

struct wire_request {
	struct wire *wire;
	size_t connection;
	char *line; /* "GET /v1/peerings?index=7" */
	char *head; /* all header lines, each ending in \r\n */
	char *body; /* "" if none */
	bool taken; /* wire_take has returned it */
};

/* Listen on a free port of 127.0.0.1, or on a unix socket. */
struct wire *wire_new(void);
struct wire *wire_new_unix(const char *path);
void wire_free(struct wire *wire);
void wire_freep(struct wire **wire);

const char *wire_addr(const struct wire *wire); /* 127.0.0.1:PORT */
const char *wire_base(const struct wire *wire); /* http://127.0.0.1:PORT */

/* Say this on every connection as soon as it is made, whatever comes. */
void wire_greet(struct wire *wire, const char *text);

/* One turn: wait (2 ms at most) until something moves on either side, let it
 * move, and let `http` hand on all that it has. */
void wire_turn(struct wire *wire, struct http *http);

/* Turn until `done(ctx)`. */
void wire_until(struct wire *wire, struct http *http, bool (*done)(void *ctx),
		void *ctx);

/* Turn until a request that begins with `line` is there, and take it. */
struct wire_request *wire_expect(struct wire *wire, struct http *http,
				 const char *line);

/* The first such request that was not taken, or NULL, without turning. */
struct wire_request *wire_take(struct wire *wire, const char *line);

/* How many requests that begin with `line` have arrived, taken or not. */
size_t wire_count(const struct wire *wire, const char *line);

/* A header's value, the caller frees; NULL if the request has none. */
char *wire_header(const struct wire_request *r, const char *name);

/* Answer in full; `headers` (NULL = none) each end in \r\n. */
void wire_reply(struct wire_request *r, int status, const char *headers,
		const char *body);

/* Any bytes; sent in the turns that follow. */
void wire_send(struct wire_request *r, const char *bytes, size_t len);
void wire_sends(struct wire_request *r, const char *text);

/* Close the connection once what was sent has left. */
void wire_hang_up(struct wire_request *r);

/* Bytes that its connection has not taken yet. */
size_t wire_unsent(const struct wire_request *r);

/* True when the client has closed its end. */
bool wire_is_gone(const struct wire_request *r);

#endif
