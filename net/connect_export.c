/* The steps of a connect that hand services to the new peer. */
#include <string.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/strlist.h"
#include "net/connect_private.h"
#include "net/exports.h"

#define EXPORT_TRIES   5 /* somebody else writes the entry at the same time */
#define IMPORT_PACE_MS 1000

static bool skip(struct connect *c)
{
	if (c->plan->exports->count)
		return false;
	c->items[c->step].mark = CONNECT_SKIPPED;
	connect_next(c);
	return true;
}

/* --- export ----------------------------------------------------------------
 */

static void entry_read(void *ctx, const struct http_reply *reply);

static void read_entry(struct connect *c)
{
	c->sides[FROM].request =
		exports_read(c->plan->from.client, entry_read, c);
}

static void exported(struct connect *c)
{
	connect_set(c, CONNECT_EXPORT, CONNECT_DONE, "exported to %s on %s",
		    c->sides[FROM].name, c->plan->from.label);
	connect_next(c);
}

static void entry_written(void *ctx, const struct http_reply *reply)
{
	enum exports_outcome outcome = exports_outcome(reply);
	struct connect *c = ctx;

	c->sides[FROM].request = NULL;
	c->export_open = outcome == EXPORTS_OPEN;
	if (outcome == EXPORTS_WRITTEN) {
		exported(c);
	} else if (outcome == EXPORTS_REFUSED) {
		connect_fail_reply(c, FROM, reply);
	} else if (c->export_open || ++c->export_tries < EXPORT_TRIES) {
		read_entry(c);
	} else {
		connect_fail(c, "%s: others keep changing the entry",
			     c->plan->from.label);
	}
}

static void entry_read(void *ctx, const struct http_reply *reply)
{
	_cleanup_(exports_change_release) struct exports_change next = { 0 };
	bool none = reply->status == 404;
	struct connect *c = ctx;
	struct exports_wish wish;
	struct err err;

	c->sides[FROM].request = NULL;
	if (reply->err.kind != ERR_NONE && !none) {
		connect_fail_reply(c, FROM, reply);
		return;
	}
	wish = (struct exports_wish){
		.partition = c->plan->from.client->config->partition.value,
		.peer = c->sides[FROM].name,
		.add = c->plan->exports,
	};
	if (!exports_apply(none ? NULL : reply->body, reply->body_len, &wish,
			   &next, &err)) {
		connect_fail(c, "%s: %s", c->plan->from.label, err.msg);
	} else if (next.changed && c->export_open) {
		connect_fail(c, "%s: no answer came, and it is not written",
			     c->plan->from.label);
	} else if (next.changed) {
		c->sides[FROM].request =
			exports_write(c->plan->from.client, next.body.data,
				      next.cas, entry_written, c);
	} else if (c->export_open) {
		exported(c);
	} else {
		connect_set(c, CONNECT_EXPORT, CONNECT_SKIPPED,
			    "is exported already");
		connect_next(c);
	}
}

void connect_begin_export(struct connect *c)
{
	if (!skip(c))
		read_entry(c);
}

/* --- import ----------------------------------------------------------------
 */

static bool is_imported(const struct peering *p, const char *service)
{
	for (uint32_t i = 0; p->imported.items && i < p->imported.count; i++)
		if (!strcmp(p->imported.items[i], service))
			return true;
	return false;
}

/* The first service that the other side does not have yet; NULL if none. */
static const char *missing(const struct connect *c)
{
	const struct peering *p = connect_record(c, TO);
	const struct strlist *wanted = c->plan->exports;

	for (size_t i = 0; i < wanted->count; i++)
		if (strcmp(wanted->items[i], "*") != 0 &&
		    (!p || !is_imported(p, wanted->items[i])))
			return wanted->items[i];
	return NULL;
}

static void imports_read(void *ctx, const struct http_reply *reply,
			 struct peerings *list)
{
	struct connect *c = ctx;

	c->sides[TO].request = NULL;
	c->next_ms = clock_ms(c->clock) + IMPORT_PACE_MS;
	c->unread = reply->err;
	if (reply->status == 404 || reply->err.kind == ERR_DENIED)
		connect_fail_reply(c, TO, reply);
	if (reply->err.kind != ERR_NONE)
		return; /* asked again until the time is over */
	peerings_release(&c->sides[TO].record);
	c->sides[TO].record = *list;
	*list = (struct peerings){ 0 };
	if (missing(c))
		return;
	connect_set(c, CONNECT_IMPORT, CONNECT_DONE, "%s has them",
		    c->plan->to.label);
	connect_next(c);
}

void connect_begin_import(struct connect *c)
{
	if (skip(c))
		return;
	c->next_ms = clock_ms(c->clock);
	c->end_ms = c->next_ms + c->plan->timeout_ms;
	err_set(&c->unread, ERR_TIMEOUT, "no answer yet");
}

void connect_tick_import(struct connect *c)
{
	int64_t now = clock_ms(c->clock);

	if (now >= c->end_ms && c->unread.kind != ERR_NONE)
		connect_fail(c, "%s: %s", c->plan->to.label, c->unread.msg);
	else if (now >= c->end_ms)
		connect_fail(c,
			     "%s does not have %s yet: it needs an instance "
			     "with a sidecar on %s",
			     c->plan->to.label, missing(c),
			     c->plan->from.label);
	else if (!c->sides[TO].request && now >= c->next_ms)
		c->sides[TO].request =
			peering_api_read(c->plan->to.client, c->sides[TO].name,
					 NULL, imports_read, c);
}
