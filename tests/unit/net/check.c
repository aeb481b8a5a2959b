/* What a check says of one cluster: each finding, and at which threshold. */
#include "tests/unit/net/check_bench.h"

/* --- a good one ------------------------------------------------------------
 */

static void a_good_cluster_is_ok(void **state)
{
	static const char *const checks[] = {
		"reach",	"leader",	 "version",   "peering",
		"mesh",		"grpc-tls",	 "ca",	      "acl",
		"peering:read", "peering:write", "mesh:read", "mesh:write",
		"peerings",	"exports",
	};
	const struct check_finding *f;
	struct bench b;
	size_t count;

	(void)state;
	run_east(&b, NULL);
	f = check_findings(b.check, &count);
	assert_int_equal(count, ARRAY_LEN(checks));
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(f[i].check, checks[i]);
		assert_string_equal(f[i].cluster, "east");
		assert_string_equal(f[i].hint, "");
	}
	assert_int_equal(check_worst(b.check), CHECK_OK);
	expect_finding(&b, "leader", CHECK_OK, "10.0.0.4:8300");
	expect_finding(&b, "version", CHECK_OK,
		       "Consul 1.21.0, datacenter dc1");
	expect_finding(&b, "grpc-tls", CHECK_OK, "port 8503");
	expect_finding(&b, "acl", CHECK_OK, "access control is off");
	close_bench(&b);
}

static void none_to_look_at_is_done_at_once(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	check_start(b.check);
	assert_true(check_is_done(b.check));
	assert_true(check_worst(b.check) <= CHECK_OK);
	close_bench(&b);
}

/* --- each finding ----------------------------------------------------------
 */

#define AGENT_WITH(peering, mesh, port)                                        \
	"{\"Config\":{\"Datacenter\":\"dc1\",\"Version\":\"1.21.0\"},"         \
	"\"DebugConfig\":{\"PeeringEnabled\":" peering                         \
	",\"ConnectEnabled\":" mesh ",\"GRPCTLSPort\":" port "}}"

#define ALLOWED(a, b, c, d)                                                    \
	"[{\"Allow\":" a "},{\"Allow\":" b "},{\"Allow\":" c "},{\"Allow\":" d \
	"}]"

#define ROOTS_UNTIL(date)                                                      \
	"{\"TrustDomain\":\"east.consul\",\"Roots\":[{\"NotAfter\":"           \
	"\"2036-09-21T14:13:20Z\"},{\"NotAfter\":\"" date "\"}]}"

#define ENTRY(peer)                                                            \
	"{\"Services\":[{\"Name\":\"web\",\"Consumers\":[{\"Peer\":\"" peer    \
	"\"}]}]}"

