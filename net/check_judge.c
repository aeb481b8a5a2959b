#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "net/check_private.h"
#include "net/health.h"

#define DAY_S	    (24 * 3600)
#define EXPIRY_DAYS 30
#define SKEW_S	    120
#define TEXT_MAX    4096

static void found(const struct check_cluster *c, const char *check,
		  enum check_level level, const char *hint, const char *fmt,
		  ...) PRINTF_LIKE(5, 6);

static void found(const struct check_cluster *c, const char *check,
		  enum check_level level, const char *hint, const char *fmt,
		  ...)
{
	struct check *all = c->check;
	struct buf text = BUF_INIT(TEXT_MAX);
	va_list args;

	va_start(args, fmt);
	buf_addv(&text, fmt, args);
	va_end(args);
	all->findings = mem_grow(all->findings, all->finding_count,
				 &all->finding_cap, sizeof(*all->findings));
	all->findings[all->finding_count++] = (struct check_finding){
		.cluster = c->name,
		.check = check,
		.level = level,
		.text = buf_take(&text),
		.hint = mem_dup(hint),
	};
}

/* Why something could not be looked at: the right that is missing, or else
 * what was answered. */
static void not_seen(const struct check_cluster *c, const char *check,
		     enum check_question question, const char *right)
{
	const struct check_asked *asked = &c->asked[question];
	char hint[128];

	snprintf(hint, sizeof(hint), "give the ACL token %s", right);
	if (!asked->failed || asked->status == 403 || asked->status == 401)
		found(c, check, CHECK_UNKNOWN, hint,
		      "may not be read without %s", right);
	else
		found(c, check, CHECK_UNKNOWN, "", "%s", asked->text);
}

/* --- the server ------------------------------------------------------------
 */

/* What is told here of expiry stands on this host's clock. */
static void judge_clock(const struct check_cluster *c)
{
	int64_t off = c->ahead_s < 0 ? -c->ahead_s : c->ahead_s;

	if (off > SKEW_S)
		found(c, "clock", CHECK_WARNING,
		      "set the clock that is wrong, here or there",
		      "it is %lld s %s that of this host", (long long)off,
		      c->ahead_s < 0 ? "behind" : "ahead of");
}

static void judge_reach(const struct check_cluster *c)
{
	const struct check_asked *asked = &c->asked[ASK_LEADER];

	if (asked->failed) {
		found(c, "reach", CHECK_FAILURE,
		      "see that the address and the TLS settings are right and "
		      "that Consul runs there",
		      "%s", asked->text);
		return;
	}
	found(c, "reach", CHECK_OK, "", "%s answers after %d ms",
	      client_config_host(c->client->config), (int)c->took_ms);
	if (client_config_in_clear(c->client->config))
		found(c, "tls", CHECK_WARNING,
		      "use https: ACL and peering tokens cross the network in "
		      "clear",
		      "http to another host");
	judge_clock(c);
}

static void judge_leader(const struct check_cluster *c)
{
	if (*c->leader)
		found(c, "leader", CHECK_OK, "", "%s", c->leader);
	else
		found(c, "leader", CHECK_FAILURE,
		      "without a leader nothing can be written; look at the "
		      "servers' logs",
		      "there is none");
}

static void judge_agent(const struct check_cluster *c)
{
	if (c->asked[ASK_AGENT].failed) {
		not_seen(c, "agent", ASK_AGENT, "agent:read");
		return;
	}
	found(c, "version", CHECK_OK, "", "Consul %s, datacenter %s",
	      c->agent.version, c->agent.datacenter);
	if (c->agent.peering_enabled)
		found(c, "peering", CHECK_OK, "", "enabled");
	else
		found(c, "peering", CHECK_FAILURE,
		      "set peering { enabled = true } on the servers",
		      "not enabled");
	if (c->agent.connect_enabled)
		found(c, "mesh", CHECK_OK, "", "enabled");
	else
		found(c, "mesh", CHECK_FAILURE,
		      "set connect { enabled = true } on the servers",
		      "not enabled: peering needs it");
	if (c->agent.grpc_tls_port > 0)
		found(c, "grpc-tls", CHECK_OK, "", "port %d",
		      c->agent.grpc_tls_port);
	else
		found(c, "grpc-tls", CHECK_WARNING,
		      "set ports { grpc_tls = 8503 } on the servers",
		      "this agent has no such port: the other side could not "
		      "dial it");
}

