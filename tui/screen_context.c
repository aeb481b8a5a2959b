/* The form that adds a context to the config file. */
#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/config_write.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/form_rules.h"
#include "tui/form_screen.h"
#include "tui/savefile.h"
#include "widgets/form.h"
#include "widgets/key.h"
#include "widgets/text.h"

#define HEAD_ROWS   3  /* title, what it is, a blank */
#define FORM_ROWS   13 /* of the fields, with their help */
#define SMALL_ROWS  1
#define VALUE_LIMIT 4096
#define SECTION_MAX 65536

enum item {
	ITEM_NAME,
	ITEM_ADDRESS,
	ITEM_TOKEN_FILE,
	ITEM_TOKEN_COMMAND,
	ITEM_CA_FILE,
	ITEM_PARTITION,
	ITEM_READONLY,
	ITEMS,
};

static const struct {
	const char *label, *placeholder, *help;
} labels[ITEMS] = {
	[ITEM_NAME] = { "Name", "of your choice", NULL },
	[ITEM_ADDRESS] = { "Address", "host:port", "or https://…, unix:///…" },
	[ITEM_TOKEN_FILE] = { "Token file", "none", "holds the ACL token" },
	[ITEM_TOKEN_COMMAND] = { "Token command", "none",
				 "or prints it: words, no shell" },
	[ITEM_CA_FILE] = { "CA file", "none", NULL },
	[ITEM_PARTITION] = { "Partition", "none", NULL },
	[ITEM_READONLY] = { "Read-only", "no", NULL },
};

struct context_screen {
	struct screen base;
	struct textfield fields[ITEMS];
	struct form_item items[ITEMS];
	struct form form;
	struct client_config probe; /* judges addresses */
	struct text panel;
	struct err failed; /* of the last try; ERR_NONE = none since then */
	bool tried, changed;
	int panel_h;
};

static struct context_screen *context_of(struct screen *s)
{
	return (struct context_screen *)(void *)s;
}

static const char *typed(const struct context_screen *s, enum item item)
{
	return textfield_text(&s->fields[item]);
}

/* --- what is typed ----------------------------------------------------------
 */

static bool is_yes(const char *text)
{
	return !strcmp(text, "yes") || !strcmp(text, "true");
}

static bool is_no(const char *text)
{
	return !*text || !strcmp(text, "no") || !strcmp(text, "false");
}

static const char *name_problem(const struct context_screen *s)
{
	const char *name = typed(s, ITEM_NAME);

	if (!*name)
		return s->tried ? "a name is needed" : NULL;
	return config_file_context(&s->base.app->file, name)
		       ? "there is one of that name"
		       : NULL;
}

static const char *address_problem(struct context_screen *s)
{
	const char *address = typed(s, ITEM_ADDRESS);

	if (!*address)
		return s->tried ? "an address is needed" : NULL;
	return client_config_set_address(&s->probe, address, NULL)
		       ? NULL
		       : "this is no address";
}

/* The console is started anywhere. */
static const char *path_problem(const char *path)
{
	return !*path || *path == '/' || !strncmp(path, "~/", 2)
		       ? NULL
		       : "an absolute path, or ~/…";
}

static void note(struct context_screen *s, enum item item, const char *problem)
{
	textfield_note(&s->fields[item], ROLE_BAD, "%s",
		       problem ? problem : "");
}

static void check_fields(struct context_screen *s)
{
	const char *readonly = typed(s, ITEM_READONLY);

	note(s, ITEM_NAME, name_problem(s));
	note(s, ITEM_ADDRESS, address_problem(s));
	note(s, ITEM_TOKEN_FILE, path_problem(typed(s, ITEM_TOKEN_FILE)));
	note(s, ITEM_TOKEN_COMMAND,
	     *typed(s, ITEM_TOKEN_FILE) && *typed(s, ITEM_TOKEN_COMMAND)
		     ? "either a file or a command"
		     : NULL);
	note(s, ITEM_CA_FILE, path_problem(typed(s, ITEM_CA_FILE)));
	note(s, ITEM_READONLY,
	     is_yes(readonly) || is_no(readonly) ? NULL : "yes or no");
}

/* NULL when there is nothing; the caller frees. */
static char *value(const struct context_screen *s, enum item item)
{
	return *typed(s, item) ? mem_dup(typed(s, item)) : NULL;
}

