#include "tui/connect_form.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "tui/app.h"
#include "tui/connect_end.h"
#include "tui/form_rules.h"

#define END_LIMIT 128

static const struct {
	const char *label, *help, *placeholder;
} looks[] = {
	[CONNECT_FORM_FROM] = { "From", NULL, NULL },
	[CONNECT_FORM_TO] = { "To", NULL, NULL },
	[CONNECT_FORM_NAME_TO] = { "Name of To",
				   "what From calls it, in DNS too; for good",
				   "its datacenter" },
	[CONNECT_FORM_NAME_FROM] = { "Name of From", NULL, "its datacenter" },
	[CONNECT_FORM_META] = { "Meta", NULL, NULL },
	[CONNECT_FORM_ADDRESSES] = { "Addresses",
				     "of From, dialed instead of its servers' "
				     "own; none = automatic",
				     NULL },
};

/* The only cluster besides From that may be written, or "". */
static const char *other_one(const struct connect_form *f,
			     const struct app *app, const char *from)
{
	const char *other = "";

	for (size_t i = 0; i < f->choices.count; i++) {
		const char *name = f->choices.items[i];

		if (!strcmp(name, from) || connect_end_refused(app, name))
			continue;
		if (*other)
			return "";
		other = name;
	}
	return other;
}

static void init_item(struct connect_form *f, size_t i)
{
	struct form_item *item = &f->items[i];

	*item = (struct form_item){
		.kind = i < CONNECT_FORM_FIELDS ? FORM_FIELD : FORM_ROWS,
		.label = looks[i].label,
		.help = looks[i].help,
		.width = FORM_RULES_FIELD_WIDTH,
	};
	if (i < CONNECT_FORM_FIELDS) {
		item->field = &f->fields[i];
		item->field->placeholder = looks[i].placeholder;
	} else {
		item->rows = i == CONNECT_FORM_META ? &f->meta : &f->addresses;
	}
}

void connect_form_init(struct connect_form *f, const struct app *app)
{
	const char *from = cluster_title(app->cluster);

	*f = (struct connect_form){ 0 };
	connect_end_names(app, &f->choices);
	textfield_init(&f->fields[CONNECT_FORM_FROM], from, END_LIMIT);
	textfield_init(&f->fields[CONNECT_FORM_TO], other_one(f, app, from),
		       END_LIMIT);
	textfield_init(&f->fields[CONNECT_FORM_NAME_TO], "",
		       FORM_RULES_NAME_LIMIT);
	textfield_init(&f->fields[CONNECT_FORM_NAME_FROM], "",
		       FORM_RULES_NAME_LIMIT);
	rows_init(&f->meta, &form_rules_meta_kind);
	rows_init(&f->addresses, &form_rules_address_kind);
	for (size_t i = 0; i < CONNECT_FORM_ITEMS; i++)
		init_item(f, i);
	f->form = (struct form){
		.items = f->items,
		.count = CONNECT_FORM_ITEMS,
		.buttons = { "Plan", "Cancel" },
		.button_count = 2,
		.label_width = FORM_RULES_LABEL_WIDTH + 1,
	};
}

void connect_form_release(struct connect_form *f)
{
	form_blur(&f->form);
	for (size_t i = 0; i < CONNECT_FORM_FIELDS; i++)
		textfield_release(&f->fields[i]);
	rows_release(&f->meta);
	rows_release(&f->addresses);
	strlist_release(&f->choices);
}

const char *connect_form_text(const struct connect_form *f,
			      enum connect_item_of_form field)
{
	return textfield_text(&f->fields[field]);
}

/* --- rules -----------------------------------------------------------------
 */

/* Those that begin with what was typed; the first is proposed. */
static void find_candidates(struct connect_form *f, size_t i)
{
	const char *typed = textfield_text(&f->fields[i]);
	const char *other = textfield_text(&f->fields[!i]);
	_cleanup_(buf_release) struct buf all =
		BUF_INIT(sizeof(f->candidates[i]) - 1);

	f->proposals[i][0] = f->candidates[i][0] = '\0';
	f->items[i].help = NULL;
	for (size_t c = 0; c < f->choices.count; c++) {
		const char *name = f->choices.items[c];

		if (strncmp(name, typed, strlen(typed)) != 0 ||
		    !strcmp(name, typed) || !strcmp(name, other))
			continue;
		if (!all.len)
			snprintf(f->proposals[i], sizeof(f->proposals[i]), "%s",
				 name);
		buf_addf(&all, "%s%s", all.len ? "  " : "Right takes ", name);
	}
	if (strlist_has(&f->choices, typed) || !all.len)
		return;
	snprintf(f->candidates[i], sizeof(f->candidates[i]), "%s", all.data);
	f->items[i].help = f->candidates[i];
}

static void check_end(struct connect_form *f, const struct app *app, size_t i)
{
	static const char *const does[] = {
		[CONNECT_FORM_FROM] = "generates the token",
		[CONNECT_FORM_TO] = "dials the other",
	};
	struct textfield *field = &f->fields[i];
	const char *typed = textfield_text(field);
	const char *refused = connect_end_refused(app, typed);

	find_candidates(f, i);
	if (!*typed)
		textfield_note(field, ROLE_BAD, "%s",
			       f->tried ? "a cluster is needed" : "");
	else if (!strlist_has(&f->choices, typed))
		textfield_note(field, ROLE_BAD, "no such cluster");
	else if (i == CONNECT_FORM_TO &&
		 !strcmp(typed, connect_form_text(f, CONNECT_FORM_FROM)))
		textfield_note(field, ROLE_BAD, "the same as From");
	else if (refused)
		textfield_note(field, ROLE_BAD, "%s", refused);
	else
		textfield_note(field, ROLE_TEXT, "%s", does[i]);
}

static void check_name(struct connect_form *f, size_t i)
{
	if (form_rules_name(&f->fields[i], false, f->proposals[i]))
		textfield_note(&f->fields[i], ROLE_TEXT, "%s", "");
}

void connect_form_check(struct connect_form *f, const struct app *app)
{
	check_end(f, app, CONNECT_FORM_FROM);
	check_end(f, app, CONNECT_FORM_TO);
	check_name(f, CONNECT_FORM_NAME_TO);
	check_name(f, CONNECT_FORM_NAME_FROM);
	form_rules_meta(&f->meta);
	form_rules_addresses(&f->addresses);
}

bool connect_form_dirty(const struct connect_form *f)
{
	return *connect_form_text(f, CONNECT_FORM_NAME_TO) ||
	       *connect_form_text(f, CONNECT_FORM_NAME_FROM) ||
	       rows_filled(&f->meta) || rows_filled(&f->addresses);
}

/* --- doing -----------------------------------------------------------------
 */

static void swap(struct textfield *a, struct textfield *b)
{
	_cleanup_(mem_freep) char *text = mem_dup(textfield_text(a));

	textfield_set(a, textfield_text(b));
	textfield_set(b, text);
}

void connect_form_swap(struct connect_form *f)
{
	swap(&f->fields[CONNECT_FORM_FROM], &f->fields[CONNECT_FORM_TO]);
	swap(&f->fields[CONNECT_FORM_NAME_FROM],
	     &f->fields[CONNECT_FORM_NAME_TO]);
}

bool connect_form_take_proposal(struct connect_form *f)
{
	size_t i = f->form.focus;

	return i < CONNECT_FORM_FIELDS &&
	       form_rules_take(&f->fields[i], f->proposals[i]);
}
