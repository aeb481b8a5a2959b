#define _GNU_SOURCE /* asprintf */
/* What only the sandbox has, and what no recording can hold: waiting, time,
 * faults, bad requests. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <json-c/json.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/base64.h"
#include "tests/lib/fetch.h"
#include "tests/lib/match.h"
#include "tests/lib/sandbox.h"

enum { REPLY_MAX = 1024 * 1024 };

static int set_up(void **state)
{
	static const char *const args[] = { "-cluster", "east,dc=dc1",
					    "-cluster", "west,dc=dc2", NULL };

	*state = sandbox_start(args);
	return 0;
}

static int tear_down(void **state)
{
	sandbox_free(*state);
	return 0;
}

static struct fetch ask(const struct sandbox *s, const char *cluster,
			const char *method, const char *path, const char *body)
{
	struct buf url = BUF_INIT(4096);
	struct fetch f;

	buf_addf(&url, "%s%s", sandbox_url(s, cluster), path);
	f = fetch(method, url.data, NULL, body);
	buf_release(&url);
	return f;
}

static int connect_to(const struct sandbox *s, const char *cluster)
{
	const char *port = strrchr(sandbox_url(s, cluster), ':') + 1;
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtol(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static void say(int fd, const char *text)
{
	size_t len = strlen(text);

	assert_int_equal(send(fd, text, len, MSG_NOSIGNAL), len);
}

/* A request whose answer is read later. */
static int begin(const struct sandbox *s, const char *cluster, const char *path)
{
	struct buf text = BUF_INIT(4096);
	int fd = connect_to(s, cluster);

	buf_addf(&text,
		 "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		 path);
	say(fd, text.data);
	buf_release(&text);
	return fd;
}

/* All that comes until the server hangs up; the caller frees. */
static char *rest(int fd)
{
	struct buf all = BUF_INIT(REPLY_MAX);
	char piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		buf_add(&all, piece, (size_t)n);
	close(fd);
	return buf_take(&all);
}

static char *index_of(const struct sandbox *s)
{
	struct fetch f = ask(s, "east", "GET", "/v1/peerings", NULL);
	char *index = mem_dup(fetch_header(&f, "x-consul-index"));

	fetch_release(&f);
	return index;
}

static void generate(const struct sandbox *s, const char *name)
{
	struct buf body = BUF_INIT(1024);
	struct fetch f;

	buf_addf(&body, "{\"PeerName\":\"%s\"}", name);
	f = ask(s, "east", "POST", "/v1/peering/token", body.data);
	assert_int_equal(f.status, 200);
	fetch_release(&f);
	buf_release(&body);
}

static int wait_on_peerings(const struct sandbox *s, const char *wait)
{
	_cleanup_(mem_freep) char *index = index_of(s);
	char path[128];

	snprintf(path, sizeof(path), "/v1/peerings?index=%s&wait=%s", index,
		 wait);
	return begin(s, "east", path);
}

static void test_waiting_query_wakes_on_a_write(void **state)
{
	_cleanup_(mem_freep) char *reply = NULL;
	int fd;

	generate(*state, "one");
	fd = wait_on_peerings(*state, "60s");
	generate(*state, "two");
	reply = rest(fd);
	assert_non_null(strstr(reply, "\"Name\":\"two\""));
}

/* The heartbeat that came while it waited is not in its answer. */
static void test_waiting_query_ends_with_what_it_saw_first(void **state)
{
	_cleanup_(mem_freep) char *reply = NULL;
	struct sandbox *s = *state;
	struct fetch f;
	char *token, *body;
	struct json_object *o;
	int fd;

	f = ask(s, "east", "POST", "/v1/peering/token",
		"{\"PeerName\":\"west\"}");
	o = json_tokener_parse(f.body.data);
	token = mem_dup(json_object_get_string(
		json_object_object_get(o, "PeeringToken")));
	json_object_put(o);
	fetch_release(&f);
	assert_true(asprintf(&body,
			     "{\"PeerName\":\"east\",\"PeeringToken\":\"%s\"}",
			     token) > 0);
	f = ask(s, "west", "POST", "/v1/peering/establish", body);
	assert_int_equal(f.status, 200);
	fetch_release(&f);
	free(body);
	free(token);
	sandbox_advance(s, 1); /* connected */
	fd = wait_on_peerings(s, "60s");
	sandbox_advance(s, 40); /* two heartbeats */
	sandbox_advance(s, 30);
	reply = rest(fd);
	assert_non_null(strstr(reply, "\"LastHeartbeat\":null"));
	f = ask(s, "east", "GET", "/v1/peerings", NULL);
	assert_null(strstr(f.body.data, "\"LastHeartbeat\":null"));
	fetch_release(&f);
}

static void test_faults(void **state)
{
	static const struct {
		const char *spec;
		int status;
		const char *body; /* somewhere in it */
	} cases[] = {
		{ "status=429,times=1", 429, "connections" },
		{ "status=503,times=1", 503, "Unavailable" },
		{ "html,times=1", 200, "<html>" },
		{ "drop,times=1", 0, "" },
		{ "close,times=1", 0, "" },
		{ "garbage,times=1", 0, "" },
		{ "truncate,times=1", 200, "[{\"ID\"" },
		{ "trickle=20000,times=1", 200, "\"Name\":\"one\"" },
		{ "latency=10ms,times=1", 200, "\"Name\":\"one\"" },
	};

	generate(*state, "one");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fetch f;

		sandbox_fault(*state, "east", cases[i].spec);
		f = ask(*state, "east", "GET", "/v1/peerings", NULL);
		assert_int_equal(f.status, cases[i].status);
		assert_non_null(strstr(f.body.data, cases[i].body));
		fetch_release(&f);
		f = ask(*state, "east", "GET", "/v1/peerings", NULL);
		assert_int_equal(f.status, 200); /* it is over */
		fetch_release(&f);
	}
}

