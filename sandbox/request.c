#include "sandbox/request.h"

#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

void reply_release(struct reply *reply)
{
	buf_release(&reply->body);
	kv_release(&reply->headers);
}

void reply_json(struct reply *reply, struct json_object *value)
{
	size_t len;
	const char *text = json_object_to_json_string_length(
		value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		&len);

	reply->json = true;
	buf_add(&reply->body, text, len);
	json_object_put(value);
}

void reply_error(struct reply *reply, int status, const char *fmt, ...)
{
	va_list args;
	char text[4096];
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	reply->json = false;
	reply->status = status;
	if (len < (int)sizeof(text)) {
		buf_adds(&reply->body, text);
		return;
	}
	/* Consul repeats what it was sent, however long that was. */
	va_start(args, fmt);
	char *all = mem_new((size_t)len + 1, 1);

	vsnprintf(all, (size_t)len + 1, fmt, args);
	va_end(args);
	buf_add(&reply->body, all, (size_t)len);
	free(all);
}

void reply_query(struct reply *reply, uint64_t index)
{
	reply->index = index ? index : 1;
}

const char *request_query(const struct request *req, const char *name)
{
	const char *value = kv_get(&req->query, name);

	return value ? value : "";
}

const char *request_header(const struct request *req, const char *name)
{
	const char *value = kv_get(&req->headers, name);

	return value ? value : "";
}

void request_read_bearer(struct request *req)
{
	static const char scheme[] = "Bearer ";
	const char *value = kv_get(&req->headers, "authorization");

	if (!value || strncasecmp(value, scheme, strlen(scheme)) != 0)
		return;
	value += strlen(scheme);
	value += strspn(value, " ");
	req->bearer = mem_dup_n(value, strcspn(value, " "));
}

const char *request_token(const struct request *req)
{
	const char *token = request_query(req, "token");

	if (!*token)
		token = request_header(req, "x-consul-token");
	if (!*token && req->bearer)
		token = req->bearer;
	return token;
}

bool request_no_partition(const struct request *req, struct reply *reply)
{
	if (*request_header(req, "x-consul-partition"))
		reply_error(
			reply, 400,
			"Invalid header: \"X-Consul-Partition\" - Partitions are a Consul Enterprise feature");
	else if (*request_query(req, "partition"))
		reply_error(
			reply, 400,
			"Invalid query parameter: \"partition\" - Partitions are a Consul Enterprise feature");
	else
		return true;
	return false;
}

bool request_no_namespace(const struct request *req, struct reply *reply)
{
	if (*request_header(req, "x-consul-namespace"))
		reply_error(
			reply, 400,
			"Invalid header: \"X-Consul-Namespace\" - Namespaces are a Consul Enterprise feature");
	else if (*request_query(req, "ns"))
		reply_error(
			reply, 400,
			"Invalid query parameter: \"ns\" - Namespaces are a Consul Enterprise feature");
	else
		return request_no_partition(req, reply);
	return false;
}
