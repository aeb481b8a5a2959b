#include "tui/delete_impact.h"

#include "net/impact.h"
#include "tui/explain.h"
#include "widgets/text.h"

#define LABELS	  10 /* columns */
#define NAMES_MAX 4  /* of a list that are shown */

static void begin(struct text *out, const char *label)
{
	text_line(out, LABELS);
	text_add(out, ROLE_MUTED, "%-*s", LABELS, label);
}

static void add_names(struct text *out, const struct strlist *names)
{
	char more[EXPLAIN_AGE_MAX];

	for (size_t i = 0; i < names->count && i < NAMES_MAX; i++)
		text_add(out, ROLE_STRONG, "%s%s", i ? ", " : "",
			 names->items[i]);
	if (names->count <= NAMES_MAX)
		return;
	explain_count(names->count - NAMES_MAX, more);
	text_add(out, ROLE_TEXT, " and %s more", more);
}

static void add_imports(struct text *out, const struct impact_part *part)
{
	char services[EXPLAIN_AGE_MAX], healthy[EXPLAIN_AGE_MAX];
	char instances[EXPLAIN_AGE_MAX];

	begin(out, "Imported");
	if (part->seen == IMPACT_ASKED) {
		text_add(out, ROLE_MUTED, "asking");
	} else if (part->seen == IMPACT_FAILED) {
		text_add(out, ROLE_MUTED, "not known");
	} else if (!part->names.count) {
		text_add(out, ROLE_TEXT,
			 part->seen == IMPACT_PARTLY ? "none that may be seen"
						     : "nothing");
	} else {
		explain_count(part->names.count, services);
		explain_count(part->healthy, healthy);
		explain_count(part->instances, instances);
		text_add(out, ROLE_TEXT,
			 "%s service%s, %s of %s instances healthy: ", services,
			 part->names.count == 1 ? "" : "s", healthy, instances);
		add_names(out, &part->names);
	}
}

static void add_entries(struct text *out, const struct impact_part *parts)
{
	bool asking = false, all = true;
	size_t named = 0;

	begin(out, "Named in");
	for (size_t i = 1; i < IMPACT_PARTS; i++) {
		const struct impact_part *part = &parts[i];

		asking |= part->seen == IMPACT_ASKED;
		all &= part->seen == IMPACT_ALL;
		if (!part->names.count)
			continue;
		text_add(out, ROLE_TEXT, "%s%s ", named ? "; " : "",
			 part->what);
		add_names(out, &part->names);
		named += part->names.count;
	}
	if (asking)
		text_add(out, ROLE_MUTED, named ? "; asking" : "asking");
	else if (!named)
		text_add(out, ROLE_TEXT,
			 all ? "no config entry"
			     : "no config entry that may be seen");
	if (named)
		text_add(out, ROLE_TEXT,
			 named == 1 ? " (it stays)" : " (they stay)");
}

/* What was not seen, and the right for it. */
static void add_unseen(struct text *out, const struct impact_part *parts)
{
	bool any = false;

	for (size_t i = 0; i < IMPACT_PARTS; i++) {
		const struct impact_part *part = &parts[i];

		if (part->seen != IMPACT_PARTLY && part->seen != IMPACT_FAILED)
			continue;
		if (!any)
			begin(out, "Not seen");
		text_add(out, ROLE_WARN, "%s%s%s", any ? "; " : "",
			 part->seen == IMPACT_PARTLY ? "some of " : "",
			 part->what ? part->what : "imported services");
		if (part->seen == IMPACT_FAILED && part->err.kind != ERR_DENIED)
			text_add(out, ROLE_TEXT, " (%s)",
				 explain_short(&part->err));
		else if (part->right)
			text_add(out, ROLE_TEXT, " (needs %s)", part->right);
		any = true;
	}
}

void delete_impact_add(struct text *out, const struct impact_part *parts)
{
	add_imports(out, &parts[0]);
	add_entries(out, parts);
	add_unseen(out, parts);
}
