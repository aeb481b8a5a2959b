/*
 * manual: the parts of the manual page that come from the tables. Reads the
 * page on standard input and writes it with the lines between
 *	.\" begin PART
 *	.\" end
 * made anew; the prose around them is written by hand.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/flags.h"
#include "cli/cli.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"

#define BEGIN ".\\\" begin "
#define END   ".\\\" end"

/* Append text as roff; a line break begins a paragraph. */
static void add_roff(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '-')
			buf_adds(out, "\\-");
		else if (*text == '\\')
			buf_adds(out, "\\e");
		else if (*text == '\n')
			buf_adds(out, "\n.PP\n");
		else
			buf_addc(out, *text);
	}
}

static void add_group(struct buf *out, const struct flag_group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct flag *flag = &group->flags[i];

		buf_addf(out, ".TP\n.BR \\-%s", flag->name);
		if (flag->arg) {
			bool optional = flag->type == FLAG_WAIT;

			buf_addf(out, " %s=\\fI", optional ? "[" : "");
			add_roff(out, flag->arg);
			buf_addf(out, "\\fR%s", optional ? "]" : "");
		}
		buf_addc(out, '\n');
		add_roff(out, flag->help);
		buf_addc(out, '\n');
		if (flag->env)
			buf_addf(out, "Environment:\n.BR %s .\n", flag->env);
	}
}

static void add_command(struct buf *out, const struct command *c)
{
	struct options o = { 0 };
	struct options_groups groups;
	struct command own = *c;

	own.client =
		false; /* the client options stand in a part of their own */
	options_groups(&o, &own, &groups);
	buf_adds(out, ".SS ");
	add_roff(out, c->name);
	buf_adds(out, "\n.B peerdeck ");
	add_roff(out, c->name);
	buf_addc(out, '\n');
	add_roff(out, c->usage);
	buf_adds(out, "\n.PP\n");
	add_roff(out, c->about);
	buf_addc(out, '\n');
	for (size_t g = 0; g < groups.count; g++)
		add_group(out, &groups.groups[g]);
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
	add_group(out, &groups.groups[0]);
}

static const struct {
	const char *name;
	void (*add)(struct buf *out);
} parts[] = {
	{ "subcommands", add_commands },
	{ "client options", add_client },
};

/* The line begins a part: append it and what belongs in it. */
static bool add_part(struct buf *out, const char *line)
{
	if (strncmp(line, BEGIN, strlen(BEGIN)) != 0)
		return false;
	buf_adds(out, line);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!strncmp(line + strlen(BEGIN), parts[i].name,
			     strlen(parts[i].name)))
			parts[i].add(out);
	return true;
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(output_release) struct output out;
	bool inside = false;
	char *line = NULL;
	size_t cap = 0;

	(void)o, (void)argc, (void)argv, (void)err;
	output_init(&out);
	while (getline(&line, &cap, stdin) > 0) {
		if (inside)
			inside = strncmp(line, END, strlen(END)) != 0;
		if (!inside && add_part(&out.text, line))
			inside = true;
		else if (!inside)
			buf_adds(&out.text, line);
	}
	free(line);
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
