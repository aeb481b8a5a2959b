#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/explain.h"
#include "tui/fixed_keys.h"
#include "widgets/viewer.h"

#define HEAD_ROWS 2
#define KEY_W	  14

struct help {
	struct screen base;
	struct viewer viewer;
};

static struct help *help_of(struct screen *s)
{
	return (struct help *)(void *)s;
}

static void add_entry(struct text *t, const char *key, const char *words)
{
	text_line(t, KEY_W + 2);
	text_add(t, ROLE_KEY, "  %-*s", KEY_W, key);
	text_add(t, ROLE_TEXT, "%s", words);
}

static void add_heading(struct text *t, const char *title)
{
	if (t->count)
		text_line(t, 0);
	text_line(t, 0);
	text_add(t, ROLE_STRONG, "%s", title);
}

/* Without a key, what is typed for it. */
static void add_command(struct text *t, const struct keymap *map,
			const struct command *c)
{
	const char *keys = keymap_keys(map, c), *dot = strrchr(c->name, '.');
	char typed[64];

	snprintf(typed, sizeof(typed), ":%s", dot ? dot + 1 : c->name);
	add_entry(t, *keys ? keys : typed, c->help);
}

static void add_scope(struct text *t, const struct keymap *map,
		      enum scope scope, const char *title)
{
	size_t count;
	const struct command *commands = command_table(&count);

	add_heading(t, title);
	for (size_t i = 0; i < count; i++)
		if (command_in(&commands[i], scope))
			add_command(t, map, &commands[i]);
}

static void add_health(struct text *t, const struct app *app)
{
	static const char *const words[HEALTH_COUNT] = {
		[HEALTH_UNKNOWN] = "a State this program does not know",
		[HEALTH_FAILING] = "Consul says so: the connection broke",
		[HEALTH_STALE] = "ACTIVE, but nothing heard for over 60 s",
		[HEALTH_LATE] = "ACTIVE, but nothing heard for over 30 s",
		[HEALTH_LOST] = "waiting or connecting for over 130 s",
		[HEALTH_LEFTOVER] = "what an establish that failed left here",
		[HEALTH_TERMINATED] = "the other side deleted the peering",
		[HEALTH_WAITING] = "was connected; this side's leader changed",
		[HEALTH_CONNECTING] = "an establish is under way",
		[HEALTH_UNUSED] = "nothing has connected with its token yet",
		[HEALTH_DELETING] = "goes with its imported services",
		[HEALTH_OK] = "ACTIVE, heard within 30 s",
	};

	add_heading(t, "Health, the worst first");
	for (int h = 0; h < HEALTH_COUNT; h++) {
		text_line(t, KEY_W + 2);
		text_add(t, explain_health_role(h), "  %s %-*s",
			 theme_glyph(explain_health_glyph(h), app->ascii),
			 KEY_W - 2, health_name(h));
		text_add(t, ROLE_TEXT, "%s", words[h]);
	}
}

static void add_fixed(struct text *t)
{
	size_t count;
	const struct fixed_keys *all = fixed_keys_table(&count);

	for (size_t i = 0; i < count; i++) {
		add_heading(t, all[i].title);
		for (const struct fixed_key *k = all[i].keys; k->keys; k++)
			add_entry(t, k->keys, k->help);
	}
}

static bool help_key(struct screen *screen, const struct key *key)
{
	return viewer_key(&help_of(screen)->viewer, key);
}

static void help_layout(struct screen *screen, int w, int h)
{
	viewer_layout(&help_of(screen)->viewer, w - 2, h - HEAD_ROWS);
}

static void help_draw(const struct screen *screen, const struct canvas *c)
{
	const struct help *s = (const void *)screen;
	struct canvas area =
		canvas_sub(c, (struct rect){ 1, HEAD_ROWS, c->w - 2,
					     c->h - HEAD_ROWS });

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Help");
	canvas_text_right(c, 0, 0, c->w - 1, ROLE_MUTED, "peerdeck " VERSION);
	viewer_draw(&s->viewer, &area);
}

static void help_close(struct screen *screen)
{
	struct help *s = help_of(screen);

	viewer_release(&s->viewer);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_HELP,
	.close = help_close,
	.layout = help_layout,
	.draw = help_draw,
	.key = help_key,
};

struct screen *screen_help_new(struct app *app, enum scope scope)
{
	struct help *s = mem_new(1, sizeof(*s));
	struct text *t;

	s->base = (struct screen){ &ops, app, app->cluster };
	s->viewer = (struct viewer)VIEWER_INIT;
	t = &s->viewer.text;
	add_scope(t, &app->keymap, scope, command_scope_title(scope));
	add_scope(t, &app->keymap, SCOPE_GLOBAL, "Everywhere");
	add_fixed(t);
	add_health(t, app);
	return &s->base;
}
