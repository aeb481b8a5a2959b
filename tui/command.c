#include "tui/command.h"

#include <string.h>

#include "tui/actions.h"
#include "tui/app.h"
#include "tui/keymap.h"
#include "widgets/bars.h"

/*
 * One row a command. A footer shows the rows of its scope that have a title,
 * then the global ones; the help shows all.
 */
static const struct command commands[] = {
	{
		.name = "peering.open",
		.keys = "Enter",
		.scope = SCOPE_PEERS,
		.title = "Open",
		.help = "All that is known of the selected peering.",
		.refused = common_no_peering,
		.run = peers_open,
	},
	{
		.name = "peer.next",
		.keys = "Tab Right",
		.scope = SCOPE_PEER,
		.title = "Next tab",
		.help = "The next of its pages.",
		.run = peer_next,
	},
	{
		.name = "peer.previous",
		.keys = "Shift-Tab Left",
		.scope = SCOPE_PEER,
		.help = "The page before.",
		.run = peer_previous,
	},
	{
		.name = "peer.generate",
		.keys = "g",
		.scope = SCOPE_PEER,
		.title = "New token",
		.help = "Generate a new token for this peering.",
		.refused = peer_cannot_generate,
		.run = peer_generate,
	},
	{
		.name = "peering.generate",
		.keys = "g",
		.scope = SCOPE_PEERS,
		.title = "Generate",
		.help = "Create a token that another cluster can establish "
			"with.",
		.refused = common_cannot_write,
		.run = peers_generate,
	},
	{
		.name = "peering.establish",
		.keys = "e",
		.scope = SCOPE_PEERS,
		.title = "Establish",
		.help = "Connect to a cluster with a token that was generated "
			"there.",
		.refused = common_cannot_write,
		.run = establish_open,
	},
	{
		.name = "peering.reestablish",
		.keys = "R",
		.scope = SCOPE_PEERS,
		.also = SCOPE_PEER,
		.help = "Establish the selected peering, which this cluster "
			"dialed, again with a new token.",
		.refused = establish_not_again,
		.run = establish_again,
	},
	{
		.name = "peering.connect",
		.keys = "c",
		.scope = SCOPE_PEERS,
		.title = "Connect",
		.help = "Make two clusters peers, step by step: a token is "
			"generated on one and spent on the other.",
		.refused = connect_only_one,
		.run = connect_open,
	},
	{
		.name = "peering.delete",
		.keys = "D",
		.scope = SCOPE_PEERS,
		.also = SCOPE_PEER,
		.title = "Delete",
		.help = "Delete the selected peering; says first what goes "
			"with it.",
		.refused = common_cannot_delete,
		.run = common_delete,
	},
	{
		.name = "peering.probe",
		.keys = "P",
		.scope = SCOPE_PEERS,
		.also = SCOPE_PEER,
		.title = "Probe",
		.help = "Try from this host whether the addresses of the "
			"selected peering answer with its certificate.",
		.refused = peer_cannot_probe,
		.run = peer_probe,
	},
	{
		.name = "peer.copy",
		.keys = "y",
		.scope = SCOPE_PEER,
		.title = "Copy",
		.help = "Copy the peering's ID, or what the page shows: its "
			"JSON, the certificates.",
		.refused = peer_nothing_to_copy,
		.run = peer_copy,
	},
	{
		.name = "peer.search",
		.keys = "/",
		.scope = SCOPE_PEER,
		.title = "Search",
		.help = "Search the raw JSON; n and N go to the next and the "
			"previous match.",
		.refused = peer_cannot_search,
		.run = peer_search,
	},
	{
		.name = "peering.why",
		.keys = "W",
		.scope = SCOPE_PEERS,
		.also = SCOPE_PEER,
		.title = "Why",
		.help = "Why the selected peering fails, from the server's "
			"log.",
		.refused = why_cannot_open,
		.run = why_open,
	},
	{
		.name = "peering.exports",
		.keys = "x",
		.scope = SCOPE_PEERS,
		.also = SCOPE_PEER,
		.title = "Exports",
		.help = "The services that the selected peer gets from this "
			"cluster: add, remove.",
		.refused = common_cannot_export,
		.run = common_exports,
	},
	{
		.name = "tokens.list",
		.keys = "t",
		.scope = SCOPE_PEERS,
		.title = "Tokens",
		.help = "The tokens that were generated in this run; they are "
			"kept until you quit.",
		.refused = peers_no_tokens,
		.run = peers_tokens,
	},
	{
		.name = "list.filter",
		.keys = "/",
		.scope = SCOPE_PEERS,
		.title = "Filter",
		.help = "Show only peerings that fit all words: east, !east, "
			"health:late, state:active, role:dialer, remote:dc2, "
			"meta.env=prod, seen>2m, imp>0. Tab completes.",
		.run = peers_filter,
	},
	{
		.name = "list.sort",
		.keys = "s",
		.scope = SCOPE_PEERS,
		.title = "Sort",
		.help = "Sort by the next column, or by the one that is "
			"named: health, name, seen, meta.env …",
		.run = peers_sort,
		.run_arg = peers_sort_by,
		.complete = peers_complete_columns,
	},
	{
		.name = "list.reverse",
		.keys = "S",
		.scope = SCOPE_PEERS,
		.help = "Show the list from its end to its beginning.",
		.run = peers_reverse,
	},
	{
		.name = "list.columns",
		.keys = "",
		.scope = SCOPE_PEERS,
		.help = "Show these columns, in this order: name health "
			"meta.env seen …; \"default\" for the usual ones.",
		.run_arg = peers_choose_columns,
		.complete = peers_complete_columns,
	},
	{
		.name = "list.write",
		.keys = "",
		.scope = SCOPE_PEERS,
		.help = "Write the list as it is shown to a file: CSV or "
			"JSON, by its suffix; seen_s is in seconds, meta an "
			"object in JSON.",
		.run_arg = peers_write_to,
	},
	{
		.name = "list.read",
		.keys = "F5",
		.scope = SCOPE_PEERS,
		.also = SCOPE_PEER,
		.title = "Read now",
		.help = "Ask the cluster now instead of at the next pace.",
		.run = common_read,
	},
	{
		.name = "check.again",
		.keys = "F5",
		.scope = SCOPE_CHECK,
		.title = "Look again",
		.help = "Ask all of it again.",
		.run = check_again,
	},
	{
		.name = "check.copy",
		.keys = "y",
		.scope = SCOPE_CHECK,
		.title = "Copy",
		.help = "Copy all that was found, a line each.",
		.run = check_copy,
	},
	{
		.name = "check.save",
		.keys = "w",
		.scope = SCOPE_CHECK,
		.title = "Save",
		.help = "Write all that was found to a file.",
		.run = check_save,
	},
	{
		.name = "cluster.address",
		.keys = "a",
		.scope = SCOPE_PEERS,
		.also = SCOPE_CHECK,
		.title = "Address",
		.help = "Type the address of another agent.",
		.run = address_ask,
	},
	{
		.name = "cluster.check",
		.keys = "K",
		.scope = SCOPE_PEERS,
		.title = "Check",
		.help = "Look for what is wrong with the clusters that are "
			"open and with their peerings.",
		.refused = check_cannot_open,
		.run = check_open,
	},
	{
		.name = "context.list",
		.keys = "C",
		.scope = SCOPE_PEERS,
		.title = "Contexts",
		.help = "Open another cluster of the config file beside this "
			"one.",
		.run = contexts_show,
	},
	{
		.name = "context.next",
		.keys = "o",
		.scope = SCOPE_PEERS,
		.title = "Other cluster",
		.help = "Show the next of the clusters that are open.",
		.refused = contexts_only_one,
		.run = contexts_next,
	},
	{
		.name = "context.open",
		.keys = "Enter",
		.scope = SCOPE_CONTEXTS,
		.title = "Open",
		.help = "Open the selected context, or show it if it is open.",
		.run = contexts_open,
	},
	{
		.name = "context.add",
		.keys = "a",
		.scope = SCOPE_CONTEXTS,
		.title = "Add",
		.help = "Add a cluster to the config file.",
		.refused = contexts_cannot_add,
		.run = contexts_add,
	},
	{
		.name = "context.write",
		.keys = "Ctrl-O F2",
		.scope = SCOPE_CONTEXT,
		.title = "Add",
		.help = "Write the context to the config file, from any field.",
		.run = context_submit,
	},
	{
		.name = "activity.copy",
		.keys = "y",
		.scope = SCOPE_ACTIVITY,
		.title = "Copy command",
		.help = "Copy the selected request as a command.",
		.run = activity_copy,
	},
	{
		.name = "activity.filter",
		.keys = "f",
		.scope = SCOPE_ACTIVITY,
		.title = "All or changes",
		.help = "Show all, or only writes and changes.",
		.run = activity_filter,
	},
	{
		.name = "activity.save",
		.keys = "w",
		.scope = SCOPE_ACTIVITY,
		.title = "Save",
		.help = "Write all of it to a file.",
		.run = activity_save,
	},
	{
		.name = "why.follow",
		.keys = "F5",
		.scope = SCOPE_WHY,
		.title = "Follow anew",
		.help = "Follow the server's log again, from now on.",
		.run = why_follow,
	},
	{
		.name = "exports.add",
		.keys = "a",
		.scope = SCOPE_EXPORTS,
		.title = "Add",
		.help = "Mark services to be added, typed (commas part them) or "
			"from the catalog; * stands for all, those to come "
			"too.",
		.refused = exports_cannot_change,
		.run = exports_add,
		.run_arg = exports_add_named,
		.complete = exports_complete,
	},
	{
		.name = "exports.remove",
		.keys = "- d",
		.scope = SCOPE_EXPORTS,
		.title = "Remove",
		.help = "Mark the selected service to be removed, or take back "
			"what was marked.",
		.refused = exports_cannot_remove,
		.run = exports_remove,
	},
	{
		.name = "exports.write",
		.keys = "w Ctrl-O F2",
		.scope = SCOPE_EXPORTS,
		.title = "Write",
		.help = "Show the config entry as it will be, and write it if "
			"nobody changed it meanwhile.",
		.refused = exports_cannot_write,
		.run = exports_write_changes,
	},
	{
		.name = "exports.read",
		.keys = "F5",
		.scope = SCOPE_EXPORTS,
		.title = "Read now",
		.help = "Read the entry and the catalog again.",
		.run = exports_read_now,
	},
	{
		.name = "generate.submit",
		.keys = "Ctrl-O F2",
		.scope = SCOPE_GENERATE,
		.title = "Generate",
		.help = "Send the form from any field.",
		.run = generate_submit,
	},
	{
		.name = "generate.last",
		.keys = "F3",
		.scope = SCOPE_GENERATE,
		.help = "Fill in the addresses that were given last time, from "
			"this machine, or clear them.",
		.refused = generate_no_last,
		.run = generate_last,
	},
	{
		.name = "establish.submit",
		.keys = "Ctrl-O F2",
		.scope = SCOPE_ESTABLISH,
		.title = "Establish",
		.help = "Send the form from any field.",
		.refused = establish_not_form,
		.run = establish_submit,
	},
	{
		.name = "establish.probe",
		.keys = "F6",
		.scope = SCOPE_ESTABLISH,
		.title = "Probe",
		.help = "Look whether the token's addresses answer, from this "
			"host; that spends nothing.",
		.refused = establish_no_token,
		.run = establish_probe_now,
	},
	{
		.name = "establish.file",
		.keys = "F3",
		.scope = SCOPE_ESTABLISH,
		.title = "File",
		.help = "Read the token from a file.",
		.refused = establish_not_form,
		.run = establish_file,
	},
	{
		.name = "establish.own",
		.keys = "F4",
		.scope = SCOPE_ESTABLISH,
		.title = "This run's",
		.help = "Take a token that was generated in this run on "
			"another cluster; again for the next one.",
		.refused = establish_not_form,
		.run = establish_own,
	},
	{
		.name = "establish.keep",
		.keys = "F7",
		.scope = SCOPE_ESTABLISH,
		.title = "Keep meta",
		.help = "Fill in the meta that is stored, and would be erased.",
		.refused = establish_no_meta,
		.run = establish_keep,
	},
	{
		.name = "connect.submit",
		.keys = "Ctrl-O F2",
		.scope = SCOPE_CONNECT,
		.title = "Plan",
		.help = "Look at both clusters and show what would be done.",
		.refused = connect_not_form,
		.run = connect_submit,
	},
	{
		.name = "connect.swap",
		.keys = "F4",
		.scope = SCOPE_CONNECT,
		.title = "Swap",
		.help = "Exchange the two clusters.",
		.refused = connect_not_form,
		.run = connect_swap,
	},
	{
		.name = "token.copy",
		.keys = "y",
		.scope = SCOPE_TOKEN,
		.title = "Copy",
		.help = "Send the token to the clipboard without showing it.",
		.run = token_copy,
	},
	{
		.name = "token.reveal",
		.keys = "r",
		.scope = SCOPE_TOKEN,
		.title = "Reveal",
		.help = "Show the token for 30 seconds.",
		.run = token_reveal,
	},
	{
		.name = "token.plain",
		.keys = "p",
		.scope = SCOPE_TOKEN,
		.title = "Plain view",
		.help = "Show only the token, in one piece, to select it with "
			"the mouse; any key or 60 seconds end it.",
		.run = token_plain,
	},
	{
		.name = "token.save",
		.keys = "w",
		.scope = SCOPE_TOKEN,
		.title = "Save",
		.help = "Write the token to a file that only you can read.",
		.run = token_save,
	},
	{
		.name = "token.command",
		.keys = "o",
		.scope = SCOPE_TOKEN,
		.title = "Their command",
		.help = "Copy what the other side runs; the token is not in "
			"it.",
		.run = token_their_command,
	},
	{
		.name = "tokens.open",
		.keys = "Enter",
		.scope = SCOPE_TOKENS,
		.title = "Open",
		.help = "Open the selected token.",
		.run = tokens_open,
	},
	{
		.name = "screen.back",
		.keys = "Esc",
		.scope = SCOPE_GLOBAL,
		.title = "Back",
		.help = "Leave the screen; asks when something would be lost.",
		.run = app_back,
	},
	{
		.name = "screen.quit",
		.keys = "q",
		.scope = SCOPE_GLOBAL,
		.help = "Back; on the first screen, quit.",
		.run = app_leave,
	},
	{
		.name = "palette",
		.keys = ":",
		.scope = SCOPE_GLOBAL,
		.title = "Command",
		.help = "Type a command by its name; Tab completes.",
		.run = palette_open,
	},
	{
		.name = "acl.ask",
		.keys = "F8",
		.scope = SCOPE_GLOBAL,
		.title = "What to ask for",
		.help = "The policy that grants what was refused last, to be "
			"copied or saved for who administers ACLs.",
		.refused = acl_ask_nothing,
		.run = acl_ask_open,
	},
	{
		.name = "activity",
		.keys = "A",
		.scope = SCOPE_GLOBAL,
		.title = "Activity",
		.help = "Every request and change of this run, as commands "
			"too.",
		.refused = activity_is_open,
		.run = activity_show,
	},
	{
		.name = "context",
		.keys = "",
		.scope = SCOPE_GLOBAL,
		.help = "How this cluster is reached, and where each value "
			"came from; on Peers with a name, show that "
			"context.",
		.run = contexts_settings,
		.run_arg = contexts_named,
		.complete = contexts_complete,
	},
	{
		.name = "cluster.token",
		.keys = "T",
		.scope = SCOPE_GLOBAL,
		.help = "Which ACL token is in use and what it may do; type "
			"another for this run.",
		.run = acl_token_ask,
	},
	{
		.name = "theme",
		.keys = "",
		.scope = SCOPE_GLOBAL,
		.help = "Draw in another theme: dark, light, contrast, mono.",
		.run_arg = common_theme,
		.complete = common_complete_theme,
	},
	{
		.name = "mouse",
		.keys = "M",
		.scope = SCOPE_GLOBAL,
		.help = "Take clicks and the wheel, or leave the mouse to the "
			"terminal for selecting text.",
		.run = common_mouse,
	},
	{
		.name = "help",
		.keys = "? F1",
		.scope = SCOPE_GLOBAL,
		.title = "Help",
		.help = "This page.",
		.run = common_help,
	},
	{
		.name = "request.cancel",
		.keys = "Ctrl-C",
		.scope = SCOPE_GLOBAL,
		.help = "Cancel the running request; with none, as Esc. Three "
			"times in two seconds quit at once.",
		.run = app_interrupt,
	},
	{
		.name = "time.zone",
		.keys = "u",
		.scope = SCOPE_GLOBAL,
		.help = "Show times in local time, or in UTC again.",
		.run = common_zone,
	},
	{
		.name = "screen.redraw",
		.keys = "Ctrl-L",
		.scope = SCOPE_GLOBAL,
		.help = "Repaint the screen.",
		.run = common_redraw,
	},
	{
		.name = "program.suspend",
		.keys = "Ctrl-Z",
		.scope = SCOPE_GLOBAL,
		.help = "Suspend to the shell; fg comes back.",
		.run = common_suspend,
	},
};

