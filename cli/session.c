#include "cli/session.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "cli/options.h"

bool session_open(struct session *s, const struct options *o, struct err *err)
{
	if (!client_config_load(&o->client, getenv, &s->config, err))
		return err_wrap(err, "Error connecting to Consul agent");
	s->http = http_new(&clock_system);
	s->client = (struct client){ .http = s->http, .config = &s->config };
	return true;
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
