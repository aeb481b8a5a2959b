/* generate-token: what the other cluster establishes with. */
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/jsonx.h"
#include "net/peering_api.h"

#define TOKEN_JSON_MAX (1024 * 1024)

/* What the callback fills. */
struct generated {
	struct answer answer;
	struct buf token;
};

static void keep_token(void *ctx, const struct http_reply *reply,
		       const char *token, size_t len)
{
	struct generated *g = ctx;

	answer_keep(&g->answer, reply);
	if (token)
		buf_add(&g->token, token, len);
}

static void generated_release(struct generated *g)
{
	answer_release(&g->answer);
	buf_release(&g->token);
}

static int print(const struct buf *token, bool json)
{
	_cleanup_(output_release) struct output out;

	output_init(&out);
	out.text.secret = true;
	if (json) {
		buf_adds(&out.text, "{\"PeeringToken\":");
		jsonx_quote(&out.text, token->data);
		buf_adds(&out.text, "}");
	} else {
		output_foreign(&out, token->data);
	}
	return output_end(&out);
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(generated_release) struct generated g = {
		.token = BUF_SECRET(TOKEN_JSON_MAX)
	};
	_cleanup_(session_release) struct session s = { 0 };
	_cleanup_(strlist_release) struct strlist addresses = { 0 };
	struct peering_generate generate = { .name = o->name,
					     .meta = &o->meta,
					     .addresses = &addresses };
	bool json = false;

	(void)argc, (void)argv;
	if (!options_need_name(o, err) || !options_json(o, &json, err) ||
	    !session_open_writable(&s, o, err))
		return 1;
	if (o->addresses && *o->addresses)
		strlist_split(&addresses, o->addresses, ',');
	generate.partition = o->client.partition;
	peering_api_generate(&s.client, &generate, keep_token, &g);
	session_wait(&s);
	if (g.answer.err.kind != ERR_NONE)
		return answer_failed(&g.answer,
				     "Error generating peering token for %s",
				     o->name);
	return print(&g.token, json);
}

static const char *const flags[] = { "name", "meta",
				     "server-external-addresses", "format",
				     NULL };

const struct command generate_command = {
	.name = "generate-token",
	.group = COMMAND_PEERING,
	.summary = "Generate a token that another cluster establishes with",
	.usage = "-name=NAME [options]",
	.about = "Prints a peering token: carry it to the other cluster and "
		 "establish the peering there. It works once.\n"
		 "Generating again for the same name leaves a live connection "
		 "alone, but an unused older token stops working, new "
		 "metadata is ignored, and external addresses that were given "
		 "before are forgotten.",
	.flags = flags,
	.client = true,
	.run = run,
};
