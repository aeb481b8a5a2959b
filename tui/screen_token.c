#include "tui/screen.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/equivalent.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/explain.h"
#include "tui/question.h"
#include "tui/savefile.h"
#include "tui/token_text.h"
#include "widgets/key.h"
#include "widgets/scroll.h"
#include "widgets/text.h"
#include "widgets/viewer.h"

#define REVEAL_MS    30000
#define PLAIN_MS     60000
#define SHOWN_START  8	/* "eyJDQSI6" is the start of every token */
#define DETAILS_Y    3	/* below the masked token */
#define MASK_MAX     80 /* columns: what it is, not how long, is told */
#define REVEAL_Y     2
#define REVEAL_W_MAX 511
#define NEXT_ROWS    6 /* rule, "What happens next", three lines, the advice */
#define COMMAND_MAX  1024
#define JUST_NOW_S   60

struct token_screen {
	struct screen base;
	struct token_entry *entry;    /* in app->tokens, which outlives us */
	struct http_request *request; /* reads the record afterwards */
	int64_t reveal_until_ms;      /* 0 = masked */
	struct viewer details;
	char path[PATH_MAX + 1]; /* the last one that was asked for */
	int w, h;
	int reveal_top; /* rows of the revealed token scrolled away */
};

static struct token_screen *token_of(struct screen *s)
{
	return (struct token_screen *)(void *)s;
}

static const struct token_screen *token_const(const struct screen *s)
{
	return (const struct token_screen *)(const void *)s;
}

/* --- what it holds ----------------------------------------------------------
 */

static void describe(struct token_screen *s)
{
	const struct token_entry *e = s->entry;

	text_clear(&s->details.text);
	token_text_fingerprint(&s->details.text, e->fingerprint);
	text_line(&s->details.text, 0);
	if (e->decoded) {
		token_text_holds(&s->details.text, s->base.app, &e->token,
				 "They dial", NULL);
		token_text_label(&s->details.text, "TLS name");
		text_add(&s->details.text, ROLE_TEXT, "%s",
			 e->token.server_name);
		token_text_label(&s->details.text, "Lifetime");
		text_add(
			&s->details.text, ROLE_TEXT,
			"single use, no expiry; a newer one for %s replaces it",
			e->name);
	} else {
		token_text_label(&s->details.text, "Not readable");
		text_add(&s->details.text, ROLE_BAD,
			 "%s. It is kept as Consul gave it.", e->problem);
	}
	if (e->difference[0]) {
		token_text_label(&s->details.text, "Otherwise");
		text_add(&s->details.text, ROLE_WARN, "%s", e->difference);
	}
}

/* --- the record, read afterwards ----------------------------------------- */

static void compare(struct token_entry *e, const struct peering *p)
{
	uint32_t stored = p->meta.items ? p->meta.count / 2 : 0;

	snprintf(e->peering_id, sizeof(e->peering_id), "%s", p->id);
	if (e->again)
		return;
	for (size_t i = 0; i < e->asked.count; i++) {
		const char *value = peering_meta(p, e->asked.pairs[i].key);

		if (value && !strcmp(value, e->asked.pairs[i].value))
			continue;
		snprintf(e->difference, sizeof(e->difference),
			 "the record has %.60s%.60s, not what was asked",
			 value ? "another value for " : "no ",
			 e->asked.pairs[i].key);
		return;
	}
	if (stored != e->asked.count)
		snprintf(e->difference, sizeof(e->difference),
			 "the record has %u pairs of meta, not %zu", stored,
			 e->asked.count);
}

static void got_record(void *ctx, const struct http_reply *reply,
		       struct peerings *list)
{
	struct token_screen *s = ctx;

	s->request = NULL;
	if (list->count)
		compare(s->entry, &list->rows[0]);
	else
		snprintf(s->entry->difference, sizeof(s->entry->difference),
			 "the record could not be read afterwards: %.120s",
			 reply->err.msg);
	describe(s);
	s->base.app->dirty = true;
}

/* --- drawing ------------------------------------------------------------- */

