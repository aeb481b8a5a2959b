/* What a watch remembers from one list to the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "net/watch_rows.h"

#define DATE 1790853753 /* 2026-10-01T11:22:33Z */

static void begin(struct watch_rows *w, int64_t now_ms, const char *json)
{
	struct peering_reader *reader = peering_reader_new(PEERING_ROWS);
	struct peerings list = { 0 };
	struct err err = ERR_INIT;

	assert_true(peering_reader_feed(reader, json, strlen(json), &err));
	assert_true(peering_reader_finish(reader, &list, &err));
	peering_reader_free(reader);
	watch_rows_begin(w, &list, now_ms, DATE);
}

static bool take(struct watch_rows *w, int64_t now_ms, const char *json)
{
	begin(w, now_ms, json);
	while (!watch_rows_step(w, 3))
		;
	return w->changed;
}

static void only_changes_that_are_no_times_count(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };
	static const struct {
		const char *json;
		bool changed;
	} cases[] = {
		{ "[{\"ID\":\"1\",\"Name\":\"a\",\"State\":\"ACTIVE\"}]",
		  false },
		{ "[{\"ID\":\"1\",\"Name\":\"a\",\"State\":\"ACTIVE\","
		  "\"StreamStatus\":{\"LastHeartbeat\":"
		  "\"2026-10-01T11:22:30Z\"},\"ModifyIndex\":9}]",
		  false },
		{ "[{\"ID\":\"1\",\"Name\":\"a\",\"State\":\"FAILING\"}]",
		  true },
		{ "[{\"ID\":\"1\",\"Name\":\"a\",\"State\":\"FAILING\","
		  "\"Meta\":{\"env\":\"prod\"}}]",
		  true },
		{ "[{\"ID\":\"1\",\"Name\":\"a\",\"State\":\"FAILING\","
		  "\"Meta\":{\"env\":\"prod\"},\"StreamStatus\":"
		  "{\"ImportedServices\":[\"x\"]}}]",
		  true },
		{ "[{\"ID\":\"1\",\"Name\":\"a\",\"State\":\"FAILING\","
		  "\"Meta\":{\"env\":\"prod\"},\"StreamStatus\":"
		  "{\"ImportedServices\":[\"y\"]}}]",
		  false },
		{ "[{\"ID\":\"2\",\"Name\":\"a\",\"State\":\"FAILING\"}]",
		  true },
		{ "[]", true },
		{ "null", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(take(&w, 1000, cases[i].json),
				 cases[i].changed);
}

/* By ID, whatever the order; a name that comes again is another record. */
static void the_time_in_a_state_belongs_to_the_record(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };

	(void)state;
	take(&w, 1000,
	     "[{\"ID\":\"1\",\"State\":\"ACTIVE\"},"
	     "{\"ID\":\"2\",\"State\":\"ACTIVE\"},"
	     "{\"ID\":\"3\",\"State\":\"ACTIVE\"}]");
	assert_int_equal(w.list->rows[0].since_ms, 1000);
	assert_false(w.list->rows[0].since_known);

	take(&w, 5000,
	     "[{\"ID\":\"3\",\"State\":\"ACTIVE\"},"
	     "{\"ID\":\"4\",\"State\":\"PENDING\"},"
	     "{\"ID\":\"1\",\"State\":\"FAILING\"}]");
	assert_int_equal(w.list->rows[0].since_ms, 1000);
	assert_false(w.list->rows[0].since_known);
	assert_int_equal(w.list->rows[1].since_ms, 5000);
	assert_true(w.list->rows[1].since_known);
	assert_int_equal(w.list->rows[2].since_ms, 5000);
	assert_true(w.list->rows[2].since_known);

	take(&w, 9000,
	     "[{\"ID\":\"1\",\"State\":\"FAILING\"},"
	     "{\"ID\":\"3\",\"State\":\"ACTIVE\"}]");
	assert_int_equal(w.list->rows[0].since_ms, 5000);
	assert_int_equal(w.list->rows[1].since_ms, 1000);
}

static void many_records_are_found_again(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };
	_cleanup_(buf_release) struct buf json = BUF_INIT(1 << 20);

	(void)state;
	for (int round = 0; round < 2; round++) {
		buf_clear(&json);
		for (int i = 0; i < 1000; i++) /* backwards the second time */
			buf_addf(&json,
				 "%c{\"ID\":\"%d\",\"State\":\"ACTIVE\"}",
				 i ? ',' : '[', round ? 1000 - i : i);
		buf_addc(&json, ']');
		take(&w, round, json.data);
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(w.list->rows[i].since_ms,
				 i == 0); /* "1000" is new */
}

