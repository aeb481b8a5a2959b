/* A check while it runs: answers that do not come, cancelling, and what it
 * says between two clusters. */
#include "tests/unit/net/check_bench.h"

#define LINK "9999aaaa-0000-0000-0000-000000000000"

/* A question, and under which name its finding stands. */
static const struct {
	const char *line, *check;
} questions[] = {
	{ AGENT, "agent" }, { ACCESSOR, "acl" },  { RIGHTS, "peering:read" },
	{ ROOTS, "ca" },    { LIST, "peerings" }, { EXPORTS, "exports" },
};

static const char *const loss_texts[] = {
	[PLAY_EOF] = "EOF",
	[PLAY_CUT] = "cut off after",
	[PLAY_SILENCE] = "no reply within 80 s",
	[PLAY_GATEWAY] = "Gateway Time-out",
};

/* --- no answers ------------------------------------------------------------
 */

static void where_nothing_listens_only_that_is_said(void **state)
{
	const struct check_finding *f;
	struct bench b;
	size_t count;

	(void)state;
	open_bench(&b);
	add(&b, EAST);
	play_leave(&b.play, EAST);
	run(&b, NULL, 0);
	expect_finding(&b, "reach", CHECK_FAILURE, "connection refused");
	f = check_findings(b.check, &count);
	assert_int_equal(count, 1);
	assert_string_equal(f->cluster, "east");
	close_bench(&b);
}

static void without_a_first_answer_nothing_else_is_asked(void **state)
{
	(void)state;
	for (enum play_loss loss = 0; loss < PLAY_LOSSES; loss++) {
		struct bench b;

		open_bench(&b);
		add(&b, EAST);
		hold(&b, EAST, LEADER);
		play_lose(&b.play, EAST, LEADER, loss, "\"10.0.0.4:8300\"");
		until_done(&b);
		expect_finding(&b, "reach", CHECK_FAILURE, loss_texts[loss]);
		assert_int_equal(play_count(&b.play, EAST, AGENT), 0);
		close_bench(&b);
	}
}

/* What had arrived of it is nobody's words. */
static void a_lost_answer_leaves_one_thing_unknown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(questions) * PLAY_LOSSES; i++) {
		enum play_loss loss = (enum play_loss)(i % PLAY_LOSSES);
		size_t q = i / PLAY_LOSSES;
		struct bench b;

		open_bench(&b);
		b.play.clusters[EAST].config.token =
			(struct client_setting){ "x", "CONSUL_HTTP_TOKEN" };
		add(&b, EAST);
		hold(&b, EAST, questions[q].line);
		play_lose(&b.play, EAST, questions[q].line, loss, "{}");
		b.holds = "none";
		until_done(&b);
		if (strcmp(questions[q].line, ACCESSOR) != 0)
			expect_finding(&b, questions[q].check, CHECK_UNKNOWN,
				       loss_texts[loss]);
		expect_finding(&b, "leader", CHECK_OK, "");
		assert_true(check_worst(b.check) <= CHECK_UNKNOWN);
		close_bench(&b);
	}
}

static void a_broken_context_is_a_finding_beside_the_others(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	check_add_failure(b.check, "lab", "no such file: ca.pem");
	add(&b, EAST);
	run(&b, NULL, 0);
	expect_finding(&b, "reach", CHECK_FAILURE, "no such file: ca.pem");
	expect_finding(&b, "leader", CHECK_OK, "10.0.0.4:8300");
	close_bench(&b);
}

/* --- while it runs ---------------------------------------------------------
 */

static void count(void *ctx)
{
	++*(int *)ctx;
}

static void what_has_not_come_yet_is_waiting(void **state)
{
	struct bench b;
	int changes = 0;

	(void)state;
	open_bench(&b);
	check_tell(b.check, count, &changes);
	add(&b, EAST);
	hold(&b, EAST, ROOTS);
	expect_finding(&b, "leader", CHECK_OK, "10.0.0.4:8300");
	expect_finding(&b, "version", CHECK_OK, "1.21.0");
	expect_finding(&b, "ca", CHECK_WAITING, "");
	assert_false(check_is_done(b.check));
	assert_int_equal(changes, 4);
	b.holds = "none";
	until_done(&b);
	expect_finding(&b, "ca", CHECK_OK, "");
	assert_int_equal(changes, 7);
	close_bench(&b);
}

