/*
 * One cluster for the length of a command: its client settings, and requests
 * that are waited for.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "net/client.h"
#include "net/http.h"

struct err;
struct options;

struct session {
	struct http *http;
	struct client_config config;
	struct client client; /* points into this struct: do not move it */
	bool readonly;	      /* the context says so */
};

/*
 * Settings for commands that ask several clusters: of the context `name`, or
 * when that is NULL of -context, the client flags and the environment.
 * `*ret_readonly` tells whether the context is.
 */
bool session_config(const struct options *o, const char *name,
		    struct client_config *ret, bool *ret_readonly,
		    struct err *err);

/* Resolve the context, the client flags and the environment. */
bool session_open(struct session *s, const struct options *o, struct err *err);

/* The same for what will write: ERR_USAGE when the context is read-only. */
bool session_open_writable(struct session *s, const struct options *o,
			   struct err *err);
void session_release(struct session *s);

/* Wait until every request that was started has been answered. */
void session_wait(struct session *s);

/* A read has not begun to answer for ten seconds: ask beside it whether there
 * is a leader, and say on stderr what that told. */
void session_slow(struct session *s);

/* For engines that want to be ticked: wait for what comes first, the network,
 * a signal or `deadline` (monotonic ms; -1 = none), and do what it asks. */
void session_turn(struct http *http, int64_t deadline);

#endif