static void health_is_of_the_reply(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };

	(void)state;
	take(&w, 1000,
	     "[{\"ID\":\"1\",\"State\":\"ACTIVE\",\"StreamStatus\":"
	     "{\"LastHeartbeat\":\"2026-10-01T11:21:48Z\"}},"
	     "{\"ID\":\"2\",\"State\":\"ACTIVE\",\"StreamStatus\":"
	     "{\"LastReceive\":\"2026-10-01T11:22:43Z\"}}]");
	assert_int_equal(w.list->rows[0].seen_s, 45);
	assert_int_equal(w.list->rows[0].health, HEALTH_LATE);
	assert_int_equal(w.list->rows[1].seen_s, 0);
	assert_int_equal(w.ahead_s, 10);
	assert_false(w.unsettled);
}

static void a_failed_establish_is_a_leftover_at_once(void **state)
{
	static const char dialer[] =
		"[{\"ID\":\"1\",\"Name\":\"east\",\"State\":\"PENDING\","
		"\"PeerID\":\"x\"}]";
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };

	(void)state;
	take(&w, 1000, dialer);
	assert_int_equal(w.list->rows[0].health, HEALTH_CONNECTING);
	assert_true(w.unsettled);
	watch_rows_establish_failed(&w, "east");
	assert_int_equal(w.list->rows[0].health, HEALTH_LEFTOVER);
	take(&w, 2000, dialer);
	assert_int_equal(w.list->rows[0].health, HEALTH_LEFTOVER);

	/* Known before its record is seen. */
	take(&w, 3000, "[]");
	watch_rows_establish_failed(&w, "east");
	take(&w, 4000, dialer);
	assert_int_equal(w.list->rows[0].health, HEALTH_LEFTOVER);
}

static void a_record_that_is_deleted_keeps_its_role_and_meta(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };

	(void)state;
	take(&w, 1000,
	     "[{\"ID\":\"1\",\"State\":\"ACTIVE\",\"PeerID\":\"x\","
	     "\"Meta\":{\"env\":\"prod\"}}]");
	take(&w, 2000,
	     "[{\"ID\":\"1\",\"State\":\"DELETING\","
	     "\"DeletedAt\":\"2026-10-01T11:22:33Z\"}]");
	assert_int_equal(w.list->rows[0].health, HEALTH_DELETING);
	assert_int_equal(peering_role(w.list->rows[0].peering), PEERING_DIALER);
	assert_string_equal(peering_meta(w.list->rows[0].peering, "env"),
			    "prod");
}

static void changes_and_beats_are_kept_by_the_record(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };
	const struct history_change *c;

	(void)state;
	take(&w, 1000,
	     "[{\"ID\":\"1\",\"State\":\"ACTIVE\",\"StreamStatus\":"
	     "{\"LastHeartbeat\":\"2026-10-01T11:22:30Z\"}}]");
	take(&w, 16000,
	     "[{\"ID\":\"2\",\"State\":\"PENDING\"},"
	     "{\"ID\":\"1\",\"State\":\"FAILING\",\"StreamStatus\":"
	     "{\"LastHeartbeat\":\"2026-10-01T11:22:00Z\"}}]");
	assert_int_equal(w.list->rows[0].beats.asked, 1);
	assert_int_equal(w.list->rows[1].beats.asked, 3);
	assert_int_equal(w.list->rows[1].beats.heard, 2);
	c = history_next(&w.history, "1", NULL);
	assert_string_equal(c->from, "ACTIVE");
	assert_string_equal(c->to, "FAILING");
	assert_int_equal(c->at, DATE);
	assert_null(history_next(&w.history, "2", NULL));
}

/* Whoever shows the old list keeps it, and can go on showing it. */
static void the_old_list_stays_until_the_new_one_is_whole(void **state)
{
	struct watch_rows w = { 0 };
	struct watch_list *held;

	(void)state;
	take(&w, 1000, "[{\"ID\":\"1\",\"Name\":\"a\"}]");
	held = watch_list_hold(w.list);
	begin(&w, 9000, "[{\"ID\":\"2\"},{\"ID\":\"3\"},{\"ID\":\"1\"}]");
	assert_false(watch_rows_step(&w, 2));
	assert_ptr_equal(w.list, held);
	assert_true(watch_rows_step(&w, 1));
	assert_ptr_not_equal(w.list, held);
	assert_true(w.changed);
	assert_int_equal(watch_list_find(w.list, "1"), 2);
	assert_int_equal(watch_list_find(w.list, "4"), WATCH_LIST_NONE);
	assert_int_equal(w.list->rows[0].changed_s, 9);
	assert_int_equal(w.list->rows[2].changed_s, 0);
	watch_rows_release(&w);
	assert_string_equal(held->rows[0].peering->name, "a");
	watch_list_drop(held);
}

