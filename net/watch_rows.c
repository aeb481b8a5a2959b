#include "net/watch_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* --- finding records of the list before ----------------------------------- */

/*
 * Lists mostly come in the same order, so the record after the last one found
 * is looked at first; only when it is another one are the old records sorted.
 */
struct finder {
	const struct peerings *old;
	size_t next;
	const struct peering **sorted; /* NULL until needed */
};

static int by_id(const void *a, const void *b)
{
	const struct peering *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static void sort(struct finder *f)
{
	f->sorted = mem_new(f->old->count, sizeof(*f->sorted));
	for (size_t i = 0; i < f->old->count; i++)
		f->sorted[i] = &f->old->rows[i];
	qsort(f->sorted, f->old->count, sizeof(*f->sorted), by_id);
}

static const struct peering *find(struct finder *f, const struct peering *p)
{
	const struct peering *const *found;

	if (f->next < f->old->count && !strcmp(f->old->rows[f->next].id, p->id))
		return &f->old->rows[f->next++];
	if (!f->old->count)
		return NULL;
	if (!f->sorted)
		sort(f);
	found = bsearch(&p, f->sorted, f->old->count, sizeof(*f->sorted),
			by_id);
	if (!found)
		return NULL;
	f->next = (size_t)(*found - f->old->rows) + 1;
	return *found;
}

/* --- what changed --------------------------------------------------------- */

static bool same_strings(const struct peering_strings *a,
			 const struct peering_strings *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; a->items && b->items && i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

static bool same_state(const struct peering *a, const struct peering *b)
{
	return a->state == b->state && !strcmp(a->state_text, b->state_text);
}

static bool is_same(const struct peering *a, const struct peering *b)
{
	return same_state(a, b) && same_strings(&a->meta, &b->meta) &&
	       a->imported.count == b->imported.count &&
	       a->exported.count == b->exported.count &&
	       a->deleted_at.set == b->deleted_at.set;
}

/* --- one row -------------------------------------------------------------- */

static bool take_failed_name(struct strlist *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (strcmp(names->items[i], name) != 0)
			continue;
		free(names->items[i]);
		names->items[i] = names->items[--names->count];
		return true;
	}
	return false;
}

static void judge(struct watch_rows *w, size_t i)
{
	struct watch_row *row = &w->rows[i];
	const struct health_past past = {
		.in_state_s = (w->now_ms - row->since_ms) / 1000,
		.establish_failed = w->establish_failed[i],
	};

	row->health = health_of(row->peering, w->date, &past);
	row->seen_s = health_seen(row->peering, w->date);
	if (row->health == HEALTH_CONNECTING || row->health == HEALTH_WAITING ||
	    row->health == HEALTH_DELETING)
		w->unsettled = true;
}

static int64_t newest(const struct peering *p)
{
	const struct timestamp *times[] = { &p->heartbeat, &p->receive,
					    &p->send };
	int64_t sec = INT64_MIN;

	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		if (times[i]->set && times[i]->sec > sec)
			sec = times[i]->sec;
	return sec;
}

static const char *keep(struct watch_rows *w, const char *s)
{
	return arena_string(&w->list.strings, s, strlen(s));
}

/* A record that is being deleted has lost what tells its role, and its meta
 * (Consul 1.21): what it was is kept. */
static void keep_deleted(struct watch_rows *w, struct peering *p,
			 const struct peering *before)
{
	const struct peering_strings *meta = &before->meta;
	const char **items;

	if (p->state != PEERING_DELETING || *p->peer_id || p->meta.count)
		return;
	p->peer_id = keep(w, before->peer_id);
	p->peer_server_name = keep(w, before->peer_server_name);
	if (!meta->items)
		return;
	items = arena_alloc(&w->list.strings, meta->count * sizeof(*items));
	for (uint32_t i = 0; i < meta->count; i++)
		items[i] = keep(w, meta->items[i]);
	p->meta = (struct peering_strings){ .items = items,
					    .count = meta->count };
}

/* Carry over what is known of a record, or begin to know it. */
static void remember(struct watch_rows *w, size_t i,
		     const struct watch_rows *old, const struct peering *before)
{
	struct watch_row *row = &w->rows[i];
	const struct peering *p = &w->list.rows[i];
	bool pending = p->state == PEERING_PENDING;

	row->peering = p;
	row->since_ms = w->now_ms;
	row->since_known = old->any;
	if (before)
		keep_deleted(w, &w->list.rows[i], before);
	if (before && same_state(before, p)) {
		size_t at = (size_t)(before - old->list.rows);

		row->since_ms = old->rows[at].since_ms;
		row->since_known = old->rows[at].since_known;
		w->establish_failed[i] = old->establish_failed[at];
	}
	if (before)
		row->beats = old->rows[before - old->list.rows].beats;
	if (before && !same_state(before, p))
		history_add(&w->history, p->id, before->state_text,
			    p->state_text, w->date);
	if (pending && take_failed_name(&w->failed_names, p->name))
		w->establish_failed[i] = true;
}

/* --- all of them ---------------------------------------------------------- */

static void release_rows(struct watch_rows *w)
{
	peerings_release(&w->list);
	free(w->rows);
	free(w->establish_failed);
}

bool watch_rows_take(struct watch_rows *w, struct peerings *list,
		     int64_t now_ms, int64_t date)
{
	struct watch_rows old = *w;
	struct finder finder = { .old = &old.list };
	bool changed = old.any && old.list.count != list->count;
	int64_t latest = INT64_MIN;
	unsigned step;

	*w = (struct watch_rows){
		.list = *list,
		.rows = mem_new(list->count, sizeof(*w->rows)),
		.establish_failed = mem_new(list->count, sizeof(bool)),
		.failed_names = old.failed_names,
		.history = old.history,
		.date = date,
		.now_ms = now_ms,
		.any = true,
	};
	*list = (struct peerings){ 0 };
	step = history_step(&w->history, now_ms);
	for (size_t i = 0; i < w->list.count; i++) {
		const struct peering *p = &w->list.rows[i];
		const struct peering *before = find(&finder, p);

		changed |= old.any && (!before || !is_same(before, p));
		remember(w, i, &old, before);
		judge(w, i);
		history_beat(&w->rows[i].beats, step, w->rows[i].seen_s);
		if (newest(p) > latest)
			latest = newest(p);
	}
	w->ahead_s = latest > date ? latest - date : 0;
	free(finder.sorted);
	release_rows(&old);
	return changed;
}

void watch_rows_establish_failed(struct watch_rows *w, const char *name)
{
	strlist_add(&w->failed_names, name);
	for (size_t i = 0; i < w->list.count; i++) {
		const struct peering *p = &w->list.rows[i];

		if (p->state != PEERING_PENDING || strcmp(p->name, name) != 0)
			continue;
		take_failed_name(&w->failed_names, name);
		w->establish_failed[i] = true;
		judge(w, i);
	}
}

void watch_rows_release(struct watch_rows *w)
{
	release_rows(w);
	strlist_release(&w->failed_names);
	history_release(&w->history);
	*w = (struct watch_rows){ 0 };
}
