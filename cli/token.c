/* token inspect: what a peering token holds, without its secret. */
#include <string.h>
#include <time.h>

#include "base/attrs.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/rfc3339.h"
#include "base/strlist.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/token_input.h"
#include "net/http.h"
#include "net/jsonx.h"
#include "net/probe.h"
#include "net/token.h"
#include "net/token_report.h"

#define EXIT_WARNINGS 2

/* Everything that is known of one token. */
struct inspection {
	struct token token;
	char fingerprint[TOKEN_FINGERPRINT_LEN + 1];
	size_t length; /* characters of its base64 */
	struct http *http;
	struct probe *probe; /* NULL = not asked for */
	struct strlist warnings;
	int64_t now; /* seconds since 1970 */
};

static void inspection_release(struct inspection *i)
{
	probe_free(i->probe);
	http_free(i->http);
	token_release(&i->token);
	strlist_release(&i->warnings);
}

static void warn(struct inspection *i, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void warn(struct inspection *i, const char *fmt, ...)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(65536);
	va_list args;

	va_start(args, fmt);
	buf_addv(&text, fmt, args);
	va_end(args);
	strlist_add(&i->warnings, text.data);
}

static void date(int64_t sec, char out[RFC3339_MAX])
{
	const struct timestamp t = { .sec = sec, .set = true };

	timestamp_json(&t, out);
}

/* --- warnings --------------------------------------------------------------
 */

static void warn_of_token(struct inspection *i)
{
	struct token_report report = { 0 };

	token_report(&i->token, i->now, &report);
	for (size_t k = 0; k < report.count; k++)
		warn(i, "%s%s", report.items[k].text,
		     report.items[k].refused
			     ? ": the establishing Consul will refuse it"
			     : "");
	token_report_release(&report);
}

static void warn_of_probe(struct inspection *i)
{
	size_t count;
	const struct probe_address *a;

	if (!i->probe)
		return;
	a = probe_addresses(i->probe, &count);
	for (size_t k = 0; k < count; k++)
		if (a[k].result != PROBE_OK)
			warn(i, "%s: from this host: %s", a[k].address,
			     probe_result_text(a[k].result));
}

/* --- for people ------------------------------------------------------------
 */

static void add_line(struct output *out, const char *title, const char *value)
{
	if (!*value)
		return;
	buf_addf(&out->text, "%-13s ", title);
	output_foreign(out, value);
	buf_addc(&out->text, '\n');
}

static void add_issuer(struct output *out, const struct token *t)
{
	add_line(out, "Datacenter:", t->datacenter);
	add_line(out, "Partition:", t->partition);
	add_line(out, "Region:", t->region);
	add_line(out, "Zone:", t->zone);
	add_line(out, "Trust domain:", token_trust_domain(t));
	add_line(out, "Server name:", t->server_name);
	add_line(out, "Peer ID:", t->peer_id);
}

/* What the probe found at the `at`th address that is dialed. */
static void add_probed(struct output *out, const struct inspection *i,
		       size_t at)
{
	const struct probe_address *a;
	size_t count;

	if (!i->probe)
		return;
	a = probe_addresses(i->probe, &count);
	if (at >= count)
		return;
	buf_addf(&out->text, "  %s", probe_result_text(a[at].result));
	if (a[at].result == PROBE_OK)
		buf_addf(&out->text, ", %d ms", (int)a[at].took_ms);
}

static void add_addresses(struct output *out, const struct inspection *i)
{
	const struct strlist *dialed = token_dialed(&i->token);
	const struct strlist *own = &i->token.server_addresses;

	buf_addf(&out->text, "Will be dialed (%s%s):\n",
		 dialed == own ? "the servers' own addresses"
			       : "the external addresses, which win",
		 i->probe ? "; probed from this host" : "");
	for (size_t k = 0; k < dialed->count; k++) {
		buf_adds(&out->text, "    ");
		output_foreign(out, dialed->items[k]);
		add_probed(out, i, k);
		buf_addc(&out->text, '\n');
	}
	if (dialed == own || !own->count)
		return;
	buf_adds(&out->text, "Not dialed (the servers' own addresses):\n");
	for (size_t k = 0; k < own->count; k++) {
		buf_adds(&out->text, "    ");
		output_foreign(out, own->items[k]);
		buf_addc(&out->text, '\n');
	}
}

static void add_cas(struct output *out, const struct token *t)
{
	buf_adds(&out->text, "CAs:\n");
	for (size_t k = 0; k < t->ca_count; k++) {
		char until[RFC3339_MAX];

		date(t->cas[k].not_after, until);
		buf_adds(&out->text, "    ");
		output_foreign(out, t->cas[k].subject);
		buf_addf(&out->text, ", until %s\n", until);
	}
}

static void add_pretty(struct output *out, const struct inspection *i)
{
	buf_addf(&out->text, "Fingerprint:  %s, of %zu characters\n",
		 i->fingerprint, i->length);
	add_issuer(out, &i->token);
	add_addresses(out, i);
	add_cas(out, &i->token);
	for (size_t k = 0; k < i->warnings.count; k++) {
		buf_adds(&out->text, "Warning: ");
		output_foreign(out, i->warnings.items[k]);
		buf_addc(&out->text, '\n');
	}
	buf_cut(&out->text, out->text.len - 1);
}

