/*
 * What went wrong, in words. Where Consul's CLI shows Go's words (dial tcp,
 * x509: …) they are kept, so that people and scripts find what they know; the
 * next step follows.
 */
#include "net/http_private.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void http_error_set(struct http_request *r, enum err_kind kind, const char *fmt,
		    ...)
{
	char why[sizeof(r->err.msg)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	err_set(&r->err, kind, "%s: %s", r->what, why);
}

#define UNKNOWN_CA                                                             \
	"x509: certificate signed by unknown authority: give its CA (-ca-file)"
#define BAD_CLIENT "tls: the server does not accept this client certificate"

/*
 * TLS failures: what libcurl 7.88 and OpenSSL 3 say, and what it means. All
 * of them came before the server had a request: an alert may arrive after the
 * client thinks the handshake is done (TLS 1.3), but then nothing was read.
 */
static const struct {
	const char *says;
	enum http_failure failure;
	const char *means;
} tls_failures[] = {
	{ "unable to get local issuer", HTTP_FAILURE_ISSUER, UNKNOWN_CA },
	{ "self-signed certificate", HTTP_FAILURE_ISSUER, UNKNOWN_CA },
	{ "unable to get issuer", HTTP_FAILURE_ISSUER, UNKNOWN_CA },
	/* A CA of the same name with another key. */
	{ "asn1 encoding routines", HTTP_FAILURE_ISSUER, UNKNOWN_CA },
	{ "bad signature", HTTP_FAILURE_ISSUER, UNKNOWN_CA },
	{ "certificate has expired", HTTP_FAILURE_DATE,
	  "x509: certificate has expired" },
	{ "not yet valid", HTTP_FAILURE_DATE,
	  "x509: certificate is not yet valid" },
	{ "subject name", HTTP_FAILURE_NAME,
	  "x509: certificate is for another name: see -tls-server-name" },
	{ "does not match target", HTTP_FAILURE_NAME,
	  "x509: certificate is for another name: see -tls-server-name" },
	{ "wrong version number", HTTP_FAILURE_PLAIN,
	  "server gave HTTP response to HTTPS client: use http://" },
	{ "packet length too long", HTTP_FAILURE_PLAIN,
	  "server gave HTTP response to HTTPS client: use http://" },
	/* A Consul that has started has no certificate for some seconds. */
	{ "unrecognized name", HTTP_FAILURE_NO_CERTIFICATE,
	  "tls: unrecognized name: the server has no certificate (yet)" },
	{ "certificate required", HTTP_FAILURE_OTHER,
	  "tls: certificate required: give -client-cert and -client-key" },
	{ "alert handshake failure", HTTP_FAILURE_OTHER,
	  "tls: handshake failure: give -client-cert and -client-key" },
	{ "alert bad certificate", HTTP_FAILURE_OTHER, BAD_CLIENT },
	{ "alert unknown ca", HTTP_FAILURE_OTHER, BAD_CLIENT },
	{ "alert decrypt error", HTTP_FAILURE_OTHER, BAD_CLIENT },
	{ "alert certificate expired", HTTP_FAILURE_OTHER,
	  "tls: the client certificate has expired" },
};

static bool judge_tls(struct http_request *r)
{
	for (size_t i = 0; i < ARRAY_LEN(tls_failures); i++) {
		if (!strstr(r->curl_text, tls_failures[i].says))
			continue;
		http_error_set(r, ERR_CONNECT, "%s", tls_failures[i].means);
		r->failure = tls_failures[i].failure;
		r->connected = false;
		return true;
	}
	return false;
}

void http_error_dial_timeout(struct http_request *r)
{
	http_error_set(r, ERR_CONNECT, "dial %s %s: i/o timeout",
		       r->is_unix ? "unix" : "tcp", r->host);
	r->failure = HTTP_FAILURE_TIMEOUT;
}

static void judge_resolve(struct http_request *r)
{
	http_error_set(r, ERR_CONNECT, "dial tcp: lookup %.*s: no such host",
		       (int)strcspn(r->host, ":"), r->host);
	r->failure = HTTP_FAILURE_NO_HOST;
}

static void judge_connect(struct http_request *r, CURLcode code)
{
	const char *net = r->is_unix ? "unix" : "tcp";
	char text[80];
	long number = 0;

	libcurl.easy_getinfo(r->easy, CURLINFO_OS_ERRNO, &number);
	if (code != CURLE_COULDNT_CONNECT || !number) {
		http_error_set(r, ERR_CONNECT, "dial %s %s: %s", net, r->host,
			       r->curl_text[0] ? r->curl_text
					       : libcurl.easy_strerror(code));
		return;
	}
	snprintf(text, sizeof(text), "%s", strerror((int)number));
	text[0] = (char)tolower((unsigned char)text[0]);
	http_error_set(r, ERR_CONNECT, "dial %s %s: connect: %s", net, r->host,
		       text);
	if (number == ECONNREFUSED)
		r->failure = HTTP_FAILURE_REFUSED;
}

/* The connection broke after the request had been sent. */
static void judge_lost(struct http_request *r)
{
	curl_off_t got = 0, all = -1;

	libcurl.easy_getinfo(r->easy, CURLINFO_SIZE_DOWNLOAD_T, &got);
	libcurl.easy_getinfo(r->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &all);
	if (!r->answered)
		http_error_set(
			r, ERR_LOST,
			"EOF: the connection was closed without a reply");
	else if (all >= 0)
		http_error_set(
			r, ERR_LOST,
			"unexpected EOF: the reply was cut off after %lld of "
			"%lld bytes",
			(long long)got, (long long)all);
	else
		http_error_set(r, ERR_LOST,
			       "unexpected EOF: the reply was cut off after "
			       "%lld bytes",
			       (long long)got);
}

/* Consul's client prints it so; the text is trimmed (Consul 1.21). */
static void judge_status(struct http_request *r)
{
	const char *text = r->body.data + strspn(r->body.data, " \t\r\n");
	size_t len = strlen(text);
	bool denied = r->head.status == 401 || r->head.status == 403;

	/* A token that was spent is answered with 403 too. */
	if (strstr(text, "a new peering token must be generated"))
		denied = false;
	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		len--;
	if (r->head.status / 100 == 3)
		err_set(&r->err, ERR_STATUS,
			"Unexpected response code: %d (redirects to %s)",
			r->head.status, r->head.location);
	else
		err_set(&r->err, denied ? ERR_DENIED : ERR_STATUS,
			"Unexpected response code: %d (%.*s)", r->head.status,
			(int)(len < 512 ? len : 512), text);
	r->err.status = r->head.status;
}

void http_error_judge(struct http_request *r, CURLcode code)
{
	if (r->err.kind != ERR_NONE) /* one of our own callbacks stopped it */
		return;
	if (code == CURLE_OK && (r->is_handshake || r->head.status / 100 == 2))
		return;
	if (code == CURLE_OK)
		judge_status(r);
	else if (judge_tls(r))
		return;
	else if (!r->connected && code == CURLE_COULDNT_RESOLVE_HOST)
		judge_resolve(r);
	else if (!r->connected && code == CURLE_OPERATION_TIMEDOUT)
		http_error_dial_timeout(r);
	else if (!r->connected)
		judge_connect(r, code);
	else if (code == CURLE_UNSUPPORTED_PROTOCOL ||
		 code == CURLE_WEIRD_SERVER_REPLY)
		http_error_set(r, ERR_DECODE,
			       "what answers there is not an HTTP server");
	else if (code == CURLE_BAD_CONTENT_ENCODING)
		http_error_set(r, ERR_DECODE, "the reply's gzip is broken");
	else
		judge_lost(r);
}

bool http_outcome_open(const struct http_reply *reply)
{
	return reply->sent &&
	       (reply->err.kind == ERR_LOST || reply->err.kind == ERR_TIMEOUT ||
		reply->err.kind == ERR_DECODE || reply->status >= 502);
}
