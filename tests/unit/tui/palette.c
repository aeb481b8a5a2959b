/* The ":" prompt, and what it reaches: themes, contexts, the activity. */
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
	{ "token.copy", "There is no command \"token.copy\" here" },
	{ "list.read now", "takes no argument" },
	{ "theme", "needs an argument" },
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

static void the_activity_shows_requests_as_commands(void **state)
{
	_cleanup_(mem_freep) char *text = NULL;
	struct buf all = BUF_INIT(65536);
	struct desk d;

	(void)state;
	desk_open(&d, 100, 24);
	client_config_set_token(&d.app.cluster->config, "s3cret",
				"what was typed");
	cluster_watch(d.app.cluster);
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "A");
	desk_expect(&d, "Activity");
	desk_expect(&d, "/v1/peerings");
	desk_expect(&d, "401");
	desk_expect(&d, "curl -s");
	desk_expect(&d, "-H @TOKEN_HEADER_FILE");
	activity_text(&d.app.activity, &all);
	text = buf_take(&all);
	assert_non_null(strstr(text, "GET /v1/peerings 200"));
	assert_non_null(strstr(text, "consul peering list"));
	assert_null(strstr(text, "s3cret"));
	desk_close(&d);
}

static void changes_are_told_but_not_the_first_list(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 100, 24);
	d.list = "[{\"ID\":\"1\",\"Name\":\"one\",\"State\":\"PENDING\"}]";
	desk_expect(&d, "one");
	d.list = "[{\"ID\":\"1\",\"Name\":\"one\",\"State\":\"TERMINATED\"},"
		 "{\"ID\":\"2\",\"Name\":\"two\",\"State\":\"PENDING\"}]";
	desk_keys(&d, "\033[15~");
	desk_expect(&d, "two");
	d.list = "[]";
	desk_pass(&d, 2000);
	desk_keys(&d, "\033[15~");
	desk_expect(&d, "This cluster has no peerings");
	desk_keys(&d, "A");
	desk_expect(&d, "one is terminated (TERMINATED), was unused (PENDING)");
	desk_expect(&d, "two is there: unused (PENDING)");
	desk_expect(&d, "two is gone");
	assert_false(desk_shows(&d, "one is there"));
	desk_close(&d);
}

static void only_so_much_of_it_is_kept(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, 80, 24);
	for (int i = 0; i < ACTIVITY_MAX + 10; i++) {
		char words[16];

		snprintf(words, sizeof(words), "change %d", i);
		activity_change(&d.app, words);
	}
	assert_int_equal(d.app.activity.count, ACTIVITY_MAX);
	assert_string_equal(activity_at(&d.app.activity, 0)->what, "change 10");
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
		cmocka_unit_test(up_brings_back_what_was_typed),
		cmocka_unit_test(a_theme_is_chosen_by_name),
		cmocka_unit_test(the_activity_shows_requests_as_commands),
		cmocka_unit_test(changes_are_told_but_not_the_first_list),
		cmocka_unit_test(only_so_much_of_it_is_kept),
	};

	return cmocka_run_group_tests_name("palette", tests, NULL, NULL);
}
