#include "tui/explain.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/utf8.h"
#include "net/http.h"
#include "net/watch.h"
#include "tui/app.h"
#include "tui/command.h"
#include "tui/keymap.h"
#include "widgets/text.h"

#define INDENT 2

void explain_age(int64_t s, bool ascii, char ret[EXPLAIN_AGE_MAX])
{
	if (s < 0)
		snprintf(ret, EXPLAIN_AGE_MAX, "%s",
			 theme_glyph(GLYPH_NONE, ascii));
	else if (s < 15)
		snprintf(ret, EXPLAIN_AGE_MAX, "<15s");
	else if (s < 30)
		snprintf(ret, EXPLAIN_AGE_MAX, "<30s");
	else if (s < 60)
		snprintf(ret, EXPLAIN_AGE_MAX, "%ds", (int)(s / 5 * 5));
	else if (s < 3600)
		snprintf(ret, EXPLAIN_AGE_MAX, "%dm", (int)(s / 60));
	else if (s < 86400)
		snprintf(ret, EXPLAIN_AGE_MAX, "%dh", (int)(s / 3600));
	else
		snprintf(ret, EXPLAIN_AGE_MAX, "%lldd", (long long)(s / 86400));
}

void explain_span(int64_t s, char ret[EXPLAIN_AGE_MAX])
{
	if (s < 0)
		s = 0;
	if (s < 120)
		snprintf(ret, EXPLAIN_AGE_MAX, "%d s", (int)s);
	else if (s < 7200)
		snprintf(ret, EXPLAIN_AGE_MAX, "%d min", (int)(s / 60));
	else if (s < 172800)
		snprintf(ret, EXPLAIN_AGE_MAX, "%d h", (int)(s / 3600));
	else
		snprintf(ret, EXPLAIN_AGE_MAX, "%lld days",
			 (long long)(s / 86400));
}

void explain_steps(int64_t s, char ret[EXPLAIN_AGE_MAX])
{
	if (s < 30)
		snprintf(ret, EXPLAIN_AGE_MAX, "less than %d s",
			 s < 15 ? 15 : 30);
	else
		explain_span(s < 60    ? s / 5 * 5
			     : s < 120 ? s / 30 * 30
				       : s,
			     ret);
}

void explain_count(size_t n, char ret[EXPLAIN_AGE_MAX])
{
	char plain[EXPLAIN_AGE_MAX];
	size_t len = (size_t)snprintf(plain, sizeof(plain), "%zu", n), at = 0;

	for (size_t i = 0; i < len && at + 2 < EXPLAIN_AGE_MAX; i++) {
		if (i && (len - i) % 3 == 0)
			ret[at++] = ',';
		ret[at++] = plain[i];
	}
	ret[at] = '\0';
}

void explain_key(const struct app *app, const char *command,
		 char ret[EXPLAIN_KEY_MAX])
{
	char key[KEY_NAME_MAX];

	if (keymap_first(&app->keymap, command, false, key))
		snprintf(ret, EXPLAIN_KEY_MAX, "%s", key);
	else
		snprintf(ret, EXPLAIN_KEY_MAX, ":%s", command);
}

/* In the format for today or for another day. */
static void add_moment(const struct app *app, int64_t at, const char *today,
		       const char *other, char ret[EXPLAIN_TIME_MAX])
{
	time_t sec = at, now = clock_wall(app->clock);
	struct tm tm = { 0 }, here = { 0 };
	bool known;

	if (app->local_time)
		known = localtime_r(&sec, &tm) && localtime_r(&now, &here);
	else
		known = gmtime_r(&sec, &tm) && gmtime_r(&now, &here);
	if (!known ||
	    !strftime(ret, EXPLAIN_TIME_MAX,
		      tm.tm_yday == here.tm_yday && tm.tm_year == here.tm_year
			      ? today
			      : other,
		      &tm))
		snprintf(ret, EXPLAIN_TIME_MAX, "%lld", (long long)at);
}

void explain_time(const struct app *app, int64_t at, char ret[EXPLAIN_TIME_MAX])
{
	if (app->local_time)
		add_moment(app, at, "%H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %Z", ret);
	else
		add_moment(app, at, "%H:%M:%S UTC", "%Y-%m-%d %H:%M:%S UTC",
			   ret);
}

void explain_day(const struct app *app, int64_t at, char ret[EXPLAIN_TIME_MAX])
{
	add_moment(app, at, "today", "on %Y-%m-%d", ret);
}

/* What a health looks like, and the words under the table. */
struct health_words {
	enum glyph glyph;
	enum role role;
	/* What it means; "%s" is the age it speaks of. */
	const char *meaning;
	const char *consequence;
	/* Commands that are the next step, by name, with their words; those
	 * that are not possible for the row are left out. */
	struct next {
		const char *command, *words;
		enum { DIALED = 1, WRITES = 2 } needs; /* a set */
	} next[3];
	const char *advice; /* when no command helps */
};

