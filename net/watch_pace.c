#include "net/watch_pace.h"

#define LIVELY_MS	2000  /* the pace while something happens … */
#define LIVELY_FOR_MS	60000 /* … and so long after it */
#define CALM_MS		10000 /* the pace else */
#define SHARE		9     /* pauses are so many times the transfers */
#define BACK_OFF_MS	2000  /* after the first error; doubled each time */
#define BACK_OFF_MAX_MS 30000
#define BETWEEN_MS	1000  /* between two waits, and between two bells */
#define QUIET_MS	30000 /* after a bell that failed */

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

void watch_pace_init(struct watch_pace *p, int64_t now, uint32_t seed)
{
	*p = (struct watch_pace){
		.due_ms = now,
		.lively_until_ms = now,
		.rung_ms = now - BETWEEN_MS,
		.waited_ms = now - BETWEEN_MS,
		.quiet_until_ms = now,
		.pace_ms = CALM_MS,
		.random = seed | 1,
	};
}

/* An empty list of a fresh cluster has index 1, and waits on it. */
static bool is_usable(uint64_t index, bool known_leader, size_t rows)
{
	return known_leader && (index > 1 || (index == 1 && !rows));
}

void watch_pace_good(struct watch_pace *p, int64_t now,
		     const struct watch_pace_list *list)
{
	bool lively;

	p->errors = 0;
	if (list->changed)
		p->lively_until_ms = now + LIVELY_FOR_MS;
	lively = list->unsettled || now < p->lively_until_ms;
	p->pace_ms = (int)later(lively ? LIVELY_MS : CALM_MS,
				list->transfer_ms * SHARE);
	p->due_ms = now + p->pace_ms;
	p->index = list->index;
	p->armed = is_usable(list->index, list->known_leader, list->rows);
}

/* A number below `limit`; xorshift, as nothing depends on its quality. */
static uint32_t pick(struct watch_pace *p, uint32_t limit)
{
	p->random ^= p->random << 13;
	p->random ^= p->random >> 17;
	p->random ^= p->random << 5;
	return p->random % limit;
}

void watch_pace_failed(struct watch_pace *p, int64_t now)
{
	int64_t delay = BACK_OFF_MS;

	for (int i = 0; i < p->errors && delay < BACK_OFF_MAX_MS; i++)
		delay *= 2;
	if (delay > BACK_OFF_MAX_MS)
		delay = BACK_OFF_MAX_MS;
	p->errors++;
	p->due_ms = now + delay - pick(p, (uint32_t)delay / 4);
	p->armed = false;
}

void watch_pace_stop(struct watch_pace *p)
{
	p->due_ms = INT64_MAX;
	p->armed = false;
}

void watch_pace_refresh(struct watch_pace *p, int64_t now)
{
	p->due_ms = now;
	p->errors = 0;
}

void watch_pace_wait_began(struct watch_pace *p, int64_t now)
{
	p->waiting = true;
	p->waited_ms = now;
}

void watch_pace_wait_ended(struct watch_pace *p, int64_t now, bool good,
			   uint64_t index)
{
	p->waiting = false;
	if (p->due_ms == INT64_MAX)
		return;
	if (good && index > 1 && index != p->index) {
		int64_t at = later(now, p->rung_ms + BETWEEN_MS);

		p->rung_ms = at;
		p->armed = false; /* until the list tells a new index */
		p->due_ms = p->due_ms < at ? p->due_ms : at;
	} else if (!good || index <= 1 || now - p->waited_ms < BETWEEN_MS) {
		p->armed = false;
		p->quiet_until_ms = now + QUIET_MS;
	}
}

int64_t watch_pace_list_at(const struct watch_pace *p)
{
	return p->due_ms;
}

int64_t watch_pace_wait_at(const struct watch_pace *p)
{
	if (!p->armed || p->waiting)
		return INT64_MAX;
	return later(p->waited_ms + BETWEEN_MS, p->quiet_until_ms);
}

bool watch_pace_wants_list(const struct watch_pace *p, int64_t now)
{
	return now >= watch_pace_list_at(p);
}

bool watch_pace_wants_wait(const struct watch_pace *p, int64_t now)
{
	return now >= watch_pace_wait_at(p);
}
