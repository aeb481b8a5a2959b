/*
 * What changed between two lists of peerings: which came, which went, whose
 * State or health is another. Times and counts are no changes.
 */
#ifndef NET_CHANGES_H
#define NET_CHANGES_H

#include <stddef.h>

#include "net/health.h"

struct watch_row;

/* A peering as it was last seen; strings are owned. */
struct changes_seen {
	char *id, *name, *state;
	enum health health;
	size_t round; /* of the list it was last in */
};

/* `{0}` has seen nothing. */
struct changes {
	struct changes_seen *seen;
	size_t count, cap;
	size_t round;
};

/* One change. A side that is NULL: there was no such peering then. Borrowed
 * for the length of the callback. */
typedef void changes_fn(void *ctx, const struct changes_seen *from,
			const struct changes_seen *to);

/* Take in a list; calls `changed` for each, those that went last. */
void changes_update(struct changes *c, const struct watch_row *rows,
		    size_t count, changes_fn *changed, void *ctx);

void changes_release(struct changes *c);

#endif
