/* A connect of two clusters that the test plays (tests/lib/play.h): east, dc1,
 * generates, west, dc2, dials. */
#ifndef TESTS_UNIT_NET_CONNECT_BENCH_H
#define TESTS_UNIT_NET_CONNECT_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/strlist.h"
#include "net/base64.h"
#include "net/connect.h"
#include "tests/lib/play.h"

enum { EAST, WEST };

#define AGENT	  "GET /v1/agent/self"
#define RIGHTS	  "POST /v1/internal/acl/authorize"
#define ROOTS	  "GET /v1/connect/ca/roots"
#define READ	  "GET /v1/peering/"
#define GENERATE  "POST /v1/peering/token"
#define ESTABLISH "POST /v1/peering/establish"
#define DELETE	  "DELETE /v1/peering/"
#define DENIED                                                                 \
	"Permission denied: token with AccessorID "                            \
	"'7f3c0000-0000-0000-0000-000000000000' lacks permission "             \
	"'peering:write'"
#define USED                                                                   \
	"a new peering token must be generated: invalid peering "              \
	"establishment secret"

#define LINK   "9999aaaa-0000-0000-0000-000000000000" /* east's record */
#define SECRET "5ec4e700-0000-0000-0000-000000000000"

static const char *const agents[] = {
	[EAST] = "{\"Config\":{\"Datacenter\":\"dc1\"},\"DebugConfig\":"
		 "{\"PeeringEnabled\":true,\"ConnectEnabled\":true}}",
	[WEST] = "{\"Config\":{\"Datacenter\":\"dc2\"},\"DebugConfig\":"
		 "{\"PeeringEnabled\":true,\"ConnectEnabled\":true}}",
};

static const char *const roots[] = {
	[EAST] = "{\"TrustDomain\":\"east.consul\",\"Roots\":[]}",
	[WEST] = "{\"TrustDomain\":\"west.consul\",\"Roots\":[]}",
};

/* What the two hold once they are connected. */
static const struct play_record connected[] = {
	[EAST] = { .name = "dc2",
		   .id = LINK,
		   .state = "ACTIVE",
		   .datacenter = "dc2",
		   .heard = true },
	[WEST] = { .name = "dc1",
		   .id = "1111bbbb-0000-0000-0000-000000000000",
		   .peer_id = LINK,
		   .state = "ACTIVE",
		   .datacenter = "dc1",
		   .heard = true },
};

/* And before. */
static const struct play_record unused = { .name = "dc2",
					   .id = LINK,
					   .state = "PENDING" };
static const struct play_record leftover = {
	.name = "dc1",
	.id = "1111bbbb-0000-0000-0000-000000000000",
	.peer_id = "0000cccc-0000-0000-0000-000000000000",
	.state = "PENDING",
};

/* What an establish with east's token leaves when it fails at dialing. */
static const struct play_record dialing = {
	.name = "dc1",
	.id = "1111bbbb-0000-0000-0000-000000000000",
	.peer_id = LINK,
	.state = "PENDING",
};

struct bench {
	struct play play;
	struct connect_plan plan;
	struct kv meta;
	struct strlist addresses, exports;
	struct connect *c;
	int changes;
};

static inline int64_t bench_deadline(const void *engine)
{
	return connect_deadline(engine);
}

static inline void bench_tick(void *engine)
{
	connect_tick(engine);
}

static inline void bench_changed(void *ctx, enum connect_step step)
{
	struct bench *b = ctx;

	(void)step;
	b->changes++;
}

/* Clusters and a plan; a test may change the plan before it starts. */
static inline void prepare(struct bench *b)
{
	*b = (struct bench){ 0 };
	play_open(&b->play);
	b->plan = (struct connect_plan){
		.from = { "east", &b->play.clusters[EAST].client, NULL },
		.to = { "west", &b->play.clusters[WEST].client, NULL },
		.meta = &b->meta,
		.addresses = &b->addresses,
		.exports = &b->exports,
		.timeout_ms = CONNECT_TIMEOUT_MS,
	};
}

static inline void start(struct bench *b)
{
	static const struct play_engine ops = { bench_deadline, bench_tick };

	b->c = connect_new(&b->plan, &b->play.clock.clock, bench_changed, b);
	b->play.ops = &ops;
	b->play.engine = b->c;
}

static inline void stop(struct bench *b)
{
	connect_free(b->c);
	b->play.engine = NULL;
	play_close(&b->play);
	kv_release(&b->meta);
	strlist_release(&b->addresses);
	strlist_release(&b->exports);
}

static inline void open_bench(struct bench *b)
{
	prepare(b);
	start(b);
}

static inline void expect_item(const struct bench *b, enum connect_step step,
			       enum connect_mark mark, const char *text)
{
	const struct connect_item *item = &connect_items(b->c)[step];

	if (!strstr(item->text, text))
		fail_msg("%s: \"%s\" is not in \"%s\"", connect_step_name(step),
			 text, item->text);
	if (item->mark != mark)
		fail_msg("%s (%s) is marked %d, not %d",
			 connect_step_name(step), item->text, item->mark, mark);
}