static void test_refuses_connections(void **state)
{
	struct fetch f;

	sandbox_fault(*state, "west", "refuse");
	f = ask(*state, "west", "GET", "/v1/peerings", NULL);
	assert_int_equal(f.status, 0);
	fetch_release(&f);
	sandbox_no_faults(*state, "west");
	f = ask(*state, "west", "GET", "/v1/peerings", NULL);
	assert_int_equal(f.status, 200);
	fetch_release(&f);
}

static void test_lost_index_and_skewed_clock(void **state)
{
	struct fetch f;

	generate(*state, "one");
	sandbox_fault(*state, "east", "lost-index");
	f = ask(*state, "east", "GET", "/v1/peerings", NULL);
	assert_string_equal(fetch_header(&f, "x-consul-index"), "1");
	assert_string_equal(fetch_header(&f, "x-consul-knownleader"), "false");
	fetch_release(&f);
	/* Waiting on it answers at once. */
	f = ask(*state, "east", "GET", "/v1/peerings?index=1&wait=60s", NULL);
	assert_int_equal(f.status, 200);
	fetch_release(&f);
}

static void test_remembers_requests_without_secrets(void **state)
{
	_cleanup_(mem_freep) char *body = NULL;
	struct fetch f;

	f = ask(*state, "east", "POST", "/v1/peering/establish",
		"{\"PeerName\":\"x\",\"PeeringToken\":\"c2VjcmV0\"}");
	fetch_release(&f);
	body = sandbox_request(*state, "POST", "/v1/peering/establish");
	assert_string_equal(body, "{\"PeerName\":\"x\",\"PeeringToken\":"
				  "\"<hidden>\"}");
	assert_null(sandbox_request(*state, "GET", "/v1/never"));
}

/* A handshake as a probe of a token makes it: trusting only its CA, and
 * expecting its server name. */
