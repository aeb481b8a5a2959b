#include "net/exports.h"

#include <json-c/json.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/strlist.h"
#include "net/jsonx.h"

static const char *string_of(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

/* The list under `key`, made when it is missing. */
static struct json_object *list_of(struct json_object *object, const char *key)
{
	struct json_object *list = NULL;

	json_object_object_get_ex(object, key, &list);
	if (json_object_is_type(list, json_type_array))
		return list;
	list = json_object_new_array();
	json_object_object_add(object, key, list);
	return list;
}

static struct json_object *find(struct json_object *list, const char *key,
				const char *value)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		if (json_object_is_type(item, json_type_object) &&
		    !strcmp(string_of(item, key), value))
			return item;
	}
	return NULL;
}

static struct json_object *add(struct json_object *list, const char *key,
			       const char *value)
{
	struct json_object *item = json_object_new_object();

	json_object_object_add(item, key, json_object_new_string(value));
	json_object_array_add(list, item);
	return item;
}

static struct json_object *new_entry(void)
{
	struct json_object *entry = json_object_new_object();

	json_object_object_add(entry, "Kind",
			       json_object_new_string("exported-services"));
	json_object_object_add(entry, "Name",
			       json_object_new_string("default"));
	return entry;
}

bool exports_add(const char *json, size_t len, const char *peer,
		 const struct strlist *services, struct buf *ret_body,
		 uint64_t *ret_index, bool *ret_changed, struct err *err)
{
	_cleanup_(jsonx_freep) struct json_object *entry =
		json ? jsonx_parse(json, len, err) : new_entry();
	struct json_object *list;
	uint64_t index = 0;
	bool changed = false;

	if (!entry || !jsonx_is_object(entry))
		return err_set(err, ERR_DECODE,
			       "exported-services: not a config entry");
	if (!jsonx_uint(entry, "ModifyIndex", &index, err))
		return false;
	list = list_of(entry, "Services");
	for (size_t i = 0; i < services->count; i++) {
		struct json_object *service, *consumers;

		service = find(list, "Name", services->items[i]);
		if (!service)
			service = add(list, "Name", services->items[i]);
		consumers = list_of(service, "Consumers");
		if (find(consumers, "Peer", peer))
			continue;
		add(consumers, "Peer", peer);
		changed = true;
	}
	if (!buf_adds(ret_body,
		      json_object_to_json_string_ext(entry,
						     JSON_C_TO_STRING_PLAIN)))
		return err_set(err, ERR_DECODE,
			       "exported-services: the entry is too large");
	*ret_index = index;
	*ret_changed = changed;
	return true;
}
