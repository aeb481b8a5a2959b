/*
 * How to reach one cluster: Consul's client settings with Consul's precedence
 * (flag > environment > default; Consul 1.21), each with where it came from.
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/flags.h"
#include "base/secret.h"
#include "net/http.h"

/* What the client flags hold after parsing; NULL = not given. */
struct client_flags {
	const char *http_addr, *token, *token_file;
	const char *ca_file, *ca_path, *client_cert, *client_key;
	const char *tls_server_name;
	const char *partition;
};

#define CLIENT_FLAGS_COUNT 9

/* The flag table (base/flags.h) that fills `f`, which must outlive it: those
 * that `consul peering` takes. */
void client_flags_table(struct client_flags *f,
			struct flag ret[CLIENT_FLAGS_COUNT]);

/* One value and its origin. */
struct client_setting {
	const char *value;  /* owned by the config; NULL = none */
	const char *origin; /* "-http-addr", "CONSUL_HTTP_ADDR", "default",
			     * "what was typed"; static */
};

struct client_config {
	struct client_setting address; /* as given: host:port, URL, unix:// */
	struct client_setting token;   /* the ACL token; NULL = anonymous */
	struct client_setting token_file; /* that it was read from */
	struct client_setting auth;
	struct client_setting ca_file, ca_path, client_cert, client_key;
	struct client_setting tls_server_name;
	struct client_setting partition, namespace_name;
	bool ssl, verify; /* CONSUL_HTTP_SSL, CONSUL_HTTP_SSL_VERIFY */

	/* What follows from these. */
	struct http_endpoint endpoint; /* its strings are owned as well */
	char *base, *unix_path, *host, *ca_pem;
	struct secret token_text; /* what token.value points to */
};

/*
 * Resolve flags and the environment (`env` is getenv, or a test's) into
 * `ret`; reads token and CA files. Error texts carry what Consul's do
 * ("Unknown protocol scheme: ftp", "Error loading token file …"). Stricter
 * than Consul 1.21 in one thing: CONSUL_HTTP_SSL and CONSUL_HTTP_SSL_VERIFY
 * must be true or false; Consul takes anything else as "do not verify".
 */
bool client_config_load(const struct client_flags *flags,
			char *(*env)(const char *name),
			struct client_config *ret, struct err *err);

/* Another address, typed by the user; everything else stays. False and
 * unchanged when it cannot be understood. */
bool client_config_set_address(struct client_config *config,
			       const char *address, struct err *err);

/* Another ACL token ("" = none) for this run only, and where it came from
 * ("what was typed"), a static text. */
void client_config_set_token(struct client_config *config, const char *token,
			     const char *origin);

void client_config_release(struct client_config *config);

/* host:port or socket path, for the header line; borrowed. */
const char *client_config_host(const struct client_config *config);

/* True when an ACL or peering token would cross a network in clear: http to
 * something other than loopback or a unix socket. */
bool client_config_in_clear(const struct client_config *config);

/* A cluster that can be asked; both borrowed. */
struct client {
	struct http *http;
	const struct client_config *config;
};

#endif
