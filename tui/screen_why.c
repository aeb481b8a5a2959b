#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rfc3339.h"
#include "net/monitor.h"
#include "net/peering_api.h"
#include "net/watch.h"
#include "tui/actions.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "widgets/viewer.h"

#define HEAD_ROWS 2
#define STEP_MS	  5000 /* of the time that is shown while nothing comes */
#define WAIT_S	  64   /* between two retries at most (Consul 1.21) */

struct why {
	struct screen base;
	char *name, *id;
	struct monitor *monitor;
	struct http_request *leader;
	char leader_address[128]; /* "" = not known, or there is none */
	bool leader_known;
	int64_t since_ms; /* the log is followed */
	struct viewer viewer;
};

static struct why *why_of(struct screen *s)
{
	return (struct why *)(void *)s;
}

static const struct why *why_const(const struct screen *s)
{
	return (const struct why *)(const void *)s;
}

static const struct watch_row *find(const struct cluster *c, const char *name)
{
	size_t count = 0;
	const struct watch_row *rows =
		c->watch && name ? watch_rows(c->watch, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].peering->name, name))
			return &rows[i];
	return NULL;
}

/* --- what is told ----------------------------------------------------------
 */

static void say(struct why *s, enum role role, enum glyph glyph,
		const char *text)
{
	struct text *out = &s->viewer.text;

	text_line(out, 2);
	text_add(out, role, "%s ", theme_glyph(glyph, s->base.app->ascii));
	text_add(out, ROLE_STRONG, "%s", text);
}

static void go_on(struct why *s, const char *text)
{
	text_line(&s->viewer.text, 2);
	text_add(&s->viewer.text, ROLE_TEXT, "  %s", text);
}

/* "… dial tcp 10.2.0.4:8503: connect: …": which of the addresses it was. */
static void say_address(struct why *s, const char *reason)
{
	static const char before[] = "dial tcp ";
	const char *at = strstr(reason, before);
	const char *end = at ? strstr(at, ": ") : NULL;

	if (!end)
		return;
	at += sizeof(before) - 1;
	if (end > at)
		text_add(&s->viewer.text, ROLE_TEXT, "  %.*s", (int)(end - at),
			 at);
}

static void tell_newest(struct why *s, const struct monitor_line *line)
{
	const char *title = NULL;
	const char *meaning = explain_dial(line->reason, &title);

	say(s, ROLE_BAD, GLYPH_BAD,
	    meaning ? title : "a reason that this program does not know");
	say_address(s, line->reason);
	go_on(s, meaning ? meaning
			 : "It is Consul's text below. Look at the other "
			   "side's servers and the way to them.");
}

static void tell_nothing(struct why *s)
{
	const struct watch_row *row = find(s->base.cluster, s->name);
	int64_t gone = (s->base.app->now_ms - s->since_ms) / STEP_MS;
	char text[160], span[EXPLAIN_AGE_MAX];

	gone *= STEP_MS / 1000;
	explain_span(gone, span);
	say(s, ROLE_INFO, GLYPH_BUSY, "Nothing logged yet.");
	if (!gone)
		snprintf(text, sizeof(text),
			 "The log is followed from now on; the next retry "
			 "comes within %d s.",
			 WAIT_S);
	else
		snprintf(text, sizeof(text),
			 "The log is followed for %s now; %s %d s.", span,
			 gone <= WAIT_S ? "a retry comes within"
					: "retries are apart by at most",
			 WAIT_S);
	go_on(s, text);
	if (row && row->peering->state == PEERING_ACTIVE)
		go_on(s, "While Consul says ACTIVE it logs nothing of this: it "
			 "calls it FAILING after 50 s of silence.");
}

static void tell_over(struct why *s, const struct http_reply *reply)
{
	struct text *out = &s->viewer.text;
	char key[EXPLAIN_KEY_MAX], again[EXPLAIN_KEY_MAX + 32];

	explain_key(s->base.app, "why.follow", key);
	snprintf(again, sizeof(again), "%s follows it again.", key);
	if (reply->err.kind != ERR_NONE)
		explain_failure(out, s->base.app, "Following the server's log",
				reply);
	else
		say(s, ROLE_WARN, GLYPH_WARN,
		    "The agent ended the log: it was stopped or restarted.");
	if (reply->status != 403)
		go_on(s, again);
	else
		explain_next(out, s->base.app, reply->body);
}

