/* watch: a line for each change, for scripts. */
#include <string.h>
#include <strings.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/rfc3339.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "net/changes.h"
#include "net/jsonx.h"
#include "net/watch.h"

#define GONE "gone" /* -until: no such peering any more */

struct watching {
	const struct options *o;
	bool json;
	int count; /* names to watch; 0 = all */
	char **names;
	struct watch *watch;
	struct changes changes;
	struct output out;
	bool failing; /* that was told */
	bool filtered;
	bool listed; /* there was at least one list */
	int status;  /* not 0: the output cannot be written */
};

static void watching_release(struct watching *w)
{
	watch_free(w->watch);
	changes_release(&w->changes);
	output_release(&w->out);
}

/* What a health means, in a few words. */
static const char *why(const struct changes_seen *to)
{
	static const char *const texts[HEALTH_COUNT] = {
		[HEALTH_UNKNOWN] = "a state that is not known here",
		[HEALTH_FAILING] = "the connection is broken; it is retried",
		[HEALTH_STALE] = "nothing has been heard for over a minute",
		[HEALTH_LATE] = "heartbeats are missing",
		[HEALTH_LOST] = "the other side does not come back",
		[HEALTH_LEFTOVER] = "left by an establish that failed",
		[HEALTH_TERMINATED] = "the other side deleted it",
		[HEALTH_WAITING] = "it was connected and is waited for",
		[HEALTH_CONNECTING] = "it is being connected",
		[HEALTH_UNUSED] = "its token has not been used yet",
		[HEALTH_DELETING] = "it is being deleted",
		[HEALTH_OK] = "connected, with a fresh heartbeat",
	};

	return to ? texts[to->health] : "its record is gone";
}

static bool is_watched(const struct watching *w, const char *name)
{
	for (int i = 0; i < w->count; i++)
		if (!strcmp(w->names[i], name))
			return true;
	return !w->count;
}

static void now(char out[RFC3339_MAX])
{
	const struct timestamp t = { .sec = clock_wall(&clock_system),
				     .set = true };

	timestamp_json(&t, out);
}

/* --- printing --------------------------------------------------------------
 */

static void add_side(struct output *out, const struct changes_seen *seen)
{
	if (!seen) {
		buf_addc(&out->text, '-');
		return;
	}
	output_foreign(out, seen->state);
	buf_addf(&out->text, "/%s", health_name(seen->health));
}

static void add_side_json(struct buf *json, const struct changes_seen *seen)
{
	if (!seen) {
		buf_adds(json, "null");
		return;
	}
	buf_adds(json, "{\"State\":");
	jsonx_quote(json, seen->state);
	buf_addf(json, ",\"Health\":\"%s\"}", health_name(seen->health));
}

static void add_change_json(struct output *out, const struct changes_seen *from,
			    const struct changes_seen *to, const char *time)
{
	_cleanup_(buf_release) struct buf json = BUF_INIT(out->text.limit);
	const struct changes_seen *any = to ? to : from;

	buf_addf(&json, "{\"Time\":\"%s\",\"Name\":", time);
	jsonx_quote(&json, any->name);
	buf_adds(&json, ",\"ID\":");
	jsonx_quote(&json, any->id);
	buf_adds(&json, ",\"From\":");
	add_side_json(&json, from);
	buf_adds(&json, ",\"To\":");
	add_side_json(&json, to);
	buf_adds(&json, ",\"Why\":");
	jsonx_quote(&json, why(to));
	buf_addc(&json, '}');
	output_foreign(out, json.data);
}

static void print(void *ctx, const struct changes_seen *from,
		  const struct changes_seen *to)
{
	struct watching *w = ctx;
	char time[RFC3339_MAX];

	if (w->status || !is_watched(w, to ? to->name : from->name))
		return;
	now(time);
	if (w->json) {
		add_change_json(&w->out, from, to, time);
	} else {
		buf_addf(&w->out.text, "%s  ", time);
		output_foreign(&w->out, to ? to->name : from->name);
		buf_adds(&w->out.text, "  ");
		add_side(&w->out, from);
		buf_adds(&w->out.text, " -> ");
		add_side(&w->out, to);
		buf_addf(&w->out.text, "  %s", why(to));
	}
	w->status = output_end(&w->out);
}

/* --- what happened ---------------------------------------------------------
 */

