#include "net/watch_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct watch_list *watch_list_new(struct peerings *list)
{
	struct watch_list *l = mem_new(1, sizeof(*l));
	size_t slots = 16;

	while (slots / 5 * 4 < list->count) /* at most four fifths full */
		slots *= 2;
	*l = (struct watch_list){
		.list = *list,
		.rows = mem_map(list->count, sizeof(*l->rows)),
		.slots = mem_map(slots, sizeof(*l->slots)),
		.mask = slots - 1,
		.holders = 1,
	};
	*list = (struct peerings){ 0 };
	return l;
}

struct watch_list *watch_list_hold(struct watch_list *l)
{
	if (l)
		l->holders++;
	return l;
}

void watch_list_drop(struct watch_list *l)
{
	if (!l || --l->holders)
		return;
	mem_unmap(l->rows, l->list.count, sizeof(*l->rows));
	mem_unmap(l->slots, l->mask + 1, sizeof(*l->slots));
	peerings_release(&l->list);
	free(l);
}

void watch_list_shrink(struct watch_list *l, size_t rows)
{
	struct peerings *list = &l->list;

	if (rows >= list->count)
		return;
	l->rows = mem_remap(l->rows, list->count, rows, sizeof(*l->rows));
	list->rows =
		mem_remap(list->rows, list->cap, rows, sizeof(*list->rows));
	arena_shrink(&list->strings, list->strings.total / list->count * rows);
	list->count = list->cap = rows;
}

/* FNV-1a */
static size_t hash(const char *id)
{
	uint64_t h = 14695981039346656037u;

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

/* The slot that has the ID, or the free one where it would go. */
static size_t slot_of(const struct watch_list *l, const char *id)
{
	size_t slot = hash(id) & l->mask;

	while (l->slots[slot] &&
	       strcmp(l->list.rows[l->slots[slot] - 1].id, id) != 0)
		slot = (slot + 1) & l->mask;
	return slot;
}

void watch_list_enter(struct watch_list *l, size_t row)
{
	size_t slot = slot_of(l, l->list.rows[row].id);

	if (!l->slots[slot])
		l->slots[slot] = (uint32_t)row + 1;
}

size_t watch_list_find(const struct watch_list *l, const char *id)
{
	uint32_t found = l ? l->slots[slot_of(l, id)] : 0;

	return found ? found - 1 : WATCH_LIST_NONE;
}
