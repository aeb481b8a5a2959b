#include "tui/cluster.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/app.h"
#include "tui/delete.h"

#define OLD_STEP_MS 5000

struct cluster *cluster_new(struct app *app, const char *name)
{
	struct cluster *c = mem_new(1, sizeof(*c));

	c->app = app;
	c->name = mem_dup(name);
	c->title_role = ROLE_ACCENT;
	c->client = (struct client){ app->http, &c->config };
	return c;
}

void cluster_free(struct cluster *c)
{
	if (!c)
		return;
	watch_free(c->watch);
	client_config_release(&c->config);
	free(c->acl_token.failed);
	free(c->name);
	free(c);
}

/* "west: west-dc: ok -> late" into the activity; Consul's own state where that
 * changed too. */
static void note(void *ctx, const struct watch_row *from,
		 const struct watch_row *to)
{
	struct cluster *c = ctx;
	const char *title = cluster_title(c), *colon = *title ? ": " : "";
	const char *was = from ? from->peering->state_text : "";
	const char *is = to ? to->peering->state_text : "";
	char words[256], *end;
	size_t room;

	assert(from || to);
	end = words + snprintf(words, sizeof(words), "%.80s%s%.64s", title,
			       colon, (to ? to : from)->peering->name);
	room = sizeof(words) - (size_t)(end - words);
	if (!from)
		snprintf(end, room, " is there: %s (%.20s)",
			 health_name(to->health), is);
	else if (!to)
		snprintf(end, room, " is gone");
	else if (!strcmp(was, is))
		snprintf(end, room, ": %s -> %s", health_name(from->health),
			 health_name(to->health));
	else
		snprintf(end, room, ": %s -> %s (%.20s -> %.20s)",
			 health_name(from->health), health_name(to->health),
			 was, is);
	activity_change(c->app, words);
}

static void changed(void *ctx)
{
	struct cluster *c = ctx;

	app_changed(c->app, c);
}

void cluster_watch(struct cluster *c)
{
	watch_free(c->watch);
	c->acl_token.wanted = false;
	free(c->acl_token.failed);
	c->acl_token.failed = NULL;
	tokens_left(&c->app->tokens, c);
	delete_left(c->app, c);
	c->watched++;
	c->refused = 0;
	c->watch = watch_new(&c->client, c->app->clock, changed, c);
	watch_tell_changes(c->watch, note, c);
	app_changed(c->app, c);
}

const char *cluster_title(const struct cluster *c)
{
	const struct watch_status *s = c->watch ? watch_status(c->watch) : NULL;

	if (*c->name || !s || !s->agent)
		return c->name;
	return s->agent->datacenter;
}

int64_t cluster_old_s(const struct cluster *c)
{
	const struct watch_status *s = c->watch ? watch_status(c->watch) : NULL;

	if (!s || !s->have_rows || watch_is_live(c->watch))
		return -1;
	return (c->app->now_ms - s->data_ms) / OLD_STEP_MS * OLD_STEP_MS / 1000;
}

const char *cluster_write_refused(const struct cluster *c)
{
	if (c->readonly)
		return "Writing is off: this cluster is opened read-only.";
	if (c->acl_token.wanted)
		return "There is no ACL token for this cluster yet.";
	if (!c->watch)
		return "The cluster is not there yet.";
	if (watch_status(c->watch)->rights.peering_write == RIGHT_NO)
		return "This ACL token may not write: peering:write is missing.";
	return NULL;
}
