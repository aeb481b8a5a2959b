/* What keys and pastes do: the dialog first, then the prompt, the screen and
 * the table of commands. */
#include "net/token.h"
#include "tui/acl_ask.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/delete.h"
#include "tui/explain.h"
#include "tui/frame.h"
#include "widgets/input.h"

/* Three in a short time quit, whatever the state. */
static void count_interrupt(struct app *app)
{
	if (app->now_ms - app->interrupts[0] <= APP_INTERRUPTS_MS)
		app->quit = true;
	app->interrupts[0] = app->interrupts[1];
	app->interrupts[1] = app->now_ms;
}

void app_interrupt(struct app *app)
{
	struct screen *s = app_top(app);

	count_interrupt(app);
	app->dirty = true;
	if (app->dialog_shown)
		app_dialog_answer(app, 0);
	else if (!delete_cancel(app) && !(s->ops->cancel && s->ops->cancel(s)))
		app_back(app);
}

/* Of the global commands only these pass a dialog. */
static bool passes_dialog(const struct key *key)
{
	return key_is_ctrl(key, 'l') || key_is_ctrl(key, 'z') ||
	       key_is_ctrl(key, 'c');
}

const char *app_refused(struct app *app, const struct command *c)
{
	const char *why = c->refused ? c->refused(app) : NULL;

	if (why)
		acl_ask_note(app->cluster, why);
	return why;
}

static void run(struct app *app, const struct command *c)
{
	const char *why = app_refused(app, c);

	if (why)
		app_toast(app, ROLE_WARN, "%s", why);
	else
		c->run(app);
}

static void act_on_key(struct app *app, const struct key *key)
{
	struct screen *s = app_top(app);
	struct key in_screen = *key;
	const struct command *c;
	int button;

	in_screen.y -= FRAME_TOP; /* a click: the screen knows no header */

	if (app->dialog_shown && !passes_dialog(key)) {
		button = dialog_key(&app->dialog, key);
		if (button != DIALOG_OPEN)
			app_dialog_answer(app, button);
		return;
	}
	if (app->palette.shown && !key_is_ctrl(key, 'l')) {
		palette_key(app, key);
		return;
	}
	if (!key_is_ctrl(key, 'c') && s->ops->key && s->ops->key(s, &in_screen))
		return;
	c = keymap_find(&app->keymap, key, s->ops->scope);
	if (c)
		run(app, c);
}

/* What a key told of the screen goes with it, unless it is an outcome. What
 * this key tells stays, and so does what comes by itself. */
static void take_key(struct app *app, const struct key *key)
{
	const struct screen *screen = app_top(app);
	enum scope scope = screen->ops->scope;
	struct toast told = app->toast;
	bool hint = app->toast_is_hint;

	app->toast.until_ms = 0;
	act_on_key(app, key);
	if (app->toast.until_ms) {
		app->toast_is_hint = app->toast.role != ROLE_GOOD &&
				     app->toast.role != ROLE_BAD;
	} else if (!hint || (app_top(app) == screen &&
			     app_top(app)->ops->scope == scope)) {
		app->toast = told;
		app->toast_is_hint = hint;
	}
}

/* What a paste outside of a field was: by kind and length, never an echo. */
static void tell_paste(struct app *app, const char *text, size_t len)
{
	struct token token;
	char count[EXPLAIN_AGE_MAX];
	bool is_token = token_decode(text, len, &token, NULL);

	explain_count(len, count);
	app_toast(app, ROLE_WARN,
		  is_token
			  ? "A peering token of %s characters was pasted: "
			    "not used, and wiped."
			  : "%s characters were pasted outside of a field: not "
			    "used.",
		  count);
	if (is_token)
		token_release(&token);
}

static bool use_paste(struct app *app, const char *text, size_t len)
{
	struct screen *s = app_top(app);

	if (app->dialog_shown)
		return dialog_paste(&app->dialog, text, len);
	if (app->palette.shown) {
		palette_paste(app, text, len);
		return true;
	}
	return s->ops->paste && s->ops->paste(s, text, len);
}

static void take_paste(struct app *app, const char *text, size_t len)
{
	if (!use_paste(app, text, len))
		tell_paste(app, text, len);
}

/* Nothing can be seen: only leaving acts, and what it asks can be read when the
 * window is larger. */
static void take_unseen_key(struct app *app, const struct key *key)
{
	bool interrupt = key_is_ctrl(key, 'c');

	if (interrupt)
		count_interrupt(app);
	if ((interrupt || key_is_char(key, 'q')) && !app->dialog_shown)
		app_quit(app);
}

void app_input(struct app *app, const struct input_event *event)
{
	app->dirty = true;
	if (app->plain) {
		app->plain = false;
		app->repaint = true;
	} else if (event->kind == INPUT_PASTE) {
		take_paste(app, event->text, event->len);
	} else if (app->w < FRAME_MIN_W || app->h < FRAME_MIN_H) {
		take_unseen_key(app, &event->key);
	} else {
		take_key(app, &event->key);
	}
}
