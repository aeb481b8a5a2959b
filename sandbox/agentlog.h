/*
 * A cluster's log, as /v1/agent/monitor streams it. The reason of a dial that
 * fails stands nowhere else.
 */
#ifndef SANDBOX_AGENTLOG_H
#define SANDBOX_AGENTLOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buf.h"

struct record;

struct agentlog {
	struct buf text;  /* the newest lines */
	uint64_t dropped; /* bytes that stood before them */
};

#define AGENTLOG_MAX (64 * 1024)

/* The stream of `r` failed: note why, in its cluster's log. */
void agentlog_stream_error(const struct record *r, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

/* Bytes ever written: a reader that has them all is up to date. */
uint64_t agentlog_end(const struct agentlog *log);

/* Copy what follows `*at`, at most `max` bytes, and move it on. */
size_t agentlog_read(const struct agentlog *log, uint64_t *at, char *to,
		     size_t max);

#endif
