#include "tui/establish_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/form_rules.h"
#include "tui/keymap.h"

/* It can be written over with another token. */
static bool can_be_established_again(const struct peering *p)
{
	return peering_role(p) == PEERING_DIALER &&
	       p->state != PEERING_DELETING;
}

void establish_form_init(struct establish_form *f, struct app *app)
{
	*f = (struct establish_form){ 0 };
	suggest_init(&f->suggest, app, app->cluster);
	f->suggest.fits = can_be_established_again;
	f->suggest.name = f->filled;
	textfield_init_secret(&f->token, TOKEN_TEXT_MAX);
	textfield_init(&f->name, "", FORM_RULES_NAME_LIMIT);
	f->name.assist = &f->suggest.kinds[SUGGEST_NAME];
	form_rules_init_meta(&f->meta, &f->suggest);
	f->token.placeholder = "paste it here";
	f->items[ESTABLISH_FORM_TOKEN] = (struct form_item){
		.kind = FORM_FIELD,
		.label = "Token",
		.help = "that the other cluster generated; it is spent by this",
		.field = &f->token,
		.width = FORM_RULES_FIELD_WIDTH,
	};
	f->items[ESTABLISH_FORM_NAME] = (struct form_item){
		.kind = FORM_FIELD,
		.label = "Name",
		.help = "what this cluster calls the other one, in DNS too; "
			"for good",
		.field = &f->name,
		.width = FORM_RULES_FIELD_WIDTH,
	};
	f->items[ESTABLISH_FORM_META] = (struct form_item){
		.kind = FORM_ROWS,
		.label = "Meta",
		.rows = &f->meta,
	};
	f->form = (struct form){
		.items = f->items,
		.count = ESTABLISH_FORM_ITEMS,
		.buttons = { "Establish", "Cancel" },
		.button_count = 2,
		.label_width = FORM_RULES_LABEL_WIDTH,
	};
}

static void forget_token(struct establish_form *f)
{
	if (f->decoded)
		token_release(&f->holds);
	token_report_release(&f->report);
	f->decoded = false;
	f->problem[0] = f->fingerprint[0] = '\0';
}

void establish_form_release(struct establish_form *f)
{
	form_blur(&f->form);
	forget_token(f);
	textfield_release(&f->token);
	textfield_release(&f->name);
	rows_release(&f->meta);
	kv_release(&f->erased);
	free(f->trust_domain);
	suggest_release(&f->suggest);
}

/* --- the token -------------------------------------------------------------
 */

/* The datacenter's name, unless another one was typed. */
static void propose_name(struct establish_form *f)
{
	const char *name = textfield_text(&f->name);

	if (*name && strcmp(name, f->filled) != 0)
		return;
	peering_name_proposal(f->holds.datacenter, f->filled);
	textfield_set(&f->name, f->filled);
}

void establish_form_decode(struct establish_form *f, int64_t now)
{
	static const char prefix[] = "peering token: ";
	const struct secret *text = &f->token.secret;
	struct err err = ERR_INIT;

	forget_token(f);
	if (!text->len)
		return;
	f->decoded = token_decode(text->data, text->len, &f->holds, &err);
	if (!f->decoded) {
		bool has = !strncmp(err.msg, prefix, strlen(prefix));

		snprintf(f->problem, sizeof(f->problem), "%.90s",
			 err.msg + (has ? strlen(prefix) : 0));
		return;
	}
	token_fingerprint(text->data, text->len, f->fingerprint);
	token_report(&f->holds, now, &f->report);
	propose_name(f);
}

bool establish_form_set_token(struct establish_form *f, const char *text,
			      size_t len, int64_t now)
{
	textfield_set(&f->token, "");
	if (!textfield_paste(&f->token, text, len))
		return false;
	establish_form_decode(f, now);
	return true;
}

void establish_form_token(const struct establish_form *f, struct buf *out)
{
	token_clean(f->token.secret.data, f->token.secret.len, out, NULL);
}

/* Between two partitions of one cluster a peering can be (Enterprise). */
static bool is_of_this_cluster(const struct establish_form *f,
			       const struct cluster *c)
{
	const char *domain = token_trust_domain(&f->holds);
	const char *here = c->config.partition.value;

	return f->trust_domain && *domain && !strcmp(domain, f->trust_domain) &&
	       (!*f->holds.partition || !here ||
		!strcmp(here, f->holds.partition));
}

