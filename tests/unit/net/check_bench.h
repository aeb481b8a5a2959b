/* A check of one or two clusters that the test plays (tests/lib/play.h): east,
 * dc1, and west, dc2. What a test does not answer itself, a good cluster
 * answers. */
#ifndef TESTS_UNIT_NET_CHECK_BENCH_H
#define TESTS_UNIT_NET_CHECK_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attrs.h"
#include "base/buf.h"
#include "base/mem.h"
#include "net/check.h"
#include "tests/lib/play.h"

enum { EAST, WEST };

#define LEADER	 "GET /v1/status/leader"
#define AGENT	 "GET /v1/agent/self"
#define ACCESSOR "GET /v1/acl/token/self"
#define RIGHTS	 "POST /v1/internal/acl/authorize"
#define ROOTS	 "GET /v1/connect/ca/roots"
#define LIST	 "GET /v1/peerings"
#define EXPORTS	 "GET /v1/config/exported-services/"

#define DAY_S  86400
#define DENIED "Permission denied: anonymous token lacks permission"

/* One answer; those of a test come before the good ones. */
struct answer {
	int cluster;
	const char *line;
	int status;
	const char *body;
	const char *headers; /* NULL: only Date */
};

static const struct answer good[] = {
	{ EAST, LEADER, 200, "\"10.0.0.4:8300\"", NULL },
	{ EAST, AGENT, 200,
	  "{\"Config\":{\"Datacenter\":\"dc1\",\"Version\":\"1.21.0\"},"
	  "\"DebugConfig\":{\"PeeringEnabled\":true,\"ConnectEnabled\":true,"
	  "\"GRPCTLSPort\":8503}}",
	  NULL },
	{ EAST, ACCESSOR, 401, "ACL support disabled", NULL },
	{ EAST, RIGHTS, 401, "ACL support disabled", NULL },
	{ EAST, ROOTS, 200,
	  "{\"TrustDomain\":\"east.consul\",\"Roots\":[{\"NotAfter\":"
	  "\"2036-09-21T14:13:20Z\"}]}",
	  NULL },
	{ EAST, LIST, 200, "[]", NULL },
	{ EAST, EXPORTS, 404, "Config entry not found", NULL },
};

struct bench {
	struct play play;
	struct check *check;
	const struct answer *answers; /* the test's own */
	size_t count;
	const char *holds; /* requests that begin so are left to the test */
};

static inline void open_bench(struct bench *b)
{
	*b = (struct bench){ .holds = "none" };
	play_open(&b->play);
	b->check = check_new(&b->play.clock.clock);
}

static inline void close_bench(struct bench *b)
{
	check_free(b->check);
	play_close(&b->play);
}

static inline void add(struct bench *b, int cluster)
{
	check_add(b->check, cluster == EAST ? "east" : "west",
		  &b->play.clusters[cluster].client);
}

static inline bool begins(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

static inline void give(struct wire_request *r, const struct answer *a)
{
	wire_reply(r, a->status, a->headers ? a->headers : PLAY_DATE, a->body);
}

/* What west differs in. */
static inline bool give_of_west(struct wire_request *r)
{
	if (begins(r->line, AGENT))
		wire_reply(r, 200, PLAY_DATE,
			   "{\"Config\":{\"Datacenter\":\"dc2\",\"Version\":"
			   "\"1.21.0\"},\"DebugConfig\":{\"PeeringEnabled\":"
			   "true,\"ConnectEnabled\":true,\"GRPCTLSPort\":8503}"
			   "}");
	else if (begins(r->line, ROOTS))
		wire_reply(r, 200, PLAY_DATE,
			   "{\"TrustDomain\":\"west.consul\",\"Roots\":[]}");
	else
		return false;
	return true;
}

static inline void serve(struct bench *b, int cluster, struct wire_request *r)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->answers[i].cluster == cluster &&
		    begins(r->line, b->answers[i].line)) {
			give(r, &b->answers[i]);
			return;
		}
	if (cluster == WEST && give_of_west(r))
		return;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (begins(r->line, good[i].line))
			give(r, &good[i]);
}

/* One turn, in which all that has come is answered. */
static inline void turn(struct bench *b)
{
	struct wire_request *r;

	play_turn(&b->play);
	for (size_t i = 0; i < PLAY_LEN * ARRAY_LEN(good); i++) {
		struct wire *wire = b->play.clusters[i % PLAY_LEN].wire;
		const char *line = good[i / PLAY_LEN].line;

		while (wire && !begins(line, b->holds) &&
		       (r = wire_take(wire, line)))
			serve(b, (int)(i % PLAY_LEN), r);
	}
}

/* Answer all but that question, and turn until `cluster` is asked it. */
static inline void hold(struct bench *b, int cluster, const char *line)
{
	b->holds = line;
	check_start(b->check);
	for (int i = 0; !play_count(&b->play, cluster, line); i++) {
		if (i == 1000)
			fail_msg("no request \"%s\" has come", line);
		turn(b);
	}
	for (int i = 0; i < 6; i++) /* the others are answered */
		turn(b);
}

static inline void until_done(struct bench *b)
{
	for (int i = 0; !check_is_done(b->check); i++) {
		if (i == 1000)
			fail_msg("the check does not end");
		turn(b);
	}
}

/* Ask with these answers, to the end. */
static inline void run(struct bench *b, const struct answer *answers,
		       size_t count)
{
	b->answers = answers;
	b->count = count;
	check_start(b->check);
	until_done(b);
}

/* One cluster, that differs from a good one by one answer. */
static inline void run_east(struct bench *b, const struct answer *answer)
{
	open_bench(b);
	add(b, EAST);
	run(b, answer, answer ? 1 : 0);
}

static inline const struct check_finding *find(const struct bench *b,
					       const char *check,
					       const char *text)
{
	size_t count;
	const struct check_finding *f = check_findings(b->check, &count);

	for (size_t i = 0; i < count; i++)
		if (!strcmp(f[i].check, check) && strstr(f[i].text, text))
			return &f[i];
	return NULL;
}

static inline void expect_finding(const struct bench *b, const char *check,
				  enum check_level level, const char *text)
{
	const struct check_finding *found = find(b, check, text);
	size_t count;

	if (!found) {
		const struct check_finding *f =
			check_findings(b->check, &count);

		for (size_t i = 0; i < count; i++)
			print_message("%s %s %s: %s\n",
				      check_level_name(f[i].level),
				      f[i].cluster, f[i].check, f[i].text);
		fail_msg("%s: nothing says \"%s\"", check, text);
	}
	assert_string_equal(check_level_name(found->level),
			    check_level_name(level));
	/* What is wrong always has a next step. */
	assert_true(level < CHECK_WARNING || *found->hint);
}

#endif
