/*
 * readline without a terminal. It reads its settings once a process, so the
 * two editing modes are tested in two.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "widgets/key.h"
#include "widgets/lineedit.h"

#define LIMIT 200

static void line_freep(struct lineedit **line)
{
	lineedit_free(*line);
	*line = NULL;
}

/* A key as the decoder would make it of these bytes; enough for readline. */
static struct key key_of(const char *raw)
{
	struct key k = { .sym = SYM_OTHER, .raw_len = (uint8_t)strlen(raw) };

	memcpy(k.raw, raw, k.raw_len);
	return k;
}

static void press(const char *raw)
{
	struct key k = key_of(raw);

	lineedit_key(&k);
}

static void type(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0, next; i < len; i = next) {
		struct key k = { .sym = SYM_CHAR };

		next = i + utf8_decode(text + i, len - i, &k.ch);
		k.raw_len = (uint8_t)(next - i);
		memcpy(k.raw, text + i, k.raw_len);
		lineedit_key(&k);
	}
}

#define expect(line, text, point)                                              \
	do {                                                                   \
		assert_string_equal(lineedit_text(line), text);                \
		assert_int_equal(lineedit_point(line), point);                 \
	} while (0)

/* --- emacs mode ---------------------------------------------------------- */

static void test_typing_and_moving(void **state)
{
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("", LIMIT);
	struct key left = { .sym = SYM_LEFT, .mods = MOD_CTRL };

	(void)state;
	lineedit_focus(line);
	type("west é日本");
	expect(line, "west é日本", 13);
	press("\033[D");
	press("\033OD");
	expect(line, "west é日本", 7);
	press("\177");
	expect(line, "west 日本", 5);
	press("\001");
	press("\013");
	expect(line, "", 0);
	press("\031");
	expect(line, "west 日本", 11);
	press("\037");
	expect(line, "", 0);
	press("\037");
	expect(line, "west 日本", 11);
	lineedit_set(line, "one two");
	lineedit_key(&left); /* without bytes, or with ones not bound */
	expect(line, "one two", 4);
}

/* Each field has its text, point and undo list; the kill ring is shared. */
static void test_two_fields(void **state)
{
	_cleanup_(line_freep) struct lineedit *a = lineedit_new("aaa", LIMIT);
	_cleanup_(line_freep) struct lineedit *b = lineedit_new("", LIMIT);

	(void)state;
	expect(a, "aaa", 3);
	lineedit_focus(a);
	type("1");
	press("\033[D");
	lineedit_focus(b);
	type("bbb");
	expect(a, "aaa1", 3);
	expect(b, "bbb", 3);
	press("\037"); /* undo in b does not touch a */
	expect(b, "", 0);
	lineedit_focus(a);
	press("\037");
	expect(a, "aaa", 3);
	lineedit_focus(NULL);
	type("nobody gets this");
	expect(a, "aaa", 3);
	expect(b, "", 0);
	lineedit_set(b, "set from outside");
	expect(b, "set from outside", 16);
	lineedit_focus(b);
	press("\037");
	expect(b, "", 0);
}

/* readline 8.2 crashes when its state changes within a key sequence. */
static void test_pending_sequences_are_dropped(void **state)
{
	static const char *const begins[] = { "\030", "\033", "\0335", "\0339",
					      "\026", "\035", "\030(" };
	_cleanup_(line_freep) struct lineedit *a = lineedit_new("", LIMIT);
	_cleanup_(line_freep) struct lineedit *b = lineedit_new("", LIMIT);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
		lineedit_focus(a);
		press(begins[i]);
		lineedit_focus(b);
		lineedit_set(b, "");
		type("x");
		expect(b, "x", 1);
		lineedit_focus(a);
		lineedit_set(a, "");
		type("y");
		expect(a, "y", 1);
		press(begins[i]);
		lineedit_insert("pasted", 6);
		expect(a, "ypasted", 7);
		type("z");
		expect(a, "ypastedz", 8);
		lineedit_set(a, "");
	}
}

