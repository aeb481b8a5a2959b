/*
 * Which cluster is meant: a context of the config file, the environment, or
 * the default. A context takes nothing from the environment, so that two of
 * one run never share a value that was not written in both.
 */
#ifndef NET_CONTEXT_H
#define NET_CONTEXT_H

#include <stdbool.h>

struct client_config;
struct client_flags;
struct config_context;
struct config_file;
struct err;

/*
 * Flag > named context > environment > the file's default context > Consul's
 * default. `name` is the context that was asked for, or NULL; then one is
 * chosen only when neither a flag nor a variable says how to reach a cluster,
 * and `*ret` is NULL when none is. `file` is read when it matters and was not
 * loaded before, and must be released; `*ret` is borrowed from it.
 */
bool context_choose(const char *name, const struct client_flags *flags,
		    char *(*env)(const char *name), struct config_file *file,
		    const struct config_context **ret, struct err *err);

/* Resolve a context, and the flags that are stronger than it, into settings.
 * Runs its token_command and waits for it. */
bool context_load(const struct config_context *context,
		  const struct client_flags *flags, struct client_config *ret,
		  struct err *err);

/*
 * The same in two steps, for who cannot wait: settings that lack only the ACL
 * token of the token_command, when there is one to be run (see
 * context_has_command); then that token, as the command printed it.
 */
bool context_resolve(const struct config_context *context,
		     const struct client_flags *flags,
		     struct client_config *ret, struct err *err);
void context_set_token(struct client_config *config, const char *token);

/* Its token_command must be run: no flag gives a token. */
bool context_has_command(const struct config_context *context,
			 const struct client_flags *flags);

#endif
