#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "sandbox/duration.h"
#include "sandbox/fault.h"

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "0", 0 },	     { "300ms", 300 }, { "1m30s", 90000 },
		{ "1.5h", 5400000 }, { "-2s", -2000 }, { ".5s", 500 },
	};
	static const char *const bad[] = { "", "5", "s", "1x", "1s2", "1 s" };
	int64_t ms = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(duration_parse(good[i].text, &ms));
		assert_int_equal(ms, good[i].ms);
	}
	ms = 7;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(duration_parse(bad[i], &ms));
	assert_int_equal(ms, 7);
}

static void test_plan(void **state)
{
	struct faults faults = { 0 };
	struct fault_plan plan;

	(void)state;
	assert_true(fault_add(&faults, "status=503,path=/v1/peering,times=1", 0,
			      NULL));
	assert_true(fault_add(&faults, "latency=2s,method=GET", 0, NULL));
	fault_plan(&faults, "GET", "/v1/status/leader", 0, &plan);
	assert_int_equal(plan.status, 0);
	assert_int_equal(plan.delay_ms, 2000);
	fault_plan(&faults, "POST", "/v1/peering/token", 0, &plan);
	assert_int_equal(plan.status, 503);
	assert_int_equal(plan.delay_ms, 0);
	fault_plan(&faults, "POST", "/v1/peering/token", 0, &plan);
	assert_int_equal(plan.status, 0); /* it was for once */
	fault_clear(&faults);
	fault_plan(&faults, "GET", "/", 0, &plan);
	assert_int_equal(plan.delay_ms, 0);
}

static void test_ends_by_itself(void **state)
{
	struct faults faults = { 0 };

	(void)state;
	assert_true(fault_add(&faults, "refuse,for=5s", 1000, NULL));
	assert_true(fault_refuses(&faults, 5999));
	assert_int_equal(fault_next_end(&faults, 1000), 6000);
	assert_false(fault_refuses(&faults, 6000));
	fault_clear(&faults);
}

static void test_bad_specs(void **state)
{
	static const char *const specs[] = {
		"", "bogus", "latency=x", "hang=1", "status=", "drop,zap=1"
	};
	struct faults faults = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(specs); i++) {
		assert_false(fault_add(&faults, specs[i], 0, &err));
		assert_int_equal(err.kind, ERR_USAGE);
	}
	assert_int_equal(faults.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_ends_by_itself),
		cmocka_unit_test(test_bad_specs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