/* Say once that it fails, and once that it works again. */
static void tell_trouble(struct watching *w, const struct watch_status *s)
{
	if (s->phase == WATCH_FAILING && !w->failing)
		output_error("No answer: %s%s%s; trying on.", s->err.msg,
			     *s->learned ? "; " : "", s->learned);
	if (s->phase == WATCH_LIVE && w->failing)
		output_error("It answers again.");
	w->failing = s->phase == WATCH_FAILING;
	if (s->filtered && !w->filtered)
		output_error("The ACL token may not read every peering.");
	w->filtered = s->filtered;
}

static void changed(void *ctx)
{
	struct watching *w = ctx;
	const struct watch_status *s = watch_status(w->watch);
	const struct watch_row *rows;
	size_t count;

	tell_trouble(w, s);
	if (s->phase != WATCH_LIVE)
		return;
	w->listed = true;
	rows = watch_rows(w->watch, &count);
	changes_update(&w->changes, rows, count, print, w);
}

/* --- -until ----------------------------------------------------------------
 */

static bool is_goal(const char *word)
{
	for (int h = 0; h < HEALTH_COUNT; h++)
		if (!strcasecmp(word, health_name((enum health)h)))
			return true;
	for (int s = PEERING_UNDEFINED; s < PEERING_OTHER; s++)
		if (!strcasecmp(word,
				peering_state_name((enum peering_state)s)))
			return true;
	return !strcasecmp(word, GONE);
}

static bool matches(const struct changes_seen *seen, const char *goal)
{
	return !strcasecmp(goal, seen->state) ||
	       !strcasecmp(goal, health_name(seen->health));
}

/* All that are watched, and each that was named, have come to the goal. */
static bool reached(const struct watching *w)
{
	const char *goal = w->o->until;
	bool gone = goal && !strcasecmp(goal, GONE);
	int there = 0;

	if (!goal || !w->listed)
		return false;
	for (size_t i = 0; i < w->changes.count; i++) {
		const struct changes_seen *seen = &w->changes.seen[i];

		if (!is_watched(w, seen->name))
			continue;
		if (gone || !matches(seen, goal))
			return false;
		there++;
	}
	return gone || (there && there >= w->count);
}

/* ---------------------------------------------------------------------------
 */

static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Until it is reached (0), denied or timed out (1), or nobody reads (1). */
static int follow(struct watching *w, struct session *s)
{
	int64_t end =
		w->o->timeout ? clock_ms(&clock_system) + w->o->timeout : -1;

	for (watch_tick(w->watch);; watch_tick(w->watch)) {
		const struct watch_status *status = watch_status(w->watch);

		if (w->status || reached(w))
			return w->status;
		if (status->phase == WATCH_DENIED) {
			output_error("Error listing peerings: %s",
				     status->err.msg);
			return 1;
		}
		if (end >= 0 && clock_ms(&clock_system) >= end)
			break;
		session_turn(s->http, sooner(watch_deadline(w->watch), end));
	}
	if (!w->o->until)
		return 0;
	output_error("The time is over, and %s was not reached.", w->o->until);
	return 1;
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(session_release) struct session s = { 0 };
	_cleanup_(watching_release) struct watching w = { .o = o,
							  .count = argc,
							  .names = argv };

	output_init(&w.out);
	if (o->until && !is_goal(o->until))
		err_set(err, ERR_USAGE,
			"-until: \"%.40s\" is neither a state (ACTIVE, …), nor "
			"a health (ok, late, …), nor gone",
			o->until);
	if (err->kind != ERR_NONE || !options_json(o, &w.json, err) ||
	    !session_open(&s, o, err))
		return 1;
	w.watch = watch_new(&s.client, &clock_system, changed, &w);
	return follow(&w, &s);
}

static const char *const flags[] = { "until", "timeout", "format", NULL };

const struct command watch_command = {
	.name = "watch",
	.group = COMMAND_MORE,
	.summary = "Print a line for each change of a peering",
	.usage = "[options] [NAME…]",
	.about = "Prints the present state of the peerings, or of those that "
		 "are named, and then a line for each change: the time, the "
		 "name, State/health before and after, and why. A server that "
		 "goes away is waited for.\n"
		 "With -until it ends when all of them have come to that "
		 "state; the exit status is 0 then, and 1 when the time was "
		 "over before. With -format=json each line is an object with "
		 "Time, Name, ID, From, To (State and Health, or null) and "
		 "Why.",
	.flags = flags,
	.client = true,
	.run = run,
};
