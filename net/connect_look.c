/* The first step of a connect: what is there, and what is to be done. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/connect_private.h"
#include "net/peering_body.h"
#include "net/policy.h"

/* --- judging ---------------------------------------------------------------
 */

static bool is_connected(const struct peering *p)
{
	return p->state == PEERING_ACTIVE || p->state == PEERING_FAILING ||
	       p->state == PEERING_ESTABLISHING;
}

/* Why a token cannot be generated over the record that is there; NULL when
 * it can. */
static const char *from_problem(const struct peering *p)
{
	if (p->state == PEERING_DELETING || p->deleted_at.set)
		return "is being deleted: try again in a moment";
	if (peering_role(p) == PEERING_DIALER)
		return "is dialed from there: delete it, or use another name";
	if (p->state == PEERING_TERMINATED)
		return "was deleted by the other side: delete it there first";
	if (is_connected(p) || *p->remote_datacenter)
		return "is connected with another cluster: use another name";
	return NULL;
}

/* The same for establishing. */
static const char *to_problem(const struct peering *p)
{
	if (p->state == PEERING_DELETING || p->deleted_at.set)
		return "is being deleted: try again in a moment";
	if (peering_role(p) == PEERING_ACCEPTOR)
		return "waits to be dialed: delete it, or use another name";
	if (is_connected(p))
		return "is connected with another cluster: use another name";
	return NULL;
}

static bool refuse(struct connect *c, int side, const char *problem)
{
	if (!problem)
		return false;
	connect_fail(c, "on %s, %s %s", connect_side(c, side)->label,
		     c->sides[side].name, problem);
	return true;
}

static void plan_exports(struct connect *c)
{
	if (!c->plan->exports->count) {
		connect_set(c, CONNECT_EXPORT, CONNECT_SKIPPED,
			    "no service was named");
		connect_set(c, CONNECT_IMPORT, CONNECT_SKIPPED,
			    "no service was named");
		return;
	}
	connect_set(c, CONNECT_EXPORT, CONNECT_TODO,
		    "export %zu services of %s to %s", c->plan->exports->count,
		    c->plan->from.label, c->sides[FROM].name);
	connect_set(c, CONNECT_IMPORT, CONNECT_TODO, "see that %s imports them",
		    c->plan->to.label);
}

static void plan_linked(struct connect *c)
{
	c->linked = true;
	c->link = mem_dup(connect_record(c, FROM)->id);
	connect_set(c, CONNECT_GENERATE, CONNECT_SKIPPED,
		    "%s and %s are peered already", c->plan->from.label,
		    c->plan->to.label);
	connect_set(c, CONNECT_PROBE, CONNECT_SKIPPED, "nothing to probe");
	connect_set(c, CONNECT_ESTABLISH, CONNECT_SKIPPED,
		    "is established already");
}

static void plan_all(struct connect *c)
{
	connect_set(c, CONNECT_GENERATE, CONNECT_TODO,
		    "generate a token for %s on %s%s", c->sides[FROM].name,
		    c->plan->from.label,
		    connect_record(c, FROM)
			    ? " (an unused older one stops working)"
			    : "");
	connect_set(c, CONNECT_PROBE, CONNECT_TODO,
		    "probe its addresses from this host");
	connect_set(c, CONNECT_ESTABLISH, CONNECT_TODO, "establish %s on %s%s",
		    c->sides[TO].name, c->plan->to.label,
		    connect_record(c, TO) ? " (over what is left there)" : "");
}

static void decide(struct connect *c)
{
	const struct peering *from = connect_record(c, FROM);
	const struct peering *to = connect_record(c, TO);
	bool linked = from && to && !strcmp(to->peer_id, from->id) &&
		      is_connected(to) && from->state != PEERING_DELETING;

	if (linked)
		plan_linked(c);
	else if ((from && refuse(c, FROM, from_problem(from))) ||
		 (to && refuse(c, TO, to_problem(to))))
		return;
	else
		plan_all(c);
	connect_set(c, CONNECT_WAIT, CONNECT_TODO,
		    "wait until both are ACTIVE with a fresh heartbeat");
	plan_exports(c);
	connect_set(c, CONNECT_LOOK, CONNECT_DONE,
		    "%s is %s on %s, %s is %s on %s", c->plan->to.label,
		    c->sides[FROM].name, c->plan->from.label,
		    c->plan->from.label, c->sides[TO].name, c->plan->to.label);
	connect_next(c);
}

/* --- asking ----------------------------------------------------------------
 */

static bool is_asking(const struct connect *c)
{
	return c->sides[FROM].request || c->sides[TO].request;
}

static void record_done(struct connect *c, int side,
			const struct http_reply *reply, struct peerings *list)
{
	c->sides[side].request = NULL;
	if (reply->err.kind != ERR_NONE && reply->status != 404) {
		connect_fail_reply(c, side, reply);
		return;
	}
	c->sides[side].record = *list;
	*list = (struct peerings){ 0 };
	if (!is_asking(c))
		decide(c);
}

static void record_from(void *ctx, const struct http_reply *reply,
			struct peerings *list)
{
	record_done(ctx, FROM, reply, list);
}

static void record_to(void *ctx, const struct http_reply *reply,
		      struct peerings *list)
{
	record_done(ctx, TO, reply, list);
}