/* Who has the reason in its log: the leader of the side that dials. */
static void tell_where(struct why *s)
{
	const struct watch_row *row = find(s->base.cluster, s->name);
	const struct peering_agent *agent =
		s->base.cluster->watch
			? watch_status(s->base.cluster->watch)->agent
			: NULL;
	char text[300];

	if (row && !health_needs_look(row->health))
		say(s, ROLE_GOOD, GLYPH_OK, "It has come back meanwhile.");
	if (row && peering_role(row->peering) == PEERING_ACCEPTOR) {
		say(s, ROLE_WARN, GLYPH_WARN, "The other side dials.");
		go_on(s, "This cluster generated the token, so why a dial "
			 "fails stands in the log of the other side's "
			 "leader.");
	}
	if (!s->leader_known)
		return;
	if (!*s->leader_address) {
		say(s, ROLE_WARN, GLYPH_WARN,
		    "The cluster has no leader just now.");
		go_on(s, "Nothing is dialed until there is one.");
	} else if (!agent || !*agent->server_address) {
		snprintf(text, sizeof(text),
			 "Only the leader's log has the reason: %s. Whether "
			 "this agent is the leader is not known.",
			 s->leader_address);
		say(s, ROLE_WARN, GLYPH_WARN, text);
	} else if (strcmp(agent->server_address, s->leader_address) != 0) {
		snprintf(text, sizeof(text),
			 "This agent (%s) is not the leader (%s).",
			 agent->server_address, s->leader_address);
		say(s, ROLE_WARN, GLYPH_WARN, text);
		go_on(s, "Only the leader's log has the reason. Open the "
			 "console on the leader's agent.");
	}
}

static void add_line(struct why *s, const struct monitor_line *line)
{
	struct text *out = &s->viewer.text;
	struct timestamp at = { 0 };
	char time[EXPLAIN_TIME_MAX];

	if (timestamp_parse(line->time, &at) && at.set)
		explain_time(s->base.app, at.sec, time);
	else
		snprintf(time, sizeof(time), "%.40s", line->time);
	text_line(out, 2);
	text_add(out, ROLE_MUTED, "%s  ", time);
	text_add(out, ROLE_TEXT, "%s", line->reason);
}

static void tell_lines(struct why *s, const struct monitor_line *lines,
		       size_t count)
{
	struct text *out = &s->viewer.text;
	size_t total = monitor_total(s->monitor);
	char n[EXPLAIN_AGE_MAX];

	explain_count(total, n);
	text_line(out, 0);
	text_line(out, 2);
	text_add(out, ROLE_MUTED,
		 total > count ? "Logged %s times; the newest %zu, the last "
				 "first:"
		 : total == 1  ? "Logged once:"
			       : "Logged %s times, the last first:",
		 n, count);
	for (size_t i = count; i-- > 0;)
		add_line(s, &lines[i]);
}

static void rebuild(void *ctx)
{
	struct why *s = ctx;
	const struct http_reply *over = monitor_over(s->monitor);
	size_t count;
	const struct monitor_line *lines = monitor_lines(s->monitor, &count);

	text_clear(&s->viewer.text);
	if (count)
		tell_newest(s, &lines[count - 1]);
	else if (!over)
		tell_nothing(s);
	if (over)
		tell_over(s, over);
	tell_where(s);
	if (count)
		tell_lines(s, lines, count);
	s->base.app->dirty = true;
}

/* --- requests --------------------------------------------------------------
 */

static void got_leader(void *ctx, const struct http_reply *reply)
{
	struct why *s = ctx;
	size_t len = strcspn(reply->body, "\n");

	s->leader = NULL;
	s->leader_known = reply->err.kind == ERR_NONE && len >= 2 &&
			  reply->body[0] == '"' && reply->body[len - 1] == '"';
	if (s->leader_known)
		snprintf(s->leader_address, sizeof(s->leader_address), "%.*s",
			 (int)len - 2, reply->body + 1);
	rebuild(s);
}

