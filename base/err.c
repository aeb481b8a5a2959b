#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Make it one line that ends with a whole character. */
static void tidy(char *msg)
{
	utf8_trim(msg);
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
