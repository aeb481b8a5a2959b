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
		item->field->assist = i < ARRAY_LEN(f->ends)
					      ? &f->ends[i]
					      : &f->suggest.kinds[SUGGEST_NAME];
	} else {
		item->rows = i == CONNECT_FORM_META ? &f->meta : &f->addresses;
	}
}

/* Those that the other end has not. */
static void offer_ends(const struct connect_form *f, size_t other,
		       const char *text, struct strlist *ret)
{
	for (size_t i = 0; i < f->choices.count; i++)
		if (strcmp(f->choices.items[i],
			   textfield_text(&f->fields[other])) != 0)
			assist_offer(ret, text, f->choices.items[i]);
}

static void offer_from(void *ctx, const char *text, struct strlist *ret)
{
	offer_ends(ctx, CONNECT_FORM_TO, text, ret);
}

static void offer_to(void *ctx, const char *text, struct strlist *ret)
{
	offer_ends(ctx, CONNECT_FORM_FROM, text, ret);
}

/* What is known of From is what its fields are offered. */
static void follow_from(struct connect_form *f, const struct app *app)
{
	const char *from = textfield_text(&f->fields[CONNECT_FORM_FROM]);

	f->suggest.cluster = NULL;
	for (size_t i = 0; i < app->cluster_count; i++)
		if (!strcmp(cluster_title(app->clusters[i]), from))
			f->suggest.cluster = app->clusters[i];
}

void connect_form_init(struct connect_form *f, struct app *app)
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
	suggest_init(&f->suggest, app, app->cluster);
	form_rules_init_meta(&f->meta, &f->suggest);
	form_rules_init_addresses(&f->addresses, &f->suggest);
	f->ends[CONNECT_FORM_FROM] =
		(struct assist){ offer_from, f, &app->typed[SUGGEST_CONTEXT] };
	f->ends[CONNECT_FORM_TO] =
		(struct assist){ offer_to, f, &app->typed[SUGGEST_CONTEXT] };
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
	suggest_release(&f->suggest);
}

const char *connect_form_text(const struct connect_form *f,
			      enum connect_item_of_form field)
{
	return textfield_text(&f->fields[field]);
}

/* --- rules -----------------------------------------------------------------
 */

static void check_end(struct connect_form *f, const struct app *app, size_t i)
{
	static const char *const does[] = {
		[CONNECT_FORM_FROM] = "generates the token",
		[CONNECT_FORM_TO] = "dials the other",
	};
	struct textfield *field = &f->fields[i];
	const char *typed = textfield_text(field);
	const char *refused = connect_end_refused(app, typed);

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
	if (form_rules_name(&f->fields[i], false))
		textfield_note(&f->fields[i], ROLE_TEXT, "%s", "");
}

void connect_form_check(struct connect_form *f, const struct app *app)
{
	follow_from(f, app);
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
