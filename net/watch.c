#include "net/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/watch_pace.h"
#include "net/watch_rows.h"

#define IMPATIENT_MS 10000 /* then a refresh gives the present list up */
#define SLICE	     256   /* rows of a new list, until: */
#define SWEEP	     1024  /* rows of the one before are given back at once */
#define SLICES_MS    2	   /* so long a turn */

struct watch {
	const struct client *client;
	const struct clock *clock;
	watch_changed_fn *changed;
	void *ctx;

	struct watch_pace pace;
	struct watch_rows rows;
	struct watch_status status;
	bool ask_rights;    /* before the next list */
	bool again;	    /* a refresh came while a list was under way */
	bool slow;	    /* what is under way has been called slow */
	uint64_t asked_for; /* which ACL token the accessor belongs to */
	char *body, *accessor;
	char learned[160];
	struct peering_agent agent;
	struct watch_pace_list told; /* of the list that is being taken, */
	int64_t told_date;	     /* its Date, or -1, */
	bool told_filtered;

	/* Under way; NULL else. */
	struct http_request *rights, *list, *wait, *leader, *who, *self;
};

struct watch *watch_new(const struct client *client, const struct clock *clock,
			watch_changed_fn *changed, void *ctx)
{
	struct watch *w = mem_new(1, sizeof(*w));

	w->client = client;
	w->clock = clock;
	w->changed = changed;
	w->ctx = ctx;
	w->ask_rights = true;
	w->status = (struct watch_status){
		.phase = WATCH_STARTING,
		.body = "",
		.learned = w->learned,
		.accessor = "",
		.date = -1,
	};
	watch_pace_init(&w->pace, clock_ms(clock),
			(uint32_t)clock_ms(clock) ^ (uint32_t)(uintptr_t)w);
	w->status.pace_ms = w->pace.pace_ms;
	return w;
}

void watch_tell_changes(struct watch *w, watch_change_fn *change, void *ctx)
{
	w->rows.change = change;
	w->rows.change_ctx = ctx;
}

static void give_up(struct http_request **request)
{
	http_cancel(*request);
	*request = NULL;
}

void watch_free(struct watch *w)
{
	if (!w)
		return;
	give_up(&w->rights);
	give_up(&w->list);
	give_up(&w->wait);
	give_up(&w->leader);
	give_up(&w->who);
	give_up(&w->self);
	watch_rows_release(&w->rows);
	peering_agent_release(&w->agent);
	free(w->body);
	free(w->accessor);
	free(w);
}

static void tell(struct watch *w)
{
	w->status.retry_ms = w->pace.due_ms;
	w->status.pace_ms = w->pace.pace_ms;
	if (w->changed)
		w->changed(w->ctx);
}

/* --- failures ------------------------------------------------------------- */

static void keep_body(struct watch *w, const char *body)
{
	free(w->body);
	w->body = mem_dup(body);
	w->status.body = w->body;
}

static void stop_reading(struct watch *w)
{
	w->status.reading = false;
	give_up(&w->leader);
}

static void fail(struct watch *w, const struct http_reply *reply)
{
	stop_reading(w);
	if (!w->slow)
		w->learned[0] = '\0';
	w->status.err = reply->err;
	keep_body(w, reply->body);
	if (reply->err.kind == ERR_DENIED) {
		w->status.phase = WATCH_DENIED;
		watch_pace_stop(&w->pace);
		give_up(&w->wait);
		w->pace.waiting = false;
	} else {
		w->status.phase = WATCH_FAILING;
		watch_pace_failed(&w->pace, clock_ms(w->clock));
	}
	tell(w);
}

/* --- a read that is slow -------------------------------------------------- */

/* The reply is a JSON string: an address, or empty when there is no leader. */
static void on_leader(void *ctx, const struct http_reply *reply)
{
	struct watch *w = ctx;
	bool none = !strncmp(reply->body, "\"\"", 2);
	int len = (int)strcspn(reply->body + (*reply->body == '"'), "\"\r\n");

	w->leader = NULL;
	if (reply->err.kind != ERR_NONE)
		snprintf(w->learned, sizeof(w->learned),
			 "status/leader does not answer either");
	else if (none)
		snprintf(w->learned, sizeof(w->learned),
			 "Consul answers, but the cluster has no leader");
	else
		snprintf(w->learned, sizeof(w->learned),
			 "Consul answers, and its leader is %.*s",
			 len < 60 ? len : 60, reply->body + 1);
	tell(w);
}

