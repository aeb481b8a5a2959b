#include "base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"

static bool failed(struct err *err, const char *verb, const char *path)
{
	int code = errno;

	return err_set(err, ERR_SYSTEM, "%s %s: %c%s", verb, path,
		       tolower((unsigned char)strerror(code)[0]),
		       strerror(code) + 1);
}

/* The bytes pass through a piece of stack, which is wiped: it may be a token.
 */
static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(err, "read", path);
		if (!buf_add(out, bytes, (size_t)n))
			break;
	}
	explicit_bzero(bytes, sizeof(bytes));
	return n == 0 || err_set(err, ERR_USAGE, "%s is too large", path);
}

bool file_read(const char *path, struct buf *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return failed(err, "open", path);
	ok = read_all(fd, path, out, err);
	close(fd);
	return ok;
}

bool file_read_regular(const char *path, struct buf *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool ok;

	if (fd < 0)
		return failed(err, "open", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		ok = read_all(fd, path, out, err);
	else
		ok = err_set(err, ERR_USAGE, "%s is not a file", path);
	close(fd);
	return ok;
}
