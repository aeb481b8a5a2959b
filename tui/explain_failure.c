#include "tui/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "net/policy.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/keymap.h"
#include "widgets/text.h"

/*
 * Consul's words (1.21) and what they mean. A bad name is a 500 and a used
 * token a 403, so the text decides, not the status.
 */
struct meaning {
	const char *text;
	const char *meaning; /* with the next step */
};

static const struct meaning meanings[] = {
	{ "peering must be enabled",
	  "Peering is turned off on this cluster. Set peering { enabled = "
	  "true } on its servers and restart them." },
	{ "lacks permission 'peering:write'",
	  "To write peerings the ACL token needs: peering = \"write\"" },
	{ "lacks permission 'peering:read'",
	  "To read peerings the ACL token needs: peering = \"read\"" },
	{ "lacks permission 'mesh:write'",
	  "To write exports the ACL token needs: mesh = \"write\"" },
	{ "lacks permission 'mesh:read'",
	  "To read exports the ACL token needs: mesh = \"read\"" },
	{ "lacks permission 'agent:read'",
	  "To read the agent's log the ACL token needs: "
	  "agent_prefix \"\" { policy = \"read\" }" },
	{ "ACL not found",
	  "Consul does not know this ACL token: it was deleted, or belongs to "
	  "another cluster. The right one can be typed on Peers." },
	{ "a new peering token must be generated",
	  "The token was used already, or a newer one replaced it. Generate "
	  "another on the cluster that issued it." },
	{ "No cluster leader",
	  "The servers have no leader just now, so nothing can be read or "
	  "written. Wait for the election, or look at the servers." },
	{ "there is already an established peering",
	  "This cluster dialed that peering itself, so it cannot issue a token "
	  "for it. Delete that record first, or use another name." },
	{ "existing peering expecting to be dialed",
	  "That name waits to be dialed by another cluster. Take another name, "
	  "or delete that peering first." },
	{ "within the same cluster",
	  "This very cluster issued the token. Generate one on the other "
	  "cluster." },
	{ "deadline exceeded",
	  "An address stayed silent: its host is down, or a firewall drops "
	  "the packets. Those after it were not dialed. The token is not "
	  "spent." },
	{ "through address",
	  "The servers of this cluster dialed what the token lists, and got "
	  "no connection. The token is not spent: try again when the other "
	  "side can be reached, or generate one with addresses that can." },
	{ "is not a valid peering server address",
	  "An address in the token is no host:port. Generate another token, "
	  "with addresses that have a port." },
	{ "is not a valid peer name",
	  "A name has 1 to 63 of a-z, 0-9 and -, and begins and ends with a "
	  "letter or digit. Correct the name." },
	{ "meta tags failed validation",
	  "Consul refused the meta. Correct the pair it names." },
	{ "Partitions are a Consul Enterprise feature",
	  "This Consul has no partitions. Leave the partition empty." },
	{ "too many concurrent",
	  "The agent limits connections per client (200 unless configured). "
	  "Close some, or raise http_max_conns_per_client." },
	{ "larger than max",
	  "The request is larger than Consul takes. Give less meta." },
};

const char *explain_meaning(const struct err *err, const char *body)
{
	const char *text = *body ? body : err->msg;

	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if (strstr(text, meanings[i].text))
			return meanings[i].meaning;
	switch (err->kind) {
	case ERR_CONNECT:
		return "Nothing was sent. Check the address and the way to it, "
		       "then try again.";
	case ERR_TIMEOUT:
		return "The agent took the request and did not answer in time.";
	case ERR_LOST:
		return "The connection broke after the request was sent.";
	case ERR_DENIED:
		return "The ACL token in use may not do this. Use one that "
		       "may.";
	case ERR_DECODE:
		return "This is not an answer of Consul's HTTP API. Is a proxy "
		       "or another program on that address?";
	case ERR_STATUS:
		return err->status >= 500
			       ? "Consul, or a proxy before it, failed. Its log "
				 "tells more; then try again."
			       : "Consul refused the request.";
	default:
		return NULL;
	}
}

const char *explain_short(const struct err *err)
{
	const char *end = strstr(err->msg, "\": ");

	return end ? end + 3 : err->msg;
}

/* Consul's own text when it sent one, else what the transport says. */
static void add_words(struct text *out, const struct err *err, const char *body)
{
	text_line(out, 2);
	if (err->status)
		text_add(out, ROLE_MUTED, "Consul said (%d): ", err->status);
	if (err->status && !*body)
		text_add(out, ROLE_TEXT, "nothing");
	else
		text_add_lines(out, ROLE_TEXT,
			       err->status && *body ? body : err->msg);
}

static void add_meaning(struct text *out, const struct err *err,
			const char *body)
{
	const char *meaning = explain_meaning(err, body);

	if (!meaning)
		return;
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "%s", meaning);
}

