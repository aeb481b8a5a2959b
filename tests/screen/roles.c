/*
 * What roles become in each kind of terminal: this program draws one a row
 * (--child), and what the terminal was sent is compared with the theme.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/err.h"
#include "tests/lib/term.h"
#include "widgets/canvas.h"
#include "widgets/term.h"

static const char *self;

static int child(void)
{
	const struct term_options options = { 0 };
	struct err err = ERR_INIT;
	struct grid grid;
	struct canvas c;
	char key;

	term_locale();
	if (!term_start(&options, &err))
		return 1;
	grid_init(&grid, 80, 24);
	c = canvas_of(&grid);
	for (int role = 0; role < ROLE_COUNT; role++)
		canvas_text(&c, 0, role, c.w, (enum role)role, "some text");
	canvas_text(&c, 0, c.h - 1, c.w, ROLE_TEXT, "drawn");
	term_flush(&grid, true);
	while (term_read(&key, 1) != 1)
		;
	grid_release(&grid);
	term_stop();
	return 0;
}

/* Some SGR of what was sent has this parameter; libvterm knows no dim. */
static bool was_sent(const char *raw, int parameter)
{
	while ((raw = strstr(raw, "\033["))) {
		char *end = (char *)(uintptr_t)raw + 1;
		bool has = false;

		do {
			raw = end + 1;
			has |= strtol(raw, &end, 10) == parameter && end > raw;
		} while (*end == ';');
		if (has && *end == 'm')
			return true;
	}
	return false;
}

static const struct terminal {
	const char *env;
	bool colours, dim;
} terminals[] = {
	{ "TERM=xterm-256color", true, true },
	{ "TERM=xterm", true, true },
	{ "TERM=screen", true, true },
	{ "TERM=tmux-256color", true, true },
	{ "TERM=linux", true, true },
	{ "TERM=vt100", false, false },
};

static void expect_role(struct term *t, enum role role, enum theme theme)
{
	struct theme_style style = theme_style(role, theme);
	struct term_attr attr = term_attr(t, (int)role, 0);

	assert_int_equal(attr.fg, style.colour);
	assert_int_equal(attr.bg, -1);
	assert_int_equal(attr.bold, (style.attrs & THEME_BOLD) != 0);
	assert_int_equal(attr.underline, (style.attrs & THEME_UNDERLINE) != 0);
	assert_int_equal(attr.reverse, (style.attrs & THEME_REVERSE) != 0);
	assert_false(attr.blink || attr.italic);
}

static void roles_become_what_the_theme_says(void **state)
{
	const struct terminal *terminal = *state;
	const char *argv[] = { self, "--child", NULL };
	const char *env[] = { terminal->env, NULL };
	_cleanup_(term_freep) struct term *t = term_spawn(24, 80, argv, env);

	term_expect(t, "drawn");
	for (int role = 0; role < ROLE_COUNT; role++)
		expect_role(t, (enum role)role,
			    terminal->colours ? THEME_DARK : THEME_MONO);
	assert_int_equal(was_sent(term_raw(t), 2), terminal->dim);
	for (int dark = 90; dark < 98;
	     dark++) /* bright black is often unseen */
		assert_false(was_sent(term_raw(t), dark));
	term_keys(t, "q");
	assert_int_equal(term_exit_status(t), 0);
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[ARRAY_LEN(terminals)];

	self = argv[0];
	if (argc > 1 && !strcmp(argv[1], "--child"))
		return child();
	for (size_t i = 0; i < ARRAY_LEN(terminals); i++)
		tests[i] = (struct CMUnitTest){
			.name = terminals[i].env,
			.test_func = roles_become_what_the_theme_says,
			.initial_state = (void *)(uintptr_t)&terminals[i],
		};
	return _cmocka_run_group_tests("roles", tests, ARRAY_LEN(tests), NULL,
				       NULL);
}
