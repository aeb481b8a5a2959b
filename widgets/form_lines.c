#include "widgets/form_lines.h"

#include "widgets/buttons.h"
#include "widgets/canvas.h"
#include "widgets/form.h"
#include "widgets/note.h"
#include "widgets/scroll.h"

#define MARGIN	       3 /* columns before a label */
#define MARK_ROOM      2 /* columns after all: a blank and the mark of more */
#define NOTE_GAP       3 /* columns before a note beside a field … */
#define NOTE_GAP_LEAST 2 /* … and when there is little room */
#define ROOMY                                                                  \
	12 /* lines from which blank ones part the items, and                  \
	    * else when all fits with them */

enum line_kind {
	LINE_GAP,
	LINE_BLANK, /* of an item */
	LINE_FIELD,
	LINE_ROW,
	LINE_NOTE, /* what did not fit beside its field */
	LINE_HELP,
	LINE_OFFERS, /* what the focused field could become */
	LINE_BUTTONS,
};

struct line {
	enum line_kind kind;
	int y;	     /* from the form's first line */
	int value_y; /* of the value that it is or belongs to */
	int above_y; /* of the value before that in the item; -1 = none */
	size_t item; /* count = the buttons */
	size_t row;  /* of a list */
	int part;    /* of a note or help that takes more lines than one */
	const struct textfield *note; /* beside, or what LINE_NOTE says */
};

typedef void line_fn(void *ctx, const struct line *line);

/* --- geometry --------------------------------------------------------------
 */

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int field_x(const struct form *form)
{
	return least(form->label_width, form->w / 3);
}

/* Columns from where fields begin to the right end. */
static int room(const struct form *form)
{
	int w = form->w - MARK_ROOM - field_x(form);

	return w > 0 ? w : 0;
}

static int item_width(const struct form *form, const struct form_item *item)
{
	return item->kind == FORM_ROWS ? rows_width(item->rows, room(form))
				       : least(item->width, room(form));
}

/* The blanks between a field and its note beside it; 0 when it must go below
 * or there is none. */
static int note_gap(const struct form *form, const struct form_item *item,
		    const struct textfield *field)
{
	int left = room(form) - item_width(form, item);

	if (!field->note[0])
		return 0;
	left -= note_columns(field->note_role, field->note);
	return left >= NOTE_GAP ? NOTE_GAP : left == NOTE_GAP_LEAST ? left : 0;
}

/* --- candidates ------------------------------------------------------------
 * They move nothing that is below: a line that is there anyway shows them, the
 * help of the item or the blank one under it. Where a small form has neither,
 * an item that can have some has a line for them. A note keeps its place.
 */

static bool has_offers(const struct form *form, size_t item)
{
	const struct textfield *field = form_field(form);

	return item == form->focus && field && field->helped.candidates.count;
}

static bool can_have_offers(const struct form_item *item)
{
	return item->kind == FORM_ROWS
		       ? !item->rows->readonly && item->rows->kind.assists[0]
	       : item->kind == FORM_FIELD
		       ? !item->field->readonly && item->field->assist
		       : false;
}

/* --- lines -----------------------------------------------------------------
 */

/* Hands out the lines one after the other; .line is the next. */
struct walk {
	const struct form *form;
	line_fn *fn; /* NULL: they are only counted */
	void *ctx;
	bool roomy; /* blank lines part the items */
	struct line line;
	bool helped; /* the item has had its help: candidates stood there */
};

/* Not what is said of a value: note, help, candidates. */
static bool is_value(const struct form *form, const struct line *line)
{
	return line->kind == LINE_FIELD || line->kind == LINE_ROW ||
	       line->kind == LINE_BUTTONS ||
	       (line->item < form->count &&
		form->items[line->item].kind == FORM_TEXT);
}

static void emit(struct walk *w, enum line_kind kind)
{
	w->line.kind = kind;
	if (is_value(w->form, &w->line)) {
		w->line.above_y = w->line.value_y;
		w->line.value_y = w->line.y;
	}
	if (w->fn)
		w->fn(w->ctx, &w->line);
	w->line.y++;
}

static void emit_note(struct walk *w, const struct textfield *field)
{
	int height = note_height(field->note_role, field->note, room(w->form));

	w->line.note = field;
	for (w->line.part = 0; w->line.part < height; w->line.part++)
		emit(w, LINE_NOTE);
	w->line.part = 0;
}