static const struct {
	struct answer answer;
	const char *check;
	enum check_level level;
	const char *text;
} findings[] = {
	{ { EAST, LEADER, 200, "\"\"", NULL },
	  "leader",
	  CHECK_FAILURE,
	  "there is none" },
	{ { EAST, AGENT, 200, AGENT_WITH("false", "true", "8503"), NULL },
	  "peering",
	  CHECK_FAILURE,
	  "not enabled" },
	{ { EAST, AGENT, 200, AGENT_WITH("true", "false", "8503"), NULL },
	  "mesh",
	  CHECK_FAILURE,
	  "not enabled" },
	{ { EAST, AGENT, 200, AGENT_WITH("true", "true", "0"), NULL },
	  "grpc-tls",
	  CHECK_WARNING,
	  "no such port" },
	{ { EAST, AGENT, 200, AGENT_WITH("true", "true", "-1"), NULL },
	  "grpc-tls",
	  CHECK_WARNING,
	  "no such port" },
	{ { EAST, AGENT, 403, DENIED " 'agent:read'", NULL },
	  "agent",
	  CHECK_UNKNOWN,
	  "may not be read without agent:read" },
	{ { EAST, AGENT, 500, "rpc error: no leader", NULL },
	  "agent",
	  CHECK_UNKNOWN,
	  "rpc error: no leader" },
	{ { EAST, AGENT, 200, "<html>", NULL }, "agent", CHECK_UNKNOWN, "" },
	/* The first of the roots to end counts; it is 2026-09-21T14:13:20Z. */
	{ { EAST, ROOTS, 200, ROOTS_UNTIL("2026-10-21T14:13:20Z"), NULL },
	  "ca",
	  CHECK_OK,
	  "valid until 2026-10-21T14:13:20Z" },
	{ { EAST, ROOTS, 200, ROOTS_UNTIL("2026-10-21T14:13:19Z"), NULL },
	  "ca",
	  CHECK_WARNING,
	  "expires within 30 days, at 2026-10-21T14:13:19Z" },
	{ { EAST, ROOTS, 200, ROOTS_UNTIL("2026-09-21T14:13:21Z"), NULL },
	  "ca",
	  CHECK_WARNING,
	  "expires within 1 days" },
	{ { EAST, ROOTS, 200, ROOTS_UNTIL("2026-09-21T14:13:20Z"), NULL },
	  "ca",
	  CHECK_FAILURE,
	  "expired at 2026-09-21T14:13:20Z" },
	{ { EAST, ROOTS, 200, "{\"Roots\":[]}", NULL },
	  "ca",
	  CHECK_UNKNOWN,
	  "it names no end" },
	{ { EAST, ROOTS, 500, "Connect must be enabled", NULL },
	  "ca",
	  CHECK_UNKNOWN,
	  "Connect must be enabled" },
	{ { EAST, ROOTS, 200, "[]", NULL }, "ca", CHECK_UNKNOWN, "" },
	{ { EAST, ROOTS, 200, ROOTS_UNTIL("soon"), NULL },
	  "ca",
	  CHECK_UNKNOWN,
	  "NotAfter" },
	/* Rights. */
	{ { EAST, RIGHTS, 200, ALLOWED("false", "true", "true", "true"), NULL },
	  "peering:read",
	  CHECK_FAILURE,
	  "not granted" },
	{ { EAST, RIGHTS, 200, ALLOWED("true", "false", "true", "true"), NULL },
	  "peering:write",
	  CHECK_WARNING,
	  "not granted" },
	{ { EAST, RIGHTS, 200, ALLOWED("true", "true", "false", "true"), NULL },
	  "mesh:read",
	  CHECK_WARNING,
	  "not granted" },
	{ { EAST, RIGHTS, 200, ALLOWED("true", "true", "true", "false"), NULL },
	  "mesh:write",
	  CHECK_WARNING,
	  "not granted" },
	{ { EAST, RIGHTS, 200, ALLOWED("true", "true", "true", "true"), NULL },
	  "mesh:write",
	  CHECK_OK,
	  "granted" },
	{ { EAST, RIGHTS, 404, "Invalid URL path", NULL },
	  "peering:read",
	  CHECK_UNKNOWN,
	  "Invalid URL path" },
	{ { EAST, RIGHTS, 403, "ACL not found", NULL },
	  "mesh:read",
	  CHECK_UNKNOWN,
	  "ACL not found" },
	{ { EAST, RIGHTS, 200, "[]", NULL },
	  "peering:read",
	  CHECK_UNKNOWN,
	  "" },
	/* What is denied is not asked for, and said. */
	{ { EAST, RIGHTS, 200, ALLOWED("false", "true", "true", "true"), NULL },
	  "peerings",
	  CHECK_UNKNOWN,
	  "may not be read without peering:read" },
	{ { EAST, RIGHTS, 200, ALLOWED("true", "true", "false", "true"), NULL },
	  "exports",
	  CHECK_UNKNOWN,
	  "may not be read without mesh:read" },
	{ { EAST, LIST, 403, DENIED " 'peering:read'", NULL },
	  "peerings",
	  CHECK_UNKNOWN,
	  "may not be read without peering:read" },
	{ { EAST, LIST, 500, "No cluster leader", NULL },
	  "peerings",
	  CHECK_UNKNOWN,
	  "No cluster leader" },
	{ { EAST, LIST, 200, "<html>", NULL }, "peerings", CHECK_UNKNOWN, "" },
	{ { EAST, LIST, 200, "[]",
	    PLAY_DATE "X-Consul-Results-Filtered-By-Acls: true\r\n" },
	  "peerings",
	  CHECK_OK,
	  "0 of 0 need no look, of those that may be read" },
	/* Exports. */
	{ { EAST, EXPORTS, 200, ENTRY("gone"), NULL },
	  "exports",
	  CHECK_WARNING,
	  "service web is exported to gone, which is no peering" },
	{ { EAST, EXPORTS, 403, DENIED " 'mesh:read'", NULL },
	  "exports",
	  CHECK_UNKNOWN,
	  "may not be read without mesh:read" },
	{ { EAST, EXPORTS, 500, "No cluster leader", NULL },
	  "exports",
	  CHECK_UNKNOWN,
	  "No cluster leader" },
	{ { EAST, EXPORTS, 200, "<html>", NULL },
	  "exports",
	  CHECK_UNKNOWN,
	  "" },
	{ { EAST, EXPORTS, 200, "{\"Services\":[{\"Consumers\":7}]}", NULL },
	  "exports",
	  CHECK_UNKNOWN,
	  "Consumers" },
};

