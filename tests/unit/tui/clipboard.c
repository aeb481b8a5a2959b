#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "tui/clipboard.h"

static const struct way_case {
	const char *tmux, *sty, *term;
	enum clipboard_way way;
} ways[] = {
	{ "/tmp/s,1,0", NULL, "tmux-256color", CLIPBOARD_TMUX },
	{ "/tmp/s,1,0", "1.pts", "screen", CLIPBOARD_TMUX },
	{ NULL, "1.pts", "screen", CLIPBOARD_SCREEN },
	{ "", "", "xterm-256color", CLIPBOARD_OSC52 },
	{ NULL, NULL, "tmux-256color", CLIPBOARD_OSC52_UNSURE },
	{ NULL, NULL, "screen.xterm", CLIPBOARD_OSC52_UNSURE },
	{ NULL, NULL, "linux", CLIPBOARD_NONE },
	{ NULL, NULL, "vt100", CLIPBOARD_NONE },
	{ NULL, NULL, NULL, CLIPBOARD_NONE },
};

static void the_way_follows_the_surroundings(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		assert_int_equal(clipboard_way(ways[i].tmux, ways[i].sty,
					       ways[i].term),
				 ways[i].way);
}

static void a_terminal_gets_one_sequence(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(4096);

	(void)state;
	assert_true(clipboard_sequence(&out, CLIPBOARD_OSC52, "token", 5));
	assert_string_equal(out.data, "\033]52;c;dG9rZW4=\a");
}

/* Without the wrapping, the pieces are the sequence. */
static void screen_gets_it_in_small_pieces(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(65536);
	_cleanup_(buf_release) struct buf whole = BUF_INIT(65536);
	_cleanup_(buf_release) struct buf joined = BUF_INIT(65536);
	char text[3000];
	const char *at;

	(void)state;
	memset(text, 'x', sizeof(text));
	clipboard_sequence(&whole, CLIPBOARD_OSC52, text, sizeof(text));
	clipboard_sequence(&out, CLIPBOARD_SCREEN, text, sizeof(text));
	for (at = out.data; *at;) {
		const char *end = strstr(at, "\033\\");

		assert_memory_equal(at, "\033P", 2);
		assert_non_null(end);
		assert_true(end - at <= 768);
		buf_add(&joined, at + 2, (size_t)(end - at) - 2);
		at = end + 2;
	}
	assert_string_equal(joined.data, whole.data);
}

/* Half of a sequence would swallow what is drawn after it. */
static void what_is_too_long_is_not_begun(void **state)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(1 << 20);
	_cleanup_(mem_freep) char *text = mem_new(300000, 1);

	(void)state;
	assert_false(clipboard_sequence(&out, CLIPBOARD_OSC52, text, 300000));
	assert_int_equal(out.len, 0);
	assert_false(clipboard_sequence(&out, CLIPBOARD_SCREEN, text, 300000));
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_way_follows_the_surroundings),
		cmocka_unit_test(a_terminal_gets_one_sequence),
		cmocka_unit_test(screen_gets_it_in_small_pieces),
		cmocka_unit_test(what_is_too_long_is_not_begun),
	};

	return cmocka_run_group_tests_name("clipboard", tests, NULL, NULL);
}
