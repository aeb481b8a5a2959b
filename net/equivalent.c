#include "net/equivalent.h"

#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/kv.h"
#include "base/strlist.h"
#include "net/client.h"
#include "net/peering_api.h"

#define TTY_LINE_MAX 4095 /* a Linux terminal in line mode cuts there */

/* Characters that mean nothing to sh wherever they stand. */
static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_./:=,@%+";

	return *word && word[strspn(word, plain)] == '\0';
}

void equivalent_quote(struct buf *out, const char *word)
{
	if (is_plain(word)) {
		buf_adds(out, word);
		return;
	}
	buf_addc(out, '\'');
	for (const char *p = word; *p; p++)
		if (*p == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, *p);
	buf_addc(out, '\'');
}

static void add_flag(struct buf *out, const char *flag, const char *value)
{
	if (!value || !*value)
		return;
	buf_addf(out, " %s ", flag);
	equivalent_quote(out, value);
}

/* What the shell's environment does not hold anyway. */
static void add_setting(struct buf *out, const char *flag,
			const struct client_setting *s)
{
	if (s->origin && strncmp(s->origin, "CONSUL_", 7) != 0 &&
	    strcmp(s->origin, "default") != 0)
		add_flag(out, flag, s->value);
}

/* The ACL token itself never; the file that holds it may be named. */
static void add_client(struct buf *out, const struct client_config *c)
{
	if (!c)
		return;
	add_setting(out, "-http-addr", &c->address);
	add_setting(out, "-ca-file", &c->ca_file);
	add_setting(out, "-ca-path", &c->ca_path);
	add_setting(out, "-client-cert", &c->client_cert);
	add_setting(out, "-client-key", &c->client_key);
	add_setting(out, "-tls-server-name", &c->tls_server_name);
	add_setting(out, "-token-file", &c->token_file);
}

static void add_addresses(struct buf *out, const struct strlist *addresses)
{
	_cleanup_(buf_release) struct buf list = BUF_INIT(out->limit);

	if (!addresses)
		return;
	for (size_t i = 0; i < addresses->count; i++)
		buf_addf(&list, "%s%s", i ? "," : "", addresses->items[i]);
	add_flag(out, "-server-external-addresses", list.data);
}

static void add_meta(struct buf *out, const struct kv *meta)
{
	for (size_t i = 0; meta && i < meta->count; i++) {
		_cleanup_(buf_release) struct buf pair = BUF_INIT(out->limit);

		buf_addf(&pair, "%s=%s", meta->pairs[i].key,
			 meta->pairs[i].value);
		add_flag(out, "-meta", pair.data);
	}
}

static void add_partition(struct buf *out, const char *partition,
			  const struct client_config *config)
{
	if (partition && *partition)
		add_flag(out, "-partition", partition);
	else if (config)
		add_setting(out, "-partition", &config->partition);
}

void equivalent_generate(struct buf *out, const struct peering_generate *g,
			 const struct client_config *config)
{
	buf_adds(out, "consul peering generate-token");
	add_flag(out, "-name", g->name);
	add_meta(out, g->meta);
	add_addresses(out, g->addresses);
	add_partition(out, g->partition, config);
	add_client(out, config);
}

void equivalent_read(struct buf *out, const char *name)
{
	buf_adds(out, "consul peering read");
	add_flag(out, "-name", name);
}

void equivalent_delete(struct buf *out, const char *name)
{
	buf_adds(out, "consul peering delete");
	add_flag(out, "-name", name);
}

/* Read from the terminal, or from a file named after the peering. */
static void add_token(struct buf *out, const char *name, bool by_file)
{
	if (!by_file) {
		buf_adds(out, " -peering-token \"$T\"");
		return;
	}
	buf_adds(out, " -peering-token \"$(cat ");
	equivalent_quote(out, name);
	buf_adds(out, ".token)\"");
}

static void begin_establish(struct buf *out, const char *name, size_t token_len)
{
	bool by_file = token_len > TTY_LINE_MAX;

	buf_adds(out, by_file ? "consul peering establish"
			      : "read -rs T; consul peering establish");
	add_flag(out, "-name", name);
	add_token(out, name, by_file);
}

void equivalent_establish(struct buf *out, const char *name, size_t token_len)
{
	begin_establish(out, name, token_len);
}

void equivalent_establish_with(struct buf *out,
			       const struct peering_establish *e,
			       const struct client_config *config)
{
	begin_establish(out, e->name, strlen(e->token));
	add_meta(out, e->meta);
	add_partition(out, e->partition, config);
	add_client(out, config);
}

/* The commands that are one request; a name stands behind the path. */
static const struct {
	const char *method, *path, *command;
	bool named;
} subcommands[] = {
	{ "GET", "/v1/peerings", "list", false },
	{ "GET", "/v1/peering/", "read", true },
	{ "DELETE", "/v1/peering/", "delete", true },
};

static void add_subcommand(struct buf *out, const char *method,
			   const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(subcommands); i++) {
		size_t len = strlen(subcommands[i].path);

		if (strcmp(method, subcommands[i].method) != 0 ||
		    strncmp(path, subcommands[i].path, len) != 0 ||
		    (!subcommands[i].named && path[len]))
			continue;
		buf_addf(out, "consul peering %s", subcommands[i].command);
		if (subcommands[i].named)
			add_flag(out, "-name", path + len);
		buf_addc(out, '\n');
		return;
	}
}

void equivalent_request(struct buf *out, const char *method, const char *url,
			bool with_token)
{
	const char *path = strstr(url, "/v1/");

	if (path)
		add_subcommand(out, method, path);
	buf_adds(out, "curl -s");
	if (strcmp(method, "GET") != 0)
		add_flag(out, "-X", method);
	if (!strcmp(method, "POST") || !strcmp(method, "PUT"))
		buf_adds(out, " -d @BODY_FILE");
	if (with_token)
		buf_adds(out, " -H @TOKEN_HEADER_FILE");
	buf_addc(out, ' ');
	equivalent_quote(out, url);
}
