#include "base/ownfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"

#define OTHERS_WRITE (S_IWGRP | S_IWOTH)
#define OTHERS_ANY   (S_IRWXG | S_IRWXO)

#define LOCK_TRIES 50
#define LOCK_NS	   (2 * 1000 * 1000) /* between two of them */

/* Close it and return -1, so that failing is one line. */
static int give_up(int fd)
{
	close(fd);
	return -1;
}

/* What `fd` is must be of this type, ours, and without those modes. */
static bool check(int fd, mode_t type, mode_t without, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_errno(err, errno, "fstat");
	if ((st.st_mode & S_IFMT) != type)
		return err_set(err, ERR_USAGE, "it is no %s",
			       type == S_IFDIR ? "directory" : "file");
	if (st.st_uid != geteuid())
		return err_set(err, ERR_USAGE, "it belongs to another user");
	if (st.st_mode & without & OTHERS_WRITE)
		return err_set(err, ERR_USAGE,
			       "others can write to it: chmod go-w it");
	if (st.st_mode & without)
		return err_set(err, ERR_USAGE,
			       "others can read it: chmod 600 it");
	return true;
}

/* What leads to the last part of `path`; that it is there is not asked. */
static void make_parents(const char *path)
{
	char part[PATH_MAX];

	for (const char *p = path; (p = strchr(p + 1, '/'));) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		mkdir(part, 0700);
	}
}

int ownfile_dir(const char *path, struct err *err)
{
	int fd;

	make_parents(path);
	if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		err_errno(err, errno, "%s", path);
		return -1;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		err_errno(err, errno, "%s", path);
		return -1;
	}
	if (check(fd, S_IFDIR, OTHERS_WRITE, err))
		return fd;
	err_wrap(err, "%s", path);
	return give_up(fd);
}

bool ownfile_lock(int dir, struct err *err)
{
	const struct timespec pause = { .tv_nsec = LOCK_NS };

	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(dir, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
			return true;
		nanosleep(&pause, NULL);
	}
	return err_set(err, ERR_SYSTEM, "another process keeps it locked");
}

static bool read_all(int fd, struct buf *out, struct err *err)
{
	if (file_read_fd(fd, out))
		return true;
	if (errno == EFBIG)
		return err_set(err, ERR_USAGE, "it is too large");
	return err_errno(err, errno, "read");
}

/* O_NONBLOCK: opening a pipe must not wait for its other end. */
static int open_own(const char *path, int how)
{
	return open(path, how | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
}

static bool not_opened(int code, const char *path, struct err *err)
{
	if (code == ELOOP)
		return err_set(err, ERR_USAGE, "%s: it is a link", path);
	return err_errno(err, code, "%s", path);
}

bool ownfile_read(const char *path, struct buf *out, struct err *err)
{
	int fd = open_own(path, O_RDONLY);
	bool ok;

	if (fd < 0)
		return errno == ENOENT || not_opened(errno, path, err);
	ok = check(fd, S_IFREG, OTHERS_WRITE, err) && read_all(fd, out, err);
	close(fd);
	return ok || err_wrap(err, "%s", path);
}

int ownfile_append(const char *path, struct err *err)
{
	int fd = open_own(path, O_WRONLY | O_APPEND | O_CREAT);

	if (fd < 0) {
		not_opened(errno, path, err);
		return -1;
	}
	if (check(fd, S_IFREG, OTHERS_ANY, err))
		return fd;
	err_wrap(err, "%s", path);
	return give_up(fd);
}

bool ownfile_write(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

static bool fill(int fd, mode_t mode, const char *bytes, size_t len)
{
	return fchmod(fd, mode) == 0 && ownfile_write(fd, bytes, len) &&
	       fsync(fd) == 0;
}

bool ownfile_replace(int dir, const char *name, const char *bytes, size_t len,
		     struct err *err)
{
	char temporary[NAME_MAX + 1];
	mode_t mode = 0600;
	struct stat before;
	int fd, code;
	bool ok;

	snprintf(temporary, sizeof(temporary), ".%.200s.%d", name,
		 (int)getpid());
	unlinkat(dir, temporary, 0); /* of one that was killed */
	fd = openat(dir, temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(err, errno, "%s", name);
	if (fstatat(dir, name, &before, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(before.st_mode))
		mode = before.st_mode & 0777 & ~OTHERS_WRITE;
	ok = fill(fd, mode, bytes, len);
	code = errno;
	close(fd);
	if (ok && renameat(dir, temporary, dir, name) == 0) {
		fsync(dir);
		return true;
	}
	code = ok ? errno : code;
	unlinkat(dir, temporary, 0);
	return err_errno(err, code, "%s", name);
}
