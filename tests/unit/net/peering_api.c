/* The peering calls: what is sent, field by field, and what is made of the
 * reply. The test plays the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/peering_api.h"
#include "net/peering_body.h"
#include "tests/lib/wire.h"

#define TOKEN "eyJDQSI6WyJ4Il0sIlNlcnZlckFkZHJlc3NlcyI6WyIxMC4wLjAuMTo4NTAzIl19"

struct bench {
	struct http *http;
	struct wire *wire;
	struct client_config config;
	struct client client;
	int done;
	struct http_reply reply;
	char text[256];
	struct peerings list;
	struct peering_rights rights;
};

static int setup(void **state)
{
	struct bench *b = mem_new(1, sizeof(*b));

	b->http = http_new(&clock_system);
	b->wire = wire_new();
	b->config.endpoint.base = wire_base(b->wire);
	b->client = (struct client){ b->http, &b->config };
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	http_free(b->http);
	wire_free(b->wire);
	peerings_release(&b->list);
	free(b);
	return 0;
}

static bool is_done(void *ctx)
{
	return ((struct bench *)ctx)->done > 0;
}

static void on_done(void *ctx, const struct http_reply *reply)
{
	struct bench *b = ctx;

	b->done++;
	b->reply = *reply;
}

static void on_token(void *ctx, const struct http_reply *reply,
		     const char *token, size_t len)
{
	struct bench *b = ctx;

	on_done(ctx, reply);
	snprintf(b->text, sizeof(b->text), "%s", token ? token : "(none)");
	assert_int_equal(len, token ? strlen(token) : 0);
}

static void on_list(void *ctx, const struct http_reply *reply,
		    struct peerings *list)
{
	struct bench *b = ctx;

	on_done(ctx, reply);
	b->list = *list;
	*list = (struct peerings){ 0 };
}

static void on_rights(void *ctx, const struct http_reply *reply,
		      const struct peering_rights *rights)
{
	struct bench *b = ctx;

	on_done(ctx, reply);
	b->rights = *rights;
}

static void on_accessor(void *ctx, const struct http_reply *reply,
			const char *accessor)
{
	struct bench *b = ctx;

	on_done(ctx, reply);
	snprintf(b->text, sizeof(b->text), "%s",
		 accessor ? accessor : "(none)");
}

/* Take the request, which must be `line` with `body`, and answer it. */
static void answer(struct bench *b, const char *line, const char *body,
		   int status, const char *reply)
{
	struct wire_request *r = wire_expect(b->wire, b->http, "");

	assert_string_equal(r->line, line);
	assert_string_equal(r->body, body);
	wire_reply(r, status, NULL, reply);
	wire_until(b->wire, b->http, is_done, b);
	assert_int_equal(b->done, 1);
	b->done = 0;
}

static void generate_leaves_out_what_is_empty(void **state)
{
	struct bench *b = *state;
	struct kv meta = { 0 };
	struct strlist addresses = { 0 };
	struct peering_generate g = { .name = "west-dc",
				      .partition = "",
				      .meta = &meta,
				      .addresses = &addresses };

	peering_api_generate(&b->client, &g, on_token, b);
	answer(b, "POST /v1/peering/token", "{\"PeerName\":\"west-dc\"}", 200,
	       "{\"PeeringToken\":\"" TOKEN "\"}\n");
	assert_int_equal(b->reply.err.kind, ERR_NONE);
	assert_string_equal(b->text, TOKEN);
}

static void generate_sends_every_field(void **state)
{
	struct bench *b = *state;
	_cleanup_(kv_release) struct kv meta = { 0 };
	_cleanup_(strlist_release) struct strlist addresses = { 0 };
	struct peering_generate g = { .name = "w",
				      .partition = "team-a",
				      .meta = &meta,
				      .addresses = &addresses };

	kv_add(&meta, "z", "1");
	kv_add(&meta, "a", "old");
	kv_add(&meta, "q", "\"a\\b\"<é");
	kv_add(&meta, "a", "");
	strlist_add(&addresses, "a:1");
	strlist_add(&addresses, "");
	peering_api_generate(&b->client, &g, on_token, b);
	answer(b, "POST /v1/peering/token?partition=team-a",
	       "{\"PeerName\":\"w\",\"Partition\":\"team-a\",\"Meta\":{"
	       "\"a\":\"\",\"q\":\"\\\"a\\\\b\\\"\\u003cé\",\"z\":\"1\"},"
	       "\"ServerExternalAddresses\":[\"a:1\",\"\"]}",
	       200, "{\"PeeringToken\":\"" TOKEN "\"}");
	assert_string_equal(b->text, TOKEN);
}

