#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strlist.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/exports.h"
#include "widgets/key.h"

#define HEAD_ROWS      2
#define PANEL_ROWS     3
#define LOW_H	       17 /* below 20 rows of screen: one line of words */
#define NAME_MAX_BYTES 255
#define LABEL	       "Add a service "

enum column {
	COLUMN_SERVICE,
	COLUMN_CATALOG,
	COLUMN_CHANGE,
	COLUMN_OTHERS,
};

static const struct table_column columns[] = {
	[COLUMN_SERVICE] = { "SERVICE", 12, 40, 0, false, true },
	[COLUMN_CATALOG] = { "CATALOG", 9, 12, 1, false, false },
	[COLUMN_CHANGE] = { "CHANGE", 15, 15, 0, false, false },
	[COLUMN_OTHERS] = { "ALSO TO", 7, 60, 2, false, false },
};

static struct exports *exports_of(struct screen *s)
{
	return (struct exports *)(void *)s;
}

static const struct exports *exports_const(const struct screen *s)
{
	return (const struct exports *)(const void *)s;
}

/* --- what the table shows ------------------------------------------------- */

static size_t row_count(void *ctx)
{
	return ((struct exports *)ctx)->edit.model.count;
}

static const char *row_id(void *ctx, size_t row)
{
	return ((struct exports *)ctx)->edit.model.rows[row].name;
}

/* What is in the entry was meant, and may be of another namespace. */
static const char *odd(const struct exports *s, const struct exports_row *row)
{
	return row->mark == EXPORTS_ADDED
		       ? exports_model_odd(&s->edit.model, row->name)
		       : NULL;
}

static void catalog_cell(const struct exports *s, const struct exports_row *row,
			 struct table_cell *cell)
{
	const struct exports_model *m = &s->edit.model;
	const char *name = row->name;

	if (odd(s, row)) {
		buf_adds(&cell->text, "odd name");
		cell->role = ROLE_WARN;
		return;
	}
	if (!strcmp(name, EXPORTS_ALL)) {
		buf_adds(&cell->text, "all");
		return;
	}
	switch (exports_model_known(m, name)) {
	case EXPORTS_THERE:
		buf_adds(&cell->text, "there");
		break;
	case EXPORTS_ABSENT:
		buf_adds(&cell->text, "not there");
		cell->role = ROLE_WARN;
		break;
	case EXPORTS_UNKNOWN:
		buf_adds(&cell->text, "not known");
		cell->role = ROLE_MUTED;
		break;
	}
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	const struct exports *s = ctx;
	const struct exports_row *r = &s->edit.model.rows[row];

	switch ((enum column)column) {
	case COLUMN_SERVICE:
		buf_adds(&cell->text, r->name);
		break;
	case COLUMN_CATALOG:
		catalog_cell(s, r, cell);
		break;
	case COLUMN_CHANGE:
		if (r->mark == EXPORTS_ADDED) {
			buf_adds(&cell->text, "+ to be added");
			cell->role = ROLE_GOOD;
		} else if (r->mark == EXPORTS_REMOVED) {
			buf_adds(&cell->text, "- to be removed");
			cell->role = ROLE_BAD;
		}
		break;
	case COLUMN_OTHERS:
		buf_adds(&cell->text, r->others);
		cell->role = ROLE_MUTED;
		break;
	}
}

const struct exports_row *exports_selected(const struct exports *s)
{
	const struct exports_model *m = &s->edit.model;

	return m->count ? &m->rows[s->table.selected] : NULL;
}

/* --- the panel: the selected row, or instead of the table ------------------
 */

static const char *words_of(const struct exports *s,
			    const struct exports_row *row)
{
	if (!strcmp(row->name, EXPORTS_ALL))
		return "Each service of this cluster, those to come too.";
	switch (exports_model_known(&s->edit.model, row->name)) {
	case EXPORTS_THERE:
		return "It is in the catalog.";
	case EXPORTS_ABSENT:
		return "It is not in the catalog: the peer gets it once it is "
		       "registered.";
	default:
		break;
	}
	return s->edit.model.catalog_filtered
		       ? "This ACL token does not see it in the catalog "
			 "(service:read); it may be there."
		       : "Whether it is in the catalog is not known.";
}