static void draw_title(const struct token_screen *s, const struct canvas *c)
{
	int64_t now = s->base.app->now_ms;
	int64_t old_s = (now - s->entry->generated_ms) / 1000;
	int64_t left = (s->reveal_until_ms - now + 999) / 1000;
	char age[EXPLAIN_AGE_MAX], text[128];
	int x;

	snprintf(text, sizeof(text), "Token for %s", s->entry->name);
	x = 1 + canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, text);
	if (s->reveal_until_ms) {
		snprintf(text, sizeof(text), "masked again in %d s", (int)left);
		canvas_text_right(c, x + 1, 0, c->w - x - 2, ROLE_WARN, text);
		return;
	}
	explain_span(old_s / 60 * 60, age);
	snprintf(text, sizeof(text),
		 old_s < JUST_NOW_S ? "generated just now" : "generated %s ago",
		 age);
	canvas_text(c, x + 3, 0, c->w - x - 4, ROLE_MUTED, text);
}

static void draw_masked(const struct token_screen *s, const struct canvas *c,
			int y)
{
	const struct token_entry *e = s->entry;
	char count[EXPLAIN_AGE_MAX], text[64];
	int room, x;

	explain_count(e->text.len, count);
	snprintf(text, sizeof(text), "%s characters", count);
	room = c->w - 2 - (int)strlen(text) - 4;
	if (room > MASK_MAX)
		room = MASK_MAX;
	snprintf(text, sizeof(text), "%.*s", SHOWN_START, e->text.data);
	if (!e->decoded)
		text[0] = '\0';
	x = 2 + canvas_text(c, 2, y, room, ROLE_STRONG, text);
	canvas_repeat(c, x, y, room - x, ROLE_TEXT, GLYPH_MASK);
	snprintf(text, sizeof(text), "%s characters", count);
	canvas_text(c, room + 2, y, c->w - room - 2, ROLE_MUTED, text);
}

/* Rows that the token takes when it is revealed. */
static int reveal_rows(const struct token_screen *s)
{
	int width = s->w - 2;

	return ((int)s->entry->text.len + width - 1) / width;
}

/* Over the place of all below the title, a row at a time. */
static void draw_revealed(const struct token_screen *s, const struct canvas *c)
{
	struct canvas area = canvas_sub(c, (struct rect){ 0, REVEAL_Y, c->w,
							  c->h - REVEAL_Y });
	size_t width = (size_t)(s->w - 2);
	size_t at = (size_t)s->reveal_top * width;
	char line[REVEAL_W_MAX + 1];

	for (int y = 0; at < s->entry->text.len && y < area.h; y++) {
		size_t left = s->entry->text.len - at;
		size_t n = left < width ? left : width;

		n = n < REVEAL_W_MAX ? n : REVEAL_W_MAX;
		memcpy(line, s->entry->text.data + at, n);
		line[n] = '\0';
		canvas_text(&area, 1, y, (int)n, ROLE_TEXT, line);
		at += n;
	}
	scroll_marks(&area, s->reveal_top, reveal_rows(s));
	explicit_bzero(line, sizeof(line));
}

static int step_line(const struct canvas *c, int y, enum role role,
		     enum glyph glyph, const char *what)
{
	canvas_glyph(c, 3, y, role, glyph);
	canvas_text(c, 6, y, 24, ROLE_TEXT, what);
	return 29;
}

static const char *const use_words[] = {
	[TOKEN_UNKNOWN] = "not known yet",
	[TOKEN_UNUSED] = "not used yet",
	[TOKEN_CONNECTING] = "connecting",
	[TOKEN_ACTIVE] = "ACTIVE",
	[TOKEN_WAS_ACTIVE] = "ACTIVE already, without this token",
	[TOKEN_SUPERSEDED] = "superseded: a newer token replaced this one",
	[TOKEN_GONE] = "the peering is gone: this token cannot work",
};

