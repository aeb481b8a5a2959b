/*
 * The only file that includes readline. Readline keeps its state in globals,
 * so this file does too.
 *
 * What readline 8.2 does not keep in its saved state, and what is done here:
 * a key sequence, search or argument that has begun (drop_pending, or it
 * crashes in the next field); the key sequence's memory (load, or a
 * stale pointer comes back); the locale, which it takes from the
 * environment whenever a line begins (keep_locale). Commands that accept the
 * line, print or insert controls are taken out of its keymaps, and those of
 * its history stand for the caller's (prune).
 */
#include "widgets/lineedit.h"

#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>

#include "base/attrs.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "widgets/key.h"

#define FIRST_BUFFER 256 /* readline's own first size */

struct lineedit {
	struct readline_state state; /* while another has the engine */
	size_t limit;
};

/* Who has the engine while no field has: it owns readline's first buffer. */
static struct lineedit nobody;
static struct lineedit *focused; /* NULL before lineedit_start */

static char *locale; /* the program's, at the start */

/* Bytes on their way to readline. */
static struct {
	char bytes[sizeof(((struct key *)0)->raw)];
	size_t len, at;
} feed;

/* --- readline's callbacks ------------------------------------------------ */

/* Never EOF, which would accept the line: ^G ends what asks for more. */
static int feed_getc(FILE *stream)
{
	(void)stream;
	return feed.at < feed.len ? (unsigned char)feed.bytes[feed.at++] : '\a';
}

static int feed_available(void)
{
	return feed.at < feed.len;
}

static void no_redisplay(void)
{
}

static void no_accept(char *line)
{
	free(line);
}

static char **no_completion(const char *text, int start, int end)
{
	(void)text, (void)start, (void)end;
	rl_attempted_completion_over = 1;
	return NULL;
}

static int ignore(int count, int key)
{
	(void)count, (void)key;
	return 0;
}

static int recalls; /* see lineedit_recalls */

static int recall_older(int count, int key)
{
	(void)count, (void)key;
	recalls = -1;
	return 0;
}

static int recall_newer(int count, int key)
{
	(void)count, (void)key;
	recalls = 1;
	return 0;
}

/* --- start and stop ------------------------------------------------------ */

static rl_command_func_t *const useless[] = {
	/* accept the line */
	rl_newline,
	rl_operate_and_get_next,
	rl_insert_comment,
	rl_vi_eof_maybe,
	/* read a history that is not there, losing the undo list on the way */
	rl_beginning_of_history,
	rl_end_of_history,
	rl_fetch_history,
	rl_vi_fetch_history,
	rl_history_search_forward,
	rl_history_search_backward,
	rl_history_substr_search_forward,
	rl_history_substr_search_backward,
	rl_forward_search_history,
	rl_reverse_search_history,
	rl_noninc_forward_search,
	rl_noninc_reverse_search,
	rl_noninc_forward_search_again,
	rl_noninc_reverse_search_again,
	rl_vi_search,
	rl_vi_search_again,
	rl_yank_nth_arg,
	rl_yank_last_arg,
	rl_vi_yank_arg,
	/* print, or ask */
	rl_complete,
	rl_possible_completions,
	rl_insert_completions,
	rl_menu_complete,
	rl_old_menu_complete,
	rl_backward_menu_complete,
	rl_vi_complete,
	rl_dump_functions,
	rl_dump_macros,
	rl_dump_variables,
	rl_print_last_kbd_macro,
	rl_clear_screen,
	rl_clear_display,
	/* insert control characters */
	rl_quoted_insert,
	rl_tab_insert,
	/* the terminal's business */
	rl_restart_output,
	rl_stop_output,
	rl_tty_status,
	rl_skip_csi_sequence,
};

static bool is_useless(rl_command_func_t *function)
{
	for (size_t i = 0; i < ARRAY_LEN(useless); i++)
		if (useless[i] == function)
			return true;
	return false;
}

static bool is_control(int c)
{
	return c < ' ' || c == 0x7f;
}

/* What stands for it here; what types a control character (vi mode does) is
 * of no use either. */
static rl_command_func_t *instead_of(rl_command_func_t *function, int key)
{
	if (function == rl_get_previous_history)
		return recall_older;
	if (function == rl_get_next_history)
		return recall_newer;
	if (is_useless(function) || (function == rl_insert && is_control(key)))
		return ignore;
	return function;
}

static void prune(Keymap map, int depth)
{
	for (int i = 0; i < KEYMAP_SIZE; i++) {
		if (map[i].type == ISKMAP && depth)
			prune((Keymap)(uintptr_t)map[i].function, depth - 1);
		else if (map[i].type == ISFUNC)
			map[i].function = instead_of(map[i].function, i);
	}
}

