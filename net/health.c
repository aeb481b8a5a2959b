#include "net/health.h"

#include "base/attrs.h"
#include "net/peering.h"

const struct health_limits health_limits = {
	.late_s = 30,
	.stale_s = 60,
	.lost_s = 130,
	.leftover_s = 25,
};

static const struct {
	const char *name;
	bool needs_look;
} words[] = {
	[HEALTH_UNKNOWN] = { "unknown", true },
	[HEALTH_FAILING] = { "failing", true },
	[HEALTH_STALE] = { "stale", true },
	[HEALTH_LATE] = { "late", true },
	[HEALTH_LOST] = { "lost", true },
	[HEALTH_LEFTOVER] = { "leftover", true },
	[HEALTH_TERMINATED] = { "terminated", true },
	[HEALTH_WAITING] = { "waiting", false },
	[HEALTH_CONNECTING] = { "connecting", false },
	[HEALTH_UNUSED] = { "unused", false },
	[HEALTH_DELETING] = { "deleting", false },
	[HEALTH_OK] = { "ok", false },
};

const char *health_name(enum health h)
{
	return words[h].name;
}

bool health_needs_look(enum health h)
{
	return words[h].needs_look;
}

/*
 * Heartbeats go both ways, but after a reconnect LastHeartbeat keeps its old
 * value for up to 15 s while LastReceive is fresh; while a peering fails
 * LastReceive moves with every failed retry (Consul 1.21).
 */
int64_t health_seen(const struct peering *p, int64_t date)
{
	const struct timestamp *heard = &p->heartbeat;

	if (p->state != PEERING_FAILING &&
	    timestamp_compare(&p->receive, heard) > 0)
		heard = &p->receive;
	if (!heard->set)
		return -1;
	return date > heard->sec ? date - heard->sec : 0;
}

static enum health of_active(const struct peering *p, int64_t date,
			     const struct health_past *past)
{
	int64_t seen = health_seen(p, date);

	if (seen < 0)
		seen = past->in_state_s > health_limits.late_s
			       ? health_limits.late_s + 1
			       : 0;
	if (seen > health_limits.stale_s)
		return HEALTH_STALE;
	return seen > health_limits.late_s ? HEALTH_LATE : HEALTH_OK;
}

static enum health lost_after(enum health h, const struct health_past *past)
{
	return past->in_state_s > health_limits.lost_s ? HEALTH_LOST : h;
}

static enum health of_pending(const struct peering *p,
			      const struct health_past *past)
{
	if (peering_role(p) == PEERING_DIALER)
		return past->establish_failed ||
				       past->in_state_s >
					       health_limits.leftover_s
			       ? HEALTH_LEFTOVER
			       : HEALTH_CONNECTING;
	/* An acceptor learns its remote from the first connection. */
	return *p->remote_datacenter ? lost_after(HEALTH_WAITING, past)
				     : HEALTH_UNUSED;
}

enum health health_of(const struct peering *p, int64_t date,
		      const struct health_past *past)
{
	static const struct health_past none;

	if (!past)
		past = &none;
	if (p->deleted_at.set)
		return HEALTH_DELETING;
	switch (p->state) {
	case PEERING_PENDING:
		return of_pending(p, past);
	case PEERING_ESTABLISHING:
		return lost_after(HEALTH_CONNECTING, past);
	case PEERING_ACTIVE:
		return of_active(p, date, past);
	case PEERING_FAILING:
		return HEALTH_FAILING;
	case PEERING_DELETING:
		return HEALTH_DELETING;
	case PEERING_TERMINATED:
		return HEALTH_TERMINATED;
	case PEERING_UNDEFINED:
	case PEERING_OTHER:
		break;
	}
	return HEALTH_UNKNOWN;
}
