/*
 * What an ACL policy says to grant the rights that are missing, in the HCL
 * that Consul takes (Consul 1.21).
 */
#ifndef NET_POLICY_H
#define NET_POLICY_H

struct buf;
struct peering_rights;

/* Sets of rights are bits: 1u << right. */
enum policy_right {
	POLICY_PEERING_READ,
	POLICY_PEERING_WRITE,
	POLICY_MESH_READ,
	POLICY_MESH_WRITE,
	POLICY_AGENT_READ,
	POLICY_COUNT,
};

const char *policy_name(enum policy_right right); /* "peering:write" */

/* What it is for: "generate, establish and delete peerings". */
const char *policy_purpose(enum policy_right right);

const char *policy_rule(enum policy_right right); /* peering = "write" */

/* Those that a text names, such as Consul's "… lacks permission
 * 'peering:write'". */
unsigned policy_named(const char *text);

/* Those that are known not to be there. */
unsigned policy_missing(const struct peering_rights *rights);

/* The same without those that another of them holds: who may write may read. */
unsigned policy_least(unsigned rights);

/*
 * Append the rules that grant them, a line or block each. With a partition
 * ("" or NULL = none) they are in its block, as Consul Enterprise has it; then
 * the policy belongs into the default partition.
 */
void policy_rules(struct buf *out, unsigned rights, const char *partition);

#endif
