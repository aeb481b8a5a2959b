#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "sandbox/aclrules.h"

static enum acl_level level(const char *text, const char *resource,
			    const char *segment)
{
	struct aclrules rules = { 0 };
	struct buf error = BUF_INIT(256);
	enum acl_level level;
	size_t weight;

	assert_true(aclrules_parse(&rules, text, &error));
	level = aclrules_level(&rules, resource, segment, &weight);
	aclrules_release(&rules);
	return level;
}

static void test_levels(void **state)
{
	static const char rules[] =
		"# who may what\n"
		"peering = \"write\" mesh=\"read\"\n"
		"service_prefix \"\" { policy = \"read\" } // all\n"
		"service_prefix \"web\" { policy = \"deny\" }\n"
		"service \"web-1\" { policy = \"write\"\n intentions = \"read\" }\n";

	(void)state;
	assert_int_equal(level(rules, "peering", ""), ACL_WRITE);
	assert_int_equal(level(rules, "mesh", ""), ACL_READ);
	assert_int_equal(level(rules, "operator", ""), ACL_UNSET);
	assert_int_equal(level(rules, "service", "api"), ACL_READ);
	assert_int_equal(level(rules, "service", "web"), ACL_DENY);
	assert_int_equal(level(rules, "service", "web-1"), ACL_WRITE);
	assert_int_equal(level("peering =", "peering", ""), ACL_UNSET);
}

static void test_bad_level(void **state)
{
	struct aclrules rules = { 0 };
	struct buf error = BUF_INIT(256);

	(void)state;
	assert_false(aclrules_parse(&rules, "peering = \"zz\"", &error));
	assert_string_equal(error.data, "Invalid peering policy: \"zz\"");
	aclrules_release(&rules);
	buf_release(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_bad_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
