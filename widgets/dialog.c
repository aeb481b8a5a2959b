#include "widgets/dialog.h"

#include <stdio.h>
#include <string.h>

#include "base/attrs.h"
#include "widgets/buttons.h"
#include "widgets/canvas.h"
#include "widgets/key.h"
#include "widgets/note.h"
#include "widgets/scroll.h"

#define WIDTH_MAX  70 /* columns, margin included: short lines read well */
#define SIDE	   3  /* columns left and right of the text */
#define TEXT_LEAST 3  /* rows of the text before anything else gives way */
#define INPUT_MAX  4096
#define LABEL_MAX  256

void dialog_init(struct dialog *d, const char *title)
{
	*d = (struct dialog){ .text = TEXT_INIT };
	snprintf(d->title, sizeof(d->title), "%s", title);
}

static void add_input(struct dialog *d, const char *text)
{
	if (d->has_input)
		textfield_release(&d->input);
	textfield_init(&d->input, text, INPUT_MAX);
	d->has_input = true;
}

void dialog_must_type(struct dialog *d, const char *word)
{
	snprintf(d->must_type, sizeof(d->must_type), "%s", word);
	add_input(d, "");
}

void dialog_ask(struct dialog *d, const char *label, const char *text)
{
	d->input_label = label;
	add_input(d, text);
}

void dialog_ask_secret(struct dialog *d, const char *label)
{
	d->input_label = label;
	textfield_init_secret(&d->input, INPUT_MAX);
	d->has_input = true;
}

void dialog_open(struct dialog *d)
{
	d->focus = 0;
	if (d->has_input)
		textfield_focus(&d->input);
}

void dialog_release(struct dialog *d)
{
	text_release(&d->text);
	if (d->has_input)
		textfield_release(&d->input);
	*d = (struct dialog){ .text = TEXT_INIT };
}

const char *dialog_text(const struct dialog *d)
{
	return d->has_input ? textfield_text(&d->input) : "";
}

/* --- keys ------------------------------------------------------------------
 */

static bool in_input(const struct dialog *d)
{
	return d->has_input && d->focus == 0;
}

/* The word must be typed, and was not yet. */
static bool is_locked(const struct dialog *d)
{
	return d->must_type[0] && strcmp(dialog_text(d), d->must_type) != 0;
}

/* Places the focus can be at; a locked last button is none. */
static size_t places(const struct dialog *d)
{
	return d->has_input + d->button_count - (is_locked(d) ? 1 : 0);
}

static void focus(struct dialog *d, size_t place)
{
	if (in_input(d))
		textfield_blur(&d->input);
	d->focus = place;
	if (in_input(d))
		textfield_focus(&d->input);
}

static void go(struct dialog *d, bool back)
{
	size_t n = places(d);

	if (n)
		focus(d, (d->focus + (back ? n - 1 : 1)) % n);
}

static int enter(struct dialog *d)
{
	size_t last = d->button_count - 1;

	if (!d->button_count || (in_input(d) && is_locked(d)))
		return DIALOG_OPEN;
	if (!in_input(d))
		return (int)(d->focus - d->has_input);
	if (!d->must_type[0])
		return (int)last;
	focus(d, last + 1);
	return DIALOG_OPEN;
}

static void scroll(struct dialog *d, const struct key *key)
{
	size_t last =
		d->text_rows > d->rows ? (size_t)(d->text_rows - d->rows) : 0;
	size_t top = (size_t)d->top;

	if (scroll_key(key, d->rows > 1 ? (size_t)d->rows - 1 : 1, last, &top))
		d->top = (int)top;
}

static bool is_scroll(const struct key *key)
{
	return key_is(key, SYM_UP) || key_is(key, SYM_DOWN) ||
	       key_is(key, SYM_PAGE_UP) || key_is(key, SYM_PAGE_DOWN);
}

int dialog_key(struct dialog *d, const struct key *key)
{
	bool back = key_equal(key, &(struct key){ .sym = SYM_TAB,
						  .mods = MOD_SHIFT });

	if (key_is(key, SYM_ENTER))
		return enter(d);
	if (key_is(key, SYM_TAB) || back)
		go(d, back);
	else if (in_input(d) && !is_scroll(key) &&
		 textfield_key(&d->input, key))
		return DIALOG_OPEN;
	else if (key_is(key, SYM_ESC))
		return 0;
	else if (key_is(key, SYM_LEFT) || key_is(key, SYM_RIGHT))
		go(d, key_is(key, SYM_LEFT));
	else
		scroll(d, key);
	return DIALOG_OPEN;
}

bool dialog_paste(struct dialog *d, const char *text, size_t len)
{
	if (!in_input(d))
		return false;
	textfield_paste(&d->input, text, len);
	return true;
}

static void write_label(const struct dialog *d, char ret[LABEL_MAX])
{
	const char *last =
		d->button_count ? d->buttons[d->button_count - 1] : "";

	if (d->must_type[0])
		snprintf(ret, LABEL_MAX,
			 "Type %s to make %s possible:", d->must_type, last);
	else
		snprintf(ret, LABEL_MAX, "%s",
			 d->input_label ? d->input_label : "");
}

/* --- drawing ---------------------------------------------------------------
 */

/* Across the screen, whose canvas this is. */
static void draw_rule(const struct dialog *d, const struct canvas *c, int y)
{
	canvas_repeat(c, 0, d->area.y + y, c->w, ROLE_RULE, GLYPH_RULE);
}

