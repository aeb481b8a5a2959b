#include "tui/peer_text.h"

#include "base/clock.h"
#include "net/certificate.h"
#include "tui/app.h"
#include "widgets/text.h"

#define SOON_DAYS  30
#define YEARS_FROM 730 /* days */

struct canvas peer_text_area(const struct canvas *page, int y)
{
	return canvas_sub(page, (struct rect){ PEER_TEXT_MARGIN, y,
					       page->w - PEER_TEXT_MARGIN,
					       page->h - y });
}

void peer_text_label(struct text *out, const char *label)
{
	text_line(out, PEER_TEXT_LABEL_W);
	text_add(out, ROLE_MUTED, "%-*s", PEER_TEXT_LABEL_W, label);
}

void peer_text_expiry(struct text *out, const struct app *app,
		      const struct certificate *cert)
{
	long long days = certificate_days(cert, clock_wall(app->clock));

	if (days < 0)
		text_add(out, ROLE_BAD, "%s expired",
			 theme_glyph(GLYPH_BAD, app->ascii));
	else if (days < SOON_DAYS)
		text_add(out, ROLE_WARN, "%s expires in %lld day%s",
			 theme_glyph(GLYPH_WARN, app->ascii), days,
			 days == 1 ? "" : "s");
	else if (days < YEARS_FROM)
		text_add(out, ROLE_MUTED, "expires in %lld days", days);
	else
		text_add(out, ROLE_MUTED, "expires in %lld years", days / 365);
}
