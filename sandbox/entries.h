/*
 * Config entries that the sandbox keeps and does not act on: what Consul does
 * to traffic with them is not seen through its peering calls. Their content is
 * kept as it was written; of Consul's rules (1.21) only the first are here.
 */
#ifndef SANDBOX_ENTRIES_H
#define SANDBOX_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

struct entries_kind {
	const char *name;      /* "service-resolver" */
	const char *resource;  /* of ACLs; the segment is the entry's name */
	const char *must;      /* a list that must not be empty; or NULL, */
	const char *complaint; /* … and what Consul says then */
};

struct entries_item {
	const struct entries_kind *kind;
	char *name;
	struct json_object *body; /* without indexes and hash */
	uint64_t create_index, modify_index;
};

/* Sorted by kind and name. */
struct entries {
	struct entries_item *items;
	size_t count, cap;
};

void entries_release(struct entries *e);

/* The kind of that name; NULL when it is none of those that are kept. */
const struct entries_kind *entries_kind(const char *name);

/* What is wrong with a body of that kind; NULL when nothing is. */
const char *entries_problem(const struct entries_kind *kind,
			    struct json_object *body);

struct entries_item *entries_find(const struct entries *e,
				  const struct entries_kind *kind,
				  const char *name);

/* The same content as that of `item`? */
bool entries_equal(const struct entries_item *item, struct json_object *body);

/* Keep a copy of the body, written at `index`. */
void entries_set(struct entries *e, const struct entries_kind *kind,
		 struct json_object *body, uint64_t index);
void entries_remove(struct entries *e, struct entries_item *item);

/* The reply's form. The caller owns it. */
struct json_object *entries_json(const struct entries_item *item);

#endif
