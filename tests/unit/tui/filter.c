/* The filter language: what fits, what is said, what completes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/strlist.h"
#include "net/watch.h"
#include "tui/filter.h"

static const char *const prod[] = { "env", "prod", "Owner", "Team Net" };
static const char *const test[] = { "env", "test" };

static const struct peering peerings[] = {
	{ .name = "eu-west",
	  .id = "aa-1",
	  .state = PEERING_FAILING,
	  .state_text = "FAILING",
	  .remote_datacenter = "dc2",
	  .partition = "",
	  .peer_id = "x",
	  .imported.count = 3,
	  .meta = { prod, 4, false } },
	{ .name = "us-East",
	  .id = "bb-2",
	  .state = PEERING_ACTIVE,
	  .state_text = "ACTIVE",
	  .remote_datacenter = "DC3",
	  .partition = "ops",
	  .peer_id = "",
	  .meta = { test, 2, false } },
	{ .name = "new",
	  .id = "cc-3",
	  .state = PEERING_OTHER,
	  .state_text = "DREAMING",
	  .remote_datacenter = "",
	  .partition = "",
	  .peer_id = "" },
};

/* w, e and n stand for the three in the cases. */
static const struct watch_row rows[] = {
	{ .peering = &peerings[0], .health = HEALTH_FAILING, .seen_s = 130 },
	{ .peering = &peerings[1], .health = HEALTH_OK, .seen_s = 4 },
	{ .peering = &peerings[2], .health = HEALTH_UNKNOWN, .seen_s = -1 },
};

static const struct fits_case {
	const char *line, *fits, *problem;
} cases[] = {
	{ "", "wen", "" },
	{ "  ", "wen", "" },
	{ "EU", "w", "" },
	{ "e", "wen", "" },
	{ "!eu", "en", "" },
	{ "!", "wen", "" },
	{ "fail", "w", "" },
	{ "dreaming", "n", "" },
	{ "dialer", "w", "" },
	{ "dc3", "e", "" },
	{ "env=p", "w", "" },
	{ "v=t", "e", "" },
	{ "prod failing", "w", "" },
	{ "prod !failing", "", "" },
	{ "\"team net\"", "w", "" },
	{ "\"team", "w", "" },
	{ "10.0.0.1:8502", "", "" },
	{ "name:e", "w", "" },
	{ "name:US-e", "e", "" },
	{ "health:f", "w", "" },
	{ "!health:ok", "wn", "" },
	{ "health:", "wen", "" },
	{ "state:active", "e", "" },
	{ "state:dream", "n", "" },
	{ "role:d", "w", "" },
	{ "role:a", "en", "" },
	{ "remote:dc", "we", "" },
	{ "partition:ops", "e", "" },
	{ "id:bb", "e", "" },
	{ "meta.env=prod", "w", "" },
	{ "meta.ENV:prod", "w", "" },
	{ "meta.env", "we", "" },
	{ "meta.", "we", "" },
	{ "!meta.env", "n", "" },
	{ "meta.owner=\"team net\"", "w", "" },
	{ "meta.env=x", "", "" },
	{ "seen>2m", "w", "" },
	{ "seen>130", "", "" },
	{ "seen<130", "e", "" },
	{ "seen<1h", "we", "" },
	{ "!seen<1h", "n", "" },
	{ "imp>0", "w", "" },
	{ "imp=0 seen<5s", "e", "" },
	{ "seen>", "wen", "seen> needs an age such as 30s, 2m, 1h" },
	{ "seen>2x eu", "w", "seen> needs an age such as 30s, 2m, 1h" },
	{ "exp<x", "wen", "exp< needs a number" },
	{ "seen>99999999999", "wen", "seen> needs an age such as 30s, 2m, 1h" },
	{ "heath:ok", "wen",
	  "no field \"heath\"; there are name health state role remote "
	  "partition id seen imp exp meta.KEY" },
	{ "name>x", "wen",
	  "no field \"name\"; there are name health state role remote "
	  "partition id seen imp exp meta.KEY" },
	{ "a a a a a a a a a a a a a a a a n", "wen",
	  "more words than a filter can have" },
};

static void rows_fit_as_the_line_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char fits[4] = "", *end = fits;
		struct filter f;

		filter_parse(&f, cases[i].line);
		for (size_t j = 0; j < ARRAY_LEN(rows); j++)
			if (filter_fits(&f, &rows[j]))
				*end++ = "wen"[j];
		if (strcmp(fits, cases[i].fits) != 0)
			print_message("%s\n", cases[i].line);
		assert_string_equal(fits, cases[i].fits);
		assert_string_equal(f.problem, cases[i].problem);
	}
}

static const struct narrows_case {
	const char *line, *before;
	bool narrows;
} narrowings[] = {
	{ "e", "", true },
	{ "eu", "e", true },
	{ "e", "eu", false },
	{ "ue", "e", false }, /* could be seen, but typing appends */
	{ "eu x", "eu", true },
	{ "!eu", "!e", false },
	{ "!e", "!eu", false },
	{ "!e x", "!e", true },
	{ "health:fa", "health:f", true },
	{ "health:f", "state:f", false },
	{ "meta.env=p", "meta.env=", true },
	{ "meta.env=p", "meta.env", false },
	{ "seen>20", "seen>2", true },
	{ "seen<20", "seen<2", false },
	{ "seen<2", "seen<20", true },
	{ "imp=11", "imp=1", false },
};

static void more_typed_is_known_to_narrow(void **state)
{
	struct filter f, before;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(narrowings); i++) {
		filter_parse(&f, narrowings[i].line);
		filter_parse(&before, narrowings[i].before);
		assert_int_equal(filter_narrows(&f, &before),
				 narrowings[i].narrows);
	}
}

static const struct complete_case {
	const char *line;
	size_t start;
	const char *offers;
} completions[] = {
	{ "he", 0, "health: " },
	{ "x !s", 3, "seen> state: " },
	{ "health:", 0, "health:failing health:ok health:unknown " },
	{ "!role:", 1, "role:acceptor role:dialer " },
	{ "remote:d", 0, "remote:DC3 remote:dc2 " },
	{ "me", 0, "meta. " },
	{ "meta.", 0, "meta.Owner= meta.env= " },
	{ "meta.env=", 0, "meta.env=prod meta.env=test " },
	{ "meta.Owner=", 0, "meta.Owner=\"Team Net\" " },
	{ "meta.none=", 0, "" },
	{ "seen>", 0, "" },
	{ "zz", 0, "" },
};

static void words_are_completed_by_what_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(completions); i++) {
		_cleanup_(strlist_release) struct strlist offers = { 0 };
		_cleanup_(buf_release) struct buf all = BUF_INIT(300);
		size_t start;

		filter_complete(completions[i].line,
				strlen(completions[i].line), rows,
				ARRAY_LEN(rows), &start, &offers);
		for (size_t j = 0; j < offers.count; j++)
			buf_addf(&all, "%s ", offers.items[j]);
		assert_string_equal(all.data, completions[i].offers);
		assert_int_equal(start, completions[i].start);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_fit_as_the_line_says),
		cmocka_unit_test(more_typed_is_known_to_narrow),
		cmocka_unit_test(words_are_completed_by_what_is_there),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
