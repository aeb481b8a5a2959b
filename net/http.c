#include "net/http_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define RUN_FDS	    64	  /* http_run polls at most so many sockets, */
#define RUN_WAIT_MS 60000 /* and so long */

static const struct http_timeouts default_timeouts = {
	.connect_ms = 5000,
	.handshake_ms = 3000,
	.first_ms = 10000,
	.brief_ms = 3000,
	.read_ms = 80000,
	.write_ms = 30000,
	.dial_ms = 35000,
	.stall_s = 15,
};

struct http *http_new(const struct clock *clock)
{
	struct http *http = mem_new(1, sizeof(*http));

	http->clock = clock;
	http->timeouts = default_timeouts;
	http->curl_ms = -1;
	return http;
}

void http_observe(struct http *http, http_observer_fn *observer, void *ctx)
{
	http->observer = observer;
	http->observer_ctx = ctx;
}

void http_set_timeouts(struct http *http, const struct http_timeouts *t)
{
	http->timeouts = *t;
}

/* --- what libcurl wants of the loop --------------------------------------- */

static void forget_socket(struct http *http, size_t at)
{
	http->socks[at] = http->socks[--http->sock_count];
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx,
		     void *unused)
{
	struct http *http = ctx;
	size_t i = 0;

	(void)easy, (void)unused;
	while (i < http->sock_count && http->socks[i].fd != fd)
		i++;
	if (what == CURL_POLL_REMOVE) {
		if (i < http->sock_count)
			forget_socket(http, i);
		return 0;
	}
	if (i == http->sock_count) {
		http->socks = mem_grow(http->socks, i, &http->sock_cap,
				       sizeof(*http->socks));
		http->sock_count++;
	}
	http->socks[i] = (struct pollfd){ .fd = fd };
	if (what & CURL_POLL_IN)
		http->socks[i].events |= POLLIN;
	if (what & CURL_POLL_OUT)
		http->socks[i].events |= POLLOUT;
	return 0;
}

static int on_timer(CURLM *multi, long ms, void *ctx)
{
	struct http *http = ctx;

	(void)multi;
	http->curl_ms = ms < 0 ? -1 : clock_ms(http->clock) + ms;
	return 0;
}

/* It waits for the first request, so that the first frame is painted before
 * it. */
static bool start_libcurl(struct http *http, struct err *err)
{
	if (http->multi)
		return true;
	if (!libcurl_start(LIBCURL_SONAME, err))
		return false;
	http->multi = libcurl.multi_init();
	if (!http->multi)
		return err_set(err, ERR_SYSTEM, "libcurl does not start");
	libcurl.multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	libcurl.multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	libcurl.multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	libcurl.multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	return true;
}

/* --- requests ------------------------------------------------------------- */

static void append(struct http *http, struct http_request *r)
{
	struct http_request **at = &http->first;

	while (*at)
		at = &(*at)->next;
	*at = r;
	r->next = NULL;
}

static void unlink_request(struct http_request *r)
{
	struct http_request **at = &r->http->first;

	while (*at && *at != r)
		at = &(*at)->next;
	if (*at)
		*at = r->next;
}

/* Take it from libcurl; what it has is final. */
static void end(struct http_request *r)
{
	if (r->easy)
		libcurl.multi_remove_handle(r->http->multi, r->easy);
	http_easy_release(r);
	r->took_ms = clock_ms(r->http->clock) - r->start_ms;
	r->ended = true;
}

static void tell_observer(const struct http_request *r)
{
	const struct http_trace trace = {
		.method = r->call.method,
		.url = r->url ? r->url : "",
		.endpoint = r->endpoint,
		.with_token = r->with_token,
		.cancelled = !r->served,
		.status = r->head.status,
		.took_ms = r->took_ms,
		.err = &r->err,
	};

	if (r->http->observer)
		r->http->observer(r->http->observer_ctx, &trace);
}

