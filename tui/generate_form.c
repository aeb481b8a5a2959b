#include "tui/generate_form.h"

#include <stdio.h>
#include <string.h>

#include "net/peering_api.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/form_rules.h"

#define PARTITION_MAX 64

/* A new token can be had for it. */
static bool can_be_generated_again(const struct peering *p)
{
	return peering_role(p) == PEERING_ACCEPTOR &&
	       p->state != PEERING_TERMINATED && p->state != PEERING_DELETING;
}

void generate_form_init(struct generate_form *f, struct app *app)
{
	const char *partition = app->cluster->config.partition.value;

	*f = (struct generate_form){ 0 };
	suggest_init(&f->suggest, app, app->cluster);
	f->suggest.fits = can_be_generated_again;
	textfield_init(&f->name, "", FORM_RULES_NAME_LIMIT);
	textfield_init(&f->partition, partition ? partition : "",
		       PARTITION_MAX);
	f->name.assist = &f->suggest.kinds[SUGGEST_NAME];
	f->partition.assist = &f->suggest.kinds[SUGGEST_PARTITION];
	form_rules_init_meta(&f->meta, &f->suggest);
	form_rules_init_addresses(&f->addresses, &f->suggest);
	f->items[GENERATE_NAME] = (struct form_item){
		.kind = FORM_FIELD,
		.label = "Name",
		.help = "what this cluster calls the other one, in DNS too; "
			"for good",
		.field = &f->name,
		.width = FORM_RULES_FIELD_WIDTH,
	};
	f->items[GENERATE_META] = (struct form_item){
		.kind = FORM_ROWS,
		.label = "Meta",
		.rows = &f->meta,
	};
	f->items[GENERATE_ADDRESSES] = (struct form_item){
		.kind = FORM_ROWS,
		.label = "Addresses",
		.help = GENERATE_FORM_ADDRESSES_HELP,
		.rows = &f->addresses,
	};
	f->items[GENERATE_PARTITION] = (struct form_item){
		.kind = FORM_FIELD,
		.label = "Partition",
		.field = &f->partition,
		.width = FORM_RULES_FIELD_WIDTH,
		.hidden = !partition || !*partition,
	};
	f->form = (struct form){
		.items = f->items,
		.count = GENERATE_ITEMS,
		.buttons = { "Generate", "Cancel" },
		.button_count = 2,
		.label_width = FORM_RULES_LABEL_WIDTH,
	};
}

void generate_form_release(struct generate_form *f)
{
	form_blur(&f->form);
	textfield_release(&f->name);
	textfield_release(&f->partition);
	rows_release(&f->meta);
	rows_release(&f->addresses);
	kv_release(&f->typed);
	suggest_release(&f->suggest);
}

void generate_form_give_name(struct generate_form *f, const char *name)
{
	snprintf(f->given, sizeof(f->given), "%s", name);
	textfield_set(&f->name, f->given);
}

void generate_form_partitions(struct generate_form *f,
			      struct strlist *partitions)
{
	strlist_release(&f->suggest.partitions);
	f->suggest.partitions = *partitions;
	*partitions = (struct strlist){ 0 };
	f->items[GENERATE_PARTITION].hidden = false;
}

/* What the list has under a name that follows the rules. */
static void note_listed(struct textfield *field, const struct watch *watch)
{
	const struct watch_status *s = watch_status(watch);
	const struct watch_row *row =
		form_rules_listed(watch, textfield_text(field));

	if (!row && watch_is_live(watch) && !s->filtered)
		textfield_note(field, ROLE_TEXT, "free here");
	else if (!row)
		textfield_note(field, ROLE_TEXT, "%s", "");
	else if (row->health == HEALTH_TERMINATED)
		textfield_note(field, ROLE_BAD, "terminated: delete it first");
	else if (peering_role(row->peering) == PEERING_DIALER)
		textfield_note(field, ROLE_BAD, "dialed from here: delete it");
	else
		textfield_note(field, ROLE_WARN, "exists: %s",
			       health_name(row->health));
}

static void check_name(struct generate_form *f, const struct watch *watch)
{
	if (form_rules_name(&f->name, f->tried))
		note_listed(&f->name, watch);
}

void generate_form_check(struct generate_form *f, const struct watch *watch)
{
	check_name(f, watch);
	form_rules_meta(&f->meta);
	form_rules_addresses(&f->addresses);
}

bool generate_form_dirty(const struct generate_form *f)
{
	return strcmp(textfield_text(&f->name), f->given) != 0 ||
	       (rows_filled(&f->addresses) &&
		!generate_form_shows_offered(f)) ||
	       f->typed.count || (!f->stored && rows_filled(&f->meta));
}

bool generate_form_shows_offered(const struct generate_form *f)
{
	_cleanup_(strlist_release) struct strlist shown = { 0 };

	rows_get_list(&f->addresses, &shown);
	return f->offered && shown.count && strlist_equal(&shown, f->offered);
}

void generate_form_clear_addresses(struct generate_form *f)
{
	rows_set_list(&f->addresses, &(struct strlist){ 0 }, false);
}

void generate_form_show_stored(struct generate_form *f, const struct peering *p)
{
	_cleanup_(kv_release) struct kv stored = { 0 };

	if (!f->stored)
		rows_get_kv(&f->meta, &f->typed);
	peering_meta_kv(p, &stored);
	rows_set_kv(&f->meta, &stored, true);
	f->stored = true;
	f->items[GENERATE_META].help = "stored with the peering; Consul takes "
				       "no other meta for it";
	f->form.buttons[0] = "Generate again";
}

void generate_form_show_typed(struct generate_form *f)
{
	if (!f->stored)
		return;
	rows_set_kv(&f->meta, &f->typed, false);
	kv_release(&f->typed);
	f->stored = false;
	f->items[GENERATE_META].help = NULL;
	f->form.buttons[0] = "Generate";
}

void generate_form_request(const struct generate_form *f, struct kv *meta,
			   struct strlist *addresses,
			   struct peering_generate *ret)
{
	if (!f->stored)
		rows_get_kv(&f->meta, meta);
	rows_get_list(&f->addresses, addresses);
	*ret = (struct peering_generate){
		.name = textfield_text(&f->name),
		.partition = textfield_text(&f->partition),
		.meta = meta,
		.addresses = addresses,
	};
}
