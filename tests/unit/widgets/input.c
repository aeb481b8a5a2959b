#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "widgets/input.h"

#define BEGIN "\033[200~"
#define END   "\033[201~"

static struct clock_fake clock;

static struct input *new_input(void)
{
	clock_fake_init(&clock, 0);
	return input_new(&clock.clock);
}

static void input_freep(struct input **in)
{
	input_free(*in);
	*in = NULL;
}

/* All that is ready, as "Up g <paste text>". */
static char *events(struct input *in)
{
	struct buf out = BUF_INIT(SIZE_MAX);
	struct input_event e;
	char name[KEY_NAME_MAX];

	while (input_next(in, &e)) {
		buf_adds(&out, out.len ? " " : "");
		if (e.kind == INPUT_KEY) {
			key_format(&e.key, name);
			buf_adds(&out, name);
		} else {
			buf_addc(&out, '<');
			buf_add(&out, e.text, e.len);
			buf_adds(&out, e.cut ? "|>" : ">");
		}
	}
	return buf_take(&out);
}

static void expect(struct input *in, const char *want)
{
	_cleanup_(mem_freep) char *got = events(in);

	assert_string_equal(got, want);
}

static void feed(struct input *in, const char *bytes)
{
	input_feed(in, bytes, strlen(bytes));
}

static const struct {
	const char *bytes, *events;
} keys[] = {
	{ "g", "g" },
	{ "gG?", "g G ?" },
	{ " ", "Space" },
	{ "é日", "é 日" },
	{ "\r", "Enter" },
	{ "\n", "Enter" },
	{ "\t", "Tab" },
	{ "\177", "Backspace" },
	{ "\b", "Backspace" },
	{ "\001\032", "Ctrl-A Ctrl-Z" },
	{ "\034\037", "Ctrl-\\ Ctrl-_" },
	/* arrows and the like: normal, application, Linux, rxvt */
	{ "\033[A\033[B\033[C\033[D", "Up Down Right Left" },
	{ "\033OA\033OB\033OC\033OD", "Up Down Right Left" },
	{ "\033[H\033[F\033OH\033OF", "Home End Home End" },
	{ "\033[1~\033[4~\033[7~\033[8~", "Home End Home End" },
	{ "\033[2~\033[3~\033[5~\033[6~", "Insert Delete PageUp PageDown" },
	/* modifiers: xterm, rxvt, an ESC before it */
	{ "\033[1;5C", "Ctrl-Right" },
	{ "\033[1;2A", "Shift-Up" },
	{ "\033[1;3D", "Alt-Left" },
	{ "\033[1;6D", "Ctrl-Shift-Left" },
	{ "\033[3;5~", "Ctrl-Delete" },
	{ "\033[15;2~", "Shift-F5" },
	{ "\033[1;2P", "Shift-F1" },
	{ "\033O5P", "Ctrl-F1" },
	{ "\033Oa\033[a", "Ctrl-Up Shift-Up" },
	{ "\033[3^\033[3$\033[3@",
	  "Ctrl-Delete Shift-Delete Ctrl-Shift-Delete" },
	{ "\033\033[A\033\033OD", "Alt-Up Alt-Left" },
	{ "\033[Z", "Shift-Tab" },
	{ "\033x\033é\033\177", "Alt-x Alt-é Alt-Backspace" },
	/* function keys */
	{ "\033OP\033OQ\033OR\033OS", "F1 F2 F3 F4" },
	{ "\033[11~\033[12~\033[13~\033[14~", "F1 F2 F3 F4" },
	{ "\033[[A\033[[B\033[[C\033[[D\033[[E", "F1 F2 F3 F4 F5" },
	{ "\033[15~\033[17~\033[18~\033[19~", "F5 F6 F7 F8" },
	{ "\033[20~\033[21~\033[23~\033[24~", "F9 F10 F11 F12" },
	/* the keypad in application mode */
	{ "\033Op\033Oy\033OM", "0 9 Enter" },
	/* swallowed whole: never typed */
	{ "\033[25~q", "? q" },
	{ "\033[1;99;3!zq", "? q" },
	{ "\033[<0;10;10M\033[<0;10;10mq", "Click q" },
	{ "\033[<64;1;1M\033[<65;1;1Mq", "WheelUp WheelDown q" },
	{ "\033[<2;10;10M\033[<0;10Mq", "q" },
	{ "\033[M !!q", "q" },
	{ "\033[?1;2cq", "q" },
	{ "\033[Iq\033[Oq", "q q" },
	{ "\033]11;rgb:1e1e/1e1e/1e1e\aq", "q" },
	{ "\033]11;rgb:1e1e/1e1e/1e1e\033\\q", "q" },
	{ "\033P1$r0m\033\\q", "q" },
	{ END "q", "? q" },
	/* dropped */
	{ "a\377b\300c\303(", "a b c (" },
	{ "a\302\233b", "a b" },
	{ "\355\240\200x", "x" },
	/* broken off by another key */
	{ "\033[1\033[A", "? Up" },
	{ "\033[1\rq", "? Enter q" },
	{ "\033O\033[A", "? Up" },
};

