#include "tui/establish_text.h"

#include <stdio.h>
#include <string.h>

#include "base/strlist.h"
#include "net/establish.h"
#include "net/http.h"
#include "net/probe.h"
#include "tui/app.h"
#include "tui/checklist.h"
#include "tui/explain.h"
#include "widgets/text.h"

#define TRY_BEFORE    "through address \""
#define HINT_AFTER_MS 3000 /* an answer takes milliseconds when all is well */

/* --- what Consul tried -----------------------------------------------------
 */

struct
try {
	const char *address, *reason;
	size_t address_len, reason_len;
};

/* The end of Go's chain of causes: what follows the last ": " or "desc = ". */
static void last_cause(struct try *t, const char *line, size_t len)
{
	static const char *const marks[] = { ": ", "desc = " };
	const char *end = line + len;

	while (end > line && (end[-1] == '"' || end[-1] == '\r'))
		end--;
	t->reason = line;
	for (size_t m = 0; m < ARRAY_LEN(marks); m++) {
		size_t n = strlen(marks[m]);

		for (const char *p = t->reason; p + n < end; p++)
			if (!strncmp(p, marks[m], n))
				t->reason = p + n;
	}
	t->reason_len = (size_t)(end - t->reason);
}

/* The next "\t* … address "HOST:PORT": … reason" from `*at` on. */
static bool next_try(const char **at, struct try *t)
{
	const char *start = strstr(*at, TRY_BEFORE), *quote, *end;

	if (!start)
		return false;
	t->address = start + strlen(TRY_BEFORE);
	quote = strchr(t->address, '"');
	if (!quote)
		return false;
	t->address_len = (size_t)(quote - t->address);
	end = quote + strcspn(quote, "\n");
	last_cause(t, quote + 1, (size_t)(end - quote - 1));
	*at = end;
	return true;
}

static bool same_try(const struct try *a, const struct try *b)
{
	return a->address_len == b->address_len &&
	       a->reason_len == b->reason_len &&
	       !strncmp(a->address, b->address, a->address_len) &&
	       !strncmp(a->reason, b->reason, a->reason_len);
}

/* How often it was tried so from `at` on. */
static size_t count_tries(const char *at, const struct try *wanted)
{
	size_t n = 0;
	struct try t;

	while (next_try(&at, &t))
		n += same_try(&t, wanted);
	return n;
}

static bool told_before(const char *body, const char *until,
			const struct try *wanted)
{
	struct try t;

	while (next_try(&body, &t) && body < until)
		if (same_try(&t, wanted))
			return true;
	return false;
}

bool establish_text_tries(struct text *out, const char *body)
{
	const char *at = body;
	bool any = false;
	struct try t;

	while (next_try(&at, &t)) {
		size_t n;

		any = true;
		if (told_before(body, at, &t))
			continue;
		n = count_tries(body, &t);
		checklist_under(out, "%.*s   %.*s", (int)t.address_len,
				t.address, (int)t.reason_len, t.reason);
		if (n > 1)
			text_add(out, ROLE_MUTED, "   %zu tries", n);
	}
	return any;
}

/* --- the steps -------------------------------------------------------------
 */

static int seconds(const struct app *app, const struct establish_status *s)
{
	return (int)((app->now_ms - s->step_ms) / 1000);
}

static void add_record(struct text *out, const struct app *app,
		       const struct establish *e)
{
	const struct establish_status *s = establish_status(e);
	const char *name = establish_name(e);

	if (s->step == ESTABLISH_READ && !s->question) {
		checklist_step(out, app, CHECKLIST_RUNNING,
			       "Looking what there is under %s", name);
		return;
	}
	if (!s->existed) {
		checklist_step(out, app, CHECKLIST_DONE, "%s was free here",
			       name);
		return;
	}
	checklist_step(out, app, CHECKLIST_WARNED,
		       "%s was there (%s) and is written over", name,
		       peering_state_name(s->before));
	if (s->erased.count)
		checklist_aside(out, "%s",
				s->kept ? "its meta is kept" : "with its meta");
}