static void draw_title(const struct dialog *d, const struct canvas *c, int y)
{
	canvas_text(c, SIDE, y, c->w - 2 * SIDE, ROLE_STRONG, d->title);
}

/* The marks of more stand beside the text. */
static void draw_text(const struct dialog *d, const struct canvas *c, int y)
{
	struct rect r = { SIDE, y, c->w - 2 * SIDE, d->rows };
	struct canvas text = canvas_sub(c, r);
	struct canvas beside;

	r.w += 2;
	beside = canvas_sub(c, r);
	text_draw(&d->text, &text, d->top);
	scroll_marks(&beside, d->top, d->text_rows);
}

static void draw_label(const struct dialog *d, const struct canvas *c, int y)
{
	struct rect r = { SIDE, y, c->w - 2 * SIDE, d->label_rows };
	char label[LABEL_MAX];

	write_label(d, label);
	note_draw(c, r, ROLE_TEXT, label, 0);
}

static void draw_input(const struct dialog *d, const struct canvas *c, int y)
{
	textfield_draw(&d->input, c, SIDE, y, c->w - 2 * SIDE, in_input(d));
}

/* How what is typed compares to the word, or the owner's note. */
static void draw_status(const struct dialog *d, const struct canvas *c, int y)
{
	struct rect r = { SIDE, y, c->w - 2 * SIDE, 1 };
	const char *typed = dialog_text(d);

	if (!d->must_type[0] && !d->input.note[0])
		assist_draw(&d->input, c, r.x, r.y, in_input(d) ? r.w : 0);
	else if (!d->must_type[0])
		note_draw(c, r, d->input.note_role, d->input.note, 0);
	else if (!is_locked(d))
		note_draw(c, r, ROLE_GOOD, "the same", 0);
	else if (strncmp(typed, d->must_type, strlen(typed)) != 0)
		note_draw(c, r, ROLE_BAD, "not the same", 0);
}

static void draw_buttons(const struct dialog *d, const struct canvas *c, int y)
{
	struct canvas line =
		canvas_sub(c, (struct rect){ SIDE, y, c->w - SIDE, 1 });

	buttons_draw(&line, 0, 0, d->buttons, d->button_count,
		     d->focus - d->has_input);
}

/* From the top down; a part stands as long as the level is not above its. */
static const struct part {
	void (*draw)(const struct dialog *d, const struct canvas *c, int y);
	int level;
	bool of_input; /* only when there is a field */
} parts[] = {
	{ NULL, 0, false },	    { draw_rule, 2, false },
	{ draw_title, 4, false },   { NULL, 1, false },
	{ draw_text, 5, false },    { NULL, 1, true },
	{ draw_label, 4, true },    { draw_input, 5, true },
	{ draw_status, 3, true },   { NULL, 1, false },
	{ draw_buttons, 5, false }, { draw_rule, 2, false },
	{ NULL, 0, false },
};
#define LEVEL_TIGHT 4 /* the text may have to do with one row */
#define LEVEL_LAST  5

static bool is_shown(const struct dialog *d, const struct part *part)
{
	return part->level >= d->level && (d->has_input || !part->of_input);
}

static int part_rows(const struct dialog *d, const struct part *part)
{
	if (!is_shown(d, part))
		return 0;
	return part->draw == draw_text	  ? d->rows
	       : part->draw == draw_label ? d->label_rows
					  : 1;
}

static int all_rows(const struct dialog *d)
{
	int rows = 0;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		rows += part_rows(d, &parts[i]);
	return rows;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Leave out as little as the screen allows while the text has a few rows, or
 * at the end one; then the text gets what is left. */
static void share_rows(struct dialog *d, int h)
{
	for (d->level = 0;; d->level++) {
		int rows = d->level < LEVEL_TIGHT ? TEXT_LEAST : 1;

		d->rows = least(d->text_rows, rows);
		if (all_rows(d) <= h || d->level == LEVEL_LAST)
			break;
	}
	d->rows = least(d->text_rows, d->rows + h - all_rows(d));
	if (d->rows < 0)
		d->rows = 0;
}

void dialog_layout(struct dialog *d, int w, int h)
{
	struct rect *r = &d->area;
	char label[LABEL_MAX];

	r->w = w < WIDTH_MAX ? w : WIDTH_MAX;
	write_label(d, label);
	d->label_rows = note_height(ROLE_TEXT, label, r->w - 2 * SIDE);
	if (in_input(d))
		assist_refresh(&d->input, false);
	d->text_rows = text_height(&d->text, r->w - 2 * SIDE);
	share_rows(d, h);
	r->h = all_rows(d);
	r->x = (w - r->w) / 2;
	r->y = h > r->h ? (h - r->h) / 2 : 0;
	d->top = scroll_clamp(d->top, d->text_rows, d->rows);
}

void dialog_draw(const struct dialog *d, const struct canvas *c)
{
	struct rect band = { 0, d->area.y, c->w, d->area.h };
	struct canvas box = canvas_sub(c, d->area);
	int y = 0;

	canvas_fill(c, band, ROLE_TEXT); /* no ends of words beside it */
	c->grid->cursor_x = -1;		 /* what is under it has no focus now */
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const struct part *part = &parts[i];

		if (part->draw && is_shown(d, part))
			part->draw(d, part->draw == draw_rule ? c : &box, y);
		y += part_rows(d, part);
	}
}
