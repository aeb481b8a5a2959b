#include "sandbox/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/err.h"
#include "sandbox/cluster.h"
#include "sandbox/js.h"
#include "sandbox/request.h"

bool journal_open(struct journal *j, const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	j->file = fd < 0 ? NULL : fdopen(fd, "a");
	return j->file || err_errno(err, errno, "%s", path);
}

/* Fields whose values open doors. */
static bool is_secret(const char *key)
{
	static const char *const names[] = { "PeeringToken", "SecretID",
					     "token", "EstablishmentSecret" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strcasecmp(names[i], key))
			return true;
	return false;
}

static struct json_object *without_secrets(struct json_object *v)
{
	struct json_object *copy;

	if (!json_object_is_type(v, json_type_object))
		return json_object_get(v);
	copy = json_object_new_object();
	json_object_object_foreach(v, key, value)
	{
		if (is_secret(key))
			js_string(copy, key, "<hidden>");
		else
			js_object(copy, key, without_secrets(value));
	}
	return copy;
}

static struct json_object *query_json(const struct request *req)
{
	struct json_object *o = json_object_new_object();

	for (size_t i = 0; i < req->query.count; i++) {
		const struct kv_pair *pair = &req->query.pairs[i];

		js_string(o, pair->key,
			  is_secret(pair->key) ? "<hidden>" : pair->value);
	}
	return o;
}

/* The body as JSON; what is none could be anything, so only its length. */
static struct json_object *body_json(const struct request *req)
{
	struct json_object *body = NULL, *clean;

	if (!req->body.len)
		return NULL;
	body = json_tokener_parse(req->body.data);
	if (!body)
		return json_object_new_int64((int64_t)req->body.len);
	clean = without_secrets(body);
	json_object_put(body);
	return clean;
}

void journal_note(struct journal *j, const struct request *req)
{
	struct json_object *o = json_object_new_object();
	size_t at = j->count++ % JOURNAL_KEPT;

	js_string(o, "cluster", req->cluster->name);
	js_string(o, "method", req->method);
	js_string(o, "path", req->path);
	js_object(o, "query", query_json(req));
	js_bool(o, "token", *request_token(req) != '\0');
	js_object(o, "body", body_json(req));
	json_object_put(j->kept[at]);
	j->kept[at] = o;
	if (!j->file)
		return;
	fprintf(j->file, "%s\n",
		json_object_to_json_string_ext(
			o, JSON_C_TO_STRING_PLAIN |
				   JSON_C_TO_STRING_NOSLASHESCAPE));
	fflush(j->file);
}

struct json_object *journal_list(const struct journal *j)
{
	struct json_object *list = json_object_new_array();
	size_t n = j->count < JOURNAL_KEPT ? j->count : JOURNAL_KEPT;

	for (size_t i = j->count - n; i < j->count; i++)
		json_object_array_add(list, json_object_get(
						    j->kept[i % JOURNAL_KEPT]));
	return list;
}

void journal_clear(struct journal *j)
{
	for (size_t i = 0; i < JOURNAL_KEPT; i++) {
		json_object_put(j->kept[i]);
		j->kept[i] = NULL;
	}
	j->count = 0;
}

void journal_release(struct journal *j)
{
	journal_clear(j);
	if (j->file)
		fclose(j->file);
	j->file = NULL;
}