static void test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		_cleanup_(input_freep) struct input *in = new_input();

		feed(in, keys[i].bytes);
		expect(in, keys[i].events);
		assert_int_equal(input_deadline(in), -1);
	}
	{
		_cleanup_(input_freep) struct input *in = new_input();

		input_feed(in, "a\0b", 3); /* NULs are dropped */
		expect(in, "a b");
	}
}

/* The same whatever the reads, as long as they follow each other. */
static void test_keys_split_over_reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		_cleanup_(input_freep) struct input *in = new_input();
		struct buf all = BUF_INIT(SIZE_MAX);

		for (const char *p = keys[i].bytes; *p; p++) {
			_cleanup_(mem_freep) char *some = NULL;

			input_feed(in, p, 1);
			some = events(in);
			buf_addf(&all, "%s%s", all.len && *some ? " " : "",
				 some);
			clock_fake_advance(&clock, 1);
		}
		assert_string_equal(all.data, keys[i].events);
		buf_release(&all);
	}
}

static void test_raw_bytes_go_along(void **state)
{
	_cleanup_(input_freep) struct input *in = new_input();
	struct input_event e;

	(void)state;
	feed(in, "\033[1;5Cé\033[12345678901234567890~");
	assert_true(input_next(in, &e));
	assert_int_equal(e.key.raw_len, 6);
	assert_memory_equal(e.key.raw, "\033[1;5C", 6);
	assert_true(input_next(in, &e));
	assert_int_equal(e.key.raw_len, 2);
	assert_memory_equal(e.key.raw, "é", 2);
	assert_true(input_next(in, &e));
	assert_int_equal(e.key.sym, SYM_OTHER);
	assert_int_equal(e.key.raw_len, 0); /* too long to be of use */
}

static void test_lone_esc(void **state)
{
	_cleanup_(input_freep) struct input *in = new_input();

	(void)state;
	feed(in, "\033");
	expect(in, "");
	assert_int_equal(input_deadline(in), clock.ms + INPUT_ESC_MS);
	clock_fake_advance(&clock, INPUT_ESC_MS - 1);
	expect(in, "");
	clock_fake_advance(&clock, 1);
	expect(in, "Esc");
	assert_int_equal(input_deadline(in), -1);

	feed(in, "\033\033");
	expect(in, "");
	clock_fake_advance(&clock, INPUT_ESC_MS);
	expect(in, "Esc Esc");
	feed(in, "\033\033q");
	expect(in, "Esc Alt-q");
	feed(in, "\033[");
	expect(in, "");
	clock_fake_advance(&clock, INPUT_ESC_MS);
	expect(in, "Alt-[");
	feed(in, "\033O");
	clock_fake_advance(&clock, INPUT_ESC_MS);
	expect(in, "Alt-O");
	feed(in, "\033]");
	clock_fake_advance(&clock, INPUT_ESC_MS);
	expect(in, "Alt-]");
	feed(in, "\033[1;5");
	clock_fake_advance(&clock, INPUT_ESC_MS);
	expect(in, "");
	clock_fake_advance(&clock, INPUT_SEQUENCE_MS);
	expect(in, "?"); /* and nothing is typed */
	feed(in, "\303");
	clock_fake_advance(&clock, INPUT_ESC_MS);
	expect(in, "");
	assert_int_equal(input_deadline(in), -1);
}

