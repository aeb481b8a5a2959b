#include "widgets/keyseq.h"

#include <string.h>

#include "base/attrs.h"
#include "base/utf8.h"

#define ESC 0x1b

enum {
	CSI_MAX = 64,	   /* a longer sequence is noise */
	STRING_MAX = 4096, /* so is a longer answer */
};

static enum key_sym f_key(int number)
{
	return (enum key_sym)(SYM_F1 + number - 1);
}

/* --- plain characters ---------------------------------------------------- */

static void decode_c0(unsigned char c, struct key *k)
{
	switch (c) {
	case '\0':
		break;
	case '\t':
		k->sym = SYM_TAB;
		break;
	case '\r':
	case '\n':
		k->sym = SYM_ENTER;
		break;
	case '\b':
	case 0x7f:
		k->sym = SYM_BACKSPACE;
		break;
	default:
		k->sym = SYM_CHAR;
		k->mods = MOD_CTRL;
		k->ch = c < ESC ? (uint32_t)c - 1 + 'a' : (uint32_t)c + '@';
		break;
	}
}

static size_t decode_char(const char *s, size_t len, bool final, struct key *k)
{
	unsigned char c = (unsigned char)s[0];
	size_t n;

	if (c < ' ' || c == 0x7f) {
		decode_c0(c, k);
		return 1;
	}
	if (utf8_incomplete(s, len) && !final)
		return 0;
	n = utf8_decode(s, len, &k->ch);
	if ((n > 1 || c < 0x80) && !(k->ch >= 0x80 && k->ch < 0xa0))
		k->sym = SYM_CHAR;
	return n;
}

/* --- control sequences --------------------------------------------------- */

/* Parameters of "ESC [ 1 ; 5 C": numbers, what stands among them, the end. */
struct csi {
	int params[4];
	int count;
	bool is_private; /* < = > or ? among them: an answer or a report */
	bool is_mouse;	 /* it was < */
	char final;
};

static const struct {
	char final;
	enum key_sym sym;
	unsigned mods; /* of rxvt's lower-case arrows, and of Shift-Tab */
} letters[] = {
	{ 'A', SYM_UP, 0 },	      { 'B', SYM_DOWN, 0 },
	{ 'C', SYM_RIGHT, 0 },	      { 'D', SYM_LEFT, 0 },
	{ 'H', SYM_HOME, 0 },	      { 'F', SYM_END, 0 },
	{ 'P', SYM_F1, 0 },	      { 'Q', SYM_F1 + 1, 0 },
	{ 'R', SYM_F1 + 2, 0 },	      { 'S', SYM_F1 + 3, 0 },
	{ 'Z', SYM_TAB, MOD_SHIFT },  { 'a', SYM_UP, MOD_SHIFT },
	{ 'b', SYM_DOWN, MOD_SHIFT }, { 'c', SYM_RIGHT, MOD_SHIFT },
	{ 'd', SYM_LEFT, MOD_SHIFT },
};

/* "ESC [ N ~", by N. */
static const enum key_sym tildes[] = {
	[1] = SYM_HOME,	    [2] = SYM_INSERT,  [3] = SYM_DELETE,
	[4] = SYM_END,	    [5] = SYM_PAGE_UP, [6] = SYM_PAGE_DOWN,
	[7] = SYM_HOME,	    [8] = SYM_END,     [11] = SYM_F1,
	[12] = SYM_F1 + 1,  [13] = SYM_F1 + 2, [14] = SYM_F1 + 3,
	[15] = SYM_F1 + 4,  [17] = SYM_F1 + 5, [18] = SYM_F1 + 6,
	[19] = SYM_F1 + 7,  [20] = SYM_F1 + 8, [21] = SYM_F1 + 9,
	[23] = SYM_F1 + 10, [24] = SYM_F12,
};