static void add_probe(struct text *out, const struct app *app,
		      const struct establish *e, const struct probe *probe)
{
	bool running = establish_status(e)->step == ESTABLISH_PROBE;
	const struct probe_address *a;
	size_t count, good = 0;

	if (!probe)
		return;
	a = probe_addresses(probe, &count);
	for (size_t i = 0; i < count; i++)
		good += a[i].result == PROBE_OK || a[i].result == PROBE_CLEAR;
	checklist_step(out, app,
		       running && !probe_is_done(probe) ? CHECKLIST_RUNNING
		       : good == count			? CHECKLIST_DONE
							: CHECKLIST_WARNED,
		       "Addresses probed from this host");
	for (size_t i = 0; i < count; i++) {
		checklist_under(out, "%s", a[i].address);
		if (a[i].result == PROBE_OK)
			checklist_aside(out, "%d ms", (int)a[i].took_ms);
		else
			checklist_aside(out, "%s",
					probe_result_text(a[i].result));
	}
}

static void add_sending(struct text *out, const struct app *app,
			const struct establish_status *s)
{
	checklist_step(out, app, CHECKLIST_RUNNING,
		       "Consul dials the token's addresses, one after the "
		       "other");
	checklist_aside(out, "%d s", seconds(app, s));
	if (app->now_ms - s->step_ms < HINT_AFTER_MS)
		return;
	checklist_under(out, "It does not tell which one it is at. One that "
			     "refuses costs 3 s, one that stays silent 20 s; "
			     "those after it are not dialed then.");
}

static void add_took(struct text *out, int64_t ms)
{
	if (ms >= 1000)
		checklist_aside(out, "%d.%d s", (int)(ms / 1000),
				(int)(ms % 1000 / 100));
	else if (ms >= 0)
		checklist_aside(out, "%d ms", (int)ms);
}

static void add_sent(struct text *out, const struct app *app,
		     const struct establish_status *s)
{
	if (!s->sent)
		return;
	if (s->step == ESTABLISH_SEND) {
		add_sending(out, app, s);
	} else if (s->answer_lost) {
		checklist_step(out, app, CHECKLIST_WARNED,
			       s->cancelled ? "Stopped after it was sent"
					    : "Consul's answer was lost");
	} else {
		checklist_step(out, app,
			       s->accepted ? CHECKLIST_DONE : CHECKLIST_FAILED,
			       s->accepted ? "The other side took the token"
					   : "Not established");
		add_took(out, s->took_ms);
	}
}

static void add_follow(struct text *out, const struct app *app,
		       const struct establish_status *s)
{
	if (s->step == ESTABLISH_FOLLOW) {
		checklist_step(out, app, CHECKLIST_RUNNING,
			       "Waiting for ACTIVE with a fresh heartbeat");
		checklist_aside(out, "%d s of %d", seconds(app, s),
				s->wait_ms / 1000);
		checklist_under(out, "%s%s",
				s->seen.kind ? s->seen.msg : "no answer yet",
				strstr(s->seen.msg, "heartbeat")
					? "; one is due within 15 s"
					: "");
	} else if (s->wait_ms) {
		checklist_step(out, app,
			       s->end == ESTABLISH_CONNECTED ? CHECKLIST_DONE
							     : CHECKLIST_FAILED,
			       "ACTIVE with a fresh heartbeat");
	}
	if (s->step == ESTABLISH_LOOK)
		checklist_step(out, app, CHECKLIST_RUNNING,
			       "Reading what became of the record");
}

/* --- the outcome -----------------------------------------------------------
 */

