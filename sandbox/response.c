#include "sandbox/response.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sandbox/cluster.h"
#include "sandbox/exchange.h"
#include "sandbox/world.h"

static void set_date(struct MHD_Response *response, const struct exchange *x)
{
	static const char format[] = "%a, %d %b %Y %H:%M:%S GMT";
	time_t now = (time_t)world_ago(x->all->world, -x->plan.skew_ms).sec;
	struct tm tm;
	char text[40];

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), format, &tm);
	MHD_add_response_header(response, "Date", text);
}

static void add_query_headers(struct MHD_Response *response,
			      const struct reply *reply)
{
	char index[24];

	snprintf(index, sizeof(index), "%llu",
		 (unsigned long long)reply->index);
	MHD_add_response_header(response, "X-Consul-Index", index);
	MHD_add_response_header(response, "X-Consul-Knownleader",
				reply->leaderless ? "false" : "true");
	MHD_add_response_header(response, "X-Consul-Lastcontact", "0");
	MHD_add_response_header(response, "X-Consul-Query-Backend",
				"blocking-query");
}

static const char *content_type(const struct exchange *x)
{
	if (x->reply.status == 307 || x->plan.html)
		return "text/html; charset=utf-8";
	return x->reply.json ? "application/json" : "text/plain; charset=utf-8";
}

static void add_headers(struct MHD_Response *response, const struct exchange *x)
{
	const struct reply *reply = &x->reply;

	if (!reply->untyped)
		MHD_add_response_header(response, "Content-Type",
					content_type(x));
	if (!reply->plain) {
		MHD_add_response_header(response, "Vary", "Accept-Encoding");
		MHD_add_response_header(response, "X-Consul-Default-Acl-Policy",
					x->req.cluster->acl ? "deny" : "allow");
	}
	if (reply->index && !reply->untold)
		add_query_headers(response, reply);
	for (size_t i = 0; i < reply->headers.count; i++)
		MHD_add_response_header(response, reply->headers.pairs[i].key,
					reply->headers.pairs[i].value);
	set_date(response, x);
}

/* Hand out the body bit by bit, or break off in its middle. */
static ssize_t read_body(void *ctx, uint64_t pos, char *to, size_t max)
{
	struct exchange *x = ctx;
	size_t len = x->reply.body.len, end = len;

	if (x->plan.drop)
		end = len / 2;
	if (x->plan.bytes_per_second && x->allowed < end)
		end = x->allowed;
	if (pos >= end && x->plan.drop && end == len / 2)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (pos >= end) {
		exchange_trickle(x);
		return 0;
	}
	if (max > end - pos)
		max = end - pos;
	memcpy(to, x->reply.body.data + pos, max);
	return (ssize_t)max;
}

/* Hand out the log as it is written. */
static ssize_t read_log(void *ctx, uint64_t pos, char *to, size_t max)
{
	struct exchange *x = ctx;
	size_t n = agentlog_read(&x->req.cluster->log, &x->log_at, to, max);

	(void)pos;
	if (!n)
		exchange_follow(x);
	return (ssize_t)n;
}

static struct MHD_Response *make_response(struct exchange *x)
{
	if (x->reply.stream) {
		x->log_at = agentlog_end(&x->req.cluster->log);
		return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096,
							 read_log, x, NULL);
	}
	if (x->plan.truncate)
		buf_cut(&x->reply.body, x->reply.body.len / 2);
	if (x->plan.drop || x->plan.bytes_per_second)
		return MHD_create_response_from_callback(x->reply.body.len,
							 1024, read_body, x,
							 NULL);
	return MHD_create_response_from_buffer(x->reply.body.len,
					       x->reply.body.data,
					       MHD_RESPMEM_PERSISTENT);
}

bool response_send(struct exchange *x)
{
	struct MHD_Response *response = make_response(x);
	enum MHD_Result result;

	if (!response)
		return false;
	add_headers(response, x);
	result = MHD_queue_response(x->connection, (unsigned)x->reply.status,
				    response);
	MHD_destroy_response(response); /* ours; the connection has its own */
	return result == MHD_YES;
}

static const char *text_of(int status)
{
	switch (status) {
	case 429:
		return "Your IP is issuing too many concurrent connections, please rate limit your calls\n";
	case 403:
		return "Permission denied";
	case 500:
		return "rpc error making call: something went wrong";
	case 503:
		return "rpc error: code = Unavailable desc = connection error";
	default:
		return "a fault on order";
	}
}

/* Without a leader each call has its own time (measured): 53–72 s for the
 * list, 8–14 s for writes, nothing for the question who leads. */
static void say_no_leader(struct exchange *x)
{
	bool read = !strcmp(x->req.method, "GET");

	if (!strcmp(x->path, "/v1/status/leader")) {
		buf_adds(&x->reply.body, "\"\"");
		return;
	}
	reply_error(&x->reply, 500, "No cluster leader");
	x->plan.slow_refusal =
		read ? 53000 + rand() % 19000 : 8000 + rand() % 6000;
}

bool response_replaced(struct exchange *x)
{
	if (x->plan.no_leader)
		say_no_leader(x);
	else if (x->plan.html)
		reply_error(
			&x->reply, 200,
			"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>\n");
	else if (x->plan.status)
		reply_error(&x->reply, x->plan.status, "%s",
			    text_of(x->plan.status));
	else
		return false;
	return true;
}
