#include "tui/generate_form.h"

#include <string.h>

#include "net/peering_api.h"
#include "net/token.h"
#include "net/watch.h"
#include "widgets/lineedit.h"

#define ADDRESS_MAX    300
#define ADDRESSES_MAX  64
#define PARTITION_MAX  64
#define NAME_LIMIT     256 /* more than Consul takes, so that it can be told */
#define VALUE_LIMIT    1024
#define LABEL_WIDTH    15
#define FIELD_WIDTH    31
#define ADDRESS_WIDTH  34
#define META_KEY_WIDTH 12

static const struct rows_kind meta_kind = {
	.columns = 2,
	.placeholders = { "key", "value" },
	.limits = { NAME_LIMIT, VALUE_LIMIT },
	.widths = { META_KEY_WIDTH, 20 },
	.max = PEERING_META_MAX,
};

static const struct rows_kind address_kind = {
	.columns = 1,
	.placeholders = { "host:port" },
	.limits = { ADDRESS_MAX },
	.widths = { ADDRESS_WIDTH },
	.max = ADDRESSES_MAX,
};

void generate_form_init(struct generate_form *f, const char *partition)
{
	*f = (struct generate_form){ 0 };
	textfield_init(&f->name, "", NAME_LIMIT);
	textfield_init(&f->partition, partition ? partition : "",
		       PARTITION_MAX);
	rows_init(&f->meta, &meta_kind);
	rows_init(&f->addresses, &address_kind);
	f->items[GENERATE_NAME] = (struct form_item){
		.kind = FORM_FIELD,
		.label = "Name",
		.help = "what this cluster calls the other one, in DNS too; "
			"for good",
		.field = &f->name,
		.width = FIELD_WIDTH,
	};
	f->items[GENERATE_META] = (struct form_item){
		.kind = FORM_ROWS,
		.label = "Meta",
		.rows = &f->meta,
	};
	f->items[GENERATE_ADDRESSES] = (struct form_item){
		.kind = FORM_ROWS,
		.label = "Addresses",
		.help = "dialed instead of the servers' own; none = automatic",
		.rows = &f->addresses,
	};
	f->items[GENERATE_PARTITION] = (struct form_item){
		.kind = FORM_FIELD,
		.label = "Partition",
		.field = &f->partition,
		.width = FIELD_WIDTH,
		.hidden = !partition || !*partition,
	};
	f->form = (struct form){
		.items = f->items,
		.count = GENERATE_ITEMS,
		.buttons = { "Generate", "Cancel" },
		.button_count = 2,
		.label_width = LABEL_WIDTH,
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
}

void generate_form_partitions(struct generate_form *f)
{
	f->items[GENERATE_PARTITION].hidden = false;
}

static const struct watch_row *listed(const struct watch *watch,
				      const char *name)
{
	size_t count;
	const struct watch_row *rows = watch_rows(watch, &count);

	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].peering->name, name))
			return &rows[i];
	return NULL;
}

/* What the list has under a name that follows the rules. */
static void note_listed(struct textfield *field, const struct watch *watch)
{
	const struct watch_status *s = watch_status(watch);
	const struct watch_row *row = listed(watch, textfield_text(field));

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
	const char *name = textfield_text(&f->name);
	const char *problem = peering_name_problem(name);

	f->proposal[0] = '\0';
	if (!*name) {
		textfield_note(&f->name, ROLE_BAD, "%s",
			       f->tried ? "a name is needed" : "");
		return;
	}
	if (!problem) {
		note_listed(&f->name, watch);
		return;
	}
	peering_name_proposal(name, f->proposal);
	if (f->proposal[0])
		textfield_note(&f->name, ROLE_BAD, "%s (Right: %s)", problem,
			       f->proposal);
	else
		textfield_note(&f->name, ROLE_BAD, "%s", problem);
}

static bool key_before(const struct rows *rows, size_t row, const char *key)
{
	for (size_t i = 0; i < row; i++)
		if (!strcmp(textfield_text(rows_cell(rows, i, 0)), key))
			return true;
	return false;
}

static const char *pair_problem(const struct rows *rows, size_t row)
{
	const char *key = textfield_text(rows_cell(rows, row, 0));
	const char *value = textfield_text(rows_cell(rows, row, 1));

	if (!*key)
		return *value ? "a key is needed" : NULL;
	if (peering_meta_key_problem(key))
		return peering_meta_key_problem(key);
	return key_before(rows, row, key) ? "given twice" : NULL;
}

static void check_meta(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count && !rows->readonly; i++) {
		const char *key = pair_problem(rows, i);
		const char *value = peering_meta_value_problem(
			textfield_text(rows_cell(rows, i, 1)));

		if (i >= PEERING_META_MAX && !key &&
		    *textfield_text(rows_cell(rows, i, 0)))
			key = "more than 64 pairs";
		textfield_note(rows_cell(rows, i, 0), ROLE_BAD, "%s",
			       key ? key : "");
		textfield_note(rows_cell(rows, i, 1), ROLE_BAD, "%s",
			       value ? value : "");
	}
}

static void check_addresses(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct textfield *field = rows_cell(rows, i, 0);
		const char *address = textfield_text(field);
		bool refused = false;
		const char *warning =
			!*address ? NULL
			: key_before(rows, i, address)
				? "given twice"
				: token_address_warning(address, &refused);

		textfield_note(field, ROLE_WARN, "%s%s", warning ? warning : "",
			       refused ? ": will be refused" : "");
	}
}

void generate_form_check(struct generate_form *f, const struct watch *watch)
{
	check_name(f, watch);
	check_meta(&f->meta);
	check_addresses(&f->addresses);
}

bool generate_form_dirty(const struct generate_form *f)
{
	return textfield_text(&f->name)[0] || rows_filled(&f->addresses) ||
	       f->typed.count || (!f->stored && rows_filled(&f->meta));
}

void generate_form_show_stored(struct generate_form *f, const struct peering *p)
{
	_cleanup_(kv_release) struct kv stored = { 0 };

	if (!f->stored)
		rows_get_kv(&f->meta, &f->typed);
	for (uint32_t i = 0; p->meta.items && i + 1 < p->meta.count; i += 2)
		kv_add(&stored, p->meta.items[i], p->meta.items[i + 1]);
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

bool generate_form_take_proposal(struct generate_form *f)
{
	if (f->form.focus != GENERATE_NAME || !f->proposal[0] ||
	    lineedit_point(f->name.line) < strlen(textfield_text(&f->name)))
		return false;
	textfield_set(&f->name, f->proposal);
	return true;
}
