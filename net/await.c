#include "net/await.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/health.h"
#include "net/http.h"
#include "net/peering_api.h"

#define FIRST_PACE_MS 100
#define LAST_PACE_MS  1000
#define CLOCKS_S      2 /* Date is in whole seconds, and another server's */

struct await {
	const struct client *client;
	const struct clock *clock;
	char *name;
	char *link; /* NULL: any peering of that name */
	enum await_goal goal;
	int64_t since;
	int64_t end_ms;	 /* monotonic: the time is up; 0 = not begun */
	int64_t next_ms; /* monotonic: the next read */
	int timeout_ms;
	int pace_ms;
	struct http_request *request; /* NULL between two reads */
	bool over, reached;
	struct err err; /* why not, as far as it is known */
};

struct await *await_new(const struct client *client, const struct clock *clock,
			const char *name, enum await_goal goal, int64_t since,
			int timeout_ms)
{
	struct await *a = mem_new(1, sizeof(*a));

	a->client = client;
	a->clock = clock;
	a->name = mem_dup(name);
	a->goal = goal;
	a->since = since;
	a->timeout_ms = timeout_ms;
	a->pace_ms = FIRST_PACE_MS;
	err_set(&a->err, ERR_TIMEOUT, "no answer yet");
	return a;
}

void await_only(struct await *a, const char *link)
{
	free(a->link);
	a->link = mem_dup(link);
}

void await_free(struct await *a)
{
	if (!a)
		return;
	http_cancel(a->request);
	free(a->name);
	free(a->link);
	free(a);
}

void await_freep(struct await **a)
{
	await_free(*a);
	*a = NULL;
}

static void end(struct await *a, bool reached)
{
	a->over = true;
	a->reached = reached;
}

/* A heartbeat of this connection has arrived and is not late. */
static bool heard(const struct await *a, const struct peering *p, int64_t date)
{
	int64_t beat = p->heartbeat.sec;

	return p->heartbeat.set &&
	       (a->since < 0 || beat + CLOCKS_S >= a->since) &&
	       (date < 0 || date - beat <= health_limits.late_s);
}

/* One that is being deleted has lost its PeerID (Consul 1.21). */
static bool is_another(const struct await *a, const struct peering *p)
{
	return a->link && p->state != PEERING_DELETING &&
	       strcmp(peering_link(p), a->link) != 0;
}

static void judge_heard(struct await *a, const struct peering *p, int64_t date)
{
	if (is_another(a, p)) {
		err_set(&a->err, ERR_STATUS,
			"another peering has taken its name");
		end(a, false);
		return;
	}
	if (p->state == PEERING_ACTIVE && heard(a, p, date))
		end(a, true);
	else if (p->state == PEERING_ACTIVE)
		err_set(&a->err, ERR_TIMEOUT,
			"it is ACTIVE, but no heartbeat has come yet");
	else
		err_set(&a->err, ERR_TIMEOUT, "it is %s", p->state_text);
	if (p->state != PEERING_TERMINATED && p->state != PEERING_DELETING)
		return;
	err_set(&a->err, ERR_STATUS, "it is %s: it was deleted%s",
		p->state_text,
		p->state == PEERING_TERMINATED ? " on the other side" : "");
	end(a, false);
}

static void judge_failure(struct await *a, const struct http_reply *reply)
{
	bool gone = reply->status == 404;

	if (gone && a->goal == AWAIT_HEARD)
		err_set(&a->err, ERR_STATUS, "there is no such peering");
	else
		a->err = reply->err;
	if (gone || reply->err.kind == ERR_DENIED)
		end(a, gone && a->goal == AWAIT_GONE);
}

static void answered(void *ctx, const struct http_reply *reply,
		     struct peerings *list)
{
	struct await *a = ctx;

	a->request = NULL;
	a->next_ms = clock_ms(a->clock) + a->pace_ms;
	a->pace_ms =
		a->pace_ms * 2 < LAST_PACE_MS ? a->pace_ms * 2 : LAST_PACE_MS;
	if (reply->err.kind != ERR_NONE)
		judge_failure(a, reply);
	else if (a->goal == AWAIT_HEARD)
		judge_heard(a, &list->rows[0], reply->date);
	else
		err_set(&a->err, ERR_TIMEOUT, "it is %s",
			list->rows[0].state_text);
}

int64_t await_deadline(const struct await *a)
{
	if (a->over)
		return -1;
	return a->request || a->next_ms > a->end_ms ? a->end_ms : a->next_ms;
}

void await_tick(struct await *a)
{
	int64_t now = clock_ms(a->clock);

	if (!a->end_ms)
		a->end_ms = now + a->timeout_ms;
	if (a->over || (a->request && now < a->end_ms))
		return;
	if (now >= a->end_ms) {
		http_cancel(a->request);
		a->request = NULL;
		end(a, false);
	} else if (now >= a->next_ms) {
		a->request =
			peering_api_read(a->client, a->name, NULL, answered, a);
	}
}

bool await_over(const struct await *a)
{
	return a->over;
}

bool await_reached(const struct await *a, struct err *err)
{
	if (!a->reached && err)
		*err = a->err;
	return a->reached;
}
