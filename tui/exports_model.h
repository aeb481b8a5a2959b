/*
 * The exports to one peer as they are edited: what the config entry has, what
 * is to be added and taken out, and what the catalog knows. No request, no
 * screen.
 */
#ifndef TUI_EXPORTS_MODEL_H
#define TUI_EXPORTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strlist.h"

struct exports_list;

enum exports_mark {
	EXPORTS_KEPT,
	EXPORTS_ADDED,	 /* not in the entry yet */
	EXPORTS_REMOVED, /* in the entry still */
};

struct exports_row {
	char *name;
	char *others; /* who gets it too */
	enum exports_mark mark;
};

enum exports_known {
	EXPORTS_UNKNOWN, /* the catalog was not read, or not all of it seen */
	EXPORTS_THERE,
	EXPORTS_ABSENT,
};

struct exports_model {
	struct exports_row *rows; /* the entry's order; added ones behind */
	size_t count, cap;
	struct strlist catalog; /* sorted */
	bool catalog_read;
	bool catalog_filtered; /* by ACLs: what is not in it may be there */
};

void exports_model_release(struct exports_model *m);

/* The entry was read (again): what was to be added or taken out stays so, as
 * far as it is still to be done. */
void exports_model_load(struct exports_model *m,
			const struct exports_list *list);

/* To be added; one that was to be taken out stays. False when it is there. */
bool exports_model_add(struct exports_model *m, const char *name);

/* To be taken out, or back to how it is; `*ret_gone` when the row went. */
void exports_model_toggle(struct exports_model *m, size_t row, bool *ret_gone);

/* Append the names to be added and to be taken out. */
void exports_model_wish(const struct exports_model *m, struct strlist *add,
			struct strlist *remove);

/* How many rows are to be changed. */
size_t exports_model_changes(const struct exports_model *m);

/* Forget what was to be changed. */
void exports_model_forget(struct exports_model *m);

/* Is it in the catalog? */
enum exports_known exports_model_known(const struct exports_model *m,
				       const char *name);

/* Why no service of that name is ever exported (static); NULL = it can be. */
const char *exports_name_refused(const char *name);

/* What of it looks like a slip, though Consul 1.21 takes any name but ""
 * (static); NULL = nothing, or the catalog has it. */
const char *exports_model_odd(const struct exports_model *m, const char *name);

/* Append the names in what was typed: apart by commas, each without the
 * blanks around it. A text that the catalog has as a whole is one. */
void exports_model_names(const struct exports_model *m, const char *typed,
			 struct strlist *out);

/* Append what `typed` can become, at most `max`: services of the catalog
 * that are not exported yet, first those that begin so; all with "". */
void exports_model_complete(const struct exports_model *m, const char *typed,
			    size_t max, struct strlist *out);

#endif
