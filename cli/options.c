#include "cli/options.h"

#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "cli/command.h"

/* A flag whose value is a member of struct options. */
struct option {
	const char *name;
	enum flag_type type;
	size_t at; /* offset of the member */
	const char *arg, *from, *help;
};

#define AT(member) offsetof(struct options, member)

static const struct option options[] = {
	{
		.name = "context",
		.type = FLAG_STRING,
		.at = AT(context),
		.arg = "NAME",
		.help = "A context of the config file: the cluster to ask. "
			"The flags below are stronger than what it says, and "
			"CONSUL_* variables do not count for it.",
	},
	{
		.name = "name",
		.type = FLAG_STRING,
		.at = AT(name),
		.arg = "NAME",
		.help = "What this cluster calls the other one: 1 to 63 "
			"lower-case letters, digits and dashes. Required.",
	},
	{
		.name = "meta",
		.type = FLAG_MAP,
		.at = AT(meta),
		.arg = "KEY=VALUE",
		.help = "Metadata to keep with the peering. May be given "
			"several times, at most 64 pairs.",
	},
	{
		.name = "server-external-addresses",
		.type = FLAG_STRING,
		.at = AT(addresses),
		.arg = "HOST:PORT,…",
		.help = "Addresses that the other side dials instead of the "
			"servers' own, such as those of a load balancer; "
			"separated by commas. Consul does not check them "
			"until they are dialed.",
	},
	{
		.name = "format",
		.type = FLAG_STRING,
		.at = AT(format),
		.arg = "FORMAT",
		.from = "pretty|json",
		.help = "How to print: pretty (the default) or json.",
	},
	{
		.name = "peering-token",
		.type = FLAG_STRING,
		.at = AT(peering_token),
		.arg = "TOKEN",
		.from = "file",
		.help = "The token that the other cluster generated. \"-\" "
			"reads it from standard input, @FILE from a file, so "
			"that it shows in no process list and no history. "
			"Required.",
	},
	{
		.name = "probe",
		.type = FLAG_BOOL,
		.at = AT(probe),
		.help = "Connect to each address that will be dialed, with "
			"the token's CAs, and say what is there, as seen "
			"from this host. Spends nothing.",
	},
	{
		.name = "until",
		.type = FLAG_STRING,
		.at = AT(until),
		.arg = "STATE|HEALTH",
		.from = "ACTIVE|FAILING|PENDING|TERMINATED|ok|late|stale|gone",
		.help = "End when every watched peering is in that state "
			"(ACTIVE, PENDING, …) or health (ok, late, stale, …), "
			"or is gone.",
	},
	{
		.name = "timeout",
		.type = FLAG_DURATION,
		.at = AT(timeout),
		.arg = "DURATION",
		.help = "Give up after this time, such as 90s or 5m.",
	},
	{
		.name = "from",
		.type = FLAG_STRING,
		.at = AT(from),
		.arg = "CONTEXT",
		.help = "The context of the cluster that generates the token "
			"and exports services. Required.",
	},
	{
		.name = "to",
		.type = FLAG_STRING,
		.at = AT(to),
		.arg = "CONTEXT",
		.help = "The context of the cluster that dials. Required.",
	},
	{
		.name = "name-from",
		.type = FLAG_STRING,
		.at = AT(name_from),
		.arg = "NAME",
		.help = "What the -from cluster calls the other one; its "
			"datacenter unless told.",
	},
	{
		.name = "name-to",
		.type = FLAG_STRING,
		.at = AT(name_to),
		.arg = "NAME",
		.help = "What the -to cluster calls the other one; its "
			"datacenter unless told.",
	},
	{
		.name = "export",
		.type = FLAG_LIST,
		.at = AT(exports),
		.arg = "SERVICE",
		.help = "A service of the -from cluster that the other one may "
			"call. May be given several times.",
	},
	{
		.name = "dry-run",
		.type = FLAG_BOOL,
		.at = AT(dry_run),
		.help = "Show the plan and the commands that would do the "
			"same, and change nothing.",
	},
	{
		.name = "yes",
		.type = FLAG_BOOL,
		.at = AT(yes),
		.help = "Do not ask before it begins.",
	},
	{
		.name = "wait",
		.type = FLAG_WAIT,
		.at = AT(wait),
		.arg = "DURATION",
		.help = "Wait until it has come true, for 60s unless told: "
			"for establish, until the peering is ACTIVE with a "
			"fresh heartbeat; for delete, until its record is "
			"gone. When the time is over the exit status is 1.",
	},
};

static const struct option *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (!strcmp(options[i].name, name))
			return &options[i];
	return NULL;
}

static struct flag flag_of(struct options *o, const char *name)
{
	const struct option *option = find(name);

	return (struct flag){
		.name = option->name,
		.type = option->type,
		.value = (char *)o + option->at,
		.arg = option->arg,
		.help = option->help,
		.from = option->from,
	};
}

static size_t own_flags(struct options *o, const struct command *command,
			struct flag *ret)
{
	size_t count = 0;

	for (const char *const *name = command->flags; name && *name; name++)
		ret[count++] = flag_of(o, *name);
	return count;
}

/* The client flags, and first of all the context they are stronger than. */
static size_t client_flags(struct options *o, struct flag *ret)
{
	ret[0] = flag_of(o, "context");
	client_flags_table(&o->client, ret + 1);
	return 1 + CLIENT_FLAGS_COUNT;
}

void options_groups(struct options *o, const struct command *command,
		    struct options_groups *ret)
{
	size_t own = own_flags(o, command, ret->own);
	size_t client = command->client ? client_flags(o, ret->client) : 0;

	ret->count = 0;
	if (own)
		ret->groups[ret->count++] =
			(struct flag_group){ "Options", ret->own, own };
	if (client)
		ret->groups[ret->count++] =
			(struct flag_group){ "Client options", ret->client,
					     client };
}

/* Copy what `*value` points to in argv and wipe it there. */
static void hide(const char **value, struct secret *to)
{
	char *argument = (char *)*value; /* argv is ours to write to */
	size_t len;

	if (!argument || !*argument)
		return;
	len = strlen(argument);
	secret_init(to, len);
	secret_set(to, argument, len);
	explicit_bzero(argument, len);
	*value = to->data;
}

void options_hide(struct options *o)
{
	hide(&o->client.token, &o->acl_token);
	hide(&o->peering_token, &o->token);
}

void options_release(struct options *o)
{
	kv_release(&o->meta);
	strlist_release(&o->exports);
	secret_release(&o->acl_token);
	secret_release(&o->token);
}

bool options_json(const struct options *o, bool *ret, struct err *err)
{
	const char *format = o->format ? o->format : "pretty";

	if (strcmp(format, "json") != 0 && strcmp(format, "pretty") != 0)
		return err_set(err, ERR_USAGE,
			       "Invalid -format, valid ones are {json|pretty}");
	*ret = !strcmp(format, "json");
	return true;
}

bool options_need_name(const struct options *o, struct err *err)
{
	if (o->name && *o->name)
		return true;
	return err_set(err, ERR_USAGE, "Missing the required -name flag");
}