/* Nothing accepts the line, ends the field or reads a history. */
static void test_keys_that_do_nothing(void **state)
{
	static const char *const keys[] = {
		"\r",	 "\n",	  "\017",  "\033#", "\020", "\016",   "\033<",
		"\033>", "\022",  "\023",  "\033p", "\t",   "\033?",  "\033*",
		"\014",	 "\033.", "\033_", "\026a", "\021", "\033\t", "\033n",
	};
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("", LIMIT);

	(void)state;
	lineedit_focus(line);
	type("x");
	press("\177");
	press("\004"); /* end of file on an empty line */
	press("\037");
	expect(line, "x", 1);
	lineedit_set(line, "");
	type("text");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		press(keys[i]);
		press("\001");
		press("\005");
		if (i != 17) /* ^V a: the a is typed */
			expect(line, "text", 4);
		else
			press("\177");
	}
	press("\037"); /* the undo list is still there */
	assert_string_not_equal(lineedit_text(line), "text");
}

static void test_unbound_sequences_are_not_typed(void **state)
{
	static const char *const keys[] = { "\033[1;2P", "\033[99~",
					    "\033[15~",	 "\033[<0;1;1M",
					    "\033OP",	 "\033[[A" };
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("x", LIMIT);

	(void)state;
	lineedit_focus(line);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		press(keys[i]);
	press("\030"); /* within another sequence neither */
	press("\033[D");
	expect(line, "x", 0);
}

static void test_limit(void **state)
{
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("", 6);
	_cleanup_(line_freep) struct lineedit *more = lineedit_new("12345", 3);

	(void)state;
	lineedit_focus(line);
	type("abcd");
	press("\033[D");
	lineedit_insert("日本", 6);
	expect(line, "abcd", 3);
	type("é");
	expect(line, "abcéd", 5);
	type("x");
	expect(line, "abcéd", 5);
	press("\0339"); /* a number before a key repeats it */
	type("x");
	expect(line, "abcéd", 5);
	lineedit_focus(more);
	press("\177");
	expect(more, "1234", 4);
	type("x");
	expect(more, "1234", 4);
	lineedit_insert("y", 1);
	expect(more, "1234", 4);
}

/* A paste is one undo step, and large ones arrive whole. */
static void test_paste(void **state)
{
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("ab", 20000);
	_cleanup_(mem_freep) char *large = mem_new(16001, 1);

	(void)state;
	memset(large, 'A', 16000);
	lineedit_focus(line);
	press("\033[D");
	lineedit_insert(large, 16000);
	assert_int_equal(strlen(lineedit_text(line)), 16002);
	assert_memory_equal(lineedit_text(line) + 1, large, 16000);
	press("\037");
	expect(line, "ab", 1);
}

static void test_only_utf8(void **state)
{
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("", LIMIT);

	(void)state;
	lineedit_focus(line);
	press("\377");
	press("\303");
	lineedit_insert("\240", 1);
	expect(line, "", 0);
}

static void test_esc_is_the_callers(void **state)
{
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("", LIMIT);

	(void)state;
	lineedit_focus(line);
	assert_false(lineedit_wants_esc());
}

static void test_macro_of_inputrc(void **state)
{
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("", LIMIT);

	(void)state;
	lineedit_focus(line);
	press("\030");
	press("m");
	expect(line, "from inputrc", 12);
	press("\033[25~");
	expect(line, "from inputrcF13", 15);
}

/* End of file in a macro gets past everything; long sequences move memory
 * that must not come back, freed, with another field (valgrind sees it). */
static void test_readline_moves_its_memory(void **state)
{
	_cleanup_(line_freep) struct lineedit *a = lineedit_new("", LIMIT);
	_cleanup_(line_freep) struct lineedit *b = lineedit_new("", LIMIT);

	(void)state;
	for (int i = 0; i < 3; i++) {
		lineedit_focus(a);
		press("\030");
		press("d");
		type("a");
		press("\030");
		type("00000000000000000000");
		lineedit_focus(b);
		press("\030");
		press("d");
		type("b");
		expect(a, "along", 5);
		expect(b, "b", 1);
		lineedit_set(a, "");
		lineedit_set(b, "");
	}
}