static void explain_row(struct exports *s, const struct exports_row *row)
{
	text_line(&s->panel, 2);
	text_add(&s->panel, ROLE_STRONG, "%s", row->name);
	if (odd(s, row)) {
		text_add(&s->panel, ROLE_WARN, "  %s",
			 theme_glyph(GLYPH_WARN, s->base.app->ascii));
		text_add(&s->panel, ROLE_TEXT, " An odd name: %s.",
			 odd(s, row));
		text_line(&s->panel, 2);
	} else {
		text_add(&s->panel, ROLE_TEXT, "  ");
	}
	text_add(&s->panel, ROLE_TEXT, "%s", words_of(s, row));
	if (*row->others) {
		text_line(&s->panel, 2);
		text_add(&s->panel, ROLE_MUTED, "Also exported to ");
		text_add(&s->panel, ROLE_TEXT, "%s", row->others);
	}
}

static void explain_none(struct exports *s)
{
	char key[EXPLAIN_KEY_MAX];

	text_line(&s->panel, 2);
	if (!s->edit.have) {
		text_add(&s->panel, ROLE_TEXT, "Reading the exports…");
		return;
	}
	text_add(&s->panel, ROLE_TEXT,
		 s->edit.entry.len
			 ? "Nothing is exported to %s."
			 : "Nothing is exported to %s; this cluster has no "
			   "exported-services entry yet.",
		 s->edit.peer);
	if (exports_edit_refused(&s->edit))
		return;
	text_line(&s->panel, 2);
	text_line(&s->panel, 4);
	explain_key(s->base.app, "exports.add", key);
	text_add(&s->panel, ROLE_KEY, "  %s", key);
	text_add(&s->panel, ROLE_TEXT, " adds a service from the catalog, ");
	text_add(&s->panel, ROLE_KEY, "*");
	text_add(&s->panel, ROLE_TEXT, " as its name stands for all.");
}

/* Why nothing can be changed, where it could be read. */
static void explain_refusal(struct exports *s)
{
	const char *why = exports_edit_refused(&s->edit);

	if (!s->edit.have || !why)
		return;
	text_line(&s->panel, 2);
	text_add(&s->panel, ROLE_WARN, "%s",
		 theme_glyph(GLYPH_WARN, s->base.app->ascii));
	text_add(&s->panel, ROLE_TEXT, " %s", why);
}

static void explain(struct exports *s)
{
	const struct exports_row *row = exports_selected(s);

	text_clear(&s->panel);
	if (row)
		explain_row(s, row);
	else
		explain_none(s);
	explain_refusal(s);
}

static void offer_services(void *ctx, const char *text, struct strlist *ret)
{
	const struct exports *s = ctx;

	exports_model_complete(&s->edit.model, text, ASSIST_MAX, ret);
}

/* Of the names that are typed: the first that is refused, else odd. */
static void judge(struct exports *s, const struct strlist *names)
{
	const struct exports_model *m = &s->edit.model;

	textfield_note(&s->field, ROLE_TEXT, "%s", "");
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];
		const char *bad = exports_name_refused(name);

		if (bad) {
			textfield_note(&s->field, ROLE_BAD, "%s", bad);
			return;
		}
		if (!*s->field.note && exports_model_odd(m, name))
			textfield_note(&s->field, ROLE_WARN, "%s",
				       exports_model_odd(m, name));
	}
	if (!*s->field.note && names->count == 1 &&
	    strcmp(names->items[0], EXPORTS_ALL) != 0 &&
	    !s->field.helped.candidates.count &&
	    exports_model_known(m, names->items[0]) == EXPORTS_ABSENT)
		textfield_note(&s->field, ROLE_WARN,
			       "not in the catalog; it can be exported all the "
			       "same");
}

void exports_candidates(struct exports *s)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };

	exports_model_names(&s->edit.model, textfield_text(&s->field), &names);
	assist_refresh(&s->field, true);
	judge(s, &names);
}

void exports_rebuild(void *ctx)
{
	struct exports *s = ctx;

	table_reload(&s->table);
	explain(s);
	exports_candidates(s);
	s->base.app->dirty = true;
}

