#include "tui/filter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/attrs.h"
#include "net/watch.h"
#include "tui/filter_private.h"

/* --- texts ---------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* `start` and `word` are in lower case already. */
static bool begins(const char *text, const char *start)
{
	while (*start && lower(*text) == *start)
		text++, start++;
	return !*start;
}

static bool contains(const char *text, const char *word)
{
	for (; *text; text++)
		if (lower(*text) == *word && begins(text + 1, word + 1))
			return true;
	return !*word;
}

static const char *word_of(const struct filter *f, const struct filter_term *t)
{
	return f->words + t->text;
}

/* --- the fields ----------------------------------------------------------- */

static const char *value_name(const struct watch_row *row)
{
	return row->peering->name;
}

static const char *value_health(const struct watch_row *row)
{
	return health_name(row->health);
}

static const char *value_state(const struct watch_row *row)
{
	return row->peering->state_text;
}

static const char *value_role(const struct watch_row *row)
{
	return peering_role_name(peering_role(row->peering));
}

static const char *value_remote(const struct watch_row *row)
{
	return row->peering->remote_datacenter;
}

static const char *value_partition(const struct watch_row *row)
{
	return row->peering->partition;
}

static const char *value_id(const struct watch_row *row)
{
	return row->peering->id;
}

static int64_t number_seen(const struct watch_row *row)
{
	return row->seen_s;
}

static int64_t number_imp(const struct watch_row *row)
{
	return row->peering->imported.count;
}

static int64_t number_exp(const struct watch_row *row)
{
	return row->peering->exported.count;
}

const struct filter_field filter_fields[] = {
	{ "name", ":", FILTER_TEXT, value_name, NULL },
	{ "health", ":", FILTER_TEXT, value_health, NULL },
	{ "state", ":", FILTER_TEXT, value_state, NULL },
	{ "role", ":", FILTER_TEXT, value_role, NULL },
	{ "remote", ":", FILTER_TEXT, value_remote, NULL },
	{ "partition", ":", FILTER_TEXT, value_partition, NULL },
	{ "id", ":", FILTER_TEXT, value_id, NULL },
	{ "seen", "><", FILTER_AGE, NULL, number_seen },
	{ "imp", "><=", FILTER_NUMBER, NULL, number_imp },
	{ "exp", "><=", FILTER_NUMBER, NULL, number_exp },
	{ "meta", "=:", FILTER_META, NULL, NULL },
};
const size_t filter_field_count = ARRAY_LEN(filter_fields);

static bool meta_fits(const struct filter *f, const struct filter_term *t,
		      const struct watch_row *row)
{
	const struct peering_strings *meta = &row->peering->meta;
	const char *key = f->words + t->key;

	for (uint32_t i = 0; meta->items && i + 1 < meta->count; i += 2)
		if (t->op ? !strcasecmp(meta->items[i], key) &&
				    begins(meta->items[i + 1], word_of(f, t))
			  : begins(meta->items[i], key))
			return true;
	return false;
}

static bool field_fits(const struct filter *f, const struct filter_term *t,
		       const struct watch_row *row)
{
	int64_t n;

	if (t->field->value)
		return begins(t->field->value(row), word_of(f, t));
	if (!t->field->number)
		return meta_fits(f, t, row);
	n = t->field->number(row);
	if (n < 0) /* never heard: neither older nor younger */
		return false;
	return t->op == '<'   ? n < t->number
	       : t->op == '>' ? n > t->number
			      : n == t->number;
}

/* --- words ---------------------------------------------------------------- */

/* "v=pr" is in "env=prod": the end of a key, the beginning of a value. */
static bool pair_contains(const char *key, const char *value, const char *word,
			  const char *equals)
{
	size_t len = strlen(key), end = (size_t)(equals - word);

	return len >= end && !strncasecmp(key + len - end, word, end) &&
	       begins(value, equals + 1);
}

static bool meta_contains(const struct peering_strings *meta, const char *word)
{
	const char *equals = strchr(word, '=');

	for (uint32_t i = 0; i + 1 < meta->count; i += 2) {
		const char *key = meta->items[i], *value = meta->items[i + 1];

		if (contains(key, word) || contains(value, word) ||
		    (equals && pair_contains(key, value, word, equals)))
			return true;
	}
	return false;
}

