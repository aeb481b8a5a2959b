#include "tui/form_rules.h"

#include <string.h>

#include "net/token.h"
#include "net/watch.h"
#include "tui/suggest.h"
#include "widgets/textfield.h"

#define VALUE_LIMIT   1024
#define ADDRESS_MAX   300
#define ADDRESSES_MAX 64

static const struct rows_kind meta_kind = {
	.columns = 2,
	.placeholders = { "key", "value" },
	.limits = { FORM_RULES_NAME_LIMIT, VALUE_LIMIT },
	.widths = { 12, 20 },
	.max = PEERING_META_MAX,
};

static const struct rows_kind address_kind = {
	.columns = 1,
	.placeholders = { "host:port" },
	.limits = { ADDRESS_MAX },
	.widths = { 34 },
	.max = ADDRESSES_MAX,
};

void form_rules_init_meta(struct rows *rows, struct suggest *suggest)
{
	struct rows_kind kind = meta_kind;

	kind.assists[0] = &suggest->kinds[SUGGEST_META_KEY];
	kind.assists[1] = &suggest->kinds[SUGGEST_META_VALUE];
	suggest->meta = rows;
	rows_init(rows, &kind);
}

void form_rules_init_addresses(struct rows *rows, const struct suggest *suggest)
{
	struct rows_kind kind = address_kind;

	kind.assists[0] = &suggest->kinds[SUGGEST_ADDRESS];
	rows_init(rows, &kind);
}

bool form_rules_name(struct textfield *field, bool needed)
{
	const char *name = textfield_text(field);
	const char *problem = peering_name_problem(name);

	if (!*name) {
		textfield_note(field, ROLE_BAD, "%s",
			       needed ? "a name is needed" : "");
		return false;
	}
	if (!problem)
		return true;
	textfield_note(field, ROLE_BAD, "%s", problem);
	return false;
}

bool form_rules_given_before(const struct rows *rows, size_t row)
{
	const char *text = textfield_text(rows_cell(rows, row, 0));

	for (size_t i = 0; i < row; i++)
		if (!strcmp(textfield_text(rows_cell(rows, i, 0)), text))
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
	return form_rules_given_before(rows, row) ? "given twice" : NULL;
}

void form_rules_meta(const struct rows *rows)
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

void form_rules_addresses(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct textfield *field = rows_cell(rows, i, 0);
		const char *address = textfield_text(field);
		bool refused = false;
		const char *warning =
			!*address ? NULL
			: form_rules_given_before(rows, i)
				? "given twice"
				: token_address_warning(address, &refused);

		textfield_note(field, ROLE_WARN, "%s%s", warning ? warning : "",
			       refused ? ": will be refused" : "");
	}
}

const struct watch_row *form_rules_listed(const struct watch *watch,
					  const char *name)
{
	size_t count = 0;
	const struct watch_row *rows = watch ? watch_rows(watch, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].peering->name, name))
			return &rows[i];
	return NULL;
}
