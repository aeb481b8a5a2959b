/* Adding a context to the config file. */
#ifndef NET_CONFIG_WRITE_H
#define NET_CONFIG_WRITE_H

#include <stdbool.h>

struct buf;
struct config_context;
struct config_file;
struct err;

/* Append the section of a context, as it stands in the file: what is NULL or
 * false is left out. Of its settings these are known: address, token_file,
 * token_command, ca_file, partition, readonly. */
void config_write_section(struct buf *out, const struct config_context *c);

/*
 * Add it at the end of the file at `path`, which is made when there is none,
 * through a temporary file. `*ret` is what the file says then. False when it
 * would not be a good config file any more (a name that is there, say), or is
 * not ours; then it is as it was.
 */
bool config_write_add(const char *path, const struct config_context *c,
		      struct config_file *ret, struct err *err);

#endif
