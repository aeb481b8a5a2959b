/* How long a request may take. The clock is the injected one, so that a test
 * drives it; libcurl's own time-outs are not used, but for one: it shares the
 * time for connecting out among a host's addresses. */
#include "net/http_private.h"

#include "base/clock.h"

#define STALL_BYTES_S 100  /* a reply slower than this has stalled */
#define WAIT_EXTRA_MS 5000 /* for a waiting query's way there and back */

static int budget_ms(const struct http_timeouts *t,
		     const struct http_call *call)
{
	switch (call->patience) {
	case HTTP_BRIEF:
		return t->brief_ms;
	case HTTP_READ:
		return t->read_ms;
	case HTTP_WRITE:
		return t->write_ms;
	case HTTP_DIAL:
		return t->dial_ms;
	case HTTP_HANDSHAKE:
		return t->handshake_ms;
	case HTTP_STREAM:
	case HTTP_WAIT:
		break;
	}
	/* Consul adds up to a sixteenth to a wait (1.21). */
	return call->wait_ms + call->wait_ms / 16 + WAIT_EXTRA_MS;
}

int64_t http_clock_slow_at(const struct http_request *r)
{
	if (r->call.patience != HTTP_READ || !r->call.slow || r->slow_told ||
	    r->answered || r->ended)
		return INT64_MAX;
	return r->start_ms + r->http->timeouts.first_ms;
}

/* Looked for only once the reply has begun: until then it may be silent. */
static int64_t stall_at(const struct http_request *r)
{
	int64_t from = r->window_ms;

	if (!r->answered || r->paused || r->call.patience == HTTP_STREAM)
		return INT64_MAX;
	if (from < r->answered_ms)
		from = r->answered_ms;
	return from + r->http->timeouts.stall_s * (int64_t)1000;
}

static int64_t connect_at(const struct http_request *r)
{
	return r->connected ? INT64_MAX : r->connect_ms;
}

static int64_t earliest(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static size_t received(const struct http_request *r)
{
	curl_off_t bytes = 0;

	libcurl.easy_getinfo(r->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	return (size_t)bytes + r->head.bytes;
}

/* End it when too little came since the window began, else begin another. */
static void look_for_stall(struct http_request *r, int64_t now)
{
	int stall_s = r->http->timeouts.stall_s;
	size_t bytes = received(r);

	if (bytes - r->window_bytes < (size_t)stall_s * STALL_BYTES_S)
		http_error_set(r, ERR_TIMEOUT,
			       "the reply has stalled after %zu bytes", bytes);
	r->window_bytes = bytes;
	r->window_ms = now;
}

bool http_clock_look(struct http_request *r, int64_t now)
{
	if (now >= connect_at(r))
		http_error_dial_timeout(r);
	else if (now >= r->end_ms)
		http_error_set(r, ERR_TIMEOUT, "no %s within %lld s",
			       r->answered ? "complete reply" : "reply",
			       (long long)(r->end_ms - r->start_ms) / 1000);
	else if (now >= stall_at(r))
		look_for_stall(r, now);
	return r->err.kind == ERR_NONE;
}

void http_clock_start(struct http_request *r)
{
	r->start_ms = clock_ms(r->clock);
	r->end_ms =
		r->call.patience == HTTP_STREAM
			? INT64_MAX
			: r->start_ms + budget_ms(&r->http->timeouts, &r->call);
	r->connect_ms = r->is_handshake
				? r->end_ms
				: r->start_ms + r->http->timeouts.connect_ms;
	r->window_ms = r->start_ms;
}

void http_clock_go_on(struct http_request *r)
{
	r->window_ms = clock_ms(r->clock);
	r->window_bytes = received(r);
}

int64_t http_clock_next(const struct http_request *r)
{
	int64_t at = earliest(r->end_ms, http_clock_slow_at(r));

	return earliest(at, earliest(stall_at(r), connect_at(r)));
}