/* Vi's insert mode has completions there; what inputrc bound stays. */
static void bind_recall(Keymap map)
{
	if (map[CTRL('P')].function == ignore)
		map[CTRL('P')].function = recall_older;
	if (map[CTRL('N')].function == ignore)
		map[CTRL('N')].function = recall_newer;
}

/* After rl_initialize, so that they win over ~/.inputrc. */
static void set_variables(void)
{
	static const char *const variables[][2] = {
		{ "bell-style", "none" }, /* it would go to stderr */
		{ "blink-matching-paren", "off" },
		{ "enable-bracketed-paste", "off" }, /* ours comes first */
		{ "show-mode-in-prompt", "off" },
		{ "page-completions", "off" },
		{ "show-all-if-ambiguous", "on" },
		{ "input-meta", "on" },
		{ "output-meta", "on" },
		{ "convert-meta", "off" },
	};

	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		rl_variable_bind(variables[i][0], variables[i][1]);
}

static void set_hooks(void)
{
	rl_readline_name = "peerdeck";
	rl_instream = fopen("/dev/null", "re");
	rl_outstream = fopen("/dev/null", "we");
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0; /* else it sets LINES and COLUMNS */
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_already_prompted = 1;
	rl_getc_function = feed_getc;
	rl_input_available_hook = feed_available;
	rl_redisplay_function = no_redisplay;
	rl_attempted_completion_function = no_completion;
}

static void keep_locale(void)
{
	if (strcmp(setlocale(LC_CTYPE, NULL), locale) != 0)
		setlocale(LC_CTYPE, locale);
}

void lineedit_start(void)
{
	static const int depth = 8; /* of nested key sequences, inputrc's too */

	if (focused)
		return;
	locale = mem_dup(setlocale(LC_CTYPE, NULL));
	set_hooks();
	rl_initialize();
	set_variables();
	prune(emacs_standard_keymap, depth);
	prune(vi_insertion_keymap, depth);
	prune(vi_movement_keymap, depth);
	bind_recall(vi_insertion_keymap);
	rl_callback_handler_install("", no_accept);
	keep_locale();
	rl_save_state(&nobody.state);
	focused = &nobody;
}

void lineedit_stop(void)
{
	if (!focused)
		return;
	lineedit_focus(NULL);
	rl_callback_handler_remove();
	rl_free_undo_list();
	free(rl_line_buffer);
	rl_line_buffer = NULL;
	fclose(rl_instream);
	fclose(rl_outstream);
	free(locale);
	locale = NULL;
	focused = NULL;
}

/* --- changing hands ------------------------------------------------------ */

#define PENDING                                                                \
	(RL_STATE_MULTIKEY | RL_STATE_ISEARCH | RL_STATE_NSEARCH |             \
	 RL_STATE_NUMERICARG | RL_STATE_VIMOTION | RL_STATE_CHARSEARCH |       \
	 RL_STATE_METANEXT | RL_STATE_MOREINPUT | RL_STATE_MACRODEF |          \
	 RL_STATE_MACROINPUT)

/* Forget a command that waits for more keys; not all show in the state. */
static void drop_pending(void)
{
	rl_callback_sigcleanup();
	if (!RL_ISSTATE(PENDING))
		return;
	RL_UNSETSTATE(PENDING);
	rl_executing_keyseq[0] = '\0';
	rl_key_sequence_length = 0;
	rl_pending_input = 0;
}

static void load(struct lineedit *line)
{
	line->state.kseq = rl_executing_keyseq; /* it may have moved */
	rl_restore_state(&line->state);
	focused = line;
}

void lineedit_focus(struct lineedit *line)
{
	if (!line)
		line = &nobody;
	if (line == focused)
		return;
	drop_pending();
	rl_save_state(&focused->state);
	load(line);
}

struct lineedit *lineedit_new(const char *text, size_t limit)
{
	struct lineedit *line = mem_new(1, sizeof(*line));
	size_t len = strlen(text);
	size_t size = len + 1 > FIRST_BUFFER ? len + 1 : FIRST_BUFFER;

	lineedit_start();
	line->limit = limit;
	line->state = nobody.state;
	line->state.buffer = mem_new(size, 1);
	memcpy(line->state.buffer, text, len);
	line->state.buflen = (int)size;
	line->state.point = line->state.end = (int)len;
	line->state.mark = 0;
	line->state.ul = NULL;
	line->state.macro = NULL;
	line->state.kseqlen = 0;
	return line;
}

