#include "widgets/secretedit.h"

#include "base/attrs.h"
#include "base/buf.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "widgets/key.h"

enum action { BACK, AHEAD, START, END, RUBOUT, DELETE, KILL_BACK, KILL_AHEAD };

static const struct {
	struct key key;
	enum action action;
} actions[] = {
	{ { .sym = SYM_LEFT }, BACK },
	{ { .sym = SYM_RIGHT }, AHEAD },
	{ { .sym = SYM_HOME }, START },
	{ { .sym = SYM_END }, END },
	{ { .sym = SYM_BACKSPACE }, RUBOUT },
	{ { .sym = SYM_DELETE }, DELETE },
	{ { .sym = SYM_CHAR, .ch = 'b', .mods = MOD_CTRL }, BACK },
	{ { .sym = SYM_CHAR, .ch = 'f', .mods = MOD_CTRL }, AHEAD },
	{ { .sym = SYM_CHAR, .ch = 'a', .mods = MOD_CTRL }, START },
	{ { .sym = SYM_CHAR, .ch = 'e', .mods = MOD_CTRL }, END },
	{ { .sym = SYM_CHAR, .ch = 'd', .mods = MOD_CTRL }, DELETE },
	{ { .sym = SYM_CHAR, .ch = 'u', .mods = MOD_CTRL }, KILL_BACK },
	{ { .sym = SYM_CHAR, .ch = 'k', .mods = MOD_CTRL }, KILL_AHEAD },
};

/* Where the action takes the point to. */
static size_t target(const struct secret *s, size_t point, enum action action)
{
	switch (action) {
	case BACK:
	case RUBOUT:
		return utf8_prev(s->data, point);
	case AHEAD:
	case DELETE:
		return utf8_next(s->data, s->len, point);
	case START:
	case KILL_BACK:
		return 0;
	default:
		return s->len;
	}
}

static void act(struct secret *s, size_t *point, enum action action)
{
	size_t to = target(s, *point, action);
	size_t from = to < *point ? to : *point;
	size_t end = to < *point ? *point : to;

	if (action >= RUBOUT) {
		secret_remove(s, from, end - from);
		to = from;
	}
	*point = to;
}

bool secretedit_key(struct secret *s, size_t *point, size_t limit,
		    const struct key *key)
{
	char bytes[4];

	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		if (key_equal(&actions[i].key, key)) {
			act(s, point, actions[i].action);
			return true;
		}
	}
	if (key->sym != SYM_CHAR || key->mods)
		return false;
	secretedit_insert(s, point, limit, bytes, utf8_encode(key->ch, bytes));
	return true;
}

bool secretedit_insert(struct secret *s, size_t *point, size_t limit,
		       const char *text, size_t len)
{
	_cleanup_(buf_release) struct buf kept = BUF_SECRET(limit);
	size_t n;
	uint32_t cp;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &cp);
		if (cp > ' ' && !utf8_is_control(cp) &&
		    !buf_add(&kept, text + i, n))
			return false;
	}
	if (kept.len > limit - s->len ||
	    !secret_insert(s, *point, kept.data, kept.len))
		return false;
	*point += kept.len;
	return true;
}
