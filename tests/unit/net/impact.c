/* What a delete would take down, as Consul answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "net/client.h"
#include "net/impact.h"
#include "tests/lib/wire.h"

static const struct {
	const char *json, *names; /* NULL: it is refused */
} lists[] = {
	{ "[]", "" },
	/* As Consul 1.21 answered. */
	{ "[{\"Kind\":\"service-intentions\",\"Name\":\"api\",\"Sources\":[{"
	  "\"Name\":\"web\",\"Action\":\"allow\",\"Precedence\":9,\"Type\":"
	  "\"consul\",\"Peer\":\"west\"}],\"Hash\":8500357688245541180}]",
	  "api" },
	{ "[{\"Name\":\"fail\",\"Failover\":{\"*\":{\"Targets\":[{\"Peer\":"
	  "\"west\"}]}}},{\"Name\":\"res\",\"Redirect\":{\"Service\":\"web\","
	  "\"Peer\":\"west\"}},{\"Name\":\"other\",\"Redirect\":{\"Peer\":"
	  "\"east\"}}]",
	  "fail,res" },
	{ "[{\"Name\":\"default\",\"Services\":[{\"Name\":\"w\",\"Consumers\":"
	  "[{\"Peer\":\"east\"},{\"Peer\":\"west\"}]}]}]",
	  "default" },
	/* The word alone is no name of a peer. */
	{ "[{\"Name\":\"west\",\"Service\":\"west\",\"Peer\":7}]", "" },
	{ "[{\"Peer\":\"west\"},{\"Name\":\"n\",\"Peer\":\"west\"},7]", ",n" },
	{ "[{\"Name\":\"a\",\"Peer\":\"west2\"}]", "" },
	{ "", NULL },
	{ "{\"Peer\":\"west\"}", NULL },
	{ "<html>", NULL },
	{ "[{\"Peer\":\"west\"}", NULL },
};

static void entries_that_name_the_peer_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		_cleanup_(strlist_release) struct strlist names = { 0 };
		_cleanup_(strlist_release) struct strlist wanted = { 0 };
		struct err err = ERR_INIT;

		assert_int_equal(impact_entries(lists[i].json,
						strlen(lists[i].json), "west",
						&names, &err),
				 lists[i].names != NULL);
		if (lists[i].names && *lists[i].names)
			strlist_split(&wanted, lists[i].names, ',');
		assert_true(!lists[i].names || strlist_equal(&names, &wanted));
	}
}

struct bench {
	struct clock_fake clock;
	struct wire *wire;
	struct http *http;
	struct client_config config;
	struct client client;
	struct impact *impact;
	int changes;
};

static void changed(void *ctx)
{
	((struct bench *)ctx)->changes++;
}

static void start(struct bench *b)
{
	*b = (struct bench){ .wire = wire_new() };
	clock_fake_init(&b->clock, 1790000000);
	b->http = http_new(&b->clock.clock);
	b->config.endpoint.base = wire_base(b->wire);
	b->client = (struct client){ b->http, &b->config };
	b->impact = impact_new(&b->client, "west", changed, b);
}

static void end(struct bench *b)
{
	impact_free(b->impact);
	http_free(b->http);
	wire_free(b->wire);
}

static struct wire_request *request(struct bench *b, const char *line)
{
	return wire_expect(b->wire, b->http, line);
}

static void all_is_asked_at_once_and_ends_after_some_seconds(void **state)
{
	static const char *const lines[IMPACT_PARTS] = {
		"GET /v1/internal/ui/services?peer=west",
		"GET /v1/config/service-intentions",
		"GET /v1/config/service-resolver",
		"GET /v1/config/service-splitter",
		"GET /v1/config/exported-services",
		"GET /v1/config/sameness-group",
	};
	const struct impact_part *parts;
	struct bench b;

	(void)state;
	start(&b);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		request(&b, lines[i]); /* none waits for another's answer */
	clock_fake_advance(&b.clock, 3001);
	while (b.changes < IMPACT_PARTS)
		wire_turn(b.wire, b.http);
	parts = impact_parts(b.impact);
	for (size_t i = 0; i < IMPACT_PARTS; i++) {
		assert_int_equal(parts[i].seen, IMPACT_FAILED);
		assert_int_equal(parts[i].err.kind, ERR_TIMEOUT);
	}
	end(&b);
}

static void answers_are_counted(void **state)
{
	const struct impact_part *parts;
	struct bench b;

	(void)state;
	start(&b);
	wire_reply(request(&b, "GET /v1/internal/ui/services"), 200, NULL,
		   "[{\"Name\":\"web\",\"InstanceCount\":3,\"ChecksPassing\":2,"
		   "\"ChecksCritical\":1},{\"Name\":\"api\",\"InstanceCount\":"
		   "1,\"ChecksPassing\":1}]");
	wire_reply(request(&b, "GET /v1/config/service-resolver"), 200,
		   "X-Consul-Results-Filtered-By-Acls: true\r\n", "[]");
	wire_reply(request(&b, "GET /v1/config/service-intentions"), 403, NULL,
		   "ACL not found");
	wire_reply(request(&b, "GET /v1/config/exported-services"), 200, NULL,
		   "[{\"Name\":\"default\",\"Services\":[{\"Consumers\":"
		   "[{\"Peer\":\"west\"}]}]}]");
	while (b.changes < 4)
		wire_turn(b.wire, b.http);
	parts = impact_parts(b.impact);
	assert_int_equal(parts[0].names.count, 2);
	assert_int_equal(parts[0].instances, 4);
	assert_int_equal(parts[0].healthy, 3);
	assert_int_equal(parts[0].seen, IMPACT_ALL);
	assert_int_equal(parts[1].seen, IMPACT_FAILED);
	assert_int_equal(parts[1].err.kind, ERR_DENIED);
	assert_int_equal(parts[2].seen, IMPACT_PARTLY);
	assert_int_equal(parts[3].seen, IMPACT_ASKED);
	assert_string_equal(parts[4].names.items[0], "default");
	end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_that_name_the_peer_are_found),
		cmocka_unit_test(
			all_is_asked_at_once_and_ends_after_some_seconds),
		cmocka_unit_test(answers_are_counted),
	};

	return cmocka_run_group_tests_name("impact", tests, NULL, NULL);
}
