/*
 * Why a peering's stream fails, from the agent's log: nothing else has the
 * reason (Consul 1.21). GET /v1/agent/monitor streams the log from now on, so
 * the first line comes with the next failure, at most 64 s later. Only the
 * leader manages the streams; the log of another server says nothing.
 */
#ifndef NET_MONITOR_H
#define NET_MONITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "net/http.h"

struct client;
struct monitor;

#define MONITOR_LINES 200 /* the newest of them are kept */

struct monitor_line {
	char *time;   /* "2026-11-24T07:23:41.772Z", as it stands there */
	char *reason; /* what stands behind error=, without its quotes */
};

/*
 * Take a line of the log apart. False unless it is about the peering with
 * that ID (the record's own) and has an error. The strings are the caller's.
 */
bool monitor_parse(const char *line, size_t len, const char *peer_id,
		   struct monitor_line *ret);
void monitor_line_release(struct monitor_line *line);

/* Start. `changed` runs when there is a line more, and when it is over. */
struct monitor *monitor_new(const struct client *client, const char *peer_id,
			    void (*changed)(void *ctx), void *ctx);

/* Cancels it. NULL is fine. */
void monitor_free(struct monitor *m);

/* The newest last; borrowed until `changed` runs. */
const struct monitor_line *monitor_lines(const struct monitor *m,
					 size_t *ret_count);

/* How many there were, those included that are not kept any more. */
size_t monitor_total(const struct monitor *m);

/* The stream came to its end: NULL while it goes on. `err` is ERR_NONE when
 * the agent ended it; `body` is what it said. */
const struct http_reply *monitor_over(const struct monitor *m);

#endif
