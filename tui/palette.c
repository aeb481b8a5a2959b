#include "tui/palette.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "tui/app.h"
#include "tui/command.h"
#include "widgets/bars.h"
#include "widgets/key.h"

#define LINE_MAX_BYTES 300
#define WORD_MAX       64

/* Words and what is left: "theme light" -> "theme", "light". */
static const char *split(const char *line, char word[WORD_MAX])
{
	size_t len;

	line += strspn(line, " ");
	len = strcspn(line, " ");
	snprintf(word, WORD_MAX, "%.*s", (int)len, line);
	line += len;
	return line + strspn(line, " ");
}

static void add_if_begins(struct strlist *out, const char *text,
			  const char *with)
{
	if (!strncmp(text, with, strlen(with)))
		strlist_add(out, text);
}

/* "write" of "list.write" */
static const char *last_word(const struct command *c)
{
	const char *dot = strrchr(c->name, '.');

	return dot ? dot + 1 : c->name;
}

/* Which command of this place a typed word means: the one of that name, or
 * else the only one whose last word it is. */
static const struct command *meant(const struct app *app, const char *word)
{
	size_t count, found = 0;
	const struct command *all = command_table(&count), *c = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!command_is_here(app, &all[i]))
			continue;
		if (!strcmp(all[i].name, word))
			return &all[i];
		if (!strcmp(last_word(&all[i]), word) && ++found)
			c = &all[i];
	}
	return found == 1 ? c : NULL;
}

/* By its beginning; when none begins so, by that of the last word. */
static void complete_command(const struct app *app, const char *word,
			     struct strlist *out)
{
	size_t count;
	const struct command *all = command_table(&count);

	for (size_t i = 0; i < count; i++)
		if (command_is_here(app, &all[i]))
			add_if_begins(out, all[i].name, word);
	for (size_t i = 0; !out->count && i < count; i++)
		if (command_is_here(app, &all[i]) &&
		    !strncmp(last_word(&all[i]), word, strlen(word)))
			strlist_add(out, all[i].name);
}

static void complete_argument(struct app *app, const struct command *c,
			      const char *arg, struct strlist *out)
{
	_cleanup_(strlist_release) struct strlist all = { 0 };

	c->complete(app, &all);
	for (size_t i = 0; i < all.count; i++)
		add_if_begins(out, all.items[i], arg);
}

/* What the line may go on with; the whole words. */
static void find_candidates(struct app *app)
{
	struct palette *p = &app->palette;
	const char *line = textfield_text(&p->field);
	char word[WORD_MAX];
	const char *arg = split(line, word);
	const struct command *c = meant(app, word);

	strlist_release(&p->candidates);
	if (!strchr(line + strspn(line, " "), ' '))
		complete_command(app, word, &p->candidates);
	else if (c && c->complete)
		complete_argument(app, c, arg, &p->candidates);
	if (!c && p->candidates.count == 1)
		c = command_named(p->candidates.items[0]);
	p->help = c ? c->help : "";
}

void palette_open(struct app *app)
{
	struct palette *p = &app->palette;

	if (!p->started)
		textfield_init(&p->field, "", LINE_MAX_BYTES);
	p->assist = (struct assist){ .history = &p->history };
	p->field.assist = &p->assist;
	assist_release(&p->field); /* from the newest line on again */
	p->started = p->shown = true;
	p->problem[0] = '\0';
	textfield_set(&p->field, "");
	app_focus(app, false);
	textfield_focus(&p->field);
	find_candidates(app);
}

static void shut(struct app *app)
{
	textfield_blur(&app->palette.field);
	app->palette.shown = false;
	app_focus(app, true);
}

void palette_release(struct palette *p)
{
	if (p->started)
		textfield_release(&p->field);
	assist_history_release(&p->history);
	strlist_release(&p->candidates);
}

