#include "widgets/theme.h"

#include <string.h>

#include "base/attrs.h"
#include "base/err.h"

#define PLAIN(attrs)                                                           \
	{                                                                      \
		THEME_DEFAULT, (attrs)                                         \
	}

/* Reversed, a colour can be read on any background. */
#define BADGE(name)                                                            \
	[ROLE_BADGE_##name] = { THEME_##name, THEME_BOLD | THEME_REVERSE }
#define GREY_BADGE(name)                                                       \
	[ROLE_BADGE_##name] = { THEME_DEFAULT, THEME_BOLD | THEME_REVERSE }
#define BADGES(badge)                                                          \
	badge(RED), badge(GREEN), badge(YELLOW), badge(BLUE), badge(MAGENTA),  \
		badge(CYAN)

/* The differences that no colour makes; each theme starts from them. */
#define SHAPES(muted)                                                          \
	[ROLE_TEXT] = PLAIN(0), [ROLE_STRONG] = PLAIN(THEME_BOLD),             \
	[ROLE_MUTED] = PLAIN(muted), [ROLE_KEY] = PLAIN(THEME_BOLD),           \
	[ROLE_RULE] = PLAIN(muted), [ROLE_FIELD] = PLAIN(THEME_UNDERLINE),     \
	[ROLE_FIELD_HINT] = PLAIN((muted) | THEME_UNDERLINE),                  \
	[ROLE_BUTTON] = PLAIN(muted),                                          \
	[ROLE_BUTTON_FOCUS] = PLAIN(THEME_REVERSE),                            \
	[ROLE_SELECTED] = PLAIN(THEME_BOLD)

static const struct theme_style styles[THEME_COUNT][ROLE_COUNT] = {
	[THEME_DARK] = {
		SHAPES(THEME_DIM), BADGES(BADGE),
		[ROLE_ACCENT] = { THEME_CYAN, THEME_BOLD },
		[ROLE_GOOD] = { THEME_GREEN, 0 },
		[ROLE_WARN] = { THEME_YELLOW, 0 },
		[ROLE_BAD] = { THEME_RED, 0 },
		[ROLE_INFO] = { THEME_CYAN, 0 },
	},
	[THEME_LIGHT] = { /* yellow and cyan are not readable on white */
		SHAPES(THEME_DIM), BADGES(BADGE),
		[ROLE_ACCENT] = { THEME_BLUE, THEME_BOLD },
		[ROLE_GOOD] = { THEME_GREEN, 0 },
		[ROLE_WARN] = { THEME_MAGENTA, 0 },
		[ROLE_BAD] = { THEME_RED, THEME_BOLD },
		[ROLE_INFO] = { THEME_BLUE, 0 },
	},
	[THEME_CONTRAST] = {
		SHAPES(0), BADGES(BADGE),
		[ROLE_ACCENT] = { THEME_CYAN, THEME_BOLD },
		[ROLE_GOOD] = { THEME_GREEN, THEME_BOLD },
		[ROLE_WARN] = { THEME_YELLOW, THEME_BOLD },
		[ROLE_BAD] = { THEME_RED, THEME_BOLD },
		[ROLE_INFO] = { THEME_CYAN, THEME_BOLD },
	},
	[THEME_MONO] = {
		SHAPES(THEME_DIM),
		[ROLE_ACCENT] = PLAIN(THEME_BOLD),
		[ROLE_GOOD] = PLAIN(0),
		[ROLE_WARN] = PLAIN(THEME_BOLD),
		[ROLE_BAD] = PLAIN(THEME_BOLD),
		[ROLE_INFO] = PLAIN(0),
		BADGES(GREY_BADGE),
	},
};

static const char *const names[THEME_COUNT] = {
	[THEME_DARK] = "dark",
	[THEME_LIGHT] = "light",
	[THEME_CONTRAST] = "contrast",
	[THEME_MONO] = "mono",
};

const char *theme_name(enum theme theme)
{
	return names[theme];
}

bool theme_named(const char *name, enum theme *ret)
{
	for (int i = 0; i < THEME_COUNT; i++)
		if (!strcmp(names[i], name)) {
			*ret = (enum theme)i;
			return true;
		}
	return false;
}

static const struct {
	const char *colour;
	enum role role;
} badges[] = {
	{ "red", ROLE_BADGE_RED },	   { "green", ROLE_BADGE_GREEN },
	{ "yellow", ROLE_BADGE_YELLOW },   { "blue", ROLE_BADGE_BLUE },
	{ "magenta", ROLE_BADGE_MAGENTA }, { "cyan", ROLE_BADGE_CYAN },
};

bool theme_badge(const char *colour, enum role *ret, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(badges); i++)
		if (!strcmp(badges[i].colour, colour)) {
			*ret = badges[i].role;
			return true;
		}
	return err_set(err, ERR_USAGE,
		       "there is no colour \"%.40s\": red, green, yellow, "
		       "blue, magenta, cyan",
		       colour);
}

struct theme_style theme_style(enum role role, enum theme theme)
{
	return styles[theme][role];
}

static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPH_COUNT] = {
	[GLYPH_MARKER] = { "▸", ">" }, [GLYPH_OK] = { "✓", "+" },
	[GLYPH_BAD] = { "✗", "x" },    [GLYPH_WARN] = { "!", "!" },
	[GLYPH_BUSY] = { "~", "~" },   [GLYPH_IDLE] = { "·", "." },
	[GLYPH_NONE] = { "–", "-" },   [GLYPH_DOT] = { "·", "-" },
	[GLYPH_MASK] = { "•", "*" },   [GLYPH_RULE] = { "─", "-" },
	[GLYPH_MORE] = { "…", "..." }, [GLYPH_CUT] = { "…", "<" },
	[GLYPH_ARROW] = { "→", "->" }, [GLYPH_UP] = { "↑", "^" },
	[GLYPH_DOWN] = { "↓", "v" },   [GLYPH_CHANGED] = { "•", "*" },
	[GLYPH_WALL] = { "│", "|" },
};

const char *theme_glyph(enum glyph glyph, bool ascii)
{
	return ascii ? glyphs[glyph].ascii : glyphs[glyph].utf8;
}
