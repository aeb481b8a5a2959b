/*
 * The filter of the list, one line of words that must all fit:
 *
 *	east		in name, health, State, role, remote or KEY=VALUE
 *	health:late	begins so; likewise name state role remote partition id
 *	meta.env=prod	the value of that key begins so
 *	meta.env	there is a key that begins so
 *	seen>2m		an age (s, m, h, d); likewise imp>0, exp=0, …<…
 *	!word		any of these, turned round
 *	"two words"	quotes keep blanks
 *
 * ASCII case is ignored. It is parsed once and then asked for each row.
 */
#ifndef TUI_FILTER_H
#define TUI_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILTER_MAX   256 /* bytes of the line, with the NUL */
#define FILTER_TERMS 16

struct filter_field;
struct strlist;
struct watch_row;

struct filter_term {
	const struct filter_field *field; /* NULL = a word */
	bool without;
	char op;	    /* of ":=<>", or 0 */
	uint16_t key, text; /* where in .words they begin */
	int64_t number;
	uint32_t healths, states, roles; /* with the word, as bits */
};

struct filter {
	struct filter_term terms[FILTER_TERMS];
	size_t count;
	char words[2 * FILTER_MAX]; /* in lower case, NULs between them */
	size_t used;
	char problem[120]; /* what was not understood and is left out; "" */
};

/* Parse a line. What is not understood is told in .problem and left out. */
void filter_parse(struct filter *f, const char *line);

bool filter_fits(const struct filter *f, const struct watch_row *row);

/* The last word of `line` may become the name of a field ("hea"); `*ret_start`
 * is where it begins. */
bool filter_unfinished(const char *line, size_t *ret_start);

/* Surely nothing fits `f` that did not fit `before`. */
bool filter_narrows(const struct filter *f, const struct filter *before);

/*
 * What the word that ends at byte `point` of `line` can become, sorted:
 * fields, and the healths, states, roles, keys, values and remotes of the
 * rows. `*ret_start` is where the word begins.
 */
void filter_complete(const char *line, size_t point,
		     const struct watch_row *rows, size_t count,
		     size_t *ret_start, struct strlist *ret);

#endif