static void draw_heard(const struct token_screen *s, const struct canvas *c,
		       int y)
{
	const struct token_entry *e = s->entry;
	bool heard = e->use == TOKEN_ACTIVE && e->heard_s >= 0;
	bool dead = e->use == TOKEN_SUPERSEDED || e->use == TOKEN_GONE;
	enum role role = heard			      ? ROLE_GOOD
			 : dead			      ? ROLE_BAD
			 : e->use == TOKEN_CONNECTING ? ROLE_INFO
						      : ROLE_MUTED;
	enum glyph glyph = heard			? GLYPH_OK
			   : dead			? GLYPH_BAD
			   : e->use == TOKEN_CONNECTING ? GLYPH_BUSY
							: GLYPH_IDLE;
	char text[96], age[EXPLAIN_AGE_MAX];
	int x = step_line(c, y, role, glyph, "This cluster hears it");

	snprintf(text, sizeof(text), "%s", use_words[e->use]);
	if (heard) {
		explain_steps(e->heard_s, age);
		snprintf(text, sizeof(text), "ACTIVE, heard %s ago", age);
	} else if (e->use == TOKEN_ACTIVE) {
		snprintf(text, sizeof(text),
			 "ACTIVE; the first heartbeat comes within 15 s");
	}
	canvas_text(c, x, y, c->w - x - 1, ROLE_TEXT, text);
}

static bool is_used(const struct token_entry *e)
{
	return e->use == TOKEN_CONNECTING || e->use == TOKEN_ACTIVE;
}

static void their_command(const struct token_screen *s, struct buf *out)
{
	const struct peering_agent *agent =
		s->base.cluster->watch
			? watch_status(s->base.cluster->watch)->agent
			: NULL;
	const char *dc = s->entry->decoded ? s->entry->token.datacenter : "";
	char name[PEERING_NAME_MAX + 1];

	if (!*dc && agent)
		dc = agent->datacenter;
	peering_name_proposal(*dc ? dc : "other", name);
	equivalent_establish(out, name, s->entry->text.len);
}

static void draw_command(const struct token_screen *s, const struct canvas *c,
			 int y)
{
	_cleanup_(buf_release) struct buf command = BUF_INIT(COMMAND_MAX);
	bool used = is_used(s->entry);
	int x = step_line(c, y, used ? ROLE_GOOD : ROLE_INFO,
			  used ? GLYPH_OK : GLYPH_BUSY, "The other side runs");
	int room = c->w - x - 15;
	char key[EXPLAIN_KEY_MAX];
	const char *shown;

	their_command(s, &command);
	shown = strstr(command.data, "consul");
	x += 2 + canvas_text(c, x, y, room, ROLE_TEXT,
			     shown ? shown : command.data);
	explain_key(s->base.app, "token.command", key);
	x += 1 + canvas_text(c, x, y, c->w - x, ROLE_KEY, key);
	canvas_text(c, x, y, c->w - x, ROLE_MUTED, "copies it");
}

static void draw_where(const struct token_screen *s, const struct canvas *c,
		       int y)
{
	char text[EXPLAIN_KEY_MAX + 96], key[EXPLAIN_KEY_MAX];

	explain_key(s->base.app, "tokens.list", key);
	snprintf(text, sizeof(text),
		 "Consul cannot show it again. Until you quit it stays under "
		 "%s on Peers.",
		 key);
	canvas_text(c, 1, y, c->w - 2, ROLE_MUTED, text);
}

static void draw_next(const struct token_screen *s, const struct canvas *c)
{
	const struct token_entry *e = s->entry;
	bool carried = e->carried[0] || is_used(e);
	int x;

	bars_rule(c, 0);
	canvas_text(c, 1, 1, c->w - 2, ROLE_STRONG, "What happens next");
	x = step_line(c, 2, carried ? ROLE_GOOD : ROLE_INFO,
		      carried ? GLYPH_OK : GLYPH_BUSY, "Carry it over");
	canvas_text(c, x, 2, c->w - x - 1, ROLE_MUTED,
		    e->carried[0] ? e->carried
				  : "y copies, w saves, p shows it plain");
	draw_command(s, c, 3);
	draw_heard(s, c, 4);
	draw_where(s, c, 6);
}

static int next_height(int h)
{
	return h > 20 ? NEXT_ROWS + 2 : NEXT_ROWS - 1;
}

