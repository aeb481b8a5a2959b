#include "net/monitor.h"

#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "net/client.h"

#define LINE_MAX_BYTES (16 * 1024) /* what is longer is cut */

struct monitor {
	char *peer_id;
	struct http_request *request;
	struct buf line; /* the one that is coming in */
	struct monitor_line lines[MONITOR_LINES];
	size_t count, total;
	struct http_reply over;
	struct buf body; /* of `over` */
	bool is_over;
	void (*changed)(void *ctx);
	void *ctx;
};

/* --- one line ---------------------------------------------------------------
 */

/* Where `key` stands in the line, behind a blank; what follows it, or NULL. */
static const char *after(const char *line, const char *key)
{
	const char *at = line;

	while ((at = strstr(at, key))) {
		if (at > line && at[-1] == ' ')
			return at + strlen(key);
		at++;
	}
	return NULL;
}

/* As Go quotes: a backslash before quotes and backslashes, \n, \t. */
static void unquote(const char *text, struct buf *out)
{
	for (const char *p = text; *p && *p != '"'; p++) {
		if (*p != '\\' || !p[1]) {
			buf_addc(out, *p);
			continue;
		}
		p++;
		buf_addc(out, *p == 'n' ? '\n' : *p == 't' ? '\t' : *p);
	}
}

bool monitor_parse(const char *text, size_t len, const char *peer_id,
		   struct monitor_line *ret)
{
	_cleanup_(mem_freep) char *line = mem_dup_n(text, len);
	const char *id = after(line, "peer_id="), *error = NULL;
	struct buf reason = BUF_INIT(LINE_MAX_BYTES);
	size_t n = strlen(peer_id);

	if (id && !strncmp(id, peer_id, n) && strchr(" ", id[n]))
		error = after(id + n, "error=");
	if (!n || !error)
		return false;
	if (*error == '"')
		unquote(error + 1, &reason);
	else
		buf_add(&reason, error, strcspn(error, " "));
	ret->time = mem_dup_n(line, strcspn(line, " "));
	ret->reason = buf_take(&reason);
	return true;
}

void monitor_line_release(struct monitor_line *line)
{
	free(line->time);
	free(line->reason);
	*line = (struct monitor_line){ 0 };
}

/* --- the stream -------------------------------------------------------------
 */

static void keep(struct monitor *m, const struct monitor_line *line)
{
	if (m->count == MONITOR_LINES) {
		monitor_line_release(&m->lines[0]);
		m->count--;
		memmove(m->lines, m->lines + 1, m->count * sizeof(m->lines[0]));
	}
	m->lines[m->count++] = *line;
	m->total++;
}

/* True when it was one of ours. */
static bool end_line(struct monitor *m)
{
	struct monitor_line line;
	bool ours = monitor_parse(m->line.data, m->line.len, m->peer_id, &line);

	if (ours)
		keep(m, &line);
	buf_clear(&m->line);
	return ours;
}

/* As much of it as there is room for. */
static void add_piece(struct monitor *m, const char *bytes, size_t len)
{
	size_t room = LINE_MAX_BYTES - m->line.len;

	buf_add(&m->line, bytes, len < room ? len : room);
}

static bool got_bytes(void *ctx, const char *bytes, size_t len, struct err *err)
{
	struct monitor *m = ctx;
	const char *end;
	bool news = false;

	(void)err;
	while ((end = memchr(bytes, '\n', len))) {
		add_piece(m, bytes, (size_t)(end - bytes));
		news |= end_line(m);
		len -= (size_t)(end + 1 - bytes);
		bytes = end + 1;
	}
	add_piece(m, bytes, len);
	if (news)
		m->changed(m->ctx);
	return true;
}

static void ended(void *ctx, const struct http_reply *reply)
{
	struct monitor *m = ctx;

	m->request = NULL;
	m->over = *reply;
	buf_add(&m->body, reply->body, reply->body_len);
	m->over.body = m->body.data;
	m->is_over = true;
	m->changed(m->ctx);
}

struct monitor *monitor_new(const struct client *client, const char *peer_id,
			    void (*changed)(void *ctx), void *ctx)
{
	struct monitor *m = mem_new(1, sizeof(*m));

	m->peer_id = mem_dup(peer_id);
	m->line = (struct buf)BUF_INIT(LINE_MAX_BYTES);
	m->body = (struct buf)BUF_INIT(HTTP_ERROR_MAX);
	m->changed = changed;
	m->ctx = ctx;
	m->request = http_start(client->http, &client->config->endpoint,
				&(struct http_call){
					.method = "GET",
					.path = "/v1/agent/monitor",
					.query = "loglevel=info",
					.patience = HTTP_STREAM,
					.data = got_bytes,
					.done = ended,
					.ctx = m,
				});
	return m;
}

void monitor_free(struct monitor *m)
{
	if (!m)
		return;
	http_cancel(m->request);
	for (size_t i = 0; i < m->count; i++)
		monitor_line_release(&m->lines[i]);
	buf_release(&m->line);
	buf_release(&m->body);
	free(m->peer_id);
	free(m);
}

const struct monitor_line *monitor_lines(const struct monitor *m,
					 size_t *ret_count)
{
	*ret_count = m->count;
	return m->lines;
}

size_t monitor_total(const struct monitor *m)
{
	return m->total;
}

const struct http_reply *monitor_over(const struct monitor *m)
{
	return m->is_over ? &m->over : NULL;
}