void lineedit_free(struct lineedit *line)
{
	struct lineedit *other = focused;

	if (!line)
		return;
	lineedit_focus(line);
	rl_free_undo_list();
	lineedit_focus(other == line ? NULL : other);
	free(line->state.buffer);
	free(line);
}

/* --- editing ------------------------------------------------------------- */

static void replace(const char *text, int point)
{
	drop_pending();
	rl_begin_undo_group();
	rl_delete_text(0, rl_end);
	rl_point = rl_mark = 0;
	rl_insert_text(text);
	rl_end_undo_group();
	rl_point = point;
}

/* Keys that readline may not have bound, as /etc/inputrc varies. */
static const struct {
	enum key_sym sym;
	unsigned mods;
	rl_command_func_t *command;
} defaults[] = {
	{ SYM_LEFT, 0, rl_backward_char },
	{ SYM_RIGHT, 0, rl_forward_char },
	{ SYM_LEFT, MOD_CTRL, rl_backward_word },
	{ SYM_RIGHT, MOD_CTRL, rl_forward_word },
	{ SYM_LEFT, MOD_ALT, rl_backward_word },
	{ SYM_RIGHT, MOD_ALT, rl_forward_word },
	{ SYM_HOME, 0, rl_beg_of_line },
	{ SYM_END, 0, rl_end_of_line },
	{ SYM_DELETE, 0, rl_delete },
	{ SYM_DELETE, MOD_CTRL, rl_kill_word },
};

static void run_default(const struct key *key)
{
	for (size_t i = 0; i < ARRAY_LEN(defaults); i++)
		if (defaults[i].sym == key->sym &&
		    defaults[i].mods == key->mods)
			defaults[i].command(1, 0);
}

/* An escape sequence that is not bound would be typed from its third byte. */
static bool is_bound(const struct key *key)
{
	int type;

	return rl_function_of_keyseq_len(key->raw, key->raw_len,
					 rl_get_keymap(), &type) &&
	       type != ISKMAP;
}

static void send(const struct key *key)
{
	bool sequence = key->raw[0] == '\033' && key->raw_len > 2;

	if (sequence)
		drop_pending();
	if (!key->raw_len || (sequence && !is_bound(key))) {
		run_default(key);
		return;
	}
	memcpy(feed.bytes, key->raw, key->raw_len);
	feed.len = key->raw_len;
	feed.at = 0;
	while (feed_available())
		rl_callback_read_char();
	keep_locale();
}

static bool is_eof(const struct key *key)
{
	return key->raw_len == 1 && key->raw[0] == '\004' && rl_end == 0;
}

bool lineedit_key(const struct key *key)
{
	_cleanup_(mem_freep) char *before = NULL;
	int point = rl_point, end = rl_end;

	recalls = 0;
	if (!focused || focused == &nobody || is_eof(key) ||
	    !utf8_valid(key->raw, key->raw_len))
		return false;
	before = mem_dup(rl_line_buffer);
	send(key);
	if ((rl_end > end && (size_t)rl_end > focused->limit) ||
	    !utf8_valid(rl_line_buffer, (size_t)rl_end))
		replace(before, point);
	return true;
}

int lineedit_recalls(void)
{
	return recalls;
}

bool lineedit_wants_esc(void)
{
	return focused && focused != &nobody && rl_editing_mode == 0 &&
	       rl_get_keymap() == vi_insertion_keymap;
}

bool lineedit_insert(const char *text, size_t len)
{
	_cleanup_(mem_freep) char *copy = NULL;
	size_t end = (size_t)rl_end, fits = len;

	if (!focused || focused == &nobody || !utf8_valid(text, len))
		return false;
	while (fits && end + fits > focused->limit)
		fits = utf8_prev(text, fits);
	copy = mem_dup_n(text, fits);
	drop_pending();
	rl_begin_undo_group();
	rl_insert_text(copy);
	rl_end_undo_group();
	return fits == len;
}

void lineedit_set(struct lineedit *line, const char *text)
{
	struct lineedit *other = focused;
	size_t len = strlen(text);

	lineedit_focus(line);
	/* In vi's movement mode the point is on a character. */
	if (rl_get_keymap() == vi_movement_keymap && len)
		replace(text, (int)utf8_prev(text, len));
	else
		replace(text, (int)len);
	lineedit_focus(other == &nobody ? NULL : other);
}

const char *lineedit_text(const struct lineedit *line)
{
	return line == focused ? rl_line_buffer : line->state.buffer;
}

size_t lineedit_point(const struct lineedit *line)
{
	return (size_t)(line == focused ? rl_point : line->state.point);
}
