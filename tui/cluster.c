#include "tui/cluster.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tui/app.h"
#include "tui/delete.h"

struct cluster *cluster_new(struct app *app, const char *name)
{
	struct cluster *c = mem_new(1, sizeof(*c));

	c->app = app;
	c->name = mem_dup(name);
	c->client = (struct client){ app->http, &c->config };
	return c;
}

void cluster_free(struct cluster *c)
{
	if (!c)
		return;
	watch_free(c->watch);
	changes_release(&c->changes);
	client_config_release(&c->config);
	free(c->name);
	free(c);
}

/* "west: west-dc is late (ACTIVE), was ok" into the activity. */
static void note(void *ctx, const struct changes_seen *from,
		 const struct changes_seen *to)
{
	struct cluster *c = ctx;
	char words[256];

	if (!from)
		snprintf(words, sizeof(words), "%s%s%.64s is there: %s (%.20s)",
			 cluster_title(c), *cluster_title(c) ? ": " : "",
			 to->name, health_name(to->health), to->state);
	else if (!to)
		snprintf(words, sizeof(words), "%s%s%.64s is gone",
			 cluster_title(c), *cluster_title(c) ? ": " : "",
			 from->name);
	else
		snprintf(words, sizeof(words),
			 "%s%s%.64s is %s (%.20s), was %s (%.20s)",
			 cluster_title(c), *cluster_title(c) ? ": " : "",
			 to->name, health_name(to->health), to->state,
			 health_name(from->health), from->state);
	activity_change(c->app, words);
}

/* What the first list shows is no change. */
static void note_nothing(void *ctx, const struct changes_seen *from,
			 const struct changes_seen *to)
{
	(void)ctx, (void)from, (void)to;
}

static void note_changes(struct cluster *c)
{
	const struct watch_status *s = watch_status(c->watch);
	const struct watch_row *rows;
	size_t count;

	if (!s->have_rows || s->phase != WATCH_LIVE)
		return;
	rows = watch_rows(c->watch, &count);
	changes_update(&c->changes, rows, count,
		       c->changes.round ? note : note_nothing, c);
}

static void changed(void *ctx)
{
	struct cluster *c = ctx;

	note_changes(c);
	app_changed(c->app, c);
}

void cluster_watch(struct cluster *c)
{
	watch_free(c->watch);
	/* It may be another cluster now. */
	changes_release(&c->changes);
	tokens_left(&c->app->tokens, c);
	delete_left(c->app, c);
	c->watch = watch_new(&c->client, c->app->clock, changed, c);
	app_changed(c->app, c);
}

const char *cluster_title(const struct cluster *c)
{
	const struct watch_status *s = c->watch ? watch_status(c->watch) : NULL;

	if (*c->name || !s || !s->agent)
		return c->name;
	return s->agent->datacenter;
}

const char *cluster_write_refused(const struct cluster *c)
{
	if (c->readonly)
		return "Writing is off: this cluster is opened read-only.";
	if (!c->watch)
		return "The cluster is not there yet.";
	if (watch_status(c->watch)->rights.peering_write == RIGHT_NO)
		return "This ACL token may not write: peering:write is missing.";
	return NULL;
}