static bool word_fits(const struct filter *f, const struct filter_term *t,
		      const struct watch_row *row)
{
	const struct peering *p = row->peering;
	const char *word = word_of(f, t);

	return t->healths >> row->health & 1 || t->states >> p->state & 1 ||
	       t->roles >> peering_role(p) & 1 || contains(p->name, word) ||
	       contains(p->remote_datacenter, word) ||
	       (p->state == PEERING_OTHER && contains(p->state_text, word)) ||
	       (p->meta.items && meta_contains(&p->meta, word));
}

bool filter_fits(const struct filter *f, const struct watch_row *row)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct filter_term *t = &f->terms[i];
		bool fits =
			t->field ? field_fits(f, t, row) : word_fits(f, t, row);

		if (fits == t->without)
			return false;
	}
	return true;
}

/* --- parsing -------------------------------------------------------------- */

/* A word of the line: in lower case, without quotes. */
struct token {
	char text[FILTER_MAX];
	size_t len;
	size_t op; /* where the first of ":=<>" outside quotes is; or len */
	bool without;
};

/* Cut the next word off `line`; NULL at the end. */
static const char *next_token(const char *line, struct token *ret)
{
	bool quoted = false, found = false;

	line += strspn(line, " ");
	if (!*line)
		return NULL;
	*ret = (struct token){ .without = *line == '!' };
	for (line += ret->without; *line && (quoted || *line != ' '); line++) {
		if (*line == '"') {
			quoted = !quoted;
			continue;
		}
		if (!found && !quoted && strchr(":=<>", *line)) {
			ret->op = ret->len;
			found = true;
		}
		if (ret->len + 1 < sizeof(ret->text))
			ret->text[ret->len++] = lower(*line);
	}
	if (!found)
		ret->op = ret->len;
	return line;
}

const struct filter_field *filter_field_of(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(filter_fields); i++)
		if (strlen(filter_fields[i].name) == len &&
		    !memcmp(filter_fields[i].name, name, len))
			return &filter_fields[i];
	return NULL;
}

/* Whether a word is in the name of a health, State or role is known once. */
static void set_bits(struct filter_term *t, const char *word)
{
	for (int i = 0; i < HEALTH_COUNT; i++)
		if (contains(health_name((enum health)i), word))
			t->healths |= UINT32_C(1) << i;
	for (int i = 0; i < PEERING_OTHER; i++)
		if (contains(peering_state_name((enum peering_state)i), word))
			t->states |= UINT32_C(1) << i;
	for (int i = 0; i <= PEERING_DIALER; i++)
		if (contains(peering_role_name((enum peering_role)i), word))
			t->roles |= UINT32_C(1) << i;
}

static uint16_t keep(struct filter *f, const char *text, size_t len)
{
	size_t at = f->used;

	memcpy(f->words + at, text, len);
	f->words[at + len] = '\0';
	f->used += len + 1;
	return (uint16_t)at;
}

/* "2m" in seconds, "7" as it is; false when it is neither. */
static bool read_number(const char *text, bool age, int64_t *ret)
{
	static const struct {
		char unit;
		int seconds;
	} units[] = {
		{ 's', 1 },
		{ 'm', 60 },
		{ 'h', 3600 },
		{ 'd', 86400 },
	};
	char *end;
	long n = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1;

	if (n < 0 || n > 1000000000)
		return false;
	*ret = n;
	if (!*end)
		return true;
	for (size_t i = 0; age && i < ARRAY_LEN(units); i++) {
		if (*end != units[i].unit || end[1])
			continue;
		*ret = n * units[i].seconds;
		return true;
	}
	return false;
}

