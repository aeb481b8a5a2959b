#include "tests/lib/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/rfc3339.h"
#include "net/http.h"

#define PATIENCE   1000	  /* turns; then the test has failed */
#define SETTLED	   6	  /* turns from a request to what its reply leads to */
#define SILENCE_MS 100000 /* more than any request waits */
#define RECORD_MAX 8192

static char *no_environment(const char *name)
{
	(void)name;
	return NULL;
}

static void count(void *ctx, const struct http_trace *trace)
{
	struct play *p = ctx;

	(void)trace;
	p->over++;
}

void play_open(struct play *p)
{
	struct client_flags flags = { 0 };

	*p = (struct play){ 0 };
	clock_fake_init(&p->clock, PLAY_WALL);
	p->http = http_new(&p->clock.clock);
	http_observe(p->http, count, p);
	for (size_t i = 0; i < PLAY_LEN; i++) {
		struct play_cluster *c = &p->clusters[i];

		c->wire = wire_new();
		flags.http_addr = wire_addr(c->wire);
		assert_true(client_config_load(&flags, no_environment,
					       &c->config, NULL));
		c->client = (struct client){ p->http, &c->config };
	}
}

void play_close(struct play *p)
{
	http_free(p->http);
	for (size_t i = 0; i < PLAY_LEN; i++) {
		wire_free(p->clusters[i].wire);
		client_config_release(&p->clusters[i].config);
	}
}

void play_turn(struct play *p)
{
	int64_t at = p->engine ? p->ops->deadline(p->engine) : -1;

	if (at >= 0 && at <= clock_ms(&p->clock.clock))
		p->ops->tick(p->engine);
	for (size_t i = 0; i < PLAY_LEN; i++)
		if (p->clusters[i].wire)
			wire_turn(p->clusters[i].wire, p->http);
}

void play_settle(struct play *p)
{
	for (int i = 0; i < SETTLED; i++)
		play_turn(p);
}

void play_until(struct play *p, bool (*done)(const void *ctx), const void *ctx)
{
	for (int i = 0; !done(ctx); i++) {
		if (i == PATIENCE)
			fail_msg("it did not come about");
		play_turn(p);
	}
}

void play_pass(struct play *p, int64_t ms)
{
	clock_fake_advance(&p->clock, ms);
	play_settle(p);
}

struct wire_request *play_request(struct play *p, int cluster, const char *line)
{
	struct wire *wire = p->clusters[cluster].wire;

	for (int i = 0; i < PATIENCE; i++) {
		struct wire_request *r = wire_take(wire, line);

		if (r)
			return r;
		play_turn(p);
	}
	fail_msg("no request \"%s\" has come", line);
	return NULL;
}

/* Until one more is over than before. */
static void until_taken(struct play *p, size_t before)
{
	for (int i = 0; p->over == before; i++) {
		if (i == PATIENCE)
			fail_msg("the answer was not taken");
		play_turn(p);
	}
}

void play_answer(struct play *p, int cluster, const char *line, int status,
		 const char *body)
{
	struct wire_request *r = play_request(p, cluster, line);
	size_t before = p->over;

	wire_reply(r, status, PLAY_DATE, body);
	until_taken(p, before);
}

size_t play_count(const struct play *p, int cluster, const char *line)
{
	return wire_count(p->clusters[cluster].wire, line);
}

static void hang_up(struct play *p, struct wire_request *r)
{
	size_t before = p->over;

	wire_hang_up(r);
	for (int i = 0; i < SETTLED && p->over == before; i++)
		play_turn(p);
}

void play_lose(struct play *p, int cluster, const char *line,
	       enum play_loss loss, const char *body)
{
	struct wire_request *r = play_request(p, cluster, line);
	size_t before = p->over;
	char head[64];

	switch (loss) {
	case PLAY_EOF: /* a GET on a kept connection comes once more */
		for (; r; r = wire_take(p->clusters[cluster].wire, line))
			hang_up(p, r);
		break;
	case PLAY_CUT:
		snprintf(head, sizeof(head),
			 "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
			 strlen(body));
		wire_sends(r, head);
		wire_send(r, body, strlen(body) - 1);
		wire_hang_up(r);
		break;
	case PLAY_SILENCE:
		play_pass(p, SILENCE_MS);
		break;
	case PLAY_GATEWAY:
	case PLAY_LOSSES:
		wire_reply(r, 504, NULL, "<html>Gateway Time-out</html>");
		break;
	}
	until_taken(p, before);
}

void play_leave(struct play *p, int cluster)
{
	wire_free(p->clusters[cluster].wire);
	p->clusters[cluster].wire = NULL;
}

static void add_text(struct buf *out, const char *key, const char *value)
{
	if (value)
		buf_addf(out, "\"%s\":\"%s\",", key, value);
}

char *play_record(const struct play_record *r)
{
	const struct timestamp beat = { .sec = PLAY_WALL + r->beat,
					.set = true };
	struct buf out = BUF_INIT(RECORD_MAX);
	char text[RFC3339_MAX];

	timestamp_json(&beat, text);
	buf_addc(&out, '{');
	add_text(&out, "ID", r->id);
	add_text(&out, "Name", r->name);
	add_text(&out, "PeerID", r->peer_id);
	add_text(&out, "PeerServerName", r->server_name);
	add_text(&out, "State", r->state);
	add_text(&out, "DeletedAt", r->deleted);
	buf_adds(&out, "\"StreamStatus\":{");
	if (r->heard)
		add_text(&out, "LastHeartbeat", text);
	buf_addf(&out, "\"ImportedServices\":%s},",
		 r->imported ? r->imported : "null");
	buf_addf(&out, "\"Remote\":{\"Datacenter\":\"%s\"}}",
		 r->datacenter ? r->datacenter : "");
	return buf_take(&out);
}

void play_answer_record(struct play *p, int cluster, const char *line,
			const struct play_record *r)
{
	_cleanup_(mem_freep) char *body = play_record(r);

	play_answer(p, cluster, line, 200, body);
}
