#include "tui/peers_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/watch_list.h"

enum view_phase {
	VIEW_IDLE,
	VIEW_SORT,   /* .order */
	VIEW_LOOK,   /* at each row, in the order of the list: .fits, counts */
	VIEW_FIND,   /* .found, out of .order by .fits */
	VIEW_NARROW, /* .found, out of the one that is shown */
};

static void release_rows(struct peers_rows *r)
{
	watch_list_drop(r->list);
	free(r->order);
	free(r->found);
	*r = (struct peers_rows){ 0 };
}

static void drop_next(struct peers_view *v)
{
	release_rows(&v->next);
	order_release(&v->ordering);
	free(v->fits);
	v->fits = NULL;
	v->phase = VIEW_IDLE;
}

void peers_view_release(struct peers_view *v)
{
	drop_next(v);
	release_rows(&v->shown);
}

static size_t total(const struct peers_rows *r)
{
	return r->list ? r->list->list.count : 0;
}

/* --- making one ----------------------------------------------------------- */

static void begin_phase(struct peers_view *v, enum view_phase phase)
{
	struct peers_rows *next = &v->next;

	v->phase = phase;
	v->at = 0;
	if (phase == VIEW_SORT)
		order_begin(&v->ordering, next->list ? next->list->rows : NULL,
			    total(next), &next->by);
	if (phase == VIEW_LOOK)
		v->fits = mem_new(total(next) / 8 + 1, 1);
	if (phase == VIEW_FIND)
		next->found = mem_new(next->count, sizeof(*next->found));
	if (phase == VIEW_NARROW)
		next->found = mem_new(v->shown.count, sizeof(*next->found));
	if (phase == VIEW_FIND || phase == VIEW_NARROW)
		next->count = 0;
}

void peers_view_begin(struct peers_view *v, struct watch_list *list,
		      const struct column *by, const struct filter *filter)
{
	const struct peers_rows *shown = &v->shown;
	bool same = list && list == shown->list;

	drop_next(v);
	v->next = (struct peers_rows){
		.list = list,
		.by = *by,
		.filter = *filter,
	};
	if (!same || !column_equal(by, &shown->by))
		begin_phase(v, VIEW_SORT);
	else if (filter->count && filter_narrows(filter, &shown->filter))
		begin_phase(v, VIEW_NARROW);
	else
		begin_phase(v, VIEW_LOOK);
}

static void look(struct peers_view *v, size_t i)
{
	struct peers_rows *next = &v->next;
	const struct watch_row *row = &next->list->rows[i];

	next->healths[row->health]++;
	if (row->changed_s > next->changed_s)
		next->changed_s = row->changed_s;
	if (!filter_fits(&next->filter, row))
		return;
	v->fits[i / 8] |= (uint8_t)(1 << i % 8);
	next->count++;
}

static void find(struct peers_view *v, size_t i)
{
	struct peers_rows *next = &v->next;
	uint32_t row = next->order ? next->order[i] : v->shown.order[i];

	if (v->fits[row / 8] >> row % 8 & 1)
		next->found[next->count++] = row;
}

static uint32_t shown_row(const struct peers_rows *r, size_t i)
{
	return r->found ? r->found[i] : r->order[i];
}

static void narrow(struct peers_view *v, size_t i)
{
	struct peers_rows *next = &v->next;
	uint32_t row = shown_row(&v->shown, i);

	if (filter_fits(&next->filter, &next->list->rows[row]))
		next->found[next->count++] = row;
}

/* The next view is whole. What it did not need to make it takes over. */
static void show(struct peers_view *v)
{
	struct peers_rows *next = &v->next, *shown = &v->shown;

	if (!next->order) {
		next->order = shown->order;
		shown->order = NULL;
	}
	if (v->phase == VIEW_NARROW) {
		memcpy(next->healths, shown->healths, sizeof(next->healths));
		next->changed_s = shown->changed_s;
	}
	release_rows(shown);
	*shown = *next;
	*next = (struct peers_rows){ 0 };
	drop_next(v);
}

static bool each(struct peers_view *v, size_t count, size_t *units,
		 void (*one)(struct peers_view *v, size_t i))
{
	for (; v->at < count && *units; --*units)
		one(v, v->at++);
	return v->at == count;
}

bool peers_view_step(struct peers_view *v, size_t units)
{
	struct peers_rows *next = &v->next;
	bool done = false;

	if (v->phase == VIEW_SORT && order_step(&v->ordering, units)) {
		next->order = order_take(&v->ordering);
		begin_phase(v, VIEW_LOOK);
	}
	if (v->phase == VIEW_LOOK && each(v, total(next), &units, look)) {
		done = next->count == total(next);
		if (!done)
			begin_phase(v, VIEW_FIND);
	}
	if (v->phase == VIEW_FIND)
		done = each(v, total(next), &units, find);
	if (v->phase == VIEW_NARROW)
		done = each(v, v->shown.count, &units, narrow);
	if (done)
		show(v);
	return done;
}

bool peers_view_busy(const struct peers_view *v)
{
	return v->phase != VIEW_IDLE;
}

/* --- what is shown -------------------------------------------------------- */

const struct watch_row *peers_view_row(const struct peers_view *v, size_t i)
{
	const struct peers_rows *r = &v->shown;

	return &r->list->rows[shown_row(r, v->reverse ? r->count - 1 - i : i)];
}

size_t peers_view_find(const struct peers_view *v, const char *id)
{
	const struct peers_rows *r = &v->shown;
	size_t row = watch_list_find(r->list, id);

	for (size_t i = 0; row != WATCH_LIST_NONE && i < r->count; i++)
		if (shown_row(r, i) == row)
			return v->reverse ? r->count - 1 - i : i;
	return r->count;
}

size_t peers_view_need_look(const struct peers_view *v)
{
	size_t n = 0;

	for (int i = 0; i < HEALTH_COUNT; i++)
		if (health_needs_look((enum health)i))
			n += v->shown.healths[i];
	return n;
}
