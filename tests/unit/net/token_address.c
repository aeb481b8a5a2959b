#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "net/token.h"

#define LOOPBACK   "loopback: only this host can dial it"
#define LINK_LOCAL "link-local: only this network can dial it"
#define PRIVATE	   "private: only inside the same network"
#define CGNAT	   "carrier NAT (100.64.0.0/10): not public"
#define BRACKETS   "IPv6 needs brackets: [::1]:8502"
#define PORT	   "the port is not 1 to 65535"
#define NUMBER	   "the port is not a number"
#define NOWHERE	   "not an address to dial"

static const struct {
	const char *address, *warning;
	bool refused;
} addresses[] = {
	{ "lb.example.com:443", NULL, false },
	{ "203.0.113.7:8502", NULL, false },
	{ "[2001:db8::1]:8502", NULL, false },
	{ "lb:1", NULL, false },
	{ "lb:65535", NULL, false },
	{ "lb:+80", NULL, false },
	{ "", "empty", true },
	{ "lb.example.com", "no port", true },
	{ "[2001:db8::1]", "no port", true },
	{ "lb:", "no port", true },
	{ "lb:0", PORT, true },
	{ "lb:65536", PORT, true },
	{ "lb:-1", PORT, true },
	{ "lb:99999999999999999999", PORT, true },
	{ "lb:https", NUMBER, true },
	{ "lb:80 ", NUMBER, true },
	{ "lb:+", NUMBER, true },
	{ "2001:db8::1", BRACKETS, true },
	{ "2001:db8::1:8502", BRACKETS, true },
	{ "a:1:2", "more than one colon", true },
	{ "https://lb:443", "no URL: host:port is expected", true },
	{ "[::1:8502", "a bracket is not closed", true },
	{ "[::1]8502:1", "host:port is expected", true },
	{ "a[b:80", "a bracket too many", true },
	{ "a]b:80", "a bracket too many", true },
	{ "[[::1]:80", "a bracket too many", true },
	{ "[::1]:80]", "a bracket too many", true },
	{ ":8502", "no host: this would dial the dialing server itself",
	  false },
	{ " lb:80", "white space in the host", false },
	{ "l\x1b:80", "white space in the host", false },
	{ "localhost:8502", LOOPBACK, false },
	{ "a.LocalHost:8502", LOOPBACK, false },
	{ "127.9.9.9:8502", LOOPBACK, false },
	{ "[::1]:8502", LOOPBACK, false },
	{ "[::ffff:127.0.0.1]:8502", LOOPBACK, false },
	{ "10.255.0.1:8502", PRIVATE, false },
	{ "172.15.0.1:8502", NULL, false },
	{ "172.16.0.1:8502", PRIVATE, false },
	{ "172.31.255.1:8502", PRIVATE, false },
	{ "172.32.0.1:8502", NULL, false },
	{ "192.168.1.1:8502", PRIVATE, false },
	{ "[fd00::1]:8502", PRIVATE, false },
	{ "[fc00::1]:8502", PRIVATE, false },
	{ "[fe00::1]:8502", NULL, false },
	{ "169.254.0.1:8502", LINK_LOCAL, false },
	{ "[fe80::1%eth0]:8502", LINK_LOCAL, false },
	{ "100.63.0.1:8502", NULL, false },
	{ "100.64.0.1:8502", CGNAT, false },
	{ "100.127.0.1:8502", CGNAT, false },
	{ "100.128.0.1:8502", NULL, false },
	{ "0.0.0.0:8502", NOWHERE, false },
	{ "[::]:8502", NOWHERE, false },
};

static void warns_of_what_cannot_be_dialed(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		bool refused = !addresses[i].refused;
		const char *warning =
			token_address_warning(addresses[i].address, &refused);
		const char *expected = addresses[i].warning;

		if (!warning != !expected ||
		    (warning && strcmp(warning, expected) != 0))
			fail_msg("%s: %s", addresses[i].address, warning);
		assert_int_equal(refused, addresses[i].refused);
	}
}

static void refuses_a_host_of_any_length(void **state)
{
	char address[1000];
	bool refused;

	(void)state;
	memset(address, 'a', sizeof(address));
	memcpy(address + sizeof(address) - 4, ":80", 4);
	assert_string_equal(token_address_warning(address, &refused),
			    "the host is too long");
	assert_false(refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(warns_of_what_cannot_be_dialed),
		cmocka_unit_test(refuses_a_host_of_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
