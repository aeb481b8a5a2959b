#include <json-c/json.h>
#include <string.h>
#include <strings.h>

#include "sandbox/access.h"
#include "sandbox/api.h"
#include "sandbox/catalog.h"
#include "sandbox/cluster.h"
#include "sandbox/js.h"
#include "sandbox/record.h"
#include "sandbox/request.h"
#include "sandbox/selection.h"

/* One row of the service list: all instances of a name. */
struct row {
	const char *name, *dc;
	struct strlist tags, nodes;
	uint64_t instances, passing, warning, critical;
};

static void count_check(struct row *row, const char *status)
{
	if (!strcmp(status, "passing"))
		row->passing++;
	else if (!strcmp(status, "warning"))
		row->warning++;
	else
		row->critical++;
}

static void count_instance(struct row *row, const struct service *s,
			   bool imported)
{
	row->instances++;
	row->dc = s->dc;
	if (!strlist_has(&row->nodes, s->node)) {
		strlist_add(&row->nodes, s->node);
		if (!imported)
			count_check(row, "passing"); /* the node's own */
	}
	for (size_t i = 0; i < s->tags.count; i++)
		if (!strlist_has(&row->tags, s->tags.items[i]))
			strlist_add(&row->tags, s->tags.items[i]);
	if (imported) {
		count_check(row, catalog_status(s));
		return;
	}
	for (size_t i = 0; i < s->check_count; i++)
		count_check(row, s->checks[i].status);
}

static struct json_object *row_json(const struct row *row, const char *peer)
{
	struct json_object *o = json_object_new_object();

	js_string(o, "Name", row->name);
	js_string(o, "Datacenter", row->dc);
	js_list(o, "Tags", &row->tags);
	js_list(o, "Nodes", &row->nodes);
	js_object(o, "ExternalSources", NULL);
	js_number(o, "InstanceCount", row->instances);
	js_number(o, "ChecksPassing", row->passing);
	js_number(o, "ChecksWarning", row->warning);
	js_number(o, "ChecksCritical", row->critical);
	js_object(o, "GatewayConfig", json_object_new_object());
	js_bool(o, "TransparentProxy", false);
	js_bool(o, "ConnectNative", false);
	js_string_opt(o, "PeerName", peer);
	js_bool(o, "ConnectedWithProxy", false);
	js_bool(o, "ConnectedWithGateway", false);
	return o;
}

static struct json_object *make_row(const struct catalog *all, const char *name,
				    const char *peer)
{
	struct row row = { .name = name };
	struct json_object *o;

	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->services[i]->name, name))
			count_instance(&row, all->services[i], *peer);
	o = row_json(&row, peer);
	strlist_release(&row.tags);
	strlist_release(&row.nodes);
	return o;
}

static void add_rows(const struct request *req, struct reply *reply,
		     const struct catalog *from, const char *peer,
		     struct json_object *list)
{
	struct strlist names = { 0 };

	catalog_names(from, &names);
	for (size_t i = 0; i < names.count; i++)
		if (access_sees(req, reply, "node", from->services[0]->node) &&
		    access_sees(req, reply, "service", names.items[i]))
			json_object_array_add(list,
					      make_row(from, names.items[i],
						       peer));
	strlist_release(&names);
}

static int compare_rows(const void *a, const void *b)
{
	struct json_object *x = *(struct json_object *const *)a;
	struct json_object *y = *(struct json_object *const *)b;
	int by_name = strcmp(js_get(x, "Name"), js_get(y, "Name"));

	return by_name ? by_name
		       : strcmp(js_get(x, "PeerName"), js_get(y, "PeerName"));
}

/* Without ?peer= it lists what is here and what is imported from anyone. */
void api_ui_services(struct request *req, struct reply *reply)
{
	const struct cluster *c = req->cluster;
	const char *peer = request_query(req, "peer");
	struct json_object *list = json_object_new_array();
	struct catalog own = { 0 };

	for (size_t i = 0; i < c->count; i++)
		if (!*peer || !strcasecmp(c->records[i]->name, peer))
			add_rows(req, reply, &c->records[i]->imports,
				 c->records[i]->name, list);
	if (!*peer) {
		selection_take(req, &own);
		add_rows(req, reply, &own, "", list);
		catalog_release(&own);
	}
	json_object_array_sort(list, compare_rows);
	reply_query(reply, selection_index(req));
	reply_json(reply, list);
}