static char *path_value(const struct context_screen *s, enum item item)
{
	char full[PATH_MAX];

	return *typed(s, item) && savefile_expand(typed(s, item), full, NULL)
		       ? mem_dup(full)
		       : NULL;
}

static struct config_context context_typed(const struct context_screen *s)
{
	struct config_context c = {
		.name = mem_dup(typed(s, ITEM_NAME)),
		.address = value(s, ITEM_ADDRESS),
		.token_file = path_value(s, ITEM_TOKEN_FILE),
		.ca_file = path_value(s, ITEM_CA_FILE),
		.partition = value(s, ITEM_PARTITION),
		.readonly = is_yes(typed(s, ITEM_READONLY)),
	};
	const char *word = typed(s, ITEM_TOKEN_COMMAND);

	for (size_t len; *(word += strspn(word, " ")); word += len) {
		len = strcspn(word, " ");
		strlist_add_n(&c.token_command, word, len);
	}
	return c;
}

/* --- under the form ------------------------------------------------------ */

static void show_section(struct context_screen *s)
{
	_cleanup_(buf_release) struct buf section = BUF_INIT(SECTION_MAX);
	_cleanup_(strlist_release) struct strlist lines = { 0 };
	struct config_context c = context_typed(s);

	config_write_section(&section, &c);
	config_file_release_context(&c);
	section.data[section.len - 1] = '\0'; /* the last line end */
	strlist_split(&lines, section.data, '\n');
	for (size_t i = 0; i < lines.count; i++) {
		text_line(&s->panel, 2);
		text_add(&s->panel, ROLE_TEXT, "%s", lines.items[i]);
	}
}

static void show_panel(struct context_screen *s)
{
	size_t count;
	const char *problem = form_first_problem(&s->form, &count);

	text_clear(&s->panel);
	text_line(&s->panel, 2);
	if (s->failed.kind != ERR_NONE) {
		text_add(&s->panel, ROLE_BAD, "Not written: ");
		text_add(&s->panel, ROLE_TEXT, "%s.", s->failed.msg);
		return;
	}
	if (!*typed(s, ITEM_NAME) || !*typed(s, ITEM_ADDRESS)) {
		text_add(&s->panel, ROLE_MUTED,
			 "A name and an address are needed.");
		return;
	}
	if (problem) {
		text_add(&s->panel, ROLE_TEXT, "Not right yet: ");
		text_add(&s->panel, ROLE_STRONG, "%s", problem);
		return;
	}
	text_add(&s->panel, ROLE_MUTED,
		 "To be added to %s:", s->base.app->file.path);
	show_section(s);
}

static void check(struct context_screen *s)
{
	check_fields(s);
	show_panel(s);
	s->base.app->dirty = true;
}

/* The one that was added, which is the last; the rest is as it was when the
 * console was started: a token_command may be at work for it. */
static void take_added(struct app *app, struct config_file *file)
{
	struct config_file *to = &app->file;
	size_t cap = to->count;

	to->contexts =
		mem_grow(to->contexts, to->count, &cap, sizeof(*to->contexts));
	to->contexts[to->count++] = file->contexts[--file->count];
}

void context_submit(struct app *app)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	struct context_screen *s = context_of(app_top(app));
	struct config_context c;
	size_t count;
	bool done;

	s->tried = true;
	s->failed = (struct err)ERR_INIT;
	check(s);
	if (form_first_problem(&s->form, &count)) {
		form_focus_problem(&s->form);
		return;
	}
	c = context_typed(s);
	done = config_write_add(app->file.path, &c, &file, &s->failed);
	config_file_release_context(&c);
	if (!done) {
		check(s);
		return;
	}
	take_added(app, &file);
	app_toast(app, ROLE_GOOD, "%s is in the config file; Enter opens it.",
		  typed(s, ITEM_NAME));
	contexts_added(app);
}

/* --- the screen --------------------------------------------------------------
 */

static void form_changed(struct context_screen *s)
{
	s->changed = true;
	s->failed = (struct err)ERR_INIT;
	check(s);
}

static bool context_key(struct screen *screen, const struct key *key)
{
	struct context_screen *s = context_of(screen);
	enum form_result result;

	result = form_screen_key(screen, &s->form, key, context_submit);
	if (result == FORM_CHANGED)
		form_changed(s);
	return result != FORM_IGNORED;
}