static const struct health_words words[HEALTH_COUNT] = {
	[HEALTH_UNKNOWN] = {
		GLYPH_WARN, ROLE_WARN,
		"Consul reports a state that this program does not know.",
		NULL,
		{ { "peering.open", "all that is known" } },
		"Look for a newer peerdeck.",
	},
	[HEALTH_FAILING] = {
		GLYPH_BAD, ROLE_BAD,
		"Last heard %s ago.",
		"Consul retries at least every 64 s.",
		{ { "peering.why", "why" },
		  { "peering.probe", "probe", DIALED },
		  { "peering.reestablish", "establish anew",
		    DIALED | WRITES } },
		"Check the other side's servers and the way to them.",
	},
	[HEALTH_STALE] = {
		GLYPH_WARN, ROLE_WARN,
		"Consul still says ACTIVE, but nothing was heard for %s.",
		NULL,
		{ { "peering.why", "why" },
		  { "peering.probe", "probe", DIALED } },
		"Check the other side's servers and the way to them.",
	},
	[HEALTH_LATE] = {
		GLYPH_WARN, ROLE_WARN,
		"Last heard %s ago; a heartbeat is due every 15 s.",
		NULL,
		{ { "peering.why", "why" },
		  { "peering.probe", "probe", DIALED } },
		"Watch it: Consul calls it FAILING only after 50 s.",
	},
	[HEALTH_LOST] = {
		GLYPH_WARN, ROLE_WARN,
		"The other side has not come back for %s.",
		NULL,
		{ { "peering.why", "why" },
		  { "peering.probe", "probe", DIALED } },
		"Check the peering on the other side.",
	},
	[HEALTH_LEFTOVER] = {
		GLYPH_WARN, ROLE_WARN,
		"An establish that failed left this record; nothing flows.",
		NULL,
		{ { "peering.reestablish", "establish anew",
		    DIALED | WRITES },
		  { "peering.delete", "delete the record", WRITES } },
		"It can be deleted with the right to write.",
	},
	[HEALTH_TERMINATED] = {
		GLYPH_WARN, ROLE_WARN,
		"The other side deleted this peering; only the record is left.",
		NULL,
		{ { "peering.delete", "delete the record", WRITES },
		  { "peering.reestablish", "establish anew",
		    DIALED | WRITES } },
		"It can be deleted with the right to write.",
	},
	[HEALTH_WAITING] = {
		GLYPH_BUSY, ROLE_INFO,
		"It was connected; the leader here changed or restarted.",
		"The other side retries within 64 s.",
		{ { NULL, NULL } },
		"Wait for it.",
	},
	[HEALTH_CONNECTING] = {
		GLYPH_BUSY, ROLE_INFO,
		"Connecting for %s.",
		NULL,
		{ { NULL, NULL } },
		"Wait for it.",
	},
	[HEALTH_UNUSED] = {
		GLYPH_IDLE, ROLE_MUTED,
		"Nothing has connected with its token yet.",
		NULL,
		{ { "tokens.list", "this run's tokens" },
		  { "peering.generate", "generate another, which replaces it",
		    WRITES } },
		NULL,
	},
	[HEALTH_DELETING] = {
		GLYPH_BUSY, ROLE_INFO,
		"Being deleted; the record goes with its imported services.",
		NULL,
		{ { NULL, NULL } },
		"Wait for it.",
	},
	[HEALTH_OK] = {
		GLYPH_OK, ROLE_GOOD,
		"Connected; last heard %s ago.",
		NULL,
		{ { "peering.open", "details" },
		  { "peering.exports", "exported services" } },
		NULL,
	},
};

enum glyph explain_health_glyph(enum health h)
{
	return words[h].glyph;
}

enum role explain_health_role(enum health h)
{
	return words[h].role;
}

/* Healths whose words speak of how long this run has seen the state. */
static bool speaks_of_state(enum health h)
{
	return h == HEALTH_CONNECTING || h == HEALTH_LOST;
}

static void add_meaning(struct text *out, const struct app *app,
			const struct watch_row *row)
{
	const struct health_words *w = &words[row->health];
	const char *hole = strstr(w->meaning, "%s");
	char age[EXPLAIN_AGE_MAX];
	int64_t s = speaks_of_state(row->health)
			    ? (app->now_ms - row->since_ms) / 1000
			    : row->seen_s;

	if (!hole || (s < 0 && !speaks_of_state(row->health))) {
		text_add(out, ROLE_TEXT, "%s",
			 hole ? "Nothing was ever heard of it." : w->meaning);
	} else {
		explain_steps(s, age);
		text_add(out, ROLE_TEXT, "%.*s%s%s", (int)(hole - w->meaning),
			 w->meaning, age, hole + 2);
	}
	if (row->health == HEALTH_UNKNOWN)
		text_add(out, ROLE_TEXT, " (%s)", row->peering->state_text);
}

