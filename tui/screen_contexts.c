#include "tui/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/settings.h"
#include "widgets/key.h"
#include "widgets/table.h"
#include "widgets/text.h"

#define HEAD_ROWS 2

static const struct table_column columns[] = {
	{ "CONTEXT", 14, 32, 0, false, true },
	{ "ADDRESS", 20, 60, 0, false, false },
	{ "OPEN", 16, 24, 1, false, false },
};

struct contexts {
	struct screen base;
	struct table table;
	struct text none; /* when there are no contexts */
};

static struct contexts *contexts_of(struct screen *s)
{
	return (struct contexts *)(void *)s;
}

static const struct config_context *context_at(const struct contexts *s,
					       size_t row)
{
	return &s->base.app->file.contexts[row];
}

static size_t row_count(void *ctx)
{
	return ((struct contexts *)ctx)->base.app->file.count;
}

static const char *row_id(void *ctx, size_t row)
{
	return context_at(ctx, row)->name;
}

static const struct cluster *opened(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->cluster_count; i++)
		if (!strcmp(app->clusters[i]->name, name))
			return app->clusters[i];
	return NULL;
}

static void row_cell(void *ctx, size_t row, int column, struct table_cell *cell)
{
	const struct contexts *s = ctx;
	const struct config_context *c = context_at(s, row);
	const struct cluster *open = opened(s->base.app, c->name);

	if (column == 0) {
		buf_addf(&cell->text, "%s%s", c->name,
			 c->readonly || s->base.app->readonly ? " [RO]" : "");
	} else if (column == 1) {
		buf_adds(&cell->text, c->address ? c->address : "default");
	} else if (open) {
		buf_adds(&cell->text,
			 open == s->base.cluster ? "shown before" : "open");
		cell->role = ROLE_GOOD;
	}
}

static void contexts_layout(struct screen *screen, int w, int h)
{
	table_layout(&contexts_of(screen)->table, w, h - HEAD_ROWS);
}

static void contexts_draw(const struct screen *screen, const struct canvas *c)
{
	const struct contexts *s = (const void *)screen;
	struct canvas area = canvas_sub(c, (struct rect){ 0, HEAD_ROWS, c->w,
							  c->h - HEAD_ROWS });

	canvas_text(c, 1, 0, c->w - 2, ROLE_STRONG, "Contexts");
	canvas_text_right(c, 0, 0, c->w - 1, ROLE_MUTED,
			  screen->app->demo ? "clusters of the demo"
					    : "clusters of the config file");
	if (screen->app->file.count) {
		table_draw(&s->table, &area);
		return;
	}
	area = canvas_sub(c, (struct rect){ 1, HEAD_ROWS, c->w - 2,
					    c->h - HEAD_ROWS });
	text_draw(&s->none, &area, 0);
}

static bool contexts_key(struct screen *screen, const struct key *key)
{
	return table_key(&contexts_of(screen)->table, key);
}

static void contexts_close(struct screen *screen)
{
	struct contexts *s = contexts_of(screen);

	text_release(&s->none);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_CONTEXTS,
	.close = contexts_close,
	.layout = contexts_layout,
	.draw = contexts_draw,
	.key = contexts_key,
};

static void explain_none(struct text *out)
{
	text_line(out, 0);
	text_add(out, ROLE_TEXT,
		 "There are no contexts. In ~/.config/peerdeck/config, a "
		 "cluster is");
	text_line(out, 0);
	text_line(out, 0);
	text_add(out, ROLE_STRONG, "  context \"west\" {");
	text_line(out, 0);
	text_add(out, ROLE_STRONG,
		 "      address = \"https://consul.west.example.com:8501\"");
	text_line(out, 0);
	text_add(out, ROLE_STRONG,
		 "      token_file = \"/home/me/west.token\"");
	text_line(out, 0);
	text_add(out, ROLE_STRONG, "  }");
	text_line(out, 0);
	text_line(out, 0);
	text_add(out, ROLE_TEXT, "man peerdeck tells the rest.");
}

struct screen *screen_contexts_new(struct app *app)
{
	struct contexts *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->none = (struct text)TEXT_INIT;
	explain_none(&s->none);
	s->table = (struct table){
		.source = { s, row_count, row_cell, row_id, NULL },
		.columns = columns,
		.column_count = ARRAY_LEN(columns),
		.y = HEAD_ROWS,
	};
	table_reload(&s->table);
	return &s->base;
}

/* --- commands ------------------------------------------------------------ */

void contexts_show(struct app *app)
{
	app_push(app, screen_contexts_new(app));
}

