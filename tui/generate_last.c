#include "tui/generate_last.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/peering_api.h"
#include "net/peering_body.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/generate_form.h"
#include "widgets/text.h"

static void got_roots(void *ctx, const struct http_reply *reply)
{
	struct generate_last *l = ctx;

	l->roots = NULL;
	if (reply->err.kind == ERR_NONE)
		l->trust_domain =
			peering_body_trust_domain(reply->body, reply->body_len);
	app_changed(l->app, l->cluster);
}

void generate_last_init(struct generate_last *l, struct cluster *cluster,
			struct generate_form *form)
{
	struct app *app = cluster->app;
	struct err err = ERR_INIT;

	*l = (struct generate_last){
		.app = app,
		.cluster = cluster,
		.form = form,
	};
	form->suggest.book = &l->book;
	if (app->state_dir && !addressbook_load(app->state_dir, &l->book, &err))
		app_toast(app, ROLE_WARN,
			  "Addresses of earlier tokens are not known: %s.",
			  err.msg);
	if (l->book.count)
		l->roots =
			peering_api_get(&cluster->client,
					"/v1/connect/ca/roots", got_roots, l);
}

void generate_last_release(struct generate_last *l)
{
	http_cancel(l->roots);
	free(l->trust_domain);
	addressbook_release(&l->book);
}

static const struct addressbook_entry *find(const struct generate_last *l,
					    const char *id)
{
	const struct watch *watch = l->cluster->watch;
	const struct peering_agent *agent =
		watch ? watch_status(watch)->agent : NULL;
	_cleanup_(mem_freep) char *cluster =
		addressbook_cluster(agent ? agent->datacenter : NULL,
				    l->trust_domain);
	const struct addressbook_key key = {
		.id = id,
		.cluster = cluster,
		.partition = textfield_text(&l->form->partition),
		.name = textfield_text(&l->form->name),
	};

	return addressbook_find(&l->book, &key);
}

/* "on 2026-11-03" */
static void day_of(const struct generate_last *l, char ret[EXPLAIN_TIME_MAX])
{
	explain_day(l->app, l->entry->at, ret);
}

static void set_help(struct generate_last *l)
{
	struct form_item *item = &l->form->items[GENERATE_ADDRESSES];
	char day[EXPLAIN_TIME_MAX], key[KEY_NAME_MAX];

	item->help = GENERATE_FORM_ADDRESSES_HELP;
	if (!l->entry)
		return;
	day_of(l, day);
	keymap_first(&l->app->keymap, "generate.last", true, key);
	if (!l->entry->addresses.count && !rows_filled(&l->form->addresses))
		snprintf(l->help, sizeof(l->help),
			 "none, as %s from this machine: automatic", day);
	else if (!l->entry->addresses.count)
		return;
	else if (generate_form_shows_offered(l->form))
		snprintf(l->help, sizeof(l->help),
			 "as %s, from this machine%s%s%s", day,
			 *key ? "; " : "", key, *key ? " clears them" : "");
	else if (*key)
		snprintf(l->help, sizeof(l->help),
			 "%s fills in those given %s from this machine", key,
			 day);
	else
		return;
	item->help = l->help;
}

void generate_last_look(struct generate_last *l, const char *id)
{
	const struct addressbook_entry *found = find(l, id);

	if (found != l->entry) {
		if (generate_form_shows_offered(l->form))
			generate_form_clear_addresses(l->form);
		l->entry = found;
		l->form->offered = found ? &found->addresses : NULL;
	}
	set_help(l);
}

void generate_last_fill(struct generate_last *l)
{
	if (l->entry && !rows_filled(&l->form->addresses))
		rows_set_list(&l->form->addresses, &l->entry->addresses, false);
	set_help(l);
}

const char *generate_last_none(const struct generate_last *l)
{
	return l->entry && l->entry->addresses.count
		       ? NULL
		       : "This machine knows no addresses of an earlier token "
			 "for that name.";
}

void generate_last_toggle(struct generate_last *l)
{
	if (generate_form_shows_offered(l->form))
		generate_form_clear_addresses(l->form);
	else
		rows_set_list(&l->form->addresses, &l->entry->addresses, false);
	set_help(l);
}

void generate_last_tell(const struct generate_last *l, struct text *out)
{
	char day[EXPLAIN_TIME_MAX] = "";

	if (l->entry)
		day_of(l, day);
	if (l->entry && generate_form_shows_offered(l->form))
		text_add(out, ROLE_TEXT,
			 "The addresses are as %s, from this machine.", day);
	else if (rows_filled(&l->form->addresses))
		text_add(out, ROLE_TEXT,
			 "Addresses given before are forgotten; those in the "
			 "form are taken.");
	else if (l->entry && !l->entry->addresses.count)
		text_add(out, ROLE_TEXT,
			 "No addresses were given %s either, from this "
			 "machine.",
			 day);
	else if (l->entry)
		text_add(out, ROLE_WARN,
			 "The addresses given %s from this machine are "
			 "forgotten.",
			 day);
	else
		text_add(out, ROLE_TEXT,
			 "Addresses given before are forgotten, and this "
			 "machine knows of none: give them again.");
}

void generate_last_keep(struct app *app, const struct token *token,
			const char *name, const struct strlist *addresses)
{
	struct err err = ERR_INIT;

	if (!app->state_dir ||
	    addressbook_add(app->state_dir, token, name, addresses,
			    clock_wall(app->clock), &err))
		return;
	app_toast(app, ROLE_WARN,
		  "The addresses are not kept for the next time: %s.", err.msg);
}
