/* A connect probes the addresses of its token before it spends it. */
#include "tests/lib/tls.h"
#include "tests/unit/net/connect_bench.h"

#define SILENT_MS 3000 /* an address has so long to answer */

/* `good` addresses that answer with the token's CA, and the `silent` port of
 * east, which speaks no TLS and says nothing. */
static void probe(struct bench *b, const struct tls *tls, int good, bool silent)
{
	_cleanup_(buf_release) struct buf addresses = BUF_INIT(1024);
	_cleanup_(mem_freep) char *reply = NULL;

	for (int i = 0; i < good; i++)
		buf_addf(&addresses, "%s\"%s\"", i ? "," : "",
			 strstr(tls_base(tls), "//") + 2);
	if (silent)
		buf_addf(&addresses, "%s\"%s\"", good ? "," : "",
			 wire_addr(b->play.clusters[EAST].wire));
	reply = token_with(tls_ca(tls), addresses.data);
	go(b);
	play_answer(&b->play, EAST, GENERATE, 200, reply);
}

static const struct {
	int good;
	bool silent;
	enum connect_mark mark;
	const char *text;
} probes[] = {
	{ 1, false, CONNECT_DONE, " answers in 0 ms, from this host" },
	{ 2, false, CONNECT_DONE, "all 2 addresses answer, from this host" },
	{ 1, true, CONNECT_WARNED, "1 of 2 addresses answer, from this host" },
	{ 0, true, CONNECT_WARNED, "0 of 1 addresses answer, from this host" },
	{ 0, false, CONNECT_WARNED, "the token holds no address" },
};

static bool is_probed(const void *c)
{
	return connect_items(c)[CONNECT_PROBE].mark > CONNECT_RUNNING;
}

/* What this host cannot reach the dialing servers may: it goes on. */
static void what_does_not_answer_is_a_warning(void **state)
{
	static const struct tls_options options = {
		.names = "DNS:server.dc1.peering.east.consul"
	};
	_cleanup_(tls_freep) struct tls *tls = tls_new(&options);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
		struct bench b;

		open_bench(&b);
		probe(&b, tls, probes[i].good, probes[i].silent);
		if (probes[i].silent) {
			play_pass(&b.play, SILENT_MS - 1);
			assert_false(is_probed(b.c));
			clock_fake_advance(&b.play.clock, 1);
		}
		play_until(&b.play, is_probed, b.c);
		expect_item(&b, CONNECT_PROBE, probes[i].mark, probes[i].text);
		play_request(&b.play, WEST, ESTABLISH);
		stop(&b);
	}
}

static void stopped_while_it_probes_it_does_not_dial(void **state)
{
	static const struct tls_options options = { .names = "DNS:x" };
	_cleanup_(tls_freep) struct tls *tls = tls_new(&options);
	struct bench b;

	(void)state;
	open_bench(&b);
	probe(&b, tls, 0, true);
	play_settle(&b.play);
	expect_item(&b, CONNECT_PROBE, CONNECT_RUNNING, "");
	connect_stop(b.c, "stopped");
	expect_failure(&b, CONNECT_PROBE, "stopped");
	play_pass(&b.play, SILENT_MS);
	expect_failure(&b, CONNECT_PROBE, "stopped");
	remove_record(&b, EAST, &unused);
	expect_undone(&b, true, false);
	assert_int_equal(count(&b, ESTABLISH), 0);
	stop(&b);
}

static void freed_while_it_probes_nothing_comes_after(void **state)
{
	static const struct tls_options options = { .names = "DNS:x" };
	_cleanup_(tls_freep) struct tls *tls = tls_new(&options);
	struct bench b;
	size_t over;

	(void)state;
	open_bench(&b);
	probe(&b, tls, 0, true);
	play_settle(&b.play);
	over = b.play.over;
	connect_free(b.c);
	b.play.engine = b.c = NULL;
	assert_int_equal(b.play.over, over + 1); /* it is taken back */
	play_pass(&b.play, SILENT_MS);
	assert_int_equal(b.play.over, over + 1);
	stop(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_answer_is_a_warning),
		cmocka_unit_test(stopped_while_it_probes_it_does_not_dial),
		cmocka_unit_test(freed_while_it_probes_nothing_comes_after),
	};

	return cmocka_run_group_tests_name("connect_probe", tests, NULL, NULL);
}