/* The line of some fields with one note beside it, the other notes below.
 * True if there are such. */
static bool emit_fields(struct walk *w, enum line_kind kind,
			const struct textfield *fields, int count)
{
	const struct form_item *item = &w->form->items[w->line.item];
	const struct textfield *beside = NULL;
	bool below = false;

	for (int i = 0; i < count && !beside; i++)
		if (note_gap(w->form, item, &fields[i]))
			beside = &fields[i];
	w->line.note = beside;
	emit(w, kind);
	for (int i = 0; i < count; i++) {
		if (!fields[i].note[0] || &fields[i] == beside)
			continue;
		emit_note(w, &fields[i]);
		below = true;
	}
	w->line.note = NULL;
	return below;
}

/* Candidates take the first line of it; the others are then blank. */
static void emit_help(struct walk *w, const struct form_item *item)
{
	bool offers = has_offers(w->form, w->line.item);
	int height;

	if (!item->help) {
		if (!w->roomy && can_have_offers(item))
			emit(w, offers ? LINE_OFFERS : LINE_BLANK);
		return;
	}
	height = note_height(ROLE_MUTED, item->help, room(w->form));
	w->helped = true;
	for (w->line.part = 0; w->line.part < height; w->line.part++)
		emit(w, !offers	       ? LINE_HELP
			: w->line.part ? LINE_BLANK
				       : LINE_OFFERS);
}

/* A note below stands in the place of the help. */
static void emit_field(struct walk *w, const struct form_item *item)
{
	if (!emit_fields(w, LINE_FIELD, item->field, 1))
		emit_help(w, item);
	else if (!w->roomy && has_offers(w->form, w->line.item))
		emit(w, LINE_OFFERS);
}

static void emit_rows(struct walk *w, const struct form_item *item)
{
	const struct rows *rows = item->rows;
	int height = rows_height(rows);

	for (w->line.row = 0; w->line.row < (size_t)height; w->line.row++)
		emit_fields(w, LINE_ROW,
			    rows->count ? rows_cell(rows, w->line.row, 0)
					: NULL,
			    rows->count ? rows->kind.columns : 0);
	emit_help(w, item);
}

static void begin(struct walk *w, size_t item)
{
	bool offers = has_offers(w->form, w->line.item) && !w->helped;

	if (w->line.y && w->roomy)
		emit(w, offers ? LINE_OFFERS : LINE_GAP);
	w->helped = false;
	w->line = (struct line){
		.y = w->line.y,
		.value_y = -1,
		.item = item,
	};
}

static int walk_lines(struct walk *w)
{
	const struct form *form = w->form;
	static void (*const emit_item[])(struct walk * w,
					 const struct form_item *item) = {
		[FORM_FIELD] = emit_field,
		[FORM_ROWS] = emit_rows,
		[FORM_TEXT] = emit_help,
	};

	for (size_t i = 0; i < form->count; i++) {
		if (form->items[i].hidden)
			continue;
		begin(w, i);
		emit_item[form->items[i].kind](w, &form->items[i]);
	}
	if (form->button_count) {
		begin(w, form->count);
		emit(w, LINE_BUTTONS);
	}
	return w->line.y;
}

/* Call `fn` for every line from the first on; returns how many there are. */
static int each_line(const struct form *form, line_fn *fn, void *ctx)
{
	struct walk count = { .form = form, .roomy = true };
	struct walk w = { .form = form, .fn = fn, .ctx = ctx };

	w.roomy = form->h >= ROOMY || walk_lines(&count) <= form->h;
	return walk_lines(&w);
}

/* --- scrolling -------------------------------------------------------------
 */

/* The lines of the focused field: with its note to .to, with help to .end. */
struct span {
	const struct form *form;
	int from, to, end;
};

/* Of its item, but not of one of its fields. */
static bool is_under(const struct line *line)
{
	return line->kind == LINE_HELP || line->kind == LINE_OFFERS ||
	       line->kind == LINE_BLANK;
}

static void add_focused(void *ctx, const struct line *line)
{
	struct span *span = ctx;
	const struct form *form = span->form;
	size_t item = form->focus < form->count ? form->focus : form->count;

	if (line->item != item || line->kind == LINE_GAP)
		return;
	if (item < form->count && form->items[item].kind == FORM_ROWS &&
	    !is_under(line) && line->row != form->items[item].rows->row)
		return;
	if (span->from < 0)
		span->from = line->y;
	if (!is_under(line))
		span->to = line->y + 1;
	span->end = line->y + 1;
}

