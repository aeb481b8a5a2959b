#include "tui/token_text.h"

#include <inttypes.h>

#include "base/clock.h"
#include "net/probe.h"
#include "net/token.h"
#include "tui/app.h"
#include "widgets/text.h"

#define LABEL_W 16
#define DAY_S	86400
#define LONG_D	730 /* days from which years are told */
#define SHORT_D 30

void token_text_label(struct text *out, const char *name)
{
	text_line(out, LABEL_W);
	text_add(out, ROLE_MUTED, "  %-*s", LABEL_W - 2, name);
}

void token_text_groups(const char *hex, char ret[TOKEN_TEXT_GROUPS_MAX])
{
	size_t at = 0;

	for (size_t i = 0; hex[i] && i < TOKEN_FINGERPRINT_LEN; i++) {
		if (i && i % 4 == 0)
			ret[at++] = ' ';
		ret[at++] = hex[i];
	}
	ret[at] = '\0';
}

void token_text_fingerprint(struct text *out, const char *hex)
{
	char groups[TOKEN_TEXT_GROUPS_MAX];

	token_text_groups(hex, groups);
	token_text_label(out, "Fingerprint");
	text_add(out, ROLE_TEXT, "%s", groups);
}

static void add_probed(struct text *out, const struct app *app,
		       const struct probe_address *a)
{
	bool good = a->result == PROBE_OK || a->result == PROBE_CLEAR;
	enum role role = good			      ? ROLE_GOOD
			 : a->result == PROBE_RUNNING ? ROLE_INFO
						      : ROLE_WARN;
	enum glyph glyph = good				? GLYPH_OK
			   : a->result == PROBE_RUNNING ? GLYPH_BUSY
							: GLYPH_WARN;

	text_add(out, role, "   %s ", theme_glyph(glyph, app->ascii));
	if (a->result == PROBE_OK)
		text_add(out, ROLE_TEXT, "%" PRId64 " ms from this host",
			 a->took_ms);
	else
		text_add(out, ROLE_TEXT, "%s", probe_result_text(a->result));
}

static void add_address(struct text *out, const struct app *app,
			const char *address, const struct probe_address *probed)
{
	bool refused = false;
	const char *warning = token_address_warning(address, &refused);

	text_add(out, ROLE_TEXT, "%s", address);
	if (probed)
		add_probed(out, app, probed);
	if (warning && (!probed || refused))
		text_add(out, ROLE_WARN, "   %s %s%s",
			 theme_glyph(GLYPH_WARN, app->ascii), warning,
			 refused ? ": will be refused" : "");
}

static void add_addresses(struct text *out, const struct app *app,
			  const struct token *t, const char *dials,
			  const struct probe *probe)
{
	const struct strlist *dialed = token_dialed(t);
	const struct probe_address *probed = NULL;
	size_t count = 0;

	if (probe)
		probed = probe_addresses(probe, &count);
	if (!dialed->count) {
		token_text_label(out, dials);
		text_add(out, ROLE_WARN, "nothing: it holds no address");
	}
	for (size_t i = 0; i < dialed->count; i++) {
		token_text_label(out, i ? "" : dials);
		add_address(out, app, dialed->items[i],
			    i < count ? &probed[i] : NULL);
	}
}

static void add_cas(struct text *out, const struct app *app,
		    const struct token *t)
{
	if (!t->ca_pems.count) {
		token_text_label(out, "CA");
		text_add(out, ROLE_WARN, "none: dialed without TLS");
	}
	for (size_t i = 0; i < t->ca_count; i++) {
		int64_t days =
			(t->cas[i].not_after - clock_wall(app->clock)) / DAY_S;

		token_text_label(out, i ? "" : "CA");
		text_add(out, ROLE_TEXT, "%s", t->cas[i].subject);
		if (days < 0)
			text_add(out, ROLE_BAD, ", expired");
		else if (days > LONG_D)
			text_add(out, ROLE_TEXT,
				 ", expires in %" PRId64 " years", days / 365);
		else
			text_add(out, days < SHORT_D ? ROLE_WARN : ROLE_TEXT,
				 ", expires in %" PRId64 " days", days);
	}
}

void token_text_holds(struct text *out, const struct app *app,
		      const struct token *t, const char *dials,
		      const struct probe *probe)
{
	const char *domain = token_trust_domain(t);

	token_text_label(out, "Issued by");
	text_add(out, ROLE_TEXT, "%s", *t->datacenter ? t->datacenter : "?");
	if (*t->partition)
		text_add(out, ROLE_TEXT, ", partition %s", t->partition);
	if (*domain)
		text_add(out, ROLE_TEXT, ", trust domain %.36s", domain);
	add_addresses(out, app, t, dials, probe);
	add_cas(out, app, t);
}
