/* What the files of the Connect screen share: its state. */
#ifndef TUI_CONNECT_PRIVATE_H
#define TUI_CONNECT_PRIVATE_H

#include "base/kv.h"
#include "base/strlist.h"
#include "net/connect.h"
#include "tui/connect_end.h"
#include "tui/connect_form.h"
#include "tui/screen.h"
#include "widgets/viewer.h"

/* What is on the screen; each has buttons of its own. */
enum connect_shows {
	CONNECT_SHOWS_FORM,
	CONNECT_SHOWS_LOOKING,
	CONNECT_SHOWS_PLANNED,
	CONNECT_SHOWS_ACTING,
	CONNECT_SHOWS_OVER,
};

enum connect_button {
	CONNECT_BUTTON_CONNECT,
	CONNECT_BUTTON_BACK,
	CONNECT_BUTTON_REMOVE,
	CONNECT_BUTTON_CLOSE
};

struct connect_screen {
	struct screen base;
	struct connect_form fields;
	struct text panel; /* under the form */

	/* What the form came to; the engine borrows it. */
	struct connect_end from, to;
	struct kv meta;
	struct strlist addresses, exports;
	struct connect_plan plan;
	struct connect *run; /* NULL while the form is shown */

	bool waits;		  /* to start: for an ACL token */
	bool going;		  /* the plan was agreed to */
	enum connect_shows shown; /* that the buttons are for */
	int64_t step_ms;    /* monotonic: when the running step began, … */
	int64_t begun_ms;   /* … when all of it did, … */
	int64_t shown_ms;   /* … when its text was made; 0 = soon */
	struct viewer view; /* of the run */
	bool scrolled;	    /* by the user, in this phase */
	struct text commands;
	struct form buttons;
	enum connect_button buttons_do[FORM_BUTTONS_MAX];
	char busy[48];
	int w, h, panel_h;
};

/* The notes of the form and the line under it anew. */
void connect_check(struct connect_screen *s);

enum connect_shows connect_run_phase(const struct connect_screen *s);

/* It works by itself: it looks, or connects. */
bool connect_run_is_on(const struct connect_screen *s);

/* Look at the two clusters of the form, as soon as there are ACL tokens for
 * both; go on when there are; forget all of it; and be back in the form. */
void connect_run_start(struct connect_screen *s);
bool connect_run_may_start(const struct connect_screen *s);
void connect_run_go_on(struct connect_screen *s);
void connect_run_forget(struct connect_screen *s);
void connect_run_leave(struct connect_screen *s);

/* Its text anew; what a phase that has begun needs. */
void connect_run_show(struct connect_screen *s);
void connect_run_new_phase(struct connect_screen *s);

bool connect_run_key(struct connect_screen *s, const struct key *key);

#endif