static void cancelled_the_rest_stays_unknown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct wire_request *r;
		int changes = 0;
		struct bench b;

		if (!strcmp(questions[i].line, ACCESSOR))
			continue; /* without access control nobody misses it */
		open_bench(&b);
		check_tell(b.check, count, &changes);
		add(&b, EAST);
		hold(&b, EAST, questions[i].line);
		r = wire_take(b.play.clusters[EAST].wire, questions[i].line);
		check_cancel(b.check);
		changes = 0;
		wire_reply(r, 200, PLAY_DATE, "{}");
		play_settle(&b.play);
		assert_true(check_is_done(b.check));
		assert_int_equal(changes, 0);
		assert_true(wire_is_gone(r));
		expect_finding(&b,
			       strcmp(questions[i].line, RIGHTS) != 0
				       ? questions[i].check
				       : "rights",
			       CHECK_UNKNOWN, "not looked at: it was cancel");
		assert_true(check_worst(b.check) <= CHECK_UNKNOWN);
		close_bench(&b);
	}
}

static void freed_it_takes_its_questions_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		struct wire_request *r;
		int changes = 0;
		struct bench b;

		open_bench(&b);
		check_tell(b.check, count, &changes);
		add(&b, EAST);
		hold(&b, EAST, questions[i].line);
		r = wire_take(b.play.clusters[EAST].wire, questions[i].line);
		check_freep(&b.check);
		assert_null(b.check);
		changes = 0;
		wire_reply(r, 200, PLAY_DATE, "{}");
		play_settle(&b.play);
		assert_int_equal(changes, 0);
		assert_true(wire_is_gone(r));
		close_bench(&b);
	}
}

/* One that is silent holds up only itself. */
static void a_slow_cluster_does_not_hide_the_other(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	add(&b, WEST);
	add(&b, EAST);
	hold(&b, WEST, LEADER);
	wire_reply(wire_take(b.play.clusters[EAST].wire, LEADER), 200,
		   PLAY_DATE, "\"10.0.0.4:8300\"");
	for (int i = 0; i < 20; i++)
		turn(&b);
	expect_finding(&b, "version", CHECK_OK, "dc1");
	assert_false(check_is_done(b.check));
	play_pass(&b.play, 80000);
	until_done(&b);
	expect_finding(&b, "reach", CHECK_FAILURE, "no reply within 80 s");
	close_bench(&b);
}

/* --- between two -----------------------------------------------------------
 */

#define ACCEPTOR_OF(id, state, dc)                                             \
	"{\"ID\":\"" id "\",\"Name\":\"dc2\",\"State\":\"" state               \
	"\",\"Remote\":{\"Datacenter\":\"" dc "\"}}"
#define DIALER_OF(id, state, server)                                           \
	"{\"ID\":\"1\",\"Name\":\"dc1\",\"State\":\"" state                    \
	"\",\"PeerID\":\"" id "\",\"PeerServerName\":\"" server "\"}"
#define TO_EAST "server.dc1.peering.east.consul"

