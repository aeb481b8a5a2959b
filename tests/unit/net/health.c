#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "net/health.h"
#include "net/peering.h"

#define NOW   1790000000
#define NEVER INT64_MIN

static struct timestamp ago(int64_t s)
{
	if (s == NEVER)
		return (struct timestamp){ 0 };
	return (struct timestamp){ .sec = NOW - s, .set = true };
}

/* A record, `beat` and `heard` seconds after its last times, and what it is. */
static const struct row {
	enum peering_state state;
	const char *peer_id, *remote;
	int64_t beat, heard;
	struct health_past past;
	enum health health;
	int64_t seen;
} rows[] = {
	/* ACTIVE: by the newer of the two */
	{ PEERING_ACTIVE, "x", "dc2", 3, 3, { 0 }, HEALTH_OK, 3 },
	{ PEERING_ACTIVE, "x", "dc2", 30, NEVER, { 0 }, HEALTH_OK, 30 },
	{ PEERING_ACTIVE, "x", "dc2", 31, NEVER, { 0 }, HEALTH_LATE, 31 },
	{ PEERING_ACTIVE, "", "dc2", 60, 61, { 0 }, HEALTH_LATE, 60 },
	{ PEERING_ACTIVE, "", "dc2", 61, 61, { 0 }, HEALTH_STALE, 61 },
	{ PEERING_ACTIVE, "", "dc2", 500, 2, { 0 }, HEALTH_OK, 2 },
	{ PEERING_ACTIVE, "", "dc2", 2, 500, { 0 }, HEALTH_OK, 2 },
	{ PEERING_ACTIVE, "", "dc2", NEVER, 40, { 0 }, HEALTH_LATE, 40 },
	{ PEERING_ACTIVE, "x", "dc2", -90, -90, { 0 }, HEALTH_OK, 0 },
	{ PEERING_ACTIVE, "x", "dc2", 61, 61, { 3, true }, HEALTH_STALE, 61 },
	/* ACTIVE, never heard: by how long this run has seen it so */
	{ PEERING_ACTIVE, "x", "", NEVER, NEVER, { 0 }, HEALTH_OK, -1 },
	{ PEERING_ACTIVE, "x", "", NEVER, NEVER, { 30, 0 }, HEALTH_OK, -1 },
	{ PEERING_ACTIVE, "x", "", NEVER, NEVER, { 31, 0 }, HEALTH_LATE, -1 },
	{ PEERING_ACTIVE, "x", "", NEVER, NEVER, { 999, 0 }, HEALTH_LATE, -1 },
	/* FAILING: by the heartbeat alone */
	{ PEERING_FAILING, "x", "dc2", 200, 1, { 0 }, HEALTH_FAILING, 200 },
	{ PEERING_FAILING, "x", "dc2", NEVER, 1, { 0 }, HEALTH_FAILING, -1 },
	{ PEERING_FAILING, "x", "dc2", -5, 1, { 0 }, HEALTH_FAILING, 0 },
	/* PENDING */
	{ PEERING_PENDING, "", "", NEVER, NEVER, { 0 }, HEALTH_UNUSED, -1 },
	{ PEERING_PENDING,
	  "",
	  "",
	  NEVER,
	  NEVER,
	  { 999, 0 },
	  HEALTH_UNUSED,
	  -1 },
	{ PEERING_PENDING, "", "dc2", 9, 9, { 0 }, HEALTH_WAITING, 9 },
	{ PEERING_PENDING, "", "dc2", 9, 9, { 130, 0 }, HEALTH_WAITING, 9 },
	{ PEERING_PENDING, "", "dc2", 9, 9, { 131, 0 }, HEALTH_LOST, 9 },
	{ PEERING_PENDING, "x", "", NEVER, 9, { 0 }, HEALTH_CONNECTING, 9 },
	{ PEERING_PENDING, "x", "", NEVER, 9, { 25, 0 }, HEALTH_CONNECTING, 9 },
	{ PEERING_PENDING, "x", "", NEVER, 9, { 26, 0 }, HEALTH_LEFTOVER, 9 },
	{ PEERING_PENDING, "x", "", NEVER, 9, { 999, 0 }, HEALTH_LEFTOVER, 9 },
	{ PEERING_PENDING, "x", "", NEVER, 9, { 0, true }, HEALTH_LEFTOVER, 9 },
	/* the rest */
	{ PEERING_ESTABLISHING,
	  "x",
	  "",
	  9,
	  9,
	  { 130, 0 },
	  HEALTH_CONNECTING,
	  9 },
	{ PEERING_ESTABLISHING, "x", "", 9, 9, { 131, 0 }, HEALTH_LOST, 9 },
	{ PEERING_ESTABLISHING,
	  "x",
	  "",
	  9,
	  9,
	  { 3, true },
	  HEALTH_CONNECTING,
	  9 },
	{ PEERING_TERMINATED,
	  "x",
	  "dc2",
	  9,
	  9,
	  { 999, 0 },
	  HEALTH_TERMINATED,
	  9 },
	{ PEERING_DELETING, "", "dc2", 9, 9, { 999, 0 }, HEALTH_DELETING, 9 },
	{ PEERING_UNDEFINED, "", "", NEVER, NEVER, { 0 }, HEALTH_UNKNOWN, -1 },
	{ PEERING_OTHER, "x", "dc2", 1, 1, { 0 }, HEALTH_UNKNOWN, 1 },
};

static struct peering record_of(const struct row *row)
{
	return (struct peering){
		.state = row->state,
		.peer_id = row->peer_id,
		.remote_datacenter = row->remote,
		.heartbeat = ago(row->beat),
		.receive = ago(row->heard),
	};
}

static void every_row_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct peering p = record_of(&rows[i]);
		enum health h = health_of(&p, NOW, &rows[i].past);

		if (h != rows[i].health)
			fail_msg("row %zu: %s instead of %s", i, health_name(h),
				 health_name(rows[i].health));
		assert_int_equal(health_seen(&p, NOW), rows[i].seen);
	}
}

static void deletion_comes_before_every_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct peering p = record_of(&rows[i]);

		p.deleted_at = ago(1);
		assert_int_equal(health_of(&p, NOW, &rows[i].past),
				 HEALTH_DELETING);
	}
}

static void a_dialer_without_peer_id_has_addresses(void **state)
{
	struct peering p = record_of(&(struct row){
		PEERING_PENDING, "", "", NEVER, NEVER, { 0 }, 0, 0 });

	(void)state;
	p.addresses.count = 1;
	assert_int_equal(health_of(&p, NOW, NULL), HEALTH_CONNECTING);
}

static void the_worst_come_first_and_need_a_look(void **state)
{
	(void)state;
	for (int h = 0; h < HEALTH_COUNT; h++) {
		assert_true(strlen(health_name((enum health)h)) > 0);
		assert_int_equal(health_needs_look((enum health)h),
				 h <= HEALTH_TERMINATED);
	}
	assert_string_equal(health_name(HEALTH_LATE), "late");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table),
		cmocka_unit_test(deletion_comes_before_every_state),
		cmocka_unit_test(a_dialer_without_peer_id_has_addresses),
		cmocka_unit_test(the_worst_come_first_and_need_a_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
