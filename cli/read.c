/* read: all that this cluster knows of one peering. */
#include <inttypes.h>

#include "base/attrs.h"
#include "base/rfc3339.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/record.h"
#include "net/peering.h"

static void add_field(struct output *out, const char *title, const char *value)
{
	buf_adds(&out->text, title);
	output_foreign(out, value);
	buf_addc(&out->text, '\n');
}

static void add_time(struct output *out, const char *title,
		     const struct timestamp *t)
{
	char text[RFC3339_MAX];

	timestamp_go(t, text);
	buf_addf(&out->text, "%s%s\n", title, t->set ? text : "<nil>");
}

/* DeletedAt is cut to whole seconds (Consul 1.21). */
static void add_deleted(struct output *out, const struct peering *p)
{
	struct timestamp whole = p->deleted_at;
	char text[RFC3339_MAX];

	if (!whole.set)
		return;
	whole.nsec = 0;
	timestamp_json(&whole, text);
	add_field(out, "DeletedAt:    ", text);
}

static void add_meta(struct output *out, const struct peering *p)
{
	if (p->meta.count)
		buf_adds(&out->text, "Meta:\n");
	for (size_t i = 0; i + 1 < p->meta.count; i += 2) {
		buf_adds(&out->text, "    ");
		output_foreign(out, p->meta.items[i]);
		buf_addc(&out->text, '=');
		output_foreign(out, p->meta.items[i + 1]);
		buf_addc(&out->text, '\n');
	}
}

/*
 * Consul 1.21 writes the addresses one behind the other and leaves the line
 * open, so that the empty line that follows only ends it. Here each has a
 * line of its own; with one, the output is the same.
 */
static void add_addresses(struct output *out, const struct peering *p)
{
	if (!p->addresses.count)
		buf_addc(&out->text, '\n');
	else
		buf_adds(&out->text, "Peer Server Addresses:\n");
	for (size_t i = 0; i < p->addresses.count; i++)
		add_field(out, "    ", p->addresses.items[i]);
}

static void add_pretty(struct output *out, const struct peering *p)
{
	add_field(out, "Name:         ", p->name);
	add_field(out, "ID:           ", p->id);
	if (*p->partition)
		add_field(out, "Partition:    ", p->partition);
	add_deleted(out, p);
	add_field(out, "State:        ", p->state_text);
	add_meta(out, p);
	buf_addc(&out->text, '\n');
	add_field(out, "Peer ID:               ", p->peer_id);
	add_field(out, "Peer Server Name:      ", p->peer_server_name);
	buf_addf(&out->text, "Peer CA Pems:          %u\n",
		 (unsigned)p->ca_pems.count);
	add_addresses(out, p);
	buf_addf(&out->text, "Imported Services: %u\nExported Services: %u\n\n",
		 (unsigned)p->imported.count, (unsigned)p->exported.count);
	add_time(out, "Last Heartbeat:    ", &p->heartbeat);
	add_time(out, "Last Send:         ", &p->send);
	add_time(out, "Last Receive:      ", &p->receive);
	buf_addf(&out->text,
		 "\nCreate Index: %" PRIu64 "\nModify Index: %" PRIu64 "\n",
		 p->create_index, p->modify_index);
}

static void add_json(struct output *out, const struct peering *p)
{
	_cleanup_(buf_release) struct buf json = BUF_INIT(out->text.limit);

	peering_json(&json, p);
	output_foreign(out, json.data);
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	(void)argc, (void)argv;
	return record_show(o, add_pretty, add_json, err);
}

static const char *const flags[] = { "name", "format", NULL };

const struct command read_command = {
	.name = "read",
	.group = COMMAND_PEERING,
	.summary = "Show one peering",
	.usage = "-name=NAME [options]",
	.about = "Prints all that this cluster knows of a peering. The exit "
		 "status is 1 when there is none of that name.",
	.flags = flags,
	.client = true,
	.run = run,
};
