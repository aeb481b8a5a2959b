#include "net/http_url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* host[:port] with the host in brackets when it has colons of its own. */
static bool split_authority(struct http_url *u)
{
	const char *s = u->authority, *end = s + u->authority_len;
	const char *colon;

	if (*s == '[') {
		const char *close = memchr(s, ']', (size_t)(end - s));

		if (!close)
			return false;
		u->host = s + 1;
		u->host_len = (size_t)(close - s) - 1;
		colon = close + 1;
	} else {
		colon = memchr(s, ':', (size_t)(end - s));
		colon = colon ? colon : end;
		u->host = s;
		u->host_len = (size_t)(colon - s);
	}
	if (colon < end && *colon != ':')
		return false;
	u->port = colon < end ? colon + 1 : end;
	u->port_len = (size_t)(end - u->port);
	return u->host_len > 0;
}

static bool port_is_good(const struct http_url *u)
{
	char text[6];

	if (u->port_len >= sizeof(text))
		return false;
	memcpy(text, u->port, u->port_len);
	text[u->port_len] = '\0';
	return strspn(text, "0123456789") == u->port_len &&
	       strtol(text, NULL, 10) <= 65535;
}

bool http_url_split(const char *base, struct http_url *ret)
{
	struct http_url u = { 0 };
	const char *rest;

	if (!strncasecmp(base, "http://", 7))
		rest = base + 7;
	else if (!strncasecmp(base, "https://", 8))
		rest = base + 8, u.tls = true;
	else
		return false;
	u.authority = rest;
	u.authority_len = strcspn(rest, "/?#");
	u.prefix = rest + u.authority_len;
	if (memchr(rest, '@', u.authority_len) || !split_authority(&u) ||
	    !port_is_good(&u))
		return false;
	*ret = u;
	return true;
}

bool http_url_is_loopback(const struct http_url *url)
{
	char host[INET6_ADDRSTRLEN + 1];
	struct in6_addr v6;
	struct in_addr v4;

	if (url->host_len >= sizeof(host))
		return false;
	memcpy(host, url->host, url->host_len);
	host[url->host_len] = '\0';
	if (!strcasecmp(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

const char *http_url_proxy(const struct http_url *url)
{
	const char *value;

	if (http_url_is_loopback(url))
		return "";
	value = getenv(url->tls ? "HTTPS_PROXY" : "HTTP_PROXY");
	if (!value || !*value)
		value = getenv(url->tls ? "https_proxy" : "http_proxy");
	return value ? value : "";
}
