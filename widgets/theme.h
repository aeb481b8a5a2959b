/*
 * Roles: what a piece of text is, never what it looks like. The theme's table
 * gives each role attributes and, where there are colours, one of the eight.
 */
#ifndef WIDGETS_THEME_H
#define WIDGETS_THEME_H

#include <stdbool.h>
#include <stdint.h>

enum role {
	ROLE_TEXT,
	ROLE_STRONG, /* titles, names: bold */
	ROLE_MUTED,  /* secondary, never needed to act: dim */
	ROLE_ACCENT, /* the cluster's name */
	ROLE_GOOD,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_INFO,	   /* something under way */
	ROLE_KEY,	   /* a key one may press: bold */
	ROLE_RULE,	   /* lines between areas: dim */
	ROLE_FIELD,	   /* text in a field: underlined */
	ROLE_FIELD_HINT,   /* what an empty field is for: dim, underlined */
	ROLE_BUTTON,	   /* dim */
	ROLE_BUTTON_FOCUS, /* reverse */
	ROLE_SELECTED,	   /* the selected row's name: bold */
	ROLE_COUNT,
};

enum theme_colour { /* curses' numbers; -1 = the terminal's own */
		    THEME_DEFAULT = -1,
		    THEME_RED = 1,
		    THEME_GREEN = 2,
		    THEME_YELLOW = 3,
		    THEME_BLUE = 4,
		    THEME_CYAN = 6,
};

#define THEME_BOLD	1u
#define THEME_DIM	2u
#define THEME_UNDERLINE 4u
#define THEME_REVERSE	8u

struct theme_style {
	int8_t colour; /* enum theme_colour */
	uint8_t attrs; /* THEME_… */
};

/* The look of a role; `mono` leaves colour out (what needs a look is bold
 * then). */
struct theme_style theme_style(enum role role, bool mono);

/* The few glyphs that are drawn, in UTF-8 or, with `ascii`, in ASCII. */
enum glyph {
	GLYPH_MARKER, /* ▸ > the selected row */
	GLYPH_OK,     /* ✓ + */
	GLYPH_BAD,    /* ✗ x */
	GLYPH_WARN,   /* ! */
	GLYPH_BUSY,   /* ~ */
	GLYPH_IDLE,   /* · . */
	GLYPH_NONE,   /* – - nothing to show */
	GLYPH_DOT,    /* · - between facts */
	GLYPH_MASK,   /* • * one hidden character */
	GLYPH_RULE,   /* ─ - */
	GLYPH_MORE,   /* … ... */
	GLYPH_CUT,    /* … < what comes before is not shown */
	GLYPH_ARROW,  /* → -> */
	GLYPH_UP,     /* ↑ ^ more above */
	GLYPH_DOWN,   /* ↓ v more below */
	GLYPH_COUNT,
};
const char *theme_glyph(enum glyph glyph, bool ascii);

#endif