static void request_free(struct http_request *r)
{
	if (!r->ended)
		end(r);
	tell_observer(r);
	buf_release(&r->body);
	buf_release(&r->queue);
	free(r->host);
	free(r->url);
	if (r->call.release)
		r->call.release(r->call.ctx);
	free(r);
}

struct http_request *http_start(struct http *http,
				const struct http_endpoint *endpoint,
				const struct http_call *call)
{
	struct http_request *r = mem_new(1, sizeof(*r));

	*r = (struct http_request){
		.http = http,
		.clock = http->clock,
		.call = *call,
		.is_read = !strcmp(call->method, "GET"),
		.endpoint = endpoint,
		.with_token = endpoint->acl_token && *endpoint->acl_token,
		.is_handshake = call->patience == HTTP_HANDSHAKE,
		.head = HTTP_HEAD_INIT,
		.body = BUF_SECRET(HTTP_BODY_MAX),
		.queue = BUF_INIT(3 * HTTP_QUEUE_HIGH),
		.sent_body = BUF_SECRET(HTTP_BODY_MAX),
	};
	http_clock_start(r);
	append(http, r);
	if (start_libcurl(http, &r->err) &&
	    http_easy_setup(r, endpoint, call) &&
	    libcurl.multi_add_handle(http->multi, r->easy) != CURLM_OK)
		http_error_set(r, ERR_SYSTEM, "libcurl refuses a request");
	if (r->err.kind != ERR_NONE)
		end(r);
	return r;
}

void http_cancel(struct http_request *r)
{
	if (!r)
		return;
	if (!r->ended)
		end(r);
	if (r->busy) { /* asked for by its own callback, which frees it */
		r->cancelled = true;
		return;
	}
	unlink_request(r);
	request_free(r);
}

void http_free(struct http *http)
{
	if (!http)
		return;
	for (struct http_request *r = http->first, *next; r; r = next) {
		next = r->next;
		http_cancel(r);
	}
	if (http->multi)
		libcurl.multi_cleanup(http->multi);
	free(http->socks);
	free(http);
}

/* --- time ----------------------------------------------------------------- */

static bool has_slice(const struct http_request *r)
{
	return r->taken < r->queue.len && r->err.kind == ERR_NONE;
}

int64_t http_deadline(const struct http *http)
{
	int64_t at = http->curl_ms < 0 ? INT64_MAX : http->curl_ms;

	for (const struct http_request *r = http->first; r; r = r->next) {
		if (r->ended || has_slice(r))
			return 0;
		if (http_clock_next(r) < at)
			at = http_clock_next(r);
	}
	return at == INT64_MAX ? -1 : at;
}

/* --- moving bytes --------------------------------------------------------- */

static void act(struct http *http, curl_socket_t fd, int events)
{
	CURLMsg *msg;
	int running;

	libcurl.multi_socket_action(http->multi, fd, events, &running);
	while ((msg = libcurl.multi_info_read(http->multi, &running))) {
		CURLcode code = msg->data.result;
		char *owner = NULL;

		if (msg->msg != CURLMSG_DONE)
			continue;
		libcurl.easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
				     &owner);
		http_error_judge((void *)owner, code);
		end((void *)owner);
	}
}

size_t http_fds(const struct http *http, struct pollfd *fds, size_t cap)
{
	size_t count = http->sock_count < cap ? http->sock_count : cap;

	if (count)
		memcpy(fds, http->socks, count * sizeof(*fds));
	return count;
}

void http_socket(struct http *http, const struct pollfd *ready)
{
	int events = 0;

	if (ready->revents & (POLLIN | POLLHUP))
		events |= CURL_CSELECT_IN;
	if (ready->revents & POLLOUT)
		events |= CURL_CSELECT_OUT;
	if (ready->revents & (POLLERR | POLLNVAL))
		events |= CURL_CSELECT_ERR;
	for (size_t i = 0; events && i < http->sock_count; i++)
		if (http->socks[i].fd == ready->fd) {
			act(http, ready->fd, events);
			return;
		}
}

