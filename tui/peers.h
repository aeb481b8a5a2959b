/* The Peers screen, shared by screen_peers.c and peers_*.c alone. */
#ifndef TUI_PEERS_H
#define TUI_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/columns.h"
#include "tui/filter_prompt.h"
#include "tui/peers_view.h"
#include "tui/screen.h"
#include "widgets/table.h"
#include "widgets/text.h"

struct cluster;
struct err;

#define PEERS_CHANGED_S 6 /* a changed row is marked so long */

struct peers {
	struct screen base;
	struct table table;
	struct columns columns;
	struct column by; /* what the rows are sorted by */
	struct peers_view view;
	const struct cluster *of; /* of whose rows; only compared */
	unsigned watched;	  /* and its .watched then */
	struct filter_prompt prompt;
	/* The row selected before there was a filter: it is again as soon as
	 * it is shown, unless another one was chosen; "" = none. */
	char before_id[sizeof(((struct table *)NULL)->selected_id)];
	struct text explain;	 /* what the row means, and the next step */
	struct text brief, step; /* the same where there is one row for it */
	struct text details;	 /* what it tells; beside a wide list */
	struct text empty;	 /* instead of the table */
	int64_t said_old;	 /* cluster_old_s when they were written */
	int64_t rest_ms; /* when the explanation follows; -1 = it is there */
	int w, h;
	int list_w;    /* of the table; less than w: the details are beside */
	int explain_h; /* lines under the table */
};

/* The Peers screen on top. */
struct peers *peers_on_top(const struct app *app);

const struct watch_row *peers_selected(const struct peers *s);

/* Make the view anew: another list, filter or order. */
void peers_rebuild(struct peers *s);

/* The columns are other ones: tell the table. */
void peers_columns_changed(struct peers *s);

/* Write what is told of the selected row anew. */
void peers_explain(struct peers *s);

/* Of a row: it changed a moment ago. */
bool peers_is_fresh(const struct peers *s, const struct watch_row *row);

void peers_layout(struct screen *screen, int w, int h);
void peers_draw(const struct screen *screen, const struct canvas *c);

/* Append what the row tells: state, times, meta … */
void peers_explain_details(struct text *out, const struct peers *s,
			   const struct watch_row *row);

/*
 * Write the list as it is shown to `path`, by its suffix .csv or .json.
 * ERR_USAGE for another one, and when something is there and `overwrite` is
 * not set; ERR_SYSTEM otherwise.
 */
bool peers_write(struct app *app, const char *path, bool overwrite,
		 struct err *err);

/* What is said when there is no row: nothing fits the filter, there are no
 * peerings, there is no right, or no answer. */
void peers_explain_empty(struct text *out, const struct cluster *cluster,
			 bool filtered);

#endif
