/* What the http_*.c files share. Nothing else includes this. */
#ifndef NET_HTTP_PRIVATE_H
#define NET_HTTP_PRIVATE_H

#include "base/buf.h"
#include "net/http.h"
#include "net/http_head.h"
#include "net/libcurl.h"

#define HTTP_SLICE	(16 * 1024)
#define HTTP_QUEUE_HIGH (256 * 1024) /* above it the transfer is paused */
#define HTTP_QUEUE_LOW	(64 * 1024)  /* below it it goes on */
#define HTTP_WHAT_MAX	128

struct http {
	const struct clock *clock;
	struct http_timeouts timeouts;
	CURLM *multi; /* NULL until the first request */
	struct pollfd *socks;
	size_t sock_count, sock_cap;
	int64_t curl_ms; /* libcurl's own timer, monotonic; -1 = none */
	struct http_request *first; /* under way or ended, in turn */
	http_observer_fn *observer;
	void *observer_ctx;
};

struct http_request {
	struct http *http;
	const struct clock *clock;
	struct http_request *next; /* in http->first's row */

	/* What was asked; of `call` only what is used after http_start. */
	struct http_call call;
	bool is_read; /* GET: may be repeated on a dead connection */
	bool is_handshake;
	char what[HTTP_WHAT_MAX]; /* `Get "http://…"`, as Go's errors begin */
	bool is_unix;
	char *host; /* host[:port], or the socket's path */
	char *url;
	const struct http_endpoint *endpoint; /* only to be compared with */
	bool with_token;
	struct buf sent_body;

	CURL *easy; /* NULL when it has ended */
	struct curl_slist *headers, *connect_to;
	char curl_text[CURL_ERROR_SIZE];

	/* What has come of it. */
	bool connected; /* and, with TLS, shaken hands: bytes may be sent */
	bool answered;	/* the first byte of the reply is here */
	bool paused;
	bool slow_told;
	bool ended;	/* `err` and `head` are final; `done` is due */
	bool served;	/* `done` has run */
	bool busy;	/* one of its callbacks is running */
	bool cancelled; /* meanwhile */
	struct http_head head;
	struct err err;
	enum http_failure failure;
	struct buf body;  /* collected, or of an error */
	struct buf queue; /* to be handed on, from `taken` */
	size_t taken;

	/* Monotonic ms. */
	int64_t start_ms;
	int64_t connect_ms; /* given up at, when not connected */
	int64_t end_ms;	    /* given up at */
	int64_t answered_ms;
	int64_t took_ms;
	int64_t window_ms; /* a stall is looked for from here */
	size_t window_bytes;
};

/* http_easy.c: a handle set up for `r`, not yet started; false with r->err. */
bool http_easy_setup(struct http_request *r, const struct http_endpoint *e,
		     const struct http_call *call);
void http_easy_release(struct http_request *r);

/* http_error.c: fill r->err. `judge` looks at how libcurl ended, and at the
 * status; the handle must still be there. */
void http_error_set(struct http_request *r, enum err_kind kind, const char *fmt,
		    ...) PRINTF_LIKE(3, 4);
void http_error_dial_timeout(struct http_request *r);
void http_error_judge(struct http_request *r, CURLcode code);

/* http_clock.c: begin its time; false with r->err when it is over. */
void http_clock_start(struct http_request *r);
bool http_clock_look(struct http_request *r, int64_t now);

/* After a pause of our own making, a stall is looked for anew. */
void http_clock_go_on(struct http_request *r);

/* When to look again, and when `slow` is due; INT64_MAX = never. */
int64_t http_clock_next(const struct http_request *r);
int64_t http_clock_slow_at(const struct http_request *r);

#endif