static CURLcode probe(const char *pem, const char *name, const char *address)
{
	struct curl_blob ca = { (void *)pem, strlen(pem), CURL_BLOB_COPY };
	CURL *curl = curl_easy_init();
	struct curl_slist *to = NULL;
	char url[512], target[128];
	CURLcode rc;

	snprintf(url, sizeof(url), "https://%s/", name);
	snprintf(target, sizeof(target), "::%s", address);
	to = curl_slist_append(NULL, target);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_TO, to);
	curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &ca);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	rc = curl_easy_perform(curl);
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	return rc;
}

/* The parts of the token for `name`; the caller puts it. */
static struct json_object *token_of(const struct sandbox *s, const char *name)
{
	struct buf body = BUF_INIT(1024), raw = BUF_INIT(REPLY_MAX);
	struct json_object *reply, *token;
	struct fetch f;
	const char *text;

	buf_addf(&body, "{\"PeerName\":\"%s\"}", name);
	f = ask(s, "east", "POST", "/v1/peering/token", body.data);
	reply = json_tokener_parse(f.body.data);
	text = json_object_get_string(
		json_object_object_get(reply, "PeeringToken"));
	assert_true(base64_decode(text, strlen(text), &raw, NULL));
	token = json_tokener_parse(raw.data);
	assert_non_null(token);
	json_object_put(reply);
	fetch_release(&f);
	buf_release(&body);
	buf_release(&raw);
	return token;
}

static void test_token_can_be_probed(void **state)
{
	struct json_object *token = token_of(*state, "west");
	const char *pem = json_object_get_string(match_path(token, "CA.0"));
	const char *name =
		json_object_get_string(match_path(token, "ServerName"));
	const char *address =
		json_object_get_string(match_path(token, "ServerAddresses.0"));
	struct fetch f = ask(*state, "east", "GET", "/v1/agent/self", NULL);
	struct json_object *self = json_tokener_parse(f.body.data);
	char plain[64];

	snprintf(plain, sizeof(plain), "127.0.0.1:%s",
		 json_object_get_string(
			 match_path(self, "DebugConfig.GRPCPort")));
	assert_int_equal(probe(pem, name, address), CURLE_OK);
	assert_int_equal(probe(pem, "server.dc9.peering.x.consul", address),
			 CURLE_PEER_FAILED_VERIFICATION);
	assert_int_equal(probe(pem, name, plain), CURLE_SSL_CONNECT_ERROR);
	json_object_put(self);
	json_object_put(token);
	fetch_release(&f);
}

/* None of these may take it down. */
/* Whatever a token names: nothing but this machine is dialed. */
static void test_dials_nothing_beyond_loopback(void **state)
{
	struct fetch f = ask(*state, "east", "POST", "/v1/peering/token",
			     "{\"PeerName\":\"far\","
			     "\"ServerExternalAddresses\":[\"192.0.2.7:8503\","
			     "\"[2001:db8::7]:8503\"]}");
	struct json_object *reply = json_tokener_parse(f.body.data);
	struct buf body = BUF_INIT(REPLY_MAX);

	assert_int_equal(f.status, 200);
	buf_addf(&body, "{\"PeerName\":\"far\",\"PeeringToken\":\"%s\"}",
		 json_object_get_string(
			 json_object_object_get(reply, "PeeringToken")));
	json_object_put(reply);
	fetch_release(&f);
	f = ask(*state, "west", "POST", "/v1/peering/establish", body.data);
	assert_int_equal(f.status, 503);
	assert_non_null(strstr(f.body.data, "dial tcp 192.0.2.7:8503: connect: "
					    "network is unreachable"));
	assert_non_null(strstr(f.body.data,
			       "dial tcp [2001:db8::7]:8503: connect: "
			       "network is unreachable"));
	fetch_release(&f);
	buf_release(&body);
}

