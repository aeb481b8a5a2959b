/*
 * What the sandbox was asked, without secrets: the last requests, for GET
 * /sandbox/requests, and all of them in the file of -record, a JSON object a
 * line.
 */
#ifndef SANDBOX_JOURNAL_H
#define SANDBOX_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/attrs.h"

struct err;
struct json_object;
struct request;

#define JOURNAL_KEPT 256

struct journal {
	struct json_object *kept[JOURNAL_KEPT]; /* a ring */
	size_t count;				/* ever noted */
	FILE *file;				/* NULL: no -record */
};

/* Append to the file at `path` from now on; it is made 0600. */
bool journal_open(struct journal *j, const char *path, struct err *err)
	MUST_CHECK;

/* Note a request that is complete. */
void journal_note(struct journal *j, const struct request *req);

/* The kept ones, oldest first; the caller owns the array. */
struct json_object *journal_list(const struct journal *j);

void journal_clear(struct journal *j);
void journal_release(struct journal *j);

#endif
