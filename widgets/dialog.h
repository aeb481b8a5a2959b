/*
 * A modal question: a text, perhaps a field in which a given word must be
 * typed, and named buttons, the harmless one (the first) focused. It is drawn
 * over the middle of the screen, in whole rows. What it does not know it
 * swallows.
 *
 * Left, Right, Tab, Shift-Tab move, Enter presses, Esc presses the first;
 * Up, Down, PageUp, PageDown scroll the text. In the field Enter presses the
 * last button; where a word must be typed it only goes there.
 */
#ifndef WIDGETS_DIALOG_H
#define WIDGETS_DIALOG_H

#include <stdbool.h>
#include <stddef.h>

#include "widgets/rect.h"
#include "widgets/text.h"
#include "widgets/textfield.h"

struct key;

#define DIALOG_BUTTONS_MAX 3
#define DIALOG_OPEN	   (-1) /* no button was pressed yet */

struct dialog {
	char title[96];
	struct text text;
	const char *buttons[DIALOG_BUTTONS_MAX]; /* static; [0] is harmless */
	size_t button_count;
	char must_type[128];	 /* "" = no field; else the last button is
				  * possible only when this was typed */
	bool has_input;		 /* a field, for that or a free one */
	const char *input_label; /* static */
	struct textfield input;	 /* its note, else its candidates, under it */
	size_t focus;	  /* 0 = the field if there is one, then the buttons */
	int top;	  /* rows of the text scrolled away */
	struct rect area; /* of the last layout, margin included */
	int level;	  /* how much was left out for want of rows */
	int rows;	  /* that the text is given … */
	int text_rows;	  /* … and has */
	int label_rows;	  /* of what stands over the field */
};

/* Set up with a title; then fill .text, .buttons, and call one of the three for
 * a field if it needs one; dialog_open focuses it. */
void dialog_init(struct dialog *d, const char *title);
void dialog_must_type(struct dialog *d, const char *word);
void dialog_ask(struct dialog *d, const char *label, const char *text);
void dialog_ask_secret(struct dialog *d, const char *label);
void dialog_open(struct dialog *d);

/* Gives the engine back; the owner focuses its form again. */
void dialog_release(struct dialog *d);

/* The button that was pressed (Esc = 0), or DIALOG_OPEN. */
int dialog_key(struct dialog *d, const struct key *key);

/* False when its field has not the focus: nothing was done with it. */
bool dialog_paste(struct dialog *d, const char *text, size_t len);

/* Borrowed; "" if it has no field. */
const char *dialog_text(const struct dialog *d);

/* Place it in the middle of a screen of w × h, and draw it there. */
void dialog_layout(struct dialog *d, int w, int h);
void dialog_draw(const struct dialog *d, const struct canvas *c);

#endif
