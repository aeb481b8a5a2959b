/* The fields of the Generate screen and the rules beside them. */
#ifndef TUI_GENERATE_FORM_H
#define TUI_GENERATE_FORM_H

#include <stdbool.h>

#include "base/kv.h"
#include "base/strlist.h"
#include "net/peering.h"
#include "tui/suggest.h"
#include "widgets/form.h"

struct app;
struct peering_generate;
struct watch;

#define GENERATE_FORM_ADDRESSES_HELP                                           \
	"dialed instead of the servers' own; none = automatic"

enum generate_item {
	GENERATE_NAME,
	GENERATE_META,
	GENERATE_ADDRESSES,
	GENERATE_PARTITION,
	GENERATE_ITEMS,
};

struct generate_form {
	struct textfield name, partition;
	struct rows meta, addresses;
	struct form_item items[GENERATE_ITEMS];
	struct form form;
	struct kv typed; /* the meta typed before stored ones were shown */
	const struct strlist *offered; /* addresses that are no loss when the
					* form is left; NULL = none */
	bool stored; /* the stored meta of an existing peering is shown */
	bool tried;  /* it was submitted: an empty name is an error now */
	char given[PEERING_NAME_MAX + 1]; /* the name it began with */
	struct suggest suggest;
};

/* The struct must not move after this. */
void generate_form_init(struct generate_form *f, struct app *app);
void generate_form_release(struct generate_form *f);

/* Fill in a name, which is no loss when the form is left. */
void generate_form_give_name(struct generate_form *f, const char *name);

/* Show the partition field (Consul Enterprise has them), for these; takes
 * the list. */
void generate_form_partitions(struct generate_form *f,
			      struct strlist *partitions);

/* Set every note anew: Consul's rules, and what the watched list has under
 * that name. */
void generate_form_check(struct generate_form *f, const struct watch *watch);

/* Something was typed that would be lost. */
bool generate_form_dirty(const struct generate_form *f);

/* The addresses are those that are offered, and there are some. */
bool generate_form_shows_offered(const struct generate_form *f);
void generate_form_clear_addresses(struct generate_form *f);

/* An existing peering's meta, which Consul keeps whatever is sent; and back to
 * what was typed. */
void generate_form_show_stored(struct generate_form *f,
			       const struct peering *p);
void generate_form_show_typed(struct generate_form *f);

/* What would be sent; `meta` and `addresses` (released by the caller) hold
 * what `ret` points to, beside the fields. */
void generate_form_request(const struct generate_form *f, struct kv *meta,
			   struct strlist *addresses,
			   struct peering_generate *ret);

#endif
