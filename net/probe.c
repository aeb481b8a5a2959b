#include "net/probe.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/token.h"

/* One address on its way. */
struct attempt {
	struct probe *probe;
	struct probe_address *address;
	struct http_request *request; /* NULL when it is through */
};

struct probe {
	struct strlist texts;
	struct probe_address *addresses;
	struct attempt *attempts; /* one for each address */
	size_t count;
	bool tls;
	void (*changed)(void *ctx);
	void *ctx;
};

static const struct {
	const char *name, *text;
} results[] = {
	[PROBE_RUNNING] = { "running", "trying" },
	[PROBE_OK] = { "ok", "answers with the token's certificate" },
	[PROBE_CLEAR] = { "clear", "answers; the token has no CA, so no TLS" },
	[PROBE_REFUSED] = { "refused", "refused: nothing listens there" },
	[PROBE_TIMEOUT] = { "timeout", "timed out: no answer within 3 s" },
	[PROBE_PLAIN] = { "plain", "plain text on that port: not gRPC TLS" },
	[PROBE_OTHER_CA] = { "other-ca", "another cluster's certificate" },
	[PROBE_OTHER_NAME] = { "other-name",
			       "this cluster's certificate, another server" },
	[PROBE_EXPIRED] = { "expired", "its certificate is not valid now" },
	[PROBE_NO_CERT] = { "no-certificate",
			    "no certificate yet: has it just started?" },
	[PROBE_NO_HOST] = { "no-host", "the name cannot be resolved" },
	[PROBE_BAD_ADDRESS] = { "bad-address", "not an address to dial" },
	[PROBE_SKIPPED] = { "skipped", "not tried: too many addresses" },
	[PROBE_FAILED] = { "failed", "failed" },
};

const char *probe_result_name(enum probe_result result)
{
	return results[result].name;
}

const char *probe_result_text(enum probe_result result)
{
	return results[result].text;
}

static enum probe_result result_of(const struct http_reply *reply, bool tls)
{
	static const enum probe_result of[] = {
		[HTTP_FAILURE_OTHER] = PROBE_FAILED,
		[HTTP_FAILURE_NO_HOST] = PROBE_NO_HOST,
		[HTTP_FAILURE_REFUSED] = PROBE_REFUSED,
		[HTTP_FAILURE_TIMEOUT] = PROBE_TIMEOUT,
		[HTTP_FAILURE_PLAIN] = PROBE_PLAIN,
		[HTTP_FAILURE_ISSUER] = PROBE_OTHER_CA,
		[HTTP_FAILURE_NAME] = PROBE_OTHER_NAME,
		[HTTP_FAILURE_DATE] = PROBE_EXPIRED,
		[HTTP_FAILURE_NO_CERTIFICATE] = PROBE_NO_CERT,
	};

	if (reply->err.kind != ERR_NONE)
		return of[reply->failure];
	return tls ? PROBE_OK : PROBE_CLEAR;
}

/* An http_done_fn. */
static void on_done(void *ctx, const struct http_reply *reply)
{
	struct attempt *a = ctx;

	a->request = NULL;
	a->address->result = result_of(reply, a->probe->tls);
	a->address->err = reply->err;
	if (reply->err.kind == ERR_NONE)
		a->address->took_ms = reply->took_ms;
	a->probe->changed(a->probe->ctx);
}

/* It becomes a part of a URL: only what a host and a port may hold. */
static bool can_be_dialed(const char *address)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-_:[]";
	bool refused;

	token_address_warning(address, &refused);
	return !refused && *address != ':' &&
	       !address[strspn(address, allowed)];
}

static void start(struct attempt *a, struct http *http,
		  const struct token *token, const char *ca_pem)
{
	_cleanup_(buf_release) struct buf base = BUF_INIT(1024);
	struct http_endpoint endpoint = { 0 };
	const struct http_call call = {
		.method = "GET",
		.path = "/",
		.patience = HTTP_HANDSHAKE,
		.done = on_done,
		.ctx = a,
	};

	if (!can_be_dialed(a->address->address) ||
	    !buf_addf(&base, "%s://%s", a->probe->tls ? "https" : "http",
		      a->address->address)) {
		a->address->result = PROBE_BAD_ADDRESS;
		return;
	}
	endpoint.base = base.data;
	if (a->probe->tls) {
		endpoint.ca_pem = ca_pem;
		endpoint.tls_server_name = token->server_name;
	}
	a->request = http_start(http, &endpoint, &call);
}

struct probe *probe_new(struct http *http, const struct token *token,
			void (*changed)(void *ctx), void *ctx)
{
	_cleanup_(buf_release) struct buf ca_pem = BUF_INIT(2 * TOKEN_TEXT_MAX);
	struct probe *p = mem_new(1, sizeof(*p));

	*p = (struct probe){ .changed = changed, .ctx = ctx };
	for (size_t i = 0; i < token->ca_pems.count; i++)
		buf_addf(&ca_pem, "%s\n", token->ca_pems.items[i]);
	p->tls = token->ca_pems.count;
	strlist_copy(&p->texts, token_dialed(token));
	p->count = p->texts.count;
	p->addresses = mem_new(p->count, sizeof(*p->addresses));
	p->attempts = mem_new(p->count, sizeof(*p->attempts));
	for (size_t i = 0; i < p->count; i++) {
		p->addresses[i].address = p->texts.items[i];
		p->attempts[i] = (struct attempt){ p, &p->addresses[i], NULL };
		if (i < PROBE_MAX)
			start(&p->attempts[i], http, token, ca_pem.data);
		else
			p->addresses[i].result = PROBE_SKIPPED;
	}
	return p;
}

void probe_free(struct probe *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++)
		http_cancel(p->attempts[i].request);
	strlist_release(&p->texts);
	free(p->addresses);
	free(p->attempts);
	free(p);
}

void probe_freep(struct probe **probe)
{
	probe_free(*probe);
	*probe = NULL;
}

const struct probe_address *probe_addresses(const struct probe *p,
					    size_t *count)
{
	*count = p->count;
	return p->addresses;
}

bool probe_is_done(const struct probe *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->addresses[i].result == PROBE_RUNNING)
			return false;
	return true;
}
