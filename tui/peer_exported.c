#include <stdlib.h>

#include "base/mem.h"
#include "tui/app.h"
#include "tui/keymap.h"
#include "tui/peer.h"
#include "tui/peer_text.h"
#include "widgets/table.h"
#include "widgets/text.h"

static const struct table_column columns[] = {
	{ "SERVICE", 20, 63, 0, false, true },
};

/* The names that the record has. */
struct exported {
	const struct peer *peer;
	struct table table;
	struct text none; /* instead of the table */
};

static const struct peering_strings *names(const struct exported *s)
{
	static const struct peering_strings none;

	return s->peer->record.count ? &s->peer->record.rows[0].exported
				     : &none;
}

static size_t row_count(void *ctx)
{
	return names(ctx)->count;
}

static const char *row_id(void *ctx, size_t row)
{
	return names(ctx)->items[row];
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	(void)column;
	buf_adds(&cell->text, names(ctx)->items[row]);
}

static int total(const void *page)
{
	const struct exported *s = page;
	const struct peering *p = peer_listed(s->peer);

	return p ? (int)p->exported.count : -1;
}

static void add_next(struct exported *s)
{
	char key[KEY_NAME_MAX];

	if (!keymap_first(&s->peer->base.app->keymap, "peering.exports", false,
			  key))
		return;
	text_line(&s->none, 0);
	text_add(&s->none, ROLE_MUTED, "Next: ");
	text_add(&s->none, ROLE_KEY, "%s", key);
	text_add(&s->none, ROLE_TEXT, " adds services for it.");
}

static void explain_none(struct exported *s)
{
	text_clear(&s->none);
	text_line(&s->none, 0);
	if (s->peer->record.count) {
		text_add(&s->none, ROLE_TEXT,
			 "Nothing is exported to this peer.");
		add_next(s);
		return;
	}
	text_add(&s->none, ROLE_TEXT, "%s",
		 s->peer->failure[0] ? "The names are not known: the "
				       "record could not be read."
				     : "Reading the record.");
}

static void update(void *page, bool shown)
{
	struct exported *s = page;

	(void)shown;
	table_reload(&s->table);
	explain_none(s);
}

static void *open(struct peer *peer)
{
	struct exported *s = mem_new(1, sizeof(*s));

	*s = (struct exported){
		.peer = peer,
		.none = TEXT_INIT,
		.table = {
			.source = { .ctx = s,
				    .count = row_count,
				    .cell = row_cell,
				    .id = row_id },
			.columns = columns,
			.column_count = ARRAY_LEN(columns),
		},
	};
	return s;
}

static void close(void *page)
{
	struct exported *s = page;

	text_release(&s->none);
	free(s);
}

static void layout(void *page, int w, int h)
{
	struct exported *s = page;

	table_layout(&s->table, w, h);
}

static void draw(const void *page, const struct canvas *c)
{
	const struct exported *s = page;
	struct canvas none = peer_text_area(c, 0);

	table_draw(&s->table, c);
	if (!names(s)->count)
		text_draw(&s->none, &none, 0);
}

static bool key(void *page, const struct key *key)
{
	struct exported *s = page;

	return table_key(&s->table, key);
}

const struct peer_page peer_exported = {
	.title = "Exported",
	.brief = "Exp",
	.open = open,
	.close = close,
	.layout = layout,
	.draw = draw,
	.key = key,
	.total = total,
	.update = update,
};
