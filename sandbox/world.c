#include "sandbox/world.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "sandbox/cluster.h"
#include "sandbox/record.h"
#include "sandbox/story.h"
#include "sandbox/stream.h"

enum { NS = 1000000000, NS_PER_MS = 1000000 };

void world_init(struct world *w, const struct clock *clock)
{
	struct timespec now = { .tv_sec = clock_wall(clock) };

	if (clock == &clock_system)
		clock_gettime(CLOCK_REALTIME, &now);
	*w = (struct world){
		.clock = clock,
		.start_ms = clock_ms(clock),
		.start_ns = (int64_t)now.tv_sec * NS + now.tv_nsec,
	};
}

void world_release(struct world *w)
{
	for (size_t i = 0; i < w->count; i++)
		cluster_free(w->clusters[i]);
	story_free(w->story);
	free(w->clusters);
	*w = (struct world){ 0 };
}

void world_add(struct world *w, struct cluster *c)
{
	w->clusters =
		mem_grow(w->clusters, w->count, &w->cap, sizeof(*w->clusters));
	w->clusters[w->count++] = c;
}

struct cluster *world_find(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(w->clusters[i]->name, name))
			return w->clusters[i];
	return NULL;
}

struct record *world_find_record(const struct world *w, const char *id)
{
	for (size_t i = 0; id && i < w->count; i++) {
		struct record *r = cluster_find_id(w->clusters[i], id);

		if (r)
			return r;
	}
	return NULL;
}

int64_t world_ms(const struct world *w)
{
	return clock_ms(w->clock) + w->ahead_ms;
}

struct timestamp world_ago(const struct world *w, int64_t ago_ms)
{
	int64_t ms = world_ms(w) - w->start_ms - ago_ms;
	int64_t ns = w->start_ns + ms * NS_PER_MS;

	return (struct timestamp){ .sec = ns / NS,
				   .nsec = (int32_t)(ns % NS),
				   .set = true };
}

struct timestamp world_now(const struct world *w)
{
	return world_ago(w, 0);
}

void world_tick(struct world *w)
{
	story_tick(w->story, world_ms(w));
	for (size_t i = 0; i < w->count; i++)
		stream_tick(w->clusters[i], world_ms(w));
}

int64_t world_next(const struct world *w)
{
	int64_t next = story_next(w->story);

	for (size_t i = 0; i < w->count; i++) {
		int64_t due = stream_next(w->clusters[i]);

		if (due < next)
			next = due;
	}
	return next;
}

void world_advance(struct world *w, int64_t ms)
{
	int64_t until = world_ms(w) + ms;

	for (;;) {
		int64_t next = world_next(w);

		if (next > until)
			break;
		if (next > world_ms(w))
			w->ahead_ms += next - world_ms(w);
		world_tick(w);
	}
	if (until > world_ms(w))
		w->ahead_ms += until - world_ms(w);
}