static void test_bracketed_paste(void **state)
{
	static const struct {
		const char *bytes, *events;
	} cases[] = {
		{ "a" BEGIN "b\rc" END "d", "a <b\nc> d" },
		{ BEGIN END, "<>" },
		{ BEGIN "q\r\nD\n\rx" END, "<q\nD\n\nx>" },
		{ BEGIN "\ttab" END "\r", "<\ttab> Enter" },
		{ BEGIN "a\033[2Jb\033\001\177\302\233c" END, "<a[2Jbc>" },
		{ BEGIN "日本\377\303" END, "<日本>" },
		{ BEGIN "x" BEGIN "y" END "z", "<x[200~y> z" },
		{ BEGIN "\033[201" END, "<[201>" },
		{ BEGIN "1" END BEGIN "2" END, "<1> <2>" },
		{ "\033" BEGIN "x\r" END, "Esc <x\n>" },
		{ "\033[1" BEGIN "x\r" END, "? <x\n>" },
		{ "\303" BEGIN "x\r" END, "<x\n>" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t len = strlen(cases[i].bytes);

		for (size_t split = 0; split <= len; split++) {
			_cleanup_(input_freep) struct input *in = new_input();
			_cleanup_(mem_freep) char *one = NULL, *two = NULL;
			_cleanup_(buf_release) struct buf all =
				BUF_INIT(SIZE_MAX);

			input_feed(in, cases[i].bytes, split);
			one = events(in);
			clock_fake_advance(&clock, 29);
			input_feed(in, cases[i].bytes + split, len - split);
			two = events(in);
			buf_addf(&all, "%s%s%s", one, *one && *two ? " " : "",
				 two);
			assert_string_equal(all.data, cases[i].events);
			assert_int_equal(input_deadline(in), -1);
		}
	}
}

static void test_paste_without_end(void **state)
{
	_cleanup_(input_freep) struct input *in = new_input();

	(void)state;
	feed(in, BEGIN "never ends");
	expect(in, "");
	clock_fake_advance(&clock, 60000);
	feed(in, "q");
	expect(in, "");
	feed(in, "\003");
	expect(in, "Ctrl-C");
	feed(in, "q");
	expect(in, "q");
}

/* Old terminals: what comes in one read and has a line end is no typing. */
static void test_unbracketed_paste(void **state)
{
	static const char paste[] =
		"eyJDQSI6WyItLS0tLUJFR0lOIENFUlRJ\rRklDQVRFLS0tLS0";
	_cleanup_(input_freep) struct input *in = new_input();

	(void)state;
	feed(in, paste);
	expect(in, "");
	assert_int_equal(input_deadline(in), clock.ms + INPUT_JOIN_MS);
	clock_fake_advance(&clock, INPUT_JOIN_MS - 1);
	feed(in, "q\r"); /* its rest */
	expect(in, "");
	clock_fake_advance(&clock, INPUT_JOIN_MS);
	expect(in, "<eyJDQSI6WyItLS0tLUJFR0lOIENFUlRJ\nRklDQVRFLS0tLS0q\n>");
	feed(in, "q\r");
	expect(in, "q Enter");

	feed(in, "\033"); /* a key just before it */
	expect(in, "");
	feed(in, paste);
	expect(in, "Esc");
	clock_fake_advance(&clock, INPUT_JOIN_MS);
	expect(in, "<eyJDQSI6WyItLS0tLUJFR0lOIENFUlRJ\nRklDQVRFLS0tLS0>");
}

static void test_what_is_typed_ahead(void **state)
{
	_cleanup_(input_freep) struct input *in = new_input();

	(void)state;
	feed(in, "a long name and then Enter at the end\r");
	free(events(in));
	assert_int_equal(input_deadline(in), -1);
	feed(in, "short\rlines\r");
	expect(in, "s h o r t Enter l i n e s Enter");
}

static void test_large_pastes_are_cut(void **state)
{
	_cleanup_(input_freep) struct input *in = new_input();
	struct input_event e;
	char block[4096];
	size_t fed = 0;

	(void)state;
	memset(block, 'A', sizeof(block));
	feed(in, BEGIN);
	for (; fed < 2 * INPUT_PASTE_MAX; fed += sizeof(block)) {
		input_feed(in, block, sizeof(block));
		assert_false(input_next(in, &e));
	}
	feed(in, END "q");
	assert_true(input_next(in, &e));
	assert_int_equal(e.kind, INPUT_PASTE);
	assert_int_equal(e.len, INPUT_PASTE_MAX);
	assert_true(e.cut);
	expect(in, "q");
	feed(in, BEGIN "small" END);
	expect(in, "<small>");
}

/* Once the next event is asked for, the text of a paste is gone. */
static void test_pastes_are_wiped(void **state)
{
	_cleanup_(input_freep) struct input *in = new_input();
	struct input_event e, next;

	(void)state;
	feed(in, BEGIN "secret" END);
	assert_true(input_next(in, &e));
	assert_string_equal(e.text, "secret");
	assert_false(input_next(in, &next));
	for (size_t i = 0; i < strlen("secret"); i++)
		assert_int_equal(e.text[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_keys_split_over_reads),
		cmocka_unit_test(test_raw_bytes_go_along),
		cmocka_unit_test(test_lone_esc),
		cmocka_unit_test(test_bracketed_paste),
		cmocka_unit_test(test_paste_without_end),
		cmocka_unit_test(test_unbracketed_paste),
		cmocka_unit_test(test_what_is_typed_ahead),
		cmocka_unit_test(test_large_pastes_are_cut),
		cmocka_unit_test(test_pastes_are_wiped),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