/* The key goes where it acts: a letter is text while a field is edited. */
static void add_step(struct text *out, const struct app *app,
		     const char *command, const char *words)
{
	const struct screen *top = app_top(app);
	bool typing = top->ops->typing && top->ops->typing(top);
	char key[KEY_NAME_MAX];

	if (!keymap_first(&app->keymap, command, typing, key))
		return;
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "  ");
	text_add(out, ROLE_KEY, "%s", key);
	text_add(out, ROLE_TEXT, " %s", words);
}

void explain_next(struct text *out, const struct app *app, const char *words)
{
	if (policy_named(words))
		add_step(out, app, "acl.ask",
			 "shows the policy to ask for, to copy or save.");
}

void explain_failure(struct text *out, const struct app *app, const char *what,
		     const struct http_reply *reply)
{
	text_line(out, 2);
	text_add(out, ROLE_BAD, "%s ", theme_glyph(GLYPH_BAD, app->ascii));
	text_add(out, ROLE_STRONG, "%s failed", what);
	add_words(out, &reply->err, reply->body);
	add_meaning(out, &reply->err, reply->body);
}

static void add_tried(struct text *out, const struct cluster *cluster)
{
	const struct client_config *c = &cluster->config;
	const struct watch_status *s = watch_status(cluster->watch);

	text_line(out, 12);
	text_add(out, ROLE_MUTED, "  Address   ");
	text_add(out, ROLE_TEXT, "%s", c->base ? c->base : c->address.value);
	text_add(out, ROLE_MUTED, "   from %s", c->address.origin);
	text_line(out, 12);
	text_add(out, ROLE_MUTED, "  ACL token ");
	if (!c->token.value) {
		text_add(out, ROLE_TEXT, "none: the anonymous one");
		return;
	}
	if (*s->accessor)
		text_add(out, ROLE_TEXT, "%s", s->accessor);
	else
		text_add(out, ROLE_TEXT, "given, not shown");
	text_add(out, ROLE_MUTED, "   from %s", c->token.origin);
}

static void add_key(struct text *out, const struct app *app,
		    const char *command, const char *what)
{
	char key[KEY_NAME_MAX];

	if (!keymap_first(&app->keymap, command, false, key))
		return;
	text_line(out, 4);
	text_add(out, ROLE_TEXT, "  ");
	text_add(out, ROLE_KEY, "%s", key);
	text_add(out, ROLE_TEXT, " %s", what);
}

/* What sets address and ACL token. A context takes nothing of the
 * environment; the demo's is in no file. */
static void add_next_start(struct text *out, const struct cluster *cluster)
{
	const char *file = cluster->app->file.path;

	if (*cluster->name && !(file && *file))
		return;
	text_line(out, 4);
	if (*cluster->name)
		text_add(out, ROLE_MUTED,
			 "  The context \"%s\" sets both for the next start: "
			 "%s",
			 cluster->name, file);
	else
		text_add(out, ROLE_MUTED,
			 "  CONSUL_HTTP_ADDR and CONSUL_HTTP_TOKEN_FILE set "
			 "both for the next start.");
}

void explain_unreachable(struct text *out, const struct cluster *cluster)
{
	const struct watch_status *s = watch_status(cluster->watch);
	bool ascii = cluster->app->ascii;
	bool denied = s->phase == WATCH_DENIED;

	text_line(out, 2);
	text_add(out, ROLE_BAD, "%s ", theme_glyph(GLYPH_BAD, ascii));
	text_add(out, ROLE_STRONG, "%s",
		 denied ? "Consul does not let this ACL token read peerings"
		 : s->err.status ? "Consul answers, but not with a list"
				 : "No answer from Consul");
	text_line(out, 0);
	add_tried(out, cluster);
	text_line(out, 0);
	if (s->rights.peering_read != RIGHT_NO) /* else the title is all */
		add_words(out, &s->err, s->body);
	if (*s->learned) {
		text_line(out, 2);
		text_add(out, ROLE_TEXT, "%s", s->learned);
	}
	add_meaning(out, &s->err, s->body);
	text_line(out, 0);
	add_key(out, cluster->app, "cluster.address", "type another address");
	if (denied || s->err.kind == ERR_DENIED)
		add_key(out, cluster->app, "cluster.token",
			"use another ACL token");
	if (denied && !acl_ask_nothing(cluster->app))
		add_key(out, cluster->app, "acl.ask",
			"the policy to ask for, to copy or save");
	add_key(out, cluster->app, "list.read",
		denied ? "ask again (it is not asked by itself after a no)"
		       : "try now (it is tried again by itself)");
	if (!denied)
		text_add(out, ROLE_MUTED, "; or run peerdeck --demo");
	add_next_start(out, cluster);
}