static void judge_ca(const struct check_cluster *c)
{
	const struct timestamp end = { .sec = c->ca_not_after, .set = true };
	int64_t left = c->ca_not_after - clock_wall(c->check->clock);
	char date[RFC3339_MAX];

	timestamp_json(&end, date);
	if (c->asked[ASK_ROOTS].failed)
		found(c, "ca", CHECK_UNKNOWN, "", "%s",
		      c->asked[ASK_ROOTS].text);
	else if (!c->ca_not_after)
		found(c, "ca", CHECK_UNKNOWN, "", "it names no end");
	else if (left <= 0)
		found(c, "ca", CHECK_FAILURE, "rotate the mesh's CA",
		      "expired at %s", date);
	else if (left < EXPIRY_DAYS * DAY_S)
		found(c, "ca", CHECK_WARNING,
		      "rotate the mesh's CA, and then generate new tokens",
		      "expires within %d days, at %s", (int)(left / DAY_S) + 1,
		      date);
	else
		found(c, "ca", CHECK_OK, "", "valid until %s", date);
}

/* --- access control --------------------------------------------------------
 */

static void judge_token(const struct check_cluster *c)
{
	const struct client_setting *token = &c->client->config->token;
	const struct check_asked *asked = &c->asked[ASK_ACCESSOR];

	/* Both say so with a 401 (Consul 1.21); one of them may not come. */
	if (c->rights.acl_disabled || asked->status == 401)
		found(c, "acl", CHECK_OK, "", "access control is off");
	else if (c->accessor && *c->accessor)
		found(c, "acl", CHECK_OK, "", "token %s%s%s", c->accessor,
		      token->value ? ", from " : ", the agent's own",
		      token->value ? token->origin : "");
	else if (!token->value)
		found(c, "acl", CHECK_WARNING,
		      "give one by -token-file, CONSUL_HTTP_TOKEN_FILE or a "
		      "context",
		      "no ACL token: the anonymous one is used");
	else if (asked->status == 403)
		found(c, "acl", CHECK_FAILURE, "use a token of this cluster",
		      "the token from %s is not known here", token->origin);
	else
		found(c, "acl", CHECK_UNKNOWN, "", "%s",
		      asked->text ? asked->text : "whose token it is");
}

static void judge_rights(const struct check_cluster *c)
{
	const struct check_asked *asked = &c->asked[ASK_RIGHTS];
	const struct {
		const char *name;
		enum peering_right right;
		enum check_level missing;
		const char *hint;
	} rows[] = {
		{ "peering:read", c->rights.peering_read, CHECK_FAILURE,
		  "without it no peering can be seen" },
		{ "peering:write", c->rights.peering_write, CHECK_WARNING,
		  "needed to generate, establish and delete" },
		{ "mesh:read", c->rights.mesh_read, CHECK_WARNING,
		  "needed to see what is exported" },
		{ "mesh:write", c->rights.mesh_write, CHECK_WARNING,
		  "needed to export services" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].right == RIGHT_YES || c->rights.acl_disabled)
			found(c, rows[i].name, CHECK_OK, "", "granted");
		else if (rows[i].right == RIGHT_NO)
			found(c, rows[i].name, rows[i].missing, rows[i].hint,
			      "not granted");
		else
			found(c, rows[i].name, CHECK_UNKNOWN, "", "%s",
			      asked->text ? asked->text
					  : "this Consul does not say");
}

