/*
 * The addresses of last time on the Generate screen: those that an earlier
 * token of the same peering was generated with on this machine
 * (net/addressbook.h).
 */
#ifndef TUI_GENERATE_LAST_H
#define TUI_GENERATE_LAST_H

#include <stdbool.h>

#include "net/addressbook.h"

struct app;
struct cluster;
struct generate_form;
struct http_request;
struct text;
struct token;

struct generate_last {
	struct app *app; /* borrowed, as are these: */
	struct cluster *cluster;
	struct generate_form *form; /* whose addresses they are put into */
	struct addressbook book;
	struct http_request *roots; /* asks which cluster this is */
	char *trust_domain;	    /* that it told; NULL = not known */
	const struct addressbook_entry *entry; /* of the peering; NULL = none */
	char help[128];			       /* under the addresses */
};

/* Reads the file; what is wrong with it is told, and then it is as empty. */
void generate_last_init(struct generate_last *l, struct cluster *cluster,
			struct generate_form *form);
void generate_last_release(struct generate_last *l);

/*
 * Look for what is in the form: its name and partition, and the ID (NULL =
 * not known) of the peering that has them. Addresses that were filled in for
 * another go.
 */
void generate_last_look(struct generate_last *l, const char *id);

/* Fill them in, where none were typed. */
void generate_last_fill(struct generate_last *l);

/* When told: fill them in whatever is there, or clear them again. NULL when
 * that is possible, else why not (static). */
void generate_last_toggle(struct generate_last *l);
const char *generate_last_none(const struct generate_last *l);

/* What a new token for an existing peering does to its addresses. */
void generate_last_tell(const struct generate_last *l, struct text *out);

/* Keep what a token was generated with for the next time; a failure is told
 * and does no harm. */
void generate_last_keep(struct app *app, const struct token *token,
			const char *name, const struct strlist *addresses);

#endif
