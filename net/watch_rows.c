#include "net/watch_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

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

/* True when what it is will change by itself. */
static bool judge(struct watch_row *row, int64_t date, int64_t now_ms)
{
	const struct health_past past = {
		.in_state_s = (now_ms - row->since_ms) / 1000,
		.establish_failed = row->establish_failed,
	};
	int64_t seen = health_seen(row->peering, date);

	row->health = health_of(row->peering, date, &past);
	row->seen_s = seen > INT32_MAX ? INT32_MAX : (int32_t)seen;
	return row->health == HEALTH_CONNECTING ||
	       row->health == HEALTH_WAITING || row->health == HEALTH_DELETING;
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

static const char *keep(struct watch_list *l, const char *s)
{
	return arena_string(&l->list.strings, s, strlen(s));
}

/* A record that is being deleted has lost what tells its role, and its meta
 * (Consul 1.21): what it was is kept. */
static void keep_deleted(struct watch_list *l, struct peering *p,
			 const struct peering *before)
{
	const struct peering_strings *meta = &before->meta;
	const char **items;

	if (p->state != PEERING_DELETING || *p->peer_id || p->meta.count)
		return;
	p->peer_id = keep(l, before->peer_id);
	p->peer_server_name = keep(l, before->peer_server_name);
	if (!meta->items)
		return;
	items = arena_alloc(&l->list.strings, meta->count * sizeof(*items));
	for (uint32_t i = 0; i < meta->count; i++)
		items[i] = keep(l, meta->items[i]);
	p->meta = (struct peering_strings){ .items = items,
					    .count = meta->count };
}

/* Carry over what is known of a record (NULL: begin to know it). */
static void remember(struct watch_rows *w, struct watch_row *row,
		     const struct watch_row *before)
{
	const struct peering *p = row->peering;

	row->since_ms = w->next.now_ms;
	row->since_known = w->list != NULL;
	row->changed_s = before ? before->changed_s : 0;
	if (before && same_state(before->peering, p)) {
		row->since_ms = before->since_ms;
		row->since_known = before->since_known;
		row->establish_failed = before->establish_failed;
	}
	if (before)
		row->beats = before->beats;
	if (before && !same_state(before->peering, p))
		history_add(&w->history, p->id, before->peering->state_text,
			    p->state_text, w->next.date);
	if (p->state == PEERING_PENDING &&
	    take_failed_name(&w->failed_names, p->name))
		row->establish_failed = true;
}

static void take_row(struct watch_rows *w, size_t i)
{
	struct watch_rows_next *n = &w->next;
	struct watch_row *row = &n->list->rows[i];
	struct peering *p = &n->list->list.rows[i];
	size_t at = watch_list_find(w->list, p->id);
	const struct watch_row *before =
		at == WATCH_LIST_NONE ? NULL : &w->list->rows[at];

	row->peering = p;
	watch_list_enter(n->list, i);
	if (before)
		keep_deleted(n->list, p, before->peering);
	remember(w, row, before);
	if (w->list && (!before || !is_same(before->peering, p))) {
		n->changed = true;
		row->changed_s = (uint32_t)(n->now_ms / 1000);
	}
	n->unsettled |= judge(row, n->date, n->now_ms);
	n->stayed += before != NULL;
	if (w->list && w->change &&
	    (!before || before->health != row->health ||
	     !same_state(before->peering, p)))
		w->change(w->change_ctx, before, row);
	history_beat(&row->beats, n->beats, row->seen_s);
	if (newest(p) > n->latest)
		n->latest = newest(p);
}

/* --- all of them ---------------------------------------------------------- */

void watch_rows_begin(struct watch_rows *w, struct peerings *list,
		      int64_t now_ms, int64_t date)
{
	bool changed = w->list && w->list->list.count != list->count;

	watch_list_drop(w->next.list);
	w->next = (struct watch_rows_next){
		.changed = changed,
		.list = watch_list_new(list),
		.date = date,
		.now_ms = now_ms,
		.latest = INT64_MIN,
		.beats = history_step(&w->history, now_ms),
	};
}

static void make_current(struct watch_rows *w)
{
	struct watch_rows_next *n = &w->next;

	watch_list_drop(w->going);
	w->going = w->list;
	w->list = n->list;
	w->date = n->date;
	w->now_ms = n->now_ms;
	w->ahead_s = n->latest > n->date ? n->latest - n->date : 0;
	w->changed = n->changed;
	w->unsettled = n->unsettled;
	*n = (struct watch_rows_next){ 0 };
}

static void look_back(struct watch_rows *w, size_t i)
{
	const struct watch_row *row = &w->list->rows[i];

	if (watch_list_find(w->next.list, row->peering->id) == WATCH_LIST_NONE)
		w->change(w->change_ctx, row, NULL);
}

/* The rows of a list, some at a time; true when none are left. */
static bool step(struct watch_rows *w, const struct watch_list *l, size_t *rows,
		 void (*one)(struct watch_rows *w, size_t i))
{
	struct watch_rows_next *n = &w->next;

	for (; n->at < l->list.count && *rows; --*rows)
		one(w, n->at++);
	return n->at == l->list.count;
}

/* True when there is somebody to tell that records went, and some did. */
static bool some_went(const struct watch_rows *w)
{
	return w->change && w->list && w->next.stayed < w->list->list.count;
}

bool watch_rows_step(struct watch_rows *w, size_t rows)
{
	struct watch_rows_next *n = &w->next;

	if (!n->list)
		return false;
	if (!n->looking_back && step(w, n->list, &rows, take_row)) {
		if (!some_went(w)) {
			make_current(w);
			return true;
		}
		n->looking_back = true;
		n->at = 0;
	}
	if (!n->looking_back || !step(w, w->list, &rows, look_back))
		return false;
	make_current(w);
	return true;
}

bool watch_rows_sweepable(const struct watch_rows *w)
{
	return w->going && w->going->holders == 1;
}

bool watch_rows_sweep(struct watch_rows *w, size_t rows)
{
	size_t count;

	if (!watch_rows_sweepable(w))
		return false;
	count = w->going->list.count;
	if (count > rows) {
		watch_list_shrink(w->going, count - rows);
		return true;
	}
	watch_list_drop(w->going);
	w->going = NULL;
	return false;
}

/* Of the first `count` rows of a list. */
static bool mark_failed(struct watch_list *l, size_t count, const char *name,
			int64_t date, int64_t now_ms)
{
	for (size_t i = 0; l && i < count; i++) {
		const struct peering *p = &l->list.rows[i];

		if (p->state != PEERING_PENDING || strcmp(p->name, name) != 0)
			continue;
		l->rows[i].establish_failed = true;
		judge(&l->rows[i], date, now_ms);
		return true;
	}
	return false;
}

static size_t taken(const struct watch_rows_next *n)
{
	return n->looking_back ? n->list->list.count : n->at;
}

void watch_rows_establish_failed(struct watch_rows *w, const char *name)
{
	const struct watch_rows_next *n = &w->next;
	bool now = mark_failed(w->list, w->list ? w->list->list.count : 0, name,
			       w->date, w->now_ms);

	if (!mark_failed(n->list, n->list ? taken(n) : 0, name, n->date,
			 n->now_ms) &&
	    !now)
		strlist_add(&w->failed_names, name);
}

void watch_rows_release(struct watch_rows *w)
{
	watch_list_drop(w->list);
	watch_list_drop(w->next.list);
	watch_list_drop(w->going);
	strlist_release(&w->failed_names);
	history_release(&w->history);
	*w = (struct watch_rows){ 0 };
}
