#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "net/peering.h"

#define TEN   "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct {
	const char *name, *problem, *proposal;
} names[] = {
	{ "west", NULL, "west" },
	{ "0", NULL, "0" },
	{ "a--b", NULL, "a-b" },
	{ SIXTY "abc", NULL, SIXTY "abc" },
	{ SIXTY "abcd", "longer than 63 characters", SIXTY "abc" },
	{ SIXTY "ab-d", "longer than 63 characters", SIXTY "ab" },
	{ "", "a name is needed", "" },
	{ "Cluster_02", "upper case is not allowed", "cluster-02" },
	{ "a.b c", "only a-z, 0-9 and - are allowed", "a-b-c" },
	{ "z\xc3\xbcrich", "only a-z, 0-9 and - are allowed", "z-rich" },
	{ "-west", "must not begin with -", "west" },
	{ "west-", "must not end with -", "west" },
	{ "-", "must not begin with -", "" },
	{ "\x1b[2J", "only a-z, 0-9 and - are allowed", "2j" },
};

static void judges_names_and_proposes_better_ones(void **state)
{
	char proposal[PEERING_NAME_MAX + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *problem = peering_name_problem(names[i].name);

		if (names[i].problem)
			assert_string_equal(problem, names[i].problem);
		else
			assert_null(problem);
		peering_name_proposal(names[i].name, proposal);
		assert_string_equal(proposal, names[i].proposal);
		if (*proposal)
			assert_null(peering_name_problem(proposal));
	}
}

static void judges_meta(void **state)
{
	char value[PEERING_META_VALUE_MAX + 2];

	(void)state;
	assert_null(peering_meta_key_problem("Owner_team-2"));
	assert_null(peering_meta_key_problem("consul"));
	assert_null(peering_meta_key_problem(SIXTY SIXTY "12345678"));
	assert_string_equal(peering_meta_key_problem(SIXTY SIXTY "123456789"),
			    "longer than 128 characters");
	assert_string_equal(peering_meta_key_problem(""), "a key is needed");
	assert_string_equal(peering_meta_key_problem("a b"),
			    "only A-Z, a-z, 0-9, _ and - are allowed");
	assert_string_equal(peering_meta_key_problem("consul-x"),
			    "keys beginning with consul- are reserved");
	memset(value, 'x', sizeof(value));
	value[PEERING_META_VALUE_MAX + 1] = '\0';
	assert_string_equal(peering_meta_value_problem(value),
			    "longer than 512 bytes");
	value[PEERING_META_VALUE_MAX] = '\0';
	assert_null(peering_meta_value_problem(value));
	assert_null(peering_meta_value_problem(""));
}

static void knows_states_by_name(void **state)
{
	(void)state;
	for (int s = PEERING_UNDEFINED; s < PEERING_OTHER; s++) {
		const char *name = peering_state_name((enum peering_state)s);

		assert_int_equal(peering_state_of(name, strlen(name)), s);
	}
	assert_int_equal(peering_state_of("", 0), PEERING_UNDEFINED);
	assert_int_equal(peering_state_of("active", 6), PEERING_OTHER);
	assert_int_equal(peering_state_of("ACTIVE\0", 7), PEERING_OTHER);
	assert_string_equal(peering_state_name(PEERING_OTHER), "other");
}

static void tells_the_role_by_who_dials(void **state)
{
	struct peering p = { .id = "1f00", .peer_id = "" };

	(void)state;
	assert_int_equal(peering_role(&p), PEERING_ACCEPTOR);
	assert_string_equal(peering_link(&p), "1f00");
	p.addresses.count = 1;
	assert_int_equal(peering_role(&p), PEERING_DIALER);
	p.addresses.count = 0;
	p.peer_id = "e3d99b1f";
	assert_int_equal(peering_role(&p), PEERING_DIALER);
	assert_string_equal(peering_link(&p), "e3d99b1f");
	assert_string_equal(peering_role_name(PEERING_DIALER), "dialer");
	assert_string_equal(peering_role_name(PEERING_ACCEPTOR), "acceptor");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_names_and_proposes_better_ones),
		cmocka_unit_test(judges_meta),
		cmocka_unit_test(knows_states_by_name),
		cmocka_unit_test(tells_the_role_by_who_dials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