static void each_thing_has_its_finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(findings); i++) {
		struct bench b;

		run_east(&b, &findings[i].answer);
		expect_finding(&b, findings[i].check, findings[i].level,
			       findings[i].text);
		assert_true(check_worst(b.check) >= findings[i].level);
		close_bench(&b);
	}
}

/* It would take seconds. */
static void what_will_be_denied_is_not_asked_for(void **state)
{
	static const struct answer none = {
		EAST, RIGHTS, 200, ALLOWED("false", "false", "false", "false"),
		NULL
	};
	struct bench b;

	(void)state;
	run_east(&b, &none);
	assert_int_equal(play_count(&b.play, EAST, LIST), 0);
	assert_int_equal(play_count(&b.play, EAST, EXPORTS), 0);
	close_bench(&b);
}

/* An empty list is not "none" when it was filtered. */
static void without_all_peerings_no_export_is_wrong(void **state)
{
	static const struct answer answers[] = {
		{ EAST, EXPORTS, 200, ENTRY("west"), NULL },
		{ EAST, LIST, 200, "[]",
		  PLAY_DATE "X-Consul-Results-Filtered-By-Acls: true\r\n" },
	};
	struct bench b;

	(void)state;
	open_bench(&b);
	add(&b, EAST);
	run(&b, answers, ARRAY_LEN(answers));
	expect_finding(&b, "exports", CHECK_UNKNOWN,
		       "1; whether their peers exist may not be read");
	assert_int_equal(check_worst(b.check), CHECK_UNKNOWN);
	close_bench(&b);
}

static void the_entry_of_the_partition_is_looked_at(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b);
	b.play.clusters[EAST].config.partition.value = "team-a";
	add(&b, EAST);
	run(&b, NULL, 0);
	assert_int_equal(play_count(&b.play, EAST,
				    EXPORTS "team-a?partition=team-a"),
			 1);
	b.play.clusters[EAST].config.partition.value = NULL;
	close_bench(&b);
}

/* --- the clocks ------------------------------------------------------------
 */

static const struct {
	int64_t wall;	  /* of this host; the cluster says PLAY_WALL */
	const char *text; /* NULL: nothing */
} clocks[] = {
	{ PLAY_WALL, NULL },
	{ PLAY_WALL + 120, NULL },
	{ PLAY_WALL + 121, "it is 121 s behind that of this host" },
	{ PLAY_WALL - 120, NULL },
	{ PLAY_WALL - 121, "it is 121 s ahead of that of this host" },
};

static void a_clock_that_is_off_is_a_warning(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(clocks); i++) {
		struct bench b;

		open_bench(&b);
		b.play.clock.wall = clocks[i].wall;
		add(&b, EAST);
		run(&b, NULL, 0);
		if (clocks[i].text)
			expect_finding(&b, "clock", CHECK_WARNING,
				       clocks[i].text);
		else
			assert_null(find(&b, "clock", ""));
		close_bench(&b);
	}
}

static void without_a_date_no_clock_is_off(void **state)
{
	static const struct answer undated = { EAST, LEADER, 200, "\"x:1\"",
					       "X-Consul-Index: 1\r\n" };
	struct bench b;

	(void)state;
	run_east(&b, &undated);
	assert_null(find(&b, "clock", ""));
	close_bench(&b);
}

/* --- the ACL token ---------------------------------------------------------
 */