static const struct outcome {
	enum glyph glyph;
	enum role role;
	const char *headline; /* NULL: see refusal() */
	const char *means;    /* NULL: Consul's words tell */
} outcomes[] = {
	[ESTABLISH_CONNECTED] = {
		GLYPH_OK, ROLE_GOOD,
		"Connected: the other side is heard.",
		"What the other cluster exports to this one can be called "
		"from here now.",
	},
	[ESTABLISH_WENT_BACK] = {
		GLYPH_WARN, ROLE_WARN, "Nothing was sent.",
		"The form is as it was.",
	},
	[ESTABLISH_UNREAD] = {
		GLYPH_BAD, ROLE_BAD,
		"Nothing was sent: the record cannot be read.", NULL,
	},
	[ESTABLISH_IN_USE] = {
		GLYPH_BAD, ROLE_BAD,
		"That name is in use: its token was generated here.",
		"It waits to be dialed, so Consul refuses. Take another name, "
		"or delete that peering first (Esc, then D).",
	},
	[ESTABLISH_DELETING] = {
		GLYPH_BAD, ROLE_BAD,
		"That peering is just being deleted.",
		"Try again in a moment, or take another name.",
	},
	[ESTABLISH_UNSENT] = {
		GLYPH_BAD, ROLE_BAD, "Nothing was sent.", NULL,
	},
	[ESTABLISH_REFUSED] = {
		GLYPH_BAD, ROLE_BAD, NULL, NULL,
	},
	[ESTABLISH_NOT_DONE] = {
		GLYPH_WARN, ROLE_WARN,
		"Not done: the record shows that nothing happened.",
		"It was not tried again by itself. Establish again from the "
		"form.",
	},
	[ESTABLISH_UNKNOWN] = {
		GLYPH_WARN, ROLE_WARN,
		"Whether it was done is not known.",
		"No answer came, and the record cannot be read. The list of "
		"peers will tell.",
	},
	[ESTABLISH_UNHEARD] = {
		GLYPH_BAD, ROLE_BAD, "It is not connected.", NULL,
	},
	[ESTABLISH_UNWATCHED] = {
		GLYPH_WARN, ROLE_WARN, "No longer waiting.",
		"The token was taken, the record stays, and Consul goes on "
		"connecting. The list of peers tells.",
	},
};

/* A 403 is not always about access control (Consul 1.21). */
static const char *refusal(const struct establish_status *s)
{
	if (strstr(s->body, "peering token must be generated"))
		return "This token cannot be used (any more).";
	if (strstr(s->body, TRY_BEFORE))
		return "No server of the other cluster could be reached.";
	return s->err.kind == ERR_DENIED ? "It was not allowed."
					 : "Consul refused it.";
}

const char *establish_text_outcome(const struct establish *e)
{
	const struct establish_status *s = establish_status(e);
	const char *headline = outcomes[s->end].headline;

	return headline ? headline : refusal(s);
}

static void add_headline(struct text *out, const struct app *app,
			 const struct establish *e)
{
	const struct outcome *o = &outcomes[establish_status(e)->end];

	text_line(out, 2);
	text_add(out, o->role, "%s ", theme_glyph(o->glyph, app->ascii));
	text_add(out, ROLE_STRONG, "%s", establish_text_outcome(e));
}

static void add_line(struct text *out, const char *text)
{
	text_line(out, 2);
	text_add(out, ROLE_TEXT, "  %s", text);
}

/* Consul's words, or the transport's, and what they mean. */
static void add_failure(struct text *out, const struct app *app,
			const struct establish_status *s)
{
	const char *meaning = explain_meaning(&s->err, s->body);

	if (meaning)
		add_line(out, meaning);
	if (*s->body && establish_text_tries(out, s->body))
		return;
	text_line(out, 4);
	if (s->err.status)
		text_add(out, ROLE_MUTED,
			 "  Consul said (%d): ", s->err.status);
	text_add(out, ROLE_TEXT, "%s%s", s->err.status ? "" : "  ",
		 *s->body ? s->body : explain_short(&s->err));
	explain_next(out, app, s->body);
}

static void add_left(struct text *out, const struct establish *e)
{
	const struct establish_status *s = establish_status(e);
	bool over = s->existed && s->sent && s->end == ESTABLISH_REFUSED;

	if (s->leftover) {
		text_line(out, 2);
		text_add(out, ROLE_TEXT,
			 "  It left the record %s behind (PENDING), which is "
			 "of no use: remove it, or establish again.",
			 establish_name(e));
	} else if (over && s->erased.count && !s->kept) {
		add_line(out, "The record was written over before that: its "
			      "meta is gone.");
	}
}

