/*
 * The server addresses that were given for earlier tokens, kept in a file of
 * this machine's user: Consul forgets them at the next token, and no call
 * returns them (Consul 1.21). Nothing secret is in it.
 */
#ifndef NET_ADDRESSBOOK_H
#define NET_ADDRESSBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strlist.h"

struct buf;
struct err;
struct token;

#define ADDRESSBOOK_MAX 200 /* entries; the oldest go */

/*
 * Which peering. Its ID is enough, for it is one in the world. One that was
 * deleted and made anew has another: then the cluster, which is one in the
 * world too (datacenter and trust domain, as in a token's server name), the
 * partition and the name tell. NULL or "" = not known.
 */
struct addressbook_key {
	const char *id, *cluster, *partition, *name;
};

struct addressbook_entry {
	char *id, *cluster, *partition, *name;
	struct strlist addresses; /* none = none were given */
	int64_t at;		  /* seconds since 1970 */
};

struct addressbook {
	struct addressbook_entry *items; /* the newest first */
	size_t count, cap;
};

/* $XDG_STATE_HOME/peerdeck, else ~/.local/state/peerdeck, where the file is
 * kept; NULL when neither is known. The caller frees. */
char *addressbook_dir(char *(*env)(const char *name));

/* Read what is kept in `dir`; nothing when there is no such file. */
bool addressbook_load(const char *dir, struct addressbook *ret,
		      struct err *err);

/* The same of the file's text. */
bool addressbook_parse(const char *text, size_t len, struct addressbook *ret,
		       struct err *err);
void addressbook_release(struct addressbook *book);

/* The newest of that peering, borrowed; NULL = none. */
const struct addressbook_entry *addressbook_find(
	const struct addressbook *book, const struct addressbook_key *key);

/*
 * Put the addresses in that `token` of peering `name` was asked for, in the
 * place of those of its peering. What others wrote meanwhile is kept; a file
 * that cannot be understood is left as it is: false.
 */
bool addressbook_add(const char *dir, const struct token *token,
		     const char *name, const struct strlist *addresses,
		     int64_t now, struct err *err);

/* Append the text of a file with `added` in the place of those of its peering.
 * False when the buffer has no room for it; older ones are left out sooner. */
bool addressbook_print(struct buf *out, const struct addressbook_entry *added,
		       const struct addressbook *book);

/* The cluster of a key, as a token's server name has it; the caller frees.
 * NULL when a part of it is not known. */
char *addressbook_cluster(const char *datacenter, const char *trust_domain);

#endif
