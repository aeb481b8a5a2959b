/* What the forms that write a peering share: Consul's rules as notes beside
 * the fields, and how the fields look. */
#ifndef TUI_FORM_RULES_H
#define TUI_FORM_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "net/peering.h"
#include "widgets/rows.h"

struct suggest;
struct textfield;
struct watch;
struct watch_row;

#define FORM_RULES_LABEL_WIDTH 15
#define FORM_RULES_FIELD_WIDTH 31
#define FORM_RULES_NAME_LIMIT  256 /* more than Consul takes: it is told */

/* Rows of meta, key and value; of addresses. `suggest` must outlive them. */
void form_rules_init_meta(struct rows *rows, struct suggest *suggest);
void form_rules_init_addresses(struct rows *rows,
			       const struct suggest *suggest);

/* Set the note of a name that breaks a rule. True, and nothing is noted, when
 * it follows them. An empty one is an error only when it is `needed`. */
bool form_rules_name(struct textfield *name, bool needed);

/* Set the notes of rows of meta, unless they are read-only. */
void form_rules_meta(const struct rows *rows);

/* Warn of rows of addresses that will not do for another cluster. */
void form_rules_addresses(const struct rows *rows);

/* A row before has the same in its first cell. */
bool form_rules_given_before(const struct rows *rows, size_t row);

/* What the watched list (NULL = none) has under that name, or NULL. */
const struct watch_row *form_rules_listed(const struct watch *watch,
					  const char *name);

#endif
