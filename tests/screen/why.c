/* The reason of a failing peering, as an operator finds it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "tests/lib/console.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

/* What is logged before the stream is there would be missed. */
static void wait_for_stream(const struct sandbox *consul)
{
	char *body = NULL;

	while (!body)
		body = sandbox_request(consul, "GET", "/v1/agent/monitor");
	free(body);
}

static void the_reason_comes_with_the_next_retry(void **state)
{
	static const struct {
		int rows, cols;
		const char *nothing, *reason;
	} sizes[] = {
		{ 24, 80, "why-nothing.screen", "why.screen" },
		{ 15, 60, "why-nothing-small.screen", "why-small.screen" },
	};
	const char *const seeded[] = { "-cluster", "east", "-seed", "demo",
				       NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		_cleanup_(sandbox_freep) struct sandbox *consul =
			sandbox_start(seeded);
		_cleanup_(term_freep) struct term *t = NULL;

		/* Past the quick retries at the beginning. */
		sandbox_advance(consul, 32);
		t = console_start(sizes[i].rows, sizes[i].cols,
				  sandbox_url(consul, "east"), NULL);
		term_expect(t, "eu-west");
		term_keys(t, "/eu-west" ENTER);
		term_expect(t, "1 shown");
		term_keys(t, "W");
		term_expect(t, "Nothing logged yet");
		term_match(t, sizes[i].nothing);
		wait_for_stream(consul);
		sandbox_advance(consul, 40);
		term_expect(t, "Logged once");
		term_match(t, sizes[i].reason);
		term_keys(t, "qqq");
		assert_int_equal(term_exit_status(t), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reason_comes_with_the_next_retry),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
