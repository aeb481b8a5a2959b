#include "tui/peers_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "net/watch.h"

#define FILTER_MAX 256

static bool contains(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; *text; text++)
		if (!strncasecmp(text, word, len))
			return true;
	return false;
}

static bool meta_contains(const struct peering *p, const char *word)
{
	char pair[PEERING_META_KEY_MAX + PEERING_META_VALUE_MAX + 2];

	for (uint32_t i = 0; p->meta.items && i + 1 < p->meta.count; i += 2) {
		snprintf(pair, sizeof(pair), "%s=%s", p->meta.items[i],
			 p->meta.items[i + 1]);
		if (contains(pair, word))
			return true;
	}
	return false;
}

static bool has_word(const struct watch_row *row, const char *word)
{
	const struct peering *p = row->peering;

	return contains(p->name, word) ||
	       contains(health_name(row->health), word) ||
	       contains(p->state_text, word) ||
	       contains(peering_role_name(peering_role(p)), word) ||
	       contains(p->remote_datacenter, word) || meta_contains(p, word);
}

/* `words` is cut at its blanks. */
static bool passes(const struct watch_row *row, const char *words)
{
	char word[FILTER_MAX];

	while (*(words += strspn(words, " "))) {
		size_t len = strcspn(words, " ");
		bool without = *words == '!';

		snprintf(word, sizeof(word), "%.*s", (int)(len - without),
			 words + without);
		words += len;
		if (*word && has_word(row, word) == without)
			return false;
	}
	return true;
}

static int worst_first(const void *a, const void *b)
{
	const struct watch_row *x = *(const struct watch_row *const *)a;
	const struct watch_row *y = *(const struct watch_row *const *)b;

	if (x->health != y->health)
		return x->health < y->health ? -1 : 1;
	return strcmp(x->peering->name, y->peering->name);
}

void peers_view_build(struct peers_view *v, const struct watch_row *rows,
		      size_t count, const char *filter)
{
	if (count > v->cap) {
		v->cap = count;
		v->rows = mem_resize(v->rows, count, sizeof(*v->rows));
	}
	v->count = v->need_look = 0;
	for (size_t i = 0; i < count; i++) {
		v->need_look += health_needs_look(rows[i].health);
		if (passes(&rows[i], filter))
			v->rows[v->count++] = &rows[i];
	}
	if (v->count)
		qsort(v->rows, v->count, sizeof(*v->rows), worst_first);
}

void peers_view_release(struct peers_view *v)
{
	free(v->rows);
	*v = (struct peers_view){ 0 };
}