static void test_bad_requests(void **state)
{
	static const char *const texts[] = {
		"\r\n\r\n",
		"GET\r\n\r\n",
		"GET /v1/peerings HTTP/9.9\r\n\r\n",
		"POST /v1/peering/token HTTP/1.1\r\nHost: x\r\n"
		"Content-Length: 99999999999999999999\r\n\r\n",
		"POST /v1/peering/token HTTP/1.1\r\nHost: x\r\n"
		"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
		"POST /v1/peering/token HTTP/1.1\r\nHost: x\r\n"
		"Content-Length: 50\r\n\r\n{\"PeerName\"", /* and no more */
		"\x16\x03\x01\x02",
	};
	struct fetch f;
	int open[ARRAY_LEN(texts)];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		open[i] = connect_to(*state, "east");
		say(open[i], texts[i]);
		shutdown(open[i], i % 2 ? SHUT_WR : SHUT_RD);
	}
	close(wait_on_peerings(*state, "60s")); /* gone while it waits */
	f = ask(*state, "east", "GET", "/v1/peerings", NULL);
	assert_int_equal(f.status, 200);
	fetch_release(&f);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		close(open[i]);
}

static void test_body_beyond_the_limit(void **state)
{
	static const char head[] = "{\"PeerName\":\"";
	size_t len = 5 * 1024 * 1024;
	char *body = mem_new(len + 1, 1);
	struct fetch f;

	memset(body, 'x', len);
	memcpy(body, head, strlen(head));
	memcpy(body + len - 2, "\"}", 2);
	f = ask(*state, "east", "POST", "/v1/peering/token", body);
	assert_int_equal(f.status, 429);
	assert_non_null(strstr(f.body.data, "larger than max"));
	fetch_release(&f);
	free(body);
}

static void test_demo_has_every_health_and_goes_on(void **state)
{
	static const char *const args[] = { "-cluster", "east", "-seed", "demo",
					    NULL };
	_cleanup_(sandbox_freep) struct sandbox *s = sandbox_start(args);
	struct fetch f = ask(s, "east", "GET", "/v1/peering/lab", NULL);

	(void)state;
	assert_non_null(strstr(f.body.data, "\"State\":\"PENDING\""));
	fetch_release(&f);
	sandbox_advance(s, 61); /* someone has used its token */
	f = ask(s, "east", "GET", "/v1/peering/lab", NULL);
	assert_non_null(strstr(f.body.data, "\"State\":\"ACTIVE\""));
	fetch_release(&f);
}

static int run_with(const char *const *args)
{
	const char *build = getenv("PEERDECK_BUILD");
	char path[4096];
	int status = -1;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/peerdeck-sandbox",
		 build ? build : "build");
	pid = fork();
	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		execv(path, (char *const *)args);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_bad_arguments(void **state)
{
	static const char *const cases[][4] = {
		{ "sandbox", NULL },
		{ "sandbox", "-bogus", NULL },
		{ "sandbox", "-cluster", NULL },
		{ "sandbox", "-cluster", "A b", NULL },
		{ "sandbox", "-cluster", "a,zap=1", NULL },
		{ "sandbox", "-cluster", "a,listen=nowhere", NULL },
		{ "sandbox", "-cluster", "a,listen=1.2.3.4:99999", NULL },
		{ "sandbox", "-cluster", "a,peering=maybe", NULL },
		{ "sandbox", "-seed", "demo", NULL },
		{ "sandbox", "-cluster=a", "-fault=bogus", NULL },
		{ "sandbox", "-cluster=a", "-seed=/nonexistent", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(run_with(cases[i]), 1);
}

int main(void)
{
#define STORY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		STORY(test_waiting_query_wakes_on_a_write),
		STORY(test_waiting_query_ends_with_what_it_saw_first),
		STORY(test_faults),
		STORY(test_refuses_connections),
		STORY(test_lost_index_and_skewed_clock),
		STORY(test_remembers_requests_without_secrets),
		STORY(test_token_can_be_probed),
		STORY(test_dials_nothing_beyond_loopback),
		STORY(test_bad_requests),
		STORY(test_body_beyond_the_limit),
		cmocka_unit_test(test_demo_has_every_health_and_goes_on),
		cmocka_unit_test(test_bad_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
