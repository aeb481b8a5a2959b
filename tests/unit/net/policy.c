/* Which rights a text names, and the policy that grants them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "net/peering_api.h"
#include "net/policy.h"

#define BIT(right) (1u << POLICY_##right)

static void consuls_refusals_name_their_right(void **state)
{
	static const struct {
		const char *text;
		unsigned rights;
	} cases[] = {
		{ "Permission denied: anonymous token lacks permission "
		  "'peering:write'. The anonymous token is used implicitly "
		  "when a request does not specify a token.",
		  BIT(PEERING_WRITE) },
		{ "Permission denied: token with AccessorID "
		  "'7e1eb7a7-7757-f138-ef85-219a7cab0235' lacks permission "
		  "'mesh:write'",
		  BIT(MESH_WRITE) },
		{ "Permission denied: token with AccessorID 'x' lacks "
		  "permission 'agent:read' on \"vm\"",
		  BIT(AGENT_READ) },
		{ "ACL not found", 0 },
		{ "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(policy_named(cases[i].text), cases[i].rights);
}

static void only_what_is_known_to_be_missing_is_missing(void **state)
{
	const struct peering_rights rights = {
		.peering_read = RIGHT_YES,
		.peering_write = RIGHT_NO,
		.mesh_read = RIGHT_UNKNOWN,
		.mesh_write = RIGHT_NO,
	};

	(void)state;
	assert_int_equal(policy_missing(&rights),
			 BIT(PEERING_WRITE) | BIT(MESH_WRITE));
}

static void the_rules_say_each_resource_once(void **state)
{
	static const struct {
		unsigned rights;
		const char *partition, *rules;
	} cases[] = {
		{ BIT(PEERING_READ), NULL, "peering = \"read\"\n" },
		{ BIT(PEERING_READ) | BIT(PEERING_WRITE), "",
		  "peering = \"write\"\n" },
		{ BIT(PEERING_WRITE) | BIT(MESH_READ) | BIT(MESH_WRITE), NULL,
		  "peering = \"write\"\nmesh = \"write\"\n" },
		{ BIT(AGENT_READ), NULL,
		  "agent_prefix \"\" { policy = \"read\" }\n" },
		{ BIT(MESH_WRITE), "team-a",
		  "partition \"team-a\" {\n  mesh = \"write\"\n}\n" },
		{ BIT(MESH_WRITE), "a\" {}\n",
		  "partition \"a\" {\n  mesh = \"write\"\n}\n" },
		{ BIT(MESH_WRITE), "a\xe2\x80\xae",
		  "partition \"a\" {\n  mesh = \"write\"\n}\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(buf_release) struct buf out = BUF_INIT(1024);

		policy_rules(&out, cases[i].rights, cases[i].partition);
		assert_string_equal(out.data, cases[i].rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(consuls_refusals_name_their_right),
		cmocka_unit_test(only_what_is_known_to_be_missing_is_missing),
		cmocka_unit_test(the_rules_say_each_resource_once),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
