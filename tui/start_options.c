#include "tui/start_options.h"

#include <stdio.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/flags.h"
#include "base/roff.h"
#include "tui/manual.h"

#define HELP_MAX     16384
#define HELP_COLUMNS 79
#define OWN_COUNT    7

static void own_table(struct start_options *o, struct flag ret[OWN_COUNT])
{
	const struct flag own[] = {
		{ .name = "context",
		  .type = FLAG_STRING,
		  .value = &o->context,
		  .arg = "NAME",
		  .help = "The context of the config file to open." },
		{ .name = "demo",
		  .type = FLAG_BOOL,
		  .value = &o->demo,
		  .help = "Start a sandbox of three clusters with peerings in "
			  "every state, and open it. CONSUL_* variables and the "
			  "contexts of the config file are ignored." },
		{ .name = "readonly",
		  .type = FLAG_BOOL,
		  .value = &o->readonly,
		  .help = "Refuse every command that writes, on every "
			  "cluster." },
		{ .name = "log",
		  .type = FLAG_STRING,
		  .value = &o->log,
		  .arg = "FILE",
		  .help = "Append every request and change to a file (0600), "
			  "never a secret.",
		  .from = "file" },
		{ .name = "mouse",
		  .type = FLAG_BOOL,
		  .value = &o->mouse,
		  .help = "Take clicks and the wheel; M switches it off." },
		{ .name = "ascii",
		  .type = FLAG_BOOL,
		  .value = &o->term.ascii,
		  .help = "Draw with ASCII only." },
		{ .name = "mono",
		  .type = FLAG_BOOL,
		  .value = &o->term.mono,
		  .help = "Draw without colours." },
	};

	_Static_assert(ARRAY_LEN(own) == OWN_COUNT, "each has its place");
	memcpy(ret, own, sizeof(own));
}

void start_options_manual(struct buf *out)
{
	struct start_options o = { 0 };
	struct flag own[OWN_COUNT];

	own_table(&o, own);
	roff_flags(out, own, OWN_COUNT);
}

static int help(const struct flag_group *groups, size_t count)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(HELP_MAX);

	buf_adds(&out, "Usage: peerdeck [options]\n\n"
		       "Open the console on a Consul cluster's peerings.\n");
	flags_help(&out, groups, count, HELP_COLUMNS);
	fputs(out.data, stdout);
	return 0;
}

bool start_options_parse(int argc, char **argv, struct start_options *o,
			 int *ret_status)
{
	struct flag own[OWN_COUNT];
	struct flag client[CLIENT_FLAGS_COUNT];
	bool manual = false;
	const struct flag hidden[] = {
		{ .name = "manual-keys", .type = FLAG_BOOL, .value = &manual },
	};
	const struct flag_group groups[] = {
		{ "Console options", own, OWN_COUNT },
		{ "Client options", client, CLIENT_FLAGS_COUNT },
		{ NULL, hidden, ARRAY_LEN(hidden) }, /* for make manual */
	};
	struct err err = ERR_INIT;
	bool wants_help = false;
	int rest;

	own_table(o, own);
	client_flags_table(&o->client, client);
	if (!flags_parse(groups, ARRAY_LEN(groups), argc, argv, &rest,
			 &wants_help, &err)) {
		fprintf(stderr, "peerdeck: %s\n", err.msg);
		*ret_status = 1;
		return false;
	}
	if (manual) {
		*ret_status = manual_print();
		return false;
	}
	if (wants_help) {
		*ret_status = help(groups, ARRAY_LEN(groups) - 1);
		return false;
	}
	if (rest < argc) {
		fprintf(stderr,
			"peerdeck: no command \"%s\"; peerdeck --help lists "
			"them\n",
			argv[rest]);
		*ret_status = 1;
		return false;
	}
	return true;
}
