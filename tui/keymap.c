#include "tui/keymap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/kv.h"
#include "base/mem.h"
#include "tui/command.h"

void keymap_release(struct keymap *map)
{
	for (size_t i = 0; i < KEYMAP_COMMANDS_MAX; i++)
		free(map->keys[i]);
	*map = (struct keymap){ 0 };
}

const char *keymap_keys(const struct keymap *map, const struct command *c)
{
	size_t count;
	const char *keys = map->keys[c - command_table(&count)];

	return keys ? keys : c->keys;
}

/* The `n`-th name of a "Ctrl-O F2" list; false past its end. */
static bool name_at(const char *keys, size_t n, char name[KEY_NAME_MAX])
{
	for (;;) {
		size_t len;

		keys += strspn(keys, " ");
		len = strcspn(keys, " ");
		if (!len)
			return false;
		if (!n--) {
			snprintf(name, KEY_NAME_MAX, "%.*s", (int)len, keys);
			return true;
		}
		keys += len;
	}
}

static bool has_key(const char *keys, const struct key *key)
{
	char name[KEY_NAME_MAX];
	struct key k;

	for (size_t n = 0; name_at(keys, n, name); n++)
		if (key_parse(name, &k) && key_equal(&k, key))
			return true;
	return false;
}

static const struct command *find_in(const struct keymap *map,
				     const struct key *key, enum scope scope)
{
	size_t count;
	const struct command *c = command_table(&count);

	for (size_t i = 0; i < count; i++)
		if (command_in(&c[i], scope) &&
		    has_key(keymap_keys(map, &c[i]), key))
			return &c[i];
	return NULL;
}

const struct command *keymap_find(const struct keymap *map,
				  const struct key *key, enum scope scope)
{
	const struct command *c = find_in(map, key, scope);

	return c ? c : find_in(map, key, SCOPE_GLOBAL);
}

bool keymap_first(const struct keymap *map, const char *command, bool typing,
		  char ret[KEY_NAME_MAX])
{
	const struct command *c = command_named(command);
	struct key k;

	ret[0] = '\0';
	for (size_t n = 0; c && name_at(keymap_keys(map, c), n, ret); n++)
		if (!typing || !key_parse(ret, &k) || k.sym != SYM_CHAR ||
		    k.mods)
			return true;
	ret[0] = '\0';
	return false;
}

/* --- from the config file ----------------------------------------------------
 */

struct load {
	struct keymap map;
	const struct kv *keys;
	struct kv *problems;
};

/* Once, though it may be found in more scopes than one. */
static void problem(struct load *l, const char *command, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static void problem(struct load *l, const char *command, const char *fmt, ...)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(512);
	va_list args;

	va_start(args, fmt);
	buf_addv(&text, fmt, args);
	va_end(args);
	for (size_t i = 0; i < l->problems->count; i++)
		if (!strcmp(l->problems->pairs[i].value, text.data))
			return;
	kv_add(l->problems, command, text.data);
}

static void bind(struct load *l, const char *command, const char *keys)
{
	const struct command *c = command_named(command);
	char name[KEY_NAME_MAX];
	struct key k;
	size_t count, row;

	if (!c) {
		problem(l, command, "no command is called \"%s\"", command);
		return;
	}
	for (size_t n = 0; name_at(keys, n, name); n++)
		if (!key_parse(name, &k))
			problem(l, command, "%s: no key is called \"%s\"",
				command, name);
	row = (size_t)(c - command_table(&count));
	free(l->map.keys[row]);
	l->map.keys[row] = mem_dup(keys);
}

/* Keys of `c` in `scope` that find another command first. */
static void find_conflicts(struct load *l, const struct command *c,
			   enum scope scope)
{
	char name[KEY_NAME_MAX];
	struct key k;

	for (size_t n = 0; name_at(keymap_keys(&l->map, c), n, name); n++) {
		const struct command *first;

		if (!key_parse(name, &k))
			continue;
		first = find_in(&l->map, &k, scope);
		if (first != c)
			problem(l,
				kv_get(l->keys, c->name) ? c->name
							 : first->name,
				"%s is bound to both %s and %s", name,
				first->name, c->name);
	}
}

/* Two commands of one scope must not share a key; a screen's own may stand in
 * front of a global one. */
static void check(struct load *l)
{
	size_t count;
	const struct command *c = command_table(&count);
	char name[KEY_NAME_MAX];

	for (size_t i = 0; i < count; i++) {
		find_conflicts(l, &c[i], c[i].scope);
		if (c[i].also != SCOPE_GLOBAL)
			find_conflicts(l, &c[i], c[i].also);
	}
	if (!keymap_first(&l->map, "screen.quit", false, name))
		problem(l, "screen.quit", "screen.quit needs a key");
}

bool keymap_load(struct keymap *map, const struct kv *keys, struct kv *problems)
{
	struct load l = { .keys = keys, .problems = problems };
	size_t before = problems->count;

	for (size_t i = 0; i < keys->count; i++)
		bind(&l, keys->pairs[i].key, keys->pairs[i].value);
	check(&l);
	if (problems->count > before) {
		keymap_release(&l.map);
		return false;
	}
	keymap_release(map);
	*map = l.map;
	return true;
}
