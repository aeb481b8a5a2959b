#include "sandbox/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sandbox/cluster.h"
#include "sandbox/record.h"
#include "sandbox/world.h"

static void unlink_far(struct record *r)
{
	if (r->far)
		r->far->far = NULL;
	r->far = NULL;
}

static void connect_side(struct record *r, struct record *far)
{
	struct world *world = r->cluster->world;

	r->far = far;
	r->due_at = 0;
	r->retry_ms = 0;
	r->stream.tracked = r->stream.connected = true;
	r->stream.broken = false;
	r->stream.received = r->stream.sent = world_now(world);
	r->heard_at = world_ms(world);
	r->beat_at = r->heard_at + WORLD_BEAT_MS;
	free(r->remote_dc);
	r->remote_dc = mem_dup(far->cluster->dc);
	strlist_release(&r->peer_cas);
	strlist_add(&r->peer_cas, far->cluster->ca.pem);
	cluster_touch(r);
}

static void lose(struct record *r)
{
	struct world *world = r->cluster->world;

	r->stream.tracked = r->stream.broken = true;
	r->stream.connected = false;
	r->stream.received = world_now(world); /* it is an error's time too */
	r->beat_at = 0;
	if (!record_dials(r))
		return;
	r->retry_ms = r->retry_ms ? r->retry_ms * 2 : WORLD_RETRY_MIN;
	if (r->retry_ms > WORLD_RETRY_MAX)
		r->retry_ms = WORLD_RETRY_MAX;
	r->due_at = world_ms(world) + r->retry_ms;
}

static void log_lost(const struct record *r)
{
	if (record_dials(r))
		agentlog_stream_error(
			r,
			"unexpected error receiving from the stream: rpc error: code = Unavailable desc = error reading from server: EOF");
}

void stream_break(struct record *r)
{
	struct record *far = r->far;

	unlink_far(r);
	lose(r);
	log_lost(r);
	if (!far)
		return;
	lose(far);
	log_lost(far);
}

/* A connection that was not even made. */
static void fail_to_connect(struct record *dialer, bool refused)
{
	const struct strlist *addrs = dialer->manual_addrs.count
					      ? &dialer->manual_addrs
					      : &dialer->peer_addrs;

	unlink_far(dialer);
	lose(dialer);
	if (refused)
		agentlog_stream_error(
			dialer,
			"unexpected error receiving from the stream: rpc error: code = PermissionDenied desc = invalid peering stream secret");
	else
		agentlog_stream_error(
			dialer,
			"rpc error: code = Unavailable desc = connection error: desc = \\\"transport: Error while dialing: dial tcp %s: connect: connection refused\\\"",
			addrs->items[0]);
}

/* The newest dialer that spent a token is the one that may connect. */
static bool admits(struct record *acceptor, const struct record *dialer)
{
	const char *secret = dialer->stream_secret;

	if (!*secret)
		return false;
	if (!strcmp(acceptor->pending_secret, secret)) {
		snprintf(acceptor->stream_secret,
			 sizeof(acceptor->stream_secret), "%s", secret);
		acceptor->pending_secret[0] = '\0';
	}
	return !strcmp(acceptor->stream_secret, secret);
}

static bool reachable(const struct cluster *c)
{
	return !c->stopped && !c->hung;
}

static void import(struct record *r, const struct strlist *names,
		   const struct catalog *from)
{
	strlist_release(&r->stream.imported);
	strlist_copy(&r->stream.imported, names);
	catalog_release(&r->imports);
	for (size_t i = 0; i < names->count; i++)
		catalog_copy(from, names->items[i], &r->imports);
	r->stream.received = world_now(r->cluster->world);
	cluster_write(r->cluster, TABLE_IMPORTS);
}

