#include "cli/answer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "cli/output.h"
#include "net/http.h"

#define TEXT_MAX (1024 * 1024)

void answer_keep(struct answer *a, const struct http_reply *reply)
{
	a->err = reply->err;
	a->status = reply->status;
	a->date = reply->date;
	free(a->body);
	a->body = mem_dup(reply->err.kind == ERR_NONE ? "" : reply->body);
}

void answer_release(struct answer *a)
{
	free(a->body);
	*a = (struct answer){ 0 };
}

void answer_done(void *ctx, const struct http_reply *reply)
{
	answer_keep(ctx, reply);
}

/* `s` without white space at its ends; the caller frees. */
static char *trimmed(const char *s)
{
	size_t len;

	s += strspn(s, " \t\r\n");
	len = strlen(s);
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	return mem_dup_n(s, len);
}

int answer_failed(const struct answer *a, const char *fmt, ...)
{
	_cleanup_(mem_freep) char *body = trimmed(a->body ? a->body : "");
	_cleanup_(buf_release) struct buf what = BUF_INIT(TEXT_MAX);
	va_list args;

	va_start(args, fmt);
	buf_addv(&what, fmt, args);
	va_end(args);
	if (a->err.kind == ERR_STATUS || a->err.kind == ERR_DENIED)
		output_error("%s: Unexpected response code: %d (%s)", what.data,
			     a->status, body);
	else
		output_error("%s: %s", what.data, a->err.msg);
	return 1;
}
