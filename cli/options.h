/*
 * Every flag of every subcommand, in one table: the parser, -h, the manual
 * and the shell completions are made from it. A subcommand names the flags it
 * takes; the client flags (net/client.h) come as a group of their own.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flags.h"
#include "base/kv.h"
#include "base/secret.h"
#include "base/strlist.h"
#include "net/client.h"

struct command;

/* What the flags of one command line hold; NULL or 0 = not given. */
struct options {
	struct client_flags client;
	const char *context;
	const char *name, *format, *addresses, *peering_token;
	struct kv meta;
	bool probe;
	const char *until;
	const char *from, *to, *name_from, *name_to;
	struct strlist exports;
	bool dry_run, yes;
	int64_t timeout;		/* ms */
	int64_t wait;			/* ms, or FLAG_WAIT_ALONE */
	struct secret acl_token, token; /* taken out of argv */
};

void options_release(struct options *o);

#define OPTIONS_FLAGS_MAX  16
#define OPTIONS_GROUPS_MAX 2

/* The flag groups of a command, which fill `o`; both must outlive it. */
struct options_groups {
	struct flag own[OPTIONS_FLAGS_MAX], client[1 + CLIENT_FLAGS_COUNT];
	struct flag_group groups[OPTIONS_GROUPS_MAX];
	size_t count;
};
void options_groups(struct options *o, const struct command *command,
		    struct options_groups *ret);

/*
 * Move the ACL and the peering token out of argv, where every user of the
 * machine can read them, into locked memory.
 */
void options_hide(struct options *o);

/* -format: true for "json". ERR_USAGE when it is neither json nor pretty. */
bool options_json(const struct options *o, bool *ret, struct err *err);

/* ERR_USAGE, in Consul's words, when -name is missing or empty. */
bool options_need_name(const struct options *o, struct err *err);

#endif
