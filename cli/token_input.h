/*
 * A peering token that is not written on the command line: from standard
 * input ("-") or a file ("@FILE").
 */
#ifndef CLI_TOKEN_INPUT_H
#define CLI_TOKEN_INPUT_H

#include <stdbool.h>

#include "base/buf.h"

struct err;

/*
 * Read all of a file, or of standard input when `path` is "-", into `ret`, a
 * BUF_SECRET. A terminal is read with its echo off up to the end of a line,
 * which may be longer than a line of the terminal's own editing.
 */
bool token_input_read(const char *path, struct buf *ret, struct err *err);

/*
 * What -peering-token stands for. "-" and @FILE are read, and what is pasted
 * around a token (white space, quotes, a JSON wrapper) goes; anything else is
 * the token as it is.
 */
bool token_input_get(const char *argument, struct buf *ret, struct err *err);

#endif
