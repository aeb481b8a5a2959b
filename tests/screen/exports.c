/* What a peer gets, edited as an operator does it, from key to entry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "tests/lib/console.h"
#include "tests/lib/fetch.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

static const char *const seeded[] = { "-cluster", "east,dc=dc1", "-seed",
				      "demo", NULL };

/* Write the entry behind the console's back. */
static void put_entry(const struct sandbox *consul, const char *body)
{
	_cleanup_(buf_release) struct buf url = BUF_INIT(300);
	struct fetch f;

	buf_addf(&url, "%s/v1/config", sandbox_url(consul, "east"));
	f = fetch("PUT", url.data, NULL, body);
	assert_int_equal(f.status, 200);
	fetch_release(&f);
}

static void entry_has(const struct sandbox *consul, const char *text)
{
	_cleanup_(buf_release) struct buf url = BUF_INIT(300);
	struct fetch f;

	buf_addf(&url, "%s/v1/config/exported-services/default",
		 sandbox_url(consul, "east"));
	f = fetch("GET", url.data, NULL, NULL);
	assert_int_equal(f.status, 200);
	if (!strstr(f.body.data, text))
		fail_msg("no %s in %s", text, f.body.data);
	fetch_release(&f);
}

static struct term *open_exports(const struct sandbox *consul, int rows,
				 int cols)
{
	struct term *t =
		console_start(rows, cols, sandbox_url(consul, "east"), NULL);

	term_expect(t, "eu-west");
	term_keys(t, "/lab" ENTER);
	term_expect(t, "1 shown");
	term_keys(t, "x");
	return t;
}

static void services_are_added_shown_and_written(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	put_entry(consul,
		  "{\"Kind\":\"exported-services\",\"Name\":\"default\","
		  "\"Services\":[{\"Name\":\"web\",\"Consumers\":"
		  "[{\"Peer\":\"lab\"},{\"Peer\":\"us-east\"}]},"
		  "{\"Name\":\"billing\",\"Consumers\":[{\"Peer\":\"lab\"}]}],"
		  "\"Meta\":{\"owner\":\"ops\"}}");
	t = open_exports(consul, 24, 80);
	term_expect(t, "Also exported to us-east");
	term_keys(t, "a");
	term_expect(t, "api");
	term_keys(t, "au");
	term_expect(t, "Right takes auth");
	term_keys(t, RIGHT);
	term_match(t, "exports-add.screen");
	term_keys(t, ENTER ENTER);
	term_expect_gone(t, "Add a service");
	term_expect(t, "1 change not written");
	term_keys(t, HOME DOWN "-");
	term_expect(t, "2 changes not written");
	term_match(t, "exports.screen");
	term_keys(t, "w");
	term_expect(t, "as it will be");
	term_match(t, "exports-diff.screen");
	term_keys(t, TAB ENTER);
	term_expect(t, "are written");
	term_expect(t, "2 services");
	entry_has(consul, "{\"Name\":\"auth\",\"Consumers\":"
			  "[{\"Peer\":\"lab\"}]}");
	entry_has(consul, "\"Meta\":{\"owner\":\"ops\"}");
	term_keys(t, "qqq");
	assert_int_equal(term_exit_status(t), 0);
}

static void someone_elses_change_is_shown(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	put_entry(consul,
		  "{\"Kind\":\"exported-services\",\"Name\":\"default\","
		  "\"Services\":[{\"Name\":\"web\",\"Consumers\":"
		  "[{\"Peer\":\"us-east\"}]}]}");
	t = open_exports(consul, 15, 60);
	term_expect(t, "Nothing is exported to lab");
	term_match(t, "exports-none-small.screen");
	term_keys(t, "aapi" ENTER ENTER);
	term_expect(t, "1 change not written");
	term_match(t, "exports-small.screen");
	term_keys(t, "w");
	term_expect(t, "as it will be");
	put_entry(consul,
		  "{\"Kind\":\"exported-services\",\"Name\":\"default\","
		  "\"Services\":[{\"Name\":\"web\",\"Consumers\":"
		  "[{\"Peer\":\"us-west\"}]}]}");
	term_keys(t, TAB ENTER);
	term_expect(t, "Someone else changed");
	term_match(t, "exports-faster-small.screen");
	entry_has(consul, "[{\"Name\":\"web\",\"Consumers\":"
			  "[{\"Peer\":\"us-west\"}]}]");
	term_keys(t, TAB ENTER);
	term_expect(t, "as it will be");
	term_keys(t, TAB ENTER);
	term_expect(t, "are written");
	entry_has(consul, "[{\"Name\":\"web\",\"Consumers\":"
			  "[{\"Peer\":\"us-west\"}]},{\"Name\":\"api\","
			  "\"Consumers\":[{\"Peer\":\"lab\"}]}]");
	term_keys(t, "qqq");
	assert_int_equal(term_exit_status(t), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_are_added_shown_and_written),
		cmocka_unit_test(someone_elses_change_is_shown),
	};

	return cmocka_run_group_tests_name("exports", tests, NULL, NULL);
}
