/*
 * Two clusters that the test plays for an engine of net/ (watch.h says what
 * one is), on a clock that moves only when told. The engine is ticked when it
 * is due and at no other time, so that a wrong deadline fails the test.
 */
#ifndef TESTS_LIB_PLAY_H
#define TESTS_LIB_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "net/client.h"
#include "tests/lib/wire.h"

#define PLAY_WALL 1790000000 /* when it begins */
#define PLAY_DATE "Date: Mon, 21 Sep 2026 14:13:20 GMT\r\n"
#define PLAY_LEN  2 /* clusters */

struct play_engine {
	int64_t (*deadline)(const void *engine);
	void (*tick)(void *engine);
};

struct play_cluster {
	struct wire *wire; /* NULL: nothing listens there any longer */
	struct client_config config;
	struct client client;
};

struct play {
	struct clock_fake clock;
	struct http *http;
	size_t over; /* requests, answered or not */
	struct play_cluster clusters[PLAY_LEN];
	const struct play_engine *ops; /* with `engine`, or NULL */
	void *engine;
};

void play_open(struct play *p);

/* What is under way is cancelled; the engine is freed before. */
void play_close(struct play *p);

void play_turn(struct play *p);

/* Until all that was on its way has arrived: to see that nothing happens. */
void play_settle(struct play *p);

/* Until `done(ctx)`; fails the test when it does not come about. */
void play_until(struct play *p, bool (*done)(const void *ctx), const void *ctx);

/* Let time pass, and turn until that has had its effect. */
void play_pass(struct play *p, int64_t ms);

/* Turn until a request that begins with `line` is there, and take it. */
struct wire_request *play_request(struct play *p, int cluster,
				  const char *line);

/* The same, answered; returns when the answer has been taken. */
void play_answer(struct play *p, int cluster, const char *line, int status,
		 const char *body);

/* How many have come that begin so. */
size_t play_count(const struct play *p, int cluster, const char *line);

/* How an answer can get lost. */
enum play_loss {
	PLAY_EOF,     /* the connection is closed instead */
	PLAY_CUT,     /* it breaks off within the body of a 200 */
	PLAY_SILENCE, /* there is none, until the client has had enough */
	PLAY_GATEWAY, /* one in between could not wait: 504 */
	PLAY_LOSSES,
};

/* Take the request and lose its answer, which would be `body`. */
void play_lose(struct play *p, int cluster, const char *line,
	       enum play_loss loss, const char *body);

/* Close the cluster's port and its connections; requests that were taken are
 * gone, too. */
void play_leave(struct play *p, int cluster);

/* A record; NULL fields are left out. */
struct play_record {
	const char *name, *id, *state, *peer_id, *server_name, *datacenter;
	const char *imported; /* JSON: "[\"web\"]" */
	const char *deleted;  /* DeletedAt */
	int64_t beat;	      /* LastHeartbeat, from PLAY_WALL; see below */
	bool heard;	      /* there is one */
};

/* As JSON; the caller frees. */
char *play_record(const struct play_record *r);

void play_answer_record(struct play *p, int cluster, const char *line,
			const struct play_record *r);

#endif
