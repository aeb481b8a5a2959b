/*
 * What deleting a peering would take down, as far as it may be seen: the
 * services that are imported from it and their healthy instances, and the
 * config entries that name it. All reads go out at once and end after a few
 * seconds, so that nobody has to wait for them.
 */
#ifndef NET_IMPACT_H
#define NET_IMPACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/strlist.h"

struct client;
struct impact;

enum impact_seen {
	IMPACT_ASKED, /* no answer yet */
	IMPACT_ALL,
	IMPACT_PARTLY, /* what the ACL token may not see was left out */
	IMPACT_FAILED, /* see .err */
};

/* One question and its answer. */
struct impact_part {
	const char *what;  /* the kind of config entry; NULL for imports */
	const char *right; /* that its read needs; NULL = not known */
	enum impact_seen seen;
	struct err err;
	struct strlist names;	   /* of services, or of entries that name it */
	size_t instances, healthy; /* of imported services */
};

#define IMPACT_PARTS 6 /* the imports, then the kinds of entries */

/* Ask. `changed` runs after each answer. */
struct impact *impact_new(const struct client *client, const char *peer,
			  void (*changed)(void *ctx), void *ctx);

/* Cancels what is still under way. NULL is fine. */
void impact_free(struct impact *impact);

const struct impact_part *impact_parts(const struct impact *impact);

/* Append the names of those of a list of config entries in which some "Peer"
 * is `peer`, at any depth. */
bool impact_entries(const char *json, size_t len, const char *peer,
		    struct strlist *ret, struct err *err);

#endif
