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
bool file_read_fd(int fd, struct buf *out)
{
	char bytes[4096];
	ssize_t n;

	do {
		n = read(fd, bytes, sizeof(bytes));
		if (n > 0 && !buf_add(out, bytes, (size_t)n)) {
			errno = EFBIG;
			break;
		}
	} while (n > 0 || (n < 0 && errno == EINTR));
	explicit_bzero(bytes, sizeof(bytes));
	return n == 0;
}

static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
{
	if (file_read_fd(fd, out))
		return true;
	if (errno == EFBIG)
		return err_set(err, ERR_USAGE, "%s is too large", path);
	return failed(err, "read", path);
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
