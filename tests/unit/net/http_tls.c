/* The HTTP client and real TLS: whom it trusts, and what it says if not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/http.h"
#include "tests/lib/tls.h"
#include "tests/lib/tmpdir.h"
#include "tests/lib/wire.h"

static void on_done(void *ctx, const struct http_reply *reply)
{
	struct http_reply *copy = ctx;

	*copy = *reply;
}

static struct http_reply get(const struct http_endpoint *endpoint)
{
	struct http *http = http_new(&clock_system);
	struct http_reply reply = { 0 };
	const struct http_call call = {
		.method = "GET",
		.path = "/v1/peerings",
		.done = on_done,
		.ctx = &reply,
	};

	http_start(http, endpoint, &call);
	http_run(http, NULL, NULL);
	http_free(http);
	return reply;
}

static void expect_good(const struct http_endpoint *endpoint)
{
	struct http_reply reply = get(endpoint);

	assert_string_equal(reply.err.msg, "");
	assert_int_equal(reply.status, 200);
}

/* No reply, nothing that was acted upon, and the reason in words. */
static void expect_refused(const struct http_endpoint *endpoint,
			   const char *text)
{
	struct http_reply reply = get(endpoint);

	if (!strstr(reply.err.msg, text))
		fail_msg("\"%s\" is not in \"%s\"", text, reply.err.msg);
	assert_int_equal(reply.err.kind, ERR_CONNECT);
	assert_int_equal(reply.status, 0);
	assert_false(reply.sent);
}

static void only_the_given_ca_is_trusted(void **state)
{
	const struct tls_options options = { .names = "IP:127.0.0.1" };
	_cleanup_(tls_freep) struct tls *server = tls_new(&options);
	_cleanup_(tls_freep) struct tls *other = tls_new(&options);
	struct http_endpoint e = { .base = tls_base(server) };

	(void)state;
	expect_refused(&e, "certificate signed by unknown authority");
	e.ca_pem = tls_ca(other);
	expect_refused(&e, "certificate signed by unknown authority");
	e.ca_pem = tls_ca(server);
	expect_good(&e);
	e.ca_pem = NULL;
	e.insecure = true;
	expect_good(&e);
}

/* A connection made without verifying must not serve one that verifies. */
static void verified_and_unverified_share_no_connection(void **state)
{
	const struct tls_options options = { .names = "IP:127.0.0.1" };
	_cleanup_(tls_freep) struct tls *server = tls_new(&options);
	struct http_endpoint e = { .base = tls_base(server), .insecure = true };

	(void)state;
	expect_good(&e);
	e.insecure = false;
	expect_refused(&e, "unknown authority");
}

static void the_name_is_verified_and_sent(void **state)
{
	const struct tls_options options = { .names = "DNS:consul.test" };
	_cleanup_(tls_freep) struct tls *server = tls_new(&options);
	struct http_endpoint e = { .base = tls_base(server),
				   .ca_pem = tls_ca(server) };
	char host[64];

	(void)state;
	expect_refused(&e, "certificate is for another name");
	e.tls_server_name = "other.test";
	expect_refused(&e, "certificate is for another name");
	e.tls_server_name = "consul.test";
	expect_good(&e);
	_cleanup_(mem_freep) char *name = tls_name(server);
	_cleanup_(mem_freep) char *head = tls_head(server);

	assert_string_equal(name, "consul.test");
	snprintf(host, sizeof(host), "Host: %s\r\n", tls_base(server) + 8);
	assert_non_null(strstr(head, host)); /* as Go has it */
}

static void an_expired_certificate_is_told(void **state)
{
	const struct tls_options options = { .names = "IP:127.0.0.1",
					     .expired = true };
	_cleanup_(tls_freep) struct tls *server = tls_new(&options);
	struct http_endpoint e = { .base = tls_base(server),
				   .ca_pem = tls_ca(server) };

	(void)state;
	expect_refused(&e, "certificate has expired");
}

static void a_server_may_ask_for_a_certificate(void **state)
{
	const struct tls_options options = { .names = "IP:127.0.0.1",
					     .ask_client = true };
	_cleanup_(tls_freep) struct tls *server = tls_new(&options);
	_cleanup_(tls_freep) struct tls *other = tls_new(&options);
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	struct http_endpoint e = { .base = tls_base(server),
				   .ca_pem = tls_ca(server) };
	char good[256], wrong[256];

	(void)state;
	snprintf(good, sizeof(good), "%s/good", dir);
	snprintf(wrong, sizeof(wrong), "%s/wrong", dir);
	tls_write_client(server, good);
	tls_write_client(other, wrong);
	expect_refused(&e, "give -client-cert and -client-key");
	e.client_cert = e.client_key = wrong;
	expect_refused(&e, "does not accept this client certificate");
	e.client_cert = e.client_key = good;
	expect_good(&e);
}

static bool is_answered(void *ctx)
{
	const struct http_reply *reply = ctx;

	return reply->err.kind != ERR_NONE;
}

/* What listens there knows no TLS, and answers like Go's HTTP server. */
static void https_spoken_to_http_is_told(void **state)
{
	_cleanup_(wire_freep) struct wire *wire = wire_new();
	struct http *http = http_new(&clock_system);
	struct http_reply reply = { 0 };
	const struct http_call call = {
		.method = "GET",
		.path = "/",
		.done = on_done,
		.ctx = &reply,
	};
	struct http_endpoint e = { 0 };
	char base[64];

	(void)state;
	snprintf(base, sizeof(base), "https://%s", wire_addr(wire));
	e.base = base;
	wire_greet(wire, "HTTP/1.1 400 Bad Request\r\n\r\n");
	http_start(http, &e, &call);
	wire_until(wire, http, is_answered, &reply);
	assert_non_null(strstr(reply.err.msg, "use http://"));
	assert_int_equal(reply.err.kind, ERR_CONNECT);
	http_free(http);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_given_ca_is_trusted),
		cmocka_unit_test(verified_and_unverified_share_no_connection),
		cmocka_unit_test(the_name_is_verified_and_sent),
		cmocka_unit_test(an_expired_certificate_is_told),
		cmocka_unit_test(a_server_may_ask_for_a_certificate),
		cmocka_unit_test(https_spoken_to_http_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