static void start(struct why *s)
{
	const struct client *client = &s->base.cluster->client;

	http_cancel(s->leader);
	monitor_free(s->monitor);
	s->leader = peering_api_get(client, "/v1/status/leader", got_leader, s);
	s->monitor = monitor_new(client, s->id, rebuild, s);
	s->since_ms = s->base.app->now_ms;
	rebuild(s);
}

/* --- the screen ------------------------------------------------------------
 */

static bool why_key(struct screen *screen, const struct key *key)
{
	return viewer_key(&why_of(screen)->viewer, key);
}

static void why_changed(struct screen *screen)
{
	rebuild(why_of(screen));
}

static int64_t why_deadline(const struct screen *screen)
{
	const struct why *s = why_const(screen);
	int64_t gone = screen->app->now_ms - s->since_ms;

	if (monitor_total(s->monitor) || monitor_over(s->monitor))
		return -1;
	return s->since_ms + (gone / STEP_MS + 1) * STEP_MS;
}

static void why_tick(struct screen *screen)
{
	rebuild(why_of(screen));
}

static const char *why_peering(const struct screen *screen)
{
	return why_const(screen)->name;
}

static void why_layout(struct screen *screen, int w, int h)
{
	viewer_layout(&why_of(screen)->viewer, w - 1, h - HEAD_ROWS);
}

static void draw_state(const struct why *s, const struct canvas *c)
{
	const struct watch_row *row = find(s->base.cluster, s->name);
	enum role role = row ? explain_health_role(row->health) : ROLE_WARN;
	char text[80] = "it is gone", age[EXPLAIN_AGE_MAX];

	if (row && row->seen_s >= 0) {
		explain_steps(row->seen_s, age);
		snprintf(text, sizeof(text), "%s, heard %s ago",
			 health_name(row->health), age);
	} else if (row) {
		snprintf(text, sizeof(text), "%s, never heard",
			 health_name(row->health));
	}
	canvas_text_right(c, 0, 0, c->w - 1, role, text);
}

static void why_draw(const struct screen *screen, const struct canvas *c)
{
	const struct why *s = why_const(screen);
	struct canvas area;
	int x;

	x = 1 + canvas_text(c, 1, 0, c->w, ROLE_STRONG, "Why is ");
	x += canvas_text_middle(c, x, 0, c->w - x - 40, ROLE_ACCENT, s->name);
	canvas_text(c, x, 0, c->w - x, ROLE_STRONG, " not connected?");
	draw_state(s, c);
	area = canvas_sub(c, (struct rect){ 1, HEAD_ROWS, c->w - 1,
					    c->h - HEAD_ROWS });
	viewer_draw(&s->viewer, &area);
}

static void why_close(struct screen *screen)
{
	struct why *s = why_of(screen);

	http_cancel(s->leader);
	monitor_free(s->monitor);
	viewer_release(&s->viewer);
	free(s->name);
	free(s->id);
	free(s);
}

static const struct screen_ops ops = {
	.scope = SCOPE_WHY,
	.close = why_close,
	.layout = why_layout,
	.draw = why_draw,
	.key = why_key,
	.changed = why_changed,
	.deadline = why_deadline,
	.tick = why_tick,
	.peering = why_peering,
};

struct screen *screen_why_new(struct app *app, const char *name)
{
	const struct watch_row *row = find(app->cluster, name);
	struct why *s = mem_new(1, sizeof(*s));

	s->base = (struct screen){ &ops, app, app->cluster };
	s->name = mem_dup(name);
	s->id = mem_dup(row ? row->peering->id : "");
	s->viewer = (struct viewer)VIEWER_INIT;
	start(s);
	return &s->base;
}

/* --- commands --------------------------------------------------------------
 */

const char *why_cannot_open(const struct app *app)
{
	const struct watch_row *row = find(app->cluster, app_peering(app));

	if (!row)
		return "No peering is selected.";
	switch (row->health) {
	case HEALTH_FAILING:
	case HEALTH_STALE:
	case HEALTH_LATE:
	case HEALTH_LOST:
		return NULL;
	default:
		return "There is nothing to explain: it is not failing, stale, "
		       "late or lost.";
	}
}

void why_open(struct app *app)
{
	app_push(app, screen_why_new(app, app_peering(app)));
}

void why_follow(struct app *app)
{
	start(why_of(app_top(app)));
}
