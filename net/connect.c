#include "net/connect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "net/await.h"
#include "net/connect_private.h"
#include "net/probe.h"

struct connect_step_row {
	const char *name;
	void (*begin)(struct connect *c);
	void (*tick)(struct connect *c); /* NULL: replies end it */
};

static const struct connect_step_row steps[CONNECT_STEPS] = {
	[CONNECT_LOOK] = { "look", connect_begin_look, NULL },
	[CONNECT_GENERATE] = { "generate", connect_begin_generate, NULL },
	[CONNECT_PROBE] = { "probe", connect_begin_probe, connect_tick_probe },
	[CONNECT_ESTABLISH] = { "establish", connect_begin_establish, NULL },
	[CONNECT_WAIT] = { "wait", connect_begin_wait, connect_tick_wait },
	[CONNECT_EXPORT] = { "export", connect_begin_export, NULL },
	[CONNECT_IMPORT] = { "import", connect_begin_import,
			     connect_tick_import },
	[CONNECT_UNDO] = { "undo", NULL, NULL },
};

const char *connect_step_name(enum connect_step step)
{
	return steps[step].name;
}

const struct connect_side *connect_side(const struct connect *c, int side)
{
	return side == FROM ? &c->plan->from : &c->plan->to;
}

const struct peering *connect_record(const struct connect *c, int side)
{
	const struct peerings *record = &c->sides[side].record;

	return record->count ? &record->rows[0] : NULL;
}

static void put(struct connect *c, enum connect_step step,
		enum connect_mark mark, const char *fmt, va_list args)
{
	struct connect_item *item = &c->items[step];