/* xterm's modifier parameter: 1 + shift 1 + alt 2 + ctrl 4 (+ meta 8). */
static unsigned xterm_mods(int param)
{
	unsigned bits = param > 1 ? (unsigned)(param - 1) : 0;

	return (bits & 1 ? MOD_SHIFT : 0) | (bits & (2 | 8) ? MOD_ALT : 0) |
	       (bits & 4 ? MOD_CTRL : 0);
}

/* rxvt says them by the last byte instead of by a parameter. */
static unsigned rxvt_mods(char final)
{
	return (final == '$' || final == '@' ? MOD_SHIFT : 0) |
	       (final == '^' || final == '@' ? MOD_CTRL : 0);
}

static void key_of_letter(const struct csi *csi, struct key *k)
{
	if (csi->count > 1 && csi->params[0] > 1) /* a cursor report, say */
		return;
	for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
		if (letters[i].final == csi->final) {
			k->sym = letters[i].sym;
			k->mods = letters[i].mods | xterm_mods(csi->params[1]);
		}
	}
}

/* xterm's SGR report: button; column; row, a press ends in M (1000, 1006). */
static void key_of_mouse(const struct csi *csi, struct key *k)
{
	k->sym = SYM_NONE;
	if (csi->final != 'M' || csi->count < 3)
		return;
	if (csi->params[0] == 0)
		k->sym = SYM_CLICK;
	else if (csi->params[0] == 64)
		k->sym = SYM_WHEEL_UP;
	else if (csi->params[0] == 65)
		k->sym = SYM_WHEEL_DOWN;
	k->x = csi->params[1] - 1;
	k->y = csi->params[2] - 1;
}

static void key_of_csi(const struct csi *csi, struct key *k)
{
	int number = csi->params[0];

	if (csi->is_mouse)
		key_of_mouse(csi, k);
	else if (csi->is_private || csi->final == 'I' || csi->final == 'O') {
		k->sym = SYM_NONE; /* answers, mouse and focus reports */
	} else if (strchr("~$^@", csi->final)) {
		if (number < (int)ARRAY_LEN(tildes) && tildes[number])
			k->sym = tildes[number];
		k->mods = csi->final == '~' ? xterm_mods(csi->params[1])
					    : rxvt_mods(csi->final);
	} else {
		key_of_letter(csi, k);
	}
}

/* Where the sequence ends, or 0: more must come. What breaks it off is not
 * part of it. */
static size_t parse_csi(const char *s, size_t len, struct csi *ret)
{
	*ret = (struct csi){ .count = 1 };
	for (size_t i = 2; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		int *param = &ret->params[ret->count - 1];

		if (c >= '0' && c <= '9') {
			*param = *param < 1000 ? *param * 10 + c - '0' : *param;
		} else if (c == ';' || c == ':') {
			ret->count += ret->count < (int)ARRAY_LEN(ret->params);
			ret->params[ret->count - 1] = 0;
		} else if (c >= '<' && c <= '?') {
			ret->is_private = true;
			ret->is_mouse = c == '<';
		} else if ((c >= '@' && c <= '~') ||
			   (c == '$' && !ret->is_private)) {
			ret->final = (char)c;
			return i + 1;
		} else if (c < ' ' || c > '~') {
			return i;
		}
		if (i >= CSI_MAX)
			return i + 1;
	}
	return 0;
}

/* "ESC [" and what follows. */
static size_t decode_csi(const char *s, size_t len, struct key *k)
{
	struct csi csi;
	size_t n;

	k->sym = SYM_OTHER;
	if (len >= 3 && s[2] == '[') { /* Linux's console: F1 … F5 */
		if (len >= 4 && s[3] >= 'A' && s[3] <= 'E')
			k->sym = f_key(s[3] - 'A' + 1);
		return len >= 4 ? 4 : 0;
	}
	if (len >= 3 && s[2] == 'M') { /* the old mouse report: 3 bytes more */
		k->sym = SYM_NONE;
		return len >= 6 ? 6 : 0;
	}
	n = parse_csi(s, len, &csi);
	if (n && csi.final)
		key_of_csi(&csi, k);
	return n;
}

