#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "net/check.h"
#include "net/policy.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/keymap.h"
#include "tui/saving.h"
#include "widgets/viewer.h"

#define HEAD_ROWS   2
#define CLUSTER_MAX 16 /* columns of its name */
#define CHECK_W	    15 /* the longest is "peering:write" */
#define ROOM	    50 /* columns with which words stand under words */
#define NARROW	    11 /* else they begin under the check */

/* The clusters that are open, the one that is shown first. */
struct check_screen {
	struct screen base;
	struct check *check;
	unsigned watched; /* cluster->watched when it began */
	size_t clusters;
	int cluster_w; /* the widest name; 0 = there is only one */
	size_t counts[CHECK_FAILURE + 1];
	int w; /* of the last layout */
	struct viewer viewer;
};

static const struct {
	enum role role;
	enum glyph glyph;
	const char *one, *many; /* in the header */
} looks[] = {
	[CHECK_WAITING] = { ROLE_INFO, GLYPH_BUSY, "waiting", "waiting" },
	[CHECK_OK] = { ROLE_GOOD, GLYPH_OK, "ok", "ok" },
	[CHECK_UNKNOWN] = { ROLE_MUTED, GLYPH_NONE, "unknown", "unknown" },
	[CHECK_WARNING] = { ROLE_WARN, GLYPH_WARN, "warning", "warnings" },
	[CHECK_FAILURE] = { ROLE_BAD, GLYPH_BAD, "failure", "failures" },
};

/* The key that goes on from a hint. It acts on the cluster that is shown. */
static const struct next {
	const char *check;
	enum check_level level;
	const char *command, *words;
} nexts[] = {
	{ "reach", CHECK_FAILURE, "cluster.address", "types another address" },
	{ "acl", CHECK_FAILURE, "cluster.token", "takes another one" },
	{ "acl", CHECK_WARNING, "cluster.token", "takes one for this run" },
	{ "agent", CHECK_UNKNOWN, "acl.ask", "asks for it" },
	{ "peering:read", CHECK_FAILURE, "acl.ask", "asks for it" },
	{ "peering:write", CHECK_WARNING, "acl.ask", "asks for it" },
	{ "mesh:read", CHECK_WARNING, "acl.ask", "asks for it" },
	{ "mesh:write", CHECK_WARNING, "acl.ask", "asks for it" },
	{ "peerings", CHECK_FAILURE, "peering.why", "on Peers tells why" },
	{ "peerings", CHECK_WARNING, "peering.open", "on Peers opens it" },
	{ "one-sided", CHECK_FAILURE, "peering.delete", "on Peers deletes it" },
	{ "one-sided", CHECK_WARNING, "peering.delete", "on Peers deletes it" },
};

static struct check_screen *check_of(struct screen *s)
{
	return (struct check_screen *)(void *)s;
}

static const struct check_screen *check_const(const struct screen *s)
{
	return (const struct check_screen *)(const void *)s;
}

/* As `peerdeck check` names it. */
static const char *name_of(const struct cluster *c)
{
	return *c->name ? c->name : client_config_host(&c->config);
}

/* --- what is told ----------------------------------------------------------
 */

static bool is_of_shown(const struct check_screen *s,
			const struct check_finding *f)
{
	return !strcmp(f->cluster, name_of(s->base.cluster));
}

/* One of them writes. */
static bool is_possible(const struct check_screen *s, const struct next *next)
{
	return strcmp(next->command, "peering.delete") != 0 ||
	       !cluster_write_refused(s->base.cluster);
}

static void add_next(struct check_screen *s, const struct check_finding *f)
{
	struct text *out = &s->viewer.text;
	char key[KEY_NAME_MAX];

	if (!is_of_shown(s, f))
		return;
	for (size_t i = 0; i < ARRAY_LEN(nexts); i++)
		if (!strcmp(nexts[i].check, f->check) &&
		    nexts[i].level == f->level && is_possible(s, &nexts[i]) &&
		    keymap_first(&s->base.app->keymap, nexts[i].command, false,
				 key)) {
			text_add(out, ROLE_TEXT, "; ");
			text_add(out, ROLE_KEY, "%s", key);
			text_add(out, ROLE_TEXT, " %s", nexts[i].words);
		}
}

