#include "tui/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/watch.h"

/* `value` and `name` are numbers, or eight bytes of the text; the last of
 * them is 0 when there is no more of it. */
struct order_entry {
	uint64_t value, name;
	uint32_t row;
};

#define NO_TEXT UINT64_MAX /* no text begins so: it is not UTF-8 */

enum order_phase {
	ORDER_COMMON,
	ORDER_KEYS,
	ORDER_MERGE,
	ORDER_WRITE, /* .sorted */
	ORDER_DONE,
};

void order_begin(struct order *o, const struct watch_row *rows, size_t count,
		 const struct column *by)
{
	order_release(o);
	*o = (struct order){
		.rows = rows,
		.count = count,
		.by = *by,
		.from = mem_map(count, sizeof(*o->from)),
		.to = mem_map(count, sizeof(*o->to)),
	};
}

static void release_entries(struct order *o, struct order_entry **entries)
{
	mem_unmap(*entries, o->count, sizeof(**entries));
	*entries = NULL;
}

void order_release(struct order *o)
{
	release_entries(o, &o->from);
	release_entries(o, &o->to);
	free(o->sorted);
	*o = (struct order){ 0 };
}

/* --- keys ----------------------------------------------------------------- */

static void shorten(struct order_common *c, const char *text)
{
	size_t n = 0;

	if (!text)
		return;
	if (!c->text) {
		c->text = text;
		c->len = strlen(text);
		return;
	}
	while (n < c->len && text[n] == c->text[n])
		n++;
	c->len = n;
}

static uint64_t key_of(const struct order_common *c, const char *text)
{
	uint64_t key = 0;

	if (!text)
		return NO_TEXT;
	text += c->len;
	for (int i = 0; i < 8; i++) {
		key = key << 8 | (unsigned char)*text;
		text += *text != '\0';
	}
	return key;
}

static void look(struct order *o, size_t i)
{
	const struct watch_row *row = &o->rows[i];

	shorten(&o->name, row->peering->name);
	if (column_is_text(&o->by))
		shorten(&o->value, column_text(&o->by, row));
}

static void make_key(struct order *o, size_t i)
{
	const struct watch_row *row = &o->rows[i];
	bool text = column_is_text(&o->by);

	o->from[i] = (struct order_entry){
		.value = text ? key_of(&o->value, column_text(&o->by, row))
			      : column_number(&o->by, row),
		.name = key_of(&o->name, row->peering->name),
		.row = (uint32_t)i,
	};
}

/* --- merging -------------------------------------------------------------- */

static bool has_more(uint64_t key)
{
	return key != NO_TEXT && (key & 0xff);
}

static int compare_texts(const struct order *o, const struct order_entry *a,
			 const struct order_entry *b)
{
	const struct watch_row *x = &o->rows[a->row], *y = &o->rows[b->row];
	int c = 0;

	if (column_is_text(&o->by) && has_more(a->value))
		c = strcmp(column_text(&o->by, x), column_text(&o->by, y));
	if (!c && a->name != b->name)
		return a->name < b->name ? -1 : 1;
	if (!c && has_more(a->name))
		c = strcmp(x->peering->name, y->peering->name);
	return c ? c : strcmp(x->peering->id, y->peering->id);
}

/* Of equal ones the left one first. */
static bool left_first(const struct order *o, const struct order_entry *a,
		       const struct order_entry *b)
{
	if (a->value != b->value)
		return a->value < b->value;
	return compare_texts(o, a, b) <= 0;
}

/* Begin to merge the two runs of .width behind .at, or the next round. */
static void next_runs(struct order *o)
{
	if (o->at == o->count) {
		struct order_entry *merged = o->to;

		o->to = o->from;
		o->from = merged;
		o->width *= 2;
		o->at = 0;
	}
	o->i = o->at;
	o->mid = o->count - o->at > o->width ? o->at + o->width : o->count;
	o->end = o->count - o->mid > o->width ? o->mid + o->width : o->count;
	o->j = o->mid;
}

static void merge_one(struct order *o)
{
	bool left = o->i < o->mid &&
		    (o->j == o->end ||
		     left_first(o, &o->from[o->i], &o->from[o->j]));

	o->to[o->at++] = o->from[left ? o->i++ : o->j++];
}

static bool is_sorted(const struct order *o)
{
	return o->at == o->count && o->width * 2 >= o->count;
}

static void write_row(struct order *o, size_t i)
{
	o->sorted[i] = o->to[i].row;
}

/* --- slices --------------------------------------------------------------- */

static bool step_rows(struct order *o, size_t *units,
		      void (*one)(struct order *o, size_t i))
{
	for (; o->at < o->count && *units; --*units)
		one(o, o->at++);
	return o->at == o->count;
}

static bool step_merge(struct order *o, size_t *units)
{
	for (; *units && !is_sorted(o); --*units) {
		if (o->at == o->end)
			next_runs(o);
		merge_one(o);
	}
	return is_sorted(o);
}

bool order_step(struct order *o, size_t units)
{
	if (o->phase == ORDER_COMMON && step_rows(o, &units, look)) {
		o->phase = ORDER_KEYS;
		o->at = 0;
	}
	if (o->phase == ORDER_KEYS && step_rows(o, &units, make_key)) {
		o->phase = ORDER_MERGE;
		o->at = o->end = 0;
		o->width = 1;
		next_runs(o);
	}
	if (o->phase == ORDER_MERGE && step_merge(o, &units)) {
		o->phase = ORDER_WRITE;
		o->at = 0;
		release_entries(o, &o->from); /* .to goes in another turn */
		if (o->count)
			o->sorted = mem_new(o->count, sizeof(*o->sorted));
	}
	if (o->phase == ORDER_WRITE && step_rows(o, &units, write_row))
		o->phase = ORDER_DONE;
	return o->phase == ORDER_DONE;
}

uint32_t *order_take(struct order *o)
{
	uint32_t *sorted = o->sorted;

	o->sorted = NULL;
	order_release(o);
	return sorted;
}
