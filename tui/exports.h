/* What screen_exports.c and exports_commands.c share; nothing else includes
 * it. */
#ifndef TUI_EXPORTS_H
#define TUI_EXPORTS_H

#include <stdbool.h>

#include "base/strlist.h"
#include "tui/exports_edit.h"
#include "tui/screen.h"
#include "widgets/table.h"
#include "widgets/text.h"
#include "widgets/textfield.h"

struct exports {
	struct screen base;
	struct exports_edit edit;
	struct table table;
	struct textfield field; /* the service to be added */
	bool adding;		/* it is shown and has the focus */
	struct assist assist;	/* of the field: the catalog */
	struct text panel;
};

/* The row of the cursor; NULL when there is none. */
const struct exports_row *exports_selected(const struct exports *s);

/* Rows, rights or candidates changed: `ctx` is the struct exports. */
void exports_rebuild(void *ctx);
void exports_candidates(struct exports *s);

/* Mark what stands in the field to be added; nothing there ends it. */
void exports_add_typed(struct exports *s);
void exports_end_adding(struct exports *s);

#endif
