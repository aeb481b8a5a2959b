#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/strlist.h"
#include "net/watch.h"
#include "tui/filter_private.h"

#define OFFERS_MAX 64 /* more of them are no help, and cost time */

struct offers {
	struct strlist *list;
	const char *typed; /* what each must begin with */
	size_t typed_len;
};

static void offer(struct offers *o, const char *text)
{
	if (!strncasecmp(text, o->typed, o->typed_len) &&
	    o->list->count < OFFERS_MAX && !strlist_has(o->list, text))
		strlist_add(o->list, text);
}

/* `head` (a field and its operator) with a value, quoted when need be. */
static void offer_value(struct offers *o, const char *head, const char *value)
{
	const char *quote = strchr(value, ' ') ? "\"" : "";
	struct buf word = BUF_INIT(2 * FILTER_MAX);

	if (!*value || strchr(value, '"') ||
	    !buf_addf(&word, "%s%s%s%s", head, quote, value, quote)) {
		buf_release(&word);
		return;
	}
	offer(o, word.data);
	buf_release(&word);
}

static void offer_fields(struct offers *o)
{
	char word[32];

	for (size_t i = 0; i < filter_field_count; i++) {
		const struct filter_field *field = &filter_fields[i];

		snprintf(word, sizeof(word), "%s%c", field->name,
			 field->kind == FILTER_META ? '.' : field->ops[0]);
		if (strlen(word) > o->typed_len)
			offer(o, word);
	}
}

static void offer_keys(struct offers *o, const struct watch_row *rows,
		       size_t count)
{
	char word[PEERING_META_KEY_MAX + 8];

	for (size_t i = 0; i < count; i++) {
		const struct peering_strings *meta = &rows[i].peering->meta;

		for (uint32_t j = 0; meta->items && j < meta->count; j += 2) {
			snprintf(word, sizeof(word),
				 "meta.%s=", meta->items[j]);
			offer(o, word);
		}
	}
}

/* The values that a field has in the rows; `key` of meta, else NULL. */
static void offer_values(struct offers *o, const char *head,
			 const struct filter_field *field, const char *key,
			 const struct watch_row *rows, size_t count)
{
	const char *last = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct peering *p = rows[i].peering;
		const char *value = !key	    ? field->value(&rows[i])
				    : p->meta.items ? peering_meta(p, key)
						    : NULL;

		if (value && value != last)
			offer_value(o, head, value);
		last = value;
	}
}

/* Where the word that ends at `point` begins, behind a "!". */
static size_t word_start(const char *line, size_t point)
{
	bool quoted = false;
	size_t start = 0;

	for (size_t i = 0; i < point; i++) {
		quoted ^= line[i] == '"';
		if (line[i] == ' ' && !quoted)
			start = i + 1;
	}
	return start + (start < point && line[start] == '!');
}

bool filter_unfinished(const char *line, size_t *ret_start)
{
	size_t len = strlen(line), start = word_start(line, len);

	for (size_t i = 0; start < len && i < filter_field_count; i++) {
		if (strncasecmp(filter_fields[i].name, line + start,
				len - start) != 0)
			continue;
		*ret_start = start;
		return true;
	}
	return false;
}

void filter_complete(const char *line, size_t point,
		     const struct watch_row *rows, size_t count,
		     size_t *ret_start, struct strlist *ret)
{
	size_t start = word_start(line, point), op;
	struct offers o = { ret, line + start, point - start };
	const struct filter_field *field;
	char head[FILTER_MAX], key[FILTER_MAX];

	*ret_start = start;
	op = strcspn(o.typed, ":=<>");
	snprintf(head, sizeof(head), "%.*s", (int)op + 1, o.typed);
	if (op >= o.typed_len) {
		offer_fields(&o);
		if (o.typed_len >= 5 && !strncasecmp(o.typed, "meta.", 5))
			offer_keys(&o, rows, count);
	} else if (!strncasecmp(head, "meta.", 5)) {
		snprintf(key, sizeof(key), "%.*s", (int)op - 5, head + 5);
		offer_values(&o, head, NULL, key, rows, count);
	} else {
		field = filter_field_of(head, op);
		if (field && field->value)
			offer_values(&o, head, field, NULL, rows, count);
	}
	strlist_sort(ret);
}
