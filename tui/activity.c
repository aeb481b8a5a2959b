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

static void entry_free(struct activity_entry *e)
{
	free(e->method);
	free(e->whole);
	free(e->command);
	free(e);
}

/* Take the `i`-th out of the list. */
static struct activity_entry *take(struct activity *a, size_t i)
{
	struct activity_entry *e = a->items[i];

	a->count--;
	a->kept[e->kind]--;
	memmove(&a->items[i], &a->items[i + 1],
		(a->count - i) * sizeof(a->items[0]));
	return e;
}

static void drop_oldest(struct activity *a, enum activity_kind kind)
{
	size_t i = 0;

	while (a->items[i]->kind != kind)
		i++;
	entry_free(take(a, i));
}

/* Put one at the end; the oldest of its kind goes when there is no room. */
static void put(struct activity *a, struct activity_entry *e)
{
	if (!a->items)
		a->items = mem_new((size_t)ACTIVITY_KINDS * ACTIVITY_MAX,
				   sizeof(a->items[0]));
	if (a->kept[e->kind] == ACTIVITY_MAX)
		drop_oldest(a, e->kind);
	a->kept[e->kind]++;
	a->items[a->count++] = e;
}

static struct activity_entry *entry_new(struct app *app,
					enum activity_kind kind)
{
	struct activity_entry *e = mem_new(1, sizeof(*e));

	e->serial = ++app->activity.serial;
	e->kind = kind;
	e->wall = e->since = clock_wall(app->clock);
	e->times = 1;
	return e;
}

/* Behind scheme and host. */
static const char *path_of(const char *url)
{
	const char *host = strstr(url, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return path ? path : url;
}

/* What asks for rights changes nothing, though it is a POST. */
static enum activity_kind kind_of(const struct http_trace *trace)
{
	return !strcmp(trace->method, "GET") ||
			       !strcmp(path_of(trace->url),
				       "/v1/internal/acl/authorize")
		       ? ACTIVITY_READ
		       : ACTIVITY_CHANGE;
}

static struct activity_entry *entry_of(struct app *app,
				       const struct http_trace *trace)
{
	struct activity_entry *e = entry_new(app, kind_of(trace));
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
	return e;
}

/* Equal but for the index from which a waiting query goes on. */
static bool same_url(const char *a, const char *b)
{
	const char *at = strstr(a, "index=");
	size_t len = at ? (size_t)(at - a) + strlen("index=") : 0;

	if (strncmp(a, b, len) != 0)
		return false;
	a += len;
	b += len;
	if (at) {
		a += strspn(a, "0123456789");
		b += strspn(b, "0123456789");
	}
	return !strcmp(a, b);
}

/*
 * The read that this one repeats with the same outcome, taken out of the list;
 * NULL = none. Only the last of that address counts, so that "200, failed, 200"
 * stays three.
 */
static struct activity_entry *take_repeated(struct activity *a,
					    const struct activity_entry *e)
{
	for (size_t i = a->count; i-- > 0 && e->kind == ACTIVITY_READ;) {
		const struct activity_entry *o = a->items[i];

		if (o->kind != ACTIVITY_READ || strcmp(o->method, e->method) ||
		    !same_url(o->whole, e->whole))
			continue;
		return o->status == e->status && o->cancelled == e->cancelled &&
				       !strcmp(o->problem, e->problem)
			       ? take(a, i)
			       : NULL;
	}
	return NULL;
}

void activity_request(void *ctx, const struct http_trace *trace)
{
	struct app *app = ctx;
	struct activity_entry *e = entry_of(app, trace);
	struct activity_entry *before = take_repeated(&app->activity, e);

	if (before) {
		e->serial = before->serial;
		e->since = before->since;
		e->times = before->times + 1;
		entry_free(before);
	}
	put(&app->activity, e);
	logfile_add(app, e);
}

void activity_change(struct app *app, const char *words)
{
	struct activity_entry *e = entry_new(app, ACTIVITY_CHANGE);

	e->what = e->whole = mem_dup(words);
	put(&app->activity, e);
	logfile_add(app, e);
}

void activity_release(struct activity *a)
{
	for (size_t i = 0; i < a->count; i++)
		entry_free(a->items[i]);
	free(a->items);
	*a = (struct activity){ 0 };
}

/* What comes from the network stays on its line, and steers no terminal. */
static void add_scrubbed(struct buf *out, const char *text)
{
	utf8_scrub(out, text, strlen(text));
}

static void add_time(struct buf *out, int64_t wall)
{
	struct timestamp at = { .sec = wall, .set = true };
	char time[RFC3339_MAX];

	timestamp_json(&at, time);
	buf_adds(out, time);
}

void activity_line(const struct activity_entry *e, bool hosts, struct buf *out)
{
	add_time(out, e->wall);
	buf_addf(out, " %s ", e->method ? e->method : "change");
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
		const struct activity_entry *e = a->items[i];

		activity_line(e, false, out);
		if (e->times > 1) {
			buf_addf(out, "  %u times since ", e->times);
			add_time(out, e->since);
			buf_addc(out, '\n');
		}
		if (e->command)
			buf_addf(out, "  %s\n", e->command);
	}
}
