#include "tui/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/token_text.h"
#include "widgets/key.h"
#include "widgets/table.h"

#define HEAD_ROWS 2

static const struct table_column columns[] = {
	{ "NAME", 12, 32, 0, false, true },
	{ "FINGERPRINT", 19, 19, 1, false, false },
	{ "AGE", 5, 5, 0, true, false },
	{ "STATUS", 12, 16, 0, false, false },
	{ "CARRIED OVER", 12, 60, 2, false, false },
};

struct tokens_screen {
	struct screen base;
	struct table table;
};

static struct tokens_screen *tokens_of(struct screen *s)
{
	return (struct tokens_screen *)(void *)s;
}

/* The newest first. */
static const struct token_entry *entry_at(const struct tokens_screen *s,
					  size_t row)
{
	const struct tokens *t = &s->base.app->tokens;

	return t->items[t->count - 1 - row];
}

static size_t row_count(void *ctx)
{
	return ((struct tokens_screen *)ctx)->base.app->tokens.count;
}

static const char *row_id(void *ctx, size_t row)
{
	return entry_at(ctx, row)->fingerprint;
}

static const char *status_word(enum token_use use)
{
	static const char *const words[] = {
		[TOKEN_UNKNOWN] = "not known",
		[TOKEN_UNUSED] = "not used yet",
		[TOKEN_CONNECTING] = "connecting",
		[TOKEN_ACTIVE] = "used, ACTIVE",
		[TOKEN_WAS_ACTIVE] = "not needed",
		[TOKEN_SUPERSEDED] = "superseded",
		[TOKEN_GONE] = "peering gone",
	};

	return words[use];
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	const struct tokens_screen *s = ctx;
	const struct token_entry *e = entry_at(s, row);
	const struct app *app = s->base.app;
	char age[EXPLAIN_AGE_MAX], fingerprint[TOKEN_TEXT_GROUPS_MAX];

	if (column == 0) {
		buf_adds(&cell->text, e->name);
	} else if (column == 1) {
		token_text_groups(e->fingerprint, fingerprint);
		buf_adds(&cell->text, fingerprint);
	} else if (column == 2) {
		explain_age((app->now_ms - e->generated_ms) / 1000, app->ascii,
			    age);
		buf_adds(&cell->text, age);
	} else if (column == 3) {
		buf_adds(&cell->text, status_word(e->use));
	} else {
		buf_adds(&cell->text, e->carried[0] ? e->carried : "not yet");
		cell->role = ROLE_MUTED;
	}
}

static void tokens_layout(struct screen *screen, int w, int h)
{
	table_layout(&tokens_of(screen)->table, w, h - HEAD_ROWS);
}

static void tokens_draw(const struct screen *screen, const struct canvas *c)
{
	const struct tokens_screen *s = (const void *)screen;
	struct canvas area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w,
							  c->h - HEAD_ROWS });

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Tokens of this run");
	canvas_text_right(c, 0, 0, c->w - 1, ROLE_MUTED,
			  "kept in memory until you quit");
	table_draw(&s->table, &area);
}

static bool tokens_key(struct screen *screen, const struct key *key)
{
	return table_key(&tokens_of(screen)->table, key);
}

static void tokens_close(struct screen *screen)
{
	free(tokens_of(screen));
}

static const struct screen_ops ops = {
	.scope = SCOPE_TOKENS,
	.close = tokens_close,
	.layout = tokens_layout,
	.draw = tokens_draw,
	.key = tokens_key,
};

struct screen *screen_tokens_new(struct app *app)
{
	struct tokens_screen *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->table = (struct table){
		.source = { s, row_count, row_cell, row_id, NULL },
		.columns = columns,
		.column_count = ARRAY_LEN(columns),
		.y = HEAD_ROWS,
	};
	table_reload(&s->table);
	return &s->base;
}

void tokens_open(struct app *app)
{
	struct tokens_screen *s = tokens_of(app_top(app));

	app_push(app, screen_token_new(app, app->tokens.count - 1 -
						    s->table.selected));
}
