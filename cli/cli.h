/* The command line: `peerdeck [peering] SUBCOMMAND …`. The arguments here are
 * those after the program's name. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

struct command;

/* True when the words ask for a subcommand, --help or --version; else they
 * are for the console. */
bool cli_wants(int argc, char **argv);

/* Run what they ask for; returns the exit status. */
int cli_main(int argc, char **argv);

/* The subcommands, in the order of the help; `*count` of them. */
const struct command *const *cli_commands(size_t *count);

#endif
