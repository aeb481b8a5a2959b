/* One of the two clusters of a Connect: an open one, or a context. */
#ifndef TUI_CONNECT_END_H
#define TUI_CONNECT_END_H

#include <stdbool.h>

#include "net/client.h"

struct app;
struct cluster;
struct err;
struct strlist;

struct connect_end {
	char *name;		  /* as it was chosen */
	struct client client;	  /* how to ask it */
	struct client_config own; /* when it is not open; owned */
	struct cluster *cluster;  /* when it is; borrowed */
};

/* Append the names that can be chosen: the open clusters', then those of the
 * contexts that are not open. */
void connect_end_names(const struct app *app, struct strlist *out);

/* Why nothing may be written there, or NULL; also for a name that is none. */
const char *connect_end_refused(const struct app *app, const char *name);

/* Resolve a name; a context's token_command is run for it. The struct must
 * not move after this. */
bool connect_end_open(struct connect_end *end, struct app *app,
		      const char *name, struct err *err);
void connect_end_release(struct connect_end *end);

#endif
