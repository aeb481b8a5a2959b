/* Runs the command that prints a context's ACL token. */
#ifndef NET_TOKEN_COMMAND_H
#define NET_TOKEN_COMMAND_H

#include <stdbool.h>

struct buf;
struct err;
struct strlist;

/*
 * Run `argv` (looked up in PATH, no shell) and append what it prints, without
 * white space at its ends, to `ret`, a BUF_SECRET. It has no standard input,
 * default signals and only descriptors 0–2. ERR_SYSTEM when it cannot be
 * started, fails (with the last line it wrote to stderr), prints nothing or
 * more than `ret` takes; ERR_TIMEOUT, and it is killed with its children,
 * when it is not done in time.
 */
bool token_command_run(const struct strlist *argv, int timeout_ms,
		       struct buf *ret, struct err *err);

#endif