/* --- keys ------------------------------------------------------------------
 */

void exports_end_adding(struct exports *s)
{
	s->adding = false;
	textfield_blur(&s->field);
	textfield_set(&s->field, "");
	exports_rebuild(s);
}

static void select_row(struct exports *s, const char *name)
{
	snprintf(s->table.selected_id, sizeof(s->table.selected_id), "%s",
		 name);
	exports_rebuild(s);
}

static void add_name(struct exports *s, const char *name)
{
	if (!exports_model_add(&s->edit.model, name))
		app_toast(s->base.app, ROLE_WARN,
			  "%s is exported to %s already.", name, s->edit.peer);
	select_row(s, name);
}

/* Several names may be typed, apart by commas: all, or none while one of them
 * is refused. */
void exports_add_typed(struct exports *s)
{
	_cleanup_(strlist_release) struct strlist names = { 0 };

	exports_model_names(&s->edit.model, textfield_text(&s->field), &names);
	judge(s, &names);
	if (s->field.note_role == ROLE_BAD)
		return;
	for (size_t i = 0; i < names.count; i++)
		add_name(s, names.items[i]);
	if (!names.count) {
		exports_end_adding(s);
		return;
	}
	assist_remember(&s->field);
	textfield_set(&s->field, "");
	textfield_focus(&s->field);
	exports_rebuild(s);
}

static bool field_key(struct exports *s, const struct key *key)
{
	if (key_is(key, SYM_ENTER))
		exports_add_typed(s);
	else if (textfield_key(&s->field, key))
		exports_candidates(s);
	else if (key_is(key, SYM_ESC))
		exports_end_adding(s);
	else
		return table_key(&s->table, key);
	return true;
}

static bool exports_key(struct screen *screen, const struct key *key)
{
	struct exports *s = exports_of(screen);

	if (s->adding)
		return field_key(s, key);
	if (!s->edit.model.count || !table_key(&s->table, key))
		return false;
	explain(s);
	return true;
}

static bool exports_paste(struct screen *screen, const char *text, size_t len)
{
	struct exports *s = exports_of(screen);

	if (!s->adding || len > NAME_MAX_BYTES)
		return false;
	textfield_paste(&s->field, text, len);
	exports_candidates(s);
	return true;
}

static bool exports_typing(const struct screen *screen)
{
	return exports_const(screen)->adding;
}

static void exports_changed(struct screen *screen)
{
	exports_rebuild(exports_of(screen)); /* the rights may have */
}

static bool exports_cancel(struct screen *screen)
{
	return exports_edit_cancel(&exports_of(screen)->edit);
}

static const char *exports_busy(const struct screen *screen)
{
	return exports_edit_busy(&exports_const(screen)->edit);
}

static void leave_answer(struct app *app, int button, void *ctx,
			 const char *text)
{
	(void)ctx;
	(void)text;
	if (button == 1)
		app_pop(app);
}

static bool exports_leave(struct screen *screen)
{
	struct exports *s = exports_of(screen);
	size_t n = exports_model_changes(&s->edit.model);
	struct dialog *d;

	if (s->edit.step == EXPORTS_WRITE) {
		exports_edit_cancel(&s->edit);
		return false;
	}
	if (!n)
		return true;
	d = app_dialog(screen->app, "Leave the exports?", leave_answer, NULL);
	text_add(&d->text, ROLE_TEXT,
		 n == 1 ? "One change was not written and would be lost."
			: "%zu changes were not written and would be lost.",
		 n);
	d->buttons[0] = "Stay";
	d->buttons[1] = "Leave";
	d->button_count = 2;
	app_dialog_open(screen->app);
	return false;
}

static void exports_focus(struct screen *screen, bool on)
{
	struct exports *s = exports_of(screen);

	if (s->adding && on)
		textfield_focus(&s->field);
	else if (s->adding)
		textfield_blur(&s->field);
}

/* --- drawing ---------------------------------------------------------------
 */

static int panel_rows(const struct exports *s, int h)
{
	return h < LOW_H && !s->adding ? 1 : PANEL_ROWS;
}

