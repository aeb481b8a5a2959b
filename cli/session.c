#include "cli/session.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "cli/options.h"
#include "cli/output.h"
#include "net/config_file.h"
#include "net/context.h"
#include "net/peering_api.h"

#define FDS_MAX 64

bool session_config(const struct options *o, const char *name,
		    struct client_config *ret, bool *ret_readonly,
		    struct err *err)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	const struct config_context *context;

	*ret_readonly = false;
	if (!context_choose(name ? name : o->context, &o->client, getenv, &file,
			    &context, err))
		return false;
	if (!context)
		return client_config_load(&o->client, getenv, ret, err);
	*ret_readonly = context->readonly;
	return context_load(context, &o->client, ret, err);
}

bool session_open(struct session *s, const struct options *o, struct err *err)
{
	if (!session_config(o, NULL, &s->config, &s->readonly, err))
		return err_wrap(err, "Error connecting to Consul agent");
	s->http = http_new(&clock_system);
	s->client = (struct client){ .http = s->http, .config = &s->config };
	return true;
}

bool session_open_writable(struct session *s, const struct options *o,
			   struct err *err)
{
	if (!session_open(s, o, err))
		return false;
	return !s->readonly ||
	       err_set(err, ERR_USAGE,
		       "the context is read-only: nothing was sent");
}

void session_release(struct session *s)
{
	http_free(s->http);
	client_config_release(&s->config);
	*s = (struct session){ 0 };
}

void session_wait(struct session *s)
{
	http_run(s->http, NULL, NULL);
}

static void leader_told(void *ctx, const struct http_reply *reply)
{
	(void)ctx;
	if (reply->err.kind != ERR_NONE)
		output_error("No answer yet, and none about the leader: %s",
			     reply->err.msg);
	else if (!strncmp(reply->body, "\"\"", 2))
		output_error("No answer yet: the cluster has no leader.");
	else
		output_error("No answer yet; the leader is %s.", reply->body);
}

void session_slow(struct session *s)
{
	peering_api_get(&s->client, "/v1/status/leader", leader_told, NULL);
}

static int64_t sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

void session_turn(struct http *http, int64_t deadline)
{
	struct pollfd fds[FDS_MAX];
	size_t count = http_fds(http, fds, FDS_MAX);
	int64_t at = sooner(http_deadline(http), deadline);
	int64_t wait = at < 0 ? -1 : at - clock_ms(&clock_system);

	if (poll(fds, count, at >= 0 && wait < 0 ? 0 : (int)wait) > 0)
		for (size_t i = 0; i < count; i++)
			if (fds[i].revents)
				http_socket(http, &fds[i]);
	http_tick(http);
	while (http_work(http))
		;
}
