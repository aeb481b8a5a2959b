#include "cli/confirm.h"

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/jsonx.h"

static bool wait_for(struct session *s, const struct options *o,
		     const struct confirm *c, struct err *err)
{
	_cleanup_(await_freep) struct await *a =
		await_new(&s->client, &clock_system, o->name, c->goal, c->since,
			  o->wait == FLAG_WAIT_ALONE ? AWAIT_TIMEOUT_MS
						     : (int)o->wait);

	for (await_tick(a); !await_over(a); await_tick(a))
		session_turn(s->http, await_deadline(a));
	return await_reached(a, err);
}

static void add_json(struct output *out, const struct options *o,
		     const struct confirm *c, bool confirmed)
{
	_cleanup_(buf_release) struct buf json = BUF_INIT(out->text.limit);

	buf_adds(&json, "{\"Name\":");
	jsonx_quote(&json, o->name);
	buf_addf(&json, ",\"Action\":\"%s\",\"Confirmed\":%s}", c->action,
		 confirmed ? "true" : "false");
	output_foreign(out, json.data);
}

int confirm_done(struct session *s, const struct options *o,
		 const struct confirm *c)
{
	_cleanup_(output_release) struct output out;
	struct err err = ERR_INIT;
	bool confirmed = o->wait && wait_for(s, o, c, &err);
	bool json = false;

	output_init(&out);
	if (o->wait && !confirmed) {
		output_error("Sent, but not confirmed for %s: %s", o->name,
			     err.msg);
		return 1;
	}
	if (options_json(o, &json, NULL) && json) {
		add_json(&out, o, c, confirmed);
		return output_end(&out);
	}
	buf_adds(&out.text, c->before);
	output_foreign(&out, o->name);
	buf_adds(&out.text, c->after);
	return output_end(&out);
}
