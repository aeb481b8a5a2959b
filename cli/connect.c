/* connect: from "not connected" to "this service can be called". */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/connect.h"
#include "net/equivalent.h"
#include "net/peering_api.h"

#define SIGNAL_PACE_MS 500

/* Set by SIGINT and SIGTERM; there is no other way to learn of them. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* A signal ends the waiting, and what was made is removed; a second one ends
 * that too. Either way it is said what is left. */
static void catch_signals(void)
{
	const struct sigaction action = { .sa_handler = interrupt };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* Everything one connect needs. */
struct connecting {
	struct http *http;
	struct client_config configs[2];
	struct client clients[2];
	struct strlist addresses;
	struct connect_plan plan;
	struct connect *connect;
	struct output out;
	bool going; /* past the plan: each step is told when it ends */
	int status; /* of writing */
};

static void connecting_release(struct connecting *c)
{
	connect_free(c->connect);
	http_free(c->http);
	client_config_release(&c->configs[0]);
	client_config_release(&c->configs[1]);
	strlist_release(&c->addresses);
	output_release(&c->out);
}

/* --- printing --------------------------------------------------------------
 */

static const char *mark_name(enum connect_mark mark)
{
	static const char *const names[] = {
		[CONNECT_TODO] = "to do",     [CONNECT_RUNNING] = "…",
		[CONNECT_DONE] = "done",      [CONNECT_SKIPPED] = "skipped",
		[CONNECT_WARNED] = "warning", [CONNECT_FAILED] = "failed",
	};

	return names[mark];
}

static void add_item(struct output *out, const struct connect_item *item,
		     enum connect_step step)
{
	buf_addf(&out->text, "%-8s %-10s ", mark_name(item->mark),
		 connect_step_name(step));
	output_foreign(out, item->text);
}

static void tell(void *ctx, enum connect_step step)
{
	struct connecting *c = ctx;
	const struct connect_item *item = &connect_items(c->connect)[step];

	if (!c->going || item->mark == CONNECT_TODO ||
	    (item->mark == CONNECT_RUNNING && step != CONNECT_UNDO))
		return;
	add_item(&c->out, item, step);
	c->status |= output_end(&c->out);
}

static void print_plan(struct connecting *c)
{
	const struct connect_item *items = connect_items(c->connect);

	for (int step = CONNECT_LOOK; step < CONNECT_UNDO; step++) {
		add_item(&c->out, &items[step], (enum connect_step)step);
		c->status |= output_end(&c->out);
	}
}

/* The commands that would do the same, by hand. */
static void print_equivalents(struct connecting *c)
{
	const struct peering_generate g = {
		.name = connect_name_from(c->connect),
		.meta = c->plan.meta,
		.addresses = c->plan.addresses,
	};

	if (connect_items(c->connect)[CONNECT_GENERATE].mark != CONNECT_TODO)
		return;
	buf_addf(&c->out.text, "\nOn %s: ", c->plan.from.label);
	equivalent_generate(&c->out.text, &g, &c->configs[0]);
	buf_addf(&c->out.text, "\nOn %s: ", c->plan.to.label);
	equivalent_establish(&c->out.text, connect_name_to(c->connect), 0);
	c->status |= output_end(&c->out);
}

/* --- doing -----------------------------------------------------------------
 */

static bool ask(void)
{
	static const char question[] = "Do it? [y/N] ";
	char answer[16];

	if (write(STDERR_FILENO, question, sizeof(question) - 1) < 0 ||
	    !fgets(answer, sizeof(answer), stdin))
		return false;
	return answer[0] == 'y' || answer[0] == 'Y';
}

/* A signal may come just before the wait, which it then does not end: so no
 * wait is long. */
static int64_t soon(int64_t deadline)
{
	int64_t limit = clock_ms(&clock_system) + SIGNAL_PACE_MS;

	return deadline >= 0 && deadline < limit ? deadline : limit;
}

static void turn(struct connecting *c)
{
	if (interrupted) {
		interrupted = 0;
		connect_stop(c->connect, "interrupted");
	}
	connect_tick(c->connect);
	if (!connect_is_over(c->connect))
		session_turn(c->http, soon(connect_deadline(c->connect)));
}

static int failed(struct connecting *c)
{
	const struct connect_item *items = connect_items(c->connect);

	for (int step = CONNECT_LOOK; step < CONNECT_UNDO; step++)
		if (items[step].mark == CONNECT_FAILED)
			output_error("%s failed: %s",
				     connect_step_name((enum connect_step)step),
				     items[step].text);
	if (items[CONNECT_UNDO].mark && !c->going)
		output_error("%s", items[CONNECT_UNDO].text);
	return 1;
}

static int drive(struct connecting *c, const struct options *o, struct err *err)
{
	catch_signals();
	while (!connect_is_planned(c->connect) && !connect_is_over(c->connect))
		turn(c);
	if (connect_is_over(c->connect))
		return failed(c);
	print_plan(c);
	if (o->dry_run) {
		print_equivalents(c);
		return c->status;
	}
	if (!o->yes && !isatty(STDIN_FILENO)) {
		err_set(err, ERR_USAGE,
			"Nothing was done: -yes is needed where nobody can "
			"be asked.");
		return 1;
	}
	if (!o->yes && !ask()) {
		err_set(err, ERR_CANCELLED, "Nothing was done.");
		return 1;
	}
	c->going = true;
	connect_go(c->connect);
	while (!connect_is_over(c->connect))
		turn(c);
	return connect_succeeded(c->connect) ? c->status : failed(c);
}

static bool open_side(struct connecting *c, int side, const struct options *o,
		      const char *context, struct err *err)
{
	bool readonly;

	if (!session_config(o, context, &c->configs[side], &readonly, err))
		return false;
	c->clients[side] = (struct client){ c->http, &c->configs[side] };
	return !readonly || o->dry_run ||
	       err_set(err, ERR_USAGE,
		       "context \"%s\" is read-only: nothing was sent",
		       context);
}

static bool open_both(struct connecting *c, struct options *o, struct err *err)
{
	if (!o->from || !o->to)
		return err_set(err, ERR_USAGE, "Missing the required -%s flag",
			       o->from ? "to" : "from");
	c->http = http_new(&clock_system);
	if (!open_side(c, 0, o, o->from, err) ||
	    !open_side(c, 1, o, o->to, err))
		return false;
	if (o->addresses && *o->addresses)
		strlist_split(&c->addresses, o->addresses, ',');
	c->plan = (struct connect_plan){
		.from = { o->from, &c->clients[0], o->name_from },
		.to = { o->to, &c->clients[1], o->name_to },
		.meta = &o->meta,
		.addresses = &c->addresses,
		.exports = &o->exports,
		.timeout_ms = o->timeout ? (int)o->timeout : CONNECT_TIMEOUT_MS,
	};
	return true;
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(connecting_release) struct connecting c = { 0 };

	(void)argc, (void)argv;
	output_init(&c.out);
	if (!open_both(&c, o, err))
		return 1;
	c.connect = connect_new(&c.plan, &clock_system, tell, &c);
	return drive(&c, o, err);
}

static const char *const flags[] = {
	"from",	   "to",      "name-from",
	"name-to", "meta",    "server-external-addresses",
	"export",  "timeout", "dry-run",
	"yes",	   NULL,
};

const struct command connect_command = {
	.name = "connect",
	.group = COMMAND_MORE,
	.summary = "Make two clusters peers, and export services",
	.usage = "-from=CONTEXT -to=CONTEXT [options]",
	.about = "Generates a token on one cluster, probes it, establishes "
		 "with it on the other, waits until both are ACTIVE with a "
		 "fresh heartbeat, exports services and sees that they are "
		 "imported. The token is never shown.\n"
		 "It shows its plan and asks first. Run again, it goes on "
		 "where it stopped. When a step fails it says which, and "
		 "removes only the records it made itself; once the two are "
		 "connected, they stay so.",
	.flags = flags,
	.run = run,
};
