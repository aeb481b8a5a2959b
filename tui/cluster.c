#include "tui/cluster.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tui/app.h"

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
	client_config_release(&c->config);
	free(c->name);
	free(c);
}

static void changed(void *ctx)
{
	struct cluster *c = ctx;

	app_changed(c->app, c);
}

void cluster_watch(struct cluster *c)
{
	watch_free(c->watch);
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
		return "The ACL token in use may not write: peering:write is "
		       "missing.";
	return NULL;
}
