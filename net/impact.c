#include "net/impact.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "net/client.h"
#include "net/imported.h"
#include "net/jsonx.h"
#include "net/peering_api.h"

struct question {
	struct impact *impact;
	struct http_request *request;
};

struct impact {
	char *peer;
	struct impact_part parts[IMPACT_PARTS];
	struct question questions[IMPACT_PARTS];
	void (*changed)(void *ctx);
	void *ctx;
};

/* The kinds in which a peer can be named, and what their lists are filtered
 * by (Consul 1.21). */
static const struct impact_part questions[IMPACT_PARTS] = {
	{ .right = "service:read" },
	{ .what = "service-intentions", .right = "intention:read" },
	{ .what = "service-resolver", .right = "service:read" },
	{ .what = "service-splitter", .right = "service:read" },
	{ .what = "exported-services", .right = "mesh:read" },
	{ .what = "sameness-group" },
};

/* --- answers ----------------------------------------------------------------
 */

static bool names_peer(struct json_object *value, const char *peer)
{
	if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(value); i++)
			if (names_peer(json_object_array_get_idx(value, i),
				       peer))
				return true;
	} else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, key, member)
		{
			if (names_peer(member, peer) ||
			    (!strcmp(key, "Peer") &&
			     json_object_is_type(member, json_type_string) &&
			     !strcmp(json_object_get_string(member), peer)))
				return true;
		}
	}
	return false;
}

/* Most lists do not name it: those need not be taken apart. */
static bool mentions(const char *json, const char *peer)
{
	_cleanup_(buf_release) struct buf quoted = BUF_INIT(4096);

	jsonx_quote(&quoted, peer);
	return strstr(json, quoted.data) != NULL;
}

bool impact_entries(const char *json, size_t len, const char *peer,
		    struct strlist *ret, struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *list = NULL;

	if (json[0] == '[' && !mentions(json, peer))
		return true;
	list = jsonx_parse(json, len, err);
	if (!list || !jsonx_is_array(list))
		return err_set(err, ERR_DECODE, "not a list of config entries");
	for (size_t i = 0; i < jsonx_count(list); i++) {
		struct json_object *entry = jsonx_at(list, i);
		_cleanup_(mem_freep) char *name = NULL;

		if (!jsonx_is_object(entry) || !names_peer(entry, peer))
			continue;
		jsonx_string(entry, "Name", &name, NULL);
		strlist_add(ret, name ? name : "");
	}
	return true;
}

static bool read_imports(struct impact_part *part,
			 const struct http_reply *reply)
{
	struct imported list = { 0 };

	if (!imported_decode(reply->body, reply->body_len, &list, &part->err))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		strlist_add(&part->names, list.items[i].name);
		part->instances += list.items[i].instances;
		part->healthy += list.items[i].passing;
	}
	imported_release(&list);
	return true;
}

static void answered(void *ctx, const struct http_reply *reply)
{
	struct question *q = ctx;
	struct impact *impact = q->impact;
	struct impact_part *part = &impact->parts[q - impact->questions];
	bool good = reply->err.kind == ERR_NONE;

	q->request = NULL;
	part->err = reply->err;
	if (good && part->what)
		good = impact_entries(reply->body, reply->body_len,
				      impact->peer, &part->names, &part->err);
	else if (good)
		good = read_imports(part, reply);
	part->seen = !good	       ? IMPACT_FAILED
		     : reply->filtered ? IMPACT_PARTLY
				       : IMPACT_ALL;
	impact->changed(impact->ctx);
}

/* --- questions --------------------------------------------------------------
 */

struct impact *impact_new(const struct client *client, const char *peer,
			  void (*changed)(void *ctx), void *ctx)
{
	struct impact *impact = mem_new(1, sizeof(*impact));

	impact->peer = mem_dup(peer);
	impact->changed = changed;
	impact->ctx = ctx;
	for (size_t i = 0; i < IMPACT_PARTS; i++) {
		struct question *q = &impact->questions[i];

		impact->parts[i] = questions[i];
		q->impact = impact;
		q->request =
			questions[i].what
				? peering_api_get_in(client, "/v1/config/",
						     questions[i].what,
						     HTTP_BRIEF, answered, q)
				: peering_api_imported(client, peer, HTTP_BRIEF,
						       answered, q);
	}
	return impact;
}

void impact_free(struct impact *impact)
{
	if (!impact)
		return;
	for (size_t i = 0; i < IMPACT_PARTS; i++) {
		http_cancel(impact->questions[i].request);
		strlist_release(&impact->parts[i].names);
	}
	free(impact->peer);
	free(impact);
}

const struct impact_part *impact_parts(const struct impact *impact)
{
	return impact->parts;
}
