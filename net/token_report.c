#include "net/token_report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "net/token.h"

#define DAY_S	 ((int64_t)86400)
#define TEXT_MAX (2 * TOKEN_TEXT_MAX)

static void add(struct token_report *r, bool refused, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static void add(struct token_report *r, bool refused, const char *fmt, ...)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
	va_list args;
	size_t at = r->count;

	va_start(args, fmt);
	buf_addv(&text, fmt, args);
	va_end(args);
	r->items = mem_grow(r->items, r->count, &r->cap, sizeof(*r->items));
	/* Behind the refusals, or, being one, behind those before it. */
	while (refused && at > 0 && !r->items[at - 1].refused)
		at--;
	memmove(r->items + at + 1, r->items + at,
		(r->count - at) * sizeof(*r->items));
	r->items[at] = (struct token_finding){ buf_take(&text), refused };
	r->count++;
}

/* Consul looks at both lists, but dials only one. */
static void report_addresses(const struct token *t, struct token_report *r)
{
	const struct strlist *lists[] = { &t->manual_addresses,
					  &t->server_addresses };

	if (!t->manual_addresses.count && !t->server_addresses.count)
		add(r, true, "no server addresses");
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < lists[i]->count; k++) {
			const char *address = lists[i]->items[k];
			bool refused;
			const char *warning =
				token_address_warning(address, &refused);

			if (warning && (refused || lists[i] == token_dialed(t)))
				add(r, refused, "%s: %s", address, warning);
		}
}

static void report_expiry(const struct certificate *ca, int64_t now,
			  struct token_report *r)
{
	struct timestamp end = { .sec = ca->not_after, .set = true };
	char date[RFC3339_MAX];

	timestamp_json(&end, date);
	date[strcspn(date, "T")] = '\0';
	if (ca->not_after <= now)
		add(r, false, "CA %s has expired on %s", ca->subject, date);
	else if (ca->not_after - now < TOKEN_REPORT_EXPIRY_DAYS * DAY_S)
		add(r, false, "CA %s expires in %lld days, on %s", ca->subject,
		    (long long)((ca->not_after - now) / DAY_S), date);
}

static void report_cas(const struct token *t, int64_t now,
		       struct token_report *r)
{
	size_t bad = t->ca_pems.count - t->ca_count;

	if (bad)
		add(r, true, "%zu of %zu CAs cannot be read", bad,
		    t->ca_pems.count);
	if (!t->ca_pems.count)
		add(r, false, "no CA: its servers are dialed without TLS");
	else if (!*t->server_name)
		add(r, true, "no server name");
	if (t->ca_pems.count > 1)
		add(r, false, "%zu CAs: the issuing cluster changes its root",
		    t->ca_pems.count);
	for (size_t i = 0; i < t->ca_count; i++)
		report_expiry(&t->cas[i], now, r);
}

void token_report(const struct token *t, int64_t now, struct token_report *ret)
{
	if (!*t->peer_id)
		add(ret, true, "no peer ID");
	if (!t->has_secret)
		add(ret, true, "no establishment secret");
	report_addresses(t, ret);
	report_cas(t, now, ret);
	for (size_t i = 0; i < t->unknown.count; i++)
		add(ret, false, "unknown field %s", t->unknown.items[i]);
}

void token_report_release(struct token_report *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->items[i].text);
	free(r->items);
	*r = (struct token_report){ 0 };
}