static void exports_layout(struct screen *screen, int w, int h)
{
	struct exports *s = exports_of(screen);

	table_layout(&s->table, w, h - HEAD_ROWS - panel_rows(s, h) - 1);
}

static void draw_title(const struct exports *s, const struct canvas *c)
{
	size_t n = exports_model_changes(&s->edit.model);
	char text[80], count[EXPLAIN_AGE_MAX];
	int x;

	x = 1 + canvas_text(c, 1, 0, c->w, ROLE_STRONG, "Exported services");
	x += 1 + canvas_text(c, x + 1, 0, c->w - x, ROLE_TEXT, "to");
	canvas_text_middle(c, x + 1, 0, c->w - x - 28, ROLE_ACCENT,
			   s->edit.peer);
	explain_count(n ? n : s->edit.model.count, count);
	if (n)
		snprintf(text, sizeof(text), "%s change%s not written", count,
			 n == 1 ? "" : "s");
	else
		snprintf(text, sizeof(text), "%s service%s", count,
			 s->edit.model.count == 1 ? "" : "s");
	if (s->edit.have)
		canvas_text_right(c, 0, 0, c->w - 1, n ? ROLE_WARN : ROLE_MUTED,
				  text);
}

static void draw_candidates(const struct exports *s, const struct canvas *c,
			    int y)
{
	int x = (int)strlen(LABEL) + 1;

	if (*s->field.note) {
		canvas_text(c, x, y, c->w - x - 1, s->field.note_role,
			    s->field.note);
		return;
	}
	assist_draw(&s->field, c, x, y, c->w - x - 1);
}

static void draw_field(const struct exports *s, const struct canvas *c, int y)
{
	int x = (int)strlen(LABEL) + 1;

	canvas_text(c, 1, y, c->w, ROLE_MUTED, LABEL);
	textfield_draw(&s->field, c, x, y, c->w - x - 2, true);
	draw_candidates(s, c, y + 1);
	canvas_text(c, x, y + 2, c->w - x - 1, ROLE_MUTED,
		    "Enter adds, Esc ends.");
}

static void exports_draw(const struct screen *screen, const struct canvas *c)
{
	const struct exports *s = exports_const(screen);
	int rows = panel_rows(s, c->h), y = c->h - rows;
	struct canvas area;

	draw_title(s, c);
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w, s->table.h });
	if (s->edit.model.count) {
		table_draw(&s->table, &area);
	} else {
		area = canvas_sub(c, (struct rect){ 1, HEAD_ROWS, c->w - 2,
						    s->table.h });
		text_draw(s->edit.have		  ? &s->panel
			  : s->edit.problem.count ? &s->edit.problem
						  : &s->panel,
			  &area, 0);
	}
	if (s->adding || s->edit.model.count)
		bars_rule(c, y - 1);
	area = canvas_sub(c, (struct rect){ 1, y, c->w - 2, rows });
	if (s->adding)
		draw_field(s, c, y);
	else if (s->edit.model.count)
		text_draw(&s->panel, &area, 0);
}

static void exports_close(struct screen *screen)
{
	struct exports *s = exports_of(screen);

	exports_edit_release(&s->edit);
	textfield_release(&s->field);
	text_release(&s->panel);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_EXPORTS,
	.close = exports_close,
	.layout = exports_layout,
	.draw = exports_draw,
	.key = exports_key,
	.paste = exports_paste,
	.typing = exports_typing,
	.changed = exports_changed,
	.cancel = exports_cancel,
	.leave = exports_leave,
	.focus = exports_focus,
	.busy = exports_busy,
};

struct screen *screen_exports_new(struct app *app, const char *peer)
{
	struct exports *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->table = (struct table){
		.source = { s, row_count, row_cell, row_id, NULL },
		.columns = columns,
		.column_count = ARRAY_LEN(columns),
	};
	s->panel = (struct text)TEXT_INIT;
	textfield_init(&s->field, "", NAME_MAX_BYTES);
	s->assist = (struct assist){ offer_services, s,
				     &app->typed[SUGGEST_SERVICE] };
	s->field.assist = &s->assist;
	exports_edit_init(&s->edit, &s->base, peer, exports_rebuild, s);
	exports_rebuild(s);
	return &s->base;
}
