/* What stands beside a wide list, under the explanation: what the selected row
 * tells besides. */
#include "net/watch.h"
#include "tui/app.h"
#include "tui/explain.h"
#include "tui/peer_text.h"
#include "tui/peers.h"

static void add_fact(struct text *out, const char *label, const char *value)
{
	if (!*value)
		return;
	peer_text_label(out, label);
	text_add(out, ROLE_TEXT, "%s", value);
}

static void add_count(struct text *out, const char *label, size_t n)
{
	char count[EXPLAIN_AGE_MAX];

	explain_count(n, count);
	peer_text_label(out, label);
	text_add(out, ROLE_TEXT, "%s service%s", count, n == 1 ? "" : "s");
}

static void add_addresses(struct text *out, const struct peering_strings *list)
{
	for (uint32_t i = 0; list->items && i < list->count; i++) {
		peer_text_label(out, i ? "" : "Addresses");
		text_add(out, ROLE_TEXT, "%s", list->items[i]);
	}
}

static void add_meta(struct text *out, const struct peering_strings *meta)
{
	for (uint32_t i = 0; meta->items && i + 1 < meta->count; i += 2) {
		peer_text_label(out, i ? "" : "Meta");
		text_add(out, ROLE_MUTED, "%s=", meta->items[i]);
		text_add(out, ROLE_TEXT, "%s", meta->items[i + 1]);
	}
}

static void add_state(struct text *out, const struct cluster *cluster,
		      const struct watch_row *row)
{
	char since[EXPLAIN_TIME_MAX];

	add_fact(out, "State", row->peering->state_text);
	if (!row->since_known)
		return;
	explain_time(cluster->app, peer_text_since(cluster, row), since);
	text_add(out, ROLE_MUTED, "  since %s", since);
}

void peers_explain_details(struct text *out, const struct peers *s,
			   const struct watch_row *row)
{
	const struct cluster *cluster = s->base.cluster;
	const struct peering *p = row->peering;

	text_line(out, 0);
	add_state(out, cluster, row);
	peer_text_age(out, cluster, "Heard", peer_text_heard(p), 0);
	peer_text_age(out, cluster, "Heartbeat", &p->heartbeat, 0);
	if (p->deleted_at.set)
		peer_text_age(out, cluster, "Deleted", &p->deleted_at, 0);
	text_line(out, 0);
	add_fact(out, "Role", peering_role_name(peering_role(p)));
	add_fact(out, "Remote", p->remote_datacenter);
	add_addresses(out, &p->addresses);
	add_fact(out, "Partition", p->partition);
	add_count(out, "Imports", p->imported.count);
	add_count(out, "Exports", p->exported.count);
	add_meta(out, &p->meta);
	text_line(out, 0);
	add_fact(out, "ID", p->id);
	add_fact(out, "Peer's ID", p->peer_id);
}
