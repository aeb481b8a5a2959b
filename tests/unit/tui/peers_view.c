#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "net/watch.h"
#include "tui/peers_view.h"

static const char *const env[] = { "env", "prod", "team", "net" };

static const struct peering peerings[] = {
	{ .name = "b-ok",
	  .state_text = "ACTIVE",
	  .remote_datacenter = "dc2",
	  .peer_id = "x",
	  .meta = { env, 4, false } },
	{ .name = "failing-one",
	  .state_text = "FAILING",
	  .remote_datacenter = "",
	  .peer_id = "" },
	{ .name = "a-ok",
	  .state_text = "ACTIVE",
	  .remote_datacenter = "dc3",
	  .peer_id = "" },
};

static const struct watch_row rows[] = {
	{ .peering = &peerings[0], .health = HEALTH_OK },
	{ .peering = &peerings[1], .health = HEALTH_FAILING },
	{ .peering = &peerings[2], .health = HEALTH_OK },
};

static const struct view_case {
	const char *filter;
	const char *names; /* what is shown, in order */
} cases[] = {
	{ "", "failing-one a-ok b-ok " },
	{ "   ", "failing-one a-ok b-ok " },
	{ "ok", "a-ok b-ok " },
	{ "OK", "a-ok b-ok " },
	{ "!ok", "failing-one " },
	{ "active dc2", "b-ok " },
	{ "active !dc2", "a-ok " },
	{ "env=prod", "b-ok " },
	{ "team=net env=p", "b-ok " },
	{ "dialer", "b-ok " },
	{ "acceptor failing", "failing-one " },
	{ "nothing-like-it", "" },
	{ "!", "failing-one a-ok b-ok " },
};

static void rows_are_filtered_and_the_worst_come_first(void **state)
{
	struct peers_view v = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(buf_release) struct buf names = BUF_INIT(128);

		peers_view_build(&v, rows, ARRAY_LEN(rows), cases[i].filter);
		for (size_t j = 0; j < v.count; j++)
			buf_addf(&names, "%s ", v.rows[j]->peering->name);
		assert_string_equal(names.data, cases[i].names);
		assert_int_equal(v.need_look, 1);
	}
	peers_view_release(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_filtered_and_the_worst_come_first),
	};

	return cmocka_run_group_tests_name("peers_view", tests, NULL, NULL);
}
