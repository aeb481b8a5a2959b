#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "widgets/key.h"
#include "widgets/lineedit.h"
#include "widgets/textfield.h"

static struct key char_key(uint32_t ch, unsigned mods)
{
	struct key k = { .sym = SYM_CHAR, .ch = ch, .mods = mods };

	k.raw[0] = (char)(mods & MOD_CTRL ? ch & 0x1f : ch);
	k.raw_len = 1;
	return k;
}

static struct key sym_key(enum key_sym sym)
{
	return (struct key){ .sym = sym };
}

static void type(struct textfield *f, const char *text)
{
	for (; *text; text++) {
		struct key k = char_key((unsigned char)*text, 0);

		assert_true(textfield_key(f, &k));
	}
}

static void press(struct textfield *f, struct key k)
{
	assert_true(textfield_key(f, &k));
}

/* How the field looks in `w` columns; the cursor's column in *ret_cursor. */
static char *drawn(const struct textfield *f, int w, bool focused,
		   int *ret_cursor)
{
	_cleanup_(grid_release) struct grid grid;
	struct canvas c;

	grid_init(&grid, w + 4, 1);
	c = canvas_of(&grid);
	canvas_text(&c, 0, 0, 1, ROLE_TEXT, "|");
	canvas_text(&c, w + 1, 0, 1, ROLE_TEXT, "|");
	textfield_draw(f, &c, 1, 0, w, focused);
	*ret_cursor = grid.cursor_x - 1;
	return grid_row_text(&grid, 0);
}

static void expect_drawn(const struct textfield *f, int w, bool focused,
			 const char *row, int cursor)
{
	_cleanup_(mem_freep) char *got = NULL;
	int at;

	got = drawn(f, w, focused, &at);
	assert_string_equal(got, row);
	if (focused)
		assert_int_equal(at, cursor);
}