static void check_token(struct establish_form *f, const struct cluster *c)
{
	char count[EXPLAIN_AGE_MAX];

	if (!f->token.secret.len) {
		textfield_note(&f->token, ROLE_BAD, "%s",
			       f->tried ? "a token is needed" : "");
		return;
	}
	if (!f->decoded) {
		textfield_note(&f->token, ROLE_BAD, "%s", f->problem);
		return;
	}
	if (is_of_this_cluster(f, c)) {
		textfield_note(&f->token, ROLE_BAD,
			       "this very cluster issued it: generate one on "
			       "the other");
		return;
	}
	if (f->report.count && f->report.items[0].refused) {
		textfield_note(&f->token, ROLE_BAD, "%.60s: will be refused",
			       f->report.items[0].text);
		return;
	}
	explain_count(f->token.secret.len, count);
	textfield_note(&f->token, ROLE_TEXT, "%s characters", count);
}

/* --- the name and what is there under it -------------------------------------
 */

static const struct watch_row *record(const struct establish_form *f,
				      const struct cluster *c)
{
	return form_rules_listed(c->watch, textfield_text(&f->name));
}

static void note_listed(struct textfield *name, const struct watch_row *row,
			const struct cluster *c)
{
	if (!row && c->watch && watch_is_live(c->watch) &&
	    !watch_status(c->watch)->filtered)
		textfield_note(name, ROLE_TEXT, "free here");
	else if (!row)
		textfield_note(name, ROLE_TEXT, "%s", "");
	else if (row->peering->state == PEERING_DELETING)
		textfield_note(name, ROLE_BAD, "is being deleted");
	else if (peering_role(row->peering) == PEERING_ACCEPTOR)
		textfield_note(name, ROLE_BAD, "in use: it waits to be dialed");
	else
		textfield_note(name, ROLE_WARN, "%s: is written over",
			       health_name(row->health));
}

static void find_erased(struct establish_form *f, const struct watch_row *row)
{
	struct kv stored = { 0 }, typed = { 0 };

	kv_release(&f->erased);
	rows_get_kv(&f->meta, &typed);
	if (row && peering_role(row->peering) == PEERING_DIALER)
		peering_meta_kv(row->peering, &stored);
	for (size_t i = 0; i < stored.count; i++)
		if (!kv_get(&typed, stored.pairs[i].key))
			kv_add(&f->erased, stored.pairs[i].key,
			       stored.pairs[i].value);
	kv_release(&stored);
	kv_release(&typed);
}

/* Consul erases meta that is not given (1.21). */
static void warn_of_erased(struct establish_form *f, const struct keymap *keys)
{
	const struct kv *e = &f->erased;
	struct form_item *item = &f->items[ESTABLISH_FORM_META];
	char key[KEY_NAME_MAX];

	item->help = NULL;
	if (!e->count)
		return;
	keymap_first(keys, "establish.keep", true, key);
	snprintf(f->erased_help, sizeof(f->erased_help),
		 "stored, and erased unless given: %.40s=%.40s%s%s%s%s",
		 e->pairs[0].key, e->pairs[0].value,
		 e->count > 1 ? " and more" : "", *key ? "; " : "", key,
		 *key ? " keeps it" : "");
	utf8_trim(f->erased_help);
	item->help = f->erased_help;
}

void establish_form_check(struct establish_form *f, const struct cluster *c)
{
	const struct watch_row *row = record(f, c);

	check_token(f, c);
	if (form_rules_name(&f->name, f->tried))
		note_listed(&f->name, row, c);
	form_rules_meta(&f->meta);
	find_erased(f, row);
	warn_of_erased(f, &c->app->keymap);
}

bool establish_form_dirty(const struct establish_form *f)
{
	return f->token.secret.len || textfield_text(&f->name)[0] ||
	       rows_filled(&f->meta);
}

void establish_form_keep_meta(struct establish_form *f)
{
	_cleanup_(kv_release) struct kv all = { 0 };

	rows_get_kv(&f->meta, &all);
	for (size_t i = 0; i < f->erased.count; i++)
		kv_add(&all, f->erased.pairs[i].key, f->erased.pairs[i].value);
	rows_set_kv(&f->meta, &all, false);
}
