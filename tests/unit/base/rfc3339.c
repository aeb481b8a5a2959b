#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/rfc3339.h"

/* What is read, and what is written again: as JSON, as Go prints it. */
static const struct {
	const char *text;
	int64_t sec;
	int32_t nsec;
	const char *json, *go;
} times[] = {
	{ "1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z",
	  "1970-01-01 00:00:00 +0000 UTC" },
	{ "2026-10-01T11:22:33.5Z", 1790853753, 500000000,
	  "2026-10-01T11:22:33.5Z", "2026-10-01 11:22:33.5 +0000 UTC" },
	{ "2026-10-01T11:22:33.123456789Z", 1790853753, 123456789,
	  "2026-10-01T11:22:33.123456789Z",
	  "2026-10-01 11:22:33.123456789 +0000 UTC" },
	{ "2026-10-01T11:22:33.000000001Z", 1790853753, 1,
	  "2026-10-01T11:22:33.000000001Z",
	  "2026-10-01 11:22:33.000000001 +0000 UTC" },
	{ "2026-10-01T11:22:33.1200Z", 1790853753, 120000000,
	  "2026-10-01T11:22:33.12Z", "2026-10-01 11:22:33.12 +0000 UTC" },
	{ "2026-10-01T11:22:33.1234567899Z", 1790853753, 123456789,
	  "2026-10-01T11:22:33.123456789Z",
	  "2026-10-01 11:22:33.123456789 +0000 UTC" },
	{ "2026-10-01T13:22:33+02:00", 1790853753, 0,
	  "2026-10-01T13:22:33+02:00", "2026-10-01 13:22:33 +0200 +0200" },
	{ "2026-10-01T07:52:33-03:30", 1790853753, 0,
	  "2026-10-01T07:52:33-03:30", "2026-10-01 07:52:33 -0330 -0330" },
	{ "2026-10-01T11:22:33+00:00", 1790853753, 0, "2026-10-01T11:22:33Z",
	  "2026-10-01 11:22:33 +0000 UTC" },
	{ "2024-02-29T23:59:59Z", 1709251199, 0, "2024-02-29T23:59:59Z",
	  "2024-02-29 23:59:59 +0000 UTC" },
	{ "2000-02-29T00:00:00Z", 951782400, 0, "2000-02-29T00:00:00Z",
	  "2000-02-29 00:00:00 +0000 UTC" },
	{ "1969-12-31T23:59:59.9Z", -1, 900000000, "1969-12-31T23:59:59.9Z",
	  "1969-12-31 23:59:59.9 +0000 UTC" },
	{ "2025-01-01T00:30:00+01:00", 1735687800, 0,
	  "2025-01-01T00:30:00+01:00", "2025-01-01 00:30:00 +0100 +0100" },
	{ "9999-12-31T23:59:59Z", 253402300799, 0, "9999-12-31T23:59:59Z",
	  "9999-12-31 23:59:59 +0000 UTC" },
	{ "0002-01-01T00:00:00Z", -62104060800, 0, "0002-01-01T00:00:00Z",
	  "0002-01-01 00:00:00 +0000 UTC" },
};

static void test_read_and_write(void **state)
{
	char out[RFC3339_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		struct timestamp t;

		assert_true(timestamp_parse(times[i].text, &t));
		assert_true(t.set);
		assert_int_equal(t.sec, times[i].sec);
		assert_int_equal(t.nsec, times[i].nsec);
		timestamp_json(&t, out);
		assert_string_equal(out, times[i].json);
		timestamp_go(&t, out);
		assert_string_equal(out, times[i].go);
	}
}

static void test_year_one_is_none(void **state)
{
	char out[RFC3339_MAX];
	struct timestamp t = { .set = true, .sec = 5 };

	(void)state;
	assert_true(timestamp_parse("0001-01-01T00:00:00Z", &t));
	assert_false(t.set);
	assert_int_equal(t.sec, 0);
	timestamp_json(&t, out);
	assert_string_equal(out, "");
	timestamp_go(&t, out);
	assert_string_equal(out, "");
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		"2026",
		"2026-10-01",
		"2026-10-01T11:22:33",
		"2026-10-01 11:22:33Z",
		"2026-10-01T11:22:33.Z",
		"2026-10-01T11:22:33Z ",
		"2026-10-01T11:22:33ZZ",
		"2026-10-01T11:22Z",
		"2026-00-01T11:22:33Z",
		"2026-13-01T11:22:33Z",
		"2026-10-00T11:22:33Z",
		"2026-10-32T11:22:33Z",
		"2026-09-31T11:22:33Z",
		"2026-02-29T11:22:33Z",
		"2100-02-29T11:22:33Z",
		"2026-02-30T11:22:33Z",
		"2026-10-01T24:00:00Z",
		"2026-10-01T11:60:00Z",
		"2026-10-01T11:22:61Z",
		"2026-10-01T11:22:33+24:00",
		"2026-10-01T11:22:33+02:60",
		"2026-10-01T11:22:33+0200",
		"2026-10-01T11:22:33+02",
		"-026-10-01T11:22:33Z",
		"2026-1-01T11:22:33Z",
	};
	struct timestamp t = { .sec = 5 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (timestamp_parse(bad[i], &t))
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(t.sec, 5);
	}
}

static void test_every_day_once(void **state)
{
	struct timestamp t = { .set = true };
	char before[RFC3339_MAX] = "", now[RFC3339_MAX];
	int64_t last = rfc3339_days(2101, 1, 1);

	(void)state;
	for (int64_t day = rfc3339_days(1899, 12, 31); day < last; day++) {
		struct timestamp again;

		t.sec = day * 86400;
		timestamp_json(&t, now);
		assert_true(strcmp(before, now) < 0);
		assert_true(timestamp_parse(now, &again));
		assert_int_equal(again.sec, t.sec);
		memcpy(before, now, sizeof(now));
	}
}

static void test_compare(void **state)
{
	static const char *const ascending[] = {
		"0001-01-01T00:00:00Z",	     "1960-01-01T00:00:00Z",
		"2026-10-01T12:00:00+02:00", "2026-10-01T10:00:00.1Z",
		"2026-10-01T10:00:00.2Z",    "2026-10-01T10:00:01Z",
	};
	struct timestamp a, b;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ascending); i++)
		for (size_t j = 0; j < ARRAY_LEN(ascending); j++) {
			int order;

			assert_true(timestamp_parse(ascending[i], &a));
			assert_true(timestamp_parse(ascending[j], &b));
			order = timestamp_compare(&a, &b);
			assert_int_equal(order, (i > j) - (i < j));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_and_write),
		cmocka_unit_test(test_year_one_is_none),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_every_day_once),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
