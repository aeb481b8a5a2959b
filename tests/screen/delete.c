/* Deleting peerings, as an operator does it: what it takes down is seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "tests/lib/console.h"
#include "tests/lib/fetch.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

static const char *const seeded[] = { "-cluster", "east", "-seed", "demo",
				      NULL };

static const char *const entries[] = {
	"{\"Kind\":\"service-intentions\",\"Name\":\"api\",\"Sources\":[{"
	"\"Name\":\"web\",\"Peer\":\"us-east\",\"Action\":\"allow\"}]}",
	"{\"Kind\":\"service-resolver\",\"Name\":\"far\",\"Redirect\":{"
	"\"Service\":\"web\",\"Peer\":\"us-east\"}}",
	"{\"Kind\":\"service-resolver\",\"Name\":\"other\",\"Redirect\":{"
	"\"Service\":\"web\",\"Peer\":\"us-west\"}}",
};

static void put_entries(const struct sandbox *consul)
{
	_cleanup_(buf_release) struct buf url = BUF_INIT(300);

	buf_addf(&url, "%s/v1/config", sandbox_url(consul, "east"));
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		struct fetch f = fetch("PUT", url.data, NULL, entries[i]);

		assert_int_equal(f.status, 200);
		fetch_release(&f);
	}
}

static void ask(struct term *t, const char *filter)
{
	term_expect(t, "eu-west");
	term_keys(t, filter);
	term_expect(t, "1 shown");
	term_keys(t, "D");
	term_expect(t, "Delete the peering?");
}

static void one_that_matters_wants_its_name_typed(void **state)
{
	static const struct {
		int rows, cols;
		const char *golden;
	} sizes[] = {
		{ 24, 80, "delete.screen" },
		{ 15, 60, "delete-small.screen" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		_cleanup_(sandbox_freep) struct sandbox *consul =
			sandbox_start(seeded);
		_cleanup_(term_freep) struct term *t = NULL;

		put_entries(consul);
		t = console_start(sizes[i].rows, sizes[i].cols,
				  sandbox_url(consul, "east"), NULL);
		ask(t, "/us-east" ENTER);
		term_expect(t, "Imported  3 services");
		term_expect_gone(t, "asking");
		term_match(t, sizes[i].golden);
		term_keys(t, "us-e" TAB TAB ENTER);
		term_expect(t, "Delete the peering?");
		term_keys(t, SHIFT_TAB SHIFT_TAB "ast" TAB TAB ENTER);
		term_expect(t, "us-east is gone");
		term_expect(t, "No peering matches the filter");
		term_keys(t, ESC);
		term_expect(t, "eu-west");
		term_keys(t, "q");
		assert_int_equal(term_exit_status(t), 0);
	}
}

static void one_that_loses_nothing_is_only_asked_for(void **state)
{
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(seeded);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	ask(t, "/lab" ENTER);
	term_expect(t, "Named in  no config entry");
	term_expect(t, "Imported  nothing");
	term_match(t, "delete-unused.screen");
	term_keys(t, ENTER);
	term_expect_gone(t, "Delete the peering?");
	term_keys(t, "D");
	term_expect(t, "Delete the peering?");
	term_keys(t, TAB ENTER);
	term_expect(t, "lab is gone");
	term_keys(t, ESC);
	term_expect(t, "eu-west");
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_matters_wants_its_name_typed),
		cmocka_unit_test(one_that_loses_nothing_is_only_asked_for),
	};

	return cmocka_run_group_tests_name("delete", tests, NULL, NULL);
}
