#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/attrs.h"
#include "net/http_head.h"
#include "net/http_url.h"

static void expect_part(const char *at, size_t len, const char *want)
{
	assert_int_equal(len, strlen(want));
	assert_memory_equal(at, want, len);
}

static void a_base_is_split_into_its_parts(void **state)
{
	static const struct {
		const char *base, *authority, *host, *port, *prefix;
	} cases[] = {
		{ "http://a:1", "a:1", "a", "1", "" },
		{ "https://a", "a", "a", "", "" },
		{ "http://a:1/x/y", "a:1", "a", "1", "/x/y" },
		{ "http://[::1]:85", "[::1]:85", "::1", "85", "" },
		{ "http://[::1]", "[::1]", "::1", "", "" },
		{ "HTTP://a:", "a:", "a", "", "" },
	};
	static const char *const bad[] = {
		"",
		"a:1",
		"ftp://a",
		"http://",
		"http://:80",
		"http://u@a",
		"http://a:b",
		"http://a:70000",
		"http://[::1",
		"http://[::]x",
		"http://a:1:2",
	};
	struct http_url u;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(http_url_split(cases[i].base, &u));
		expect_part(u.authority, u.authority_len, cases[i].authority);
		expect_part(u.host, u.host_len, cases[i].host);
		expect_part(u.port, u.port_len, cases[i].port);
		assert_string_equal(u.prefix, cases[i].prefix);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(http_url_split(bad[i], &u));
}

/* As Go finds them: by scheme, upper case first, never for loopback. */
static void proxies_are_found_as_go_finds_them(void **state)
{
	static const struct {
		const char *base, *proxy;
	} cases[] = {
		{ "http://consul:8500", "http://up:1" },
		{ "https://consul:8501", "http://low:2" },
		{ "http://localhost:8500", "" },
		{ "http://127.9.9.9:8500", "" },
		{ "https://[::1]:8501", "" },
	};
	struct http_url u;

	(void)state;
	setenv("HTTP_PROXY", "http://up:1", 1);
	setenv("http_proxy", "http://never:1", 1);
	setenv("HTTPS_PROXY", "", 1);
	setenv("https_proxy", "http://low:2", 1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(http_url_split(cases[i].base, &u));
		assert_string_equal(http_url_proxy(&u), cases[i].proxy);
	}
	unsetenv("https_proxy");
	assert_true(http_url_split("https://consul", &u));
	assert_string_equal(http_url_proxy(&u), "");
}

static void dates_are_read_in_any_locale(void **state)
{
	(void)state;
	assert_int_equal(http_head_date("Thu, 01 Oct 2026 11:22:33 GMT"),
			 1790853753);
	assert_int_equal(http_head_date("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
	assert_int_equal(http_head_date("Thu, 29 Feb 2024 23:59:59 GMT"),
			 1709251199);
	assert_int_equal(http_head_date(""), -1);
	assert_int_equal(http_head_date("Thu, 01 anF 2026 11:22:33 GMT"), -1);
	assert_int_equal(http_head_date("Thu, 01 Oct 2026 11:22:33 CET"), -1);
	assert_int_equal(http_head_date("2026-10-01T11:22:33Z"), -1);
}

/* An interim reply, or a proxy's, comes before the one that counts. */
static void the_last_status_line_counts(void **state)
{
	static const char *const lines[] = {
		"HTTP/1.1 103 Early Hints\r\n",
		"X-Consul-Index: 9\r\n",
		"\r\n",
		"HTTP/1.1 200 OK\r\n",
		"x-consul-index:  12 \r\n",
		"no colon\r\n",
	};
	struct http_head head = HTTP_HEAD_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		assert_true(http_head_line(&head, lines[i], strlen(lines[i])));
		if (i == 3)
			assert_int_equal(head.index, 0);
	}
	assert_int_equal(head.status, 200);
	assert_int_equal(head.index, 12);
	assert_true(head.known_leader);
	assert_false(head.filtered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_base_is_split_into_its_parts),
		cmocka_unit_test(proxies_are_found_as_go_finds_them),
		cmocka_unit_test(dates_are_read_in_any_locale),
		cmocka_unit_test(the_last_status_line_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
