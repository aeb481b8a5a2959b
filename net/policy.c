#include "net/policy.h"

#include <stddef.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "net/peering_api.h"

#define NOT_ASKED  SIZE_MAX /* no member of struct peering_rights */
#define IN(member) offsetof(struct peering_rights, member)

static const struct {
	const char *name, *purpose, *rule;
	size_t at;
	unsigned holds; /* other rights, as bits */
} table[POLICY_COUNT] = {
	[POLICY_PEERING_READ] = { "peering:read", "see peerings",
				  "peering = \"read\"", IN(peering_read), 0 },
	[POLICY_PEERING_WRITE] = { "peering:write",
				   "generate, establish and delete peerings",
				   "peering = \"write\"", IN(peering_write),
				   1u << POLICY_PEERING_READ },
	[POLICY_MESH_READ] = { "mesh:read", "see which services are exported",
			       "mesh = \"read\"", IN(mesh_read), 0 },
	[POLICY_MESH_WRITE] = { "mesh:write", "export services",
				"mesh = \"write\"", IN(mesh_write),
				1u << POLICY_MESH_READ },
	[POLICY_AGENT_READ] = { "agent:read",
				"see the agent's version and its log",
				"agent_prefix \"\" { policy = \"read\" }",
				NOT_ASKED, 0 },
};

const char *policy_name(enum policy_right right)
{
	return table[right].name;
}

const char *policy_purpose(enum policy_right right)
{
	return table[right].purpose;
}

const char *policy_rule(enum policy_right right)
{
	return table[right].rule;
}

unsigned policy_named(const char *text)
{
	unsigned rights = 0;

	for (size_t i = 0; i < POLICY_COUNT; i++)
		if (strstr(text, table[i].name))
			rights |= 1u << i;
	return rights;
}

unsigned policy_missing(const struct peering_rights *rights)
{
	unsigned missing = 0;

	for (size_t i = 0; i < POLICY_COUNT; i++) {
		const enum peering_right *right;

		if (table[i].at == NOT_ASKED)
			continue;
		right = (const void *)((const char *)rights + table[i].at);
		if (*right == RIGHT_NO)
			missing |= 1u << i;
	}
	return missing;
}

unsigned policy_least(unsigned rights)
{
	unsigned held = 0;

	for (size_t i = 0; i < POLICY_COUNT; i++)
		if (rights & 1u << i)
			held |= table[i].holds;
	return rights & ~held;
}

/* What a partition's name is made of (Consul 1.21). Anything else might end the
 * quotes or not be HCL: there it is cut. */
#define PARTITION_CHARS                                                        \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

static void open_partition(struct buf *out, const char *name)
{
	buf_addf(out, "partition \"%.*s\" {\n",
		 (int)strspn(name, PARTITION_CHARS), name);
}

void policy_rules(struct buf *out, unsigned rights, const char *partition)
{
	bool within = partition && *partition;

	rights = policy_least(rights);
	if (within)
		open_partition(out, partition);
	for (size_t i = 0; i < POLICY_COUNT; i++)
		if (rights & 1u << i)
			buf_addf(out, "%s%s\n", within ? "  " : "",
				 table[i].rule);
	if (within)
		buf_adds(out, "}\n");
}
