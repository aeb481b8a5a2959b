#include "tui/exports_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/exports.h"

static void clear_rows(struct exports_model *m)
{
	for (size_t i = 0; i < m->count; i++) {
		free(m->rows[i].name);
		free(m->rows[i].others);
	}
	free(m->rows);
	m->rows = NULL;
	m->count = m->cap = 0;
}

void exports_model_release(struct exports_model *m)
{
	clear_rows(m);
	strlist_release(&m->catalog);
	*m = (struct exports_model){ 0 };
}

static struct exports_row *find(const struct exports_model *m, const char *name)
{
	for (size_t i = 0; i < m->count; i++)
		if (!strcmp(m->rows[i].name, name))
			return &m->rows[i];
	return NULL;
}

static void append(struct exports_model *m, const char *name,
		   const char *others, enum exports_mark mark)
{
	m->rows = mem_grow(m->rows, m->count, &m->cap, sizeof(*m->rows));
	m->rows[m->count++] = (struct exports_row){
		.name = mem_dup(name),
		.others = mem_dup(others),
		.mark = mark,
	};
}

void exports_model_load(struct exports_model *m,
			const struct exports_list *list)
{
	struct strlist added = { 0 }, removed = { 0 };

	exports_model_wish(m, &added, &removed);
	clear_rows(m);
	for (size_t i = 0; i < list->count; i++) {
		const struct exports_service *s = &list->items[i];

		append(m, s->name, s->others,
		       strlist_has(&removed, s->name) ? EXPORTS_REMOVED
						      : EXPORTS_KEPT);
	}
	for (size_t i = 0; i < added.count; i++)
		exports_model_add(m, added.items[i]);
	strlist_release(&added);
	strlist_release(&removed);
}

bool exports_model_add(struct exports_model *m, const char *name)
{
	struct exports_row *row = find(m, name);

	if (!row)
		append(m, name, "", EXPORTS_ADDED);
	else if (row->mark == EXPORTS_REMOVED)
		row->mark = EXPORTS_KEPT;
	else
		return false;
	return true;
}

static void drop(struct exports_model *m, size_t row)
{
	free(m->rows[row].name);
	free(m->rows[row].others);
	m->count--;
	memmove(&m->rows[row], &m->rows[row + 1],
		(m->count - row) * sizeof(*m->rows));
}

void exports_model_toggle(struct exports_model *m, size_t row, bool *ret_gone)
{
	enum exports_mark *mark = &m->rows[row].mark;

	*ret_gone = *mark == EXPORTS_ADDED;
	if (*ret_gone)
		drop(m, row);
	else
		*mark = *mark == EXPORTS_KEPT ? EXPORTS_REMOVED : EXPORTS_KEPT;
}

void exports_model_wish(const struct exports_model *m, struct strlist *add,
			struct strlist *remove)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->rows[i].mark != EXPORTS_KEPT)
			strlist_add(m->rows[i].mark == EXPORTS_ADDED ? add
								     : remove,
				    m->rows[i].name);
}

size_t exports_model_changes(const struct exports_model *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		n += m->rows[i].mark != EXPORTS_KEPT;
	return n;
}

void exports_model_forget(struct exports_model *m)
{
	bool gone;

	for (size_t i = m->count; i-- > 0;)
		if (m->rows[i].mark != EXPORTS_KEPT)
			exports_model_toggle(m, i, &gone);
}

enum exports_known exports_model_known(const struct exports_model *m,
				       const char *name)
{
	if (m->catalog_read && strlist_has(&m->catalog, name))
		return EXPORTS_THERE;
	/* Those of other namespaces are not in this catalog. */
	if (!m->catalog_read || m->catalog_filtered || strchr(name, '/'))
		return EXPORTS_UNKNOWN;
	return EXPORTS_ABSENT;
}

/* Consul 1.21 takes the entry and leaves this service out. */
const char *exports_name_refused(const char *name)
{
	return strcmp(name, "consul") != 0
		       ? NULL
		       : "Consul never exports the service \"consul\"";
}

const char *exports_model_odd(const struct exports_model *m, const char *name)
{
	static const char usual[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-";

	if (!strcmp(name, EXPORTS_ALL) ||
	    exports_model_known(m, name) == EXPORTS_THERE ||
	    !name[strspn(name, usual)])
		return NULL;
	if (strchr(name, ' '))
		return "one name with a blank in it; commas part names";
	if (strchr(name, '*'))
		return "only * alone stands for all services";
	return "not letters, digits and dashes: no DNS name";
}

void exports_model_names(const struct exports_model *m, const char *typed,
			 struct strlist *out)
{
	bool whole = exports_model_known(m, typed) == EXPORTS_THERE;

	while (*typed) {
		size_t len = whole ? strlen(typed) : strcspn(typed, ",");
		size_t from = whole ? 0 : strspn(typed, " "), to = len;

		while (!whole && to > from && typed[to - 1] == ' ')
			to--;
		if (to > from)
			strlist_add_n(out, typed + from, to - from);
		typed += len + (typed[len] == ',');
	}
}

/* Consul itself, and sidecars: they go along with their service (1.21). */
static bool is_exportable(const struct exports_model *m, const char *name)
{
	static const char sidecar[] = "-sidecar-proxy";
	size_t len = strlen(name), tail = sizeof(sidecar) - 1;
	struct exports_row *row = find(m, name);

	if (row && row->mark != EXPORTS_REMOVED)
		return false;
	return !exports_name_refused(name) &&
	       (len <= tail || strcmp(name + len - tail, sidecar) != 0);
}

void exports_model_complete(const struct exports_model *m, const char *typed,
			    size_t max, struct strlist *out)
{
	size_t end = out->count + max, len = strlen(typed);

	if (!strncmp(EXPORTS_ALL, typed, len) && is_exportable(m, EXPORTS_ALL))
		strlist_add(out, EXPORTS_ALL);
	for (int begins = 1; begins >= 0; begins--)
		for (size_t i = 0; i < m->catalog.count; i++) {
			const char *name = m->catalog.items[i];
			const char *at = strstr(name, typed);

			if (!at || (at == name) != begins ||
			    out->count >= end || !is_exportable(m, name))
				continue;
			strlist_add(out, name);
		}
}