void http_tick(struct http *http)
{
	int64_t now = clock_ms(http->clock);

	if (http->curl_ms >= 0 && now >= http->curl_ms) {
		http->curl_ms = -1;
		act(http, CURL_SOCKET_TIMEOUT, 0);
	}
	for (struct http_request *r = http->first; r; r = r->next)
		if (!r->ended && !http_clock_look(r, now))
			end(r);
}

/* --- handing on ----------------------------------------------------------- */

static void go_on(struct http_request *r)
{
	if (!r->paused || r->queue.len - r->taken > HTTP_QUEUE_LOW)
		return;
	r->paused = false;
	http_clock_go_on(r);
	libcurl.easy_pause(r->easy, CURLPAUSE_CONT);
}

static void hand_on_slice(struct http_request *r)
{
	size_t len = r->queue.len - r->taken;
	const char *bytes = r->queue.data + r->taken;
	struct err err = ERR_INIT;
	bool ok;

	len = len < HTTP_SLICE ? len : HTTP_SLICE;
	r->taken += len;
	ok = r->call.data(r->call.ctx, bytes, len, &err);
	if (r->taken == r->queue.len || !ok) {
		buf_clear(&r->queue);
		r->taken = 0;
	}
	if (!ok && !r->cancelled)
		r->err = err;
	if (!ok && !r->ended)
		end(r);
	else if (!r->ended)
		go_on(r);
}

static void hand_on_result(struct http_request *r)
{
	struct http_reply reply = {
		.err = r->err,
		.failure = r->failure,
		.status = r->head.status,
		.sent = r->connected,
		.body = r->body.data,
		.body_len = r->body.len,
		.date = r->head.date,
		.index = r->head.index,
		.known_leader = r->head.known_leader,
		.filtered = r->head.filtered,
		.took_ms = r->took_ms,
		.transfer_ms =
			r->answered ? r->start_ms + r->took_ms - r->answered_ms
				    : 0,
	};

	r->call.done(r->call.ctx, &reply);
}

/* One callback; true when it was the last. */
static bool serve(struct http_request *r)
{
	bool last = false;

	r->busy = true;
	if (has_slice(r)) {
		hand_on_slice(r);
	} else if (r->ended) {
		r->served = true;
		hand_on_result(r);
		last = true;
	} else {
		r->slow_told = true;
		r->call.slow(r->call.ctx);
	}
	r->busy = false;
	return last || r->cancelled;
}

/* Where the first is that something can be done for; NULL there if none. */
static struct http_request **find_due(struct http *http, int64_t now)
{
	struct http_request **at = &http->first;

	while (*at && !(*at)->ended && !has_slice(*at) &&
	       now < http_clock_slow_at(*at))
		at = &(*at)->next;
	return at;
}

/* It goes to the end of the row, so that a large reply does not keep the
 * others waiting; meanwhile it is in none. */
bool http_work(struct http *http)
{
	int64_t now = clock_ms(http->clock);
	struct http_request **at = find_due(http, now);
	struct http_request *r = *at;

	if (!r)
		return false;
	*at = r->next;
	if (serve(r))
		request_free(r);
	else
		append(http, r);
	return *find_due(http, now) != NULL;
}

/* --- without a loop ------------------------------------------------------- */

static int wait_ms(const struct http *http)
{
	int64_t at = http_deadline(http), now = clock_ms(http->clock);

	if (at < 0)
		return -1;
	if (at <= now)
		return 0;
	return at - now < RUN_WAIT_MS ? (int)(at - now) : RUN_WAIT_MS;
}

void http_run(struct http *http, bool (*until)(void *ctx), void *ctx)
{
	struct pollfd fds[RUN_FDS];

	while (http->first && !(until && until(ctx))) {
		size_t count = http_fds(http, fds, RUN_FDS);

		if (poll(fds, count, wait_ms(http)) > 0)
			for (size_t i = 0; i < count; i++)
				http_socket(http, &fds[i]);
		http_tick(http);
		while (http_work(http))
			if (until && until(ctx))
				return;
	}
}
