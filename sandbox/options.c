#include "sandbox/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "sandbox/acl.h"
#include "sandbox/api.h"
#include "sandbox/cluster.h"
#include "sandbox/journal.h"
#include "sandbox/seed.h"
#include "sandbox/world.h"

static const char usage[] =
	"usage: peerdeck-sandbox -cluster NAME[,dc=DC][,listen=HOST:PORT]…\n"
	"\n"
	"A Consul double on loopback. Prints \"NAME URL\" a line when it is\n"
	"ready; ends when its standard input closes, or on SIGTERM.\n"
	"\n"
	"  -cluster NAME[,KEY=VALUE]…  a cluster; may be given several times\n"
	"      dc=DC             its datacenter (NAME)\n"
	"      listen=HOST:PORT  where its HTTP API answers (127.0.0.1:0;\n"
	"                        port 0 picks a free one)\n"
	"      acl=SECRET        access control, default deny, with that\n"
	"                        management token\n"
	"      peering=off       as with peering.enabled = false\n"
	"  -seed demo|FILE       what the clusters hold at the start (sandbox/seed.h)\n"
	"  -fault [CLUSTER:]SPEC what goes wrong, in one cluster or all; SPEC is\n"
	"      KIND[=VALUE][,path=PREFIX][,method=M][,times=N][,for=DURATION]\n"
	"  -record FILE          append each request, without secrets\n"
	"\n"
	"Kinds of faults:";

static void print_usage(void)
{
	fputs(usage, stdout);
	for (size_t i = 0; fault_name(i); i++)
		printf("%s%s", i % 6 ? " " : "\n  ", fault_name(i));
	puts("\n  leader-change hung-peer stopped resume many hostile");
}

bool options_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];

		if (strcmp(arg, "-h") && strcmp(arg, "-help") &&
		    strcmp(arg, "--help"))
			continue;
		print_usage();
		return true;
	}
	return false;
}

/* "HOST:PORT", "[V6]:PORT" or ":PORT". */
static bool set_listen(struct cluster *c, const char *value, struct err *err)
{
	const char *colon = strrchr(value, ':');
	const char *host = value, *end = colon;
	char *rest = NULL;
	long port;

	if (!colon)
		return err_set(err, ERR_USAGE, "listen=%s: not HOST:PORT",
			       value);
	port = strtol(colon + 1, &rest, 10);
	if (!colon[1] || *rest || port < 0 || port > 65535)
		return err_set(err, ERR_USAGE, "listen=%s: not a port", value);
	if (*host == '[' && end > host + 1 && end[-1] == ']') {
		host++;
		end--;
	}
	if (end > host) {
		free(c->host);
		c->host = mem_dup_n(host, (size_t)(end - host));
	}
	c->http_port = (int)port;
	return true;
}

static bool set_acl(struct cluster *c, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, ERR_USAGE, "acl=: the secret is missing");
	acl_free(c->acl);
	c->acl = acl_new(c, value);
	return true;
}

static bool set_peering(struct cluster *c, const char *value, struct err *err)
{
	c->peering = !strcmp(value, "on");
	return c->peering || !strcmp(value, "off") ||
	       err_set(err, ERR_USAGE, "peering=%s: on or off", value);
}

static const struct {
	const char *key;
	bool (*set)(struct cluster *c, const char *value, struct err *err);
} keys[] = {
	{ "acl", set_acl },
	{ "listen", set_listen },
	{ "peering", set_peering },
};

static bool set_key(struct cluster *c, const char *part, struct err *err)
{
	const char *equals = strchr(part, '=');
	size_t len = equals ? (size_t)(equals - part) : 0;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (len == strlen(keys[i].key) &&
		    !strncmp(part, keys[i].key, len))
			return keys[i].set(c, equals + 1, err);
	return err_set(err, ERR_USAGE, "-cluster %s: unknown setting \"%s\"",
		       c->name, part);
}

/* The datacenter makes the certificates, so it is wanted first. */
static const char *datacenter(const struct strlist *parts)
{
	const char *dc = parts->items[0];

	for (size_t i = 1; i < parts->count; i++)
		if (!strncmp(parts->items[i], "dc=", 3))
			dc = parts->items[i] + 3;
	return dc;
}

