/* Taking back what a connect made, and nothing else. */
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "net/connect_private.h"

#define NAMES_MAX 512

/* "dc2 on east and dc1 on west" */
static void add_sides(const struct connect *c, enum connect_rest rest,
		      struct buf *out)
{
	for (int side = FROM; side < SIDES; side++)
		if (c->sides[side].rest == rest)
			buf_addf(out, "%s%s on %s", out->len ? " and " : "",
				 c->sides[side].name,
				 connect_side(c, side)->label);
}

static void say_what_is_left(struct connect *c)
{
	_cleanup_(buf_release) struct buf left = BUF_INIT(NAMES_MAX);
	_cleanup_(buf_release) struct buf replaced = BUF_INIT(NAMES_MAX);

	add_sides(c, CONNECT_LEFT, &left);
	add_sides(c, CONNECT_REPLACED, &replaced);
	if (left.len)
		connect_set(c, CONNECT_UNDO, CONNECT_FAILED,
			    "%s could not be removed: %s", left.data,
			    c->left.msg);
	else if (replaced.len)
		connect_set(c, CONNECT_UNDO, CONNECT_WARNED,
			    "%s stays: another peering has taken the name",
			    replaced.data);
	else
		connect_set(c, CONNECT_UNDO, CONNECT_DONE,
			    "what this run made is removed");
}

static void end_if_done(struct connect *c)
{
	if (c->sides[FROM].request || c->sides[TO].request)
		return;
	if (c->items[CONNECT_UNDO].mark == CONNECT_RUNNING)
		say_what_is_left(c);
	c->phase = CONNECT_OVER;
}

static void settle(struct connect *c, int side, enum connect_rest rest)
{
	c->sides[side].rest = rest;
	c->sides[side].made = rest == CONNECT_LEFT;
	end_if_done(c);
}

static void removed(struct connect *c, int side, const struct http_reply *reply)
{
	c->sides[side].request = NULL;
	if (reply->err.kind != ERR_NONE)
		c->left = reply->err;
	settle(c, side,
	       reply->err.kind == ERR_NONE ? CONNECT_NONE : CONNECT_LEFT);
}

static void removed_from(void *ctx, const struct http_reply *reply)
{
	removed(ctx, FROM, reply);
}

static void removed_to(void *ctx, const struct http_reply *reply)
{
	removed(ctx, TO, reply);
}

/* Without the token, whose answer was lost, its ID is not known: then it is
 * one that nothing has connected with yet. */
static bool is_ours(const struct connect *c, int side, const struct peering *p)
{
	if (c->link)
		return !strcmp(peering_link(p), c->link);
	return p->state == PEERING_PENDING &&
	       (side == FROM ? peering_role(p) == PEERING_ACCEPTOR &&
				       !*p->remote_datacenter
			     : peering_role(p) == PEERING_DIALER);
}

static void looked(struct connect *c, int side, const struct http_reply *reply,
		   const struct peerings *list)
{
	static http_done_fn *const done[SIDES] = { removed_from, removed_to };
	const struct peering *p = list->count ? &list->rows[0] : NULL;

	c->sides[side].request = NULL;
	if (p && p->state != PEERING_DELETING && is_ours(c, side, p)) {
		c->sides[side].request =
			peering_api_delete(connect_side(c, side)->client,
					   c->sides[side].name, NULL,
					   done[side], c);
		return;
	}
	if (!p && reply->status != 404) {
		c->left = reply->err;
		settle(c, side, CONNECT_LEFT);
		return;
	}
	settle(c, side,
	       p && p->state != PEERING_DELETING ? CONNECT_REPLACED
						 : CONNECT_NONE);
}

static void looked_from(void *ctx, const struct http_reply *reply,
			struct peerings *list)
{
	looked(ctx, FROM, reply, list);
}

static void looked_to(void *ctx, const struct http_reply *reply,
		      struct peerings *list)
{
	looked(ctx, TO, reply, list);
}

void connect_begin_undo(struct connect *c)
{
	static peering_list_fn *const done[SIDES] = { looked_from, looked_to };

	c->phase = CONNECT_UNDOING;
	if (c->sides[FROM].made || c->sides[TO].made)
		connect_set(c, CONNECT_UNDO, CONNECT_RUNNING,
			    "removing what this run made");
	else
		connect_set(c, CONNECT_UNDO, CONNECT_SKIPPED,
			    "this run made nothing that is to be removed");
	for (int side = FROM; side < SIDES; side++) {
		c->sides[side].rest = CONNECT_NONE;
		if (c->sides[side].made)
			c->sides[side].request =
				peering_api_read(connect_side(c, side)->client,
						 c->sides[side].name, NULL,
						 done[side], c);
	}
	end_if_done(c);
}

void connect_stop_undo(struct connect *c, const char *why)
{
	_cleanup_(buf_release) struct buf left = BUF_INIT(NAMES_MAX);

	connect_cancel(c);
	for (int side = FROM; side < SIDES; side++)
		if (c->sides[side].made)
			c->sides[side].rest = CONNECT_LEFT;
	add_sides(c, CONNECT_LEFT, &left);
	connect_set(c, CONNECT_UNDO, CONNECT_FAILED,
		    "%s; this may still be there: %s", why, left.data);
	c->phase = CONNECT_OVER;
}