void form_lines_scroll(struct form *form)
{
	struct span span = { .form = form, .from = -1 };
	int end;

	form->lines = each_line(form, add_focused, &span);
	end = span.end - span.from <= form->h ? span.end : span.to;
	if (end > form->top + form->h)
		form->top = end - form->h;
	if (end <= form->h)
		form->top = 0; /* what is above the first field, too */
	else if (span.from < form->top)
		form->top = span.from;
	form->top = scroll_clamp(form->top, form->lines, form->h);
}

/* --- drawing ---------------------------------------------------------------
 */

struct brush {
	const struct form *form;
	struct canvas view;
};

static void draw_label(const struct brush *b, const struct line *line, int y)
{
	const char *label = line->item < b->form->count
				    ? b->form->items[line->item].label
				    : NULL;
	int x = least(MARGIN, b->form->w / 20);

	if (label)
		canvas_text(&b->view, x, y, field_x(b->form) - x - 1,
			    ROLE_MUTED, label);
}

static void draw_beside(const struct brush *b, const struct line *line, int y)
{
	const struct form_item *item = &b->form->items[line->item];
	const struct textfield *field = line->note;
	struct rect r = { .y = y, .h = 1 };

	if (!field)
		return;
	r.x = field_x(b->form) + item_width(b->form, item) +
	      note_gap(b->form, item, field);
	r.w = b->form->w - r.x;
	note_draw(&b->view, r, field->note_role, field->note, 0);
}

static void draw_field(const struct brush *b, const struct line *line, int y)
{
	const struct form_item *item = &b->form->items[line->item];
	bool focused = b->form->focus == line->item && !b->form->blurred;

	textfield_draw(item->field, &b->view, field_x(b->form), y,
		       item_width(b->form, item), focused);
	draw_beside(b, line, y);
}

static void draw_row(const struct brush *b, const struct line *line, int y)
{
	const struct form_item *item = &b->form->items[line->item];

	rows_draw(item->rows, line->row, &b->view, field_x(b->form), y,
		  room(b->form));
	draw_beside(b, line, y);
}

static void draw_wrapped(const struct brush *b, const struct line *line, int y)
{
	struct rect r = { field_x(b->form), y, room(b->form), 1 };

	if (line->kind == LINE_HELP)
		note_draw(&b->view, r, ROLE_MUTED,
			  b->form->items[line->item].help, line->part);
	else
		note_draw(&b->view, r, line->note->note_role, line->note->note,
			  line->part);
}

static void draw_offers(const struct brush *b, const struct line *line, int y)
{
	(void)line;
	if (form_field(b->form))
		assist_draw(form_field(b->form), &b->view, field_x(b->form), y,
			    room(b->form));
}

static void draw_nothing(const struct brush *b, const struct line *line, int y)
{
	(void)b, (void)line, (void)y;
}

static void draw_buttons(const struct brush *b, const struct line *line, int y)
{
	(void)line;
	buttons_draw(&b->view, field_x(b->form), y, b->form->buttons,
		     b->form->button_count, b->form->focus - b->form->count);
}

/* The label stands at the first value of its item that is seen; what is said
 * of a value goes with it. */
static void draw_line(void *ctx, const struct line *line)
{
	static void (*const draw[])(const struct brush *b,
				    const struct line *line, int y) = {
		[LINE_FIELD] = draw_field,   [LINE_ROW] = draw_row,
		[LINE_NOTE] = draw_wrapped,  [LINE_HELP] = draw_wrapped,
		[LINE_OFFERS] = draw_offers, [LINE_BLANK] = draw_nothing,
		[LINE_GAP] = draw_nothing,   [LINE_BUTTONS] = draw_buttons,
	};
	const struct brush *b = ctx;
	int top = b->form->top, y = line->y - top;

	if (y < 0 || y >= b->form->h || line->value_y < top)
		return;
	if (is_value(b->form, line) && line->above_y < top)
		draw_label(b, line, y);
	draw[line->kind](b, line, y);
}

void form_draw(const struct form *form, const struct canvas *c)
{
	struct rect r = { 0, 0, form->w, form->h };
	struct brush brush = { .form = form, .view = canvas_sub(c, r) };

	each_line(form, draw_line, &brush);
	scroll_marks(&brush.view, form->top, form->lines);
}
