#include "net/establish.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/secret.h"
#include "net/await.h"
#include "net/http.h"
#include "net/peering_api.h"
#include "net/probe.h"
#include "net/token.h"

/* An establish whose answer was lost may still be dialing (Consul 1.21: 20 s
 * at a silent host). */
#define LOST_WAIT_MS 25000

struct establish {
	struct establish_status s;
	const struct client *client;
	const struct clock *clock;
	void (*changed)(void *ctx);
	void *ctx;
	char *name;
	struct secret token;
	struct kv meta;
	bool probe_wanted;
	uint64_t before_index;	 /* ModifyIndex of the record that existed */
	enum establish_end then; /* how it ends after ESTABLISH_LOOK */
	char *body;
	struct http_request *request;
	struct probe *probe;
	struct await *await;
};

static void begin(struct establish *e, enum establish_step step)
{
	e->s.step = step;
	e->s.step_ms = clock_ms(e->clock);
	e->changed(e->ctx);
}

static void end(struct establish *e, enum establish_end how)
{
	e->s.question = ESTABLISH_NO_QUESTION;
	e->s.end = how;
	secret_release(&e->token);
	begin(e, ESTABLISH_OVER);
}

static void keep_failure(struct establish *e, const struct http_reply *reply)
{
	e->s.err = reply->err;
	free(e->body);
	e->body = mem_dup(reply->body);
	e->s.body = e->body;
}

/* --- afterwards ------------------------------------------------------------
 */

static void follow(struct establish *e, int64_t since, int wait_ms)
{
	e->s.wait_ms = wait_ms;
	e->await = await_new(e->client, e->clock, e->name, AWAIT_HEARD, since,
			     wait_ms);
	begin(e, ESTABLISH_FOLLOW);
}

/* No answer came: only the record tells whether it was done. */
static void judge_lost(struct establish *e, const struct http_reply *reply,
		       const struct peering *p)
{
	bool done = p && (!e->s.existed || p->modify_index != e->before_index);
	bool pending = p && p->state == PEERING_PENDING;

	if (!p && reply->status != 404)
		end(e, ESTABLISH_UNKNOWN);
	else if (!done)
		end(e, ESTABLISH_NOT_DONE);
	else if (pending && e->s.cancelled) /* Consul gives the dial up too */
		end(e, ESTABLISH_UNHEARD);
	else
		follow(e, reply->date,
		       pending ? LOST_WAIT_MS : AWAIT_TIMEOUT_MS);
}

static void looked(void *ctx, const struct http_reply *reply,
		   struct peerings *list)
{
	struct establish *e = ctx;
	const struct peering *p = list->count ? &list->rows[0] : NULL;

	e->request = NULL;
	e->s.leftover = p && !e->s.existed && p->state == PEERING_PENDING &&
			peering_role(p) == PEERING_DIALER;
	if (e->then == ESTABLISH_UNKNOWN)
		judge_lost(e, reply, p);
	else
		end(e, e->then);
}

/* Read the record, and then end so; ESTABLISH_UNKNOWN: as it tells. */
static void look(struct establish *e, enum establish_end then)
{
	e->then = then;
	e->request = peering_api_read(e->client, e->name, NULL, looked, e);
	begin(e, ESTABLISH_LOOK);
}

/* --- sending ---------------------------------------------------------------
 */

/* Consul's own 503 lists what it tried; a gateway's says nothing of it. */
static bool outcome_open(const struct http_reply *reply)
{
	return http_outcome_open(reply) &&
	       !(reply->status == 503 && strstr(reply->body, "peering secret"));
}

static void sent(void *ctx, const struct http_reply *reply)
{
	struct establish *e = ctx;

	e->request = NULL;
	secret_release(&e->token);
	e->s.sent = reply->sent;
	if (reply->err.kind == ERR_NONE) {
		e->s.accepted = true;
		e->s.took_ms = reply->took_ms;
		follow(e, reply->date, AWAIT_TIMEOUT_MS);
		return;
	}
	keep_failure(e, reply);
	e->s.answer_lost = outcome_open(reply);
	if (!e->s.answer_lost)
		e->s.took_ms = reply->took_ms;
	if (!reply->sent)
		end(e, ESTABLISH_UNSENT);
	else
		look(e,
		     e->s.answer_lost ? ESTABLISH_UNKNOWN : ESTABLISH_REFUSED);
}

static void send_it(struct establish *e)
{
	const struct peering_establish what = {
		.name = e->name,
		.token = e->token.data,
		.meta = &e->meta,
	};

	e->s.sent = true;
	e->request = peering_api_establish(e->client, &what, sent, e);
	begin(e, ESTABLISH_SEND);
}

/* --- probing ---------------------------------------------------------------
 */

static void ask(struct establish *e, enum establish_question question)
{
	e->s.question = question;
	e->changed(e->ctx);
}

static bool any_answers(const struct probe *probe)
{
	size_t count;
	const struct probe_address *a = probe_addresses(probe, &count);

	for (size_t i = 0; i < count; i++)
		if (a[i].result == PROBE_OK || a[i].result == PROBE_CLEAR)
			return true;
	return false;
}

static void probed(void *ctx)
{
	struct establish *e = ctx;

	if (!probe_is_done(e->probe))
		e->changed(e->ctx);
	else if (any_answers(e->probe))
		send_it(e);
	else
		ask(e, ESTABLISH_UNANSWERED);
}

