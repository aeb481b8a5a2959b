/* establish: connect to the cluster that generated the token. */
#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/confirm.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/token_input.h"
#include "net/peering_api.h"
#include "net/token.h"

static bool need_token(const struct options *o, struct err *err)
{
	if (o->peering_token && *o->peering_token)
		return true;
	return err_set(err, ERR_USAGE,
		       "Missing the required -peering-token flag");
}

/* Consul says only that a token is none: say where it breaks off. */
static void explain(const struct buf *text)
{
	struct token token = { 0 };
	struct err err = ERR_INIT;

	if (token_decode(text->data, text->len, &token, &err))
		token_release(&token);
	else
		output_error("The token cannot be read: %s", err.msg);
}

static int establish(struct session *s, const struct options *o,
		     const struct buf *token)
{
	_cleanup_(answer_release) struct answer a = { 0 };
	struct confirm confirm = {
		.action = "establish",
		.before = "Successfully established peering connection with ",
		.after = "",
		.goal = AWAIT_HEARD,
	};
	const struct peering_establish e = {
		.name = o->name,
		.meta = &o->meta,
		.partition = o->client.partition,
		.token = token->data,
	};

	peering_api_establish(&s->client, &e, answer_done, &a);
	session_wait(s);
	if (a.err.kind == ERR_NONE) {
		confirm.since = a.date;
		return confirm_done(s, o, &confirm);
	}
	answer_failed(&a, "Error establishing peering for %s", o->name);
	explain(token);
	return 1;
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(buf_release) struct buf token = BUF_SECRET(TOKEN_TEXT_MAX);
	_cleanup_(session_release) struct session s = { 0 };
	bool json = false;

	(void)argc, (void)argv;
	if (!options_need_name(o, err) || !need_token(o, err) ||
	    !options_json(o, &json, err))
		return 1;
	if (!token_input_get(o->peering_token, &token, err)) {
		err_wrap(err, "-peering-token");
		return 1;
	}
	if (!session_open_writable(&s, o, err))
		return 1;
	return establish(&s, o, &token);
}

static const char *const flags[] = { "name",   "peering-token", "meta",
				     "format", "wait",		NULL };

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