static void test_engine_leaves_the_process_alone(void **state)
{
	(void)state;
	lineedit_start();
	assert_null(getenv("LINES"));
	assert_null(getenv("COLUMNS"));
	assert_string_equal(setlocale(LC_CTYPE, NULL), "C.UTF-8");
}

/* It is the caller's: only what is wanted of it is told, by Ctrl-P and Ctrl-N
 * or by the keys that inputrc has for it. */
static void test_history_is_the_callers(void **state)
{
	static const struct {
		const char *key;
		int recalls;
	} keys[] = {
		{ "\020", -1 },
		{ "\016", 1 },
		{ "\030p", -1 },
		{ "x", 0 },
	};
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("ab", LIMIT);

	(void)state;
	lineedit_focus(line);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		type(keys[i].key);
		assert_int_equal(lineedit_recalls(), keys[i].recalls);
	}
	expect(line, "abx", 3);
	press("\027"); /* inputrc has ^W for something else: see below */
	assert_int_equal(lineedit_recalls(), -1);
}

/* --- vi mode ------------------------------------------------------------- */

/* In movement mode k and j; the point is on a character, not behind it. */
static void test_vi_history(void **state)
{
	_cleanup_(line_freep) struct lineedit *line = lineedit_new("ab", LIMIT);

	(void)state;
	lineedit_focus(line);
	press("\033");
	press("k");
	assert_int_equal(lineedit_recalls(), -1);
	lineedit_set(line, "west");
	expect(line, "west", 3);
	press("x");
	expect(line, "wes", 2);
	press("j");
	assert_int_equal(lineedit_recalls(), 1);
}

static void test_vi(void **state)
{
	_cleanup_(line_freep) struct lineedit *a = lineedit_new("", LIMIT);
	_cleanup_(line_freep) struct lineedit *b = lineedit_new("", LIMIT);

	(void)state;
	lineedit_focus(a);
	type("one two");
	assert_true(lineedit_wants_esc());
	press("\033");
	assert_false(lineedit_wants_esc());
	type("bD");
	assert_string_equal(lineedit_text(a), "one ");
	lineedit_focus(b); /* begins in insert mode, whatever a is in */
	assert_true(lineedit_wants_esc());
	type("bb");
	expect(b, "bb", 2);
	lineedit_focus(a);
	assert_false(lineedit_wants_esc());
	type("d"); /* waits for a motion */
	lineedit_focus(b);
	type("b");
	expect(b, "bbb", 3);
	lineedit_focus(a);
	type("A!");
	assert_string_equal(lineedit_text(a), "one !");
	press("\033[D");
	press("\033");
	for (const char *p = "/k\r#\004kj-+GnN=\\*\r"; *p; p++) {
		press((char[]){ *p, 0 }); /* would search, accept, complete */
		assert_string_equal(lineedit_text(a), "one !");
	}
	press("A");
	for (int c = 1; c < ' '; c++) /* would be typed */
		if (!strchr("\b\025\027\031\033", c))
			press((char[]){ (char)c, 0 });
	assert_string_equal(lineedit_text(a), "one !");
}

/* --- any keys ------------------------------------------------------------ */

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static void random_key(struct key *k, unsigned *seed)
{
	static const char *const sequences[] = {
		"\033[A",    "\033[B",	  "\033[C",
		"\033[D",    "\033[1;5C", "\033[3~",
		"\033[H",    "\033OF",	  "\033b",
		"\033d",     "\0335",	  "\033\177",
		"\033y",     "\033[Z",	  "\033OQ",
		"é",	     "日",	  "\xf0\x9f\x98\x80",
		"e\xcc\x81", "\033",
	};
	unsigned what = next_random(seed);

	*k = (struct key){ 0 };
	if (what % 4 == 0) {
		*k = key_of(
			sequences[next_random(seed) % ARRAY_LEN(sequences)]);
		return;
	}
	k->raw_len = 1;
	k->raw[0] = (char)(what % 4 == 1 ? 1 + next_random(seed) % 31
					 : ' ' + next_random(seed) % 96);
}

