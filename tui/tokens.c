#include "tui/tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/peering.h"
#include "net/watch.h"

static bool same(const char *a, const char *b)
{
	return !a || !b ? a == b : !strcmp(a, b);
}

static void supersede(struct tokens *t, const struct token_entry *by)
{
	for (size_t i = 0; i < t->count; i++) {
		struct token_entry *e = t->items[i];

		if (e->cluster == by->cluster && !strcmp(e->name, by->name) &&
		    same(e->partition, by->partition))
			e->use = TOKEN_SUPERSEDED;
	}
}

size_t tokens_add(struct tokens *t, const struct tokens_peering *of,
		  const char *text, size_t len, int64_t now_ms)
{
	struct token_entry *e = mem_new(1, sizeof(*e));
	struct err err = ERR_INIT;

	e->cluster = of->cluster;
	e->name = mem_dup(of->name);
	e->partition = mem_dup(of->partition);
	supersede(t, e);
	secret_init(&e->text, len);
	secret_set(&e->text, text, len);
	e->decoded = token_decode(text, len, &e->token, &err);
	if (!e->decoded)
		snprintf(e->problem, sizeof(e->problem), "%.*s",
			 (int)sizeof(e->problem) - 1, err.msg);
	token_fingerprint(text, len, e->fingerprint);
	e->generated_ms = now_ms;
	e->heard_s = -1;
	t->items = mem_grow(t->items, t->count, &t->cap, sizeof(*t->items));
	t->items[t->count] = e;
	return t->count++;
}

static const struct watch_row *find(const struct watch_row *rows, size_t count,
				    const struct token_entry *e)
{
	for (size_t i = 0; i < count; i++) {
		const struct peering *p = rows[i].peering;

		if (e->peering_id[0] ? !strcmp(p->id, e->peering_id)
				     : !strcmp(p->name, e->name))
			return &rows[i];
	}
	return NULL;
}

/*
 * A PENDING acceptor that knows no remote datacenter has not been connected
 * to (Consul 1.21). One that does was connected before this token, or is
 * waiting for the other side to come back: then only ACTIVE tells.
 */
static enum token_use use_of(const struct peering *p)
{
	switch (p->state) {
	case PEERING_ACTIVE:
		return TOKEN_ACTIVE;
	case PEERING_PENDING:
		return *p->remote_datacenter ? TOKEN_CONNECTING : TOKEN_UNUSED;
	case PEERING_ESTABLISHING:
	case PEERING_FAILING:
		return TOKEN_CONNECTING;
	case PEERING_DELETING:
	case PEERING_TERMINATED:
		return TOKEN_GONE;
	default:
		return TOKEN_UNKNOWN;
	}
}

static void follow(struct token_entry *e, const struct watch_row *row)
{
	if (!row) {
		/* A list may be older than the token. */
		if (e->listed)
			e->use = TOKEN_GONE;
		return;
	}
	e->listed = true;
	e->use = use_of(row->peering);
	e->heard_s = row->seen_s;
	/* A connection that was there before a new token says nothing of it. */
	if (e->again && e->use == TOKEN_ACTIVE &&
	    row->since_ms < e->generated_ms)
		e->use = TOKEN_WAS_ACTIVE;
}

void tokens_follow(struct tokens *t, const struct cluster *cluster,
		   const struct watch_row *rows, size_t count)
{
	for (size_t i = 0; i < t->count; i++) {
		struct token_entry *e = t->items[i];

		if (e->cluster == cluster && !e->partition &&
		    e->use != TOKEN_SUPERSEDED && e->use != TOKEN_GONE)
			follow(e, find(rows, count, e));
	}
}

void tokens_left(struct tokens *t, const struct cluster *cluster)
{
	for (size_t i = 0; i < t->count; i++) {
		struct token_entry *e = t->items[i];

		if (e->cluster != cluster)
			continue;
		e->listed = false;
		if (e->use != TOKEN_SUPERSEDED && e->use != TOKEN_GONE)
			e->use = TOKEN_UNKNOWN;
	}
}

static bool at_risk(const struct token_entry *e)
{
	return !e->carried[0] &&
	       (e->use == TOKEN_UNKNOWN || e->use == TOKEN_UNUSED ||
		e->use == TOKEN_WAS_ACTIVE);
}

size_t tokens_at_risk(const struct tokens *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		n += at_risk(t->items[i]);
	return n;
}

bool tokens_all_used(const struct tokens *t)
{
	for (size_t i = 0; i < t->count; i++) {
		enum token_use use = t->items[i]->use;

		if (use != TOKEN_SUPERSEDED && use != TOKEN_GONE &&
		    use != TOKEN_ACTIVE)
			return false;
	}
	return true;
}

void tokens_release(struct tokens *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct token_entry *e = t->items[i];

		secret_release(&e->text);
		token_release(&e->token);
		kv_release(&e->asked);
		free(e->name);
		free(e->partition);
		free(e);
	}
	free(t->items);
	*t = (struct tokens){ 0 };
}