static bool context_paste(struct screen *screen, const char *text, size_t len)
{
	struct context_screen *s = context_of(screen);

	if (form_paste(&s->form, text, len) == FORM_IGNORED)
		return false;
	form_changed(s);
	return true;
}

static bool context_typing(const struct screen *screen)
{
	const struct context_screen *s = (const void *)screen;

	return s->form.focus < ITEMS;
}

static bool context_leave(struct screen *screen)
{
	return form_screen_leave(screen->app, context_of(screen)->changed, "");
}

static void context_focus(struct screen *screen, bool on)
{
	struct context_screen *s = context_of(screen);

	if (on)
		form_focus(&s->form, s->form.focus);
	else
		form_blur(&s->form);
}

/* The section is shown where the form leaves room for all of it. */
static void context_layout(struct screen *screen, int w, int h)
{
	struct context_screen *s = context_of(screen);
	int wanted = text_height(&s->panel, w - 2);

	s->panel_h =
		wanted <= h - HEAD_ROWS - FORM_ROWS - 1 ? wanted : SMALL_ROWS;
	form_layout(&s->form, w, h - HEAD_ROWS - s->panel_h - 1);
}

static void context_draw(const struct screen *screen, const struct canvas *c)
{
	const struct context_screen *s = (const void *)screen;
	int form_h = c->h - HEAD_ROWS - s->panel_h - 1;
	struct canvas area;

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "New context");
	canvas_text(c, 1, 1, c->w - 2, ROLE_MUTED,
		    "A cluster of the config file, and how it is reached.");
	area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w, form_h });
	form_draw(&s->form, &area);
	bars_rule(c, HEAD_ROWS + form_h);
	area = canvas_sub(c, (struct rect){ 1, c->h - s->panel_h, c->w - 2,
					    s->panel_h });
	text_draw(&s->panel, &area, 0);
}

static void context_close(struct screen *screen)
{
	struct context_screen *s = context_of(screen);

	form_blur(&s->form);
	for (size_t i = 0; i < ITEMS; i++)
		textfield_release(&s->fields[i]);
	client_config_release(&s->probe);
	text_release(&s->panel);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_CONTEXT,
	.close = context_close,
	.layout = context_layout,
	.draw = context_draw,
	.key = context_key,
	.paste = context_paste,
	.typing = context_typing,
	.leave = context_leave,
	.focus = context_focus,
};

static char *nothing_set(const char *name)
{
	(void)name;
	return NULL;
}

/* How the cluster that is shown is reached, when that is in no context. */
static void fill_in(struct context_screen *s)
{
	const struct cluster *cluster = s->base.cluster;
	const struct client_config *config = &cluster->config;
	const struct {
		enum item item;
		const struct client_setting *setting;
	} rows[] = {
		{ ITEM_ADDRESS, &config->address },
		{ ITEM_TOKEN_FILE, &config->token_file },
		{ ITEM_CA_FILE, &config->ca_file },
		{ ITEM_PARTITION, &config->partition },
	};

	for (size_t i = 0; !*cluster->name && i < ARRAY_LEN(rows); i++)
		if (rows[i].setting->value)
			textfield_set(&s->fields[rows[i].item],
				      rows[i].setting->value);
}

struct screen *screen_context_new(struct app *app)
{
	struct context_screen *s = mem_new(1, sizeof(*s));
	const struct client_flags none = { 0 };

	s->base = (struct screen){ &ops, app, app->cluster };
	s->panel = (struct text)TEXT_INIT;
	client_config_load(&none, nothing_set, &s->probe, NULL);
	for (size_t i = 0; i < ITEMS; i++) {
		textfield_init(&s->fields[i], "", VALUE_LIMIT);
		s->fields[i].placeholder = labels[i].placeholder;
		s->items[i] = (struct form_item){
			.kind = FORM_FIELD,
			.label = labels[i].label,
			.help = labels[i].help,
			.field = &s->fields[i],
			.width = 40,
		};
	}
	s->form = (struct form){
		.items = s->items,
		.count = ITEMS,
		.buttons = { "Add", "Cancel" },
		.button_count = 2,
		.label_width = FORM_RULES_LABEL_WIDTH + 2,
	};
	fill_in(s);
	form_start(&s->form);
	check(s);
	return &s->base;
}
