/* establish: connect to the cluster that generated the token. */
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/peering_api.h"

static bool need_token(const struct options *o, struct err *err)
{
	if (o->peering_token && *o->peering_token)
		return true;
	return err_set(err, ERR_USAGE,
		       "Missing the required -peering-token flag");
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(answer_release) struct answer a = { 0 };
	_cleanup_(session_release) struct session s = { 0 };
	_cleanup_(output_release) struct output out;
	struct peering_establish e = { .name = o->name, .meta = &o->meta };

	(void)argc, (void)argv;
	output_init(&out);
	if (!options_need_name(o, err) || !need_token(o, err) ||
	    !session_open(&s, o, err))
		return 1;
	e.partition = o->client.partition;
	e.token = o->peering_token;
	peering_api_establish(&s.client, &e, answer_done, &a);
	session_wait(&s);
	if (a.err.kind != ERR_NONE)
		return answer_failed(&a, "Error establishing peering for %s",
				     o->name);
	buf_adds(&out.text,
		 "Successfully established peering connection with ");
	output_foreign(&out, o->name);
	return output_end(&out);
}

static const char *const flags[] = { "name", "peering-token", "meta", NULL };

const struct command establish_command = {
	.name = "establish",
	.group = COMMAND_PEERING,
	.summary = "Establish a peering with a token from another cluster",
	.usage = "-name=NAME -peering-token=TOKEN [options]",
	.about = "Makes this cluster dial the one that generated the token. "
		 "Establishing again over a peering that was dialed before "
		 "replaces its metadata, even when the token is then "
		 "refused.\n"
		 "When no server of the other cluster can be reached, Consul "
		 "takes up to 20 seconds to say so, and a pending record "
		 "stays behind: delete it, or try again with a new token.",
	.flags = flags,
	.client = true,
	.run = run,
};
