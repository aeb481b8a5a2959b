/*
 * Fields one under the other with a label on their left, help under them and
 * the note beside them (where it does not fit, below them); then a line of
 * buttons. Tab, Shift-Tab, Up, Down move; Enter goes to the next field and,
 * on a button, presses it; Ctrl-O or F2 press the first button from anywhere.
 * It scrolls so that the focused field, its note and its help are seen. What a
 * field could become (assist.h) stands in the place of its help, or in the
 * line under it.
 * Hidden and read-only items are never focused.
 */
#ifndef WIDGETS_FORM_H
#define WIDGETS_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "widgets/rows.h"
#include "widgets/textfield.h"

struct key;

enum form_item_kind {
	FORM_FIELD,
	FORM_ROWS,
	FORM_TEXT, /* not focusable: one line of `help`, with its label */
};

struct form_item {
	enum form_item_kind kind;
	const char *label; /* static */
	const char *help;  /* under it; NULL = none; borrowed */
	bool hidden;
	union { /* borrowed: the screen owns them */
		struct textfield *field;
		struct rows *rows;
	};
	int width; /* columns of a FORM_FIELD */
};

#define FORM_BUTTONS_MAX 3

struct form {
	struct form_item *items; /* borrowed */
	size_t count;
	const char *buttons[FORM_BUTTONS_MAX]; /* static; the first submits */
	size_t button_count;
	size_t focus;	 /* an item, or count + the button's number */
	int label_width; /* columns, margin included: fields begin there */
	bool blurred;	 /* the engine was given back */
	int top;	 /* lines scrolled away */
	int w, h;	 /* of the last layout */
	int lines;	 /* that it has at that width */
};

enum form_result {
	FORM_IGNORED, /* not for the form */
	FORM_HANDLED,
	FORM_CHANGED, /* the text of a field changed: check again */
	FORM_PRESSED, /* a button: see `*ret_button` */
};

/* Focus the first item. */
void form_start(struct form *form);

/* Give the engine back (before the screen closes or a dialog opens); focus an
 * item, also the same again (form->focus). */
void form_blur(struct form *form);
void form_focus(struct form *form, size_t item);

/* Esc is the screen's, unless the field edits in vi's insert mode. */
enum form_result form_key(struct form *form, const struct key *key,
			  size_t *ret_button);
enum form_result form_paste(struct form *form, const char *text, size_t len);

/* The first field whose note is ROLE_BAD, as its label, or in rows what the
 * row begins with (borrowed), for "One field is not right yet: …"; NULL when
 * all are right. `*ret_count` gets how many there are. */
const char *form_first_problem(const struct form *form, size_t *ret_count);

/* Move the focus to that field. */
void form_focus_problem(struct form *form);

/* The focused field has other candidates now, by data that came late. */
void form_refresh(struct form *form);

/* What stands in the fields was submitted: keep it in their histories. */
void form_remember(const struct form *form);

/* The field or cell with the focus, borrowed; NULL = none. */
struct textfield *form_field(const struct form *form);

/* Scroll to the focus; a focused item that was hidden or made read-only since
 * gives it to the next. */
void form_layout(struct form *form, int w, int h);
void form_draw(const struct form *form, const struct canvas *c);

#endif
