/*
 * Roles: what a piece of text is, never what it looks like. The theme's table
 * gives each role attributes and, where there are colours, one of the eight.
 */
#ifndef WIDGETS_THEME_H
#define WIDGETS_THEME_H

#include <stdbool.h>
#include <stdint.h>

struct err;

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
	ROLE_BADGE_RED,	   /* a name that its owner gave a colour: a block */
	ROLE_BADGE_GREEN,
	ROLE_BADGE_YELLOW,
	ROLE_BADGE_BLUE,
	ROLE_BADGE_MAGENTA,
	ROLE_BADGE_CYAN,
	ROLE_COUNT,
};

/* curses' numbers; -1 = the terminal's own */
enum theme_colour {
	THEME_DEFAULT = -1,
	THEME_RED = 1,
	THEME_GREEN = 2,
	THEME_YELLOW = 3,
	THEME_BLUE = 4,
	THEME_MAGENTA = 5,
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

enum theme {
	THEME_DARK,	/* for a dark background */
	THEME_LIGHT,	/* for a light one */
	THEME_CONTRAST, /* nothing dim, colours bold */
	THEME_MONO,	/* no colour */
	THEME_COUNT,
};

/* "dark", …; and back: false when there is no such theme. */
const char *theme_name(enum theme theme);
bool theme_named(const char *name, enum theme *ret);

/* The badge of a colour ("red"); false, with one line that lists the colours,
 * when there is none of that name. */
bool theme_badge(const char *colour, enum role *ret, struct err *err);

/* The look of a role. Without colours every difference that is not told by
 * words is kept by attributes. */
struct theme_style theme_style(enum role role, enum theme theme);

/* The few glyphs that are drawn, in UTF-8 or, with `ascii`, in ASCII. */
enum glyph {
	GLYPH_MARKER,  /* ▸ > the selected row */
	GLYPH_OK,      /* ✓ + */
	GLYPH_BAD,     /* ✗ x */
	GLYPH_WARN,    /* ! */
	GLYPH_BUSY,    /* ~ */
	GLYPH_IDLE,    /* · . */
	GLYPH_NONE,    /* – - nothing to show */
	GLYPH_DOT,     /* · - between facts */
	GLYPH_MASK,    /* • * one hidden character */
	GLYPH_RULE,    /* ─ - */
	GLYPH_MORE,    /* … ... */
	GLYPH_CUT,     /* … < what comes before is not shown */
	GLYPH_ARROW,   /* → -> */
	GLYPH_UP,      /* ↑ ^ more above */
	GLYPH_DOWN,    /* ↓ v more below */
	GLYPH_CHANGED, /* • * it has just changed */
	GLYPH_WALL,    /* │ | between two areas side by side */
	GLYPH_COUNT,
};
const char *theme_glyph(enum glyph glyph, bool ascii);

#endif
