/* The clockwork of a watch, driven by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/watch_pace.h"

#define START 1000000

static struct watch_pace begun(void)
{
	struct watch_pace p;

	watch_pace_init(&p, START, 7);
	return p;
}

static struct watch_pace_list calm_list(void)
{
	return (struct watch_pace_list){ .rows = 3,
					 .index = 41,
					 .known_leader = true };
}

static void the_first_list_is_due_at_once(void **state)
{
	struct watch_pace p = begun();

	(void)state;
	assert_true(watch_pace_wants_list(&p, START));
	assert_false(watch_pace_wants_wait(&p, START));
}

static void calm_lists_come_every_ten_seconds(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();

	(void)state;
	watch_pace_good(&p, START, &list);
	assert_int_equal(watch_pace_list_at(&p), START + 10000);
}

static void after_a_change_they_come_every_two_for_a_minute(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();

	(void)state;
	list.changed = true;
	watch_pace_good(&p, START, &list);
	assert_int_equal(watch_pace_list_at(&p), START + 2000);
	list.changed = false;
	watch_pace_good(&p, START + 59999, &list);
	assert_int_equal(watch_pace_list_at(&p), START + 59999 + 2000);
	watch_pace_good(&p, START + 60000, &list);
	assert_int_equal(watch_pace_list_at(&p), START + 60000 + 10000);
}

static void while_unsettled_they_come_every_two(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();

	(void)state;
	list.unsettled = true;
	for (int64_t now = START; now < START + 300000; now += 50000) {
		watch_pace_good(&p, now, &list);
		assert_int_equal(watch_pace_list_at(&p), now + 2000);
	}
}

static void transfers_take_a_tenth_of_the_time_at_most(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();

	(void)state;
	list.transfer_ms = 5000;
	list.changed = true;
	watch_pace_good(&p, START, &list);
	assert_int_equal(watch_pace_list_at(&p), START + 45000);
	assert_int_equal(p.pace_ms, 45000);
}

static void errors_back_off_to_thirty_seconds_with_jitter(void **state)
{
	struct watch_pace p = begun();
	static const int64_t most[] = { 2000, 4000, 8000, 16000, 30000, 30000 };
	struct watch_pace_list list = calm_list();
	int64_t sum = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
		int64_t delay;

		watch_pace_failed(&p, START);
		delay = watch_pace_list_at(&p) - START;
		assert_in_range(delay, most[i] * 3 / 4, most[i]);
		sum += most[i] - delay;
	}
	assert_true(sum > 0);
	watch_pace_good(&p, START, &list);
	watch_pace_failed(&p, START);
	assert_in_range(watch_pace_list_at(&p) - START, 1500, 2000);
}

static void stopped_nothing_is_due_until_a_refresh(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();

	(void)state;
	watch_pace_good(&p, START, &list);
	watch_pace_stop(&p);
	assert_int_equal(watch_pace_list_at(&p), INT64_MAX);
	assert_int_equal(watch_pace_wait_at(&p), INT64_MAX);
	watch_pace_refresh(&p, START + 5);
	assert_true(watch_pace_wants_list(&p, START + 5));
}

static void there_is_a_bell_only_with_a_usable_index(void **state)
{
	static const struct {
		uint64_t index;
		bool known_leader;
		size_t rows;
		bool wait;
	} cases[] = {
		{ 41, true, 3, true }, { 41, false, 3, false },
		{ 1, true, 3, false }, { 0, true, 3, false },
		{ 1, true, 0, true },  { 0, true, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct watch_pace p = begun();
		struct watch_pace_list list = { .index = cases[i].index,
						.known_leader =
							cases[i].known_leader,
						.rows = cases[i].rows };

		watch_pace_good(&p, START, &list);
		assert_int_equal(watch_pace_wants_wait(&p, START),
				 cases[i].wait);
	}
}

static void a_bell_lists_at_once_and_then_waits_again(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();
	int64_t now = START + 7000;

	(void)state;
	watch_pace_good(&p, START, &list);
	watch_pace_wait_began(&p, START);
	assert_false(watch_pace_wants_wait(&p, now));
	watch_pace_wait_ended(&p, now, true, 42);
	assert_true(watch_pace_wants_list(&p, now));
	assert_false(watch_pace_wants_wait(&p, now)); /* the list comes first */
	list.index = 42;
	watch_pace_good(&p, now, &list);
	assert_true(watch_pace_wants_wait(&p, now));
}