static void add_cluster_name(struct check_screen *s, const char *name)
{
	_cleanup_(buf_release) struct buf cut = BUF_INIT(256);
	struct text *out = &s->viewer.text;

	utf8_cut_middle(&cut, name, s->cluster_w, s->base.app->ascii);
	text_add(out, ROLE_ACCENT, "%s", cut.data);
	text_add(out, ROLE_TEXT, "%*s",
		 s->cluster_w + 2 - utf8_shown_columns(cut.data, cut.len), "");
}

/* The words begin in one column where there is room for that. */
static void add_finding(struct check_screen *s, const struct check_finding *f)
{
	enum role role = looks[f->level].role;
	bool ascii = s->base.app->ascii, waits = f->level == CHECK_WAITING;
	struct text *out = &s->viewer.text;
	int column = NARROW + (s->cluster_w ? s->cluster_w + 2 : 0) + CHECK_W;
	int indent = s->w - column < ROOM ? NARROW : column;
	const char *arrow;

	text_line(out, indent);
	text_add(out, role, "%s %-7s  ",
		 theme_glyph(looks[f->level].glyph, ascii),
		 check_level_name(f->level));
	if (s->cluster_w)
		add_cluster_name(s, f->cluster);
	text_add(out, ROLE_STRONG, "%-*s", CHECK_W, f->check);
	text_add(out, waits ? ROLE_MUTED : ROLE_TEXT, "%s", f->text);
	if (!*f->hint)
		return;
	arrow = theme_glyph(GLYPH_ARROW, ascii);
	text_line(out, indent + (ascii ? 3 : 2));
	text_add(out, ROLE_TEXT, "%*s%s %s", indent, "", arrow, f->hint);
	add_next(s, f);
}

/* A right is the thing that was looked at, or is what the hint wants. */
static unsigned missing_of(const struct check_screen *s,
			   const struct check_finding *f)
{
	if (!is_of_shown(s, f))
		return 0;
	return policy_named(f->hint) |
	       (f->level >= CHECK_WARNING ? policy_named(f->check) : 0);
}

/* The worst first; of one level in the order of the check. */
static void rebuild(void *ctx)
{
	struct check_screen *s = ctx;
	size_t count;
	const struct check_finding *f = check_findings(s->check, &count);

	unsigned missing = 0;

	text_clear(&s->viewer.text);
	for (int level = CHECK_FAILURE; level >= CHECK_WAITING; level--) {
		s->counts[level] = 0;
		for (size_t i = 0; i < count; i++)
			if ((int)f[i].level == level) {
				add_finding(s, &f[i]);
				missing |= missing_of(s, &f[i]);
				s->counts[level]++;
			}
	}
	s->base.cluster->refused = missing;
	s->base.app->dirty = true;
}

/* "2 failures, 1 warning, 14 ok" */
static void count_up(const struct check_screen *s, struct buf *out)
{
	const char *between = "";

	if (!check_is_done(s->check))
		buf_adds(out, "looking… ");
	for (int level = CHECK_FAILURE; level >= CHECK_OK; level--)
		if (s->counts[level]) {
			buf_addf(out, "%s%zu %s", between, s->counts[level],
				 s->counts[level] == 1 ? looks[level].one
						       : looks[level].many);
			between = ", ";
		}
}

/* --- looking ---------------------------------------------------------------
 */

static void add_cluster(struct check_screen *s, const struct cluster *c)
{
	int w = utf8_shown_columns(name_of(c), strlen(name_of(c)));

	check_add(s->check, name_of(c), &c->client);
	if (w > s->cluster_w)
		s->cluster_w = w < CLUSTER_MAX ? w : CLUSTER_MAX;
	s->clusters++;
}

static void look(struct check_screen *s)
{
	const struct app *app = s->base.app;

	check_free(s->check);
	s->check = check_new(app->clock);
	check_tell(s->check, rebuild, s);
	s->watched = s->base.cluster->watched;
	s->clusters = 0;
	s->cluster_w = 0;
	add_cluster(s, s->base.cluster);
	for (size_t i = 0; i < app->cluster_count; i++)
		if (app->clusters[i] != s->base.cluster &&
		    app->clusters[i]->watch)
			add_cluster(s, app->clusters[i]);
	if (s->clusters == 1)
		s->cluster_w = 0;
	check_start(s->check);
	rebuild(s);
}

/* --- the screen ------------------------------------------------------------
 */

static bool check_key(struct screen *screen, const struct key *key)
{
	return viewer_key(&check_of(screen)->viewer, key);
}

