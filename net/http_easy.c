/* One request as a libcurl handle: its options, and the callbacks by which
 * bytes arrive. They only append; nothing here calls back to the caller. */
#include "net/http_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/http_url.h"

#define KEEPALIVE_IDLE_S  30L
#define KEEPALIVE_EVERY_S 15L
#define IS_2XX(status)	  ((status) / 100 == 2)

static size_t on_header(char *line, size_t size, size_t count, void *ctx)
{
	struct http_request *r = ctx;

	if (!r->answered)
		r->answered_ms = clock_ms(r->clock);
	r->answered = true;
	if (http_head_line(&r->head, line, size * count))
		return size * count;
	http_error_set(r, ERR_DECODE, "the reply's headers have no end");
	return 0;
}

/* Of an error what fits is kept; a reply that does not fit is an error. */
static size_t collect(struct http_request *r, const char *bytes, size_t len)
{
	if (!IS_2XX(r->head.status)) {
		size_t room = HTTP_ERROR_MAX - r->body.len;

		buf_add(&r->body, bytes, len < room ? len : room);
		return len;
	}
	if (buf_add(&r->body, bytes, len))
		return len;
	http_error_set(r, ERR_DECODE, "the reply is larger than %d MiB",
		       HTTP_BODY_MAX >> 20);
	return 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct http_request *r = ctx;
	size_t len = size * count;

	if (!r->call.data || !IS_2XX(r->head.status))
		return collect(r, bytes, len);
	if (r->queue.len - r->taken > HTTP_QUEUE_HIGH) {
		r->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	if (r->taken > r->queue.len / 2) {
		buf_remove(&r->queue, 0, r->taken);
		r->taken = 0;
	}
	return buf_add(&r->queue, bytes, len) ? len : 0;
}

/* Called when the connection, TLS included, stands and the request goes out.
 */
static int on_connected(void *ctx, char *ip, char *local_ip, int port,
			int local_port)
{
	struct http_request *r = ctx;

	(void)ip, (void)local_ip, (void)port, (void)local_port;
	r->connected = true;
	return CURL_PREREQFUNC_OK;
}

/* Go's errors begin with these words, and the CLI's must hold host:port. */
static void set_what(struct http_request *r, const char *method)
{
	int room = HTTP_WHAT_MAX - 16, len = (int)strlen(r->url);

	snprintf(r->what, sizeof(r->what), "%c%.7s \"%.*s%s\"", method[0],
		 !strcmp(method, "GET")	     ? "et"
		 : !strcmp(method, "POST")   ? "ost"
		 : !strcmp(method, "PUT")    ? "ut"
		 : !strcmp(method, "DELETE") ? "elete"
					     : method + 1,
		 len > room ? room : len, r->url, len > room ? "…" : "");
}

static int set_callbacks(struct http_request *r)
{
	CURL *c = r->easy;
	int rc = CURLE_OK;

	rc |= libcurl.easy_setopt(c, CURLOPT_PRIVATE, r);
	rc |= libcurl.easy_setopt(c, CURLOPT_ERRORBUFFER, r->curl_text);
	rc |= libcurl.easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	rc |= libcurl.easy_setopt(c, CURLOPT_HEADERDATA, r);
	rc |= libcurl.easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	rc |= libcurl.easy_setopt(c, CURLOPT_WRITEDATA, r);
	rc |= libcurl.easy_setopt(c, CURLOPT_PREREQFUNCTION, on_connected);
	rc |= libcurl.easy_setopt(c, CURLOPT_PREREQDATA, r);
	rc |= libcurl.easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	return rc;
}

/*
 * QUICK_EXIT: without it, forgetting a request that is looking up a name
 * waits for the resolver's thread (measured: 1.5 s). FRESH_CONNECT: libcurl
 * repeats a request by itself when a kept connection turns out to be dead,
 * which must never happen to a write.
 */
static int set_transfer(struct http_request *r)
{
	CURL *c = r->easy;
	int rc = CURLE_OK;

	rc |= libcurl.easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	rc |= libcurl.easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	rc |= libcurl.easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	rc |= libcurl.easy_setopt(c, CURLOPT_HTTP_VERSION,
				  (long)CURL_HTTP_VERSION_1_1);
	/* Consul keeps a stream back until there is enough to be packed (1.21:
	 * 1,400 bytes). */
	if (r->call.patience != HTTP_STREAM)
		rc |= libcurl.easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
	rc |= libcurl.easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	rc |= libcurl.easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
				  (long)(r->connect_ms - r->start_ms));
	rc |= libcurl.easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	rc |= libcurl.easy_setopt(c, CURLOPT_TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
	rc |= libcurl.easy_setopt(c, CURLOPT_TCP_KEEPINTVL, KEEPALIVE_EVERY_S);
	rc |= libcurl.easy_setopt(c, CURLOPT_FRESH_CONNECT,
				  r->is_read ? 0L : 1L);
	if (r->is_handshake) {
		rc |= libcurl.easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
		rc |= libcurl.easy_setopt(c, CURLOPT_SSL_ENABLE_ALPN, 0L);
	}
	return rc;
}

/*
 * A CA of our own replaces the system's, as in Go: libcurl would go on
 * trusting Debian's CAPATH beside it. CAPATH also turns libcurl's cache of
 * parsed CAs off, so it goes whenever there is a bundle.
 */
static int set_tls(CURL *c, const struct http_endpoint *e)
{
	int rc = CURLE_OK;

	if (e->ca_pem) {
		struct curl_blob blob = {
			.data = (void *)(uintptr_t)e->ca_pem,
			.len = strlen(e->ca_pem),
			.flags = CURL_BLOB_COPY,
		};

		rc |= libcurl.easy_setopt(c, CURLOPT_CAINFO_BLOB, &blob);
		rc |= libcurl.easy_setopt(c, CURLOPT_CAINFO, NULL);
	}
	if (e->ca_pem || libcurl.version_info(CURLVERSION_NOW)->cainfo)
		rc |= libcurl.easy_setopt(c, CURLOPT_CAPATH, NULL);
	if (e->client_cert)
		rc |= libcurl.easy_setopt(c, CURLOPT_SSLCERT, e->client_cert);
	if (e->client_key)
		rc |= libcurl.easy_setopt(c, CURLOPT_SSLKEY, e->client_key);
	if (e->insecure) {
		rc |= libcurl.easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
		rc |= libcurl.easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	return rc;
}

static int set_proxy(struct http_request *r, const struct http_url *url,
		     const char *unix_path)
{
	CURL *c = r->easy;
	bool direct = unix_path || r->is_handshake;
	const char *except = getenv("NO_PROXY");
	int rc = CURLE_OK;

	if (!except || !*except)
		except = getenv("no_proxy");
	rc |= libcurl.easy_setopt(c, CURLOPT_PROXY,
				  direct ? "" : http_url_proxy(url));
	rc |= libcurl.easy_setopt(c, CURLOPT_NOPROXY, except ? except : "");
	if (unix_path)
		rc |= libcurl.easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH,
					  unix_path);
	return rc;
}

/* A line break in a token would begin a header of its own. */
static bool is_header_value(const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static void add_header(struct http_request *r, const char *name,
		       const char *value, size_t len)
{
	_cleanup_(buf_release) struct buf line = BUF_SECRET(HTTP_HEAD_MAX);

	if (!is_header_value(value, len))
		http_error_set(r, ERR_USAGE,
			       "net/http: invalid header field value for "
			       "\"%s\"",
			       name);
	else if (buf_addf(&line, "%s: ", name) && buf_add(&line, value, len))
		r->headers = libcurl.slist_append(r->headers, line.data);
}

static int set_request(struct http_request *r, const struct http_endpoint *e,
		       const struct http_call *call)
{
	CURL *c = r->easy;
	int rc = CURLE_OK;

	rc |= libcurl.easy_setopt(c, CURLOPT_URL, r->url);
	rc |= libcurl.easy_setopt(c, CURLOPT_USERAGENT, "peerdeck/" VERSION);
	if (call->body) {
		/* BODY_LEN first: POSTFIELDS is not copied, only pointed to. */
		rc |= libcurl.easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
					  (curl_off_t)r->sent_body.len);
		rc |= libcurl.easy_setopt(c, CURLOPT_POSTFIELDS,
					  r->sent_body.data);
		add_header(r, "Content-Type", "application/json", 16);
		r->headers = libcurl.slist_append(r->headers, "Expect:");
	}
	if (call->body || !r->is_read)
		rc |= libcurl.easy_setopt(c, CURLOPT_CUSTOMREQUEST,
					  call->method);
	if (e->acl_token && *e->acl_token)
		add_header(r, "X-Consul-Token", e->acl_token,
			   strlen(e->acl_token));
	if (e->auth)
		rc |= libcurl.easy_setopt(c, CURLOPT_USERPWD, e->auth);
	rc |= libcurl.easy_setopt(c, CURLOPT_HTTPHEADER, r->headers);
	return rc;
}

/*
 * The name to expect in the certificate and to send as SNI goes into the URL,
 * CONNECT_TO says where to connect instead, and Host stays what it is, as Go
 * has it.
 */
static void set_server_name(struct http_request *r, const struct http_url *url,
			    const char *name, struct buf *out)
{
	bool v6 = memchr(url->host, ':', url->host_len);
	_cleanup_(buf_release) struct buf to = BUF_INIT(1024);

	buf_addf(out, "https://%s", name);
	if (url->port_len)
		buf_addf(out, ":%.*s", (int)url->port_len, url->port);
	buf_addf(&to, v6 ? "::[%.*s]:%.*s" : "::%.*s:%.*s", (int)url->host_len,
		 url->host, (int)url->port_len, url->port);
	r->connect_to = libcurl.slist_append(NULL, to.data);
	add_header(r, "Host", url->authority, url->authority_len);
}

static char *url_of(struct buf *start, const char *prefix,
		    const struct http_call *call)
{
	buf_addf(start, "%s%s", prefix, call->path);
	if (call->query && *call->query)
		buf_addf(start, "?%s", call->query);
	return buf_take(start);
}

static bool set_urls(struct http_request *r, const struct http_endpoint *e,
		     const struct http_call *call, struct http_url *url)
{
	_cleanup_(buf_release) struct buf real = BUF_INIT(16384);
	_cleanup_(buf_release) struct buf named = BUF_INIT(16384);

	if (!http_url_split(e->base, url)) {
		snprintf(r->what, sizeof(r->what), "%.100s", e->base);
		http_error_set(r, ERR_USAGE, "this is not an address");
		return false;
	}
	r->is_unix = e->unix_path;
	r->host = e->unix_path ? mem_dup(e->unix_path)
			       : mem_dup_n(url->authority, url->authority_len);
	buf_addf(&real, "%s://%.*s", url->tls ? "https" : "http",
		 (int)url->authority_len, url->authority);
	r->url = url_of(&real, url->prefix, call);
	set_what(r, call->method);
	if (url->tls && e->tls_server_name && *e->tls_server_name) {
		set_server_name(r, url, e->tls_server_name, &named);
		free(r->url);
		r->url = url_of(&named, url->prefix, call);
	}
	return true;
}

bool http_easy_setup(struct http_request *r, const struct http_endpoint *e,
		     const struct http_call *call)
{
	struct http_url url;
	int rc = CURLE_OK;

	if (!set_urls(r, e, call, &url))
		return false;
	if (call->body && !buf_adds(&r->sent_body, call->body)) {
		http_error_set(r, ERR_USAGE, "the request is too large");
		return false;
	}
	r->easy = libcurl.easy_init();
	if (!r->easy) {
		http_error_set(r, ERR_SYSTEM, "libcurl does not start");
		return false;
	}
	rc |= set_callbacks(r);
	rc |= set_transfer(r);
	rc |= set_tls(r->easy, e);
	rc |= set_proxy(r, &url, e->unix_path);
	rc |= set_request(r, e, call);
	if (r->connect_to)
		rc |= libcurl.easy_setopt(r->easy, CURLOPT_CONNECT_TO,
					  r->connect_to);
	if (rc != CURLE_OK && r->err.kind == ERR_NONE)
		http_error_set(r, ERR_SYSTEM, "libcurl refuses an option");
	return r->err.kind == ERR_NONE;
}

void http_easy_release(struct http_request *r)
{
	if (r->easy)
		libcurl.easy_cleanup(r->easy);
	r->easy = NULL;
	for (struct curl_slist *h = r->headers; h; h = h->next)
		explicit_bzero(h->data, strlen(h->data));
	if (r->headers)
		libcurl.slist_free_all(r->headers);
	if (r->connect_to)
		libcurl.slist_free_all(r->connect_to);
	r->headers = r->connect_to = NULL;
	buf_release(&r->sent_body);
}
