/* One peering as an operator sees it, page by page and size by size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "tests/lib/console.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"
#include "tests/lib/tmpdir.h"

/* The worst stands first, so Enter opens eu-west, and End Enter us-west. */
static const char seed[] =
	"{ \"east\": { \"peerings\": ["
	"{ \"name\": \"eu-west\", \"role\": \"dialer\", \"state\": \"FAILING\","
	"  \"remote\": \"eu1\", \"heard\": \"5m\","
	"  \"addresses\": [\"127.0.0.1:1\", \"no port\"],"
	"  \"meta\": { \"env\": \"prod\" } },"
	"{ \"name\": \"us-west\", \"state\": \"ACTIVE\", \"remote\": \"us2\","
	"  \"heard\": \"3s\", \"imports\": [\"api\", \"web\"],"
	"  \"exports\": [\"billing\", \"cart\", \"search\"],"
	"  \"meta\": { \"env\": \"prod\", \"city\": \"大阪\" } }"
	"] } }";

static struct sandbox *start_seeded(const char *dir)
{
	char path[300];
	const char *args[] = { "-cluster", "east,dc=dc1", "-seed", path, NULL };
	FILE *f;

	snprintf(path, sizeof(path), "%s/seed.json", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(seed, f);
	fclose(f);
	return sandbox_start(args);
}

/* What each page of us-west is waited for by, and its picture's name. */
static const struct page {
	const char *name, *shows;
} pages[] = {
	{ "overview", "Seen here" },  { "imported", "passing" },
	{ "exported", "billing" },    { "addresses", "An acceptor has no" },
	{ "certificates", "Serial" },
};

static const struct size {
	int rows, cols;
	const char *name, *locale;
} sizes[] = {
	{ 24, 80, "80", "LC_ALL=C.UTF-8" },
	{ 15, 60, "60", "LC_ALL=C.UTF-8" },
	{ 50, 200, "200", "LC_ALL=C.UTF-8" },
	{ 24, 80, "ascii", "LC_ALL=C" },
};

static void match(struct term *t, const struct size *size, const char *page)
{
	char name[64];

	snprintf(name, sizeof(name), "peer-%s-%s.screen", page, size->name);
	term_match(t, name);
}

/* Its end: the CA before it has another length each time. */
static void raw_page(struct term *t, const struct size *size)
{
	term_keys(t, TAB END);
	term_expect(t, "\"Datacenter\": \"us2\"");
	term_expect(t, "}\n");
	if (size->rows < 50)
		match(t, size, "raw");
}

static void pages_of(struct sandbox *consul, const struct size *size)
{
	const char *env[] = { size->locale, NULL };
	_cleanup_(term_freep) struct term *t =
		console_start(size->rows, size->cols,
			      sandbox_url(consul, "east"), env);

	term_expect(t, "us-west");
	term_keys(t, END);
	term_keys(t, ENTER);
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		if (i)
			term_keys(t, TAB);
		if (!i && size->rows < 24)
			term_expect(t, "Timeline");
		else
			term_expect(t, pages[i].shows);
		if (!i)
			term_expect_gone(t, "reading");
		match(t, size, pages[i].name);
	}
	raw_page(t, size);
	if (!strcmp(size->locale, "LC_ALL=C"))
		for (const char *p = term_raw(t); *p; p++)
			assert_true((unsigned char)*p < 0x80);
}

static void every_page_at_every_size(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(sandbox_freep) struct sandbox *consul = start_seeded(dir);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		pages_of(consul, &sizes[i]);
}

static void a_failing_peering_is_explained_and_probed(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(sandbox_freep) struct sandbox *consul = start_seeded(dir);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	term_keys(t, ENTER);
	term_expect(t, "P probe");
	term_expect(t, "pri-");
	match(t, &sizes[0], "failing");
	term_keys(t, "P");
	term_expect(t, "refused: nothing listens there");
	term_expect(t, "not an address to dial");
	match(t, &sizes[0], "probed");
	term_resize(t, 15, 60);
	term_expect(t, "Addr");
	match(t, &sizes[1], "probed");
	term_keys(t, "qq");
	assert_int_equal(term_exit_status(t), 0);
}

/* Without colours the tab, the marks and the words are there. */
static void without_colours_the_tab_is_seen(void **state)
{
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(sandbox_freep) struct sandbox *consul = start_seeded(dir);
	const char *env[] = { "NO_COLOR=1", NULL };
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), env);
	term_expect(t, "eu-west");
	term_keys(t, ENTER TAB);
	term_expect(t, "Nothing is imported");
	assert_true(term_attr(t, 2, 13).reverse);
	assert_false(term_attr(t, 2, 3).reverse);
	for (int row = 0; row < 24; row++)
		for (int col = 0; col < 80; col++)
			assert_int_equal(term_attr(t, row, col).fg, -1);
}

static void it_survives_every_size(void **state)
{
	static const struct {
		int rows, cols;
		const char *shows;
	} odd[] = { { 1, 1, "…" },	    { 14, 59, "make the window" },
		    { 15, 60, "Addr" },	    { 100, 300, "Addresses" },
		    { 14, 59, "make the" }, { 15, 60, "Addr" } };
	_cleanup_(tmpdir_freep) char *dir = tmpdir_new();
	_cleanup_(sandbox_freep) struct sandbox *consul = start_seeded(dir);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "eu-west");
	term_keys(t, ENTER);
	term_expect(t, "Overview");
	for (size_t page = 0; page < 6; page++) {
		for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
			term_resize(t, odd[i].rows, odd[i].cols);
			term_expect(t, odd[i].shows);
		}
		term_keys(t, TAB);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_at_every_size),
		cmocka_unit_test(a_failing_peering_is_explained_and_probed),
		cmocka_unit_test(without_colours_the_tab_is_seen),
		cmocka_unit_test(it_survives_every_size),
	};

	return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