/* Another address or ACL token was typed: what was found is of the other. */
static void check_changed(struct screen *screen)
{
	struct check_screen *s = check_of(screen);

	if (s->watched != screen->cluster->watched)
		look(s);
}

static bool check_interrupted(struct screen *screen)
{
	struct check_screen *s = check_of(screen);

	if (check_is_done(s->check))
		return false;
	check_cancel(s->check);
	rebuild(s);
	app_toast(screen->app, ROLE_WARN, "Cancelled.");
	return true;
}

static void check_layout(struct screen *screen, int w, int h)
{
	struct check_screen *s = check_of(screen);
	if (w != s->w) {
		s->w = w;
		rebuild(s);
	}
	viewer_layout(&s->viewer, w - 1, h - HEAD_ROWS);
}

static void check_draw(const struct screen *screen, const struct canvas *c)
{
	const struct check_screen *s = check_const(screen);
	_cleanup_(buf_release) struct buf counts = BUF_INIT(128);
	bool done = check_is_done(s->check);
	struct canvas area;
	int x;

	count_up(s, &counts);
	x = 1 + canvas_text(c, 1, 0, c->w, ROLE_STRONG, "Check ");
	if (s->clusters > 1)
		canvas_text(c, x, 0, c->w - x, ROLE_MUTED,
			    "of all that are open");
	canvas_text_right(c, 0, 0, c->w - 1,
			  done ? looks[check_worst(s->check)].role : ROLE_INFO,
			  counts.data);
	area = canvas_sub(c, (struct rect){ 1, HEAD_ROWS, c->w - 1,
					    c->h - HEAD_ROWS });
	viewer_draw(&s->viewer, &area);
}

static void check_close(struct screen *screen)
{
	struct check_screen *s = check_of(screen);

	check_free(s->check);
	viewer_release(&s->viewer);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_CHECK,
	.close = check_close,
	.layout = check_layout,
	.draw = check_draw,
	.key = check_key,
	.changed = check_changed,
	.cancel = check_interrupted,
};

struct screen *screen_check_new(struct app *app)
{
	struct check_screen *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->viewer = (struct viewer)VIEWER_INIT;
	s->w = app->w;
	look(s);
	return &s->base;
}

/* --- commands --------------------------------------------------------------
 */

const char *check_cannot_open(const struct app *app)
{
	return app->cluster->watch ? NULL : "The cluster is not there yet.";
}

void check_open(struct app *app)
{
	app_push(app, screen_check_new(app));
}

void check_again(struct app *app)
{
	look(check_of(app_top(app)));
}

/* As the screen has it, a line each; for a terminal, too. */
static void write_findings(const struct app *app, struct buf *out)
{
	const struct check_screen *s = check_const(app_top(app));
	size_t count;
	const struct check_finding *f = check_findings(s->check, &count);

	for (int level = CHECK_FAILURE; level >= CHECK_WAITING; level--)
		for (size_t i = 0; i < count; i++) {
			if ((int)f[i].level != level)
				continue;
			buf_addf(out, "%s  ", check_level_name(f[i].level));
			utf8_scrub(out, f[i].cluster, strlen(f[i].cluster));
			buf_addf(out, "  %s  ", f[i].check);
			utf8_scrub(out, f[i].text, strlen(f[i].text));
			buf_addf(out, "%s%s\n", *f[i].hint ? "; " : "",
				 f[i].hint);
		}
}

static void copied(struct app *app, void *ctx, bool done, const char *said)
{
	(void)ctx;
	app_toast(app, done ? ROLE_GOOD : ROLE_WARN, "The findings: %s", said);
}

void check_copy(struct app *app)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(SAVING_MAX);
	char save[KEY_NAME_MAX], instead[KEY_NAME_MAX + 16] = "";

	write_findings(app, &all);
	if (keymap_first(&app->keymap, "check.save", false, save))
		snprintf(instead, sizeof(instead), "%s saves them", save);
	clipboard_copy(app,
		       &(struct clipboard_item){ all.data, all.len, "text",
						 instead },
		       copied, NULL);
}

void check_save(struct app *app)
{
	static const struct saving findings = {
		.title = "Save the findings",
		.about = "All that was found, the worst first, a line each.",
		.path = "./peerdeck-check.txt",
		.fill = write_findings,
	};

	saving_ask(app, &findings);
}
