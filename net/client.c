#include "net/client.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "net/client_tls.h"
#include "net/http_url.h"

#define DEFAULT_ADDRESS "127.0.0.1:8500"
#define CA_MAX		(16 * 1024 * 1024)
#define TOKEN_MAX	(64 * 1024)

/* --- single settings ------------------------------------------------------ */

static void set(struct client_setting *s, const char *value, const char *origin)
{
	free((void *)(uintptr_t)s->value);
	s->value = value && *value ? mem_dup(value) : NULL;
	s->origin = origin;
}

/* An empty flag or variable counts as not given (Consul 1.21). */
static void choose(struct client_setting *s, const char *flag_value,
		   const char *flag, const char *env_value, const char *env)
{
	if (flag_value && *flag_value)
		set(s, flag_value, flag);
	else if (env_value && *env_value)
		set(s, env_value, env);
}

static void choose_all(struct client_config *c, const struct client_flags *f,
		       char *(*env)(const char *name))
{
	const struct {
		struct client_setting *to;
		const char *value, *flag, *env;
	} rows[] = {
		{ &c->address, f->http_addr, "-http-addr", "CONSUL_HTTP_ADDR" },
		{ &c->auth, NULL, NULL, "CONSUL_HTTP_AUTH" },
		{ &c->ca_file, f->ca_file, "-ca-file", "CONSUL_CACERT" },
		{ &c->ca_path, f->ca_path, "-ca-path", "CONSUL_CAPATH" },
		{ &c->client_cert, f->client_cert, "-client-cert",
		  "CONSUL_CLIENT_CERT" },
		{ &c->client_key, f->client_key, "-client-key",
		  "CONSUL_CLIENT_KEY" },
		{ &c->tls_server_name, f->tls_server_name, "-tls-server-name",
		  "CONSUL_TLS_SERVER_NAME" },
		{ &c->partition, f->partition, "-partition",
		  "CONSUL_PARTITION" },
		{ &c->namespace_name, NULL, NULL, "CONSUL_NAMESPACE" },
	};

	set(&c->address, DEFAULT_ADDRESS, "default");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		choose(rows[i].to, rows[i].value, rows[i].flag,
		       env(rows[i].env), rows[i].env);
}

static bool choose_bool(bool *value, char *(*env)(const char *name),
			const char *name, struct err *err)
{
	const char *text = env(name);

	if (!text || !*text || flags_bool(text, value))
		return true;
	return err_set(err, ERR_USAGE,
		       "%s is neither true nor false: \"%.40s\"", name, text);
}

/* --- the ACL token -------------------------------------------------------- */

static void set_token(struct client_config *c, const char *text, size_t len,
		      const char *origin)
{
	secret_release(&c->token_text);
	c->token = (struct client_setting){ .origin = origin };
	if (len) {
		secret_init(&c->token_text, len);
		secret_set(&c->token_text, text, len);
		c->token.value = c->token_text.data;
	}
	c->endpoint.acl_token = c->token.value;
}

/* A file of white space leaves what is set. */
static bool read_token(struct client_config *c, const char *path,
		       const char *origin, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_SECRET(TOKEN_MAX);
	const char *start;
	size_t len;

	if (!file_read(path, &text, err))
		return err_wrap(err, "Error loading token file %s ", path);
	if (strlen(text.data) != text.len)
		return err_set(err, ERR_USAGE,
			       "Error loading token file %s : there is a NUL "
			       "in it",
			       path);
	start = text.data + strspn(text.data, " \t\r\n\v\f");
	len = strlen(start);
	while (len && strchr(" \t\r\n\v\f", start[len - 1]))
		len--;
	if (len)
		set_token(c, start, len, origin);
	set(&c->token_file, path, origin);
	return true;
}

static bool differ(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") != 0;
}

/*
 * -token-file, -token, CONSUL_HTTP_TOKEN_FILE, CONSUL_HTTP_TOKEN. A flag that
 * says the same as its variable counts as not given; and a file that holds
 * nothing leaves the token of the next in line (Consul 1.21).
 */
static bool choose_token(struct client_config *c, const struct client_flags *f,
			 char *(*env)(const char *name), struct err *err)
{
	const char *env_token = env("CONSUL_HTTP_TOKEN");
	const char *env_file = env("CONSUL_HTTP_TOKEN_FILE");
	bool flag_token = f->token && *f->token;

	if (flag_token)
		set_token(c, f->token, strlen(f->token), "-token");
	else if (env_token && *env_token)
		set_token(c, env_token, strlen(env_token), "CONSUL_HTTP_TOKEN");
	if (f->token_file && *f->token_file && differ(f->token_file, env_file))
		return read_token(c, f->token_file, "-token-file", err);
	if (flag_token && differ(f->token, env_token))
		return true;
	if (env_file && *env_file)
		return read_token(c, env_file, "CONSUL_HTTP_TOKEN_FILE", err);
	return true;
}

/* --- the address ---------------------------------------------------------- */

struct place {
	char *base, *unix_path, *host;
};

static bool bad_address(const char *address, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "\"%.80s\" is not an address: HOST:PORT, http://…, "
		       "https://… or unix:///SOCKET",
		       address);
}

/* Blanks and controls would end up in the request's head. */
static bool is_clean(const char *address)
{
	for (const unsigned char *p = (const void *)address; *p; p++)
		if (*p <= ' ' || *p == 0x7f)
			return false;
	return true;
}

static void place_release(struct place *p)
{
	free(p->base);
	free(p->unix_path);
	free(p->host);
}

