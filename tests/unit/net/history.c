/* What a run remembers of peerings besides the present list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "net/history.h"

static void a_beat_is_heard_missed_or_not_asked_for(void **state)
{
	struct history_beats b = { 0 };
	struct history h = { 0 };

	(void)state;
	history_beat(&b, history_step(&h, 1000000), 4);
	assert_int_equal(history_step(&h, 1001000), 0);
	assert_int_equal(history_step(&h, 1016000), 1);
	history_beat(&b, 1, 30); /* missed */
	history_beat(&b, 2, 9);	 /* and one was not asked for */
	assert_int_equal(b.asked, 0xd);
	assert_int_equal(b.heard, 0x9);
	history_beat(&b, 0, 40); /* heard once in it is heard */
	assert_int_equal(b.heard, 0x9);
	history_beat(&b, 1, -1);
	assert_int_equal(b.heard, 0x12);
	history_beat(&b, history_step(&h, 100000000), 0);
	assert_int_equal(b.asked, 1);
	assert_int_equal(b.heard, 1);
}

static void changes_are_found_by_the_peerings_id(void **state)
{
	const struct history_change *c;
	struct history h = { 0 };

	(void)state;
	assert_null(history_next(&h, "a", NULL));
	history_add(&h, "a", "PENDING", "ACTIVE", 10);
	history_add(&h, "b", "ACTIVE", "FAILING", 20);
	history_add(&h, "a", "ACTIVE", "FAILING", 30);
	c = history_next(&h, "a", NULL);
	assert_string_equal(c->to, "ACTIVE");
	c = history_next(&h, "a", c);
	assert_int_equal(c->at, 30);
	assert_null(history_next(&h, "a", c));
	history_release(&h);
}

static void the_oldest_changes_are_forgotten(void **state)
{
	const struct history_change *c = NULL;
	struct history h = { 0 };
	char state_text[16];
	int n = 0;

	(void)state;
	for (int i = 0; i < HISTORY_CHANGES_MAX + 10; i++) {
		snprintf(state_text, sizeof(state_text), "S%d", i);
		history_add(&h, "a", "", state_text, i);
	}
	while ((c = history_next(&h, "a", c)))
		assert_int_equal(c->at, 10 + n++);
	assert_int_equal(n, HISTORY_CHANGES_MAX);
	history_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_beat_is_heard_missed_or_not_asked_for),
		cmocka_unit_test(changes_are_found_by_the_peerings_id),
		cmocka_unit_test(the_oldest_changes_are_forgotten),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