/* "ESC O" and what follows: function keys, the keypad, rxvt's Ctrl-arrows. */
static size_t decode_ss3(const char *s, size_t len, struct key *k)
{
	struct csi csi = { .count = 2, .params = { 1 } };
	size_t i = 2;

	k->sym = SYM_OTHER;
	if (i < len && s[i] >= '2' && s[i] <= '8')
		csi.params[1] = s[i++] - '0';
	if (i >= len)
		return 0;
	csi.final = s[i];
	if (csi.final == 'M') {
		k->sym = SYM_ENTER;
	} else if (csi.final >= 'p' && csi.final <= 'y') {
		k->sym = SYM_CHAR;
		k->ch = (uint32_t)(csi.final - 'p' + '0');
	} else if (csi.final >= 'a' && csi.final <= 'd') {
		key_of_letter(&csi, k);
		k->mods = MOD_CTRL;
	} else if (csi.final > ' ' && csi.final <= '~') {
		key_of_letter(&csi, k);
	} else {
		return i;
	}
	return i + 1;
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* An answer of the terminal that came late: "ESC ] … BEL" or "… ESC \". */
static size_t decode_string(const char *s, size_t len)
{
	for (size_t i = 2; i < len && i < STRING_MAX; i++) {
		if (s[i] == '\a')
			return i + 1;
		if (s[i - 1] == ESC && s[i] == '\\' && i > 2)
			return i + 1;
	}
	return 0;
}

/* --- ESC ----------------------------------------------------------------- */

static size_t only_esc(struct key *k)
{
	*k = (struct key){ .sym = SYM_ESC };
	return 1;
}

/* ESC and a key, in one go: Alt. */
static size_t decode_alt(const char *s, size_t len, bool final, struct key *k)
{
	size_t n = decode_char(s + 1, len - 1, final, k);

	if (!n)
		return 0;
	if (k->sym)
		k->mods |= MOD_ALT;
	return n + 1;
}

/* ESC ESC: rxvt's Alt with a key that sends a sequence, or ESC and whatever
 * comes then, be it a paste. */
static size_t decode_esc_esc(const char *s, size_t len, bool final,
			     struct key *k)
{
	size_t n = 0;

	if (len > 2 && !is_one_of(s[2], "[O"))
		return only_esc(k);
	if (len > 3)
		n = s[2] == '[' ? decode_csi(s + 1, len - 1, k)
				: decode_ss3(s + 1, len - 1, k);
	if (!n && !final)
		return 0;
	if (!n || k->sym == SYM_NONE || k->sym == SYM_OTHER)
		return only_esc(k);
	k->mods |= MOD_ALT;
	return n + 1;
}

static size_t decode_esc(const char *s, size_t len, bool final, struct key *k)
{
	size_t n;

	if (len == 1)
		return final ? only_esc(k) : 0;
	if (s[1] == ESC)
		return decode_esc_esc(s, len, final, k);
	if (s[1] == '[' && len > 2)
		n = decode_csi(s, len, k);
	else if (s[1] == 'O' && len > 2)
		n = decode_ss3(s, len, k);
	else if (is_one_of(s[1], "]P_^X") && len > 2 && len < STRING_MAX)
		n = decode_string(s, len);
	else if (is_one_of(s[1], "[O]P_^X") && len == 2 && !final)
		n = 0;
	else
		return decode_alt(s, len, final, k);
	if (n || !final)
		return n;
	if (s[1] == '[' || s[1] == 'O')
		return len; /* SYM_OTHER: cut off, never typed */
	return decode_alt(s, len, final, k);
}

size_t keyseq_decode(const char *s, size_t len, bool final, struct key *ret)
{
	size_t n;

	*ret = (struct key){ 0 };
	n = s[0] == ESC ? decode_esc(s, len, final, ret)
			: decode_char(s, len, final, ret);
	if (n <= sizeof(ret->raw)) {
		memcpy(ret->raw, s, n);
		ret->raw_len = (uint8_t)n;
	}
	return n;
}
