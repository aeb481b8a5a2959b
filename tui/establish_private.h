/* What the files of the Establish screen share: its state. */
#ifndef TUI_ESTABLISH_PRIVATE_H
#define TUI_ESTABLISH_PRIVATE_H

#include "net/establish.h"
#include "tui/establish_form.h"
#include "tui/screen.h"
#include "widgets/viewer.h"

enum end_button { END_BACK, END_REMOVE, END_CLOSE };

/* The form, or what is done with it: see establish_is_form. */
struct establish_screen {
	struct screen base;
	struct establish_form fields;
	struct http_request *roots; /* is the token of this very cluster? */
	struct probe *probe;	    /* on request; of the token in the form */
	struct establish *run;	    /* NULL = nothing was sent yet */
	struct text panel;	    /* under the form */
	bool panel_kept;     /* it tells why nothing was sent: stays until the
			      * form changes */
	struct viewer view;  /* of the run … */
	bool scrolled;	     /* by the user, while it runs */
	struct form buttons; /* … with what to do when it is over: */
	enum end_button ends[FORM_BUTTONS_MAX];
	int64_t shown_ms;     /* monotonic: when its text was made; 0 = soon */
	bool leftover_listed; /* the list has the record that it left */
	size_t own_token;     /* of this run's, that was taken last, from 1 */
	char path[256];
	char busy[48];
	int w, h, panel_h;
};

const struct establish_status *establish_run_status(
	const struct establish_screen *s);

bool establish_is_over(const struct establish_screen *s);
bool establish_is_running(const struct establish_screen *s);

/* What was not sent leaves the form as it was. */
bool establish_is_form(const struct establish_screen *s);

/* The notes of the form and the panel anew; after a change of a field, or of
 * the token. */
void establish_check(struct establish_screen *s);
void establish_form_changed(struct establish_screen *s);
void establish_token_changed(struct establish_screen *s);

/* Begin with what the form holds; forget it. */
void establish_run_start(struct establish_screen *s);
void establish_run_forget(struct establish_screen *s);

/* Its text anew; its question, when nothing is in the way. */
void establish_run_show(struct establish_screen *s);
void establish_run_ask(struct establish_screen *s);

/* The list changed: the record that was left may be gone. */
void establish_run_follow_leftover(struct establish_screen *s);

bool establish_run_key(struct establish_screen *s, const struct key *key);

/* Fill the name (NULL = none; its stored meta then too) and the token (NULL =
 * none) into a form that was not sent yet. */
void establish_fill(struct establish_screen *s, const char *name,
		    const char *token, size_t len);

#endif
