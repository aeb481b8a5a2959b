/*
 * What this run has done and seen: every request (never a secret) and every
 * change, by the time it happened last, capped. Reads that repeat are one
 * entry with a count, and never push a write or a change out.
 */
#ifndef TUI_ACTIVITY_H
#define TUI_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct buf;
struct http_trace;

#define ACTIVITY_MAX 1000 /* of each kind that are kept; older ones go */

enum activity_kind {
	ACTIVITY_READ,
	ACTIVITY_CHANGE, /* a write, or a change that was seen */
	ACTIVITY_KINDS,
};

struct activity_entry {
	uint64_t serial; /* its identity; never used again */
	enum activity_kind kind;
	int64_t wall;	  /* seconds since 1970, of the last time */
	int64_t since;	  /* the same of the first */
	unsigned times;	  /* more than 1: a read that repeated */
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
	struct activity_entry **items; /* the newest last */
	size_t count;
	size_t kept[ACTIVITY_KINDS];
	uint64_t serial; /* the last that was given */
};

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