static void sync_record(struct record *r)
{
	const struct cluster *c = r->cluster;
	struct strlist names = { 0 };

	exports_for(&c->exports, &c->catalog, r->name, &names);
	if (!strlist_equal(&names, &r->stream.exported)) {
		strlist_release(&r->stream.exported);
		strlist_copy(&r->stream.exported, &names);
		r->stream.sent = world_now(c->world);
	}
	if (r->far && (names.count || r->far->stream.imported.count))
		import(r->far, &names, &c->catalog);
	strlist_release(&names);
}

void stream_sync(struct cluster *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->records[i]->stream.connected)
			sync_record(c->records[i]);
}

void stream_connect(struct record *dialer)
{
	struct world *world = dialer->cluster->world;
	struct record *acceptor = world_find_record(world, dialer->peer_id);

	bool there = acceptor && reachable(acceptor->cluster) &&
		     reachable(dialer->cluster);

	if (!there || !admits(acceptor, dialer)) {
		fail_to_connect(dialer, there);
		return;
	}
	if (acceptor->far && acceptor->far != dialer)
		stream_break(acceptor);
	if (dialer->far && dialer->far != acceptor)
		stream_break(dialer);
	connect_side(dialer, acceptor);
	connect_side(acceptor, dialer);
	sync_record(dialer);
	sync_record(acceptor);
}

static void end(struct record *r)
{
	r->stream.connected = r->stream.broken = false;
	r->beat_at = r->due_at = 0;
	catalog_release(&r->imports);
	cluster_write(r->cluster, TABLE_IMPORTS);
}

void stream_terminate_far(struct record *r)
{
	struct record *far = r->far;

	unlink_far(r);
	end(r);
	if (!far)
		return;
	end(far);
	if (far->state == RECORD_DELETING)
		return;
	far->state = RECORD_TERMINATED;
	record_drop_secrets(far);
	cluster_touch(far);
}

void stream_forget_all(struct cluster *c, int64_t ms)
{
	for (size_t i = 0; i < c->count; i++) {
		struct record *r = c->records[i];
		struct record *far = r->far;

		if (r->state == RECORD_DELETING ||
		    r->state == RECORD_TERMINATED)
			continue;
		unlink_far(r);
		record_forget(r);
		r->beat_at = 0;
		if (far)
			lose(far);
		if (far && record_dials(far))
			far->due_at = world_ms(c->world) + ms;
		if (record_dials(r) && *r->stream_secret)
			r->due_at = world_ms(c->world) + ms;
	}
}

void stream_retry_all(struct cluster *c)
{
	int64_t soon = world_ms(c->world) + WORLD_RETRY_MIN;

	for (size_t i = 0; i < c->count; i++) {
		struct record *r = c->records[i];

		if (!r->stream.broken || !r->due_at)
			continue;
		r->retry_ms = WORLD_RETRY_MIN;
		if (r->due_at > soon)
			r->due_at = soon;
	}
}

static bool other_end_silent(const struct record *r)
{
	return r->silent || (r->far && r->far->cluster->hung);
}

static void beat(struct record *r, int64_t now)
{
	int64_t too_long = r->heard_at + WORLD_SILENCE_MS;

	if (!other_end_silent(r)) {
		r->beat_at += WORLD_BEAT_MS;
		r->heard_at = now;
		r->stream.heartbeat = world_ago(r->cluster->world, r->lag_ms);
		r->stream.received = r->stream.heartbeat;
	} else if (now >= too_long) {
		stream_break(r);
	} else {
		r->beat_at = now + WORLD_BEAT_MS < too_long
				     ? now + WORLD_BEAT_MS
				     : too_long;
	}
}

/* False when `r` is gone. */
static bool come_due(struct record *r)
{
	r->due_at = 0;
	if (r->state == RECORD_DELETING) {
		cluster_remove(r->cluster, r);
		return false;
	}
	if (record_dials(r))
		stream_connect(r);
	return true;
}

void stream_tick(struct cluster *c, int64_t now)
{
	for (size_t i = 0; i < c->count; i++) {
		struct record *r = c->records[i];

		if (r->beat_at && r->beat_at <= now)
			beat(r, now);
		if (r->due_at && r->due_at <= now && !come_due(r))
			i--;
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
