/* delete: end a peering. */
#include "base/attrs.h"
#include "base/err.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/confirm.h"
#include "cli/options.h"
#include "cli/session.h"
#include "net/peering_api.h"

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	static const struct confirm confirm = {
		.action = "delete",
		.before = "Successfully submitted peering connection, ",
		.after = ", for deletion",
		.goal = AWAIT_GONE,
	};
	_cleanup_(answer_release) struct answer a = { 0 };
	_cleanup_(session_release) struct session s = { 0 };
	bool json = false;

	(void)argc, (void)argv;
	if (!options_need_name(o, err) || !options_json(o, &json, err) ||
	    !session_open_writable(&s, o, err))
		return 1;
	peering_api_delete(&s.client, o->name, NULL, answer_done, &a);
	session_wait(&s);
	if (a.err.kind != ERR_NONE)
		return answer_failed(&a, "Error deleting peering for %s",
				     o->name);
	return confirm_done(&s, o, &confirm);
}

static const char *const flags[] = { "name", "format", "wait", NULL };

const struct command delete_command = {
	.name = "delete",
	.group = COMMAND_PEERING,
	.summary = "Delete a peering",
	.usage = "-name=NAME [options]",
	.about = "Marks the peering for deletion. Consul removes what was "
		 "imported from the peer and then the record; the other side "
		 "keeps its record, TERMINATED, until it is deleted there. "
		 "Deleting what does not exist is no error.",
	.flags = flags,
	.client = true,
	.run = run,
};
