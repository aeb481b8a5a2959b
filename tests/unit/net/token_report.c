#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "net/token.h"
#include "net/token_report.h"

#define NOW 1790000000 /* 2026-09-21T14:13:20Z */
#define DAY 86400

/* A token that nothing is to be said of; the parts are the test's own. */
struct parts {
	char *pems[3], *server[3], *manual[3], *unknown[3];
	struct certificate cas[3];
	struct token token;
};

static struct token *good(struct parts *p)
{
	*p = (struct parts){
		.pems = { "pem" },
		.server = { "203.0.113.7:8502" },
		.cas = { { "root", "01", NOW + 30 * DAY } },
	};
	p->token = (struct token){
		.ca_pems = { p->pems, 1, 0 },
		.server_addresses = { p->server, 1, 0 },
		.manual_addresses = { p->manual, 0, 0 },
		.unknown = { p->unknown, 0, 0 },
		.cas = p->cas,
		.ca_count = 1,
		.server_name = "server.dc1.peering.1.consul",
		.peer_id = "e3d99b1f",
		.has_secret = true,
	};
	return &p->token;
}

/* All findings, a line each, "! " before a refusal. */
static void expect(const struct token *t, const char *lines)
{
	_cleanup_(token_report_release) struct token_report r = { 0 };
	_cleanup_(buf_release) struct buf out = BUF_INIT(10000);

	token_report(t, NOW, &r);
	for (size_t i = 0; i < r.count; i++)
		buf_addf(&out, "%s%s\n", r.items[i].refused ? "! " : "",
			 r.items[i].text);
	assert_string_equal(out.data, lines);
}

static void says_nothing_of_a_good_token(void **state)
{
	struct parts p;

	(void)state;
	expect(good(&p), "");
}

static void names_what_consul_refuses_first(void **state)
{
	struct parts p;
	struct token *t = good(&p);

	(void)state;
	p.server[0] = "10.0.0.1:8502";
	p.server[1] = "lb";
	t->server_addresses.count = 2;
	t->peer_id = t->server_name = "";
	t->has_secret = false;
	t->ca_pems.count = 2;
	p.pems[1] = "none";
	expect(t, "! no peer ID\n"
		  "! no establishment secret\n"
		  "! lb: no port\n"
		  "! 1 of 2 CAs cannot be read\n"
		  "! no server name\n"
		  "10.0.0.1:8502: private: only inside the same network\n"
		  "2 CAs: the issuing cluster changes its root\n");
}

static void warns_only_of_addresses_that_are_dialed(void **state)
{
	struct parts p;
	struct token *t = good(&p);

	(void)state;
	p.server[0] = "10.0.0.1:8502"; /* valid, and not dialed */
	p.manual[0] = "127.0.0.1:1";
	t->manual_addresses.count = 1;
	expect(t, "127.0.0.1:1: loopback: only this host can dial it\n");
	p.server[0] = "10.0.0.1"; /* Consul validates it all the same */
	expect(t, "! 10.0.0.1: no port\n"
		  "127.0.0.1:1: loopback: only this host can dial it\n");
	t->manual_addresses.count = t->server_addresses.count = 0;
	expect(t, "! no server addresses\n");
}

static void tells_when_a_ca_ends(void **state)
{
	struct parts p;
	struct token *t = good(&p);

	(void)state;
	p.cas[0].not_after = NOW + 30 * DAY - 1;
	expect(t, "CA root expires in 29 days, on 2026-10-21\n");
	p.cas[0].not_after = NOW;
	expect(t, "CA root has expired on 2026-09-21\n");
}

static void tells_of_a_missing_ca_and_unknown_fields(void **state)
{
	struct parts p;
	struct token *t = good(&p);

	(void)state;
	t->ca_pems.count = t->ca_count = 0;
	p.unknown[0] = "Future";
	t->unknown.count = 1;
	expect(t, "no CA: its servers are dialed without TLS\n"
		  "unknown field Future\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_nothing_of_a_good_token),
		cmocka_unit_test(names_what_consul_refuses_first),
		cmocka_unit_test(warns_only_of_addresses_that_are_dialed),
		cmocka_unit_test(tells_when_a_ca_ends),
		cmocka_unit_test(tells_of_a_missing_ca_and_unknown_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
