/* What the list shows, in which order, and how a view is made in slices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/watch_list.h"
#include "tui/peers_view.h"

static const char *const env[] = { "env", "prod", "team", "net" };
static const char *const dev[] = { "env", "dev" };

static const struct peering peerings[] = {
	{ .name = "b-ok",
	  .id = "4",
	  .state = PEERING_ACTIVE,
	  .state_text = "ACTIVE",
	  .remote_datacenter = "dc2",
	  .partition = "",
	  .peer_id = "x",
	  .imported.count = 7,
	  .meta = { env, 4, false } },
	{ .name = "failing-one",
	  .id = "3",
	  .state = PEERING_FAILING,
	  .state_text = "FAILING",
	  .remote_datacenter = "",
	  .partition = "",
	  .peer_id = "" },
	{ .name = "a-ok",
	  .id = "2",
	  .state = PEERING_ACTIVE,
	  .state_text = "ACTIVE",
	  .remote_datacenter = "dc10",
	  .partition = "",
	  .peer_id = "",
	  .imported.count = 9,
	  .meta = { dev, 2, false } },
	{ .name = "a-ok", /* in another partition */
	  .id = "1",
	  .state = PEERING_ACTIVE,
	  .state_text = "ACTIVE",
	  .remote_datacenter = "dc10",
	  .partition = "",
	  .peer_id = "",
	  .meta = { dev, 2, false } },
};

static const enum health healths[] = { HEALTH_OK, HEALTH_FAILING, HEALTH_OK,
				       HEALTH_OK };
static const int seen[] = { 3, 300, -1, 20 };

/* The rows of `peerings`, or backwards. */
static struct watch_list *list_of(bool backwards)
{
	size_t count = ARRAY_LEN(peerings);
	struct peerings list = { .rows = mem_new(count, sizeof(*list.rows)),
				 .count = count };
	struct watch_list *l;

	for (size_t i = 0; i < count; i++)
		list.rows[i] = peerings[backwards ? count - 1 - i : i];
	l = watch_list_new(&list);
	for (size_t i = 0; i < count; i++) {
		size_t from = backwards ? count - 1 - i : i;

		l->rows[i].peering = &l->list.rows[i];
		l->rows[i].health = healths[from];
		l->rows[i].seen_s = seen[from];
		watch_list_enter(l, i);
	}
	return l;
}

static void make(struct peers_view *v, struct watch_list *list, const char *by,
		 const char *line, size_t slice)
{
	struct err err = ERR_INIT;
	struct column column;
	struct filter filter;

	assert_true(column_named(by, &column, &err));
	filter_parse(&filter, line);
	peers_view_begin(v, list, &column, &filter);
	while (!peers_view_step(v, slice))
		assert_true(peers_view_busy(v));
	assert_false(peers_view_busy(v));
}

/* The IDs that are shown, in order. */
static void assert_shows(const struct peers_view *v, const char *ids)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(16);

	for (size_t i = 0; i < v->shown.count; i++)
		buf_adds(&all, peers_view_row(v, i)->peering->id);
	assert_string_equal(all.data, ids);
}

static const struct view_case {
	const char *by, *filter, *ids;
} cases[] = {
	{ "health", "", "3124" },	 { "health", "  ", "3124" },
	{ "health", "ok", "124" },	 { "health", "!ok", "3" },
	{ "health", "active dc2", "4" }, { "health", "nothing-like-it", "" },
	{ "name", "", "1243" },		 { "id", "", "1234" },
	{ "imp", "", "2413" },		 { "exp", "", "1243" },
	{ "seen", "", "3142" },		 { "role", "", "1234" },
	{ "state", "", "1243" },	 { "remote", "", "1243" },
	{ "meta.env", "", "1243" },	 { "meta.team", "", "4123" },
	{ "meta.team", "a-", "12" },
};

static void rows_are_filtered_and_sorted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (int n = 0; n < 6; n++) {
			struct peers_view v = { 0 };

			make(&v, list_of(n % 2), cases[i].by, cases[i].filter,
			     n < 2   ? 1
			     : n < 4 ? 3
				     : 1000);
			assert_shows(&v, cases[i].ids);
			assert_int_equal(peers_view_need_look(&v), 1);
			peers_view_release(&v);
		}
	}
}