static void probe(struct establish *e)
{
	struct token token;

	if (!e->probe_wanted ||
	    !token_decode(e->token.data, e->token.len, &token, NULL)) {
		send_it(e);
		return;
	}
	begin(e, ESTABLISH_PROBE);
	e->probe = probe_new(e->client->http, &token, probed, e);
	token_release(&token);
	if (probe_is_done(e->probe))
		probed(e);
}

/* --- reading ---------------------------------------------------------------
 */

static void find_erased(struct establish *e, const struct peering *p)
{
	struct kv stored = { 0 };

	peering_meta_kv(p, &stored);
	for (size_t i = 0; i < stored.count; i++)
		if (!kv_get(&e->meta, stored.pairs[i].key))
			kv_add(&e->s.erased, stored.pairs[i].key,
			       stored.pairs[i].value);
	kv_release(&stored);
}

static void go_over(struct establish *e)
{
	if (e->s.before == PEERING_ACTIVE)
		ask(e, ESTABLISH_REPLACE);
	else
		probe(e);
}

static void take_record(struct establish *e, const struct peering *p)
{
	if (p->state == PEERING_DELETING) {
		end(e, ESTABLISH_DELETING);
		return;
	}
	if (peering_role(p) == PEERING_ACCEPTOR) {
		end(e, ESTABLISH_IN_USE);
		return;
	}
	e->s.existed = true;
	e->s.before = p->state;
	e->before_index = p->modify_index;
	find_erased(e, p);
	if (e->s.erased.count)
		ask(e, ESTABLISH_META);
	else
		go_over(e);
}

static void read_done(void *ctx, const struct http_reply *reply,
		      struct peerings *list)
{
	struct establish *e = ctx;

	e->request = NULL;
	if (list->count) {
		take_record(e, &list->rows[0]);
	} else if (reply->status == 404) {
		probe(e);
	} else {
		keep_failure(e, reply);
		end(e, ESTABLISH_UNREAD);
	}
}

/* ---------------------------------------------------------------------------
 */

struct establish *establish_new(const struct client *client,
				const struct clock *clock,
				const struct establish_plan *plan,
				void (*changed)(void *ctx), void *ctx)
{
	struct establish *e = mem_new(1, sizeof(*e));

	*e = (struct establish){
		.s = { .step_ms = clock_ms(clock), .took_ms = -1, .body = "" },
		.client = client,
		.clock = clock,
		.changed = changed,
		.ctx = ctx,
		.name = mem_dup(plan->name),
		.probe_wanted = plan->probe,
	};
	secret_init(&e->token, plan->token_len);
	secret_set(&e->token, plan->token, plan->token_len);
	kv_copy(&e->meta, plan->meta);
	e->request = peering_api_read(client, e->name, NULL, read_done, e);
	return e;
}

void establish_free(struct establish *e)
{
	if (!e)
		return;
	http_cancel(e->request);
	probe_free(e->probe);
	await_free(e->await);
	secret_release(&e->token);
	kv_release(&e->meta);
	kv_release(&e->s.erased);
	free(e->body);
	free(e->name);
	free(e);
}

const struct establish_status *establish_status(const struct establish *e)
{
	return &e->s;
}

const char *establish_name(const struct establish *e)
{
	return e->name;
}

const struct probe *establish_probe(const struct establish *e)
{
	return e->probe;
}

static void keep_meta(struct establish *e)
{
	for (size_t i = 0; i < e->s.erased.count; i++)
		kv_add(&e->meta, e->s.erased.pairs[i].key,
		       e->s.erased.pairs[i].value);
	e->s.kept = true;
}

void establish_answer(struct establish *e, enum establish_answer answer)
{
	enum establish_question question = e->s.question;

	if (question == ESTABLISH_NO_QUESTION)
		return;
	e->s.question = ESTABLISH_NO_QUESTION;
	if (answer == ESTABLISH_BACK) {
		end(e, ESTABLISH_WENT_BACK);
		return;
	}
	if (answer == ESTABLISH_KEEP)
		keep_meta(e);
	if (question == ESTABLISH_META)
		go_over(e);
	else if (question == ESTABLISH_REPLACE)
		probe(e);
	else
		send_it(e);
}

void establish_cancel(struct establish *e)
{
	http_cancel(e->request);
	e->request = NULL;
	switch (e->s.step) {
	case ESTABLISH_READ:
	case ESTABLISH_PROBE:
		probe_free(e->probe);
		e->probe = NULL;
		end(e, ESTABLISH_WENT_BACK);
		break;
	case ESTABLISH_SEND:
		e->s.answer_lost = e->s.cancelled = true;
		look(e, ESTABLISH_UNKNOWN);
		break;
	case ESTABLISH_FOLLOW:
		await_free(e->await);
		e->await = NULL;
		end(e, ESTABLISH_UNWATCHED);
		break;
	case ESTABLISH_LOOK:
		end(e, e->then);
		break;
	case ESTABLISH_OVER:
		break;
	}
}

int64_t establish_deadline(const struct establish *e)
{
	if (e->s.step != ESTABLISH_FOLLOW)
		return -1;
	/* It may have been over since its last reply. */
	return await_over(e->await) ? clock_ms(e->clock)
				    : await_deadline(e->await);
}

void establish_tick(struct establish *e)
{
	bool reached;

	if (e->s.step != ESTABLISH_FOLLOW)
		return;
	await_tick(e->await);
	reached = await_reached(e->await, &e->s.seen);
	if (!await_over(e->await))
		return;
	if (!reached)
		e->s.err = e->s.seen;
	await_free(e->await);
	e->await = NULL;
	if (reached)
		end(e, ESTABLISH_CONNECTED);
	else
		look(e, ESTABLISH_UNHEARD);
}
