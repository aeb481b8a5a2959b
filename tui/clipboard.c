#include "tui/clipboard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/base64.h"
#include "net/token.h"
#include "tui/app.h"
#include "tui/explain.h"

#define TMUX_BUFFER "peerdeck"
#define CHILD_MS    3000

/* GNU screen 4.9 drops a string sequence of more than 768 bytes. */
#define SCREEN_CHUNK 700

static bool begins(const char *s, const char *with)
{
	return s && !strncmp(s, with, strlen(with));
}

enum clipboard_way clipboard_way(const char *tmux, const char *sty,
				 const char *term)
{
	if (tmux && *tmux)
		return CLIPBOARD_TMUX;
	if (sty && *sty)
		return CLIPBOARD_SCREEN;
	if (begins(term, "tmux") || begins(term, "screen"))
		return CLIPBOARD_OSC52_UNSURE;
	if (!term || begins(term, "linux") || begins(term, "vt"))
		return CLIPBOARD_NONE;
	return CLIPBOARD_OSC52;
}

bool clipboard_sequence(struct buf *out, enum clipboard_way way,
			const char *text, size_t len)
{
	_cleanup_(buf_release) struct buf osc = BUF_SECRET(4 * TOKEN_TEXT_MAX);

	buf_adds(&osc, "\033]52;c;");
	base64_encode(text, len, &osc);
	buf_adds(&osc, "\a");
	if (osc.full)
		return false;
	if (way != CLIPBOARD_SCREEN)
		return buf_add(out, osc.data, osc.len);
	for (size_t at = 0; at < osc.len; at += SCREEN_CHUNK) {
		size_t n = osc.len - at;

		buf_adds(out, "\033P");
		buf_add(out, osc.data + at,
			n < SCREEN_CHUNK ? n : SCREEN_CHUNK);
		buf_adds(out, "\033\\");
	}
	return !out->full;
}

#define SAID_MAX    240
#define INSTEAD_MAX 65

/* What came of it, and what can be done instead. */
static void say_instead(char said[SAID_MAX], const char *what,
			const char *instead)
{
	snprintf(said, SAID_MAX, "%.150s%s%.64s", what, *instead ? ": " : "",
		 instead);
}

/* What can be given the text. */
enum taker {
	TAKER_COMMAND, /* that of the config file */
	TAKER_TMUX,
	TAKER_OLD_TMUX, /* one that knows no -w */
};

/* A copy on its way through a child. */
struct copying {
	struct app *app;
	clipboard_done_fn *done;
	void *ctx;
	char count[EXPLAIN_AGE_MAX];
	const char *what;
	char instead[INSTEAD_MAX];
	enum taker taker;
	struct secret text;
};

static void copying_free(void *ctx)
{
	struct copying *c = ctx;

	secret_release(&c->text);
	free(c);
}

/* How it is called in messages. */
static const char *taker_name(const struct copying *c)
{
	return c->taker == TAKER_COMMAND ? c->app->file.copy_command.items[0]
					 : "tmux";
}

static bool give(struct copying *c);

/* Of what a child wrote nothing is shown: it may be the text. */
static void say_taken(const struct copying *c, int status, char said[SAID_MAX])
{
	static const char *const words[] = {
		[TAKER_COMMAND] = "%s characters given to %.60s",
		[TAKER_TMUX] = "%s characters sent to %s and the terminal",
		[TAKER_OLD_TMUX] = "%s characters in %s's buffer only",
	};
	char what[SAID_MAX];

	if (status == 0) {
		snprintf(said, SAID_MAX, words[c->taker], c->count,
			 taker_name(c));
		return;
	}
	snprintf(what, sizeof(what), "%.60s did not take the %s%s",
		 taker_name(c), c->what,
		 status == CHILD_LATE ? " within 3 s" : "");
	say_instead(said, what, c->instead);
}

static void taken(void *ctx, const struct child_end *end)
{
	struct copying *c = ctx;
	char said[SAID_MAX];

	if (end->status != 0 && c->taker == TAKER_TMUX) {
		c->taker = TAKER_OLD_TMUX;
		if (give(c))
			return;
	}
	say_taken(c, end->status, said);
	c->done(c->app, c->ctx, end->status == 0, said);
	copying_free(c);
}