static void test_keys_taken(void **state)
{
	static const struct {
		struct key key;
		bool taken;
	} cases[] = {
		{ { .sym = SYM_CHAR, .ch = 'q' }, true },
		{ { .sym = SYM_CHAR, .ch = 'w', .mods = MOD_CTRL }, true },
		{ { .sym = SYM_CHAR, .ch = 'o', .mods = MOD_CTRL }, false },
		{ { .sym = SYM_CHAR, .ch = 'c', .mods = MOD_CTRL }, false },
		{ { .sym = SYM_CHAR, .ch = 'l', .mods = MOD_CTRL }, false },
		{ { .sym = SYM_CHAR, .ch = 'z', .mods = MOD_CTRL }, false },
		{ { .sym = SYM_CHAR, .ch = 'b', .mods = MOD_ALT }, true },
		{ { .sym = SYM_HOME }, true },
		{ { .sym = SYM_ENTER }, false },
		{ { .sym = SYM_TAB }, false },
		{ { .sym = SYM_TAB, .mods = MOD_SHIFT }, false },
		{ { .sym = SYM_ESC }, false },
		{ { .sym = SYM_UP }, false },
		{ { .sym = SYM_PAGE_DOWN }, false },
		{ { .sym = SYM_F1 + 1 }, false },
	};
	_cleanup_(textfield_release) struct textfield f = { 0 };

	(void)state;
	textfield_init(&f, "", 100);
	textfield_focus(&f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(textfield_key(&f, &cases[i].key),
				 cases[i].taken);
	f.readonly = true;
	assert_false(textfield_key(&f, &cases[0].key));
	textfield_paste(&f, "x", 1);
	assert_string_equal(textfield_text(&f), "");
}

/* A key goes to the field it was given to, whoever had the engine. */
static void test_focus_follows_the_key(void **state)
{
	_cleanup_(textfield_release) struct textfield a = { 0 };
	_cleanup_(textfield_release) struct textfield b = { 0 };
	_cleanup_(textfield_release) struct textfield secret = { 0 };

	(void)state;
	textfield_init(&a, "a", 100);
	textfield_init(&b, "b", 100);
	textfield_init_secret(&secret, 100);
	textfield_focus(&a);
	type(&b, "1");
	type(&a, "2");
	textfield_focus(&secret);
	type(&secret, "3");
	textfield_paste(&b, "4", 1);
	textfield_blur(&b);
	assert_string_equal(textfield_text(&a), "a2");
	assert_string_equal(textfield_text(&b), "b14");
	assert_string_equal(textfield_text(&secret), "3");
	textfield_set(&a, "new");
	assert_string_equal(textfield_text(&a), "new");
}

static void test_paste_becomes_one_line(void **state)
{
	static const struct {
		const char *text, *plain, *secret;
	} cases[] = {
		{ "abc", "abc", "abc" },
		{ " \n abc\r\n", "abc", "abc" },
		{ "a\r\nb\tc\nd", "a b c d", "abcd" },
		{ "a  b", "a  b", "ab" },
		{ "日本\033[2J\177", "日本[2J", "日本[2J" },
		{ " \n", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		_cleanup_(textfield_release) struct textfield f = { 0 };
		_cleanup_(textfield_release) struct textfield s = { 0 };
		size_t len = strlen(cases[i].text);

		textfield_init(&f, "", 100);
		textfield_init_secret(&s, 100);
		assert_true(textfield_paste(&f, cases[i].text, len));
		assert_true(textfield_paste(&s, cases[i].text, len));
		assert_string_equal(textfield_text(&f), cases[i].plain);
		assert_string_equal(textfield_text(&s), cases[i].secret);
	}
}

static void test_limits(void **state)
{
	_cleanup_(textfield_release) struct textfield f = { 0 };
	_cleanup_(textfield_release) struct textfield s = { 0 };

	(void)state;
	textfield_init(&f, "", 5);
	textfield_init_secret(&s, 5);
	assert_false(textfield_paste(&f, "123456", 6));
	assert_false(textfield_paste(&s, "123456", 6));
	assert_string_equal(textfield_text(&f), "12345");
	assert_string_equal(textfield_text(&s), "");
	type(&s, "1234567");
	assert_string_equal(textfield_text(&s), "12345");
}

static void test_secret_editing(void **state)
{
	_cleanup_(textfield_release) struct textfield s = { 0 };

	(void)state;
	textfield_init_secret(&s, 100);
	type(&s, "abcd");
	press(&s, sym_key(SYM_LEFT));
	press(&s, sym_key(SYM_BACKSPACE));
	type(&s, "X");
	assert_string_equal(textfield_text(&s), "abXd");
	press(&s, char_key('a', MOD_CTRL));
	press(&s, char_key('d', MOD_CTRL));
	press(&s, sym_key(SYM_RIGHT));
	press(&s, sym_key(SYM_DELETE));
	assert_string_equal(textfield_text(&s), "bd");
	press(&s, sym_key(SYM_END));
	press(&s, char_key('b', MOD_CTRL));
	press(&s, char_key('u', MOD_CTRL));
	assert_string_equal(textfield_text(&s), "d");
	press(&s, char_key('k', MOD_CTRL));
	assert_string_equal(textfield_text(&s), "");
	press(&s, sym_key(SYM_BACKSPACE));
	textfield_set(&s, "wiped");
	textfield_set(&s, "");
	for (size_t i = 0; i < s.secret.cap; i++)
		assert_int_equal(s.secret.data[i], 0);
}

/* What was killed in a secret field cannot be yanked elsewhere. */
static void test_secrets_stay_out_of_the_kill_ring(void **state)
{
	_cleanup_(textfield_release) struct textfield s = { 0 };
	_cleanup_(textfield_release) struct textfield f = { 0 };

	(void)state;
	textfield_init_secret(&s, 100);
	textfield_init(&f, "seen", 100);
	textfield_focus(&f);
	press(&f, char_key('u', MOD_CTRL));
	textfield_focus(&s);
	type(&s, "token");
	press(&s, char_key('u', MOD_CTRL));
	textfield_focus(&f);
	press(&f, char_key('y', MOD_CTRL));
	assert_string_equal(textfield_text(&f), "seen");
}

static void test_drawing(void **state)
{
	_cleanup_(textfield_release) struct textfield f = { 0 };

	(void)state;
	textfield_init(&f, "", 100);
	f.placeholder = "host:port";
	expect_drawn(&f, 6, false, "|host:…|", 0);
	expect_drawn(&f, 12, true, "|host:port   |", 0);
	textfield_set(&f, "west");
	expect_drawn(&f, 6, true, "|west  |", 4);
	expect_drawn(&f, 4, false, "|west|", 0);
	textfield_set(&f, "0123456789");
	expect_drawn(&f, 6, false, "|01234…|", 0);
	expect_drawn(&f, 6, true, "|…789  |", 4);
	textfield_key(&f, &(struct key){ .sym = SYM_LEFT });
	textfield_key(&f, &(struct key){ .sym = SYM_LEFT });
	expect_drawn(&f, 6, true, "|…45678|", 5);
	textfield_key(&f, &(struct key){ .sym = SYM_HOME });
	expect_drawn(&f, 6, true, "|012345|", 0);
	expect_drawn(&f, 1, true, "|0|", 0);
	textfield_set(&f, "日本語日本語");
	expect_drawn(&f, 7, true, "|…語    |", 3);
	textfield_set(&f, "a\033b");
	expect_drawn(&f, 8, true, "|a^[b    |", 4);
}

static void test_secrets_are_masked(void **state)
{
	_cleanup_(textfield_release) struct textfield s = { 0 };

	(void)state;
	textfield_init_secret(&s, 100);
	s.placeholder = "paste it";
	expect_drawn(&s, 10, true, "|paste it  |", 0);
	textfield_set(&s, "secrét");
	expect_drawn(&s, 10, true, "|••••••    |", 6);
	expect_drawn(&s, 10, false, "|••••••    |", 0);
	textfield_set(&s, "0123456789abcdef");
	expect_drawn(&s, 6, true, "|••••  |", 4);
	expect_drawn(&s, 6, false, "|••••••|", 0);
}

static void test_note_ends_with_a_whole_character(void **state)
{
	struct textfield f = { 0 };
	size_t last = sizeof(f.note) - 2;
	char text[sizeof(f.note) + 8];

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + last, "é", 3);
	textfield_note(&f, ROLE_BAD, "%s", text);
	assert_int_equal(strlen(f.note), last);
	assert_int_equal(f.note_role, ROLE_BAD);
	textfield_note(&f, ROLE_TEXT, "%s", "");
	assert_string_equal(f.note, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_taken),
		cmocka_unit_test(test_focus_follows_the_key),
		cmocka_unit_test(test_paste_becomes_one_line),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_secret_editing),
		cmocka_unit_test(test_secrets_stay_out_of_the_kill_ring),
		cmocka_unit_test(test_drawing),
		cmocka_unit_test(test_secrets_are_masked),
		cmocka_unit_test(test_note_ends_with_a_whole_character),
	};
	int failed;

	setenv("INPUTRC", "/dev/null", 1);
	setlocale(LC_ALL, "C.UTF-8");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	lineedit_stop();
	return failed;
}
