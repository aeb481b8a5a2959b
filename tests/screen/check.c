/* The doctor in the console: what it finds, on good days and bad ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "tests/lib/console.h"
#include "tests/lib/sandbox.h"
#include "tests/lib/term.h"

static void a_seeded_cluster_is_looked_at_in_every_size(void **state)
{
	static const struct {
		int rows, cols;
		const char *ascii, *golden;
	} sizes[] = {
		{ 24, 80, NULL, "check-80.screen" },
		{ 15, 60, NULL, "check-60.screen" },
		{ 50, 200, NULL, "check-200.screen" },
		{ 24, 80, "LC_ALL=C", "check-ascii.screen" },
	};
	const char *const seeded[] = { "-cluster", "east", "-seed", "demo",
				       NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		_cleanup_(sandbox_freep) struct sandbox *consul =
			sandbox_start(seeded);
		_cleanup_(term_freep) struct term *t = NULL;
		const char *const env[] = { sizes[i].ascii, NULL };

		t = console_start(sizes[i].rows, sizes[i].cols,
				  sandbox_url(consul, "east"), env);
		term_expect(t, "eu-west");
		term_keys(t, "K");
		term_expect(t, "2 failures");
		term_expect_gone(t, "looking");
		term_match(t, sizes[i].golden);
		term_keys(t, "qq");
		assert_int_equal(term_exit_status(t), 0);
	}
}

static void a_hung_answer_blocks_nothing(void **state)
{
	const char *const one[] = { "-cluster", "east,dc=dc1", NULL };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(one);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "This cluster has no peerings");
	sandbox_fault(consul, "east", "hang,path=/v1/config");
	term_keys(t, "K");
	term_expect(t, "waiting  exports");
	term_expect(t, "ok       mesh:write");
	term_match(t, "check-waiting.screen");
	term_keys(t, CTRL_C);
	term_expect(t, "unknown  exports        not looked at");
	sandbox_no_faults(consul, "east");
	term_keys(t, F5);
	term_expect(t, "14 ok");
	term_keys(t, "q");
	term_expect(t, "This cluster has no peerings");
	term_keys(t, "A");
	term_expect(t, "/v1/connect/ca/roots");
	term_keys(t, "qq");
	assert_int_equal(term_exit_status(t), 0);
}

static void bad_days_are_told_each_with_what_to_do(void **state)
{
	static const struct {
		const char *fault, *says, *next;
	} faults[] = {
		{ "no-leader", "failure  leader         there is none",
		  "look at the servers' logs" },
		{ "status=500,path=/v1/agent/self", "unknown  agent", "" },
		{ "garbage,path=/v1/connect/ca", "unknown  ca", "" },
		{ "close,path=/v1/status", "failure  reach",
		  "a types another" },
	};
	const char *const one[] = { "-cluster", "east,dc=dc1", NULL };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(one);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 100, sandbox_url(consul, "east"), NULL);
	term_expect(t, "This cluster has no peerings");
	term_keys(t, "K");
	term_expect(t, "14 ok");
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		sandbox_fault(consul, "east", faults[i].fault);
		term_keys(t, F5);
		term_expect(t, faults[i].says);
		term_expect(t, faults[i].next);
		sandbox_no_faults(consul, "east");
		term_keys(t, F5);
		term_expect(t, "14 ok");
	}
}

static void a_token_without_rights_sees_what_it_lacks(void **state)
{
	const char *const strict[] = { "-cluster", "east,dc=dc1,acl=s3cret",
				       NULL };
	_cleanup_(sandbox_freep) struct sandbox *consul = sandbox_start(strict);
	_cleanup_(term_freep) struct term *t = NULL;

	(void)state;
	t = console_start(24, 80, sandbox_url(consul, "east"), NULL);
	term_expect(t, "does not let this ACL token read");
	term_keys(t, "K");
	term_expect(t, "failure  peering:read   not granted");
	term_expect_gone(t, "looking");
	term_match(t, "check-denied.screen");
	term_keys(t, "T");
	term_expect(t, "the anonymous token");
	term_keys(t, "s3cret");
	term_keys(t, ENTER);
	term_expect(t, "14 ok");
	assert_null(strstr(term_raw(t), "s3cret"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seeded_cluster_is_looked_at_in_every_size),
		cmocka_unit_test(a_hung_answer_blocks_nothing),
		cmocka_unit_test(bad_days_are_told_each_with_what_to_do),
		cmocka_unit_test(a_token_without_rights_sees_what_it_lacks),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