/* The text goes in by stdin: never in argv, never in a file. */
static bool give(struct copying *c)
{
	static const char *const with[] = { "tmux",	 "load-buffer", "-b",
					    TMUX_BUFFER, "-w",		"-",
					    NULL };
	static const char *const without[] = {
		"tmux", "load-buffer", "-b", TMUX_BUFFER, "-", NULL
	};
	_cleanup_(mem_freep) const char **command =
		strlist_argv(&c->app->file.copy_command);
	const char *const *const argv[] = {
		[TAKER_COMMAND] = command,
		[TAKER_TMUX] = with,
		[TAKER_OLD_TMUX] = without,
	};
	struct child_start start = {
		.argv = argv[c->taker],
		.input = c->text.data,
		.input_len = c->text.len,
		.awaited = true,
		.until_ms = c->app->now_ms + CHILD_MS,
		.done = taken,
		.dropped = copying_free,
		.ctx = c,
	};

	if (!child_spawn(&c->app->children, &start, NULL))
		return false;
	if (c->taker != TAKER_COMMAND) /* or soon: it is not asked again */
		c->app->tmux_holds_ours = true;
	return true;
}

static const char *instead_of(const struct clipboard_item *item)
{
	return item->instead ? item->instead : "";
}

static void by_child(struct app *app, enum taker taker,
		     const struct clipboard_item *item, clipboard_done_fn *done,
		     void *ctx)
{
	struct copying *c = mem_new(1, sizeof(*c));
	char said[SAID_MAX], what[SAID_MAX];

	c->app = app;
	c->taker = taker;
	c->done = done;
	c->ctx = ctx;
	c->what = item->what;
	snprintf(c->instead, sizeof(c->instead), "%s", instead_of(item));
	explain_count(item->len, c->count);
	secret_init(&c->text, item->len);
	secret_set(&c->text, item->text, item->len);
	if (give(c))
		return;
	snprintf(what, sizeof(what), "%.60s could not be started",
		 taker_name(c));
	say_instead(said, what, c->instead);
	done(app, ctx, false, said);
	copying_free(c);
}

static void by_sequence(struct app *app, enum clipboard_way way,
			const struct clipboard_item *item,
			clipboard_done_fn *done, void *ctx)
{
	_cleanup_(buf_release) struct buf out = BUF_SECRET(8 * TOKEN_TEXT_MAX);
	char said[SAID_MAX], what[SAID_MAX], count[EXPLAIN_AGE_MAX];
	bool fits = clipboard_sequence(&out, way, item->text, item->len);
	bool sent = fits && app->terminal.write &&
		    app->terminal.write(out.data, out.len);

	explain_count(item->len, count);
	snprintf(what, sizeof(what), "%s characters sent to the terminal%s",
		 count,
		 way == CLIPBOARD_OSC52_UNSURE
			 ? "; a tmux around it drops them unless it has "
			   "set-clipboard on"
			 : "");
	if (!fits)
		snprintf(what, sizeof(what),
			 "%s characters are too many for a terminal", count);
	if (!sent)
		say_instead(said, fits ? "the terminal did not take it" : what,
			    instead_of(item));
	else
		say_instead(said, what,
			    way == CLIPBOARD_OSC52_UNSURE ? instead_of(item)
							  : "");
	done(app, ctx, sent, said);
}

void clipboard_copy(struct app *app, const struct clipboard_item *item,
		    clipboard_done_fn *done, void *ctx)
{
	enum clipboard_way way =
		clipboard_way(getenv("TMUX"), getenv("STY"), getenv("TERM"));
	char said[SAID_MAX];

	if (app->file.copy_command.count) {
		by_child(app, TAKER_COMMAND, item, done, ctx);
	} else if (way == CLIPBOARD_TMUX) {
		by_child(app, TAKER_TMUX, item, done, ctx);
	} else if (way == CLIPBOARD_NONE) {
		say_instead(said, "this terminal has no clipboard",
			    instead_of(item));
		done(app, ctx, false, said);
	} else {
		by_sequence(app, way, item, done, ctx);
	}
}

void clipboard_forget(struct app *app)
{
	static const char *const argv[] = { "tmux", "delete-buffer", "-b",
					    TMUX_BUFFER, NULL };
	struct child_start start = {
		.argv = argv,
		.awaited = true,
		.until_ms = app->now_ms + CHILD_MS,
	};

	if (app->tmux_holds_ours && child_spawn(&app->children, &start, NULL))
		app->tmux_holds_ours = false;
}

/* A copy that is still under way must not come after it. */
void clipboard_forget_now(struct app *app)
{
	app->now_ms = clock_ms(app->clock);
	child_wait(&app->children, app->clock, app->now_ms + CHILD_MS);
	clipboard_forget(app);
	child_wait(&app->children, app->clock, app->now_ms + CHILD_MS);
}
