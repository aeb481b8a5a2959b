/*
 * What Consul says beside peerings: each reader gets the same bytes, takes
 * them or refuses them with a reason. A change of an entry, made twice, is
 * made once; a partition cannot break out of the policy that names it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/exports.h"
#include "net/impact.h"
#include "net/imported.h"
#include "net/monitor.h"
#include "net/peering_api.h"
#include "net/peering_body.h"
#include "net/policy.h"

#define PEER "west"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* Taken, or refused with a reason; returns which. */
static bool judged(bool ok, const struct err *err)
{
	check(ok || (err->kind == ERR_DECODE && *err->msg));
	return ok;
}

static void read_answers(const char *text, size_t len)
{
	_cleanup_(imported_release) struct imported imported = { 0 };
	_cleanup_(strlist_release) struct strlist names = { 0 };
	_cleanup_(mem_freep) char *accessor = peering_body_accessor(text, len);
	_cleanup_(mem_freep) char *domain =
		peering_body_trust_domain(text, len);
	struct peering_rights rights = { 0 };
	struct peering_agent agent = { 0 };
	struct err err = ERR_INIT;

	judged(peering_body_read_rights(text, len, &rights, &err), &err);
	if (judged(peering_agent_decode(text, len, &agent, &err), &err))
		check(agent.datacenter && agent.server_address);
	peering_agent_release(&agent);
	if (judged(imported_decode(text, len, &imported, &err), &err))
		for (size_t i = 0; i < imported.count; i++)
			check(imported_find(&imported, imported.items[i].name));
	judged(impact_entries(text, len, PEER, &names, &err), &err);
	judged(exports_catalog_decode(text, len, &names, &err), &err);
	peering_body_partitions(text, len, &names);
}

static bool is_exported(const struct buf *entry, const char *name)
{
	struct exports_list list = { 0 };
	bool found = false;

	check(exports_list_decode(entry->data, entry->len, PEER, &list, NULL));
	for (size_t i = 0; i < list.count; i++)
		found |= !strcmp(list.items[i].name, name);
	exports_list_release(&list);
	return found;
}

/* What was asked for holds of the new entry, and asking again changes nothing.
 */
static void wish_twice(const char *text, size_t len, bool add)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };
	_cleanup_(exports_change_release) struct exports_change once = { 0 };
	_cleanup_(exports_change_release) struct exports_change twice = { 0 };
	const struct exports_wish wish = {
		.peer = PEER,
		.add = add ? &names : NULL,
		.remove = add ? NULL : &names,
	};
	struct err err = ERR_INIT;

	strlist_add(&names, "web");
	if (!judged(exports_apply(text, len, &wish, &once, &err), &err))
		return;
	check(is_exported(&once.body, "web") == add);
	check(exports_apply(once.body.data, once.body.len, &wish, &twice,
			    NULL));
	check(!twice.changed);
}

static void read_exports(const char *text, size_t len)
{
	_cleanup_(strlist_release) struct strlist lines = { 0 };
	struct err err = ERR_INIT;

	judged(exports_lines(text, len, &lines, &err), &err);
	wish_twice(text, len, true);
	wish_twice(text, len, false);
}

static void read_log(const char *text, size_t len)
{
	struct monitor_line line = { 0 };

	if (monitor_parse(text, len, "11111111", &line)) {
		check(line.time && line.reason);
		check(strlen(line.reason) < len);
	}
	monitor_line_release(&line);
}

static size_t count(const char *text, char c)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == c;
	return n;
}

static void name_rights(const char *text)
{
	_cleanup_(buf_release) struct buf rules = BUF_INIT(SIZE_MAX);
	unsigned rights = policy_named(text);
	const char *end;

	check(!(policy_least(rights) & ~rights));
	policy_rules(&rules, 1u << POLICY_MESH_READ, text);
	if (!*text)
		return;
	check(!rules.full && count(rules.data, '"') == 4 &&
	      count(rules.data, '\n') == 3);
	end = strstr(rules.data, "\" {\n  mesh = \"read\"\n}\n");
	check(!strncmp(rules.data, "partition \"", 11) && end &&
	      !strpbrk(rules.data, "\\$%"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Bodies end with a NUL that is not counted. */
	_cleanup_(mem_freep) char *text = mem_dup_n((const char *)data, size);

	read_answers(text, size);
	read_exports(text, size);
	read_log(text, size);
	name_rights(text);
	return 0;
}
