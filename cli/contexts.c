/* contexts: what the config file knows, without a secret. */
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/err.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "net/config_file.h"
#include "net/jsonx.h"

/* Where the ACL token comes from; a command's words may hold a secret. */
static void add_token(struct buf *out, const struct config_context *c)
{
	if (c->token_command.count)
		buf_addf(out, "token_command %s", c->token_command.items[0]);
	else if (c->token_file)
		buf_addf(out, "token_file %s", c->token_file);
	else
		buf_adds(out, "anonymous");
}

static void add_tls(struct buf *out, const struct config_context *c)
{
	const struct {
		const char *name, *value;
	} parts[] = {
		{ "ca_file", c->ca_file },
		{ "ca_path", c->ca_path },
		{ "client_cert", c->client_cert },
		{ "tls_server_name", c->tls_server_name },
	};
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].value)
			buf_addf(out, "%s%s %s", count++ ? ", " : "",
				 parts[i].name, parts[i].value);
	if (!count)
		buf_adds(out, strncmp(c->address, "https:", 6) != 0
				      ? "-"
				      : "the system's CAs");
}

static bool is_default(const struct config_file *file,
		       const struct config_context *c)
{
	return file->default_context && !strcmp(file->default_context, c->name);
}

static void add_table(struct output *out, const struct config_file *file)
{
	_cleanup_(strlist_release) struct strlist lines = { 0 };

	strlist_add(&lines, "Name" OUTPUT_CELL "Address" OUTPUT_CELL
			    "ACL token" OUTPUT_CELL "TLS" OUTPUT_CELL "Notes");
	for (size_t i = 0; i < file->count; i++) {
		const struct config_context *c = &file->contexts[i];
		_cleanup_(buf_release) struct buf line = BUF_INIT(65536);

		buf_addf(&line, "%s" OUTPUT_CELL "%s" OUTPUT_CELL, c->name,
			 c->address);
		add_token(&line, c);
		buf_adds(&line, OUTPUT_CELL);
		add_tls(&line, c);
		buf_addf(&line, OUTPUT_CELL "%s%s",
			 is_default(file, c) ? "default " : "",
			 c->readonly ? "read-only" : "");
		strlist_add(&lines, line.data);
	}
	output_columns(out, &lines);
}

static void add_member(struct buf *json, const char *name, const char *value)
{
	if (!value)
		return;
	buf_addf(json, ",\"%s\":", name);
	jsonx_quote(json, value);
}

static void add_json(struct output *out, const struct config_file *file)
{
	struct buf *json = &out->text;

	buf_addc(json, '[');
	for (size_t i = 0; i < file->count; i++) {
		const struct config_context *c = &file->contexts[i];
		_cleanup_(buf_release) struct buf token = BUF_INIT(65536);

		add_token(&token, c);
		buf_adds(json, i ? ",{\"Name\":" : "{\"Name\":");
		jsonx_quote(json, c->name);
		add_member(json, "Address", c->address);
		add_member(json, "Token", token.data);
		add_member(json, "Partition", c->partition);
		add_member(json, "CAFile", c->ca_file);
		add_member(json, "CAPath", c->ca_path);
		add_member(json, "ClientCert", c->client_cert);
		add_member(json, "ServerName", c->tls_server_name);
		buf_addf(json, ",\"ReadOnly\":%s,\"Default\":%s}",
			 c->readonly ? "true" : "false",
			 is_default(file, c) ? "true" : "false");
	}
	buf_addc(json, ']');
}

static int run(struct options *o, int argc, char **argv, struct err *err)
{
	_cleanup_(config_file_release) struct config_file file = { 0 };
	_cleanup_(mem_freep) char *path = config_file_path(getenv);
	_cleanup_(output_release) struct output out;
	bool json = false;

	(void)argc, (void)argv;
	output_init(&out);
	if (!options_json(o, &json, err) ||
	    (path && !config_file_load(path, &file, err)))
		return 1;
	if (json)
		add_json(&out, &file);
	else if (!file.count)
		buf_addf(&out.text, "There are no contexts in %s.",
			 path ? path : "any config file");
	else
		add_table(&out, &file);
	return output_end(&out);
}

static const char *const flags[] = { "format", NULL };

const struct command contexts_command = {
	.name = "contexts",
	.group = COMMAND_MORE,
	.summary = "List the contexts of the config file",
	.usage = "[options]",
	.about = "Prints each context's name and address, where its ACL token "
		 "and its CAs come from, and whether it is the default or "
		 "read-only. Never a secret.",
	.flags = flags,
	.run = run,
};