/* --- peerings --------------------------------------------------------------
 */

static const struct {
	enum check_level level;
	const char *text, *hint;
} of_health[HEALTH_COUNT] = {
	[HEALTH_UNKNOWN] = { CHECK_WARNING, "is in a state not known here",
			     "" },
	[HEALTH_FAILING] = { CHECK_FAILURE, "is FAILING",
			     "see that its servers run and can be reached" },
	[HEALTH_STALE] = { CHECK_FAILURE,
			   "says ACTIVE, but has not been heard for over a "
			   "minute",
			   "see that its servers run and can be reached" },
	[HEALTH_LATE] = { CHECK_WARNING, "misses heartbeats",
			  "look again in a minute" },
	[HEALTH_LOST] = { CHECK_FAILURE, "does not come back",
			  "look at it on the other side" },
	[HEALTH_LEFTOVER] = { CHECK_WARNING,
			      "was left by an establish that failed",
			      "establish with a new token, or delete it" },
	[HEALTH_TERMINATED] = { CHECK_WARNING, "was deleted by the other side",
				"delete it here as well" },
};

static void judge_peerings(const struct check_cluster *c)
{
	const struct health_past unknown = { 0 };
	size_t good = 0;

	if (c->rights.peering_read == RIGHT_NO || c->asked[ASK_LIST].failed) {
		not_seen(c, "peerings", ASK_LIST, "peering:read");
		return;
	}
	for (size_t i = 0; i < c->list.count; i++) {
		const struct peering *p = &c->list.rows[i];
		enum health h = health_of(p, c->date, &unknown);

		if (health_needs_look(h))
			found(c, "peerings", of_health[h].level,
			      of_health[h].hint, "%s %s", p->name,
			      of_health[h].text);
		else
			good++;
	}
	if (good || !c->list.count)
		found(c, "peerings", CHECK_OK, "", "%zu of %zu need no look%s",
		      good, c->list.count,
		      c->filtered ? ", of those that may be read" : "");
}

static bool has_peering(const struct check_cluster *c, const char *name)
{
	for (size_t i = 0; i < c->list.count; i++)
		if (!strcmp(c->list.rows[i].name, name))
			return true;
	return false;
}

static void judge_exports(const struct check_cluster *c)
{
	const struct check_asked *asked = &c->asked[ASK_EXPORTS];
	bool read = c->rights.peering_read != RIGHT_NO &&
		    !c->asked[ASK_LIST].failed && !c->filtered;
	size_t bad = 0;

	if (c->rights.mesh_read == RIGHT_NO ||
	    (asked->failed && asked->status != 404)) {
		not_seen(c, "exports", ASK_EXPORTS, "mesh:read");
		return;
	}
	for (size_t i = 0; read && i + 1 < c->exports.count; i += 2)
		if (!has_peering(c, c->exports.items[i + 1]) && ++bad)
			found(c, "exports", CHECK_WARNING,
			      "take the peer out of the entry, or peer with it",
			      "service %s is exported to %s, which is no "
			      "peering",
			      c->exports.items[i], c->exports.items[i + 1]);
	if (!bad)
		found(c, "exports", read ? CHECK_OK : CHECK_UNKNOWN, "",
		      read ? "%zu, all to peerings"
			   : "%zu; whether their peers exist may not be read",
		      c->exports.count / 2);
}

/* What needs which answer, in the order that is shown. */
static const struct part {
	const char *check; /* while there is no answer */
	enum check_question question;
	void (*judge)(const struct check_cluster *c);
} parts[] = {
	{ "reach", ASK_LEADER, judge_reach },
	{ "leader", ASK_LEADER, judge_leader },
	{ "agent", ASK_AGENT, judge_agent },
	{ "ca", ASK_ROOTS, judge_ca },
	{ "acl", ASK_ACCESSOR, judge_token },
	{ "rights", ASK_RIGHTS, judge_rights },
	{ "peerings", ASK_LIST, judge_peerings },
	{ "exports", ASK_EXPORTS, judge_exports },
};

