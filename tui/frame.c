#include "tui/frame.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "net/policy.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/delete.h"
#include "tui/explain.h"

#define SKEW_S	    120 /* Date against the local clock */
#define AHEAD_S	    5	/* a record's time against Date */
#define HEADER_TEXT 96

/* The end of the header line, and what it is: one thing at a time, the most
 * important first. */
static enum role data_state(const struct app *app, char *text, size_t size)
{
	const struct watch_status *s;
	const char *busy = app_doing(app);
	char age[EXPLAIN_AGE_MAX];
	int64_t old;

	if (delete_busy(app))
		busy = "deleting";
	if (busy && *busy) {
		snprintf(text, size, "%s", busy);
		return ROLE_INFO;
	}
	if (app->cluster->acl_token.failed) {
		snprintf(text, size, "no ACL token");
		return ROLE_BAD;
	}
	if (!app->cluster->watch) {
		snprintf(text, size, "starting");
		return ROLE_INFO;
	}
	s = watch_status(app->cluster->watch);
	if (s->phase == WATCH_DENIED) {
		snprintf(text, size, "not allowed");
		return ROLE_BAD;
	}
	if (!s->have_rows) {
		snprintf(text, size, "%s",
			 s->phase == WATCH_FAILING ? "no answer"
						   : "connecting");
		return s->phase == WATCH_FAILING ? ROLE_BAD : ROLE_INFO;
	}
	old = cluster_old_s(app->cluster);
	if (old < 0) {
		snprintf(text, size, "live");
		return ROLE_GOOD;
	}
	if (!old) {
		snprintf(text, size, "trying again");
		return ROLE_WARN;
	}
	explain_span(old, age);
	snprintf(text, size, "data %s old", age);
	return ROLE_WARN;
}

static void add_clock_warning(const struct app *app, char *text, size_t size)
{
	const struct watch_status *s;
	size_t len = strlen(text);
	int64_t off;

	if (!app->cluster->watch)
		return;
	s = watch_status(app->cluster->watch);
	off = s->skew_s < 0 ? -s->skew_s : s->skew_s;
	if (s->have_rows && (off > SKEW_S || s->ahead_s > AHEAD_S))
		snprintf(text + len, size - len, ", clocks %lld s apart",
			 (long long)(off > SKEW_S ? off : s->ahead_s));
}

/* The name; one that has a colour as a block. Returns where it ends. */
static int draw_title(const struct cluster *cluster, const struct canvas *c,
		      int room)
{
	const char *name = cluster_title(cluster);
	char block[HEADER_TEXT];

	if (cluster->title_role == ROLE_ACCENT)
		return 1 + canvas_text(c, 1, 0, room, ROLE_ACCENT,
				       *name ? name : "peerdeck");
	snprintf(block, sizeof(block), " %s ", name);
	return canvas_text(c, 0, 0, room, cluster->title_role, block);
}

/* The rights that are known to be missing. Without reading there is no writing
 * either, and where nothing is to be written no right to it is missed. When
 * there is no list for want of one, "not allowed" stands at the end. */
static unsigned missing_rights(const struct cluster *cluster)
{
	const struct watch_status *s =
		cluster->watch ? watch_status(cluster->watch) : NULL;
	unsigned missing;

	if (!s || s->phase == WATCH_DENIED)
		return 0;
	missing = policy_missing(&s->rights);
	if (cluster->readonly)
		missing &= ~(1u << POLICY_PEERING_WRITE);
	if (cluster->readonly || missing & 1u << POLICY_MESH_READ)
		missing &= ~(1u << POLICY_MESH_WRITE);
	return missing;
}

/* "[no peering:write, mesh:write]", as many as there is room for; "" = none. */
static void say_missing(const struct cluster *cluster, int room, char *text,
			size_t size)
{
	unsigned missing = missing_rights(cluster);
	size_t len = 0;

	text[0] = '\0';
	for (int i = 0; i < POLICY_COUNT; i++) {
		const char *name = policy_name((enum policy_right)i);
		const char *before = len ? ", " : "[no ";

		if (!(missing >> i & 1) ||
		    (int)(len + strlen(before) + strlen(name) + 1) > room)
			continue;
		len += (size_t)snprintf(text + len, size - len, "%s%s", before,
					name);
	}
	if (len)
		snprintf(text + len, size - len, "]");
}