static void tell_unknown(struct filter *f, const struct token *word)
{
	int len = (int)word->op;
	size_t at;

	snprintf(f->problem, sizeof(f->problem), "no field \"%.*s\"; there are",
		 len < 20 ? len : 20, word->text);
	for (size_t i = 0; i < ARRAY_LEN(filter_fields); i++) {
		at = strlen(f->problem);
		snprintf(f->problem + at, sizeof(f->problem) - at, " %s%s",
			 filter_fields[i].name,
			 filter_fields[i].kind == FILTER_META ? ".KEY" : "");
	}
}

static bool is_letters(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 'a' || text[i] > 'z')
			return false;
	return len > 0;
}

static bool is_meta(const struct token *word)
{
	return word->len >= 5 && !memcmp(word->text, "meta.", 5) &&
	       word->op >= 5;
}

/*
 * Which field a word names. NULL with *ret_known: it is a plain word, such as
 * an address with its port or KEY=VALUE.
 */
static const struct filter_field *field_of(const struct token *word,
					   bool *ret_known)
{
	const struct filter_field *field =
		is_meta(word) ? filter_field_of("meta", 4)
			      : filter_field_of(word->text, word->op);
	char op = word->text[word->op];

	*ret_known = true;
	if (field && field->kind == FILTER_META)
		return is_meta(word) && (!op || strchr(field->ops, op)) ? field
									: NULL;
	if (op && field && strchr(field->ops, op))
		return field;
	if (op && op != '=' && is_letters(word->text, word->op))
		*ret_known = false;
	return NULL;
}

static bool read_value(struct filter *f, struct filter_term *t,
		       const struct token *word)
{
	const char *value = word->text + word->op + 1;
	bool age = t->field->kind == FILTER_AGE;

	if (t->field->kind == FILTER_META) {
		t->key = keep(f, word->text + 5, word->op - 5);
		if (!t->op)
			return true;
	}
	t->text = keep(f, value, strlen(value));
	if (!age && t->field->kind != FILTER_NUMBER)
		return true;
	if (read_number(value, age, &t->number))
		return true;
	snprintf(f->problem, sizeof(f->problem), "%s%c needs %s",
		 t->field->name, t->op,
		 age ? "an age such as 30s, 2m, 1h" : "a number");
	return false;
}

static void add_term(struct filter *f, const struct token *word)
{
	struct filter_term *t = &f->terms[f->count];
	bool known;

	*t = (struct filter_term){ .without = word->without,
				   .op = word->text[word->op],
				   .field = field_of(word, &known) };
	if (!known) {
		tell_unknown(f, word);
		return;
	}
	if (t->field) {
		f->count += read_value(f, t, word);
		return;
	}
	t->text = keep(f, word->text, word->len);
	set_bits(t, word->text);
	f->count++;
}

void filter_parse(struct filter *f, const char *line)
{
	struct token word;

	*f = (struct filter){ .used = 1 }; /* .words begins with "" */
	while ((line = next_token(line, &word))) {
		if (!word.len)
			continue;
		if (f->count == FILTER_TERMS ||
		    f->used + word.len + 2 > sizeof(f->words)) {
			snprintf(f->problem, sizeof(f->problem),
				 "more words than a filter can have");
			return;
		}
		add_term(f, &word);
	}
}

/* --- narrowing ------------------------------------------------------------ */

/* Whatever fits `t` did fit `before`. */
static bool implies(const struct filter *f, const struct filter_term *t,
		    const struct filter *g, const struct filter_term *before)
{
	bool same = !strcmp(word_of(f, t), word_of(g, before));

	if (t->field != before->field || t->without != before->without ||
	    t->op != before->op ||
	    strcmp(f->words + t->key, g->words + before->key) != 0)
		return false;
	if (same || t->without)
		return same;
	if (!t->field || t->field->kind == FILTER_TEXT ||
	    t->field->kind == FILTER_META)
		return begins(word_of(f, t), word_of(g, before));
	return (t->op == '>' && t->number >= before->number) ||
	       (t->op == '<' && t->number <= before->number);
}

bool filter_narrows(const struct filter *f, const struct filter *before)
{
	if (f->count < before->count)
		return false;
	for (size_t i = 0; i < before->count; i++)
		if (!implies(f, &f->terms[i], before, &before->terms[i]))
			return false;
	return true;
}
