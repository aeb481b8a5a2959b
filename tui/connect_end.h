/* One of the two clusters of a Connect: an open one, or a context to open. */
#ifndef TUI_CONNECT_END_H
#define TUI_CONNECT_END_H

#include <stdbool.h>

struct app;
struct cluster;
struct err;
struct strlist;

struct connect_end {
	char *name;		 /* as it was chosen */
	struct cluster *cluster; /* borrowed */
};

/* Append the names that can be chosen: the open clusters', then those of the
 * contexts that are not open. */
void connect_end_names(const struct app *app, struct strlist *out);

/* Why nothing may be written there, or NULL; also for a name that is none. */
const char *connect_end_refused(const struct app *app, const char *name);

/* Resolve a name; a context that is not open is opened. The cluster's ACL
 * token may still be wanted (see settings_watch). */
bool connect_end_open(struct connect_end *end, struct app *app,
		      const char *name, struct err *err);

/* Its ACL token is still asked for. */
bool connect_end_waits(const struct connect_end *end);

void connect_end_release(struct connect_end *end);

#endif
