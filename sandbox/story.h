/* What happens by itself after the start: the demo's life goes on. */
#ifndef SANDBOX_STORY_H
#define SANDBOX_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"

struct cluster;
struct err;
struct json_object;
struct story;

/*
 * Add the events of a seed's "story" for `c`, at `start` (world_ms) plus
 * their "after": { "after": "30s", "do": ACTION, "peering": NAME, … }. A NULL
 * `*story` is made.
 */
bool story_add(struct story **story, struct cluster *c,
	       struct json_object *events, int64_t start, struct err *err)
	MUST_CHECK;
void story_free(struct story *story);

/* Let happen what is due; a NULL story has nothing. */
void story_tick(struct story *story, int64_t now);
int64_t story_next(const struct story *story);

#endif
