/* check: the doctor. */
#include <stdlib.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/check.h"
#include "net/jsonx.h"

/* One cluster that is looked at. */
struct place {
	struct client_config config;
	struct client client;
};

struct places {
	struct http *http;
	struct place *items;
	size_t count;
	struct check *check;
};

static void places_release(struct places *p)
{
	check_free(p->check);
	http_free(p->http);
	for (size_t i = 0; i < p->count; i++)
		client_config_release(&p->items[i].config);
	free(p->items);
}

/* A context that cannot be used is a finding like any other. */
static void add_place(struct places *p, const struct options *o,
		      const char *context)
{
	struct place *place = &p->items[p->count++];
	struct err err = ERR_INIT;
	bool readonly;

	if (!session_config(o, context, &place->config, &readonly, &err)) {
		check_add_failure(p->check, context ? context : "-", err.msg);
		return;
	}
	place->client = (struct client){ p->http, &place->config };
	check_add(p->check,
		  context      ? context
		  : o->context ? o->context
			       : client_config_host(&place->config),
		  &place->client);
}

static void add_pretty(struct output *out, const struct check_finding *f,
		       size_t count)
{
	_cleanup_(strlist_release) struct strlist lines = { 0 };

	for (size_t i = 0; i < count; i++) {
		_cleanup_(output_release) struct output line;

		output_init(&line);
		buf_addf(&line.text, "%s" OUTPUT_CELL,
			 check_level_name(f[i].level));
		output_foreign(&line, f[i].cluster);
		buf_addf(&line.text, OUTPUT_CELL "%s" OUTPUT_CELL, f[i].check);
		output_foreign(&line, f[i].text);
		if (*f[i].hint)
			buf_addf(&line.text, "; %s", f[i].hint);
		strlist_add(&lines, line.text.data);
	}
	output_columns(out, &lines);
}

static void add_member(struct buf *json, const char *name, const char *value)
{
	buf_addf(json, ",\"%s\":", name);
	jsonx_quote(json, value);
}

static void add_json(struct output *out, const struct check_finding *f,
		     size_t count)
{
	_cleanup_(buf_release) struct buf json = BUF_INIT(out->text.limit);

	buf_addc(&json, '[');
	for (size_t i = 0; i < count; i++) {
		buf_addf(&json, "%s{\"Level\":\"%s\"", i ? "," : "",
			 check_level_name(f[i].level));
		add_member(&json, "Cluster", f[i].cluster);
		add_member(&json, "Check", f[i].check);
		add_member(&json, "Text", f[i].text);
		add_member(&json, "Hint", f[i].hint);
		buf_addc(&json, '}');
	}
	buf_addc(&json, ']');
	output_foreign(out, json.data);
}

/* What cannot be seen is not good: it counts as a warning. */
static int exit_status(enum check_level worst)
{
	static const int statuses[] = {
		[CHECK_WAITING] = 0, /* not when it is done */
		[CHECK_OK] = 0,	     [CHECK_UNKNOWN] = 1,
		[CHECK_WARNING] = 1, [CHECK_FAILURE] = 2,
	};

	return statuses[worst];
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(places_release) struct places p = { 0 };
	_cleanup_(output_release) struct output out;
	const struct check_finding *findings;
	bool json = false;
	size_t count;

	output_init(&out);
	if (!options_json(o, &json, err))
		return 1;
	p.http = http_new(&clock_system);
	p.check = check_new(&clock_system);
	p.items = mem_new((size_t)argc + 1, sizeof(*p.items));
	for (int i = 0; i < argc; i++)
		add_place(&p, o, argv[i]);
	if (!argc)
		add_place(&p, o, NULL);
	check_start(p.check);
	while (!check_is_done(p.check))
		session_turn(p.http, -1);
	findings = check_findings(p.check, &count);
	(json ? add_json : add_pretty)(&out, findings, count);
	return output_end(&out) ? 2 : exit_status(check_worst(p.check));
}

static const char *const flags[] = { "format", NULL };

const struct command check_command = {
	.name = "check",
	.group = COMMAND_MORE,
	.summary = "Look for what is wrong with a cluster and its peerings",
	.usage = "[options] [CONTEXT…]",
	.about = "Looks at a cluster, or at those of several contexts, and "
		 "prints a line for each thing: ok, unknown, warning or "
		 "failure, the cluster, what was looked at, what was found, "
		 "and what to do. With several contexts it also finds peerings "
		 "that one side has and the other does not.\n"
		 "The exit status is 0 when all is ok, 1 when there are "
		 "warnings or things that may not be read, 2 when there are "
		 "failures. With -format=json it prints a list of objects with "
		 "Level, Cluster, Check, Text and Hint.",
	.flags = flags,
	.client = true,
	.run = run,
};
