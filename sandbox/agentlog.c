#include "sandbox/agentlog.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/cluster.h"
#include "sandbox/record.h"
#include "sandbox/world.h"

enum { REASON_MAX = 1024 };

/* The older half goes when it is full. */
static void make_room(struct agentlog *log)
{
	size_t half = log->text.len / 2;

	if (log->text.len < AGENTLOG_MAX / 2)
		return;
	half += strcspn(log->text.data + half, "\n") + 1;
	buf_remove(&log->text, 0, half);
	log->dropped += half;
}

void agentlog_stream_error(const struct record *r, const char *fmt, ...)
{
	struct agentlog *log = &r->cluster->log;
	struct timestamp now = world_now(r->cluster->world);
	char when[RFC3339_MAX], reason[REASON_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	now.nsec -= now.nsec % 1000000;
	timestamp_json(&now, when);
	make_room(log);
	buf_addf(
		&log->text,
		"%s [ERROR] agent.server.peering-syncer: error managing peering stream: peer_id=%s peer_name=%s error=\"%s\"\n",
		when, r->id, r->name, reason);
}

uint64_t agentlog_end(const struct agentlog *log)
{
	return log->dropped + log->text.len;
}

size_t agentlog_read(const struct agentlog *log, uint64_t *at, char *to,
		     size_t max)
{
	size_t from, len;

	if (*at < log->dropped) /* too slow: those lines are gone */
		*at = log->dropped;
	from = (size_t)(*at - log->dropped);
	len = log->text.len - from;
	if (len > max)
		len = max;
	memcpy(to, log->text.data + from, len);
	*at += len;
	return len;
}
