#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Drop the rest of a character that snprintf cut in its middle, and flatten. */
static void tidy(char *msg)
{
	size_t len = strlen(msg);
	size_t start = len;

	while (start > 0 && len - start < 4 &&
	       ((unsigned char)msg[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)msg[start - 1] >= 0xc0) {
		unsigned char lead = (unsigned char)msg[start - 1];
		size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;

		if (len - start + 1 < want)
			msg[start - 1] = '\0';
	}
	for (char *p = msg; *p; p++)
		if (*p == '\n' || *p == '\r')
			*p = ' ';
}

static void put(struct err *err, enum err_kind kind, const char *fmt,
		va_list args)
{
	err->kind = kind;
	err->status = 0;
	vsnprintf(err->msg, sizeof(err->msg), fmt, args);
	tidy(err->msg);
}

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return false;
	va_start(args, fmt);
	put(err, kind, fmt, args);
	va_end(args);
	return false;
}

bool err_errno(struct err *err, int code, const char *fmt, ...)
{
	va_list args;
	size_t len;

	if (!err)
		return false;
	va_start(args, fmt);
	put(err, ERR_SYSTEM, fmt, args);
	va_end(args);
	len = strlen(err->msg);
	snprintf(err->msg + len, sizeof(err->msg) - len, ": %s",
		 strerror(code));
	tidy(err->msg);
	return false;
}

bool err_wrap(struct err *err, const char *fmt, ...)
{
	char old[sizeof(err->msg)];
	va_list args;
	size_t len;

	if (!err)
		return false;
	memcpy(old, err->msg, sizeof(old));
	va_start(args, fmt);
	vsnprintf(err->msg, sizeof(err->msg), fmt, args);
	va_end(args);
	len = strlen(err->msg);
	snprintf(err->msg + len, sizeof(err->msg) - len, ": %s", old);
	tidy(err->msg);
	return false;
}
