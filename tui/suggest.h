/*
 * What the console knows that a field could be filled with: from the lists
 * that are watched, the tokens of this run, Consul's answers and the disk; and
 * what was typed into such fields before, for this run alone.
 */
#ifndef TUI_SUGGEST_H
#define TUI_SUGGEST_H

#include <stdbool.h>

#include "base/strlist.h"
#include "widgets/assist.h"

struct addressbook;
struct app;
struct cluster;
struct peering;
struct rows;

enum suggest_kind {
	SUGGEST_NAME, /* of a peering */
	SUGGEST_META_KEY,
	SUGGEST_META_VALUE,
	SUGGEST_ADDRESS, /* to be dialed */
	SUGGEST_PARTITION,
	SUGGEST_CONTEXT,
	SUGGEST_SERVICE,
	SUGGEST_PATH,
	SUGGEST_AGENT, /* an agent's address */
	SUGGEST_KINDS,
};

/* What the fields of one form, or of the dialogs, are given. It must not
 * move. */
struct suggest {
	struct app *app;
	const struct cluster *cluster; /* that is looked at; borrowed */
	struct assist kinds[SUGGEST_KINDS];
	const struct rows *meta; /* in them the key of a value that is typed */
	struct strlist partitions;
	const struct addressbook *book; /* of earlier runs; NULL = none */

	/* For a name: one that suits, borrowed (NULL = none), and which record
	 * may be written again under its own (NULL = none). */
	const char *name;
	bool (*fits)(const struct peering *p);
};

/* The histories are those of `app`, which must outlive it. */
void suggest_init(struct suggest *s, struct app *app,
		  const struct cluster *cluster);
void suggest_release(struct suggest *s);

#endif