/* East generated, west dials. */
static const struct {
	const char *east, *west; /* their lists; NULL: may not be read */
	enum check_level level;	 /* CHECK_OK: nothing is said */
	const char *text;
} pairs[] = {
	{ "[" ACCEPTOR_OF(LINK, "ACTIVE", "dc2") "]",
	  "[" DIALER_OF(LINK, "ACTIVE", TO_EAST) "]", CHECK_OK, "" },
	{ "[]", "[" DIALER_OF(LINK, "FAILING", TO_EAST) "]", CHECK_FAILURE,
	  "dc1 dials east, which has no such peering" },
	{ "[" ACCEPTOR_OF("other", "ACTIVE", "") "]",
	  "[" DIALER_OF(LINK, "ACTIVE", TO_EAST) "]", CHECK_FAILURE,
	  "dc1 dials east, which has no such peering" },
	{ "[" ACCEPTOR_OF(LINK, "ACTIVE", "dc2") "]", "[]", CHECK_WARNING,
	  "dc2 was dialed from dc2, where no peering has its ID" },
	{ "[" ACCEPTOR_OF(LINK, "PENDING", "") "]", "[]", CHECK_OK, "" },
	{ "[" ACCEPTOR_OF(LINK, "ACTIVE", "dc3") "]", "[]", CHECK_OK, "" },
	{ "[" ACCEPTOR_OF(LINK, "TERMINATED", "dc2") "]", "[]", CHECK_OK, "" },
	{ "[]", "[" DIALER_OF(LINK, "TERMINATED", TO_EAST) "]", CHECK_OK, "" },
	/* Whom it dials is in no list. */
	{ "[]",
	  "[" DIALER_OF(LINK, "ACTIVE", "server.dc1.peering.x.consul") "]",
	  CHECK_OK, "" },
	{ "[]",
	  "[" DIALER_OF(LINK, "ACTIVE",
			"server.dc1.peering.northeast.consul") "]",
	  CHECK_OK, "" },
	{ NULL, "[" DIALER_OF(LINK, "FAILING", TO_EAST) "]", CHECK_OK, "" },
	{ "[" ACCEPTOR_OF(LINK, "ACTIVE", "dc2") "]", NULL, CHECK_OK, "" },
};

static void a_peering_that_only_one_side_has_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(pairs); i++) {
		const char *east = pairs[i / 2].east, *west = pairs[i / 2].west;
		const struct answer answers[] = {
			{ EAST, LIST, east ? 200 : 403, east ? east : DENIED,
			  NULL },
			{ WEST, LIST, west ? 200 : 403, west ? west : DENIED,
			  NULL },
		};
		struct bench b;

		open_bench(&b);
		add(&b, i % 2 ? EAST : WEST); /* in either order */
		add(&b, i % 2 ? WEST : EAST);
		run(&b, answers, ARRAY_LEN(answers));
		if (pairs[i / 2].level == CHECK_OK)
			assert_null(find(&b, "one-sided", ""));
		else
			expect_finding(&b, "one-sided", pairs[i / 2].level,
				       pairs[i / 2].text);
		close_bench(&b);
	}
}

/* Then it is not known what the other one has. */
static void a_filtered_list_accuses_nobody(void **state)
{
	static const struct answer answers[] = {
		{ EAST, LIST, 200, "[]",
		  PLAY_DATE "X-Consul-Results-Filtered-By-Acls: true\r\n" },
		{ WEST, LIST, 200, "[" DIALER_OF(LINK, "ACTIVE", TO_EAST) "]",
		  NULL },
	};
	struct bench b;

	(void)state;
	open_bench(&b);
	add(&b, EAST);
	add(&b, WEST);
	run(&b, answers, ARRAY_LEN(answers));
	assert_null(find(&b, "one-sided", ""));
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_nothing_listens_only_that_is_said),
		cmocka_unit_test(without_a_first_answer_nothing_else_is_asked),
		cmocka_unit_test(a_lost_answer_leaves_one_thing_unknown),
		cmocka_unit_test(
			a_broken_context_is_a_finding_beside_the_others),
		cmocka_unit_test(what_has_not_come_yet_is_waiting),
		cmocka_unit_test(cancelled_the_rest_stays_unknown),
		cmocka_unit_test(freed_it_takes_its_questions_back),
		cmocka_unit_test(a_slow_cluster_does_not_hide_the_other),
		cmocka_unit_test(a_peering_that_only_one_side_has_is_told),
		cmocka_unit_test(a_filtered_list_accuses_nobody),
	};

	return cmocka_run_group_tests_name("check_clusters", tests, NULL, NULL);
}