static void the_old_list_is_given_back_in_parts(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };
	struct watch_list *held;

	(void)state;
	take(&w, 1000, "[{\"ID\":\"1\"},{\"ID\":\"2\"},{\"ID\":\"3\"}]");
	assert_false(watch_rows_sweepable(&w));
	held = watch_list_hold(w.list);
	take(&w, 9000, "[{\"ID\":\"1\"}]");
	assert_false(watch_rows_sweepable(&w));
	assert_false(watch_rows_sweep(&w, 2));
	assert_int_equal(held->list.count, 3);
	watch_list_drop(held);
	assert_true(watch_rows_sweepable(&w));
	assert_true(watch_rows_sweep(&w, 2));
	assert_int_equal(w.going->list.count, 1);
	assert_false(watch_rows_sweep(&w, 2));
	assert_null(w.going);
	assert_int_equal(watch_list_find(w.list, "1"), 0);
}

static void many_rows_are_found_by_id(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };
	_cleanup_(buf_release) struct buf json = BUF_INIT(1 << 20);
	char id[16];

	(void)state;
	assert_int_equal(watch_list_find(NULL, "1"), WATCH_LIST_NONE);
	for (int i = 0; i < 1000; i++)
		buf_addf(&json, "%c{\"ID\":\"%d\"}", i ? ',' : '[', i / 2);
	buf_addc(&json, ']');
	take(&w, 1000, json.data);
	for (size_t i = 0; i < 500; i++) {
		snprintf(id, sizeof(id), "%zu", i);
		assert_int_equal(watch_list_find(w.list, id), 2 * i);
	}
}

static void note(void *ctx, const struct watch_row *before,
		 const struct watch_row *after)
{
	struct buf *out = ctx;

	buf_addf(out, "%s:%s>%s ", (after ? after : before)->peering->name,
		 before ? health_name(before->health) : "",
		 after ? health_name(after->health) : "");
}

static void changes_are_told_those_that_went_last(void **state)
{
	_cleanup_(watch_rows_release) struct watch_rows w = { 0 };
	_cleanup_(buf_release) struct buf told = BUF_INIT(1024);

	(void)state;
	w.change = note;
	w.change_ctx = &told;
	take(&w, 1000,
	     "[{\"ID\":\"1\",\"Name\":\"a\",\"State\":\"ACTIVE\"},"
	     "{\"ID\":\"2\",\"Name\":\"b\",\"State\":\"ACTIVE\"},"
	     "{\"ID\":\"3\",\"Name\":\"c\",\"State\":\"ACTIVE\"}]");
	assert_string_equal(told.data, "");
	take(&w, 2000,
	     "[{\"ID\":\"4\",\"Name\":\"a\",\"State\":\"PENDING\"},"
	     "{\"ID\":\"2\",\"Name\":\"b\",\"State\":\"ACTIVE\"},"
	     "{\"ID\":\"3\",\"Name\":\"c\",\"State\":\"FAILING\"}]");
	assert_string_equal(told.data, "a:>unused c:ok>failing a:ok> ");
	assert_int_equal(w.list->list.count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_told_those_that_went_last),
		cmocka_unit_test(the_old_list_stays_until_the_new_one_is_whole),
		cmocka_unit_test(the_old_list_is_given_back_in_parts),
		cmocka_unit_test(many_rows_are_found_by_id),
		cmocka_unit_test(changes_and_beats_are_kept_by_the_record),
		cmocka_unit_test(only_changes_that_are_no_times_count),
		cmocka_unit_test(the_time_in_a_state_belongs_to_the_record),
		cmocka_unit_test(many_records_are_found_again),
		cmocka_unit_test(health_is_of_the_reply),
		cmocka_unit_test(a_failed_establish_is_a_leftover_at_once),
		cmocka_unit_test(
			a_record_that_is_deleted_keeps_its_role_and_meta),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
