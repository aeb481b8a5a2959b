/* The console's part of the config file: keys, contexts to open. */
#ifndef TUI_SETTINGS_H
#define TUI_SETTINGS_H

#include <stdbool.h>

#include "net/client.h"

struct app;
struct err;
struct strlist;

/*
 * Read the config file into app->file and take from it what is the console's:
 * keys, columns and the like. Without `contexts` it is as if none stood in it,
 * and none can be added. False with all that is wrong appended to `problems`,
 * as "FILE:LINE: what" where the line is known.
 */
bool settings_read(struct app *app, bool contexts, struct strlist *problems);

/*
 * Open the cluster that is meant: `context` (NULL = none named), the flags,
 * the environment, in the precedence of net/context.h. settings_watch is to
 * follow. False with one line of what is wrong, naming the file.
 */
bool settings_open(struct app *app, const char *context,
		   const struct client_flags *flags, struct err *err);

/* Open one more cluster by the name of its context, and watch it. NULL and
 * `err` when it cannot be; one that is open already is returned. */
struct cluster *settings_open_context(struct app *app, const char *name,
				      struct err *err);

/*
 * Watch a cluster that was opened: at once, or as soon as its context's
 * token_command, which is started, has printed the ACL token. Until then, or
 * until one is typed, the cluster is not asked; when the command fails,
 * acl_token.failed says why, and calling this again runs it again.
 */
void settings_watch(struct cluster *cluster);

#endif
