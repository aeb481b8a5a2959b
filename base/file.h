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

/* The same, but only of a regular file: a pipe or a device, which may never
 * end or answer, is ERR_USAGE. For a program that must not wait. */
bool file_read_regular(const char *path, struct buf *out, struct err *err);

/* Append what is left in a descriptor. False, errno set, when it cannot be
 * read; EFBIG when it is larger than the buffer's limit. */
bool file_read_fd(int fd, struct buf *out);

#endif
