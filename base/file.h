/* Reading a whole file. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>

struct buf;
struct err;

/*
 * Append what the file holds. ERR_SYSTEM in Go's words ("open PATH: no such
 * file or directory") when it cannot be read, ERR_USAGE when it is larger
 * than the buffer's limit.
 */
bool file_read(const char *path, struct buf *out, struct err *err);

#endif