static void add_outcome(struct text *out, const struct app *app,
			const struct establish *e)
{
	const struct establish_status *s = establish_status(e);
	const struct outcome *o = &outcomes[s->end];

	add_headline(out, app, e);
	if (o->means)
		add_line(out, o->means);
	else if (s->end == ESTABLISH_UNHEARD && s->cancelled)
		add_line(out, "It was stopped while Consul was dialing.");
	else if (s->end == ESTABLISH_UNHEARD) {
		text_line(out, 2);
		text_add(out, ROLE_TEXT, "  %s: %s.", establish_name(e),
			 s->err.msg);
	} else {
		add_failure(out, app, s);
	}
	add_left(out, e);
}

/* Once it is over the outcome stands first: what is below may be cut. */
void establish_text(struct text *out, const struct app *app,
		    const struct establish *e, const struct probe *probe)
{
	const struct establish_status *s = establish_status(e);

	if (s->step == ESTABLISH_OVER) {
		add_outcome(out, app, e);
		text_line(out, 0);
	}
	add_record(out, app, e);
	add_probe(out, app, e, establish_probe(e) ? establish_probe(e) : probe);
	add_sent(out, app, s);
	add_follow(out, app, s);
}

void establish_text_unsent(struct text *out, const struct app *app,
			   const struct establish *e)
{
	add_outcome(out, app, e);
}

/* --- questions -------------------------------------------------------------
 */

static void ask_meta(struct dialog *d, const struct establish *e)
{
	const struct kv *erased = &establish_status(e)->erased;

	text_add(&d->text, ROLE_TEXT,
		 "%s exists. Establishing again erases what is not given of "
		 "its meta, even if the token is then refused:",
		 establish_name(e));
	for (size_t i = 0; i < erased->count; i++) {
		text_line(&d->text, 4);
		text_add(&d->text, ROLE_STRONG, "  %s=%s", erased->pairs[i].key,
			 erased->pairs[i].value);
	}
	d->buttons[0] = "Back";
	d->buttons[1] = "Keep it";
	d->buttons[2] = "Erase it";
	d->button_count = 3;
}

static void ask_replace(struct dialog *d, const struct establish *e)
{
	text_add(&d->text, ROLE_TEXT, "%s is ", establish_name(e));
	text_add(&d->text, ROLE_STRONG, "ACTIVE");
	text_add(&d->text, ROLE_TEXT,
		 ". Establishing again writes its record over: it then belongs "
		 "to the cluster of this token, whichever that is.");
	dialog_must_type(d, establish_name(e));
	d->buttons[0] = "Back";
	d->buttons[1] = "Replace";
	d->button_count = 2;
}

static void ask_unanswered(struct dialog *d, const struct establish *e)
{
	size_t count;
	const struct probe_address *a =
		probe_addresses(establish_probe(e), &count);

	text_add(&d->text, ROLE_TEXT,
		 "No address of the token answers as it should, from this "
		 "host. The servers of this cluster may reach what this host "
		 "cannot.");
	for (size_t i = 0; i < count; i++) {
		text_line(&d->text, 4);
		text_add(&d->text, ROLE_TEXT, "  %s   ", a[i].address);
		text_add(&d->text, ROLE_WARN, "%s",
			 probe_result_text(a[i].result));
	}
	d->buttons[0] = "Back";
	d->buttons[1] = "Establish";
	d->button_count = 2;
}

void establish_text_question(struct dialog *d, const struct establish *e)
{
	static void (*const ask[])(struct dialog * d,
				   const struct establish *e) = {
		[ESTABLISH_META] = ask_meta,
		[ESTABLISH_REPLACE] = ask_replace,
		[ESTABLISH_UNANSWERED] = ask_unanswered,
	};

	ask[establish_status(e)->question](d, e);
}
