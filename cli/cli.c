#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"

static const struct command *const commands[] = {
	&generate_command, &establish_command, &list_command,
	&read_command,	   &delete_command,    &exported_command,
	&token_command,	   &connect_command,   &check_command,
	&watch_command,	   &contexts_command,  &completion_command,
	&manual_command,
};

const struct command *const *cli_commands(size_t *count)
{
	*count = ARRAY_LEN(commands);
	return commands;
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

static bool is_help(const char *word)
{
	static const char *const words[] = { "-h", "-help", "--help", NULL };

	return is_one_of(word, words);
}

static bool is_version(const char *word)
{
	static const char *const words[] = { "-v", "-version", "--version",
					     NULL };

	return is_one_of(word, words);
}

bool cli_wants(int argc, char **argv)
{
	return argc > 0 &&
	       (argv[0][0] != '-' || is_help(argv[0]) || is_version(argv[0]));
}

/* True when a word before "--" asks for help, whatever stands before it
 * (Consul 1.21). */
static bool wants_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_help(argv[i]))
			return true;
	return false;
}

/* How many words of `argv` are the command's name; 0 if they are not. */
static int match(const struct command *c, int argc, char **argv)
{
	const char *space = strchr(c->name, ' ');
	size_t first = space ? (size_t)(space - c->name) : strlen(c->name);

	if (argc < 1 || strlen(argv[0]) != first ||
	    strncmp(argv[0], c->name, first) != 0)
		return 0;
	if (!space)
		return 1;
	return argc > 1 && !strcmp(argv[1], space + 1) ? 2 : 0;
}

static const struct command *find(int argc, char **argv, bool only_peering,
				  int *words)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (only_peering && commands[i]->group != COMMAND_PEERING)
			continue;
		*words = match(commands[i], argc, argv);
		if (*words)
			return commands[i];
	}
	return NULL;
}

static int print_help(const struct command *c)
{
	_cleanup_(output_release) struct output out;

	output_init(&out);
	if (c)
		help_command(&out.text, c);
	else
		help_overview(&out.text);
	return output_end(&out);
}

static int run(const struct command *c, int argc, char **argv)
{
	_cleanup_(options_release) struct options o = { 0 };
	struct options_groups groups;
	struct err err = ERR_INIT;
	bool help = false;
	int rest = 0, status;

	options_groups(&o, c, &groups);
	if (!flags_parse(groups.groups, groups.count, argc, argv, &rest, &help,
			 &err)) {
		output_error("%s\nRun peerdeck %s -h for its flags.", err.msg,
			     c->name);
		return 1;
	}
	options_hide(&o);
	status = c->run(&o, argc - rest, argv + rest, &err);
	if (err.kind != ERR_NONE)
		output_error("%s", err.msg);
	return status;
}

static int print_version(void)
{
	_cleanup_(output_release) struct output out;

	output_init(&out);
	buf_adds(&out.text, "peerdeck " VERSION);
	return output_end(&out);
}

int cli_main(int argc, char **argv)
{
	bool peering = argc > 0 && !strcmp(argv[0], "peering");
	const struct command *c;
	int words = 0;

	if (argc > 0 && is_version(argv[0]))
		return print_version();
	if (peering)
		argc--, argv++;
	c = find(argc, argv, peering, &words);
	if (wants_help(argc, argv))
		return print_help(c);
	if (c)
		return run(c, argc - words, argv + words);
	if (argc)
		output_error("There is no subcommand %s.", argv[0]);
	else
		output_error("A subcommand is missing.");
	output_error("Run peerdeck -h for the list.");
	return 1;
}
