#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"

static void test_fake_moves_only_when_told(void **state)
{
	struct clock_fake fake;

	(void)state;
	clock_fake_init(&fake, 1700000000);
	assert_int_equal(clock_ms(&fake.clock), 1000000);
	assert_int_equal(clock_wall(&fake.clock), 1700000000);
	clock_fake_advance(&fake, 999);
	assert_int_equal(clock_ms(&fake.clock), 1000999);
	assert_int_equal(clock_wall(&fake.clock), 1700000000);
	clock_fake_advance(&fake, 1);
	assert_int_equal(clock_wall(&fake.clock), 1700000001);
	clock_fake_advance(&fake, 86400000);
	assert_int_equal(clock_wall(&fake.clock), 1700086401);
}

static void test_system_goes_forward(void **state)
{
	int64_t before = clock_ms(&clock_system);

	(void)state;
	assert_true(clock_ms(&clock_system) >= before);
	assert_true(clock_wall(&clock_system) > 1700000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fake_moves_only_when_told),
		cmocka_unit_test(test_system_goes_forward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
