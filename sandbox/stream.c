#include "sandbox/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sandbox/cluster.h"
#include "sandbox/record.h"
#include "sandbox/world.h"

static void connect_side(struct record *r, struct record *far)
{
	struct world *world = r->cluster->world;

	r->far = far;
	r->due_at = 0;
	r->retry_ms = 0;
	r->stream.tracked = r->stream.connected = true;
	r->stream.broken = false;
	r->stream.received = r->stream.sent = world_now(world);
	r->beat_at = world_ms(world) + WORLD_BEAT_MS;
	free(r->remote_dc);
	r->remote_dc = mem_dup(far->cluster->dc);
	strlist_release(&r->peer_cas);
	strlist_add(&r->peer_cas, far->cluster->ca.pem);
	cluster_touch(r);
}

void stream_link(struct record *dialer, struct record *acceptor)
{
	stream_unlink(dialer);
	stream_unlink(acceptor);
	connect_side(dialer, acceptor);
	connect_side(acceptor, dialer);
}

void stream_unlink(struct record *r)
{
	if (r->far)
		r->far->far = NULL;
	r->far = NULL;
}

static void end(struct record *r)
{
	r->stream.connected = r->stream.broken = false;
	r->beat_at = 0;
}

void stream_terminate_far(struct record *r)
{
	struct record *far = r->far;

	stream_unlink(r);
	end(r);
	if (!far)
		return;
	end(far);
	far->due_at = 0;
	if (far->state == RECORD_DELETING)
		return;
	far->state = RECORD_TERMINATED;
	far->establish_secret[0] = '\0';
	cluster_touch(far);
}

static void beat(struct record *r, int64_t now)
{
	while (r->beat_at <= now)
		r->beat_at += WORLD_BEAT_MS;
	if (r->silent)
		return;
	r->stream.heartbeat = world_ago(r->cluster->world, r->lag_ms);
	r->stream.received = r->stream.heartbeat;
}

void stream_tick(struct cluster *c, int64_t now)
{
	for (size_t i = 0; i < c->count; i++) {
		struct record *r = c->records[i];

		if (r->beat_at && r->beat_at <= now)
			beat(r, now);
		if (!r->due_at || r->due_at > now)
			continue;
		r->due_at = 0;
		if (r->state == RECORD_DELETING) {
			cluster_remove(c, r);
			i--;
		}
	}
}

int64_t stream_next(const struct cluster *c)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < c->count; i++) {
		const struct record *r = c->records[i];

		if (r->beat_at && r->beat_at < next)
			next = r->beat_at;
		if (r->due_at && r->due_at < next)
			next = r->due_at;
	}
	return next;
}
