/* The probe of a token's addresses against servers of the test's own. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/probe.h"
#include "net/token.h"
#include "tests/lib/tls.h"

#define NAME "server.dc1.peering.11111111.consul"

static const struct tls_options right = { .names = "DNS:" NAME };

/* A port of 127.0.0.1 that the test answers itself, or not. */
struct port {
	int fd;
	char address[32];
};

static struct port port_open(bool listening)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);
	struct port port = { .fd = socket(AF_INET, SOCK_STREAM, 0) };

	assert_int_equal(bind(port.fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listening ? listen(port.fd, 8) : 0, 0);
	getsockname(port.fd, (struct sockaddr *)&at, &len);
	snprintf(port.address, sizeof(port.address), "127.0.0.1:%d",
		 ntohs(at.sin_port));
	return port;
}

static void port_close(struct port *port)
{
	close(port->fd);
}

/* Say `bytes` to whom connects, whatever it says, and close. */
struct greeting {
	int listener;
	const char *bytes;
	size_t len;
};

static void greet(const struct greeting *g)
{
	int fd = accept(g->listener, NULL, NULL);

	assert_true(send(fd, g->bytes, g->len, MSG_NOSIGNAL) > 0);
	shutdown(fd, SHUT_WR);
	close(fd);
}

static void token_add(struct token *t, const char *address)
{
	strlist_add(&t->server_addresses, address);
}

static struct token token_for(const char *ca_pem, const char *name)
{
	struct token t = { .server_name = mem_dup(name) };

	if (ca_pem)
		strlist_add(&t.ca_pems, ca_pem);
	return t;
}

static void count(void *ctx)
{
	++*(int *)ctx;
}

/* Run one address to its end. */
static struct probe_address probe_one(const struct token *token,
				      const struct greeting *greeting)
{
	struct http *http = http_new(&clock_system);
	int changes = 0;
	struct probe *probe = probe_new(http, token, count, &changes);
	struct probe_address ret;
	size_t n;

	while (!probe_is_done(probe)) {
		struct pollfd fds[8] = { { .fd = greeting ? greeting->listener
							  : -1,
					   .events = POLLIN } };
		size_t used = 1 + http_fds(http, fds + 1, 7);

		poll(fds, used, http_deadline(http) ? 2 : 0);
		if (fds[0].revents)
			greet(greeting);
		for (size_t i = 1; i < used; i++)
			http_socket(http, &fds[i]);
		http_tick(http);
		while (http_work(http))
			;
	}
	ret = probe_addresses(probe, &n)[0];
	assert_int_equal(n, 1);
	assert_int_equal(changes, 1);
	probe_free(probe);
	http_free(http);
	return ret;
}

static void expect_greeted(const struct token *token,
			   const struct greeting *greeting,
			   enum probe_result result)
{
	struct probe_address a = probe_one(token, greeting);

	if (a.result != result)
		fail_msg("%s instead of %s: %s", probe_result_name(a.result),
			 probe_result_name(result), a.err.msg);
	assert_int_equal(a.err.kind == ERR_NONE,
			 result == PROBE_OK || result == PROBE_CLEAR);
}

static void expect(const struct token *token, enum probe_result result)
{
	expect_greeted(token, NULL, result);
}

static void expect_tls(const struct tls_options *options, const char *ca_pem,
		       const char *name, enum probe_result result)
{
	_cleanup_(tls_freep) struct tls *tls = tls_new(options);
	_cleanup_(token_release) struct token t =
		token_for(ca_pem ? ca_pem : tls_ca(tls), name);

	token_add(&t, tls_base(tls) + strlen("https://"));
	expect(&t, result);
}

static void the_right_port_is_ok(void **state)
{
	(void)state;
	expect_tls(&right, NULL, NAME, PROBE_OK);
}

static void external_addresses_are_tried_instead(void **state)
{
	_cleanup_(tls_freep) struct tls *tls = tls_new(&right);
	_cleanup_(token_release) struct token t = token_for(tls_ca(tls), NAME);

	(void)state;
	token_add(&t, "127.0.0.1:1");
	strlist_add(&t.manual_addresses, tls_base(tls) + strlen("https://"));
	expect(&t, PROBE_OK);
}

static void tells_another_cluster(void **state)
{
	_cleanup_(tls_freep) struct tls *other = tls_new(&right);
	const struct tls_options elsewhere = { .names = "DNS:elsewhere" };

	(void)state;
	expect_tls(&right, tls_ca(other), NAME, PROBE_OTHER_CA);
	expect_tls(&elsewhere, NULL, NAME, PROBE_OTHER_NAME);
}

static void tells_an_expired_certificate(void **state)
{
	const struct tls_options old = { .names = "DNS:" NAME,
					 .expired = true };

	(void)state;
	expect_tls(&old, NULL, NAME, PROBE_EXPIRED);
}

static void tells_that_nothing_listens(void **state)
{
	_cleanup_(port_close) struct port port = port_open(false);
	_cleanup_(tls_freep) struct tls *tls = tls_new(&right);
	_cleanup_(token_release) struct token t = token_for(tls_ca(tls), NAME);

	(void)state;
	token_add(&t, port.address);
	expect(&t, PROBE_REFUSED);
}

/* An empty label: no resolver asks anybody for it. */
static void tells_a_name_that_does_not_resolve(void **state)
{
	_cleanup_(tls_freep) struct tls *tls = tls_new(&right);
	_cleanup_(token_release) struct token t = token_for(tls_ca(tls), NAME);

	(void)state;
	token_add(&t, "no..host:8502");
	expect(&t, PROBE_NO_HOST);
}

