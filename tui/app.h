/*
 * The console's state, all of it, and the one direction in which things flow:
 * event -> handler changes state -> layout -> draw(const) -> flush. The loop
 * (loop.h) brings events; tests call these functions with a clock of their
 * own and look at the grid.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "net/config_file.h"
#include "tui/activity.h"
#include "tui/child.h"
#include "tui/cluster.h"
#include "tui/keymap.h"
#include "tui/logfile.h"
#include "tui/palette.h"
#include "tui/screen.h"
#include "tui/suggest.h"
#include "tui/tokens.h"
#include "widgets/bars.h"
#include "widgets/canvas.h"
#include "widgets/dialog.h"

struct clock;
struct command;
struct delete;
struct input_event;

#define APP_SCREENS_MAX	 8
#define APP_PARKED_MAX	 4
#define APP_CLUSTERS_MAX 8

#define APP_INTERRUPTS_MS 2000 /* three Ctrl-C within it quit */

/* Which button was pressed (0 = the harmless one), and what its field holds,
 * borrowed. It may open the next dialog. */
typedef void app_answer_fn(struct app *app, int button, void *ctx,
			   const char *text);

struct app {
	const struct clock *clock;
	int64_t now_ms; /* monotonic, of this turn: draw knows no other time */

	struct http *http;
	struct cluster *clusters[APP_CLUSTERS_MAX]; /* owned */
	size_t cluster_count;
	struct cluster *cluster; /* of the screen on top */

	struct screen *screens[APP_SCREENS_MAX];
	size_t depth;
	struct screen *parked[APP_PARKED_MAX]; /* see app_park */
	size_t parked_count;

	struct dialog dialog;
	bool dialog_shown;
	app_answer_fn *answer;
	void *answer_ctx;
	struct { /* being filled: from app_dialog to app_dialog_open */
		struct dialog dialog;
		app_answer_fn *answer;
		void *ctx;
	} next;
	struct keymap keymap;
	struct config_file file; /* contexts and what else was configured */
	char *state_dir; /* owned: where things are kept from run to run; NULL
			  * = nowhere, as in the demo and in tests */
	struct palette palette;
	struct activity activity;
	struct logfile log;
	struct toast toast;
	struct tokens tokens;
	struct assist_history typed[SUGGEST_KINDS]; /* into fields of a kind */
	struct suggest suggest;			    /* for dialogs */
	struct child_set children;
	bool tmux_holds_ours;	 /* clipboard.c: only then is it deleted */
	struct delete *deleting; /* delete.c; NULL = none under way */

	int64_t interrupts[2]; /* monotonic: the last two Ctrl-C */
	bool plain;	       /* the plain view covers the screen */
	int64_t plain_until_ms;

	struct {
		/* What the terminal must do beside drawing; set by loop.c,
		 * NULL in tests. */
		bool (*write)(const char *bytes, size_t len);
		void (*plain)(const char *text, size_t len);
		void (*suspend)(void);
		void (*theme)(enum theme theme);
		void (*mouse)(bool on);
	} terminal;
	const char *readonly; /* what says that no cluster is written to
			       * ("-readonly"), static; NULL = nothing */
	int w, h;	      /* the screen */
	bool toast_is_hint;   /* told by a key, of the screen on top */
	bool ascii;
	bool demo;	 /* the clusters are the sandbox's */
	bool local_time; /* times are shown in local time, not in UTC */
	bool dirty;	 /* something to draw */
	bool repaint;	 /* Ctrl-L: everything */
	bool quit;
	bool mouse; /* the terminal reports it */
};

/* `clock` must outlive it. Nothing is asked of a network yet. */
void app_init(struct app *app, const struct clock *clock);
void app_release(struct app *app);

/* Open a cluster; the first one becomes app->cluster. NULL when there are
 * APP_CLUSTERS_MAX. */
struct cluster *app_open(struct app *app, const char *name);

/* Take back the cluster opened last, of which there is no screen. */
void app_close(struct app *app, struct cluster *cluster);

/* Show another cluster on the Peers screen, which must be on top. */
void app_switch(struct app *app, struct cluster *cluster);

/* Its rows or status changed: tell the screens that are about it. */
void app_changed(struct app *app, struct cluster *cluster);

/* Events. */
void app_input(struct app *app, const struct input_event *event);
void app_interrupt(struct app *app); /* Ctrl-C */
void app_tick(struct app *app);	     /* timers: ours, the watch's, http's */
int64_t app_deadline(const struct app *app);

/* Layout and draw into `grid`, which has the screen's size. */
void app_draw(struct app *app, struct grid *grid);

/* Give the focus to the screen on top, or take it (a dialog, the palette). */
void app_focus(struct app *app, bool on);

/* Screens. app_push takes ownership; app_pop closes the top one; app_replace
 * does both. */
void app_push(struct app *app, struct screen *screen);
void app_pop(struct app *app);
void app_replace(struct app *app, struct screen *screen);

/* There is a screen of that scope, on top or below. */
bool app_shows(const struct app *app, enum scope scope);
struct screen *app_top(const struct app *app);

/* The name of the peering that commands act on now, borrowed; NULL = none. */
const char *app_peering(const struct app *app);

/*
 * Leave the screen on top without closing it: what it does goes on, and its
 * ticks and changes too. It stays so until app_unpark gives it back, which
 * finds it by its scope and cluster (NULL = of any); NULL = there is none.
 */
void app_park(struct app *app);
struct screen *app_unpark(struct app *app, enum scope scope,
			  const struct cluster *cluster);
bool app_is_parked(const struct app *app, const struct screen *screen);

/*
 * Open a dialog: fill what it returns, then app_dialog_open. `answer` runs
 * when a button was pressed, after the dialog has gone from the screen.
 *
 * None comes over another one or over the ":" prompt, where a key meant for
 * those would answer it: one that a late reply opens then is not shown, is
 * told of, and answered at once by its harmless button. What can wait or say
 * it better asks app_can_ask first.
 */
struct dialog *app_dialog(struct app *app, const char *title,
			  app_answer_fn *answer, void *ctx);
void app_dialog_open(struct app *app);
bool app_can_ask(const struct app *app);

/* Take the dialog away without an answer; or as if that button was pressed. */
void app_dialog_close(struct app *app);
void app_dialog_answer(struct app *app, int button);

void app_toast(struct app *app, enum role role, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Take the mouse, or leave it to the terminal for selecting text. */
void app_mouse(struct app *app, bool on);

/* Why a command is not possible now, to be told: what it lacks is what one is
 * helped to ask for next. NULL = it is. */
const char *app_refused(struct app *app, const struct command *c);

/* Leave the program, asking first when something would be lost. */
void app_quit(struct app *app);

/* Leave the screen on top, which may ask first; on the first screen Esc only
 * tells how to quit, and q (app_leave) does it. */
void app_back(struct app *app);
void app_leave(struct app *app);

/* A request that writes, or one that the user waits for, is under way. */
bool app_busy(const struct app *app);

/* What the screen on top is doing, else a parked one of its cluster; NULL or
 * "" = nothing. */
const char *app_doing(const struct app *app);

#endif