static void bells_within_a_second_are_one(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();
	int64_t now = START + 7000;

	(void)state;
	watch_pace_good(&p, START, &list);
	watch_pace_wait_began(&p, START);
	watch_pace_wait_ended(&p, now, true, 42);
	list.index = 42;
	watch_pace_good(&p, now, &list);
	watch_pace_wait_began(&p, now);
	watch_pace_wait_ended(&p, now + 10, true, 43);
	assert_int_equal(watch_pace_list_at(&p), now + 1000);
	watch_pace_good(&p, now + 1000, &list);
	assert_true(watch_pace_wait_at(&p) >= now + 1000);
}

/* However the server behaves: at most one wait a second. */
static void there_is_a_second_between_two_waits(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();
	int waits = 0;

	(void)state;
	for (int64_t now = START; now < START + 10000; now++) {
		if (watch_pace_wants_list(&p, now)) {
			list.index++;
			watch_pace_good(&p, now, &list);
		}
		if (watch_pace_wants_wait(&p, now)) {
			watch_pace_wait_began(&p, now);
			watch_pace_wait_ended(&p, now, true, list.index + 1);
			waits++;
		}
	}
	assert_in_range(waits, 2, 10);
}

static void a_bell_that_fails_is_left_alone_for_a_while(void **state)
{
	static const struct {
		bool good;
		uint64_t index;
		int64_t after_ms;
	} cases[] = {
		{ false, 0, 5000 }, /* an error */
		{ true, 1, 5000 },  /* the index was lost */
		{ true, 41, 3 },    /* it does not wait at all */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct watch_pace p = begun();
		struct watch_pace_list list = calm_list();
		int64_t now = START + cases[i].after_ms;

		watch_pace_good(&p, START, &list);
		watch_pace_wait_began(&p, START);
		watch_pace_wait_ended(&p, now, cases[i].good, cases[i].index);
		assert_int_equal(watch_pace_list_at(&p), START + 10000);
		watch_pace_good(&p, START + 10000, &list);
		assert_int_equal(watch_pace_wait_at(&p), now + 30000);
	}
}

static void a_wait_that_times_out_is_begun_again(void **state)
{
	struct watch_pace p = begun();
	struct watch_pace_list list = calm_list();

	(void)state;
	watch_pace_good(&p, START, &list);
	watch_pace_wait_began(&p, START);
	watch_pace_good(&p, START + 40000, &list);
	watch_pace_wait_ended(&p, START + 46000, true, 41);
	assert_true(watch_pace_wants_wait(&p, START + 46000));
	assert_int_equal(watch_pace_list_at(&p), START + 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_list_is_due_at_once),
		cmocka_unit_test(calm_lists_come_every_ten_seconds),
		cmocka_unit_test(
			after_a_change_they_come_every_two_for_a_minute),
		cmocka_unit_test(while_unsettled_they_come_every_two),
		cmocka_unit_test(transfers_take_a_tenth_of_the_time_at_most),
		cmocka_unit_test(errors_back_off_to_thirty_seconds_with_jitter),
		cmocka_unit_test(stopped_nothing_is_due_until_a_refresh),
		cmocka_unit_test(there_is_a_bell_only_with_a_usable_index),
		cmocka_unit_test(a_bell_lists_at_once_and_then_waits_again),
		cmocka_unit_test(bells_within_a_second_are_one),
		cmocka_unit_test(there_is_a_second_between_two_waits),
		cmocka_unit_test(a_bell_that_fails_is_left_alone_for_a_while),
		cmocka_unit_test(a_wait_that_times_out_is_begun_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