static void tells_what_is_no_tls_server(void **state)
{
	/* What Consul's plain gRPC port says to anybody: HTTP/2 settings. */
	static const char settings[] = "\0\0\6\4\0\0\0\0\0\0\5\0\0\x40\0";
	/* A fatal TLS alert: unrecognized_name, as from a server in Go that
	 * has no certificate. */
	static const char alert[] = "\x15\3\3\0\2\2\x70";
	_cleanup_(port_close) struct port port = port_open(true);
	_cleanup_(tls_freep) struct tls *tls = tls_new(&right);
	_cleanup_(token_release) struct token t = token_for(tls_ca(tls), NAME);

	(void)state;
	token_add(&t, port.address);
	expect_greeted(&t,
		       &(struct greeting){ port.fd, settings,
					   sizeof(settings) - 1 },
		       PROBE_PLAIN);
	expect_greeted(&t,
		       &(struct greeting){ port.fd, alert, sizeof(alert) - 1 },
		       PROBE_NO_CERT);
}

static void without_a_ca_there_is_no_tls(void **state)
{
	_cleanup_(port_close) struct port port = port_open(true);
	_cleanup_(token_release) struct token t = token_for(NULL, "");

	(void)state;
	token_add(&t, port.address);
	expect(&t, PROBE_CLEAR);
}

/* Silent servers and a clock that the test drives. */
static void gives_up_after_three_seconds(void **state)
{
	_cleanup_(port_close) struct port port = port_open(true);
	_cleanup_(tls_freep) struct tls *tls = tls_new(&right);
	_cleanup_(token_release) struct token t = token_for(tls_ca(tls), NAME);
	struct clock_fake clock;
	struct http *http;
	struct probe *probe;
	int changes = 0;
	size_t n;

	(void)state;
	clock_fake_init(&clock, 1790000000);
	http = http_new(&clock.clock);
	token_add(&t, port.address);
	token_add(&t, port.address);
	probe = probe_new(http, &t, count, &changes);
	clock_fake_advance(&clock, 2999);
	http_tick(http);
	while (http_work(http))
		;
	assert_false(probe_is_done(probe));
	clock_fake_advance(&clock, 1);
	http_tick(http);
	while (http_work(http))
		;
	assert_true(probe_is_done(probe));
	assert_int_equal(changes, 2);
	assert_int_equal(probe_addresses(probe, &n)[1].result, PROBE_TIMEOUT);
	probe_freep(&probe);
	http_free(http);
}

static void what_cannot_be_dialed_is_through_at_once(void **state)
{
	static const char *const bad[] = { "lb",	   "lb:0",	":8502",
					   "a/b:1",	   "u@lb:1",	"l b:1",
					   "lb\r\nX: y:1", "[::1%lo]:1" };
	_cleanup_(tls_freep) struct tls *tls = tls_new(&right);
	_cleanup_(token_release) struct token t = token_for(tls_ca(tls), NAME);
	struct http *http = http_new(&clock_system);
	const struct probe_address *a;
	struct probe *probe;
	int changes = 0;
	size_t n;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		token_add(&t, bad[i]);
	probe = probe_new(http, &t, count, &changes);
	a = probe_addresses(probe, &n);
	assert_true(probe_is_done(probe));
	assert_int_equal(n, ARRAY_LEN(bad));
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(a[i].address, bad[i]);
		assert_string_equal(probe_result_name(a[i].result),
				    "bad-address");
	}
	assert_int_equal(changes, 0);
	probe_free(probe);
	http_free(http);
}

static void can_be_freed_on_its_way(void **state)
{
	_cleanup_(port_close) struct port port = port_open(true);
	_cleanup_(tls_freep) struct tls *tls = tls_new(&right);
	_cleanup_(token_release) struct token t = token_for(tls_ca(tls), NAME);
	struct http *http = http_new(&clock_system);
	const struct probe_address *a;
	struct probe *probe;
	int changes = 0;
	size_t n;

	(void)state;
	for (size_t i = 0; i < PROBE_MAX + 2; i++)
		token_add(&t, port.address);
	probe = probe_new(http, &t, count, &changes);
	token_release(&t); /* it may go */
	a = probe_addresses(probe, &n);
	assert_int_equal(a[PROBE_MAX - 1].result, PROBE_RUNNING);
	assert_int_equal(a[PROBE_MAX + 1].result, PROBE_SKIPPED);
	assert_false(probe_is_done(probe));
	probe_free(probe);
	probe_free(NULL);
	http_run(http, NULL, NULL);
	assert_int_equal(changes, 0);
	http_free(http);
}

static void has_words_for_every_result(void **state)
{
	(void)state;
	for (int r = PROBE_RUNNING; r <= PROBE_FAILED; r++) {
		assert_true(strlen(probe_result_name((enum probe_result)r)));
		assert_true(strlen(probe_result_text((enum probe_result)r)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_right_port_is_ok),
		cmocka_unit_test(external_addresses_are_tried_instead),
		cmocka_unit_test(tells_another_cluster),
		cmocka_unit_test(tells_an_expired_certificate),
		cmocka_unit_test(tells_that_nothing_listens),
		cmocka_unit_test(tells_a_name_that_does_not_resolve),
		cmocka_unit_test(tells_what_is_no_tls_server),
		cmocka_unit_test(without_a_ca_there_is_no_tls),
		cmocka_unit_test(gives_up_after_three_seconds),
		cmocka_unit_test(what_cannot_be_dialed_is_through_at_once),
		cmocka_unit_test(can_be_freed_on_its_way),
		cmocka_unit_test(has_words_for_every_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
