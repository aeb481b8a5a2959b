#include "widgets/key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/attrs.h"
#include "base/utf8.h"

static const struct {
	enum key_sym sym;
	const char *name;
} syms[] = {
	{ SYM_ENTER, "Enter" },
	{ SYM_TAB, "Tab" },
	{ SYM_ESC, "Esc" },
	{ SYM_BACKSPACE, "Backspace" },
	{ SYM_UP, "Up" },
	{ SYM_DOWN, "Down" },
	{ SYM_LEFT, "Left" },
	{ SYM_RIGHT, "Right" },
	{ SYM_HOME, "Home" },
	{ SYM_END, "End" },
	{ SYM_PAGE_UP, "PageUp" },
	{ SYM_PAGE_DOWN, "PageDown" },
	{ SYM_INSERT, "Insert" },
	{ SYM_DELETE, "Delete" },
	{ SYM_CLICK, "Click" },
	{ SYM_WHEEL_UP, "WheelUp" },
	{ SYM_WHEEL_DOWN, "WheelDown" },
};

/* In the order in which they are written. */
static const struct {
	unsigned mod;
	const char *prefix;
} mods[] = {
	{ MOD_CTRL, "Ctrl-" },
	{ MOD_ALT, "Alt-" },
	{ MOD_SHIFT, "Shift-" },
};

bool key_equal(const struct key *a, const struct key *b)
{
	return a->sym == b->sym && a->mods == b->mods &&
	       (a->sym != SYM_CHAR || a->ch == b->ch);
}

bool key_is_char(const struct key *k, uint32_t ch)
{
	return k->sym == SYM_CHAR && k->ch == ch && !k->mods;
}

bool key_is_ctrl(const struct key *k, char letter)
{
	return k->sym == SYM_CHAR && k->ch == (unsigned char)letter &&
	       k->mods == MOD_CTRL;
}

bool key_is(const struct key *k, enum key_sym sym)
{
	return k->sym == sym && !k->mods;
}

static uint32_t upper(uint32_t ch)
{
	return ch >= 'a' && ch <= 'z' ? ch - 'a' + 'A' : ch;
}

static uint32_t lower(uint32_t ch)
{
	return ch >= 'A' && ch <= 'Z' ? ch - 'A' + 'a' : ch;
}

static void char_name(const struct key *k, char ret[16])
{
	uint32_t ch = k->mods & MOD_CTRL ? upper(k->ch) : k->ch;

	if (ch == ' ')
		snprintf(ret, 16, "Space");
	else
		ret[utf8_encode(ch, ret)] = '\0';
}

static void sym_name(enum key_sym sym, char ret[16])
{
	snprintf(ret, 16, "?");
	if (sym >= SYM_F1 && sym <= SYM_F12)
		snprintf(ret, 16, "F%d", (int)(sym - SYM_F1) + 1);
	for (size_t i = 0; i < ARRAY_LEN(syms); i++)
		if (syms[i].sym == sym)
			snprintf(ret, 16, "%s", syms[i].name);
}

void key_format(const struct key *k, char ret[KEY_NAME_MAX])
{
	char name[16];
	size_t len = 0;

	for (size_t i = 0; i < ARRAY_LEN(mods); i++)
		if (k->mods & mods[i].mod)
			len += (size_t)snprintf(ret + len, KEY_NAME_MAX - len,
						"%s", mods[i].prefix);
	if (k->sym == SYM_CHAR)
		char_name(k, name);
	else
		sym_name(k->sym, name);
	snprintf(ret + len, KEY_NAME_MAX - len, "%s", name);
}

/* Take the modifiers off the front of a name. */
static const char *parse_mods(const char *name, unsigned *ret_mods)
{
	for (size_t i = 0; i < ARRAY_LEN(mods);) {
		size_t len = strlen(mods[i].prefix);

		if (!strncasecmp(name, mods[i].prefix, len) && name[len]) {
			*ret_mods |= mods[i].mod;
			name += len;
			i = 0;
		} else {
			i++;
		}
	}
	return name;
}

static enum key_sym parse_sym(const char *name)
{
	int number, end = 0;

	for (size_t i = 0; i < ARRAY_LEN(syms); i++)
		if (!strcasecmp(name, syms[i].name))
			return syms[i].sym;
	if ((*name == 'F' || *name == 'f') && name[1] != '0' &&
	    sscanf(name + 1, "%2d%n", &number, &end) == 1 && !name[1 + end] &&
	    number >= 1 && number <= 12)
		return (enum key_sym)(SYM_F1 + number - 1);
	return SYM_NONE;
}

bool key_parse(const char *name, struct key *ret)
{
	struct key k = { 0 };
	size_t len;

	name = parse_mods(name, &k.mods);
	len = strlen(name);
	k.sym = parse_sym(name);
	if (!strcasecmp(name, "Space")) {
		k.sym = SYM_CHAR;
		k.ch = ' ';
	} else if (len && !k.sym) {
		if (utf8_decode(name, len, &k.ch) != len || k.ch < ' ' ||
		    !utf8_valid(name, len))
			return false;
		k.sym = SYM_CHAR;
		if (k.mods & MOD_CTRL)
			k.ch = lower(k.ch);
	}
	if (!k.sym)
		return false;
	*ret = k;
	return true;
}
