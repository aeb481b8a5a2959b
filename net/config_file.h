/*
 * The config file (libconfuse): contexts, each a cluster with how to reach
 * it, and what the console wants. See man/peerdeck.1 for its form.
 */
#ifndef NET_CONFIG_FILE_H
#define NET_CONFIG_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/kv.h"
#include "base/strlist.h"

struct err;

/* All strings are owned; NULL = not written. */
struct config_context {
	char *name;
	char *address;
	char *token_file;
	struct strlist token_command; /* prints the ACL token; no shell */
	int token_timeout_ms;	      /* of that command */
	char *ca_file, *ca_path, *client_cert, *client_key;
	char *tls_server_name, *partition;
	char *confirm; /* "typed", "simple"; NULL = not said */
	char *colour;  /* of its name in the console, not checked here; NULL */
	bool readonly;
};

struct config_file {
	char *path;	       /* NULL when parsed from memory */
	struct buf text;       /* as it was read, for config_file_line */
	char *theme;	       /* NULL = not written, as is: */
	char *default_context; /* the name of one of these: */
	struct config_context *contexts;
	size_t count;
	struct kv keys;		     /* the keymap: command, keys */
	struct strlist columns;	     /* of the list, in order; none = as is */
	char *log;		     /* an absolute path, or "~/…" */
	struct strlist copy_command; /* gets on stdin what is copied */
	bool mouse, ascii, mono;     /* as the flags of those names */
	bool readonly;		     /* every cluster */
	bool local_times;	     /* else UTC */
};

#define CONFIG_FILE_MAX		  (1024 * 1024)
#define CONFIG_FILE_TOKEN_TIMEOUT 3 /* seconds */

/* $XDG_CONFIG_HOME/peerdeck/config, else ~/.config/…; NULL when neither is
 * known. The caller frees. */
char *config_file_path(char *(*env)(const char *name));

/*
 * Read the file. One that does not exist is as an empty one. ERR_USAGE says
 * what is wrong with its line; a file that others can write to is refused, as
 * it names commands to run.
 */
bool config_file_load(const char *path, struct config_file *ret,
		      struct err *err);

/* The same from memory; `name` stands for the path in messages. */
bool config_file_parse(const char *name, const char *text, size_t len,
		       struct config_file *ret, struct err *err);

/*
 * Where an option was written, for what only the console can judge: "theme",
 * "keys|peering.delete", "context=east|colour". 0 when it is not there.
 */
int config_file_line(const struct config_file *file, const char *option);

void config_file_release(struct config_file *file);
void config_file_release_context(struct config_context *context);

/* The context of that name, or NULL. */
const struct config_context *config_file_context(const struct config_file *file,
						 const char *name);

#endif