/* With no leader a list takes up to 72 s to say so; status/leader answers at
 * once (Consul 1.21). */
static void on_slow(void *ctx)
{
	struct watch *w = ctx;

	w->slow = true;
	if (!w->leader)
		w->leader = peering_api_get(w->client, "/v1/status/leader",
					    on_leader, w);
}

/* --- lists ---------------------------------------------------------------- */

static void set_times(struct watch *w)
{
	int64_t wall = clock_wall(w->clock);

	w->status.data_ms = w->rows.now_ms;
	w->status.date = w->told_date;
	w->status.skew_s = w->told_date < 0 ? 0 : w->told_date - wall;
}

static void have_list(struct watch *w)
{
	int64_t now = clock_ms(w->clock);

	w->told.changed = w->rows.changed;
	w->told.unsettled = w->rows.unsettled;
	watch_pace_good(&w->pace, now, &w->told);
	if (w->again)
		watch_pace_refresh(&w->pace, now);
	w->again = false;
	set_times(w);
	w->learned[0] = '\0';
	keep_body(w, "");
	w->status.phase = WATCH_LIVE;
	w->status.err = (struct err)ERR_INIT;
	w->status.have_rows = true;
	w->status.filtered = w->told_filtered;
	w->status.ahead_s = w->rows.ahead_s;
	tell(w);
}

/* 100,000 rows take 50 ms: a few of them each tick, so that no key waits. */
static void take_slices(struct watch *w)
{
	int64_t until = clock_ms(w->clock) + SLICES_MS;

	while (w->rows.next.list && clock_ms(w->clock) < until)
		if (watch_rows_step(&w->rows, SLICE))
			have_list(w);
	while (clock_ms(w->clock) < until && watch_rows_sweep(&w->rows, SWEEP))
		;
}

static void on_list(void *ctx, const struct http_reply *reply,
		    struct peerings *list)
{
	struct watch *w = ctx;

	w->list = NULL;
	if (reply->err.kind != ERR_NONE) {
		fail(w, reply);
		return;
	}
	stop_reading(w);
	w->told = (struct watch_pace_list){
		.rows = list->count,
		.index = reply->index,
		.known_leader = reply->known_leader,
		.transfer_ms = reply->transfer_ms,
	};
	w->told_date = reply->date;
	w->told_filtered = reply->filtered;
	watch_rows_begin(&w->rows, list, clock_ms(w->clock),
			 reply->date < 0 ? clock_wall(w->clock) : reply->date);
}

static void begin_reading(struct watch *w)
{
	w->slow = false;
	w->status.reading = true;
	w->status.reading_since_ms = clock_ms(w->clock);
}

static void start_list(struct watch *w)
{
	begin_reading(w);
	w->list =
		peering_api_list(w->client, PEERING_ROWS, on_list, on_slow, w);
}

/* --- the bell ------------------------------------------------------------- */

static void on_bell(void *ctx, const struct http_reply *reply)
{
	struct watch *w = ctx;
	bool good = reply->err.kind == ERR_NONE && reply->known_leader;

	w->wait = NULL;
	watch_pace_wait_ended(&w->pace, clock_ms(w->clock), good, reply->index);
}

static void start_wait(struct watch *w, int64_t now)
{
	watch_pace_wait_began(&w->pace, now);
	w->wait = peering_api_wait(w->client, w->pace.index, WATCH_WAIT_MS,
				   on_bell, w);
}

/* --- who we are, and may -------------------------------------------------- */

static void on_accessor(void *ctx, const struct http_reply *reply,
			const char *accessor)
{
	struct watch *w = ctx;

	(void)reply;
	w->who = NULL;
	free(w->accessor);
	w->accessor = mem_dup(accessor ? accessor : "");
	w->status.accessor = w->accessor;
	tell(w);
}

/* It needs agent:read; the header does without it. */
static void on_agent(void *ctx, const struct http_reply *reply)
{
	struct watch *w = ctx;
	struct peering_agent agent;

	w->self = NULL;
	if (reply->err.kind != ERR_NONE ||
	    !peering_agent_decode(reply->body, reply->body_len, &agent, NULL))
		return;
	peering_agent_release(&w->agent);
	w->agent = agent;
	w->status.agent = &w->agent;
	tell(w);
}

