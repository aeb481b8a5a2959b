/*
 * Which keys are bound to which command: the table's own, unless the config
 * file says otherwise.
 */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/screen.h"
#include "widgets/key.h"

struct command;
struct kv;

#define KEYMAP_COMMANDS_MAX 128

struct keymap {
	char *keys[KEYMAP_COMMANDS_MAX]; /* by the row of the table; NULL = as
					  * the table has it */
};

/*
 * Bind by pairs of a command's name and its keys (names separated by blanks,
 * "" = none). Refused are a command or key that there is not, a key bound twice
 * where both could act, and a map that nothing would quit by. Then the map is
 * as before, and each thing that is wrong is a pair appended to `problems`:
 * the command to look for in `keys`, and a line that says it.
 */
bool keymap_load(struct keymap *map, const struct kv *keys,
		 struct kv *problems);
void keymap_release(struct keymap *map);

/* The keys of a command, names separated by blanks; borrowed. */
const char *keymap_keys(const struct keymap *map, const struct command *c);

/* The command of that key in `scope` or, failing that, globally; NULL. */
const struct command *keymap_find(const struct keymap *map,
				  const struct key *key, enum scope scope);

/* The first key of the command with that name into `ret`; with `typing` the
 * first that is not a letter. False, and "", when there is none. */
bool keymap_first(const struct keymap *map, const char *command, bool typing,
		  char ret[KEY_NAME_MAX]);

#endif
