/* What -h prints, from the tables of subcommands and flags. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

struct buf;
struct command;

/* Append the list of subcommands. */
void help_overview(struct buf *out);

/* Append what one subcommand does and takes. */
void help_command(struct buf *out, const struct command *c);

#endif
