#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "net/watch.h"
#include "tui/tokens.h"

static struct peering west = {
	.name = "west",
	.id = "id-1",
	.remote_datacenter = "",
	.state = PEERING_PENDING,
};
static struct watch_row row = { .peering = &west, .seen_s = -1 };

static struct token_entry *add(struct tokens *t, const char *text, int64_t now)
{
	size_t index =
		tokens_add(t, &(struct tokens_peering){ NULL, "west", NULL },
			   text, strlen(text), now);

	return t->items[index];
}

static void a_token_is_followed_from_unused_to_active(void **state)
{
	struct tokens t = { 0 };
	struct token_entry *e = add(&t, "eyJ9", 1000);

	(void)state;
	assert_int_equal(e->use, TOKEN_UNKNOWN);
	tokens_follow(&t, NULL, &row, 1);
	assert_int_equal(e->use, TOKEN_UNUSED);
	west.state = PEERING_ESTABLISHING;
	tokens_follow(&t, NULL, &row, 1);
	assert_int_equal(e->use, TOKEN_CONNECTING);
	west.state = PEERING_ACTIVE;
	row.seen_s = 3;
	tokens_follow(&t, NULL, &row, 1);
	assert_int_equal(e->use, TOKEN_ACTIVE);
	assert_int_equal(e->heard_s, 3);
	tokens_release(&t);
	west.state = PEERING_PENDING;
}

static void a_newer_token_supersedes_the_older_for_good(void **state)
{
	struct tokens t = { 0 };
	struct token_entry *old = add(&t, "one", 1000);
	struct token_entry *new = add(&t, "two", 2000);

	(void)state;
	tokens_follow(&t, NULL, &row, 1);
	assert_int_equal(old->use, TOKEN_SUPERSEDED);
	assert_int_equal(new->use, TOKEN_UNUSED);
	assert_string_equal(new->text.data, "two");
	tokens_release(&t);
}

/* A list may be older than the token: gone only once one has had it. */
static void a_peering_that_is_gone_takes_its_token_along(void **state)
{
	struct tokens t = { 0 };
	struct token_entry *e = add(&t, "one", 1000);

	(void)state;
	tokens_follow(&t, NULL, NULL, 0);
	assert_int_equal(e->use, TOKEN_UNKNOWN);
	snprintf(e->peering_id, sizeof(e->peering_id), "%s", "id-1");
	tokens_follow(&t, NULL, NULL, 0);
	assert_int_equal(e->use, TOKEN_UNKNOWN);
	tokens_follow(&t, NULL, &row, 1);
	tokens_follow(&t, NULL, NULL, 0);
	assert_int_equal(e->use, TOKEN_GONE);
	tokens_release(&t);
}

/* It may be of another cluster, which never had the peering. */
static void another_agents_list_does_not_make_it_gone(void **state)
{
	struct tokens t = { 0 };
	struct token_entry *e = add(&t, "one", 1000);

	(void)state;
	tokens_follow(&t, NULL, &row, 1);
	tokens_left(&t, NULL);
	assert_int_equal(e->use, TOKEN_UNKNOWN);
	tokens_follow(&t, NULL, NULL, 0);
	assert_int_equal(e->use, TOKEN_UNKNOWN);
	tokens_follow(&t, NULL, &row, 1);
	assert_int_equal(e->use, TOKEN_UNUSED);
	tokens_release(&t);
}

static void a_connection_from_before_proves_nothing_of_a_new_token(void **state)
{
	struct tokens t = { 0 };
	struct token_entry *e = add(&t, "one", 5000);

	(void)state;
	e->again = true;
	west.state = PEERING_ACTIVE;
	row.since_ms = 1000;
	tokens_follow(&t, NULL, &row, 1);
	assert_int_equal(e->use, TOKEN_WAS_ACTIVE);
	assert_false(tokens_all_used(&t));
	row.since_ms = 9000;
	tokens_follow(&t, NULL, &row, 1);
	assert_int_equal(e->use, TOKEN_ACTIVE);
	assert_true(tokens_all_used(&t));
	tokens_release(&t);
	west.state = PEERING_PENDING;
	row.since_ms = 0;
}

static void only_what_would_be_lost_is_at_risk(void **state)
{
	struct tokens t = { 0 };
	struct token_entry *e;

	(void)state;
	assert_int_equal(tokens_at_risk(&t), 0);
	e = add(&t, "one", 1000);
	assert_int_equal(tokens_at_risk(&t), 1);
	snprintf(e->carried, sizeof(e->carried), "%s", "copied");
	assert_int_equal(tokens_at_risk(&t), 0);
	add(&t, "two", 1000);
	assert_int_equal(tokens_at_risk(&t), 1);
	tokens_release(&t);
}

static void what_is_no_token_is_kept_and_said(void **state)
{
	struct tokens t = { 0 };
	struct token_entry *e = add(&t, "*** no base64 ***", 1000);

	(void)state;
	assert_false(e->decoded);
	assert_true(strlen(e->problem) > 0);
	assert_string_equal(e->text.data, "*** no base64 ***");
	tokens_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_followed_from_unused_to_active),
		cmocka_unit_test(a_newer_token_supersedes_the_older_for_good),
		cmocka_unit_test(a_peering_that_is_gone_takes_its_token_along),
		cmocka_unit_test(another_agents_list_does_not_make_it_gone),
		cmocka_unit_test(
			a_connection_from_before_proves_nothing_of_a_new_token),
		cmocka_unit_test(only_what_would_be_lost_is_at_risk),
		cmocka_unit_test(what_is_no_token_is_kept_and_said),
	};

	return cmocka_run_group_tests_name("tokens", tests, NULL, NULL);
}