/* What this run must not or may not do, from column `x` on; returns where it
 * ends. Missing rights stand only where all else has room. */
static int draw_limits(const struct cluster *cluster, const struct canvas *c,
		       int x, int room, int others)
{
	char missing[HEADER_TEXT];

	if (cluster->readonly)
		x += 1 + canvas_text(c, x + 1, 0, room - x, ROLE_WARN, "[RO]");
	say_missing(cluster, room - x - 1 - others, missing, sizeof(missing));
	if (*missing)
		x += 1 + canvas_text(c, x + 1, 0, room - x, ROLE_WARN, missing);
	return x;
}

static void draw_header(const struct app *app, const struct canvas *c)
{
	const struct watch_status *s =
		app->cluster->watch ? watch_status(app->cluster->watch) : NULL;
	const struct peering_agent *agent = s ? s->agent : NULL;
	const char *dc = agent ? agent->datacenter : "";
	const char *dot = theme_glyph(GLYPH_DOT, app->ascii);
	char right[HEADER_TEXT], left[3 * HEADER_TEXT] = "";
	enum role role = data_state(app, right, sizeof(right));
	const char *clear = "";
	int room, x;

	add_clock_warning(app, right, sizeof(right));
	room = c->w - 3 - (int)strlen(right);
	x = draw_title(app->cluster, c, room);
	if (*app->cluster->name && *dc)
		snprintf(left, sizeof(left), "%s %s ", dc, dot);
	if (agent && *agent->version)
		snprintf(left + strlen(left), sizeof(left) - strlen(left),
			 "Consul %s %s ", agent->version, dot);
	if (app->cluster->config.base)
		snprintf(left + strlen(left), sizeof(left) - strlen(left), "%s",
			 client_config_host(&app->cluster->config));
	if (client_config_in_clear(&app->cluster->config))
		clear = "http: tokens in clear";
	x = draw_limits(app->cluster, c, x, room,
			2 + utf8_shown_columns(left, strlen(left)) + 1 +
				(int)strlen(clear));
	x += 2 + canvas_text(c, x + 2, 0, room - x - 1, ROLE_MUTED, left);
	canvas_text(c, x + 1, 0, room - x, ROLE_BAD, clear);
	canvas_text_right(c, 0, 0, c->w - 1, role, right);
}

/* A dialog takes every key: then only its own are shown. */
static void draw_footer(const struct app *app, const struct canvas *c)
{
	const struct bars_hint dialog[] = {
		{ "Tab", "Next", false },
		{ "Enter", "Press", false },
		{ "Esc", app->dialog.buttons[0], true },
	};
	struct bars_hint hints[BARS_HINTS_MAX];

	if (app->dialog_shown && app->dialog.button_count)
		bars_footer(c, c->h - 1, dialog, ARRAY_LEN(dialog));
	else
		bars_footer(c, c->h - 1, hints,
			    command_hints(app, hints, BARS_HINTS_MAX));
}

void frame_draw(const struct app *app, struct grid *grid)
{
	struct canvas all = canvas_of(grid), body;
	const struct screen *top = app_top(app);

	if (all.w < FRAME_MIN_W || all.h < FRAME_MIN_H) {
		canvas_text(
			&all, 0, 0, all.w, ROLE_TEXT,
			app->dialog_shown
				? "peerdeck has a question and needs 60×15 "
				  "characters; make the window larger."
				: "peerdeck needs 60×15 characters; make the "
				  "window larger (q quits).");
		return;
	}
	draw_header(app, &all);
	body = canvas_sub(&all,
			  (struct rect){ 0, 1, all.w, all.h - FRAME_ROWS });
	top->ops->draw(top, &body);
	bars_rule(&all, all.h - 2);
	if (toast_visible(&app->toast, app->now_ms))
		toast_draw(&app->toast, &all, all.h - 2);
	draw_footer(app, &all);
	if (app->palette.shown)
		palette_draw(&app->palette, &all);
	if (app->dialog_shown)
		dialog_draw(&app->dialog, &all);
}
