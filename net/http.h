/*
 * HTTP for a loop that is not ours, on libcurl's multi socket interface.
 *
 * The loop polls the descriptors of http_fds() until http_deadline(), tells
 * each ready one to http_socket() and the time to http_tick(). Both only move
 * bytes: what arrives is queued, and http_work() hands it on in slices, so
 * that the loop can look at the terminal between two of them. Every callback
 * runs inside http_work(), never inside http_start() or http_cancel().
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct clock;
struct http;
struct http_request;

/* Where requests go and what they carry. Strings are borrowed and may be
 * NULL; http_start copies what it needs. */
struct http_endpoint {
	const char *base; /* scheme://host[:port][/prefix], no last slash */
	const char *unix_path; /* connect to this socket; `base` for Host */
	const char *acl_token; /* X-Consul-Token */
	const char *auth;      /* user:password for basic authentication */
	const char *ca_pem;    /* CAs to trust instead of the system's */
	const char *client_cert, *client_key; /* PEM files */
	const char *tls_server_name;	      /* expected, and sent as SNI */
	bool insecure;			      /* do not verify the server */
};

/* How long a kind of request may take; see struct http_timeouts. */
enum http_patience {
	HTTP_READ,	/* calls `slow` after first_ms; read_ms in all */
	HTTP_WRITE,	/* write_ms in all */
	HTTP_DIAL,	/* establish, which can take 20 s: dial_ms in all */
	HTTP_WAIT,	/* a waiting query: the call's wait_ms + 1/16 + 5 s */
	HTTP_BRIEF,	/* an extra that nobody waits for: brief_ms in all */
	HTTP_STREAM,	/* a reply that goes on until it is cancelled; only
			 * connecting has a limit */
	HTTP_HANDSHAKE, /* send nothing: connect, with TLS shake hands, and
			 * close, past any proxy; handshake_ms in all */
};

struct http_timeouts {
	int connect_ms;	  /* 5,000 */
	int handshake_ms; /* 3,000 */
	int first_ms;	  /* 10,000: a read that has not begun to answer */
	int brief_ms;	  /* 3,000 */
	int read_ms;	  /* 80,000 */
	int write_ms;	  /* 30,000 */
	int dial_ms;	  /* 35,000 */
	int stall_s;	  /* 15: fewer than 100 B/s for so long end a reply */
};

/* Why there was no connection; what err.msg says to people. */
enum http_failure {
	HTTP_FAILURE_OTHER, /* or none */
	HTTP_FAILURE_NO_HOST,
	HTTP_FAILURE_REFUSED,
	HTTP_FAILURE_TIMEOUT,
	HTTP_FAILURE_PLAIN,  /* that port does not speak TLS */
	HTTP_FAILURE_ISSUER, /* a certificate of a CA that is not trusted */
	HTTP_FAILURE_NAME,   /* … for another name */
	HTTP_FAILURE_DATE,   /* … expired, or not yet valid */
	HTTP_FAILURE_NO_CERTIFICATE, /* TLS, but none for that name */
};

#define HTTP_ERROR_MAX 65536		 /* bytes kept of a reply that failed */
#define HTTP_BODY_MAX  (4 * 1024 * 1024) /* bytes of a collected 2xx reply */

/* Borrowed by the callback; gone when it returns. */
struct http_reply {
	struct err err; /* ERR_NONE when 2xx and complete */
	enum http_failure failure;
	int status;	     /* 0: none arrived */
	bool sent;	     /* it may have reached the server */
	const char *body;    /* a C string; "" if none or streamed */
	size_t body_len;     /* bytes */
	int64_t date;	     /* Date, seconds since 1970; -1 if none */
	uint64_t index;	     /* X-Consul-Index; 0 if none */
	bool known_leader;   /* X-Consul-Knownleader; true if none */
	bool filtered;	     /* X-Consul-Results-Filtered-By-Acls: true */
	int64_t took_ms;     /* from http_start to the end */
	int64_t transfer_ms; /* of it since the first byte of the reply */
};

/* A write that failed, but may have been done all the same: no whole answer
 * came, or a gateway's word instead of Consul's. */
bool http_outcome_open(const struct http_reply *reply);

/* A slice (at most 16 KiB) of a 2xx body. False ends the request with `err`. */
typedef bool http_data_fn(void *ctx, const char *bytes, size_t len,
			  struct err *err);
typedef void http_done_fn(void *ctx, const struct http_reply *reply);

struct http_call {
	const char *method; /* "GET", … */
	const char *path;   /* "/v1/peerings", already escaped */
	const char *query;  /* "a=b&c=d", already escaped; NULL = none */
	const char *body;   /* JSON; NULL = none; copied, the copy is wiped */
	enum http_patience patience;
	int wait_ms;		    /* with HTTP_WAIT */
	http_data_fn *data;	    /* NULL: the body is collected */
	void (*slow)(void *ctx);    /* once, after first_ms; may be NULL */
	http_done_fn *done;	    /* exactly once, unless cancelled */
	void (*release)(void *ctx); /* the very last, after a cancel too: to
				     * free ctx; may be NULL */
	void *ctx;
};

/* One per program. `clock` must outlive it. */
struct http *http_new(const struct clock *clock);

/* Cancels what is under way; not from inside a callback. NULL is fine. */
void http_free(struct http *http);

/* Other time-outs, copied; for tests. */
void http_set_timeouts(struct http *http, const struct http_timeouts *t);

/*
 * Start. Never fails at once: what is wrong arrives at `done`. The handle is
 * valid until `done` has returned, or http_cancel. A write is never repeated;
 * a GET is when a kept connection turns out to be dead. Redirects are not
 * followed, since the ACL token would go with them: they are an error that
 * names the place.
 */
struct http_request *http_start(struct http *http,
				const struct http_endpoint *endpoint,
				const struct http_call *call);

/* Forget it at once; its callbacks never run. NULL is fine. */
void http_cancel(struct http_request *request);

/* What became of a request, for who looks on. Borrowed. */
struct http_trace {
	const char *method, *url;
	const struct http_endpoint *endpoint; /* only to be compared with */
	bool with_token;		      /* it carried an ACL token */
	bool cancelled;
	int status; /* 0: no reply */
	int64_t took_ms;
	const struct err *err;
};

/* Have `observer` called once for each request that is over, also when it was
 * cancelled; NULL: no longer. It must not start or cancel one. */
typedef void http_observer_fn(void *ctx, const struct http_trace *trace);
void http_observe(struct http *http, http_observer_fn *observer, void *ctx);

/* Descriptors to poll, at most `cap`; returns how many. */
size_t http_fds(const struct http *http, struct pollfd *fds, size_t cap);

/* Monotonic ms at which http_tick wants to be called; -1 = never. In the past
 * when http_work has something to do. */
int64_t http_deadline(const struct http *http);

void http_socket(struct http *http, const struct pollfd *ready);
void http_tick(struct http *http);

/* Hand on one slice or one finished request; true while there is more. */
bool http_work(struct http *http);

/* For programs without a loop: run until `until(ctx)` is true (NULL: never)
 * or nothing is under way. */
void http_run(struct http *http, bool (*until)(void *ctx), void *ctx);

#endif
