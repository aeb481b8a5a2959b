#include "tui/keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
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

static bool bind(struct keymap *map, const char *command, const char *keys,
		 struct err *err)
{
	const struct command *c = command_named(command);
	char name[KEY_NAME_MAX];
	struct key k;
	size_t count, row;

	if (!c)
		return err_set(err, ERR_USAGE, "no command is called \"%s\"",
			       command);
	for (size_t n = 0; name_at(keys, n, name); n++)
		if (!key_parse(name, &k))
			return err_set(err, ERR_USAGE,
				       "%s: no key is called \"%s\"", command,
				       name);
	row = (size_t)(c - command_table(&count));
	free(map->keys[row]);
	map->keys[row] = mem_dup(keys);
	return true;
}

/* A key of `c` in `scope` that finds another command first. */
static bool no_conflict(const struct keymap *map, const struct command *c,
			enum scope scope, struct err *err)
{
	char name[KEY_NAME_MAX];
	struct key k;

	for (size_t n = 0; name_at(keymap_keys(map, c), n, name); n++) {
		const struct command *first;

		if (!key_parse(name, &k))
			continue;
		first = find_in(map, &k, scope);
		if (first != c)
			return err_set(err, ERR_USAGE,
				       "%s is bound to both %s and %s", name,
				       first->name, c->name);
	}
	return true;
}

/* Two commands of one scope must not share a key; a screen's own may stand in
 * front of a global one. */
static bool no_conflicts(const struct keymap *map, struct err *err)
{
	size_t count;
	const struct command *c = command_table(&count);

	for (size_t i = 0; i < count; i++)
		if (!no_conflict(map, &c[i], c[i].scope, err) ||
		    (c[i].also != SCOPE_GLOBAL &&
		     !no_conflict(map, &c[i], c[i].also, err)))
			return false;
	return true;
}

static bool can_quit(const struct keymap *map, struct err *err)
{
	char name[KEY_NAME_MAX];

	return keymap_first(map, "screen.quit", false, name) ||
	       err_set(err, ERR_USAGE, "screen.quit needs a key");
}

bool keymap_load(struct keymap *map, const struct kv *keys, struct err *err)
{
	struct keymap fresh = { 0 };

	for (size_t i = 0; i < keys->count; i++)
		if (!bind(&fresh, keys->pairs[i].key, keys->pairs[i].value,
			  err)) {
			keymap_release(&fresh);
			return false;
		}
	if (!no_conflicts(&fresh, err) || !can_quit(&fresh, err)) {
		keymap_release(&fresh);
		return false;
	}
	keymap_release(map);
	*map = fresh;
	return true;
}
