/*
 * A subcommand: a row that the dispatcher, -h, the manual and the shell
 * completions read. Each stands in a file of its own.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>

struct err;
struct options;

enum command_group {
	COMMAND_PEERING, /* as `consul peering` has it */
	COMMAND_MORE,
	COMMAND_HIDDEN, /* for the build; shown nowhere */
};

struct command {
	const char *name; /* one word or two */
	enum command_group group;
	const char *summary;	  /* one line, no full stop */
	const char *usage;	  /* what comes after the name */
	const char *about;	  /* paragraphs, a line each */
	const char *const *flags; /* names in cli/options.c, NULL at the end */
	const char *words;	  /* what follows the flags, for completions:
				   * "file", "a|b"; or NULL */
	bool client;		  /* takes the client flags too */

	/*
	 * Do it; returns the exit status. With a failure that has not been
	 * told yet: 1, and `err` filled.
	 */
	int (*run)(struct options *o, int argc, char **argv, struct err *err);
};

extern const struct command check_command, completion_command, connect_command,
	contexts_command, delete_command, establish_command, exported_command,
	generate_command, list_command, manual_command, read_command,
	token_command, watch_command;

#endif
