#include "widgets/theme.h"

struct look {
	enum theme_colour colour;
	uint8_t attrs;
	uint8_t mono; /* attributes where there are no colours */
};

#define PLAIN(attrs)                                                           \
	{                                                                      \
		THEME_DEFAULT, (attrs), (attrs)                                \
	}

static const struct look looks[ROLE_COUNT] = {
	[ROLE_TEXT] = PLAIN(0),
	[ROLE_STRONG] = PLAIN(THEME_BOLD),
	[ROLE_MUTED] = PLAIN(THEME_DIM),
	[ROLE_ACCENT] = { THEME_CYAN, THEME_BOLD, THEME_BOLD },
	[ROLE_GOOD] = { THEME_GREEN, 0, 0 },
	[ROLE_WARN] = { THEME_YELLOW, 0, THEME_BOLD },
	[ROLE_BAD] = { THEME_RED, 0, THEME_BOLD },
	[ROLE_INFO] = { THEME_CYAN, 0, 0 },
	[ROLE_KEY] = PLAIN(THEME_BOLD),
	[ROLE_RULE] = PLAIN(THEME_DIM),
	[ROLE_FIELD] = PLAIN(THEME_UNDERLINE),
	[ROLE_FIELD_HINT] = PLAIN(THEME_DIM | THEME_UNDERLINE),
	[ROLE_BUTTON] = PLAIN(THEME_DIM),
	[ROLE_BUTTON_FOCUS] = PLAIN(THEME_REVERSE),
	[ROLE_SELECTED] = PLAIN(THEME_BOLD),
};

struct theme_style theme_style(enum role role, bool mono)
{
	const struct look *look = &looks[role];

	if (mono)
		return (struct theme_style){ THEME_DEFAULT, look->mono };
	return (struct theme_style){ (int8_t)look->colour, look->attrs };
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
	[GLYPH_DOWN] = { "↓", "v" },
};

const char *theme_glyph(enum glyph glyph, bool ascii)
{
	return ascii ? glyphs[glyph].ascii : glyphs[glyph].utf8;
}
