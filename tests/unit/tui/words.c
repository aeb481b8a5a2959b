#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "tui/explain.h"

static const struct age {
	int64_t seconds;
	const char *column, *sentence;
} ages[] = {
	{ -1, "–", "0 s" },
	{ 0, "<15s", "0 s" },
	{ 14, "<15s", "14 s" },
	{ 15, "<30s", "15 s" },
	{ 29, "<30s", "29 s" },
	{ 30, "30s", "30 s" },
	{ 34, "30s", "34 s" },
	{ 59, "55s", "59 s" },
	{ 60, "1m", "60 s" },
	{ 119, "1m", "119 s" },
	{ 120, "2m", "2 min" },
	{ 3599, "59m", "59 min" },
	{ 3600, "1h", "60 min" },
	{ 7200, "2h", "2 h" },
	{ 86400, "1d", "24 h" },
	{ 172800, "2d", "2 days" },
	{ 8640000, "100d", "100 days" },
};

static const struct {
	int64_t seconds;
	const char *words;
} steps[] = {
	{ 0, "less than 15 s" }, { 29, "less than 30 s" }, { 34, "30 s" },
	{ 119, "90 s" },	 { 120, "2 min" },
};

static void ages_are_drawn_in_steps(void **state)
{
	char text[EXPLAIN_AGE_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ages); i++) {
		explain_age(ages[i].seconds, false, text);
		assert_string_equal(text, ages[i].column);
		explain_span(ages[i].seconds, text);
		assert_string_equal(text, ages[i].sentence);
	}
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		explain_steps(steps[i].seconds, text);
		assert_string_equal(text, steps[i].words);
	}
	explain_age(-1, true, text);
	assert_string_equal(text, "-");
}

static void counts_are_grouped(void **state)
{
	char text[EXPLAIN_AGE_MAX];

	(void)state;
	explain_count(0, text);
	assert_string_equal(text, "0");
	explain_count(999, text);
	assert_string_equal(text, "999");
	explain_count(1488, text);
	assert_string_equal(text, "1,488");
	explain_count(1234567, text);
	assert_string_equal(text, "1,234,567");
}

static const struct words {
	enum err_kind kind;
	int status;
	const char *body, *means;
} words[] = {
	{ ERR_STATUS, 500, "peering must be enabled to use this endpoint",
	  "turned off" },
	{ ERR_DENIED, 403,
	  "Permission denied: token with AccessorID 'x' lacks permission "
	  "'peering:write'",
	  "peering = \"write\"" },
	{ ERR_DENIED, 403, "ACL not found", "does not know this ACL token" },
	{ ERR_STATUS, 500, "No cluster leader", "no leader" },
	/* a 403 that is not about access control */
	{ ERR_STATUS, 403,
	  "a new peering token must be generated: invalid peering "
	  "establishment secret",
	  "used already" },
	{ ERR_STATUS, 500, "", "Its log" },
	{ ERR_DECODE, 200, "", "proxy" },
	{ ERR_CONNECT, 0, "", "Nothing was sent" },
	{ ERR_TIMEOUT, 0, "", "in time" },
	{ ERR_LOST, 0, "", "after the request was sent" },
};

static void consuls_words_are_given_their_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct err err = { .kind = words[i].kind,
				   .status = words[i].status };
		const char *meaning = explain_meaning(&err, words[i].body);

		assert_non_null(meaning);
		if (!strstr(meaning, words[i].means))
			fail_msg("%zu: %s", i, meaning);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ages_are_drawn_in_steps),
		cmocka_unit_test(counts_are_grouped),
		cmocka_unit_test(consuls_words_are_given_their_meaning),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
