/* The parts of an endpoint's base, scheme://host[:port][/prefix]. */
#ifndef NET_HTTP_URL_H
#define NET_HTTP_URL_H

#include <stdbool.h>
#include <stddef.h>

/* Borrowed from the text that was split. */
struct http_url {
	bool tls;
	const char *authority; /* host[:port], as written */
	size_t authority_len;
	const char *host; /* without brackets */
	size_t host_len;
	const char *port; /* digits; empty if none was given */
	size_t port_len;
	const char *prefix; /* "" or "/…" */
};

/* False when the scheme is not http or https, or there is no host, or there
 * is a user in it, or the port is no port. */
bool http_url_split(const char *base, struct http_url *ret);

/* localhost, 127.0.0.0/8 or ::1: what never leaves the machine. */
bool http_url_is_loopback(const struct http_url *url);

/*
 * The proxy for it as Go finds it (net/http.ProxyFromEnvironment): HTTP_PROXY
 * or HTTPS_PROXY, or their lower-case forms; never for loopback. "" = none.
 * NO_PROXY is left to libcurl. Borrowed from the environment.
 */
const char *http_url_proxy(const struct http_url *url);

#endif
