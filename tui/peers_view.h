/* The rows of the list as they are shown: filtered, the worst first. */
#ifndef TUI_PEERS_VIEW_H
#define TUI_PEERS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

struct watch_row;

struct peers_view {
	const struct watch_row **rows; /* borrowed from the watch */
	size_t count, cap;
	size_t need_look; /* of all rows, filtered out or not */
};

/*
 * Build anew from a list. `filter` is words that must all be found (ASCII
 * case aside) in name, health, State, role, remote datacenter or key=value of
 * meta; a word behind "!" must not be.
 */
void peers_view_build(struct peers_view *v, const struct watch_row *rows,
		      size_t count, const char *filter);
void peers_view_release(struct peers_view *v);

#endif
