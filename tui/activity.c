#include "tui/activity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "base/utf8.h"
#include "net/equivalent.h"
#include "net/http.h"
#include "tui/app.h"
#include "tui/explain.h"

#define COMMAND_MAX 2048

const struct activity_entry *activity_at(const struct activity *a, size_t i)
{
	return &a->items[(a->first + i) % ACTIVITY_MAX];
}

static void entry_release(struct activity_entry *e)
{
	free(e->method);
	free(e->whole);
	free(e->command);
	*e = (struct activity_entry){ 0 };
}

/* The place for the next one; the oldest goes when there is no other. */
static struct activity_entry *next(struct app *app)
{
	struct activity *a = &app->activity;
	struct activity_entry *e;

	if (!a->items)
		a->items = mem_new(ACTIVITY_MAX, sizeof(*a->items));
	if (a->count == ACTIVITY_MAX) {
		entry_release(&a->items[a->first]);
		a->first = (a->first + 1) % ACTIVITY_MAX;
		a->count--;
	}
	e = &a->items[(a->first + a->count++) % ACTIVITY_MAX];
	e->wall = clock_wall(app->clock);
	return e;
}

/* Behind scheme and host. */
static const char *path_of(const char *url)
{
	const char *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return path ? path : url;
}

void activity_request(void *ctx, const struct http_trace *trace)
{
	struct app *app = ctx;
	struct activity_entry *e = next(app);
	struct buf command = BUF_INIT(COMMAND_MAX);

	equivalent_request(&command, trace->method, trace->url,
			   trace->with_token);
	e->method = mem_dup(trace->method);
	e->whole = mem_dup(trace->url);
	e->what = path_of(e->whole);
	e->command = buf_take(&command);
	e->status = trace->status;
	e->took_ms = trace->took_ms;
	e->cancelled = trace->cancelled;
	if (trace->err->kind != ERR_NONE && !trace->status)
		snprintf(e->problem, sizeof(e->problem), "%.79s",
			 explain_short(trace->err));
	logfile_add(app, e);
}

void activity_change(struct app *app, const char *words)
{
	struct activity_entry *e = next(app);

	e->what = e->whole = mem_dup(words);
	logfile_add(app, e);
}

void activity_release(struct activity *a)
{
	for (size_t i = 0; i < a->count; i++)
		entry_release(&a->items[(a->first + i) % ACTIVITY_MAX]);
	free(a->items);
	*a = (struct activity){ 0 };
}

/* What comes from the network stays on its line, and steers no terminal. */
static void add_scrubbed(struct buf *out, const char *text)
{
	utf8_scrub(out, text, strlen(text));
}

void activity_line(const struct activity_entry *e, bool hosts, struct buf *out)
{
	struct timestamp at = { .sec = e->wall, .set = true };
	char time[RFC3339_MAX];

	timestamp_json(&at, time);
	buf_addf(out, "%s %s ", time, e->method ? e->method : "change");
	add_scrubbed(out, hosts ? e->whole : e->what);
	if (e->method)
		buf_addf(out, " %d %lld ms%s", e->status, (long long)e->took_ms,
			 e->cancelled ? " cancelled" : "");
	if (e->problem[0]) {
		buf_addc(out, ' ');
		add_scrubbed(out, e->problem);
	}
	buf_addc(out, '\n');
}

void activity_text(const struct activity *a, struct buf *out)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct activity_entry *e = activity_at(a, i);

		activity_line(e, false, out);
		if (e->command)
			buf_addf(out, "  %s\n", e->command);
	}
}
