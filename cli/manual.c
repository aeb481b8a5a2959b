/* manual: the parts of the manual page that come from the command line's
 * tables. Reads the page on standard input and writes it with them made anew.
 */
#include <unistd.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/flags.h"
#include "base/roff.h"
#include "cli/cli.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"

static void add_command(struct buf *out, const struct command *c)
{
	struct options o = { 0 };
	struct options_groups groups;
	struct command own = *c;

	own.client =
		false; /* the client options stand in a part of their own */
	options_groups(&o, &own, &groups);
	buf_adds(out, ".SS ");
	roff_text(out, c->name);
	buf_adds(out, "\n.B peerdeck ");
	roff_text(out, c->name);
	buf_addc(out, '\n');
	roff_text(out, c->usage);
	buf_adds(out, "\n.PP\n");
	roff_text(out, c->about);
	buf_addc(out, '\n');
	for (size_t g = 0; g < groups.count; g++)
		roff_flags(out, groups.groups[g].flags, groups.groups[g].count);
}

static void add_commands(struct buf *out)
{
	size_t count;
	const struct command *const *commands = cli_commands(&count);

	for (size_t i = 0; i < count; i++)
		if (commands[i]->group != COMMAND_HIDDEN)
			add_command(out, commands[i]);
}

static void add_client(struct buf *out)
{
	const struct command c = { .client = true };
	struct options o = { 0 };
	struct options_groups groups;

	options_groups(&o, &c, &groups);
	roff_flags(out, groups.groups[0].flags, groups.groups[0].count);
}

static const struct roff_part parts[] = {
	{ "subcommands", add_commands },
	{ "client options", add_client },
};

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(buf_release) struct buf page = BUF_INIT(ROFF_PAGE_MAX);
	_cleanup_(output_release) struct output out;

	(void)o, (void)argc, (void)argv;
	output_init(&out);
	if (!roff_read(&page, STDIN_FILENO, err))
		return 1;
	roff_page(&out.text, page.data, parts, ARRAY_LEN(parts));
	buf_cut(&out.text, out.text.len ? out.text.len - 1 : 0);
	return output_end(&out);
}

const struct command manual_command = {
	.name = "manual",
	.group = COMMAND_HIDDEN,
	.summary = "",
	.usage = "<man/peerdeck.1",
	.about = "Makes the manual page's parts that come from the tables.",
	.run = run,
};
