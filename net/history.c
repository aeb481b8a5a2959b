#include "net/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Date has whole seconds, and a heartbeat needs its way. */
#define GRACE_S 5

unsigned history_step(struct history *h, int64_t now_ms)
{
	int64_t slot = now_ms / (HISTORY_BEAT_S * (int64_t)1000);
	int64_t step = slot - h->slot;

	h->slot = slot;
	return step < 0		      ? 0
	       : step > HISTORY_BEATS ? HISTORY_BEATS
				      : (unsigned)step;
}

void history_beat(struct history_beats *b, unsigned step, int64_t seen_s)
{
	if (step >= HISTORY_BEATS)
		*b = (struct history_beats){ 0 };
	b->asked <<= step % HISTORY_BEATS;
	b->heard <<= step % HISTORY_BEATS;
	b->asked |= 1;
	if (seen_s >= 0 && seen_s <= HISTORY_BEAT_S + GRACE_S)
		b->heard |= 1;
}

static void change_release(struct history_change *c)
{
	free(c->id);
	free(c->from);
	free(c->to);
}

void history_add(struct history *h, const char *id, const char *from,
		 const char *to, int64_t at)
{
	struct history_change *c;

	if (!h->changes)
		h->changes = mem_new(HISTORY_CHANGES_MAX, sizeof(*h->changes));
	c = &h->changes[h->next];
	change_release(c);
	*c = (struct history_change){
		.id = mem_dup(id),
		.from = mem_dup(from),
		.to = mem_dup(to),
		.at = at,
	};
	h->next = (h->next + 1) % HISTORY_CHANGES_MAX;
	if (h->count < HISTORY_CHANGES_MAX)
		h->count++;
}

const struct history_change *history_next(const struct history *h,
					  const char *id,
					  const struct history_change *last)
{
	size_t first = h->count < HISTORY_CHANGES_MAX ? 0 : h->next;
	size_t at = 0;

	if (last)
		at = ((size_t)(last - h->changes) + HISTORY_CHANGES_MAX -
		      first) %
			     HISTORY_CHANGES_MAX +
		     1;
	for (; at < h->count; at++) {
		const struct history_change *c =
			&h->changes[(first + at) % HISTORY_CHANGES_MAX];

		if (!strcmp(c->id, id))
			return c;
	}
	return NULL;
}

void history_release(struct history *h)
{
	for (size_t i = 0; i < h->count; i++)
		change_release(&h->changes[i]);
	free(h->changes);
	*h = (struct history){ 0 };
}
