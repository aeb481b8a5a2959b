/* exported-services: what a peer gets of this cluster. */
#include "base/attrs.h"
#include "base/strlist.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/record.h"
#include "net/jsonx.h"
#include "net/peering.h"

static void add_pretty(struct output *out, const struct peering *p)
{
	_cleanup_(strlist_release) struct strlist lines = { 0 };

	for (size_t i = 0; i < p->exported.count; i++) {
		_cleanup_(output_release) struct output name;

		output_init(&name);
		output_foreign(&name, p->exported.items[i]);
		strlist_add(&lines, name.text.data);
	}
	output_columns(out, &lines);
}

static void add_json(struct output *out, const struct peering *p)
{
	_cleanup_(buf_release) struct buf json = BUF_INIT(out->text.limit);

	buf_addc(&json, '[');
	for (size_t i = 0; i < p->exported.count; i++) {
		buf_adds(&json, i ? ",{\"ID\":" : "{\"ID\":");
		jsonx_quote(&json, p->exported.items[i]);
		buf_addc(&json, '}');
	}
	buf_addc(&json, ']');
	output_foreign(out, json.data);
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	(void)argc, (void)argv;
	return record_show(o, add_pretty, add_json, err);
}

static const char *const flags[] = { "name", "format", NULL };

const struct command exported_command = {
	.name = "exported-services",
	.group = COMMAND_PEERING,
	.summary = "List the services exported to a peer",
	.usage = "-name=NAME [options]",
	.about = "Prints the names of the services that are exported to the "
		 "peer, one a line. The exit status is 1 when there is no "
		 "peering of that name.",
	.flags = flags,
	.client = true,
	.run = run,
};