static void token_layout(struct screen *screen, int w, int h)
{
	struct token_screen *s = token_of(screen);

	s->w = w;
	s->h = h;
	viewer_layout(&s->details, w, h - DETAILS_Y - next_height(h));
	s->reveal_top =
		scroll_clamp(s->reveal_top, reveal_rows(s), h - REVEAL_Y);
}

static void token_draw(const struct screen *screen, const struct canvas *c)
{
	const struct token_screen *s = token_const(screen);
	int next_h = next_height(c->h);
	struct canvas area;

	draw_title(s, c);
	if (s->reveal_until_ms) {
		draw_revealed(s, c);
		return;
	}
	draw_masked(s, c, 2);
	area = canvas_sub(c, (struct rect){ 0, DETAILS_Y, c->w,
					    c->h - DETAILS_Y - next_h });
	viewer_draw(&s->details, &area);
	area = canvas_sub(c, (struct rect){ 0, c->h - next_h, c->w, next_h });
	draw_next(s, &area);
}

/* --- the screen ---------------------------------------------------------- */

/* Moving keys scroll a revealed token; any other masks it again. */
static bool scroll_reveal(struct token_screen *s, const struct key *key)
{
	int page = s->h - REVEAL_Y, last = reveal_rows(s) - page;
	size_t top = (size_t)s->reveal_top;

	if (!scroll_key(key, (size_t)page, last > 0 ? (size_t)last : 0, &top))
		return false;
	s->reveal_top = (int)top;
	return true;
}

static bool token_key(struct screen *screen, const struct key *key)
{
	struct token_screen *s = token_of(screen);

	if (s->reveal_until_ms && scroll_reveal(s, key))
		return true;
	if (s->reveal_until_ms && !key_is_char(key, 'y') &&
	    !key_is_char(key, 'w') && !key_is_char(key, 'p')) {
		s->reveal_until_ms = 0;
		return true;
	}
	return viewer_key(&s->details, key);
}

static int64_t token_deadline(const struct screen *screen)
{
	const struct token_screen *s = token_const(screen);
	int64_t left = s->reveal_until_ms - screen->app->now_ms;

	/* The countdown shows whole seconds. */
	return s->reveal_until_ms ? screen->app->now_ms + (left - 1) % 1000 + 1
				  : -1;
}

static void token_tick(struct screen *screen)
{
	struct token_screen *s = token_of(screen);

	if (s->reveal_until_ms && screen->app->now_ms >= s->reveal_until_ms)
		s->reveal_until_ms = 0;
}

static void token_focus(struct screen *screen, bool on)
{
	if (!on)
		token_of(screen)->reveal_until_ms = 0;
}

static void token_close(struct screen *screen)
{
	struct token_screen *s = token_of(screen);

	http_cancel(s->request);
	viewer_release(&s->details);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_TOKEN,
	.close = token_close,
	.layout = token_layout,
	.draw = token_draw,
	.key = token_key,
	.deadline = token_deadline,
	.tick = token_tick,
	.focus = token_focus,
};

struct screen *screen_token_new(struct app *app, size_t token)
{
	struct token_screen *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->entry = app->tokens.items[token];
	s->details = (struct viewer)VIEWER_INIT;
	snprintf(s->path, sizeof(s->path), "./%s.token", s->entry->name);
	s->base.cluster = s->entry->cluster;
	describe(s);
	if (!s->entry->peering_id[0])
		s->request =
			peering_api_read(&s->entry->cluster->client,
					 s->entry->name, s->entry->partition,
					 got_record, s);
	return &s->base;
}

/* --- commands ------------------------------------------------------------ */

static struct token_screen *on_top(struct app *app)
{
	return token_of(app_top(app));
}

static void copied(struct app *app, void *ctx, bool done, const char *said)
{
	struct token_entry *e = ctx;

	if (done)
		snprintf(e->carried, sizeof(e->carried), "copied: %.80s", said);
	app_toast(app, done ? ROLE_GOOD : ROLE_WARN, "%s", said);
}