static void judge_part(const struct check_cluster *c, const struct part *part)
{
	const struct check_asked *asked = &c->asked[part->question];

	if (asked->done)
		part->judge(c);
	else if (c->cancelled)
		found(c, part->check, CHECK_UNKNOWN, "",
		      "not looked at: it was cancelled");
	else if (asked->request)
		found(c, part->check, CHECK_WAITING, "", "asked…");
}

/* Of what cannot be reached nothing else is told. */
static void judge_cluster(const struct check_cluster *c)
{
	size_t count = c->asked[ASK_LEADER].failed ? 1 : ARRAY_LEN(parts);

	for (size_t i = 0; i < count; i++)
		judge_part(c, &parts[i]);
}

/* --- between two clusters --------------------------------------------------
 */

static bool is_readable(const struct check_cluster *c)
{
	return c->asked[ASK_LIST].done && !c->asked[ASK_LIST].failed &&
	       c->rights.peering_read != RIGHT_NO && !c->filtered;
}

/* A dialer's server name ends in the trust domain of whom it dials. */
static bool dials(const struct peering *p, const struct check_cluster *other)
{
	const char *domain = other->trust_domain;
	size_t name = strlen(p->peer_server_name);
	size_t len = domain ? strlen(domain) : 0;

	return len && len < name &&
	       !strcmp(p->peer_server_name + name - len, domain) &&
	       p->peer_server_name[name - len - 1] == '.';
}

/* The dialer's PeerID is the acceptor's ID (Consul 1.21). */
static bool has_id(const struct check_cluster *c, const char *id)
{
	for (size_t i = 0; i < c->list.count; i++)
		if (!strcmp(c->list.rows[i].id, id))
			return true;
	return false;
}

static bool is_dialed_by(const struct check_cluster *c, const char *id)
{
	for (size_t i = 0; i < c->list.count; i++)
		if (!strcmp(c->list.rows[i].peer_id, id))
			return true;
	return false;
}

static void judge_pair(const struct check_cluster *c,
		       const struct check_cluster *other)
{
	for (size_t i = 0; i < c->list.count; i++) {
		const struct peering *p = &c->list.rows[i];
		bool dialer = peering_role(p) == PEERING_DIALER;

		if (p->state == PEERING_TERMINATED)
			continue; /* that is told already */
		if (dialer && dials(p, other) && *p->peer_id &&
		    !has_id(other, p->peer_id))
			found(c, "one-sided", CHECK_FAILURE,
			      "delete it here, or establish it again with a "
			      "new token",
			      "%s dials %s, which has no such peering", p->name,
			      other->name);
		if (!dialer && *p->remote_datacenter &&
		    other->agent.datacenter &&
		    !strcmp(p->remote_datacenter, other->agent.datacenter) &&
		    !is_dialed_by(other, p->id))
			found(c, "one-sided", CHECK_WARNING,
			      "delete it here when no other cluster of that "
			      "name dials it",
			      "%s was dialed from %s, where no peering has its "
			      "ID",
			      p->name, other->agent.datacenter);
	}
}

static void judge_between(const struct check *check)
{
	for (size_t i = 0; i < check->count; i++)
		for (size_t k = 0; k < check->count; k++)
			if (i != k && is_readable(check->clusters[i]) &&
			    is_readable(check->clusters[k]))
				judge_pair(check->clusters[i],
					   check->clusters[k]);
}

void check_forget(struct check *check)
{
	for (size_t i = 0; i < check->finding_count; i++) {
		free(check->findings[i].text);
		free(check->findings[i].hint);
	}
	check->finding_count = 0;
}

void check_judge(struct check *check)
{
	check_forget(check);
	for (size_t i = 0; i < check->count; i++)
		judge_cluster(check->clusters[i]);
	if (!check->running)
		judge_between(check);
}
