/*
 * The rows of the list as they are shown: those that fit the filter, sorted.
 * A new view is made ready in slices while the one before is shown, so that
 * no key waits for 100,000 rows.
 */
#ifndef TUI_PEERS_VIEW_H
#define TUI_PEERS_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/health.h"
#include "tui/columns.h"
#include "tui/filter.h"
#include "tui/order.h"

struct watch_list;
struct watch_row;

/* A view, shown or in the making. */
struct peers_rows {
	struct watch_list *list; /* held; NULL = nothing yet */
	struct column by;
	struct filter filter;
	uint32_t *order;	      /* all rows of the list, sorted */
	uint32_t *found;	      /* those that fit; NULL = all of .order */
	size_t count;		      /* that fit */
	size_t healths[HEALTH_COUNT]; /* of all rows */
	uint32_t changed_s;	      /* the newest of all rows */
};

struct peers_view {
	struct peers_rows shown;
	bool reverse; /* shown from the last to the first */

	struct peers_rows next;
	int phase; /* of making it; 0 = there is none */
	struct order ordering;
	uint8_t *fits; /* a bit for each row of the list */
	size_t at;
};

/*
 * Begin to make a view of `list` (taken over from the caller's hold), sorted
 * by `by`; what can be used of the one that is shown is. One that was being
 * made is dropped.
 */
void peers_view_begin(struct peers_view *v, struct watch_list *list,
		      const struct column *by, const struct filter *filter);

/* Go on for about `units` rows; true when that made it the one shown. */
bool peers_view_step(struct peers_view *v, size_t units);

/* There is a view in the making. */
bool peers_view_busy(const struct peers_view *v);

/* The i-th row that is shown. */
const struct watch_row *peers_view_row(const struct peers_view *v, size_t i);

/* Where the row with that ID is shown; .shown.count when it is not. */
size_t peers_view_find(const struct peers_view *v, const char *id);

/* How many of all rows need a look. */
size_t peers_view_need_look(const struct peers_view *v);

void peers_view_release(struct peers_view *v);

#endif