const struct command *command_table(size_t *ret_count)
{
	*ret_count = ARRAY_LEN(commands);
	return commands;
}

const char *command_scope_title(enum scope scope)
{
#define SCOPE_TITLE(name, title) [SCOPE_##name] = (title),
	static const char *const titles[SCOPE_COUNT] = { SCOPES(SCOPE_TITLE) };
#undef SCOPE_TITLE

	return titles[scope];
}

const struct command *command_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

bool command_in(const struct command *c, enum scope scope)
{
	return c->scope == scope ||
	       (c->also != SCOPE_GLOBAL && c->also == scope);
}

bool command_is_here(const struct app *app, const struct command *c)
{
	return c->scope == SCOPE_GLOBAL ||
	       command_in(c, app_top(app)->ops->scope);
}

/* On the first screen there is nothing to go back to; the help is no help on
 * itself. */
static bool out_of_place(const struct app *app, const struct command *c)
{
	return (c->run == app_back && app->depth < 2) ||
	       (c->run == common_help &&
		app_top(app)->ops->scope == SCOPE_HELP);
}

size_t command_hints(const struct app *app, struct bars_hint *hints, size_t cap)
{
	const struct screen *top = app_top(app);
	bool typing = top->ops->typing && top->ops->typing(top);
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(commands) && n < cap; i++) {
		const struct command *c = &commands[i];
		if (!c->title || !command_is_here(app, c) ||
		    (c->refused && c->refused(app)) || out_of_place(app, c) ||
		    !keymap_first(&app->keymap, c->name, typing, hints[n].key))
			continue;
		hints[n].title = c->title;
		hints[n++].keep = c->run == app_back || c->run == common_help;
	}
	return n;
}
