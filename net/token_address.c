#include "net/token.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/attrs.h"

#define HOST_MAX 256 /* a DNS name has at most 253 characters */

/* host:port as written; `host` without its brackets. */
struct parts {
	const char *host, *port;
	size_t host_len;
};

static bool is_ipv6(const char *s, size_t len)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr ip;

	if (len >= sizeof(text))
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	return inet_pton(AF_INET6, text, &ip) == 1;
}

/* Why an address without brackets has more than the one colon it may have. */
static const char *colons(const char *s, const char *last)
{
	if (strstr(s, "://"))
		return "no URL: host:port is expected";
	if (is_ipv6(s, strlen(s)) || is_ipv6(s, (size_t)(last - s)))
		return "IPv6 needs brackets: [::1]:8502";
	return "more than one colon";
}

/* As Go's net.SplitHostPort; NULL, or what is wrong. */
static const char *split(const char *s, struct parts *ret)
{
	const char *colon = strrchr(s, ':'), *host = s, *end = colon;

	if (!colon)
		return "no port";
	if (*s == '[') {
		host = s + 1;
		end = strchr(s, ']');
		if (!end)
			return "a bracket is not closed";
		if (end + 1 != colon)
			return end[1] ? "host:port is expected" : "no port";
	} else if (memchr(s, ':', (size_t)(colon - s))) {
		return colons(s, colon);
	}
	if (strchr(host, '[') || strchr(host == s ? s : colon, ']'))
		return "a bracket too many";
	*ret = (struct parts){ host, colon + 1, (size_t)(end - host) };
	return NULL;
}

/* As Go's strconv.Atoi, of which a sign is a part. */
static const char *check_port(const char *port)
{
	const char *digits = port + (*port == '+' || *port == '-');
	long number;

	if (!*port)
		return "no port";
	for (const char *p = digits; *p; p++)
		if (!isdigit((unsigned char)*p))
			return "the port is not a number";
	if (!*digits)
		return "the port is not a number";
	number = strtol(port, NULL, 10);
	return number < 1 || number > 65535 ? "the port is not 1 to 65535"
					    : NULL;
}

/* IPv4 networks that the other cluster may not reach. */
static const struct {
	uint32_t net;
	int bits;
	const char *warning;
} networks[] = {
	{ 0x00000000, 8, "not an address to dial" },
	{ 0x7f000000, 8, "loopback: only this host can dial it" },
	{ 0xa9fe0000, 16, "link-local: only this network can dial it" },
	{ 0x0a000000, 8, "private: only inside the same network" },
	{ 0xac100000, 12, "private: only inside the same network" },
	{ 0xc0a80000, 16, "private: only inside the same network" },
	{ 0x64400000, 10, "carrier NAT (100.64.0.0/10): not public" },
};

static const char *check_ipv4(uint32_t ip)
{
	for (size_t i = 0; i < ARRAY_LEN(networks); i++)
		if ((ip ^ networks[i].net) >> (32 - networks[i].bits) == 0)
			return networks[i].warning;
	return NULL;
}

static const char *check_ipv6(const struct in6_addr *ip)
{
	const uint8_t *b = ip->s6_addr;

	if (IN6_IS_ADDR_V4MAPPED(ip))
		return check_ipv4((uint32_t)b[12] << 24 |
				  (uint32_t)b[13] << 16 | (uint32_t)b[14] << 8 |
				  b[15]);
	if (IN6_IS_ADDR_UNSPECIFIED(ip))
		return "not an address to dial";
	if (IN6_IS_ADDR_LOOPBACK(ip))
		return "loopback: only this host can dial it";
	if (IN6_IS_ADDR_LINKLOCAL(ip))
		return "link-local: only this network can dial it";
	if ((b[0] & 0xfe) == 0xfc)
		return "private: only inside the same network";
	return NULL;
}

static bool ends_with(const char *s, const char *tail)
{
	size_t len = strlen(s), n = strlen(tail);

	return len >= n && !strcasecmp(s + len - n, tail);
}

static const char *check_host(const struct parts *parts)
{
	char host[HOST_MAX];
	struct in6_addr ip6;
	struct in_addr ip4;
	char *zone;

	if (!parts->host_len)
		return "no host: this would dial the dialing server itself";
	if (parts->host_len >= sizeof(host))
		return "the host is too long";
	memcpy(host, parts->host, parts->host_len);
	host[parts->host_len] = '\0';
	for (const char *p = host; *p; p++)
		if (isspace((unsigned char)*p) || iscntrl((unsigned char)*p))
			return "white space in the host";
	if (!strcasecmp(host, "localhost") || ends_with(host, ".localhost"))
		return "loopback: only this host can dial it";
	if (inet_pton(AF_INET, host, &ip4) == 1)
		return check_ipv4(ntohl(ip4.s_addr));
	zone = strchr(host, '%');
	if (zone)
		*zone = '\0';
	return inet_pton(AF_INET6, host, &ip6) == 1 ? check_ipv6(&ip6) : NULL;
}

const char *token_address_warning(const char *address, bool *ret_refused)
{
	struct parts parts = { 0 };
	const char *problem = *address ? split(address, &parts) : "empty";

	if (!problem)
		problem = check_port(parts.port);
	*ret_refused = problem;
	return problem ? problem : check_host(&parts);
}
