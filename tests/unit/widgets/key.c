#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "widgets/key.h"

static void test_names_go_round(void **state)
{
	static const struct {
		const char *name, *written;
		struct key key;
	} cases[] = {
		{ "g", "g", { .sym = SYM_CHAR, .ch = 'g' } },
		{ "G", "G", { .sym = SYM_CHAR, .ch = 'G' } },
		{ "?", "?", { .sym = SYM_CHAR, .ch = '?' } },
		{ "-", "-", { .sym = SYM_CHAR, .ch = '-' } },
		{ "é", "é", { .sym = SYM_CHAR, .ch = 0xe9 } },
		{ "Space", "Space", { .sym = SYM_CHAR, .ch = ' ' } },
		{ "Ctrl-O",
		  "Ctrl-O",
		  { .sym = SYM_CHAR, .ch = 'o', .mods = MOD_CTRL } },
		{ "ctrl-o",
		  "Ctrl-O",
		  { .sym = SYM_CHAR, .ch = 'o', .mods = MOD_CTRL } },
		{ "Ctrl-_",
		  "Ctrl-_",
		  { .sym = SYM_CHAR, .ch = '_', .mods = MOD_CTRL } },
		{ "Alt-x",
		  "Alt-x",
		  { .sym = SYM_CHAR, .ch = 'x', .mods = MOD_ALT } },
		{ "Alt--",
		  "Alt--",
		  { .sym = SYM_CHAR, .ch = '-', .mods = MOD_ALT } },
		{ "shift-TAB",
		  "Shift-Tab",
		  { .sym = SYM_TAB, .mods = MOD_SHIFT } },
		{ "Shift-Ctrl-Left",
		  "Ctrl-Shift-Left",
		  { .sym = SYM_LEFT, .mods = MOD_SHIFT | MOD_CTRL } },
		{ "F1", "F1", { .sym = SYM_F1 } },
		{ "f12", "F12", { .sym = SYM_F12 } },
		{ "F", "F", { .sym = SYM_CHAR, .ch = 'F' } },
		{ "PageUp", "PageUp", { .sym = SYM_PAGE_UP } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char name[KEY_NAME_MAX];
		struct key k;

		if (!key_parse(cases[i].name, &k))
			fail_msg("%s", cases[i].name);
		if (!key_equal(&k, &cases[i].key))
			fail_msg("%s is another key", cases[i].name);
		key_format(&k, name);
		assert_string_equal(name, cases[i].written);
	}
}

static void test_what_is_no_name(void **state)
{
	static const char *const names[] = { "",     "Ctrl-", "gg",   "F0",
					     "F13",  "F1x",   "F01",  "\033",
					     "\377", "Foo",   "Alt-", "F-1" };
	struct key k = { .sym = SYM_TAB };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (key_parse(names[i], &k))
			fail_msg("%s", names[i]);
	assert_int_equal(k.sym, SYM_TAB); /* untouched */
}

static void test_predicates(void **state)
{
	struct key g = { .sym = SYM_CHAR, .ch = 'g', .raw = "g" };
	struct key alt_g = { .sym = SYM_CHAR, .ch = 'g', .mods = MOD_ALT };
	struct key ctrl_g = { .sym = SYM_CHAR, .ch = 'g', .mods = MOD_CTRL };
	struct key up = { .sym = SYM_UP };
	struct key shift_up = { .sym = SYM_UP, .mods = MOD_SHIFT };

	(void)state;
	assert_true(key_is_char(&g, 'g'));
	assert_false(key_is_char(&alt_g, 'g'));
	assert_true(key_is_ctrl(&ctrl_g, 'g'));
	assert_false(key_is_ctrl(&g, 'g'));
	assert_true(key_is(&up, SYM_UP));
	assert_false(key_is(&shift_up, SYM_UP));
	assert_false(key_equal(&g, &alt_g));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_go_round),
		cmocka_unit_test(test_what_is_no_name),
		cmocka_unit_test(test_predicates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