static void a_reply_without_a_token_is_an_error(void **state)
{
	struct bench *b = *state;
	static const struct {
		int status;
		const char *reply;
		enum err_kind kind;
	} cases[] = {
		{ 200, "", ERR_DECODE },
		{ 200, "{}", ERR_DECODE },
		{ 200, "{\"PeeringToken\":\"\"}", ERR_DECODE },
		{ 200, "{\"PeeringToken\":", ERR_DECODE },
		{ 200, "<html>proxy login</html>", ERR_DECODE },
		{ 500, "", ERR_STATUS },
		{ 403, "Permission denied", ERR_DENIED },
	};
	struct peering_generate g = { .name = "w" };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		peering_api_generate(&b->client, &g, on_token, b);
		answer(b, "POST /v1/peering/token", "{\"PeerName\":\"w\"}",
		       cases[i].status, cases[i].reply);
		assert_string_equal(b->text, "(none)");
		assert_int_equal(b->reply.err.kind, cases[i].kind);
	}
}

static void establish_sends_the_token(void **state)
{
	struct bench *b = *state;
	struct peering_establish e = { .name = "east", .token = TOKEN };

	peering_api_establish(&b->client, &e, on_done, b);
	answer(b, "POST /v1/peering/establish",
	       "{\"PeerName\":\"east\",\"PeeringToken\":\"" TOKEN "\"}", 200,
	       "{}");
	assert_int_equal(b->reply.err.kind, ERR_NONE);
}

static void lists_are_streamed_into_rows(void **state)
{
	struct bench *b = *state;

	peering_api_list(&b->client, PEERING_ROWS, on_list, NULL, b);
	answer(b, "GET /v1/peerings", "", 200,
	       "[{\"Name\":\"a\",\"State\":\"ACTIVE\"},{\"Name\":\"b\"}]");
	assert_int_equal(b->reply.err.kind, ERR_NONE);
	assert_int_equal(b->list.count, 2);
	assert_string_equal(b->list.rows[0].name, "a");
	assert_int_equal(b->list.rows[0].state, PEERING_ACTIVE);
}

static void a_list_that_is_none_is_an_error(void **state)
{
	struct bench *b = *state;
	static const char *const replies[] = { "", "{}", "[{\"Name\":\"a\"}",
					       "<html>" };

	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		peering_api_list(&b->client, PEERING_ROWS, on_list, NULL, b);
		answer(b, "GET /v1/peerings", "", 200, replies[i]);
		assert_int_equal(b->reply.err.kind, ERR_DECODE);
		assert_int_equal(b->list.count, 0);
	}
}

static void a_cancelled_list_frees_what_it_holds(void **state)
{
	struct bench *b = *state;
	struct http_request *request;
	struct wire_request *r;

	request = peering_api_list(&b->client, PEERING_ROWS, on_list, NULL, b);
	r = wire_expect(b->wire, b->http, "GET");
	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
		      "[{\"Name\":\"a\"},{");
	for (int i = 0; i < 3; i++)
		wire_turn(b->wire, b->http);
	http_cancel(request); /* LeakSanitizer sees the rest */
	assert_int_equal(b->done, 0);
}

static void read_and_delete_escape_the_name(void **state)
{
	struct bench *b = *state;

	b->config.partition.value = "p&q";
	b->config.namespace_name.value = "ns1";
	peering_api_read(&b->client, "a b/?", NULL, on_list, b);
	answer(b, "GET /v1/peering/a%20b%2F%3F?ns=ns1&partition=p%26q", "", 200,
	       "{\"Name\":\"a b\"}");
	assert_int_equal(b->list.count, 1);
	peerings_release(&b->list);

	peering_api_read(&b->client, "no", "own", on_list, b);
	answer(b, "GET /v1/peering/no?ns=ns1&partition=own", "", 404,
	       "Peering not found for \"no\"");
	assert_int_equal(b->reply.status, 404);
	assert_int_equal(b->list.count, 0);

	peering_api_delete(&b->client, "west", NULL, on_done, b);
	answer(b, "DELETE /v1/peering/west?ns=ns1&partition=p%26q", "", 200,
	       "");
	assert_int_equal(b->reply.err.kind, ERR_NONE);
}

static void a_wait_throws_its_list_away(void **state)
{
	struct bench *b = *state;

	peering_api_wait(&b->client, 41, 45000, on_done, b);
	answer(b, "GET /v1/peerings?index=41&wait=45000ms", "", 200,
	       "not even a list");
	assert_int_equal(b->reply.err.kind, ERR_NONE);
	assert_int_equal(b->reply.body_len, 0);
}

#define ASKED                                                                  \
	"[{\"Resource\":\"peering\",\"Access\":\"read\"},"                     \
	"{\"Resource\":\"peering\",\"Access\":\"write\"},"                     \
	"{\"Resource\":\"mesh\",\"Access\":\"read\"},"                         \
	"{\"Resource\":\"mesh\",\"Access\":\"write\"}]"

