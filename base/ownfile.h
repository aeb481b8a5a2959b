/*
 * Files that this program keeps for itself: nobody else may have written
 * them, and nobody else can read what is written.
 */
#ifndef BASE_OWNFILE_H
#define BASE_OWNFILE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/*
 * Open a directory of our own, making it (0700) and what leads to it where it
 * is missing. -1 and `err` when it cannot be, belongs to another user, or can
 * be written by others. The caller closes it.
 */
int ownfile_dir(const char *path, struct err *err);

/* Keep other processes out of it until it is closed. Gives up (false) when one
 * of them holds it for long; where there are no locks it is true. */
bool ownfile_lock(int dir, struct err *err);

/*
 * Append what a file holds; nothing when there is none. False for what is no
 * file of ours: a link, a device, another user's, one that others can write.
 */
bool ownfile_read(const char *path, struct buf *out, struct err *err);

/* Put a file with these bytes in the place of `name` in `dir`, through a
 * temporary one, so that there is the old or the new one, never a half. It can
 * be read and written by us alone, unless there was one with other modes. */
bool ownfile_replace(int dir, const char *name, const char *bytes, size_t len,
		     struct err *err);

/*
 * Open a file for appending, making it (0600) when there is none. -1 and `err`
 * for a link, what is no file, another user's, and one that others can read or
 * write.
 */
int ownfile_append(const char *path, struct err *err);

/* Write all of it; false, errno set, when that cannot be. */
bool ownfile_write(int fd, const char *bytes, size_t len);

#endif