void token_copy(struct app *app)
{
	struct token_entry *e = on_top(app)->entry;
	char save[KEY_NAME_MAX], plain[KEY_NAME_MAX],
		instead[2 * KEY_NAME_MAX + 32] = "";

	if (keymap_first(&app->keymap, "token.save", false, save) &&
	    keymap_first(&app->keymap, "token.plain", false, plain))
		snprintf(instead, sizeof(instead),
			 "%s saves it, %s shows it plain", save, plain);
	clipboard_copy(app,
		       &(struct clipboard_item){ e->text.data, e->text.len,
						 "token", instead },
		       copied, e);
}

void token_reveal(struct app *app)
{
	struct token_screen *s = on_top(app);

	s->reveal_until_ms = app->now_ms + REVEAL_MS;
	s->reveal_top = 0;
	app->dirty = true;
}

void token_plain(struct app *app)
{
	const struct secret *text = &on_top(app)->entry->text;
	char copy[EXPLAIN_KEY_MAX], save_it[EXPLAIN_KEY_MAX];

	if (text->len > (size_t)app->w * (size_t)app->h) {
		explain_key(app, "token.copy", copy);
		explain_key(app, "token.save", save_it);
		app_toast(app, ROLE_WARN,
			  "The token has more rows than the screen: %s copies "
			  "it, %s saves it.",
			  copy, save_it);
		return;
	}
	if (app->terminal.plain)
		app->terminal.plain(text->data, text->len);
	app->plain = true;
	app->plain_until_ms = app->now_ms + PLAIN_MS;
}

static void ask_path(struct app *app, struct token_screen *s,
		     const char *problem);

static void save(struct app *app, struct token_screen *s, const char *path,
		 bool overwrite);

static void overwrite_answer(struct app *app, int button, void *ctx,
			     const char *text)
{
	struct token_screen *s = ctx;

	(void)text;
	if (button == 1)
		save(app, s, s->path, true);
	else
		ask_path(app, s, NULL);
}

static void ask_overwrite(struct app *app, struct token_screen *s)
{
	struct dialog *d =
		app_dialog(app, "Overwrite the file?", overwrite_answer, s);

	text_add(&d->text, ROLE_TEXT, "%s exists.", s->path);
	d->buttons[0] = "Another path";
	d->buttons[1] = "Overwrite";
	d->button_count = 2;
	app_dialog_open(app);
}

static void save(struct app *app, struct token_screen *s, const char *path,
		 bool overwrite)
{
	struct token_entry *e = s->entry;
	struct err err = ERR_INIT;

	if (path != s->path)
		snprintf(s->path, sizeof(s->path), "%s", path);
	if (savefile_write(s->path, e->text.data, e->text.len, overwrite,
			   &err)) {
		snprintf(e->carried, sizeof(e->carried), "saved: %.80s",
			 s->path);
		app_toast(app, ROLE_GOOD, "Saved to %s, readable by you alone.",
			  s->path);
	} else if (err.kind == ERR_USAGE && *s->path) {
		ask_overwrite(app, s);
	} else {
		ask_path(app, s, err.msg);
	}
}

static void path_answer(struct app *app, int button, void *ctx,
			const char *text)
{
	if (button == 1)
		save(app, ctx, text, false);
}

static void ask_path(struct app *app, struct token_screen *s,
		     const char *problem)
{
	static const struct question question = {
		.title = "Save the token",
		.about = "The file will be readable by you alone (0600). "
			 "Delete it when the token was used.",
		.label = "Path",
		.verb = "Save",
		.kind = SUGGEST_PATH,
	};

	question_ask(app, &question, s->path, problem, path_answer, s);
}

void token_save(struct app *app)
{
	ask_path(app, on_top(app), NULL);
}

static void command_copied(struct app *app, void *ctx, bool done,
			   const char *said)
{
	(void)ctx;
	app_toast(app, done ? ROLE_GOOD : ROLE_WARN, "Their command: %s", said);
}

void token_their_command(struct app *app)
{
	_cleanup_(buf_release) struct buf command = BUF_INIT(COMMAND_MAX);

	their_command(on_top(app), &command);
	clipboard_copy(app,
		       &(struct clipboard_item){ command.data, command.len,
						 "command", NULL },
		       command_copied, NULL);
}
