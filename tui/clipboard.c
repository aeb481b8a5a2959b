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

void clipboard_sequence(struct buf *out, enum clipboard_way way,
			const char *text, size_t len)
{
	_cleanup_(buf_release) struct buf osc = BUF_SECRET(4 * TOKEN_TEXT_MAX);

	buf_adds(&osc, "\033]52;c;");
	base64_encode(text, len, &osc);
	buf_adds(&osc, "\a");
	if (way != CLIPBOARD_SCREEN) {
		buf_add(out, osc.data, osc.len);
		return;
	}
	for (size_t at = 0; at < osc.len; at += SCREEN_CHUNK) {
		size_t n = osc.len - at;

		buf_adds(out, "\033P");
		buf_add(out, osc.data + at,
			n < SCREEN_CHUNK ? n : SCREEN_CHUNK);
		buf_adds(out, "\033\\");
	}
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

/* A copy on its way through a tmux child. */
struct copying {
	struct app *app;
	clipboard_done_fn *done;
	void *ctx;
	char count[EXPLAIN_AGE_MAX];
	const char *what;
	char instead[INSTEAD_MAX];
	bool plain; /* tried without -w: an older tmux */
	struct secret text;
};

static void copying_free(void *ctx)
{
	struct copying *c = ctx;

	secret_release(&c->text);
	free(c);
}

static bool load_buffer(struct copying *c);

static void tmux_done(void *ctx, const struct child_end *end)
{
	struct copying *c = ctx;
	char said[SAID_MAX], what[SAID_MAX];
	int status = end->status;

	if (status != 0 && !c->plain) {
		c->plain = true;
		if (load_buffer(c))
			return;
	}
	if (status == 0) {
		snprintf(
			said, sizeof(said),
			c->plain
				? "%s characters in tmux's buffer only"
				: "%s characters sent to tmux and the terminal",
			c->count);
	} else {
		snprintf(what, sizeof(what), "tmux did not take the %s",
			 c->what);
		say_instead(said, what, c->instead);
	}
	c->done(c->app, c->ctx, status == 0, said);
	copying_free(c);
}

/* The text goes in by stdin: never in argv, never in a file. */
static bool load_buffer(struct copying *c)
{
	static const char *const with[] = { "tmux",	 "load-buffer", "-b",
					    TMUX_BUFFER, "-w",		"-",
					    NULL };
	static const char *const without[] = {
		"tmux", "load-buffer", "-b", TMUX_BUFFER, "-", NULL
	};
	struct child_start start = {
		.argv = c->plain ? without : with,
		.input = c->text.data,
		.input_len = c->text.len,
		.until_ms = c->app->now_ms + CHILD_MS,
		.done = tmux_done,
		.dropped = copying_free,
		.ctx = c,
	};

	if (!child_spawn(&c->app->children, &start, NULL))
		return false;
	c->app->tmux_holds_ours = true; /* or soon: it is not asked again */
	return true;
}

static const char *instead_of(const struct clipboard_item *item)
{
	return item->instead ? item->instead : "";
}

static void by_tmux(struct app *app, const struct clipboard_item *item,
		    clipboard_done_fn *done, void *ctx)
{
	struct copying *c = mem_new(1, sizeof(*c));
	char said[SAID_MAX];

	c->app = app;
	c->done = done;
	c->ctx = ctx;
	c->what = item->what;
	snprintf(c->instead, sizeof(c->instead), "%s", instead_of(item));
	explain_count(item->len, c->count);
	secret_init(&c->text, item->len);
	secret_set(&c->text, item->text, item->len);
	if (load_buffer(c))
		return;
	say_instead(said, "tmux could not be started", c->instead);
	done(app, ctx, false, said);
	copying_free(c);
}

static void by_sequence(struct app *app, enum clipboard_way way,
			const struct clipboard_item *item,
			clipboard_done_fn *done, void *ctx)
{
	_cleanup_(buf_release) struct buf out = BUF_SECRET(8 * TOKEN_TEXT_MAX);
	char said[SAID_MAX], what[SAID_MAX], count[EXPLAIN_AGE_MAX];
	bool sent;

	clipboard_sequence(&out, way, item->text, item->len);
	sent = !out.full && app->terminal.write &&
	       app->terminal.write(out.data, out.len);
	explain_count(item->len, count);
	snprintf(what, sizeof(what), "%s characters sent to the terminal%s",
		 count,
		 way == CLIPBOARD_OSC52_UNSURE
			 ? "; a tmux around it drops them unless it has "
			   "set-clipboard on"
			 : "");
	if (!sent)
		say_instead(said, "the terminal did not take it",
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

	if (way == CLIPBOARD_TMUX) {
		by_tmux(app, item, done, ctx);
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
