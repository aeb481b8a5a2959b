#include "cli/help.h"

#include <string.h>

#include "base/buf.h"
#include "base/flags.h"
#include "cli/cli.h"
#include "cli/command.h"
#include "cli/options.h"

#define COLUMNS 79

static void add_group(struct buf *out, enum command_group group,
		      const char *title)
{
	size_t count;
	const struct command *const *commands = cli_commands(&count);

	buf_addf(out, "\n%s:\n", title);
	for (size_t i = 0; i < count; i++)
		if (commands[i]->group == group)
			buf_addf(out, "  %-18s  %s\n", commands[i]->name,
				 commands[i]->summary);
}

void help_overview(struct buf *out)
{
	buf_adds(out,
		 "Usage: peerdeck [options]                  the console\n"
		 "       peerdeck [peering] SUBCOMMAND …     one step, for "
		 "scripts\n"
		 "\n"
		 "A console for Consul cluster peering, and a drop-in for "
		 "consul peering.\n");
	add_group(out, COMMAND_PEERING, "As consul peering has them");
	add_group(out, COMMAND_MORE, "More");
	buf_adds(out, "\nRun peerdeck SUBCOMMAND -h for its flags, and "
		      "peerdeck -demo -h for the console's.");
}

void help_command(struct buf *out, const struct command *c)
{
	struct options o = { 0 };
	struct options_groups groups;

	options_groups(&o, c, &groups);
	buf_addf(out, "Usage: peerdeck %s%s%s\n\n", c->name,
		 *c->usage ? " " : "", c->usage);
	flags_wrap(out, c->about, 2, COLUMNS);
	buf_addc(out, '\n');
	flags_help(out, groups.groups, groups.count, COLUMNS);
	buf_cut(out, out->len - 1); /* the caller ends the last line */
}