static void ask_for_records(struct connect *c)
{
	static peering_list_fn *const done[SIDES] = { record_from, record_to };

	for (int side = FROM; side < SIDES; side++)
		c->sides[side].request =
			peering_api_read(connect_side(c, side)->client,
					 c->sides[side].name, NULL, done[side],
					 c);
}

/* Each side is called by its datacenter, unless told otherwise. */
static void name_sides(struct connect *c)
{
	for (int side = FROM; side < SIDES; side++) {
		struct connect_found *other = &c->sides[!side];

		if (!c->sides[side].name)
			c->sides[side].name = mem_dup(other->datacenter);
	}
	if (!c->sides[FROM].name || !c->sides[TO].name)
		connect_fail(c, "without agent:read the datacenters are not "
				"known: name the peerings");
	else
		ask_for_records(c);
}

/* Both have told what they are. Between two partitions of one cluster a
 * peering can be (Enterprise). */
static void compare_sides(struct connect *c)
{
	const char *from = c->sides[FROM].trust_domain;
	const char *to = c->sides[TO].trust_domain;

	if (from && to && !strcmp(from, to) && *from &&
	    !connect_side(c, FROM)->client->config->partition.value &&
	    !connect_side(c, TO)->client->config->partition.value)
		connect_fail(c, "%s and %s are the same cluster",
			     c->plan->from.label, c->plan->to.label);
	else
		name_sides(c);
}

static void roots_done(struct connect *c, int side,
		       const struct http_reply *reply)
{
	c->sides[side].request = NULL;
	if (reply->err.kind == ERR_NONE)
		c->sides[side].trust_domain =
			peering_body_trust_domain(reply->body, reply->body_len);
	if (!is_asking(c))
		compare_sides(c);
}

static void roots_from(void *ctx, const struct http_reply *reply)
{
	roots_done(ctx, FROM, reply);
}

static void roots_to(void *ctx, const struct http_reply *reply)
{
	roots_done(ctx, TO, reply);
}

/* What the side may not do of what is planned for it, as bits. A right that
 * this Consul cannot tell is not missing. */
static unsigned lacking(const struct connect *c, int side,
			const struct peering_rights *rights)
{
	bool exports = side == FROM && c->plan->exports->count;
	unsigned needed = 1u << POLICY_PEERING_WRITE;

	if (exports)
		needed |= 1u << POLICY_MESH_WRITE;
	return policy_missing(rights) & needed;
}

/* Before anything is made: nothing is to be taken back. */
static void fail_for_rights(struct connect *c, const char *label,
			    unsigned lacking_rights)
{
	enum policy_right right = lacking_rights & 1u << POLICY_PEERING_WRITE
					  ? POLICY_PEERING_WRITE
					  : POLICY_MESH_WRITE;

	connect_fail(c,
		     "on %s the ACL token may not %s: %s is missing; its "
		     "policy needs %s",
		     label, policy_purpose(right), policy_name(right),
		     policy_rule(right));
}

static void rights_done(struct connect *c, int side,
			const struct peering_rights *rights)
{
	static http_done_fn *const done[SIDES] = { roots_from, roots_to };
	const struct connect_side *s = connect_side(c, side);

	c->sides[side].request = NULL;
	if (lacking(c, side, rights))
		fail_for_rights(c, s->label, lacking(c, side, rights));
	else
		c->sides[side].request =
			peering_api_get(s->client, "/v1/connect/ca/roots",
					done[side], c);
}

static void rights_from(void *ctx, const struct http_reply *reply,
			const struct peering_rights *rights)
{
	(void)reply;
	rights_done(ctx, FROM, rights);
}

static void rights_to(void *ctx, const struct http_reply *reply,
		      const struct peering_rights *rights)
{
	(void)reply;
	rights_done(ctx, TO, rights);
}

static const char *agent_problem(const struct peering_agent *agent)
{
	if (!agent->peering_enabled)
		return "peering is off: set peering { enabled = true } on its "
		       "servers";
	if (!agent->connect_enabled)
		return "the mesh is off: set connect { enabled = true } on its "
		       "servers";
	return NULL;
}

static void agent_done(struct connect *c, int side,
		       const struct http_reply *reply)
{
	static peering_rights_fn *const done[SIDES] = { rights_from,
							rights_to };
	struct peering_agent agent = { .peering_enabled = true,
				       .connect_enabled = true };
	const char *problem;

	c->sides[side].request = NULL;
	if (reply->err.kind == ERR_NONE)
		peering_agent_decode(reply->body, reply->body_len, &agent,
				     NULL);
	problem = agent_problem(&agent);
	if (agent.datacenter && *agent.datacenter)
		c->sides[side].datacenter = mem_dup(agent.datacenter);
	peering_agent_release(&agent);
	if (!connect_answered(reply))
		connect_fail_reply(c, side, reply);
	else if (problem)
		connect_fail(c, "on %s %s", connect_side(c, side)->label,
			     problem);
	else
		c->sides[side].request =
			peering_api_rights(connect_side(c, side)->client,
					   done[side], NULL, c);
}

static void agent_from(void *ctx, const struct http_reply *reply)
{
	agent_done(ctx, FROM, reply);
}

static void agent_to(void *ctx, const struct http_reply *reply)
{
	agent_done(ctx, TO, reply);
}

void connect_begin_look(struct connect *c)
{
	static http_done_fn *const done[SIDES] = { agent_from, agent_to };

	for (int side = FROM; side < SIDES; side++)
		c->sides[side].request =
			peering_api_get(connect_side(c, side)->client,
					"/v1/agent/self", done[side], c);
}
