/* Runs the command that prints a context's ACL token. */
#ifndef NET_TOKEN_COMMAND_H
#define NET_TOKEN_COMMAND_H

#include <stdbool.h>

struct buf;
struct err;
struct strlist;

#define TOKEN_COMMAND_LATE -1 /* for a wait status: it was killed */

/*
 * Run `argv` (looked up in PATH, no shell), wait for it and append what it
 * prints, without white space at its ends, to `ret`, a BUF_SECRET. It has no
 * standard input. ERR_SYSTEM when it cannot be started, fails (with the last
 * line it wrote to stderr), prints nothing or more than `ret` takes;
 * ERR_TIMEOUT, and it is killed with its children, when it is not done in
 * time.
 */
bool token_command_run(const struct strlist *argv, int timeout_ms,
		       struct buf *ret, struct err *err);

/*
 * The same for who cannot wait and runs it by itself. What came of it:
 * `status` is as waitpid gives it or TOKEN_COMMAND_LATE. Trims `out`, what it
 * printed; `errors` is what it wrote to stderr. False, with the error, when
 * `out` is no token.
 */
bool token_command_judge(const char *name, int status, int timeout_ms,
			 struct buf *out, struct buf *errors, struct err *err);

#endif