static void add_consequence(struct text *out, const struct watch_row *row)
{
	const char *consequence = words[row->health].consequence;

	if (consequence)
		text_add(out, ROLE_TEXT, " %s", consequence);
}

/* Of old data: how long ago all that is said here was so. */
static const char *say_old(const struct app *app, char *text, size_t size)
{
	int64_t old = cluster_old_s(app->cluster);
	char age[EXPLAIN_AGE_MAX];

	text[0] = '\0';
	if (old > 0) {
		explain_span(old, age);
		snprintf(text, size, "As read %s ago", age);
	}
	return text;
}

static void add_facts(struct text *out, const struct app *app,
		      const struct peering *p, int indent)
{
	bool listed = p->addresses.items && p->addresses.count;
	char old[EXPLAIN_AGE_MAX + 16];
	const char *gap = "";

	say_old(app, old, sizeof(old));
	if (!*old && !listed && !*p->remote_datacenter)
		return;
	text_line(out, indent);
	if (*old) {
		text_add(out, ROLE_TEXT, "%s", old);
		gap = "   ";
	}
	if (listed) {
		text_add(out, ROLE_MUTED, "%sListed ", gap);
		for (uint32_t i = 0; i < p->addresses.count; i++)
			text_add(out, ROLE_TEXT, "%s%s", i ? "  " : "",
				 p->addresses.items[i]);
		gap = "   ";
	}
	if (*p->remote_datacenter) {
		text_add(out, ROLE_MUTED, "%sremote ", gap);
		text_add(out, ROLE_TEXT, "%s", p->remote_datacenter);
	}
}

static bool is_possible(const struct app *app, const struct watch_row *row,
			const struct next *next)
{
	if (next->needs & DIALED &&
	    peering_role(row->peering) == PEERING_ACCEPTOR)
		return false;
	return !(next->needs & WRITES) || !cluster_write_refused(app->cluster);
}

/* Append at most `max` next steps behind `before`; false = there is none. */
static bool add_steps(struct text *out, const struct app *app,
		      const struct watch_row *row, enum scope scope,
		      const char *before, size_t max)
{
	const struct health_words *w = &words[row->health];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(w->next) && count < max; i++) {
		const char *name = w->next[i].command;
		const struct command *c = name ? command_named(name) : NULL;
		char key[KEY_NAME_MAX];

		if (!c || !command_in(c, scope) ||
		    !is_possible(app, row, &w->next[i]) ||
		    !keymap_first(&app->keymap, name, false, key))
			continue;
		text_add(out, ROLE_MUTED, "%s", count++ ? "   " : before);
		text_add(out, ROLE_KEY, "%s", key);
		text_add(out, ROLE_TEXT, " %s", w->next[i].words);
	}
	return count > 0;
}

static void add_advice(struct text *out, const struct watch_row *row)
{
	const char *advice = words[row->health].advice;

	if (!advice)
		return;
	text_add(out, ROLE_MUTED, "Next: ");
	text_add(out, ROLE_TEXT, "%s", advice);
}

static void add_next(struct text *out, const struct app *app,
		     const struct watch_row *row, enum scope scope, int indent)
{
	text_line(out, indent);
	if (!add_steps(out, app, row, scope, "Next: ", SIZE_MAX))
		add_advice(out, row);
}

static void add_name(struct text *out, const struct watch_row *row)
{
	text_line(out, INDENT);
	text_add(out, ROLE_STRONG, "%s", row->peering->name);
	text_add(out, ROLE_TEXT, "  ");
}

void explain_brief(struct text *out, struct text *next, const struct app *app,
		   const struct watch_row *row)
{
	add_name(out, row);
	add_meaning(out, app, row);
	if (add_steps(next, app, row, SCOPE_PEERS, "", 1))
		return;
	text_add(out, ROLE_TEXT, " ");
	add_advice(out, row);
}

void explain_peering(struct text *out, const struct app *app,
		     const struct watch_row *row)
{
	add_name(out, row);
	add_meaning(out, app, row);
	add_consequence(out, row);
	add_facts(out, app, row->peering, INDENT);
	add_next(out, app, row, SCOPE_PEERS, INDENT);
}

void explain_health(struct text *out, const struct app *app,
		    const struct watch_row *row, enum scope scope)
{
	char old[EXPLAIN_AGE_MAX + 16];

	text_line(out, INDENT);
	add_meaning(out, app, row);
	add_consequence(out, row);
	if (*say_old(app, old, sizeof(old)))
		text_add(out, ROLE_TEXT, " %s.", old);
	add_next(out, app, row, scope, INDENT);
}