static bool refuse(struct palette *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

static bool refuse(struct palette *p, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(p->problem, sizeof(p->problem), fmt, args);
	va_end(args);
	return false;
}

/* It is no command of this place: say of which it is. */
static bool refuse_unknown(struct palette *p, const char *word)
{
	const struct command *c = command_named(word);
	bool both = c && c->also != SCOPE_GLOBAL;

	if (!c)
		return refuse(p, "There is no command \"%.40s\" here.", word);
	return refuse(p, "%s is possible on %s%s%s only.", c->name,
		      command_scope_title(c->scope), both ? " and " : "",
		      both ? command_scope_title(c->also) : "");
}

/* "theme needs an argument: dark, light, …", where they are known. */
static bool refuse_bare(struct app *app, const struct command *c)
{
	_cleanup_(strlist_release) struct strlist all = { 0 };
	_cleanup_(buf_release) struct buf choices = BUF_INIT(LINE_MAX_BYTES);

	if (c->complete)
		c->complete(app, &all);
	for (size_t i = 0; i < all.count; i++)
		buf_addf(&choices, "%s%s", i ? ", " : ": ", all.items[i]);
	return refuse(&app->palette, "%.40s needs an argument%s%s.", c->name,
		      choices.data, choices.full ? ", …" : "");
}

/* True when the command was there and ran, or said itself why not. */
static bool run(struct app *app, const char *line)
{
	struct palette *p = &app->palette;
	char word[WORD_MAX];
	const char *arg = split(line, word);
	const struct command *c = meant(app, word);
	const char *why;

	if (!c)
		return refuse_unknown(p, word);
	if (*arg && !c->run_arg)
		return refuse(p, "%.40s takes no argument.", word);
	if (!*arg && !c->run)
		return refuse_bare(app, c);
	why = app_refused(app, c);
	if (why)
		return refuse(p, "%s", why);
	shut(app);
	if (*arg)
		c->run_arg(app, arg);
	else
		c->run(app);
	return true;
}

static void enter(struct app *app)
{
	struct palette *p = &app->palette;
	char line[LINE_MAX_BYTES + 1];

	snprintf(line, sizeof(line), "%s", textfield_text(&p->field));
	if (!*line) {
		shut(app);
		return;
	}
	if (run(app, line))
		assist_history_add(&p->history, line);
}

static void complete(struct app *app)
{
	struct palette *p = &app->palette;
	_cleanup_(buf_release) struct buf line = BUF_INIT(LINE_MAX_BYTES);
	const char *text = textfield_text(&p->field);
	const char *last = strrchr(text, ' ');

	if (!p->candidates.count)
		return;
	/* Several that were found by their last words have nothing in common
	 * with what was typed. */
	if (p->candidates.count > 1 &&
	    strncmp(p->candidates.items[0], last ? last + 1 : text,
		    strlen(last ? last + 1 : text)) != 0)
		return;
	buf_add(&line, text, last ? (size_t)(last + 1 - text) : 0);
	buf_add(&line, p->candidates.items[0], strlist_shared(&p->candidates));
	if (p->candidates.count == 1 && !last)
		buf_addc(&line, ' ');
	textfield_set(&p->field, line.data);
	find_candidates(app);
}

void palette_key(struct app *app, const struct key *key)
{
	struct palette *p = &app->palette;

	p->problem[0] = '\0';
	if (key_is(key, SYM_ENTER)) {
		enter(app);
	} else if (key_is(key, SYM_ESC) || key_is_ctrl(key, 'c') ||
		   (key_is(key, SYM_BACKSPACE) &&
		    !*textfield_text(&p->field))) {
		shut(app);
	} else if (key_is(key, SYM_TAB)) {
		complete(app);
	} else if (key_is(key, SYM_UP) || key_is(key, SYM_DOWN)) {
		assist_recall(&p->field, key_is(key, SYM_UP));
		find_candidates(app);
	} else if (textfield_key(&p->field, key)) {
		find_candidates(app);
	}
}

void palette_paste(struct app *app, const char *text, size_t len)
{
	if (len > LINE_MAX_BYTES)
		len = LINE_MAX_BYTES;
	textfield_paste(&app->palette.field, text, len);
	find_candidates(app);
}

void palette_draw(const struct palette *p, const struct canvas *c)
{
	int x = 1;

	canvas_fill(c, (struct rect){ 0, c->h - 2, c->w, 2 }, ROLE_TEXT);
	if (p->problem[0])
		canvas_text(c, 1, c->h - 2, c->w - 2, ROLE_BAD, p->problem);
	for (size_t i = 0; !p->problem[0] && i < p->candidates.count; i++)
		if (x < c->w - 1)
			x += 2 + canvas_text(c, x, c->h - 2, c->w - 1 - x,
					     ROLE_MUTED,
					     p->candidates.items[i]);
	if (!p->problem[0] && p->candidates.count < 2 && x < c->w - 1)
		canvas_text(c, x, c->h - 2, c->w - 1 - x, ROLE_TEXT, p->help);
	canvas_text(c, 0, c->h - 1, 1, ROLE_KEY, ":");
	textfield_draw(&p->field, c, 1, c->h - 1, c->w - 2, true);
}