static void rights_are_read_in_their_order(void **state)
{
	struct bench *b = *state;
	static const struct {
		int status;
		const char *reply;
		enum peering_right read, write, mesh;
		bool disabled;
	} cases[] = {
		{ 200,
		  "[{\"Allow\":true},{\"Allow\":false},{\"Allow\":true},"
		  "{\"Allow\":false}]",
		  RIGHT_YES, RIGHT_NO, RIGHT_YES, false },
		{ 401, "ACL support disabled", RIGHT_YES, RIGHT_YES, RIGHT_YES,
		  true },
		{ 404, "", RIGHT_UNKNOWN, RIGHT_UNKNOWN, RIGHT_UNKNOWN, false },
		{ 200, "{}", RIGHT_UNKNOWN, RIGHT_UNKNOWN, RIGHT_UNKNOWN,
		  false },
		{ 200, "\"OK\"", RIGHT_UNKNOWN, RIGHT_UNKNOWN, RIGHT_UNKNOWN,
		  false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		peering_api_rights(&b->client, on_rights, NULL, b);
		answer(b, "POST /v1/internal/acl/authorize", ASKED,
		       cases[i].status, cases[i].reply);
		assert_int_equal(b->rights.peering_read, cases[i].read);
		assert_int_equal(b->rights.peering_write, cases[i].write);
		assert_int_equal(b->rights.mesh_read, cases[i].mesh);
		assert_int_equal(b->rights.acl_disabled, cases[i].disabled);
	}
}

static void the_accessor_is_told_without_the_secret(void **state)
{
	struct bench *b = *state;

	peering_api_accessor(&b->client, on_accessor, b);
	answer(b, "GET /v1/acl/token/self", "", 200,
	       "{\"SecretID\":\"s3cret\",\"AccessorID\":\"acc-1\"}");
	assert_string_equal(b->text, "acc-1");
	peering_api_accessor(&b->client, on_accessor, b);
	answer(b, "GET /v1/acl/token/self", "", 403, "ACL not found");
	assert_string_equal(b->text, "(none)");
}

static void only_a_list_of_partitions_names_some(void **state)
{
	static const char list[] = "[{\"Name\":\"default\"},1,{},null,"
				   "{\"Name\":2},{\"Name\":\"ops\"}]";
	static const char *const none[] = { "\"ops\"", "1", "{\"Name\":\"a\"}",
					    "<html>", "" };
	_cleanup_(strlist_release) struct strlist names = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		peering_body_partitions(none[i], strlen(none[i]), &names);
	assert_int_equal(names.count, 0);
	peering_body_partitions(list, sizeof(list) - 1, &names);
	assert_int_equal(names.count, 2);
	assert_string_equal(names.items[0], "default");
	assert_string_equal(names.items[1], "ops");
}

static void the_trust_domain_is_read_from_the_roots(void **state)
{
	static const char roots[] =
		"{\"ActiveRootID\":\"x\",\"TrustDomain\":\"a.consul\"}";
	_cleanup_(mem_freep) char *domain =
		peering_body_trust_domain(roots, sizeof(roots) - 1);

	(void)state;
	assert_string_equal(domain, "a.consul");
	assert_null(peering_body_trust_domain("[]", 2));
	assert_null(peering_body_trust_domain("{}", 2));
	assert_null(peering_body_trust_domain("<html>", 6));
}

static void an_agent_may_withhold_parts_of_itself(void **state)
{
	static const char full[] =
		"{\"Config\":{\"Datacenter\":\"dc1\",\"NodeName\":\"n1\","
		"\"Version\":\"1.21.5\"},\"DebugConfig\":{\"PeeringEnabled\":"
		"false,\"ConnectEnabled\":true,\"GRPCTLSPort\":8503},"
		"\"Member\":{\"Addr\":\"::1\",\"Port\":8301,\"Tags\":"
		"{\"port\":\"8300\"}}}";
	static const char bare[] = "{\"DebugConfig\":{\"GRPCTLSPort\":-1}}";
	struct peering_agent agent;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(peering_agent_decode(full, strlen(full), &agent, &err));
	assert_string_equal(agent.datacenter, "dc1");
	assert_string_equal(agent.node, "n1");
	assert_string_equal(agent.version, "1.21.5");
	assert_string_equal(agent.server_address, "[::1]:8300");
	assert_false(agent.peering_enabled);
	assert_int_equal(agent.grpc_tls_port, 8503);
	peering_agent_release(&agent);

	assert_true(peering_agent_decode(bare, strlen(bare), &agent, &err));
	assert_string_equal(agent.datacenter, "");
	assert_string_equal(agent.server_address, "");
	assert_true(agent.peering_enabled);
	assert_int_equal(agent.grpc_tls_port, 0);
	peering_agent_release(&agent);
	assert_false(peering_agent_decode("[]", 2, &agent, &err));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(generate_leaves_out_what_is_empty),
		CASE(generate_sends_every_field),
		CASE(a_reply_without_a_token_is_an_error),
		CASE(establish_sends_the_token),
		CASE(lists_are_streamed_into_rows),
		CASE(a_list_that_is_none_is_an_error),
		CASE(a_cancelled_list_frees_what_it_holds),
		CASE(read_and_delete_escape_the_name),
		CASE(a_wait_throws_its_list_away),
		CASE(rights_are_read_in_their_order),
		CASE(the_accessor_is_told_without_the_secret),
		cmocka_unit_test(only_a_list_of_partitions_names_some),
		cmocka_unit_test(the_trust_domain_is_read_from_the_roots),
		cmocka_unit_test(an_agent_may_withhold_parts_of_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