static const struct {
	const char *token; /* NULL: none is given */
	int status;
	const char *body;
	enum check_level level;
	const char *text;
} tokens[] = {
	{ "x", 200, "{\"AccessorID\":\"7f3c\",\"SecretID\":\"x\"}", CHECK_OK,
	  "token 7f3c, from CONSUL_HTTP_TOKEN" },
	{ NULL, 200, "{\"AccessorID\":\"7f3c\"}", CHECK_OK,
	  "token 7f3c, the agent's own" },
	{ NULL, 403, DENIED, CHECK_WARNING, "no ACL token: the anonymous" },
	{ "x", 403, "token does not exist: ACL not found", CHECK_FAILURE,
	  "the token from CONSUL_HTTP_TOKEN is not known here" },
	{ "x", 500, "No cluster leader", CHECK_UNKNOWN, "No cluster leader" },
	{ "x", 200, "{}", CHECK_UNKNOWN, "whose token it is" },
};

static void the_token_is_told_by_whose_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
		const struct answer answers[] = {
			{ EAST, ACCESSOR, tokens[i].status, tokens[i].body,
			  NULL },
			{ EAST, RIGHTS, 404, "", NULL },
		};
		struct client_setting *token;
		struct bench b;

		open_bench(&b);
		token = &b.play.clusters[EAST].config.token;
		if (tokens[i].token)
			*token = (struct client_setting){ tokens[i].token,
							  "CONSUL_HTTP_TOKEN" };
		add(&b, EAST);
		run(&b, answers, ARRAY_LEN(answers));
		expect_finding(&b, "acl", tokens[i].level, tokens[i].text);
		close_bench(&b);
	}
}

/* --- health ----------------------------------------------------------------
 */

static const struct {
	struct play_record record;
	enum check_level level;
	const char *text;
} healths[] = {
	{ { .state = "ACTIVE", .heard = true, .beat = -30 },
	  CHECK_OK,
	  "1 of 1 need no look" },
	{ { .state = "ACTIVE", .heard = true, .beat = -31 },
	  CHECK_WARNING,
	  "dc2 misses heartbeats" },
	{ { .state = "ACTIVE", .heard = true, .beat = -60 },
	  CHECK_WARNING,
	  "dc2 misses heartbeats" },
	{ { .state = "ACTIVE", .heard = true, .beat = -61 },
	  CHECK_FAILURE,
	  "dc2 says ACTIVE, but has not been heard for over a minute" },
	{ { .state = "ACTIVE" }, CHECK_OK, "1 of 1 need no look" },
	{ { .state = "FAILING" }, CHECK_FAILURE, "dc2 is FAILING" },
	{ { .state = "TERMINATED" },
	  CHECK_WARNING,
	  "dc2 was deleted by the other side" },
	{ { .state = "PENDING" }, CHECK_OK, "1 of 1 need no look" },
	{ { .state = "DELETING" }, CHECK_OK, "1 of 1 need no look" },
};

static void a_peering_is_judged_by_its_health(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(healths); i++) {
		struct play_record record = healths[i].record;
		_cleanup_(buf_release) struct buf list = BUF_INIT(4096);
		_cleanup_(mem_freep) char *text = NULL;
		struct answer answer = { EAST, LIST, 200, NULL, NULL };
		struct bench b;

		record.name = "dc2";
		text = play_record(&record);
		buf_addf(&list, "[%s]", text);
		answer.body = list.data;
		run_east(&b, &answer);
		expect_finding(&b, "peerings", healths[i].level,
			       healths[i].text);
		close_bench(&b);
	}
}

/* A state that no Consul of today has is for a person to look at. */
static void an_unknown_state_is_a_warning(void **state)
{
	static const struct answer answer = {
		EAST, LIST, 200, "[{\"Name\":\"dc2\",\"State\":\"NEW\"}]", NULL
	};
	const struct check_finding *f;
	struct bench b;

	(void)state;
	run_east(&b, &answer);
	f = find(&b, "peerings", "dc2 is in a state not known here");
	assert_non_null(f);
	assert_int_equal(f->level, CHECK_WARNING);
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_cluster_is_ok),
		cmocka_unit_test(none_to_look_at_is_done_at_once),
		cmocka_unit_test(each_thing_has_its_finding),
		cmocka_unit_test(what_will_be_denied_is_not_asked_for),
		cmocka_unit_test(without_all_peerings_no_export_is_wrong),
		cmocka_unit_test(the_entry_of_the_partition_is_looked_at),
		cmocka_unit_test(a_clock_that_is_off_is_a_warning),
		cmocka_unit_test(without_a_date_no_clock_is_off),
		cmocka_unit_test(the_token_is_told_by_whose_it_is),
		cmocka_unit_test(a_peering_is_judged_by_its_health),
		cmocka_unit_test(an_unknown_state_is_a_warning),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
