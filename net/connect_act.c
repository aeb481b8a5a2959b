/* The steps of a connect that make the two clusters peers. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/await.h"
#include "net/connect_private.h"
#include "net/probe.h"
#include "net/token.h"

/* A step that is not to be done says so already. */
static bool skip(struct connect *c)
{
	if (!c->linked)
		return false;
	c->items[c->step].mark = CONNECT_SKIPPED;
	connect_next(c);
	return true;
}

/* --- generate --------------------------------------------------------------
 */

static void generated(void *ctx, const struct http_reply *reply,
		      const char *token, size_t len)
{
	struct connect *c = ctx;
	char fingerprint[TOKEN_FINGERPRINT_LEN + 1];

	c->sides[FROM].request = NULL;
	if (!token) {
		if (!http_outcome_open(reply))
			c->sides[FROM].made = false;
		connect_fail_reply(c, FROM, reply);
		return;
	}
	secret_init(&c->token, len);
	secret_set(&c->token, token, len);
	c->decoded = token_decode(token, len, &c->holds, &c->misread);
	token_fingerprint(token, len, fingerprint);
	connect_set(c, CONNECT_GENERATE, CONNECT_DONE, "token %s for %s on %s",
		    fingerprint, c->sides[FROM].name, c->plan->from.label);
	connect_next(c);
}

void connect_begin_generate(struct connect *c)
{
	const struct peering_generate g = {
		.name = c->sides[FROM].name,
		.meta = c->plan->meta,
		.addresses = c->plan->addresses,
		.partition = c->plan->from.client->config->partition.value,
	};

	if (skip(c))
		return;
	c->sides[FROM].made = !connect_record(c, FROM);
	c->sides[FROM].request =
		peering_api_generate(c->plan->from.client, &g, generated, c);
}

/* --- probe -----------------------------------------------------------------
 */

static void ignore(void *ctx)
{
	(void)ctx; /* connect_tick_probe looks */
}

void connect_begin_probe(struct connect *c)
{
	if (skip(c))
		return;
	if (!c->decoded) {
		connect_set(c, CONNECT_PROBE, CONNECT_WARNED, "%s",
			    c->misread.msg);
		connect_next(c);
		return;
	}
	c->link = mem_dup(c->holds.peer_id);
	c->probe = probe_new(c->plan->from.client->http, &c->holds, ignore, c);
}

void connect_tick_probe(struct connect *c)
{
	const struct probe_address *a;
	size_t count, good = 0, bad = 0;

	if (!c->probe || !probe_is_done(c->probe))
		return;
	a = probe_addresses(c->probe, &count);
	for (size_t i = 0; i < count; i++)
		if (a[i].result == PROBE_OK)
			good++;
		else
			bad = i;
	/* The dialing servers may reach what this host cannot. */
	if (good == 1 && count == 1)
		connect_set(c, CONNECT_PROBE, CONNECT_DONE,
			    "%s answers in %d ms, from this host", a->address,
			    (int)a->took_ms);
	else if (good == count && count)
		connect_set(c, CONNECT_PROBE, CONNECT_DONE,
			    "all %zu addresses answer, from this host", count);
	else if (count)
		connect_set(c, CONNECT_PROBE, CONNECT_WARNED,
			    "%zu of %zu addresses answer, from this host; %s: "
			    "%s",
			    good, count, a[bad].address,
			    probe_result_text(a[bad].result));
	else
		connect_set(c, CONNECT_PROBE, CONNECT_WARNED,
			    "the token holds no address");
	probe_free(c->probe);
	c->probe = NULL;
	connect_next(c);
}

/* --- establish -------------------------------------------------------------
 */

/* One that fails at dialing leaves a record behind, one that is refused for
 * what was sent does not (Consul 1.21). */
static bool left_nothing(const struct http_reply *reply)
{
	return !http_outcome_open(reply) &&
	       !strstr(reply->body, "peering token must be generated");
}

static void established(void *ctx, const struct http_reply *reply)
{
	struct connect *c = ctx;

	c->sides[TO].request = NULL;
	secret_release(&c->token);
	if (reply->err.kind != ERR_NONE) {
		if (left_nothing(reply))
			c->sides[TO].made = false;
		connect_fail_reply(c, TO, reply);
		return;
	}
	c->established = reply->date;
	connect_set(c, CONNECT_ESTABLISH, CONNECT_DONE, "%s on %s",
		    c->sides[TO].name, c->plan->to.label);
	connect_next(c);
}

void connect_begin_establish(struct connect *c)
{
	const struct peering_establish e = {
		.name = c->sides[TO].name,
		.token = c->token.data,
		.meta = c->plan->meta,
		.partition = c->plan->to.client->config->partition.value,
	};

	if (skip(c))
		return;
	c->sides[TO].made = !connect_record(c, TO);
	c->sides[TO].request =
		peering_api_establish(c->plan->to.client, &e, established, c);
}

/* --- wait ------------------------------------------------------------------
 */

void connect_begin_wait(struct connect *c)
{
	for (int side = FROM; side < SIDES; side++) {
		c->awaits[side] =
			await_new(connect_side(c, side)->client, c->clock,
				  c->sides[side].name, AWAIT_HEARD,
				  c->established, c->plan->timeout_ms);
		await_only(c->awaits[side], c->link);
	}
}

void connect_tick_wait(struct connect *c)
{
	bool all = true;

	for (int side = FROM; side < SIDES; side++) {
		struct err err;

		await_tick(c->awaits[side]);
		if (!await_over(c->awaits[side])) {
			all = false;
			continue;
		}
		if (await_reached(c->awaits[side], &err))
			continue;
		connect_fail(c, "%s on %s: %s", c->sides[side].name,
			     connect_side(c, side)->label, err.msg);
		return;
	}
	if (!all)
		return;
	connect_set(c, CONNECT_WAIT, CONNECT_DONE,
		    "both are ACTIVE, with a fresh heartbeat");
	connect_next(c);
}
