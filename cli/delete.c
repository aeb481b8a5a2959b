/* delete: end a peering. */
#include "base/attrs.h"
#include "base/err.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/peering_api.h"

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(answer_release) struct answer a = { 0 };
	_cleanup_(session_release) struct session s = { 0 };
	_cleanup_(output_release) struct output out;

	(void)argc, (void)argv;
	output_init(&out);
	if (!options_need_name(o, err) || !session_open(&s, o, err))
		return 1;
	peering_api_delete(&s.client, o->name, NULL, answer_done, &a);
	session_wait(&s);
	if (a.err.kind != ERR_NONE)
		return answer_failed(&a, "Error deleting peering for %s",
				     o->name);
	buf_adds(&out.text, "Successfully submitted peering connection, ");
	output_foreign(&out, o->name);
	buf_adds(&out.text, ", for deletion");
	return output_end(&out);
}

static const char *const flags[] = { "name", NULL };

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