void contexts_open(struct app *app)
{
	struct contexts *s = contexts_of(app_top(app));
	const char *name;

	if (!app->file.count)
		return;
	name = context_at(s, s->table.selected)->name;
	app_pop(app);
	contexts_named(app, name);
}

const char *contexts_cannot_add(const struct app *app)
{
	return app->file.path ? NULL
			      : "There is no config file to add one to: the "
				"demo's clusters are its own.";
}

void contexts_add(struct app *app)
{
	app_push(app, screen_context_new(app));
}

/* The last of the file, on the screen below the one on top. */
void contexts_added(struct app *app)
{
	struct contexts *s;

	app_pop(app);
	s = contexts_of(app_top(app));
	table_reload(&s->table);
	table_select(&s->table, app->file.count - 1);
}

void contexts_named(struct app *app, const char *name)
{
	struct err err = ERR_INIT;
	struct cluster *c;

	if (app_top(app)->ops->scope != SCOPE_PEERS) {
		app_toast(app, ROLE_WARN,
			  "Another cluster is shown from Peers only.");
		return;
	}
	c = settings_open_context(app, name, &err);
	if (c)
		app_switch(app, c);
	else
		app_toast(app, ROLE_BAD, "%s", err.msg);
}

static void add_line(struct text *out, const char *name, const char *value,
		     const char *origin)
{
	text_line(out, 18);
	text_add(out, ROLE_MUTED, "%-18s", name);
	text_add(out, ROLE_TEXT, "%s", value);
	text_add(out, ROLE_MUTED, "  from %s", origin);
}

static void add_setting(struct text *out, const char *name,
			const struct client_setting *s)
{
	if (s->value)
		add_line(out, name, s->value, s->origin);
}

/* The ACL token by its accessor only. */
static void add_acl_token(struct text *out, const struct cluster *c)
{
	const char *accessor = c->watch ? watch_status(c->watch)->accessor : "";

	text_line(out, 18);
	text_add(out, ROLE_MUTED, "%-18s", "ACL token");
	if (!c->config.token.value)
		text_add(out, ROLE_TEXT, "none, the anonymous one");
	else
		text_add(out, ROLE_TEXT, "%s",
			 *accessor ? accessor : "given, not shown");
	if (c->config.token.value)
		text_add(out, ROLE_MUTED, "  from %s", c->config.token.origin);
}

/* What is no value of its own but changes how it is reached. */
static void add_switches(struct text *out, const struct cluster *c)
{
	if (c->config.auth.value)
		add_line(out, "Basic auth", "given, not shown",
			 c->config.auth.origin);
	if (!c->config.verify)
		add_line(out, "TLS", "certificates are not verified",
			 "CONSUL_HTTP_SSL_VERIFY");
	if (c->readonly && c->readonly_from)
		add_line(out, "Read-only", "yes", c->readonly_from);
}

static void add_settings(struct text *out, const struct cluster *c)
{
	const struct client_config *f = &c->config;

	if (*c->name && c->app->file.path)
		add_line(out, "Context", c->name, c->app->file.path);
	add_setting(out, "Address", &f->address);
	add_acl_token(out, c);
	add_setting(out, "Token file", &f->token_file);
	add_setting(out, "CA file", &f->ca_file);
	add_setting(out, "CA folder", &f->ca_path);
	add_setting(out, "Certificate", &f->client_cert);
	add_setting(out, "Key", &f->client_key);
	add_setting(out, "TLS server name", &f->tls_server_name);
	add_setting(out, "Partition", &f->partition);
	add_setting(out, "Namespace", &f->namespace_name);
	add_switches(out, c);
	if (client_config_in_clear(f)) {
		text_line(out, 0);
		text_add(out, ROLE_BAD,
			 "http: tokens cross the network in clear.");
	}
}

static void closed(struct app *app, int button, void *ctx, const char *text)
{
	(void)app, (void)button, (void)ctx, (void)text;
}

void contexts_settings(struct app *app)
{
	struct dialog *d =
		app_dialog(app, "How this cluster is reached", closed, NULL);

	add_settings(&d->text, app->cluster);
	d->buttons[0] = "Close";
	d->button_count = 1;
	app_dialog_open(app);
}

void contexts_complete(const struct app *app, struct strlist *out)
{
	for (size_t i = 0; i < app->file.count; i++)
		strlist_add(out, app->file.contexts[i].name);
}

const char *contexts_only_one(const struct app *app)
{
	return app->cluster_count > 1 ? NULL
				      : "Only one cluster is open; C opens "
					"another.";
}

void contexts_next(struct app *app)
{
	for (size_t i = 0; i < app->cluster_count; i++)
		if (app->clusters[i] == app->cluster) {
			app_switch(app,
				   app->clusters[(i + 1) % app->cluster_count]);
			return;
		}
}
