/* The HTTP client on bad days: what is lost, refused, or no HTTP at all. */
#include "tests/unit/net/http_bench.h"

/* --- bad days ------------------------------------------------------------- */

static void refused_says_who_refused(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);
	struct sockaddr_in at;
	char base[48], want[256];
	int fd = reserve_port(base, &at);

	b->endpoint.base = base;
	http_start(b->http, &b->endpoint, &call);
	snprintf(want, sizeof(want),
		 "Get \"%s/v1/peerings\": dial tcp %s: connect: connection "
		 "refused",
		 base, base + 7);
	expect_error(b, ERR_CONNECT, want);
	assert_false(b->seen.reply.sent);
	assert_int_equal(b->seen.reply.status, 0);
	close(fd);
}

static void closed_without_a_reply_is_lost(void **state)
{
	struct bench *b = *state;

	wire_hang_up(start_get(b));
	expect_error(b, ERR_LOST, "EOF");
	assert_true(b->seen.reply.sent);
}

static void cut_off_it_says_where(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"");
	wire_hang_up(r);
	expect_error(b, ERR_LOST, "cut off after 3 of 1000 bytes");
	assert_int_equal(b->seen.reply.status, 200);
}

static void cut_off_in_a_chunk_it_is_lost(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_stream(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		      "5\r\n[");
	wire_hang_up(r);
	expect_error(b, ERR_LOST, "cut off after");
}

/* libcurl by itself would send it again on a new connection. */
static void a_write_is_never_repeated(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);

	wire_reply(start_get(b), 200, NULL, "[]");
	finish(b);
	b->seen.done = 0;
	call.method = "POST";
	call.body = "{}";
	wire_hang_up(start(b, &call));
	expect_error(b, ERR_LOST, "EOF");
	assert_int_equal(wire_count(b->wire, "POST"), 1);
}

static void errors_keep_consuls_words(void **state)
{
	struct bench *b = *state;
	static const struct {
		int status;
		const char *body;
		enum err_kind kind;
		const char *msg;
	} cases[] = {
		{ 403, "Permission denied: lacks permission 'peering:write'\n",
		  ERR_DENIED,
		  "Unexpected response code: 403 (Permission denied: lacks "
		  "permission 'peering:write')" },
		{ 401, "ACL support disabled", ERR_DENIED,
		  "Unexpected response code: 401 (ACL support disabled)" },
		{ 403, "a new peering token must be generated: used",
		  ERR_STATUS,
		  "Unexpected response code: 403 (a new peering token must be "
		  "generated: used)" },
		{ 500, "", ERR_STATUS, "Unexpected response code: 500 ()" },
		{ 404, "Peering not found for \"x\"", ERR_STATUS,
		  "Unexpected response code: 404 (Peering not found for "
		  "\"x\")" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		b->seen.done = 0;
		wire_reply(start_stream(b), cases[i].status, NULL,
			   cases[i].body);
		expect_error(b, cases[i].kind, cases[i].msg);
		assert_string_equal(b->seen.reply.err.msg, cases[i].msg);
		assert_int_equal(b->seen.reply.err.status, cases[i].status);
		assert_string_equal(b->seen.body, cases[i].body);
		assert_int_equal(b->seen.slices, 0);
	}
}

static void a_redirect_is_told_and_not_followed(void **state)
{
	struct bench *b = *state;

	b->endpoint.acl_token = "s3cret";
	wire_reply(start_get(b), 301, "Location: https://elsewhere/v1\r\n", "");
	expect_error(b, ERR_STATUS, "redirects to https://elsewhere/v1");
	assert_int_equal(wire_count(b->wire, ""), 1);
}

static void a_huge_error_is_cut(void **state)
{
	struct bench *b = *state;
	_cleanup_(mem_freep) char *body = mem_new(200001, 1);

	memset(body, 'x', 200000);
	wire_reply(start_get(b), 500, NULL, body);
	expect_error(b, ERR_STATUS, "500 (xxxx");
	assert_int_equal(b->seen.reply.body_len, HTTP_ERROR_MAX);
}

static void a_huge_reply_is_refused(void **state)
{
	struct bench *b = *state;
	_cleanup_(mem_freep) char *body = mem_new(BIG + 1, 1);

	memset(body, 'x', BIG);
	wire_reply(start_get(b), 200, NULL, body);
	expect_error(b, ERR_DECODE, "larger than 4 MiB");
}

static void endless_headers_are_refused(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 2000; i++)
		wire_sends(r, "X-Padding: 0123456789012345678901234567890\r\n");
	expect_error(b, ERR_DECODE, "headers");
}

static void something_else_than_http_is_told(void **state)
{
	struct bench *b = *state;
	struct wire_request *r = start_get(b);

	wire_sends(r, "SSH-2.0-OpenSSH_9.2p1\r\n");
	wire_hang_up(r);
	expect_error(b, ERR_DECODE, "not an HTTP server");
}

static void a_bad_address_arrives_at_done(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);

	b->endpoint.base = "ftp://x";
	http_start(b->http, &b->endpoint, &call);
	assert_int_equal(b->seen.done, 0);
	expect_error(b, ERR_USAGE, "ftp://x: this is not an address");
}

static void a_token_cannot_smuggle_a_header(void **state)
{
	struct bench *b = *state;
	struct http_call call = get(b);

	b->endpoint.acl_token = "a\r\nX-Evil: b";
	http_start(b->http, &b->endpoint, &call);
	expect_error(b, ERR_USAGE, "invalid header field value");
	assert_null(strstr(b->seen.reply.err.msg, "Evil"));
	assert_int_equal(wire_count(b->wire, ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(refused_says_who_refused),
		CASE(closed_without_a_reply_is_lost),
		CASE(cut_off_it_says_where),
		CASE(cut_off_in_a_chunk_it_is_lost),
		CASE(a_write_is_never_repeated),
		CASE(errors_keep_consuls_words),
		CASE(a_redirect_is_told_and_not_followed),
		CASE(a_huge_error_is_cut),
		CASE(a_huge_reply_is_refused),
		CASE(endless_headers_are_refused),
		CASE(something_else_than_http_is_told),
		CASE(a_bad_address_arrives_at_done),
		CASE(a_token_cannot_smuggle_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
