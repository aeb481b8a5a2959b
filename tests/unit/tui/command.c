#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/kv.h"
#include "tui/command.h"
#include "tui/fixed_keys.h"
#include "tui/keymap.h"

static const struct keymap none;

static void every_row_is_whole(void **state)
{
	size_t count;
	const struct command *c = command_table(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(c[i].run || c[i].run_arg);
		assert_non_null(c[i].help);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(c[i].name, c[j].name);
	}
}

/* Each key of the table must be one that the decoder can name, and find its
 * own command and no other's. */
static void every_key_finds_its_command(void **state)
{
	size_t count;
	const struct command *c = command_table(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		char keys[64], *save = NULL;

		snprintf(keys, sizeof(keys), "%s", c[i].keys);
		for (char *name = strtok_r(keys, " ", &save); name;
		     name = strtok_r(NULL, " ", &save)) {
			struct key key;

			assert_true(key_parse(name, &key));
			assert_ptr_equal(keymap_find(&none, &key, c[i].scope),
					 &c[i]);
		}
	}
}

static void global_commands_work_in_every_scope(void **state)
{
	struct key key;

	(void)state;
	assert_true(key_parse("q", &key));
	for (int scope = 0; scope < SCOPE_COUNT; scope++)
		assert_string_equal(keymap_find(&none, &key, scope)->name,
				    "screen.quit");
	assert_true(key_parse("F9", &key));
	assert_null(keymap_find(&none, &key, SCOPE_PEERS));
}

static void every_scope_has_a_heading(void **state)
{
	(void)state;
	for (int scope = 0; scope < SCOPE_COUNT; scope++)
		assert_string_not_equal(command_scope_title(scope), "");
}

static void texts_can_name_a_commands_key(void **state)
{
	char key[KEY_NAME_MAX];

	(void)state;
	assert_true(keymap_first(&none, "peering.generate", false, key));
	assert_string_equal(key, "g");
	assert_true(keymap_first(&none, "help", true, key));
	assert_string_equal(key, "F1");
	assert_false(keymap_first(&none, "screen.quit", true, key));
	assert_false(keymap_first(&none, "no.such.command", false, key));
	assert_string_equal(key, "");
}

/* The help screen has a column of 14 for them. */
static void every_fixed_key_is_whole(void **state)
{
	size_t count;
	const struct fixed_keys *all = fixed_keys_table(&count);

	(void)state;
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		for (const struct fixed_key *k = all[i].keys; k->keys; k++) {
			assert_true(strlen(k->keys) < 14);
			assert_int_equal(k->help[strlen(k->help) - 1], '.');
		}
}

static void keys_can_be_bound_anew_and_taken_away(void **state)
{
	_cleanup_(kv_release) struct kv keys = { 0 };
	_cleanup_(kv_release) struct kv wrong = { 0 };
	struct keymap map = { 0 };
	struct key g, f9;

	(void)state;
	assert_true(key_parse("g", &g));
	assert_true(key_parse("F9", &f9));
	kv_add(&keys, "peering.generate", "F9");
	kv_add(&keys, "list.filter", "");
	assert_true(keymap_load(&map, &keys, &wrong));
	assert_int_equal(wrong.count, 0);
	assert_null(keymap_find(&map, &g, SCOPE_PEERS));
	assert_string_equal(keymap_find(&map, &f9, SCOPE_PEERS)->name,
			    "peering.generate");
	assert_string_equal(keymap_keys(&map, command_named("list.filter")),
			    "");
	keymap_release(&map);
}

static const struct refused {
	const char *command, *keys, *says;
} refused[] = {
	{ "no.such.command", "x", "no command" },
	{ "peering.generate", "Hyper-Q", "no key" },
	{ "peering.generate", "D", "both peering.generate and peering.delete" },
	{ "screen.quit", "", "needs a key" },
};

static void what_cannot_be_bound_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		_cleanup_(kv_release) struct kv keys = { 0 };
		_cleanup_(kv_release) struct kv wrong = { 0 };
		struct keymap map = { 0 };

		kv_add(&keys, refused[i].command, refused[i].keys);
		assert_false(keymap_load(&map, &keys, &wrong));
		assert_int_equal(wrong.count, 1);
		assert_string_equal(wrong.pairs[0].key, refused[i].command);
		assert_non_null(strstr(wrong.pairs[0].value, refused[i].says));
	}
}

/* And each once, though the list and its peer both have these commands. */
static void all_that_is_wrong_is_said_in_one_go(void **state)
{
	_cleanup_(kv_release) struct kv keys = { 0 };
	_cleanup_(kv_release) struct kv wrong = { 0 };
	struct keymap map = { 0 };

	(void)state;
	kv_add(&keys, "peering.delete", "P");
	kv_add(&keys, "no.such.command", "x");
	kv_add(&keys, "peering.generate", "Hyper-Q e");
	kv_add(&keys, "screen.quit", "");
	assert_false(keymap_load(&map, &keys, &wrong));
	assert_int_equal(wrong.count, 5);
	assert_string_equal(wrong.pairs[0].key, "no.such.command");
	assert_string_equal(wrong.pairs[1].key, "peering.generate");
	assert_string_equal(wrong.pairs[4].key, "screen.quit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(every_key_finds_its_command),
		cmocka_unit_test(global_commands_work_in_every_scope),
		cmocka_unit_test(every_scope_has_a_heading),
		cmocka_unit_test(texts_can_name_a_commands_key),
		cmocka_unit_test(every_fixed_key_is_whole),
		cmocka_unit_test(keys_can_be_bound_anew_and_taken_away),
		cmocka_unit_test(what_cannot_be_bound_is_said),
		cmocka_unit_test(all_that_is_wrong_is_said_in_one_go),
	};

	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
