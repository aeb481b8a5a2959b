#include "base/linediff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strlist.h"

#define CELLS_MAX (4u * 1024 * 1024) /* 16 MiB */

struct op {
	enum linediff_kind kind;
	const char *line;
};

struct diff {
	const struct strlist *a, *b;
	size_t head;	 /* lines that are the same at the beginning */
	size_t an, bn;	 /* lines between those and the same ones at the end */
	uint32_t *cells; /* of the table; NULL = too large */
	struct op *ops;
	size_t count;
};

static bool same(const struct diff *d, size_t i, size_t j)
{
	return !strcmp(d->a->items[i], d->b->items[j]);
}

static void find_middle(struct diff *d)
{
	size_t a = d->a->count, b = d->b->count;

	while (d->head < a && d->head < b && same(d, d->head, d->head))
		d->head++;
	while (a > d->head && b > d->head && same(d, a - 1, b - 1)) {
		a--;
		b--;
	}
	d->an = a - d->head;
	d->bn = b - d->head;
}

/* The longest common run of lines of what follows (i, j). */
static uint32_t *cell(const struct diff *d, size_t i, size_t j)
{
	return &d->cells[i * (d->bn + 1) + j];
}

static void fill_cells(struct diff *d)
{
	if (d->an + 1 > CELLS_MAX / (d->bn + 1))
		return;
	d->cells = mem_new((d->an + 1) * (d->bn + 1), sizeof(*d->cells));
	for (size_t i = d->an; i-- > 0;)
		for (size_t j = d->bn; j-- > 0;) {
			uint32_t down = *cell(d, i + 1, j);
			uint32_t right = *cell(d, i, j + 1);

			if (same(d, d->head + i, d->head + j))
				*cell(d, i, j) = *cell(d, i + 1, j + 1) + 1;
			else
				*cell(d, i, j) = down >= right ? down : right;
		}
}

static void put(struct diff *d, enum linediff_kind kind, const char *line)
{
	d->ops[d->count++] = (struct op){ kind, line };
}

static void walk_middle(struct diff *d)
{
	size_t i = 0, j = 0;

	while (i < d->an || j < d->bn) {
		bool both = i < d->an && j < d->bn;

		if (both && d->cells && same(d, d->head + i, d->head + j)) {
			put(d, LINEDIFF_SAME, d->a->items[d->head + i++]);
			j++;
		} else if (i < d->an &&
			   (!both || !d->cells ||
			    *cell(d, i + 1, j) >= *cell(d, i, j + 1))) {
			put(d, LINEDIFF_REMOVED, d->a->items[d->head + i++]);
		} else {
			put(d, LINEDIFF_ADDED, d->b->items[d->head + j++]);
		}
	}
}

static void compare(struct diff *d)
{
	d->ops = mem_new(d->a->count + d->b->count + 1, sizeof(*d->ops));
	find_middle(d);
	fill_cells(d);
	for (size_t i = 0; i < d->head; i++)
		put(d, LINEDIFF_SAME, d->a->items[i]);
	walk_middle(d);
	for (size_t i = d->head + d->an; i < d->a->count; i++)
		put(d, LINEDIFF_SAME, d->a->items[i]);
}

/* Is there a change within `context` lines of that one? */
static bool is_near(const struct diff *d, size_t at, size_t context)
{
	size_t from = at > context ? at - context : 0;

	for (size_t i = from; i < d->count && i <= at + context; i++)
		if (d->ops[i].kind != LINEDIFF_SAME)
			return true;
	return false;
}

void linediff(const struct strlist *before, const struct strlist *after,
	      size_t context, linediff_fn *each, void *ctx)
{
	struct diff d = { .a = before, .b = after };
	size_t skipped = 0;

	compare(&d);
	for (size_t i = 0; i < d.count; i++) {
		if (!is_near(&d, i, context)) {
			skipped++;
			continue;
		}
		if (skipped)
			each(ctx, LINEDIFF_SKIPPED, NULL, skipped);
		skipped = 0;
		each(ctx, d.ops[i].kind, d.ops[i].line, 1);
	}
	if (skipped)
		each(ctx, LINEDIFF_SKIPPED, NULL, skipped);
	free(d.cells);
	free(d.ops);
}