/* Any keys in any order, fields changing hands between them: no crash, no
 * end, and every field stays valid and within its limit. */
static void test_random_events(void **state)
{
	enum { FIELDS = 4, EVENTS = 50000 };
	struct lineedit *lines[FIELDS];
	unsigned seed = 20251124;

	(void)state;
	for (int i = 0; i < FIELDS; i++)
		lines[i] = lineedit_new(i ? "text (of [a] field)" : "", LIMIT);
	for (int n = 0; n < EVENTS; n++) {
		unsigned what = next_random(&seed) % 100;
		struct lineedit *line = lines[next_random(&seed) % FIELDS];
		struct key k;

		if (what < 4) {
			lineedit_focus(what ? line : NULL);
		} else if (what < 6) {
			lineedit_insert("pasté (日本)", 16);
		} else if (what < 7) {
			lineedit_set(line, "set");
		} else {
			random_key(&k, &seed);
			lineedit_key(&k);
		}
		line = lines[n % FIELDS];
		assert_true(strlen(lineedit_text(line)) <= LIMIT);
		assert_true(lineedit_point(line) <=
			    strlen(lineedit_text(line)));
		assert_true(utf8_valid(lineedit_text(line),
				       strlen(lineedit_text(line))));
	}
	for (int i = 0; i < FIELDS; i++)
		lineedit_free(lines[i]);
}

/* -------------------------------------------------------------------------- */

static const char *write_inputrc(const char *mode)
{
	static char path[] = "/tmp/peerdeck-inputrc-XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	fprintf(f, "set editing-mode %s\nset bell-style audible\n", mode);
	fprintf(f, "\"\\C-xm\": \"from inputrc\"\n\"\\e[25~\": \"F13\"\n");
	fprintf(f,
		"\"\\C-xd\": \"\\C-d\"\n\"\\C-x00000000000000000000\": \"long\"\n");
	fprintf(f, "\"\\C-xn\": accept-line\n\"\\C-t\": quoted-insert\n");
	fprintf(f, "\"\\C-xp\": previous-history\n");
	fprintf(f, "\"\\C-w\": previous-history\n");
	fclose(f);
	return path;
}

static int run_mode(const char *mode, int (*run)(void))
{
	const char *path = write_inputrc(mode);
	int failed;

	setenv("INPUTRC", path, 1);
	setenv("TERM", "xterm", 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	setlocale(LC_ALL, "C.UTF-8");
	setenv("LC_ALL", "C", 1); /* readline would go by it */
	lineedit_start();
	unlink(path);
	failed = run();
	lineedit_stop();
	return failed;
}

static int run_emacs(void)
{
	const struct CMUnitTest emacs[] = {
		cmocka_unit_test(test_typing_and_moving),
		cmocka_unit_test(test_two_fields),
		cmocka_unit_test(test_pending_sequences_are_dropped),
		cmocka_unit_test(test_keys_that_do_nothing),
		cmocka_unit_test(test_unbound_sequences_are_not_typed),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_only_utf8),
		cmocka_unit_test(test_esc_is_the_callers),
		cmocka_unit_test(test_macro_of_inputrc),
		cmocka_unit_test(test_history_is_the_callers),
		cmocka_unit_test(test_readline_moves_its_memory),
		cmocka_unit_test(test_engine_leaves_the_process_alone),
		cmocka_unit_test(test_random_events),
	};

	return cmocka_run_group_tests(emacs, NULL, NULL);
}

static int run_vi(void)
{
	const struct CMUnitTest vi[] = {
		cmocka_unit_test(test_vi),
		cmocka_unit_test(test_history_is_the_callers),
		cmocka_unit_test(test_vi_history),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_macro_of_inputrc),
		cmocka_unit_test(test_random_events),
	};

	return cmocka_run_group_tests(vi, NULL, NULL);
}

int main(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		exit(run_mode("emacs", run_emacs));
	waitpid(pid, &status, 0);
	return run_mode("vi", run_vi) || status != 0;
}
