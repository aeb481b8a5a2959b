/* Writing a secret to a file that only its owner can read. */
#ifndef TUI_SAVEFILE_H
#define TUI_SAVEFILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct err;

/* `path` with the home directory for "~/". ERR_USAGE when it is empty or too
 * long. */
bool savefile_expand(const char *path, char ret[PATH_MAX], struct err *err);

/*
 * Write `text` and a line end to `path` ("~/" is the home directory), mode
 * 0600 from its first byte on, through a temporary file beside it and
 * rename(2). False with ERR_USAGE when something is there and `overwrite` is
 * not set; ERR_SYSTEM otherwise, and nothing is left behind.
 */
bool savefile_write(const char *path, const char *text, size_t len,
		    bool overwrite, struct err *err);

/* The same for what is no secret: with the modes that the umask leaves. */
bool savefile_write_open(const char *path, const char *text, size_t len,
			 bool overwrite, struct err *err);

#endif
