/*
 * One cluster that the console has open: how it is reached, and what is
 * watched of it. Each screen belongs to one.
 */
#ifndef TUI_CLUSTER_H
#define TUI_CLUSTER_H

#include <stdbool.h>

#include "net/client.h"
#include "net/peering_api.h"
#include "net/watch.h"
#include "widgets/theme.h"

struct app;

struct cluster {
	struct app *app;	     /* borrowed */
	char *name;		     /* the context's; "" = none */
	struct client_config config; /* owned */
	struct client client;	     /* of this config */
	struct watch *watch;	     /* NULL until it is known how to ask it */
	unsigned watched; /* how often that began: anew with each address and
			   * ACL token */
	unsigned refused; /* rights that were missing for what was tried
			   * last: acl_ask.h */
	bool readonly;	  /* no command writes, for it was said by */
	const char *readonly_from; /* "-readonly", …; static */
	bool confirm_typed;	   /* each delete asks for the typed name */
	enum role title_role;	   /* of its name in the header */

	/* The ACL token that its context's token_command prints. */
	struct {
		bool wanted;	     /* before anything is asked */
		const char *command; /* is at work; borrowed; NULL = it isn't */
		char *failed;	     /* why there is none; owned; NULL = no */
	} acl_token;
};

/* Open one for `app`; its config is empty: load one into it. */
struct cluster *cluster_new(struct app *app, const char *name);

/* Cancels its requests. Screens of it must be closed. NULL is fine. */
void cluster_free(struct cluster *c);

/* Watch what its config names, with the ACL token that it has; replaces what
 * was watched before. See settings_watch. */
void cluster_watch(struct cluster *c);

/* What the header calls it: the context's name, else the datacenter, else
 * "". Borrowed. */
const char *cluster_title(const struct cluster *c);

/* How old its rows are, in seconds and steps of 5; -1 = they are live, or there
 * are none. */
int64_t cluster_old_s(const struct cluster *c);

/* NULL when writes are possible, else why not (static). */
const char *cluster_write_refused(const struct cluster *c);

#endif