static inline size_t count(const struct bench *b, const char *line)
{
	return play_count(&b->play, EAST, line) +
	       play_count(&b->play, WEST, line);
}

/* --- the way there ---------------------------------------------------------
 */

/* What a good side is asked before the records are, up to `question`; NULL:
 * all of it. */
static inline void introduce(struct bench *b, int side, const char *question)
{
	const struct {
		const char *line;
		int status;
		const char *body;
	} answers[] = {
		{ AGENT, 200, agents[side] },
		{ RIGHTS, 401, "ACL support disabled" },
		{ ROOTS, 200, roots[side] },
	};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		if (question && !strcmp(answers[i].line, question))
			return;
		play_answer(&b->play, side, answers[i].line, answers[i].status,
			    answers[i].body);
	}
}

/* A side is asked for its record; NULL: it has none. */
static inline void answer_record(struct bench *b, int side,
				 const struct play_record *record)
{
	if (record)
		play_answer_record(&b->play, side, READ, record);
	else
		play_answer(&b->play, side, READ, 404,
			    "Peering not found for \"x\"");
}

static inline void look(struct bench *b, const struct play_record *east,
			const struct play_record *west)
{
	introduce(b, EAST, NULL);
	introduce(b, WEST, NULL);
	answer_record(b, EAST, east);
	answer_record(b, WEST, west);
}

/* The answer to a generate. `ca` is PEM, or NULL: its addresses are dialed in
 * clear. `addresses` are JSON strings. */
static inline char *token_with(const char *ca, const char *addresses)
{
	struct buf json = BUF_INIT(8192), reply = BUF_INIT(16384);

	buf_adds(&json, "{\"CA\":[");
	if (ca)
		buf_addc(&json, '"');
	for (const char *p = ca; p && *p; p++)
		if (*p == '\n')
			buf_adds(&json, "\\n");
		else
			buf_addc(&json, *p);
	buf_addf(&json,
		 "%s],\"ServerAddresses\":[%s],\"ServerName\":"
		 "\"server.dc1.peering.east.consul\",\"PeerID\":\"" LINK
		 "\",\"EstablishmentSecret\":\"" SECRET "\"}",
		 ca ? "\"" : "", addresses);
	buf_adds(&reply, "{\"PeeringToken\":\"");
	base64_encode(json.data, json.len, &reply);
	buf_adds(&reply, "\"}");
	buf_release(&json);
	return buf_take(&reply);
}

/* One address, where east's own server answers the probe. */
static inline char *token_reply(const struct bench *b)
{
	char address[64];

	snprintf(address, sizeof(address), "\"%s\"",
		 wire_addr(b->play.clusters[EAST].wire));
	return token_with(NULL, address);
}

/* Looked, found no record, and agreed to. */
static inline void go(struct bench *b)
{
	look(b, NULL, NULL);
	assert_true(connect_is_planned(b->c));
	connect_go(b->c);
}

/* With a token that was probed: west is to dial. */
static inline void generate(struct bench *b)
{
	_cleanup_(mem_freep) char *reply = token_reply(b);

	go(b);
	play_answer(&b->play, EAST, GENERATE, 200, reply);
}

/* Established: both are waited for. */
static inline void establish(struct bench *b)
{
	generate(b);
	play_answer(&b->play, WEST, ESTABLISH, 200, "{}");
}

/* And connected. */
static inline void connect_both(struct bench *b)
{
	establish(b);
	play_answer_record(&b->play, EAST, READ, &connected[EAST]);
	play_answer_record(&b->play, WEST, READ, &connected[WEST]);
	play_settle(&b->play);
}

/* --- where it ends ---------------------------------------------------------
 */

/* It fails at `step` with this; what is left is in expect_undone. */
static inline void expect_failure(struct bench *b, enum connect_step step,
				  const char *text)
{
	expect_item(b, step, CONNECT_FAILED, text);
	assert_null(strstr(connect_items(b->c)[step].text, "PeeringToken"));
	assert_false(connect_succeeded(b->c));
}

/* Removes what this run made there: looks whether it is that, and deletes. */
static inline void remove_record(struct bench *b, int side,
				 const struct play_record *record)
{
	play_answer_record(&b->play, side, READ, record);
	play_answer(&b->play, side, DELETE, 200, "");
}

/* Over, and these records were removed; nothing was written twice. */
static inline void expect_undone(struct bench *b, bool east, bool west)
{
	play_settle(&b->play);
	assert_true(connect_is_over(b->c));
	assert_int_equal(play_count(&b->play, EAST, DELETE), east);
	if (b->play.clusters[WEST].wire)
		assert_int_equal(play_count(&b->play, WEST, DELETE), west);
	assert_int_equal(play_count(&b->play, EAST, GENERATE), 1);
	assert_false(connect_made_from(b->c) || connect_made_to(b->c));
	expect_item(b, CONNECT_UNDO,
		    east || west ? CONNECT_DONE : CONNECT_SKIPPED, "this run");
	assert_int_equal(connect_deadline(b->c), -1);
}

#endif
