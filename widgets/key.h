/* One key press, and its name ("g", "Ctrl-O", "F5", "Shift-Tab"). */
#ifndef WIDGETS_KEY_H
#define WIDGETS_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key_sym {
	SYM_NONE,
	SYM_CHAR, /* .ch holds it */
	SYM_ENTER,
	SYM_TAB,
	SYM_ESC,
	SYM_BACKSPACE,
	SYM_UP,
	SYM_DOWN,
	SYM_LEFT,
	SYM_RIGHT,
	SYM_HOME,
	SYM_END,
	SYM_PAGE_UP,
	SYM_PAGE_DOWN,
	SYM_INSERT,
	SYM_DELETE,
	SYM_F1, /* F1 … F12 follow each other */
	SYM_F12 = SYM_F1 + 11,
	SYM_CLICK, /* the mouse's first button, at .x, .y */
	SYM_WHEEL_UP,
	SYM_WHEEL_DOWN,
	SYM_OTHER, /* a sequence nobody knows: swallowed, never typed */
};

#define MOD_SHIFT 1u
#define MOD_ALT	  2u
#define MOD_CTRL  4u

struct key {
	enum key_sym sym;
	uint32_t ch;   /* with SYM_CHAR; with MOD_CTRL the lower-case letter */
	unsigned mods; /* MOD_… */
	int x, y;      /* of the mouse: column and row, from 0 */
	char raw[16];  /* the bytes as they came, for readline */
	uint8_t raw_len;
};

/* Same key, whatever bytes it came as. */
bool key_equal(const struct key *a, const struct key *b);

/* Is it the plain character or symbol? */
bool key_is_char(const struct key *k, uint32_t ch);
bool key_is_ctrl(const struct key *k, char letter);
bool key_is(const struct key *k, enum key_sym sym); /* without modifiers */

#define KEY_NAME_MAX 32

/* The name, as footers and help print it. */
void key_format(const struct key *k, char ret[KEY_NAME_MAX]);

/* Parse a name; case matters only for a single letter. False if it is none. */
bool key_parse(const char *name, struct key *ret);

#endif
