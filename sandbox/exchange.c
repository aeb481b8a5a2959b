#define _GNU_SOURCE /* POLLRDHUP */
#include "sandbox/exchange.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "sandbox/cluster.h"
#include "sandbox/duration.h"
#include "sandbox/journal.h"
#include "sandbox/loop.h"
#include "sandbox/response.h"
#include "sandbox/route.h"
#include "sandbox/world.h"

enum { WAIT_DEFAULT_MS = 300 * 1000, WAIT_MAX_MS = 600 * 1000 };

static void unlink_waiting(struct exchange *x)
{
	if (!x->link)
		return;
	*x->link = x->next;
	if (x->next)
		x->next->link = x->link;
	x->next = NULL;
	x->link = NULL;
}

static int connection_fd(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->connection,
					MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

static void resume(struct exchange *x)
{
	loop_unwatch(x->all->loop, connection_fd(x));
	unlink_waiting(x);
	x->suspended = false;
	MHD_resume_connection(x->connection);
}

/* Whoever waited has gone; libmicrohttpd does not look at a suspended
 * connection, so that we must. */
static void on_hangup(void *ctx, int fd, short events)
{
	(void)fd, (void)events;
	resume(ctx);
}

static void suspend(struct exchange *x, int64_t deadline)
{
	struct exchanges *all = x->all;

	MHD_suspend_connection(x->connection);
	x->suspended = true;
	x->deadline = deadline;
	x->next = all->waiting;
	x->link = &all->waiting;
	if (x->next)
		x->next->link = &x->next;
	all->waiting = x;
	loop_watch(all->loop, connection_fd(x), POLLRDHUP, on_hangup, x);
}

static int64_t in(const struct exchange *x, int64_t ms)
{
	return world_ms(x->all->world) + ms;
}

void exchange_trickle(struct exchange *x)
{
	enum { STEP_MS = 50 };

	x->allowed += (size_t)(x->plan.bytes_per_second * STEP_MS / 1000) + 1;
	suspend(x, in(x, STEP_MS));
}

void exchange_follow(struct exchange *x)
{
	suspend(x, INT64_MAX);
}

/* More than gRPC takes between Consul's agents. */
static bool too_large(const struct exchange *x)
{
	return !strncmp(x->path, "/v1/peering", 11) &&
	       (x->req.too_large || x->req.body.len > REQUEST_GRPC_MAX);
}

static void dispatch(struct exchange *x)
{
	reply_release(&x->reply);
	x->reply = (struct reply)REPLY_INIT;
	if (too_large(x))
		reply_error(
			&x->reply, 429,
			"grpc: received message larger than max (%zu vs. %d)",
			x->req.body.len, REQUEST_GRPC_MAX);
	else
		route_dispatch(&x->req, &x->reply);
	if (x->plan.lost_index && x->reply.index) {
		x->reply.index = 1;
		x->reply.leaderless = true;
	}
}

/* Consul stretches a wait by up to a sixteenth, so that clients that began
 * together do not come back together. */
static int64_t wait_ms(const struct request *req)
{
	int64_t ms = WAIT_DEFAULT_MS;

	duration_parse(request_query(req, "wait"), &ms);
	if (ms <= 0)
		ms = WAIT_DEFAULT_MS;
	if (ms > WAIT_MAX_MS)
		ms = WAIT_MAX_MS;
	return ms + rand() % (ms / 16 + 1);
}

/*
 * A waiting query is answered at once when there is news, or when the reply
 * is no query's. Otherwise the reply that was made stays: that is what a
 * time-out answers with. (With its index lost, Consul answers at once.)
 */
static bool must_wait(struct exchange *x)
{
	const char *index = request_query(&x->req, "index");

	if (!x->reply.index || strcmp(x->req.method, "GET") != 0 ||
	    x->plan.lost_index || (x->reply.status != 200 && !x->reply.missing))
		return false;
	x->min_index = strtoull(index, NULL, 10);
	return x->min_index && x->reply.index <= x->min_index;
}

/* The two peering reads are tried again by the agent before it refuses. */
static bool refused_read(const struct exchange *x)
{
	return !strncmp(x->path, "/v1/peering", 11) &&
	       !strcmp(x->req.method, "GET") &&
	       (x->reply.status == 403 || x->reply.status == 500);
}

/* One of the calls that no Consul has: no fault hits it. */
static bool is_lever(const struct exchange *x)
{
	return !strncmp(x->path, "/sandbox/", 9);
}

static bool answer(struct exchange *x)
{
	x->phase = EXCHANGE_ANSWERED;
	if (!response_replaced(x))
		dispatch(x);
	if (x->reply.later) {
		suspend(x, INT64_MAX);
		return true;
	}
	if (is_lever(x)) { /* answered in the next turn, when it works */
		suspend(x, in(x, 0));
		return true;
	}
	if (must_wait(x)) {
		suspend(x, in(x, wait_ms(&x->req)));
		return true;
	}
	if (x->plan.slow_refusal && refused_read(x)) {
		suspend(x, in(x, x->plan.slow_refusal));
		return true;
	}
	return response_send(x);
}

/* Bytes that are no HTTP, straight into the socket. */
static bool send_garbage(struct exchange *x)
{
	static const char bytes[] = "\x16\x03\x01 SSH-2.0-\xff\xfe\x00\x01\r\n";

	send(connection_fd(x), bytes, sizeof(bytes), MSG_NOSIGNAL);
	return false;
}

static bool begin(struct exchange *x)
{
	struct world *world = x->all->world;

	if (!is_lever(x)) {
		fault_plan(&x->req.cluster->faults, x->req.method, x->path,
			   world_ms(world), &x->plan);
		journal_note(world->journal, &x->req);
	}
	if (x->plan.close || x->plan.refuse)
		return false;
	if (x->plan.garbage)
		return send_garbage(x);
	x->phase = EXCHANGE_DELAYED;
	if (x->plan.hang)
		suspend(x, INT64_MAX);
	else if (x->plan.delay_ms)
		suspend(x, in(x, x->plan.delay_ms));
	else
		return answer(x);
	return true;
}

bool exchange_go_on(struct exchange *x)
{
	if (x->phase == EXCHANGE_READING)
		return begin(x);
	if (x->phase == EXCHANGE_DELAYED)
		return answer(x);
	return response_send(x);
}

void exchange_take(struct exchange *x, const char *data, size_t len)
{
	if (!buf_add(&x->req.body, data, len))
		x->req.too_large = true;
}

/* Ask a waiting query again; true when it has something new to say. */
static bool has_news(struct exchange *x)
{
	struct reply before = x->reply;

	x->reply = (struct reply)REPLY_INIT;
	route_dispatch(&x->req, &x->reply);
	/* What was missing and still is, is no news. */
	if (!x->reply.index || (x->reply.index > x->min_index &&
				!(before.missing && x->reply.missing))) {
		reply_release(&before);
		return true;
	}
	reply_release(&x->reply);
	x->reply = before;
	return false;
}

static bool log_goes_on(const struct exchange *x)
{
	return x->reply.stream &&
	       x->log_at < agentlog_end(&x->req.cluster->log);
}

void exchange_wake(struct exchanges *all)
{
	int64_t now = world_ms(all->world);
	struct exchange *next;

	for (struct exchange *x = all->waiting; x; x = next) {
		next = x->next;
		if (x->deadline <= now || log_goes_on(x) ||
		    (x->min_index && x->req.cluster->changed && has_news(x)))
			resume(x);
	}
	for (size_t i = 0; i < all->world->count; i++)
		all->world->clusters[i]->changed = false;
}

int64_t exchange_wait(const struct exchanges *all)
{
	int64_t now = world_ms(all->world), wait = -1;

	for (const struct exchange *x = all->waiting; x; x = x->next) {
		int64_t left = x->deadline > now ? x->deadline - now : 0;

		if (x->deadline != INT64_MAX && (wait < 0 || left < wait))
			wait = left;
	}
	return wait;
}

void exchange_release_all(struct exchanges *all)
{
	while (all->waiting)
		resume(all->waiting);
}

void exchange_finish(struct request *req)
{
	struct exchange *x = (struct exchange *)req;

	if (x->suspended)
		resume(x);
}

static enum MHD_Result collect_header(void *ctx, enum MHD_ValueKind kind,
				      const char *key, const char *value)
{
	struct request *req = ctx;
	char *name = mem_dup(key);

	(void)kind;
	for (char *p = name; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	kv_add(&req->headers, name, value ? value : "");
	free(name);
	return MHD_YES;
}

static enum MHD_Result collect_query(void *ctx, enum MHD_ValueKind kind,
				     const char *key, const char *value)
{
	struct request *req = ctx;

	(void)kind;
	if (!kv_get(&req->query, key))
		kv_add(&req->query, key, value ? value : "");
	return MHD_YES;
}

struct exchange *exchange_new(struct exchanges *all, struct cluster *cluster,
			      struct MHD_Connection *connection,
			      const char *url, const char *method)
{
	struct exchange *x = mem_new(1, sizeof(*x));

	x->all = all;
	x->connection = connection;
	x->path = mem_dup(url);
	x->req = (struct request){
		.dialer = all->dialer,
		.cluster = cluster,
		.method = method,
		.path = x->path,
		.rest = "",
		.body = BUF_SECRET(REQUEST_BODY_MAX),
	};
	x->reply = (struct reply)REPLY_INIT;
	MHD_get_connection_values(connection, MHD_HEADER_KIND, collect_header,
				  &x->req);
	request_read_bearer(&x->req);
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND,
				  collect_query, &x->req);
	return x;
}

void exchange_free(struct exchange *x)
{
	if (!x)
		return;
	if (x->suspended)
		loop_unwatch(x->all->loop, connection_fd(x));
	unlink_waiting(x);
	if (x->req.cancel)
		x->req.cancel(x->req.job);
	reply_release(&x->reply);
	kv_release(&x->req.query);
	free(x->req.bearer);
	kv_release(&x->req.headers);
	buf_release(&x->req.body);
	free(x->path);
	free(x);
}