	item->mark = mark;
	vsnprintf(item->text, sizeof(item->text), fmt, args);
	utf8_trim(item->text);
	for (char *p = item->text; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	c->changed(c->ctx, step);
}

void connect_set(struct connect *c, enum connect_step step,
		 enum connect_mark mark, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(c, step, mark, fmt, args);
	va_end(args);
}

/* --- going on --------------------------------------------------------------
 */

static void begin(struct connect *c)
{
	c->items[c->step].mark = CONNECT_RUNNING;
	c->changed(c->ctx, c->step);
	steps[c->step].begin(c);
}

void connect_next(struct connect *c)
{
	if (c->step == CONNECT_LOOK) {
		c->phase = CONNECT_PLANNED;
		return;
	}
	if (c->step == CONNECT_IMPORT) {
		c->ok = true;
		c->phase = CONNECT_OVER;
		return;
	}
	c->step++;
	begin(c);
}

void connect_cancel(struct connect *c)
{
	for (int side = FROM; side < SIDES; side++) {
		http_cancel(c->sides[side].request);
		c->sides[side].request = NULL;
		await_free(c->awaits[side]);
		c->awaits[side] = NULL;
	}
	probe_free(c->probe);
	c->probe = NULL;
	secret_release(&c->token);
}

void connect_fail(struct connect *c, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put(c, c->step, CONNECT_FAILED, fmt, args);
	va_end(args);
	connect_cancel(c);
	/* Once connected, it stays: only the services are missing. */
	if (c->phase == CONNECT_ACTING && c->step < CONNECT_EXPORT &&
	    !c->plan->keep)
		connect_begin_undo(c);
	else
		c->phase = CONNECT_OVER;
}

bool connect_answered(const struct http_reply *reply)
{
	return reply->err.kind == ERR_NONE || reply->err.kind == ERR_STATUS ||
	       reply->err.kind == ERR_DENIED;
}

void connect_fail_reply(struct connect *c, int side,
			const struct http_reply *reply)
{
	const char *label = connect_side(c, side)->label;

	/* A part of a good answer is nobody's words, and may hold a token. */
	if (connect_answered(reply) && *reply->body)
		connect_fail(c, "%s: %d: %s", label, reply->status,
			     reply->body);
	else
		connect_fail(c, "%s: %s", label, reply->err.msg);
}

/* ---------------------------------------------------------------------------
 */

struct connect *connect_new(const struct connect_plan *plan,
			    const struct clock *clock,
			    void (*changed)(void *ctx, enum connect_step step),
			    void *ctx)
{
	struct connect *c = mem_new(1, sizeof(*c));

	c->plan = plan;
	c->clock = clock;
	c->changed = changed;
	c->ctx = ctx;
	c->established = -1;
	c->sides[FROM].name = mem_dup(plan->from.name);
	c->sides[TO].name = mem_dup(plan->to.name);
	return c;
}

void connect_free(struct connect *c)
{
	if (!c)
		return;
	connect_cancel(c);
	for (int side = FROM; side < SIDES; side++) {
		free(c->sides[side].datacenter);
		free(c->sides[side].trust_domain);
		free(c->sides[side].name);
		peerings_release(&c->sides[side].record);
	}
	free(c->link);
	token_release(&c->holds);
	free(c);
}

const struct connect_item *connect_items(const struct connect *c)
{
	return c->items;
}

const char *connect_name_from(const struct connect *c)
{
	return c->sides[FROM].name ? c->sides[FROM].name : "";
}

const char *connect_name_to(const struct connect *c)
{
	return c->sides[TO].name ? c->sides[TO].name : "";
}

static const char *datacenter(const struct connect *c, int side)
{
	return c->sides[side].datacenter ? c->sides[side].datacenter : "";
}

const struct token *connect_token(const struct connect *c)
{
	return c->decoded ? &c->holds : NULL;
}

const char *connect_datacenter_from(const struct connect *c)
{
	return datacenter(c, FROM);
}

const char *connect_datacenter_to(const struct connect *c)
{
	return datacenter(c, TO);
}

static void seen(const struct connect *c, int side, struct err *ret)
{
	*ret = (struct err)ERR_INIT;
	if (c->awaits[side])
		await_reached(c->awaits[side], ret);
}

void connect_seen(const struct connect *c, struct err *ret_from,
		  struct err *ret_to)
{
	seen(c, FROM, ret_from);
	seen(c, TO, ret_to);
}

bool connect_made_from(const struct connect *c)
{
	return c->sides[FROM].made;
}

bool connect_made_to(const struct connect *c)
{
	return c->sides[TO].made;
}

void connect_undo(struct connect *c)
{
	if (c->phase == CONNECT_OVER)
		connect_begin_undo(c);
}

bool connect_is_planned(const struct connect *c)
{
	return c->phase == CONNECT_PLANNED;
}

void connect_go(struct connect *c)
{
	c->phase = CONNECT_ACTING;
	c->step = CONNECT_GENERATE;
	begin(c);
}

void connect_stop(struct connect *c, const char *why)
{
	if (c->phase == CONNECT_OVER)
		return;
	if (c->phase == CONNECT_UNDOING)
		connect_stop_undo(c, why);
	else
		connect_fail(c, "%s", why);
}

/* What waits for time; a step that a reply has ended is due at once. */
static int64_t step_deadline(const struct connect *c)
{
	int64_t first = -1;

	if (c->step == CONNECT_PROBE)
		return c->probe && probe_is_done(c->probe) ? 0 : -1;
	if (c->step == CONNECT_IMPORT)
		return c->sides[TO].request ? c->end_ms : c->next_ms;
	for (int side = FROM; side < SIDES && c->step == CONNECT_WAIT; side++) {
		const struct await *a = c->awaits[side];
		int64_t at = await_over(a) ? 0 : await_deadline(a);

		/* One that was reached waits for the other. */
		if (await_over(a) && await_reached(a, NULL))
			continue;
		if (first < 0 || at < first)
			first = at;
	}
	return first < 0 && c->step == CONNECT_WAIT ? 0 : first;
}

int64_t connect_deadline(const struct connect *c)
{
	if (c->phase == CONNECT_LOOKING && !c->items[CONNECT_LOOK].mark)
		return 0; /* it has not begun */
	return c->phase == CONNECT_ACTING ? step_deadline(c) : -1;
}

void connect_tick(struct connect *c)
{
	if (c->phase == CONNECT_LOOKING && !c->items[CONNECT_LOOK].mark)
		begin(c);
	else if (c->phase == CONNECT_ACTING && steps[c->step].tick)
		steps[c->step].tick(c);
}

bool connect_is_over(const struct connect *c)
{
	return c->phase == CONNECT_OVER;
}

bool connect_succeeded(const struct connect *c)
{
	return c->ok;
}