static bool place_http(const char *rest, bool tls, struct place *ret)
{
	_cleanup_(buf_release) struct buf base = BUF_INIT(4096);
	size_t len = strlen(rest);
	struct http_url url;

	while (len && rest[len - 1] == '/')
		len--;
	if (!buf_addf(&base, "%s://%.*s", tls ? "https" : "http", (int)len,
		      rest) ||
	    !http_url_split(base.data, &url))
		return false;
	ret->host = mem_dup_n(url.authority, url.authority_len);
	ret->base = buf_take(&base);
	return true;
}

static bool place_unix(const char *path, bool tls, struct place *ret)
{
	if (!*path)
		return false;
	ret->base = mem_dup(tls ? "https://localhost" : "http://localhost");
	ret->unix_path = mem_dup(path);
	ret->host = mem_dup(path);
	return true;
}

/* "http://" does not turn CONSUL_HTTP_SSL=true off (Consul 1.21). */
static bool place_of(const char *address, bool ssl, struct place *ret,
		     struct err *err)
{
	const char *sep = strstr(address, "://");
	int scheme_len = sep ? (int)(sep - address) : 0;
	bool ok;

	if (!is_clean(address))
		return bad_address(address, err);
	if (!sep)
		ok = place_http(address, ssl, ret);
	else if (!strncmp(address, "http:", 5))
		ok = place_http(sep + 3, ssl, ret);
	else if (!strncmp(address, "https:", 6))
		ok = place_http(sep + 3, true, ret);
	else if (!strncmp(address, "unix:", 5))
		ok = place_unix(sep + 3, ssl, ret);
	else
		return err_set(err, ERR_USAGE, "Unknown protocol scheme: %.*s",
			       scheme_len, address);
	return ok || bad_address(address, err);
}

static void set_place(struct client_config *c, struct place *p)
{
	place_release(&(struct place){ c->base, c->unix_path, c->host });
	c->base = p->base;
	c->unix_path = p->unix_path;
	c->host = p->host;
	c->endpoint.base = c->base;
	c->endpoint.unix_path = c->unix_path;
}

/* --- all of it ------------------------------------------------------------ */

static bool resolve_tls(struct client_config *c, struct err *err)
{
	_cleanup_(buf_release) struct buf pem = BUF_INIT(CA_MAX);

	if (!client_tls_pair(c->client_cert.value, c->client_key.value, err))
		return false;
	if (c->ca_file.value) {
		if (!client_tls_ca_file(c->ca_file.value, &pem, err))
			return false;
	} else if (c->ca_path.value) {
		if (!client_tls_ca_path(c->ca_path.value, &pem, err))
			return false;
	}
	if (c->ca_file.value || c->ca_path.value)
		c->ca_pem = buf_take(&pem);
	c->endpoint.ca_pem = c->ca_pem;
	c->endpoint.client_cert = c->client_cert.value;
	c->endpoint.client_key = c->client_key.value;
	c->endpoint.tls_server_name = c->tls_server_name.value;
	c->endpoint.insecure = !c->verify;
	return true;
}

static bool resolve(struct client_config *c, const struct client_flags *flags,
		    char *(*env)(const char *name), struct err *err)
{
	struct place place = { 0 };

	choose_all(c, flags, env);
	c->endpoint.auth = c->auth.value;
	if (!choose_bool(&c->ssl, env, "CONSUL_HTTP_SSL", err) ||
	    !choose_bool(&c->verify, env, "CONSUL_HTTP_SSL_VERIFY", err) ||
	    !resolve_tls(c, err) ||
	    !place_of(c->address.value, c->ssl, &place, err))
		return false;
	set_place(c, &place);
	return choose_token(c, flags, env, err);
}

bool client_config_load(const struct client_flags *flags,
			char *(*env)(const char *name),
			struct client_config *ret, struct err *err)
{
	struct client_config c = { .verify = true, .token.origin = "default" };

	if (!resolve(&c, flags, env, err)) {
		client_config_release(&c);
		return false;
	}
	*ret = c;
	return true;
}

bool client_config_set_address(struct client_config *c, const char *address,
			       struct err *err)
{
	struct place place = { 0 };

	if (!place_of(address, c->ssl, &place, err))
		return false;
	set(&c->address, address, "what was typed");
	set_place(c, &place);
	return true;
}

void client_config_set_token(struct client_config *c, const char *token,
			     const char *origin)
{
	set_token(c, token, strlen(token), origin);
	set(&c->token_file, NULL, NULL);
}

void client_config_release(struct client_config *c)
{
	struct client_setting *settings[] = {
		&c->address,   &c->token_file,	    &c->ca_file,
		&c->ca_path,   &c->client_cert,	    &c->client_key,
		&c->partition, &c->tls_server_name, &c->namespace_name,
		&c->auth,
	};

	if (c->auth.value)
		explicit_bzero((void *)(uintptr_t)c->auth.value,
			       strlen(c->auth.value));
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		set(settings[i], NULL, NULL);
	place_release(&(struct place){ c->base, c->unix_path, c->host });
	secret_release(&c->token_text);
	free(c->ca_pem);
	*c = (struct client_config){ 0 };
}

const char *client_config_host(const struct client_config *c)
{
	return c->host ? c->host : "";
}

bool client_config_in_clear(const struct client_config *c)
{
	struct http_url url;

	return c->base && !c->unix_path && http_url_split(c->base, &url) &&
	       !url.tls && !http_url_is_loopback(&url);
}
