#include "cli/token_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/attrs.h"
#include "base/err.h"
#include "net/token.h"

#define CTRL_C 3
#define CTRL_D 4

static bool add(struct buf *ret, const char *bytes, size_t len, struct err *err)
{
	if (buf_add(ret, bytes, len))
		return true;
	return err_set(err, ERR_USAGE, "too long for a token (over %d bytes)",
		       TOKEN_TEXT_MAX);
}

static bool read_all(int fd, struct buf *ret, struct err *err)
{
	char bytes[4096];
	ssize_t n = 1;
	bool ok = true;

	while (ok && n) {
		n = read(fd, bytes, sizeof(bytes));
		if (n < 0 && errno != EINTR)
			ok = err_errno(err, errno, "reading");
		else if (n > 0)
			ok = add(ret, bytes, (size_t)n, err);
	}
	explicit_bzero(bytes, sizeof(bytes));
	return ok;
}

/* Read up to Enter from a terminal whose line editing and echo are off. */
static bool read_keys(struct buf *ret, struct err *err)
{
	for (;;) {
		char c;
		ssize_t n = read(STDIN_FILENO, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, errno, "reading");
		if (n == 0 || c == '\r' || c == '\n' || c == CTRL_D)
			return true;
		if (c == CTRL_C)
			return err_set(err, ERR_CANCELLED, "cancelled");
		if (!add(ret, &c, 1, err))
			return false;
	}
}

static void tell(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return; /* nobody reads it: the token can still be typed */
}

static bool read_terminal(struct buf *ret, struct err *err)
{
	struct termios old, raw;
	bool ok;

	if (tcgetattr(STDIN_FILENO, &old) != 0)
		return err_errno(err, errno, "the terminal");
	raw = old;
	/* Ctrl-C is read as a key, so that the echo always comes back. */
	raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
	tell("Peering token (not shown): ");
	ok = read_keys(ret, err);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
	tell("\n");
	return ok;
}

bool token_input_read(const char *path, struct buf *ret, struct err *err)
{
	int fd;
	bool ok;

	if (!strcmp(path, "-") && isatty(STDIN_FILENO))
		return read_terminal(ret, err);
	if (!strcmp(path, "-"))
		return read_all(STDIN_FILENO, ret, err) ||
		       err_wrap(err, "standard input");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, errno, "%s", path);
	ok = read_all(fd, ret, err) || err_wrap(err, "%s", path);
	close(fd);
	return ok;
}

bool token_input_get(const char *argument, struct buf *ret, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_SECRET(TOKEN_TEXT_MAX);

	if (argument[0] != '@' && strcmp(argument, "-") != 0)
		return add(ret, argument, strlen(argument), err);
	if (!token_input_read(argument + (*argument == '@'), &text, err) ||
	    !token_clean(text.data, text.len, ret, err))
		return false;
	return ret->len || err_set(err, ERR_USAGE, "there is no token in it");
}
