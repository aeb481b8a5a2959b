/*
 * THE table of commands. The keymap, the dispatcher, the footer and the help
 * screen read it; adding a command is one row.
 */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stddef.h>

#include "tui/screen.h"

struct bars_hint;

struct command {
	const char *name; /* "peering.generate": for keymaps and the palette */
	const char *keys; /* names separated by blanks; "" = none. The config
			   * file may say otherwise: see keymap.h */
	enum scope scope;
	const char *title; /* in the footer; NULL = not shown there */
	const char *help;  /* one sentence */
	/* NULL when it is possible now, else why not (static); may be NULL */
	const char *(*refused)(const struct app *app);
	void (*run)(struct app *app);
};

/* All of them, in the order of footer and help. */
const struct command *command_table(size_t *ret_count);

/* The one of that name, or NULL. */
const struct command *command_named(const char *name);

/* Footer entries for the screen on top: its commands, then the global ones,
 * without those that are refused now; at most `cap`. */
size_t command_hints(const struct app *app, struct bars_hint *hints,
		     size_t cap);

#endif
