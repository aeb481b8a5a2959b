/*
 * What this run has done and seen: every request (never a secret) and every
 * change, the newest last, capped.
 */
#ifndef TUI_ACTIVITY_H
#define TUI_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct buf;
struct http_trace;

#define ACTIVITY_MAX 2000 /* entries kept; older ones go */

struct activity_entry {
	int64_t wall;	  /* seconds since 1970 */
	char *method;	  /* "GET"; NULL for a change */
	char *whole;	  /* the URL, or what changed */
	const char *what; /* of that, behind scheme and host */
	char *command;	  /* the same as a command; NULL for a change */
	int status;	  /* HTTP status, 0 = none arrived */
	int64_t took_ms;
	bool cancelled;
	char problem[80]; /* "" when it went well */
};

struct activity {
	struct activity_entry *items; /* a ring */
	size_t first, count;
};

/* The `i`-th, 0 is the oldest. */
const struct activity_entry *activity_at(const struct activity *a, size_t i);

/* For http_observe: `ctx` is the app. */
void activity_request(void *ctx, const struct http_trace *trace);

/* A change that was observed, in words. */
void activity_change(struct app *app, const char *words);

void activity_release(struct activity *a);

/* One line of text; with `hosts` the whole URL instead of the path. */
void activity_line(const struct activity_entry *e, bool hosts, struct buf *out);

/* All of it as lines of text, commands included; into a file. */
void activity_text(const struct activity *a, struct buf *out);

#endif
