#include "net/changes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/watch.h"

/* A new peering of an old name has another ID. Lists keep their order, so the
 * next one mostly stands behind the last one found. */
static struct changes_seen *find(const struct changes *c,
				 const struct peering *p, size_t *next)
{
	for (size_t i = 0; i < c->count; i++) {
		size_t at = (*next + i) % c->count;

		if (strcmp(c->seen[at].id, p->id) != 0)
			continue;
		*next = at + 1;
		return &c->seen[at];
	}
	return NULL;
}

static struct changes_seen seen_now(const struct watch_row *row, size_t round)
{
	return (struct changes_seen){
		.id = mem_dup(row->peering->id),
		.name = mem_dup(row->peering->name),
		.state = mem_dup(row->peering->state_text),
		.health = row->health,
		.round = round,
	};
}

static void seen_release(struct changes_seen *s)
{
	free(s->id);
	free(s->name);
	free(s->state);
}

static void come(struct changes *c, const struct watch_row *row,
		 changes_fn *changed, void *ctx)
{
	c->seen = mem_grow(c->seen, c->count, &c->cap, sizeof(*c->seen));
	c->seen[c->count] = seen_now(row, c->round);
	changed(ctx, NULL, &c->seen[c->count++]);
}

static void stay(struct changes *c, struct changes_seen *was,
		 const struct watch_row *row, changes_fn *changed, void *ctx)
{
	struct changes_seen from = *was;

	if (from.health == row->health &&
	    !strcmp(from.state, row->peering->state_text)) {
		was->round = c->round;
		return;
	}
	*was = seen_now(row, c->round);
	changed(ctx, &from, was);
	seen_release(&from);
}

static void drop_gone(struct changes *c, changes_fn *changed, void *ctx)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->count; i++) {
		if (c->seen[i].round == c->round) {
			c->seen[kept++] = c->seen[i];
			continue;
		}
		changed(ctx, &c->seen[i], NULL);
		seen_release(&c->seen[i]);
	}
	c->count = kept;
}

void changes_update(struct changes *c, const struct watch_row *rows,
		    size_t count, changes_fn *changed, void *ctx)
{
	bool first = !c->count; /* then there is nothing to be found */
	size_t next = 0;

	c->round++;
	for (size_t i = 0; i < count; i++) {
		struct changes_seen *was =
			first ? NULL : find(c, rows[i].peering, &next);

		if (was)
			stay(c, was, &rows[i], changed, ctx);
		else
			come(c, &rows[i], changed, ctx);
	}
	drop_gone(c, changed, ctx);
}

void changes_release(struct changes *c)
{
	for (size_t i = 0; i < c->count; i++)
		seen_release(&c->seen[i]);
	free(c->seen);
	*c = (struct changes){ 0 };
}
