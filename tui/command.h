/*
 * THE table of commands. The keymap, the dispatcher, the footer and the help
 * screen read it; adding a command is one row.
 */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/screen.h"

struct bars_hint;
struct strlist;

struct command {
	const char *name; /* "peering.generate": for keymaps and the palette */
	const char *keys; /* names separated by blanks; "" = none. The config
			   * file may say otherwise: see keymap.h */
	enum scope scope;
	enum scope also;   /* acts there too; SCOPE_GLOBAL = nowhere else */
	const char *title; /* in the footer; NULL = not shown there */
	const char *help;  /* one sentence */
	/* NULL when it is possible now, else why not (static); may be NULL */
	const char *(*refused)(const struct app *app);
	void (*run)(struct app *app); /* NULL: only with an argument */

	/* In the palette, with an argument; NULL: it takes none. */
	void (*run_arg)(struct app *app, const char *arg);
	/* Append what the argument can be; may be NULL. */
	void (*complete)(const struct app *app, struct strlist *out);
};

/* All of them, in the order of footer and help. */
const struct command *command_table(size_t *ret_count);

/* What a scope is called in the manual; static. */
const char *command_scope_title(enum scope scope);

/* The one of that name, or NULL. */
const struct command *command_named(const char *name);

/* It is one of that scope's own. */
bool command_in(const struct command *c, enum scope scope);

/* It belongs to the screen on top, or to all. */
bool command_is_here(const struct app *app, const struct command *c);

/* Footer entries for the screen on top: its commands, then the global ones,
 * without those that are refused now; at most `cap`. */
size_t command_hints(const struct app *app, struct bars_hint *hints,
		     size_t cap);

#endif