static bool label_valid(const char *s)
{
	return *s && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_")];
}

static bool add_parts(struct world *world, const struct strlist *parts,
		      struct err *err)
{
	const char *name = parts->items[0], *dc = datacenter(parts);
	struct cluster *c;

	if (!label_valid(name) || !label_valid(dc))
		return err_set(err, ERR_USAGE,
			       "-cluster %s: names are of a-z, 0-9, - and _",
			       name);
	if (world_find(world, name))
		return err_set(err, ERR_USAGE, "-cluster %s: given twice",
			       name);
	c = cluster_new(world, name, dc, err);
	if (!c)
		return false;
	world_add(world, c);
	for (size_t i = 1; i < parts->count; i++)
		if (strncmp(parts->items[i], "dc=", 3) != 0 &&
		    !set_key(c, parts->items[i], err))
			return false;
	return true;
}

static bool add_cluster(struct world *world, const char *value, struct err *err)
{
	struct strlist parts = { 0 };
	bool ok;

	strlist_split(&parts, value, ',');
	ok = add_parts(world, &parts, err);
	strlist_release(&parts);
	return ok;
}

static bool add_fault(struct world *world, const char *value, struct err *err)
{
	size_t len = strcspn(value, ":,=");
	char *name = value[len] == ':' ? mem_dup_n(value, len) : NULL;
	const char *spec = name ? value + len + 1 : value;
	bool ok = true, found = !name;

	for (size_t i = 0; ok && i < world->count; i++) {
		struct cluster *c = world->clusters[i];

		if (name && strcmp(c->name, name) != 0)
			continue;
		found = true;
		ok = api_sandbox_fault_add(c, spec, err);
	}
	free(name);
	return ok && (found || err_set(err, ERR_USAGE,
				       "-fault %s: no such cluster", value));
}

static bool set_record(struct world *world, const char *value, struct err *err)
{
	return journal_open(world->journal, value, err);
}

/* The flags in the order in which they are applied. */
static const struct {
	const char *name;
	bool (*apply)(struct world *world, const char *value, struct err *err);
} flags[] = {
	{ "cluster", add_cluster },
	{ "seed", seed_apply },
	{ "fault", add_fault },
	{ "record", set_record },
};

/* Find the flag of argv[*i] and its value ("-name value", "-name=value"). */
static bool next_flag(int argc, char **argv, int *i, size_t *ret_flag,
		      const char **ret_value, struct err *err)
{
	const char *name = argv[*i] + strspn(argv[*i], "-");
	const char *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);

	if (*argv[*i] != '-')
		return err_set(err, ERR_USAGE, "unexpected argument \"%s\"",
			       argv[*i]);
	for (size_t f = 0; f < ARRAY_LEN(flags); f++) {
		if (len != strlen(flags[f].name) ||
		    strncmp(name, flags[f].name, len) != 0)
			continue;
		if (!equals && *i + 1 >= argc)
			return err_set(err, ERR_USAGE, "-%s needs a value",
				       flags[f].name);
		*ret_value = equals ? equals + 1 : argv[++*i];
		*ret_flag = f;
		return true;
	}
	return err_set(err, ERR_USAGE, "unknown flag \"%s\" (see -help)",
		       argv[*i]);
}

static bool apply_flag(struct world *world, int argc, char **argv, size_t want,
		       struct err *err)
{
	for (int i = 1; i < argc; i++) {
		const char *value = NULL;
		size_t flag = 0;

		if (!next_flag(argc, argv, &i, &flag, &value, err))
			return false;
		if (flag == want && !flags[flag].apply(world, value, err))
			return false;
	}
	return true;
}

bool options_apply(struct world *world, int argc, char **argv, struct err *err)
{
	for (size_t f = 0; f < ARRAY_LEN(flags); f++)
		if (!apply_flag(world, argc, argv, f, err))
			return false;
	return world->count ||
	       err_set(err, ERR_USAGE, "no -cluster given (see -help)");
}