static void a_view_is_made_of_the_one_before(void **state)
{
	struct watch_list *l = list_of(false);
	struct peers_view v = { 0 };

	(void)state;
	make(&v, watch_list_hold(l), "health", "", 1);
	make(&v, watch_list_hold(l), "health", "o", 1);
	assert_shows(&v, "3124");
	make(&v, watch_list_hold(l), "health", "ok", 1);
	assert_shows(&v, "124");
	make(&v, watch_list_hold(l), "health", "ok dc1", 1);
	assert_shows(&v, "12");
	assert_int_equal(peers_view_need_look(&v), 1);
	make(&v, watch_list_hold(l), "seen", "ok dc1", 1);
	assert_shows(&v, "12");
	make(&v, watch_list_hold(l), "seen", "", 1);
	assert_shows(&v, "3142");
	v.reverse = true;
	assert_shows(&v, "2413");
	assert_int_equal(peers_view_find(&v, "4"), 1);
	assert_int_equal(peers_view_find(&v, "9"), 4);
	make(&v, watch_list_hold(l), "seen", "failing", 1);
	assert_int_equal(peers_view_find(&v, "3"), 0);
	assert_int_equal(peers_view_find(&v, "4"), 1);
	peers_view_release(&v);
	watch_list_drop(l);
}

static void the_old_view_stays_until_the_new_one_is_whole(void **state)
{
	struct peers_view v = { 0 };
	struct err err = ERR_INIT;
	struct column by;
	struct filter filter;

	(void)state;
	make(&v, list_of(false), "health", "", 100);
	assert_true(column_named("name", &by, &err));
	filter_parse(&filter, "ok");
	peers_view_begin(&v, list_of(true), &by, &filter);
	assert_false(peers_view_step(&v, 4));
	assert_shows(&v, "3124");
	peers_view_begin(&v, NULL, &by, &filter);
	assert_true(peers_view_step(&v, 4));
	assert_int_equal(v.shown.count, 0);
	peers_view_release(&v);
}

/* Against the C library's sort, for many lengths. */
static int by_name(const void *a, const void *b)
{
	const struct peering *const *x = a, *const *y = b;
	int c = strcmp((*x)->name, (*y)->name);

	return c ? c : strcmp((*x)->id, (*y)->id);
}

static void any_number_of_rows_is_sorted(void **state)
{
	static char names[300][40], ids[300][8];
	static struct peering many[300];
	static struct watch_row rows[300];
	const struct peering *want[300];
	struct err err = ERR_INIT;
	struct column by;

	(void)state;
	assert_true(column_named("name", &by, &err));
	for (unsigned i = 0; i < 300; i++) {
		unsigned n = i * 7919 % 300;

		snprintf(names[i], sizeof(names[i]), "cluster-%s%04u",
			 n % 3 ? "" : "with-a-long-name-", n / 2);
		snprintf(ids[i], sizeof(ids[i]), "%u", n);
		many[i] = (struct peering){ .name = names[i], .id = ids[i] };
		rows[i].peering = want[i] = &many[i];
	}
	for (size_t count = 0; count <= 300; count += count < 40 ? 1 : 13) {
		struct order o = { 0 };
		uint32_t *got;

		order_begin(&o, rows, count, &by);
		while (!order_step(&o, 1 + count % 17))
			;
		got = order_take(&o);
		for (size_t i = 0; i < count; i++)
			want[i] = &many[i];
		qsort(want, count, sizeof(*want), by_name);
		for (size_t i = 0; i < count; i++)
			assert_ptr_equal(rows[got[i]].peering, want[i]);
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_filtered_and_sorted),
		cmocka_unit_test(a_view_is_made_of_the_one_before),
		cmocka_unit_test(the_old_view_stays_until_the_new_one_is_whole),
		cmocka_unit_test(any_number_of_rows_is_sorted),
	};

	return cmocka_run_group_tests_name("peers_view", tests, NULL, NULL);
}
