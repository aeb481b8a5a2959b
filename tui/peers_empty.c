#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/keymap.h"
#include "tui/peers.h"

/* "  g generates a token here …", if that command has a key and is possible
 * at all. */
static void add_step(struct text *out, const struct app *app,
		     const char *command, const char *words)
{
	char key[KEY_NAME_MAX];

	if (!keymap_first(&app->keymap, command, false, key))
		return;
	text_line(out, 4);
	text_add(out, ROLE_KEY, "  %s", key);
	text_add(out, ROLE_TEXT, " %s", words);
}

static void nothing_fits(struct text *out)
{
	text_add(out, ROLE_TEXT, "No peering matches the filter. ");
	text_add(out, ROLE_KEY, "Esc");
	text_add(out, ROLE_TEXT, " shows all.");
}

static void nothing_visible(struct text *out, const struct app *app)
{
	text_add(out, ROLE_TEXT,
		 "Consul shows this ACL token no peering; there may be "
		 "some.");
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "Its policy needs: peering = \"read\"");
	text_line(out, 2);
	add_step(out, app, "cluster.token",
		 "tells which ACL token is in use, and takes another.");
}

static void no_peerings(struct text *out, const struct cluster *c)
{
	const char *refused = cluster_write_refused(c);

	text_add(out, ROLE_TEXT, "This cluster has no peerings.");
	if (refused) {
		text_line(out, 2);
		text_add(out, ROLE_TEXT, "%s", refused);
		text_line(out, 2);
		add_step(out, c->app, "cluster.token",
			 "takes another ACL token.");
		if (!acl_ask_nothing(c->app))
			add_step(out, c->app, "acl.ask",
				 "shows the policy to ask for.");
		return;
	}
	text_add(out, ROLE_TEXT, " To connect another cluster:");
	text_line(out, 2);
	add_step(out, c->app, "peering.generate",
		 "generates a token here; the other cluster establishes with "
		 "it.");
	add_step(out, c->app, "peering.establish",
		 "establishes here, with a token of the other cluster.");
	if (!connect_only_one(c->app))
		add_step(out, c->app, "peering.connect",
			 "does both, for two of your contexts.");
}

static void no_list_yet(struct text *out, const struct cluster *c)
{
	text_add(out, ROLE_TEXT, "Asking %s…", client_config_host(&c->config));
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "%s", watch_status(c->watch)->learned);
}

static void no_acl_token(struct text *out, const struct cluster *c)
{
	if (c->acl_token.command) {
		text_add(out, ROLE_TEXT, "Asking %s for the ACL token…",
			 c->acl_token.command);
		return;
	}
	text_add(out, ROLE_BAD, "%s ", theme_glyph(GLYPH_BAD, c->app->ascii));
	text_add(out, ROLE_STRONG, "There is no ACL token for %s", c->name);
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "%s", c->acl_token.failed);
	text_line(out, 2);
	text_add(out, ROLE_MUTED,
		 "That is the token_command of the config file.");
	text_line(out, 2);
	add_step(out, c->app, "list.read", "runs it again.");
	add_step(out, c->app, "cluster.token", "takes a token typed here.");
}

void peers_explain_empty(struct text *out, const struct cluster *c,
			 bool filtered)
{
	const struct watch_status *st =
		c->watch ? watch_status(c->watch) : NULL;

	if (st && !st->have_rows && st->phase != WATCH_STARTING) {
		explain_unreachable(out, c);
		return;
	}
	text_line(out, 2);
	if (c->acl_token.wanted)
		no_acl_token(out, c);
	else if (!st)
		text_add(out, ROLE_TEXT, "Starting the sandbox…");
	else if (!st->have_rows)
		no_list_yet(out, c);
	else if (filtered)
		nothing_fits(out);
	else if (st->filtered)
		nothing_visible(out, c->app);
	else
		no_peerings(out, c);
}