/* --- for programs ----------------------------------------------------------
 */

static void add_member(struct buf *json, const char *name, const char *value)
{
	buf_addf(json, ",\"%s\":", name);
	jsonx_quote(json, value);
}

static void add_address_json(struct buf *json, const struct inspection *i,
			     size_t at)
{
	const struct strlist *dialed = token_dialed(&i->token);
	const struct probe_address *a;
	size_t count;

	buf_adds(json, at ? ",{\"Address\":" : "{\"Address\":");
	jsonx_quote(json, dialed->items[at]);
	buf_addf(json, ",\"External\":%s",
		 dialed == &i->token.manual_addresses ? "true" : "false");
	if (i->probe) {
		a = probe_addresses(i->probe, &count);
		if (at < count)
			add_member(json, "Probe",
				   probe_result_name(a[at].result));
		if (at < count && a[at].result == PROBE_OK)
			buf_addf(json, ",\"Milliseconds\":%d",
				 (int)a[at].took_ms);
	}
	buf_addc(json, '}');
}

static void add_json(struct output *out, const struct inspection *i)
{
	_cleanup_(buf_release) struct buf json = BUF_INIT(out->text.limit);
	const struct token *t = &i->token;

	buf_addf(&json, "{\"Fingerprint\":\"%s\",\"Length\":%zu",
		 i->fingerprint, i->length);
	add_member(&json, "Datacenter", t->datacenter);
	add_member(&json, "Partition", t->partition);
	add_member(&json, "Region", t->region);
	add_member(&json, "Zone", t->zone);
	add_member(&json, "ServerName", t->server_name);
	add_member(&json, "PeerID", t->peer_id);
	buf_adds(&json, ",\"Dialed\":[");
	for (size_t k = 0; k < token_dialed(t)->count; k++)
		add_address_json(&json, i, k);
	buf_adds(&json, "],\"CAs\":[");
	for (size_t k = 0; k < t->ca_count; k++) {
		char until[RFC3339_MAX];

		date(t->cas[k].not_after, until);
		buf_adds(&json, k ? ",{\"Subject\":" : "{\"Subject\":");
		jsonx_quote(&json, t->cas[k].subject);
		buf_addf(&json, ",\"NotAfter\":\"%s\"}", until);
	}
	buf_adds(&json, "],\"Warnings\":[");
	for (size_t k = 0; k < i->warnings.count; k++) {
		buf_adds(&json, k ? "," : "");
		jsonx_quote(&json, i->warnings.items[k]);
	}
	buf_adds(&json, "]}");
	output_foreign(out, json.data);
}

/* ---------------------------------------------------------------------------
 */

/* The loop looks for itself whether all are through. */
static void ignore(void *ctx)
{
	(void)ctx;
}

static void probe_all(struct inspection *i)
{
	i->http = http_new(&clock_system);
	i->probe = probe_new(i->http, &i->token, ignore, NULL);
	while (!probe_is_done(i->probe))
		session_turn(i->http, -1);
}

static bool inspect(const struct options *o, const char *path,
		    struct inspection *i, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_SECRET(TOKEN_TEXT_MAX);
	_cleanup_(buf_release) struct buf bare = BUF_SECRET(TOKEN_TEXT_MAX);

	if (!token_input_read(path, &text, err) ||
	    !token_decode(text.data, text.len, &i->token, err) ||
	    !token_clean(text.data, text.len, &bare, err))
		return false;
	i->length = bare.len;
	token_fingerprint(bare.data, bare.len, i->fingerprint);
	i->now = clock_wall(&clock_system);
	if (o->probe)
		probe_all(i);
	warn_of_token(i);
	warn_of_probe(i);
	return true;
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(inspection_release) struct inspection i = { 0 };
	_cleanup_(output_release) struct output out;
	bool json = false;
	int status;

	output_init(&out);
	if (argc > 1)
		err_set(err, ERR_USAGE, "Name one file, or none.");
	if (argc > 1 || !options_json(o, &json, err) ||
	    !inspect(o, argc ? argv[0] : "-", &i, err))
		return 1;
	if (json)
		add_json(&out, &i);
	else
		add_pretty(&out, &i);
	status = output_end(&out);
	return status || !i.warnings.count ? status : EXIT_WARNINGS;
}

static const char *const flags[] = { "probe", "format", NULL };

const struct command token_command = {
	.name = "token inspect",
	.group = COMMAND_MORE,
	.summary = "Show what a peering token holds, without its secret",
	.usage = "[options] [FILE|-]",
	.about = "Reads a token from a file or standard input and prints who "
		 "issued it, which addresses will be dialed, its CAs and its "
		 "fingerprint. It warns of addresses that other hosts can "
		 "hardly reach, of ports that are missing or wrong, and of CAs "
		 "that end soon. Looking at a token does not spend it.\n"
		 "The exit status is 0 when all is good, 1 when it is not a "
		 "token, 2 when there are warnings. With -format=json it "
		 "prints an object with Fingerprint, Length, Datacenter, "
		 "Partition, Region, Zone, ServerName, PeerID, Dialed "
		 "(Address, External, Probe, Milliseconds), CAs (Subject, "
		 "NotAfter) and Warnings.",
	.flags = flags,
	.words = "file",
	.run = run,
};
