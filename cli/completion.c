/* completion: what the shells complete, from the tables. */
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/flags.h"
#include "cli/cli.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"

/* Call `each` for every flag of a command. */
typedef void flag_fn(struct buf *out, const struct command *c,
		     const struct flag *flag);

static void each_flag(struct buf *out, const struct command *c, flag_fn *each)
{
	struct options o = { 0 };
	struct options_groups groups;

	options_groups(&o, c, &groups);
	for (size_t g = 0; g < groups.count; g++)
		for (size_t i = 0; i < groups.groups[g].count; i++)
			each(out, c, &groups.groups[g].flags[i]);
}

/* Call `each` for every command that is shown. */
static void each_command(struct buf *out,
			 void (*each)(struct buf *out, const struct command *c))
{
	size_t count;
	const struct command *const *commands = cli_commands(&count);

	for (size_t i = 0; i < count; i++)
		if (commands[i]->group != COMMAND_HIDDEN)
			each(out, commands[i]);
}

static bool wants_value(const struct flag *flag)
{
	return flag->type != FLAG_BOOL && flag->type != FLAG_WAIT;
}

/* Append `len` bytes for use between single quotes, with a backslash before
 * each of `special`. */
static void add_quoted(struct buf *out, const char *text, size_t len,
		       const char *special)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\'')
			buf_adds(out, "'\\'");
		else if (strchr(special, text[i]))
			buf_addc(out, '\\');
		buf_addc(out, text[i]);
	}
}

/* The first sentence of a help text. */
static void add_sentence(struct buf *out, const char *help, const char *special)
{
	const char *end = strstr(help, ". ");
	size_t len = end ? (size_t)(end - help) : strlen(help);

	if (len && help[len - 1] == '.')
		len--;
	add_quoted(out, help, len, special);
}

/* "pretty|json" as "pretty json". */
static void add_choices(struct buf *out, const char *from)
{
	for (; *from; from++)
		buf_addc(out, *from == '|' ? ' ' : *from);
}

static bool is_choice(const char *from)
{
	return from && strchr(from, '|');
}

/* --- bash ------------------------------------------------------------------
 */

static void bash_flag(struct buf *out, const struct command *c,
		      const struct flag *flag)
{
	(void)c;
	buf_addf(out, " -%s", flag->name);
}

static void bash_command(struct buf *out, const struct command *c)
{
	buf_addf(out, "\t'%s') flags='", c->name);
	each_flag(out, c, bash_flag);
	buf_adds(out, "' words='");
	if (c->words)
		add_choices(out, c->words);
	buf_adds(out, "' ;;\n");
}

/* Append what completes a value, or a command's words: "" = nothing does. */
static void bash_value(struct buf *out, const struct command *c,
		       const struct flag *flag)
{
	if (!wants_value(flag))
		return;
	buf_addf(out, "\t'%s -%s') words='", c->name, flag->name);
	if (flag->from)
		add_choices(out, flag->from);
	buf_adds(out, "' flags= ;;\n");
}

static void bash_values(struct buf *out, const struct command *c)
{
	each_flag(out, c, bash_value);
}

static void add_name(struct buf *out, const struct command *c)
{
	const char *space = strchr(c->name, ' ');

	buf_addc(out, ' ');
	buf_add(out, c->name,
		space ? (size_t)(space - c->name) : strlen(c->name));
}

static void add_second(struct buf *out, const struct command *c)
{
	const char *space = strchr(c->name, ' ');

	if (space)
		buf_addf(out, "\t'%.*s') words='%s' ;;\n",
			 (int)(space - c->name), c->name, space + 1);
}

static void bash(struct buf *out)
{
	buf_adds(out,
		 "_peerdeck()\n"
		 "{\n"
		 "\tlocal cur=${COMP_WORDS[COMP_CWORD]} i command= flags= "
		 "words=\n"
		 "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		 "\n"
		 "\t# -flag=value is three words to bash.\n"
		 "\t[ \"$cur\" = = ] && cur=\n"
		 "\t[ \"$prev\" = = ] && "
		 "prev=${COMP_WORDS[COMP_CWORD-2]}\n"
		 "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		 "\t\tcase ${COMP_WORDS[i]} in\n"
		 "\t\tpeering) ;;\n"
		 "\t\t-*) break ;;\n"
		 "\t\t*) command=${command:+$command }${COMP_WORDS[i]} ;;\n"
		 "\t\tesac\n"
		 "\tdone\n"
		 "\tcase $command in\n"
		 "\t'') words='peering");
	each_command(out, add_name);
	buf_adds(out, "' ;;\n");
	each_command(out, add_second);
	each_command(out, bash_command);
	buf_adds(out, "\tesac\n"
		      "\tcase \"$command $prev\" in\n");
	each_command(out, bash_values);
	buf_adds(out,
		 "\tesac\n"
		 "\tcase $cur,$words in\n"
		 "\t-*) words=$flags ;;\n"
		 "\tesac\n"
		 "\tcase $words in\n"
		 "\tfile) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
		 "\tdir) COMPREPLY=($(compgen -d -- \"$cur\")) ;;\n"
		 "\t*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
		 "\tesac\n"
		 "}\n"
		 "complete -F _peerdeck peerdeck");
}

/* --- zsh -------------------------------------------------------------------
 */

static void zsh_action(struct buf *out, const char *from)
{
	if (!from)
		return;
	if (is_choice(from)) {
		buf_addc(out, '(');
		add_choices(out, from);
		buf_addc(out, ')');
	} else {
		buf_adds(out, !strcmp(from, "dir") ? "_files -/" : "_files");
	}
}

