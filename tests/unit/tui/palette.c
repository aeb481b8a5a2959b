/* The ":" prompt, and what it reaches: themes, contexts. */
#include "base/mem.h"
#include "base/strlist.h"
#include "tests/unit/tui/desk.h"

static void a_command_is_completed_and_run(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":");
	desk_expect(&d, "peering.generate");
	desk_keys(&d, "peering.g\t");
	desk_expect(&d, ":peering.generate");
	desk_keys(&d, "\r");
	desk_expect(&d, "Generate a peering token");
	desk_close(&d);
}

static void tab_goes_as_far_as_all_agree(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":pe\t");
	desk_expect(&d, ":peering.");
	desk_expect(&d, "peering.generate  peering.establish");
	desk_close(&d);
}

static void the_last_word_of_a_name_will_do(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 100, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":writ");
	desk_expect(&d, "list.write  ");
	desk_keys(&d, "e list.txt\r");
	desk_expect(&d, "must end in .csv or .json");
	desk_keys(&d, ":wri\t");
	desk_expect(&d, ":list.write");
	desk_keys(&d, "\033");
	desk_keys(&d, ":list\r"); /* tokens.list, context.list */
	desk_expect(&d, "There is no command \"list\" here");
	desk_close(&d);
}

static void help_names_what_has_no_key(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 50);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "?");
	desk_expect(&d, ":write");
	desk_expect(&d, ":columns");
	desk_close(&d);
}

static const struct wrong {
	const char *line, *says;
} wrong[] = {
	{ "nonsense", "There is no command \"nonsense\" here" },
	{ "token.copy", "token.copy is possible on Token only." },
	{ "check.again", "check.again is possible on Check only." },
	{ "list.read now", "takes no argument" },
	{ "theme", "theme needs an argument: dark, light, contrast, mono." },
	{ "list.write", "list.write needs an argument." },
	{ "peering.delete", "No peering is selected" },
};

static void what_cannot_be_run_is_said_and_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct desk d;

		desk_open(&d, 80, 24);
		desk_expect(&d, "This cluster has no peerings");
		desk_keys(&d, ":");
		desk_keys(&d, wrong[i].line);
		desk_keys(&d, "\r");
		desk_expect(&d, wrong[i].says);
		desk_expect(&d, wrong[i].line);
		desk_keys(&d, "\033");
		desk_expect(&d, "g Generate");
		desk_close(&d);
	}
}

/* What is no screen's own is possible on each, by its name. */
static void what_belongs_to_all_is_possible_on_all(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "?");
	desk_expect(&d, "Help");
	desk_keys(&d, ":context\r");
	desk_expect(&d, "How this cluster is reached");
	desk_keys(&d, "\033");
	desk_keys(&d, ":cluster.token\r");
	desk_expect(&d, "none, the anonymous token");
	desk_keys(&d, "\033");
	desk_keys(&d, ":list.read\r");
	desk_expect(&d, "list.read is possible on Peers and Peer only.");
	desk_keys(&d, "\033");
	desk_keys(&d, ":context west\r");
	desk_expect(&d, "Another cluster is shown from Peers only.");
	desk_keys(&d, ":activity\r");
	desk_expect(&d, "the newest first");
	desk_keys(&d, "A");
	desk_expect(&d, "The activity is open already");
	desk_keys(&d, "\033");
	desk_expect_gone(&d, "the newest first");
	desk_expect(&d, "Help");
	desk_close(&d);
}

static void up_brings_back_what_was_typed(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":list.read\r");
	desk_keys(&d, ":\033[A");
	desk_expect(&d, ":list.read");
	desk_keys(&d, "\033[B");
	desk_expect_gone(&d, ":list.read");
	desk_close(&d);
}

/* Each line once, from the newest on, and what was being typed at the end. */
static void what_is_typed_outlives_a_look_at_what_was(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":theme dark\r:list.read\r:list.read\r");
	desk_keys(&d, ":hel\033[A");
	desk_expect(&d, ":list.read");
	desk_keys(&d, "\033[A");
	desk_expect(&d, ":theme dark");
	desk_keys(&d, "\033[B");
	desk_keys(&d, "\033[B");
	desk_expect(&d, ":hel");
	desk_keys(&d, "\033[A");
	desk_keys(&d, "\033[A");
	desk_keys(&d, "\033");
	desk_keys(&d, ":\033[A");
	desk_expect(&d, ":list.read");
	desk_close(&d);
}

static enum theme chosen;

static void choose(enum theme theme)
{
	chosen = theme;
}

static void a_theme_is_chosen_by_name(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	d.app.terminal.theme = choose;
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, ":theme li\t\r");
	assert_int_equal(chosen, THEME_LIGHT);
	assert_true(d.app.repaint);
	desk_keys(&d, ":theme pink\r");
	desk_expect(&d, "There is no theme \"pink\"");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_is_completed_and_run),
		cmocka_unit_test(tab_goes_as_far_as_all_agree),
		cmocka_unit_test(the_last_word_of_a_name_will_do),
		cmocka_unit_test(help_names_what_has_no_key),
		cmocka_unit_test(what_cannot_be_run_is_said_and_stays),
		cmocka_unit_test(what_belongs_to_all_is_possible_on_all),
		cmocka_unit_test(up_brings_back_what_was_typed),
		cmocka_unit_test(what_is_typed_outlives_a_look_at_what_was),
		cmocka_unit_test(a_theme_is_chosen_by_name),
	};

	return cmocka_run_group_tests_name("palette", tests, NULL, NULL);
}