static uint64_t hash(const char *text)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (; text && *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211u;
	return h;
}

/* Once for each ACL token. */
static void ask_who(struct watch *w)
{
	const char *token = w->client->config->endpoint.acl_token;

	if (w->asked_for == hash(token))
		return;
	w->asked_for = hash(token);
	give_up(&w->who);
	give_up(&w->self);
	free(w->accessor);
	w->accessor = NULL;
	w->status.accessor = "";
	if (token && *token && !w->status.rights.acl_disabled)
		w->who = peering_api_accessor(w->client, on_accessor, w);
	w->self = peering_api_get(w->client, "/v1/agent/self", on_agent, w);
}

static bool is_unreachable(const struct err *err)
{
	return err->kind == ERR_CONNECT || err->kind == ERR_TIMEOUT ||
	       err->kind == ERR_LOST || err->kind == ERR_USAGE ||
	       err->kind == ERR_SYSTEM;
}

/* 401 = no access control; 403 = an ACL token that nobody knows. Whatever
 * else says nothing about rights: the list will tell. */
static void on_rights(void *ctx, const struct http_reply *reply,
		      const struct peering_rights *rights)
{
	struct watch *w = ctx;
	struct http_reply denial = *reply;

	w->rights = NULL;
	if (is_unreachable(&reply->err) || reply->status == 403) {
		fail(w, reply);
		return;
	}
	stop_reading(w);
	w->ask_rights = false;
	w->status.rights = *rights;
	ask_who(w);
	if (rights->peering_read != RIGHT_NO) {
		start_list(w);
		tell(w);
		return;
	}
	err_set(&denial.err, ERR_DENIED,
		"Permission denied: this ACL token lacks permission "
		"'peering:read'");
	denial.body = denial.err.msg;
	fail(w, &denial);
}

static void start_rights(struct watch *w)
{
	begin_reading(w);
	w->rights = peering_api_rights(w->client, on_rights, on_slow, w);
}

/* --- what the loop and the screens call ----------------------------------- */

const struct watch_row *watch_rows(const struct watch *w, size_t *count)
{
	*count = w->rows.list ? w->rows.list->list.count : 0;
	return w->rows.list ? w->rows.list->rows : NULL;
}

struct watch_list *watch_hold(const struct watch *w)
{
	return watch_list_hold(w->rows.list);
}

const struct watch_status *watch_status(const struct watch *w)
{
	return &w->status;
}

const struct history *watch_history(const struct watch *w)
{
	return &w->rows.history;
}

bool watch_is_live(const struct watch *w)
{
	return w->status.phase == WATCH_LIVE &&
	       clock_ms(w->clock) - w->status.data_ms <
		       2 * (int64_t)w->pace.pace_ms;
}

/* What is under way may have been read before what the caller knows of, so
 * another list follows it; one that hangs is given up. */
void watch_refresh(struct watch *w)
{
	int64_t now = clock_ms(w->clock);

	w->ask_rights = true;
	if (w->status.reading &&
	    now - w->status.reading_since_ms >= IMPATIENT_MS) {
		give_up(&w->rights);
		give_up(&w->list);
		stop_reading(w);
	}
	w->again = w->list || w->rows.next.list;
	watch_pace_refresh(&w->pace, now);
}

void watch_establish_failed(struct watch *w, const char *name)
{
	watch_rows_establish_failed(&w->rows, name);
	tell(w);
}

static bool is_busy(const struct watch *w)
{
	return w->rights || w->list || w->rows.next.list;
}

int64_t watch_deadline(const struct watch *w)
{
	int64_t list = is_busy(w) ? INT64_MAX : watch_pace_list_at(&w->pace);
	int64_t wait = watch_pace_wait_at(&w->pace);
	int64_t at = list < wait ? list : wait;

	if (w->rows.next.list || watch_rows_sweepable(&w->rows))
		return clock_ms(w->clock);
	return at == INT64_MAX ? -1 : at;
}

void watch_tick(struct watch *w)
{
	int64_t now = clock_ms(w->clock);

	take_slices(w);
	if (!is_busy(w) && watch_pace_wants_list(&w->pace, now)) {
		if (w->ask_rights)
			start_rights(w);
		else
			start_list(w);
	}
	if (watch_pace_wants_wait(&w->pace, now))
		start_wait(w, now);
}