static void zsh_flag(struct buf *out, const struct command *c,
		     const struct flag *flag)
{
	bool repeats = flag->type == FLAG_LIST || flag->type == FLAG_MAP;

	(void)c;
	buf_addf(out, " \\\n\t\t'%s-%s%s[", repeats ? "*" : "", flag->name,
		 wants_value(flag)	   ? "="
		 : flag->type == FLAG_WAIT ? "=-"
					   : "");
	add_sentence(out, flag->help, "[]");
	buf_addc(out, ']');
	if (flag->arg) {
		buf_adds(out, flag->type == FLAG_WAIT ? "::" : ":");
		add_quoted(out, flag->arg, strlen(flag->arg), ":");
		buf_addc(out, ':');
		zsh_action(out, flag->from);
	}
	buf_addc(out, '\'');
}

static void zsh_command(struct buf *out, const struct command *c)
{
	const char *space = strchr(c->name, ' ');

	buf_addf(out, "\t'%s')\n", c->name);
	if (space)
		buf_adds(out, "\t\tshift words\n\t\t(( CURRENT-- ))\n");
	buf_adds(out, "\t\t_arguments");
	each_flag(out, c, zsh_flag);
	if (c->words) {
		buf_adds(out, " \\\n\t\t'*:word:");
		zsh_action(out, c->words);
		buf_addc(out, '\'');
	}
	buf_adds(out, " ;;\n");
}

static void zsh_name(struct buf *out, const struct command *c)
{
	buf_adds(out, "\t\t'");
	buf_adds(out, c->name);
	buf_addc(out, ':');
	add_sentence(out, c->summary, ":");
	buf_adds(out, "'\n");
}

static void zsh(struct buf *out)
{
	buf_adds(out, "#compdef peerdeck\n"
		      "_peerdeck()\n"
		      "{\n"
		      "\tlocal -a commands\n"
		      "\tlocal command\n"
		      "\tcommands=(\n");
	each_command(out, zsh_name);
	buf_adds(out,
		 "\t)\n"
		 "\tif [[ $words[2] = peering ]]; then\n"
		 "\t\tshift words\n"
		 "\t\t(( CURRENT-- ))\n"
		 "\tfi\n"
		 "\tif (( CURRENT == 2 )); then\n"
		 "\t\t_describe subcommand commands\n"
		 "\t\treturn\n"
		 "\tfi\n"
		 "\tcommand=$words[2]\n"
		 "\t[[ $command = token ]] && command=\"token $words[3]\"\n"
		 "\tshift words\n"
		 "\t(( CURRENT-- ))\n"
		 "\tcase $command in\n");
	each_command(out, zsh_command);
	buf_adds(out, "\tesac\n"
		      "}\n"
		      "compdef _peerdeck peerdeck");
}

/* --- fish ------------------------------------------------------------------
 */

/* The condition "this command's words have been typed". */
static void fish_seen(struct buf *out, const struct command *c)
{
	const char *last = strrchr(c->name, ' ');

	buf_addf(out,
		 "complete -c peerdeck -n '__fish_seen_subcommand_from %s'",
		 last ? last + 1 : c->name);
}

static void fish_flag(struct buf *out, const struct command *c,
		      const struct flag *flag)
{
	fish_seen(out, c);
	buf_addf(out, " -o %s", flag->name);
	if (wants_value(flag) && is_choice(flag->from)) {
		buf_adds(out, " -x -a '");
		add_choices(out, flag->from);
		buf_addc(out, '\'');
	} else if (wants_value(flag)) {
		buf_adds(out, flag->from ? " -r" : " -x");
	}
	buf_adds(out, " -d '");
	add_sentence(out, flag->help, "\\");
	buf_adds(out, "'\n");
}

static void fish_command(struct buf *out, const struct command *c)
{
	buf_adds(out, "complete -c peerdeck -n __fish_use_subcommand -a '");
	buf_adds(out, c->name);
	buf_adds(out, "' -d '");
	add_sentence(out, c->summary, "\\");
	buf_adds(out, "'\n");
	each_flag(out, c, fish_flag);
	if (!is_choice(c->words))
		return;
	fish_seen(out, c);
	buf_adds(out, " -a '");
	add_choices(out, c->words);
	buf_adds(out, "'\n");
}

static void fish(struct buf *out)
{
	buf_adds(out, "complete -c peerdeck -f\n"
		      "complete -c peerdeck -n __fish_use_subcommand "
		      "-a peering\n");
	each_command(out, fish_command);
	buf_cut(out, out->len - 1);
}

/* ----------------------------------------------------------------------------
 */

static const struct {
	const char *name;
	void (*add)(struct buf *out);
} shells[] = {
	{ "bash", bash },
	{ "zsh", zsh },
	{ "fish", fish },
};

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(output_release) struct output out;

	(void)o;
	output_init(&out);
	for (size_t i = 0; argc == 1 && i < ARRAY_LEN(shells); i++) {
		if (strcmp(argv[0], shells[i].name) != 0)
			continue;
		shells[i].add(&out.text);
		return output_end(&out);
	}
	err_set(err, ERR_USAGE, "Name one shell: bash, zsh or fish.");
	return 1;
}

const struct command completion_command = {
	.name = "completion",
	.group = COMMAND_MORE,
	.summary = "Print a shell's completions",
	.usage = "bash|zsh|fish",
	.about = "Prints what makes the shell complete peerdeck's subcommands "
		 "and flags. For bash: source <(peerdeck completion bash); "
		 "for zsh, the same after compinit; for fish: peerdeck "
		 "completion fish | source.",
	.words = "bash|zsh|fish",
	.run = run,
};
