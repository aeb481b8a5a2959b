/* The fields of the Establish screen, what the token in them holds, and the
 * rules beside them. */
#ifndef TUI_ESTABLISH_FORM_H
#define TUI_ESTABLISH_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/kv.h"
#include "net/peering.h"
#include "net/token.h"
#include "net/token_report.h"
#include "tui/suggest.h"
#include "widgets/form.h"

struct app;
struct buf;
struct cluster;
struct peering_establish;

enum establish_item {
	ESTABLISH_FORM_TOKEN,
	ESTABLISH_FORM_NAME,
	ESTABLISH_FORM_META,
	ESTABLISH_FORM_ITEMS,
};

struct establish_form {
	struct textfield token, name;
	struct rows meta;
	struct form_item items[ESTABLISH_FORM_ITEMS];
	struct form form;
	bool tried; /* it was submitted: what is empty is an error now */
	struct suggest suggest;
	char filled[PEERING_NAME_MAX + 1]; /* the name as the token gave it */
	char *trust_domain; /* of this cluster; NULL = not known (yet) */

	bool decoded; /* the token could be: then these are of it */
	struct token holds;
	struct token_report report;
	char fingerprint[TOKEN_FINGERPRINT_LEN + 1];
	char problem[96]; /* why not; "" = there is none */

	struct kv erased; /* pairs stored under the name that are not typed */
	char erased_help[200];
};

/* The struct must not move after this. */
void establish_form_init(struct establish_form *f, struct app *app);
void establish_form_release(struct establish_form *f);

/* Replace the token; false when it is too long for one. */
bool establish_form_set_token(struct establish_form *f, const char *text,
			      size_t len, int64_t now);

/* The text of the token's field changed: decode it (`now` in seconds since
 * 1970), and propose a name. */
void establish_form_decode(struct establish_form *f, int64_t now);

/* Set every note anew. */
void establish_form_check(struct establish_form *f, const struct cluster *c);

/* Something was typed that would be lost. */
bool establish_form_dirty(const struct establish_form *f);

/* Add the pairs of .erased to those typed. */
void establish_form_keep_meta(struct establish_form *f);

/* Append the bare token. */
void establish_form_token(const struct establish_form *f, struct buf *out);

#endif
