#include "tui/savefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/ownfile.h"

static bool fill(int fd, const char *text, size_t len, mode_t mode)
{
	return fchmod(fd, mode) == 0 && ownfile_write(fd, text, len) &&
	       ownfile_write(fd, "\n", 1) && fsync(fd) == 0;
}

bool savefile_expand(const char *path, char full[PATH_MAX], struct err *err)
{
	const char *home = getenv("HOME");
	bool in_home = !strncmp(path, "~/", 2) && home;
	int n = snprintf(full, PATH_MAX, "%s%s", in_home ? home : "",
			 in_home ? path + 1 : path);

	if (!*path)
		return err_set(err, ERR_USAGE, "a path is needed");
	if (n < 0 || n >= PATH_MAX)
		return err_set(err, ERR_USAGE, "the path is too long");
	return true;
}

/* link(2) fails if something is there: no gap between a look and a rename. */
static int put_in_place(const char *temporary, const char *path, bool overwrite)
{
	if (overwrite)
		return rename(temporary, path);
	if (link(temporary, path) < 0)
		return -1;
	unlink(temporary);
	return 0;
}

static bool write_file(const char *path, const char *text, size_t len,
		       bool overwrite, mode_t mode, struct err *err)
{
	char full[PATH_MAX], temporary[PATH_MAX + 16];
	int fd, code;

	if (!savefile_expand(path, full, err))
		return false;
	snprintf(temporary, sizeof(temporary), "%s.XXXXXX", full);
	fd = mkstemp(temporary);
	if (fd < 0)
		return err_errno(err, errno, "%s", full);
	if (!fill(fd, text, len, mode)) {
		code = errno;
		close(fd);
		unlink(temporary);
		return err_errno(err, code, "%s", full);
	}
	close(fd);
	if (put_in_place(temporary, full, overwrite) == 0)
		return true;
	code = errno;
	unlink(temporary);
	if (code == EEXIST)
		return err_set(err, ERR_USAGE, "%s exists", full);
	return err_errno(err, code, "%s", full);
}

bool savefile_write(const char *path, const char *text, size_t len,
		    bool overwrite, struct err *err)
{
	return write_file(path, text, len, overwrite, 0600, err);
}

bool savefile_write_open(const char *path, const char *text, size_t len,
			 bool overwrite, struct err *err)
{
	mode_t mask = umask(0); /* it can only be read by setting it */

	umask(mask);
	return write_file(path, text, len, overwrite, 0666 & ~mask, err);
}
