/* The fields of the Connect screen: which two clusters, and how. */
#ifndef TUI_CONNECT_FORM_H
#define TUI_CONNECT_FORM_H

#include <stdbool.h>

#include "base/strlist.h"
#include "net/peering.h"
#include "tui/suggest.h"
#include "widgets/form.h"

struct app;

enum connect_item_of_form {
	CONNECT_FORM_FROM,
	CONNECT_FORM_TO,
	CONNECT_FORM_NAME_TO,	/* what From calls To */
	CONNECT_FORM_NAME_FROM, /* what To calls From */
	CONNECT_FORM_META,
	CONNECT_FORM_ADDRESSES,
	CONNECT_FORM_ITEMS,
};

#define CONNECT_FORM_FIELDS CONNECT_FORM_META /* those of one line */

struct connect_form {
	struct textfield fields[CONNECT_FORM_FIELDS];
	struct rows meta, addresses;
	struct form_item items[CONNECT_FORM_ITEMS];
	struct form form;
	struct strlist choices; /* of From and To */
	struct assist ends[2];	/* offers them to From and To */
	struct suggest suggest; /* of From */
	bool tried;
};

/* `app->cluster` is filled in as From, and the only other one as To. The
 * struct must not move after this. */
void connect_form_init(struct connect_form *f, struct app *app);
void connect_form_release(struct connect_form *f);

const char *connect_form_text(const struct connect_form *f,
			      enum connect_item_of_form field);

/* Set every note anew. */
void connect_form_check(struct connect_form *f, const struct app *app);

/* Something was typed that would be lost. */
bool connect_form_dirty(const struct connect_form *f);

/* Exchange From and To, and their names. */
void connect_form_swap(struct connect_form *f);

#endif
