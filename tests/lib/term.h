/*
 * A terminal for tests. The program runs in a pseudo-terminal, what it writes
 * goes through libvterm, and the test reads the screen as a person would.
 *
 * There is one way to wait: term_wait reads until a predicate holds. Nothing
 * sleeps. What fails prints the screen, names the line of the test and fails
 * the cmocka test; what was started is killed at exit even then.
 */
#ifndef TESTS_LIB_TERM_H
#define TESTS_LIB_TERM_H

#include <stdbool.h>
#include <stddef.h>

/* Keys as a terminal sends them; string literals, so that they concatenate. */
#define CTRL_A	  "\001"
#define CTRL_C	  "\003"
#define CTRL_L	  "\014"
#define CTRL_N	  "\016"
#define CTRL_O	  "\017"
#define CTRL_P	  "\020"
#define CTRL_U	  "\025"
#define CTRL_Y	  "\031"
#define CTRL_Z	  "\032"
#define ESC	  "\033"
#define TAB	  "\t"
#define ENTER	  "\r"
#define BACKSPACE "\177"
#define SHIFT_TAB "\033[Z"
#define UP	  "\033[A"
#define DOWN	  "\033[B"
#define RIGHT	  "\033[C"
#define LEFT	  "\033[D"
#define HOME	  "\033[H"
#define END	  "\033[F"
#define DELETE	  "\033[3~"
#define PAGE_UP	  "\033[5~"
#define PAGE_DOWN "\033[6~"
#define F2	  "\033OQ"
#define F5	  "\033[15~"
#define PASTE(s)  "\033[200~" s "\033[201~"

struct term;

/*
 * Run `argv` in a terminal of that size. The environment holds only PATH,
 * TERM=xterm-256color, LC_ALL=C.UTF-8, TZ=UTC, the sanitizers' options, and
 * HOME and XDG_* in a new directory that goes with the terminal. `env` (NULL
 * allowed, ends with NULL) then sets "NAME=value" or removes "NAME".
 */
struct term *term_spawn(int rows, int cols, const char *const argv[],
			const char *const env[]);

/* Kill the program if it still runs, remove its home. NULL is fine. */
void term_free(struct term *t);
void term_freep(struct term **t);

/* Send raw bytes, as typed; returns when the terminal has taken them all. */
void term_keys(struct term *t, const char *keys);

/* Change the size; the program gets SIGWINCH. */
void term_resize(struct term *t, int rows, int cols);

/* Send a signal to the program. */
void term_signal(struct term *t, int signal);

/*
 * Read until `holds` does. False when the program ended or the time is over
 * (10 s; more when sanitized), and it still does not.
 */
typedef bool term_fn(struct term *t, void *ctx);
bool term_wait(struct term *t, term_fn *holds, void *ctx);

/* Wait until the screen has the text (rows are joined by \n), or has it no
 * longer, or has it in that row (0 is the first). */
#define term_expect(t, text) term_expect_at(t, text, __FILE__, __LINE__)
#define term_expect_gone(t, text)                                              \
	term_expect_gone_at(t, text, __FILE__, __LINE__)
#define term_expect_row(t, row, text)                                          \
	term_expect_row_at(t, row, text, __FILE__, __LINE__)

/* Wait until the bytes received so far hold these: for what libvterm does not
 * show, such as OSC 52. */
#define term_expect_raw(t, bytes)                                              \
	term_expect_raw_at(t, bytes, __FILE__, __LINE__)

/*
 * Wait until the screen is as tests/screen/golden/NAME says, row by row.
 * There {{word}} stands for one or more characters that vary: {{*}} for any,
 * the others as in the table in term.c; blanks behind it match any number of
 * blanks. With UPDATE_GOLDEN=1 the file is rewritten: rows that still match
 * are kept as they are, the others become what the screen shows.
 */
#define term_match(t, name) term_match_at(t, name, __FILE__, __LINE__)

/* Wait until the program has ended: its status, or 128 + the signal. */
#define term_exit_status(t) term_exit_status_at(t, __FILE__, __LINE__)

/*
 * A terminal that hangs: let it hold as much unread output as it can, so that
 * a write must wait, then type `keys` and return when the program has taken
 * them and waits; and wait, without reading, until it has ended.
 */
void term_stuff(struct term *t, const char *keys);
bool term_ends_unread(struct term *t);

/* Whether the program has ended, and then its status as above. */
bool term_ended(struct term *t);
int term_status(struct term *t);

/* The most memory it ever had resident, in KiB; known once it has ended. */
long term_peak_rss(struct term *t);

/* Read until nothing has come for `ms`. For looking at a screen of which
 * nothing is known: a new golden, a benchmark. A test waits for text. */
void term_settle(struct term *t, int ms);

/* The screen, or one row, without the blanks at the ends of rows. Borrowed,
 * until the next call of either. */
const char *term_text(struct term *t);
const char *term_line(struct term *t, int row);

struct term_cursor {
	int row, col;
	bool visible;
};

struct term_cursor term_cursor(struct term *t);

/* True while the alternate screen is shown. */
bool term_altscreen(struct term *t);

/* What libvterm 0.1.4 knows of a cell; dim is not among it. */
struct term_attr {
	bool bold, underline, italic, blink, reverse;
	int fg, bg; /* palette index, 0x1000000 | RGB, or -1: the default */
};

struct term_attr term_attr(struct term *t, int row, int col);

/* All bytes received so far, a NUL behind them. Borrowed until more arrive. */
const char *term_raw(struct term *t);
size_t term_raw_len(struct term *t);

/* True when the terminal's modes are those of before the program ran. */
bool term_tty_modes_equal(struct term *t);

/* The program's process, and its home directory. */
int term_pid(struct term *t);
const char *term_home(struct term *t);

/* Print the screen to stderr, as a comment between test results. */
void term_dump(struct term *t);

/* The functions behind the macros above. */
void term_expect_at(struct term *t, const char *text, const char *file,
		    int line);
void term_expect_gone_at(struct term *t, const char *text, const char *file,
			 int line);
void term_expect_row_at(struct term *t, int row, const char *text,
			const char *file, int line);
void term_expect_raw_at(struct term *t, const char *bytes, const char *file,
			int line);
void term_match_at(struct term *t, const char *name, const char *file,
		   int line);
int term_exit_status_at(struct term *t, const char *file, int line);

#endif
