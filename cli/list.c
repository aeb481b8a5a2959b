/* list: all peerings, a line each. */
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/peering_api.h"

struct listed {
	struct session session;
	struct answer answer;
	struct peerings list;
};

static void keep_list(void *ctx, const struct http_reply *reply,
		      struct peerings *list)
{
	struct listed *l = ctx;

	answer_keep(&l->answer, reply);
	l->list = *list;
	*list = (struct peerings){ 0 };
}

static void tell_slow(void *ctx)
{
	struct listed *l = ctx;

	session_slow(&l->session);
}

static void listed_release(struct listed *l)
{
	session_release(&l->session);
	answer_release(&l->answer);
	peerings_release(&l->list);
}

static int by_name(const void *a, const void *b)
{
	const struct peering *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void add_json(struct output *out, const struct peerings *list)
{
	struct buf json = BUF_INIT(out->text.limit);

	buf_adds(&json, list->null ? "null" : "[");
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			buf_addc(&json, ',');
		peering_json(&json, &list->rows[i]);
	}
	if (!list->null)
		buf_addc(&json, ']');
	output_foreign(out, json.data);
	buf_release(&json);
}

static void add_meta(struct output *out, const struct peering *p)
{
	for (size_t i = 0; i + 1 < p->meta.count; i += 2) {
		if (i)
			buf_addc(&out->text, ',');
		output_foreign(out, p->meta.items[i]);
		buf_addc(&out->text, '=');
		output_foreign(out, p->meta.items[i + 1]);
	}
}

/* The cells of one peering, as a line for output_columns. */
static void add_line(struct output *line, const struct peering *p)
{
	output_foreign(line, p->name);
	buf_adds(&line->text, OUTPUT_CELL);
	output_foreign(line, p->state_text);
	buf_addf(&line->text, OUTPUT_CELL "%u" OUTPUT_CELL "%u" OUTPUT_CELL,
		 (unsigned)p->imported.count, (unsigned)p->exported.count);
	add_meta(line, p);
}

static void add_table(struct output *out, const struct peerings *list)
{
	_cleanup_(strlist_release) struct strlist lines = { 0 };
	_cleanup_(output_release) struct output line;

	output_init(&line);
	strlist_add(&lines, "Name" OUTPUT_CELL "State" OUTPUT_CELL
			    "Imported Svcs" OUTPUT_CELL
			    "Exported Svcs" OUTPUT_CELL "Meta");
	for (size_t i = 0; i < list->count; i++) {
		buf_clear(&line.text);
		add_line(&line, &list->rows[i]);
		strlist_add(&lines, line.text.data);
	}
	output_columns(out, &lines);
}

static int print(struct peerings *list, bool json)
{
	_cleanup_(output_release) struct output out;

	output_init(&out);
	if (list->count)
		qsort(list->rows, list->count, sizeof(*list->rows), by_name);
	if (json)
		add_json(&out, list);
	else if (!list->count)
		buf_adds(&out.text, "There are no peering connections.");
	else
		add_table(&out, list);
	return output_end(&out);
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(listed_release) struct listed l = { 0 };
	bool json = false;

	(void)argc, (void)argv;
	if (!options_json(o, &json, err) || !session_open(&l.session, o, err))
		return 1;
	peering_api_list(&l.session.client, json ? PEERING_ALL : PEERING_ROWS,
			 keep_list, tell_slow, &l);
	session_wait(&l.session);
	if (l.answer.err.kind != ERR_NONE)
		return answer_failed(&l.answer, "Error listing peerings");
	return print(&l.list, json);
}

static const char *const flags[] = { "format", NULL };

const struct command list_command = {
	.name = "list",
	.group = COMMAND_PEERING,
	.summary = "List the peerings of this cluster",
	.usage = "[options]",
	.about = "Prints the name, the state, the counts of imported and "
		 "exported services and the metadata of each peering, sorted "
		 "by name. What the ACL token may not read is left out.",
	.flags = flags,
	.client = true,
	.run = run,
};
