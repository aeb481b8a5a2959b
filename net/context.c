#include "net/context.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "net/client.h"
#include "net/config_file.h"
#include "net/token_command.h"

#define ORIGIN	      "the context"
#define ACL_TOKEN_MAX 65536

/* True when a flag or a variable says how to reach a cluster. */
static bool told(const struct client_flags *f, char *(*env)(const char *name))
{
	static const char *const names[] = {
		"CONSUL_HTTP_ADDR",	  "CONSUL_HTTP_TOKEN",
		"CONSUL_HTTP_TOKEN_FILE", "CONSUL_HTTP_AUTH",
		"CONSUL_HTTP_SSL",	  "CONSUL_HTTP_SSL_VERIFY",
		"CONSUL_CACERT",	  "CONSUL_CAPATH",
		"CONSUL_CLIENT_CERT",	  "CONSUL_CLIENT_KEY",
		"CONSUL_TLS_SERVER_NAME", "CONSUL_NAMESPACE",
		"CONSUL_PARTITION",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = env(names[i]);

		if (value && *value)
			return true;
	}
	return f->http_addr || f->token || f->token_file || f->ca_file ||
	       f->ca_path || f->client_cert || f->client_key ||
	       f->tls_server_name || f->partition;
}

static bool load_file(char *(*env)(const char *name), struct config_file *file,
		      struct err *err)
{
	_cleanup_(mem_freep) char *path = config_file_path(env);

	return !path || config_file_load(path, file, err);
}

static bool unknown(const char *name, const struct config_file *file,
		    struct err *err)
{
	_cleanup_(buf_release) struct buf names = BUF_INIT(128);

	for (size_t i = 0; i < file->count; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", file->contexts[i].name);
	return err_set(err, ERR_USAGE,
		       "there is no context \"%.60s\" in %.120s (it has: %s)",
		       name, file->path ? file->path : "any config file",
		       names.len ? names.data : "none");
}

bool context_choose(const char *name, const struct client_flags *flags,
		    char *(*env)(const char *name), struct config_file *file,
		    const struct config_context **ret, struct err *err)
{
	*ret = NULL;
	if (!name && told(flags, env))
		return true;
	if (!file->path && !load_file(env, file, err))
		return false;
	if (!name)
		name = file->default_context;
	if (!name)
		return true;
	*ret = config_file_context(file, name);
	return *ret || unknown(name, file, err);
}

static char *no_environment(const char *name)
{
	(void)name;
	return NULL;
}

static const char *either(const char *flag, const char *written)
{
	return flag && *flag ? flag : written;
}

static bool gives_token(const struct client_flags *f)
{
	return (f->token && *f->token) || (f->token_file && *f->token_file);
}

/* The flags, and behind each what the context says. */
static struct client_flags merged(const struct config_context *c,
				  const struct client_flags *f)
{
	return (struct client_flags){
		.http_addr = either(f->http_addr, c->address),
		.token = f->token,
		.token_file = either(f->token_file,
				     gives_token(f) ? NULL : c->token_file),
		.ca_file = either(f->ca_file, c->ca_file),
		.ca_path = either(f->ca_path, c->ca_path),
		.client_cert = either(f->client_cert, c->client_cert),
		.client_key = either(f->client_key, c->client_key),
		.tls_server_name =
			either(f->tls_server_name, c->tls_server_name),
		.partition = either(f->partition, c->partition),
	};
}

static void name_origin(struct client_setting *s, const char *flag,
			const char *origin)
{
	if (s->value && (!flag || !*flag))
		s->origin = origin;
}

static void name_origins(struct client_config *config,
			 const struct client_flags *f)
{
	name_origin(&config->address, f->http_addr, ORIGIN);
	name_origin(&config->ca_file, f->ca_file, ORIGIN);
	name_origin(&config->ca_path, f->ca_path, ORIGIN);
	name_origin(&config->client_cert, f->client_cert, ORIGIN);
	name_origin(&config->client_key, f->client_key, ORIGIN);
	name_origin(&config->tls_server_name, f->tls_server_name, ORIGIN);
	name_origin(&config->partition, f->partition, ORIGIN);
	name_origin(&config->token_file, f->token_file, "its token_file");
	name_origin(&config->token, gives_token(f) ? "flag" : NULL,
		    "its token_file");
}

bool context_has_command(const struct config_context *context,
			 const struct client_flags *flags)
{
	return context->token_command.count && !gives_token(flags);
}

bool context_resolve(const struct config_context *context,
		     const struct client_flags *flags,
		     struct client_config *ret, struct err *err)
{
	struct client_flags all = merged(context, flags);

	if (!client_config_load(&all, no_environment, ret, err))
		return err_wrap(err, "context \"%s\"", context->name);
	name_origins(ret, flags);
	return true;
}

void context_set_token(struct client_config *config, const char *token)
{
	client_config_set_token(config, token, "its token_command");
}

bool context_load(const struct config_context *context,
		  const struct client_flags *flags, struct client_config *ret,
		  struct err *err)
{
	_cleanup_(buf_release) struct buf token = BUF_SECRET(ACL_TOKEN_MAX);

	if (!context_resolve(context, flags, ret, err))
		return false;
	if (!context_has_command(context, flags))
		return true;
	if (!token_command_run(&context->token_command,
			       context->token_timeout_ms, &token, err)) {
		client_config_release(ret);
		return err_wrap(err, "context \"%s\"", context->name);
	}
	context_set_token(ret, token.data);
	return true;
}
